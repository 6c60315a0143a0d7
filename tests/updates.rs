//! Content on sticks: taken whole or not at all, whatever happens; and refused in words that help.
//!
//! `updates/stage.rs` makes keys, contents and sticks; `updates/lossy.rs` is a disk that forgets. The keys
//! are made anew in every run; only the repositories made by another program are kept as files.

#[path = "updates/attacks.rs"]
mod attacks;
#[path = "updates/calls.rs"]
mod calls;
#[path = "updates/counties.rs"]
mod counties;
#[path = "updates/everyday.rs"]
mod everyday;
#[path = "updates/lossy.rs"]
mod lossy;
#[path = "updates/power.rs"]
mod power;
#[path = "updates/python.rs"]
mod python;
#[path = "updates/reset.rs"]
mod reset;
#[path = "updates/rot.rs"]
mod rot;
#[path = "updates/screens.rs"]
mod screens;
#[path = "updates/stage.rs"]
mod stage;
#[path = "updates/steward.rs"]
mod steward;
#[path = "updates/sticks.rs"]
mod sticks;
#[path = "updates/unplug.rs"]
mod unplug;
