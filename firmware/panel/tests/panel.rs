//! The panel's mind on a PC: keys, supervision, pages, pictures and conversation, with time as an
//! argument. One file per subject, under `panel/`.

#[path = "panel/bench.rs"]
mod bench;
#[path = "panel/conversation.rs"]
mod conversation;
#[path = "panel/echo.rs"]
mod echo;
#[path = "panel/fits.rs"]
mod fits;
#[path = "panel/glass.rs"]
mod glass;
#[path = "panel/goldens.rs"]
mod goldens;
#[path = "panel/keys.rs"]
mod keys;
#[path = "panel/light.rs"]
mod light;
#[path = "panel/random.rs"]
mod random;
#[path = "panel/requests.rs"]
mod requests;
#[path = "panel/scenes.rs"]
mod scenes;
#[path = "panel/standing.rs"]
mod standing;
#[path = "panel/story.rs"]
mod story;
#[path = "panel/supervisor.rs"]
mod supervisor;
