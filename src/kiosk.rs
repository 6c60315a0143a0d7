//! The process at the screen: it knows what is touched and cannot write.
//!
//! Holds the visit in memory only, draws it, and hands the small paper to the printer.

pub mod desk;
pub mod press;
pub mod run;
pub mod screen;
pub mod tour;
