//! The wire between the kiosk and its panel: pinned bytes, every message there and back, and
//! what noise may do to them. One file per promise, under `link/`.

#[path = "link/any.rs"]
mod any;
#[path = "link/damage.rs"]
mod damage;
#[path = "link/frames.rs"]
mod frames;
#[path = "link/pinned.rs"]
mod pinned;
#[path = "link/privacy.rs"]
mod privacy;
#[path = "link/samples.rs"]
mod samples;
