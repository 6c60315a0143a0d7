//! The process at the screen: it knows what is touched and cannot write.
//!
//! Holds the visit in memory only, draws it, and hands the small paper to the printer.

pub mod desk;
mod ear;
pub mod handover;
mod opening;
pub mod press;
mod renewal;
mod rig;
pub mod run;
pub mod screen;
pub mod tour;
