//! The staff's pages: flows as lists of what is seen, random operations, and every page as a picture.
//!
//! `tests/updates/screens.rs` plays them against a steward that is real, with sticks.

#[path = "staff/flows.rs"]
mod flows;
#[path = "staff/pictures.rs"]
mod pictures;
#[path = "staff/play.rs"]
mod play;
#[path = "staff/random.rs"]
mod random;
#[path = "stage/mod.rs"]
mod stage;
