//! The privacy promise, proven: one test for each invariant of PRIVACY.md, on the whole device where
//! it can be had: the real kiosk process on its rig, with its fence, a steward and a printer.
//!
//! `RUN_SLOW_TESTS=1` makes a thousand visits where otherwise a few dozen are made.

#[path = "privacy/bench.rs"]
mod bench;
#[path = "privacy/calls.rs"]
mod calls;
#[path = "privacy/fence.rs"]
mod fence;
#[path = "privacy/hangs.rs"]
mod hangs;
#[path = "privacy/memory.rs"]
mod memory;
#[path = "privacy/paper.rs"]
mod paper;
#[path = "privacy/screen.rs"]
mod screen;
mod stage;
#[path = "privacy/traces.rs"]
mod traces;
#[path = "privacy/types.rs"]
mod types;
#[path = "privacy/visits.rs"]
mod visits;
#[path = "privacy/watchdog.rs"]
mod watchdog;
#[path = "privacy/words.rs"]
mod words;
