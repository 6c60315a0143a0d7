//! The service panel's mind: what it decides, shows and says.
//!
//! Pure: no chip, no clock, no wire. Events go in with the time at which they happened
//! ([`Panel::handle`]); messages for the Pi come out; [`Panel::outputs`] says how the lines and the
//! light stand, and [`Panel::sheet`] what is on the glass, as plain data that [`draw`](draw::draw)
//! puts on any display of 128 x 64 dots. Tests run days of it in milliseconds.
//!
//! Words used here: the *glass* is the display, the *bay* the locked service compartment, a *beat*
//! the Pi's once-a-second sign of life, a *cut* the five seconds without power that restart a Pi
//! which no longer answers.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod draw;
pub mod keys;
pub mod light;
pub mod pages;
pub mod panel;
pub mod phrase;
pub mod supervisor;
pub mod time;
pub mod words;

pub use panel::{Event, Outbox, Outputs, Panel};
pub use time::{Millis, Span};
