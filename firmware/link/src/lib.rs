//! What the kiosk (a Raspberry Pi) and its service panel (a Pico) say to each other.
//!
//! Both ends are built from this one crate, so it holds everything that they must agree on: the
//! messages [`ToPanel`] and [`ToPi`], the frame around them ([`encode`]) and the [`Receiver`] that
//! finds frames in a stream of bytes. It opens no port, keeps no time and decides nothing.
//!
//! Two promises shape it.
//!
//! - **Nothing about a visit can be said.** Every field is a closed list about the *device*, a
//!   number that grows whatever happens, or a version made of digits. There is no text, no count
//!   of uses, no time of use and no language but the one that staff chose for the panel.
//!   `tests/link/privacy.rs` holds the whole vocabulary against a list.
//! - **Either end may be older.** Kinds and values are numbers written out in this crate, never
//!   positions in a list. An unknown kind is [`Heard::Unknown`] and is ignored; an unknown value
//!   becomes the cautious member of its list. `Hello` begins with the version, and the kinds that
//!   keep a Pi switched on ([`ToPanel::Hello`], `Beat`, `HoldOff`, `Resume`) stay as they are in
//!   every version, so that an old panel never cuts the power of a newer, healthy Pi.
//!
//! # The conversation
//!
//! - Whoever opens the wire sends [`FLUSH`] and its `Hello`, and answers a hello with its own unless
//!   it sent one within [`HELLO_QUIET_MS`]: so the two never greet each other for ever. The Pi's
//!   hello is followed by its `Health`, and by `HoldOff` while an update runs; the panel's by `Bay`.
//! - The Pi beats every [`BEAT_EVERY_MS`], only while its screen and its steward both live; each
//!   beat with a new number is acknowledged, a repeated one is ignored. A hello lets the numbers
//!   begin anew. It sends `Health` when something changed.
//! - `Do` is answered by one `Reply`, or by `Started` and later another. The Pi refuses what
//!   [`Action::needs_open_bay`] while the last `Bay` said closed.
//! - `PleaseShutDown` is repeated until `AskedToShutDownAck`; the Pi then stops in order, and the
//!   panel cuts its power when it has been silent for half a minute.
//! - Anything damaged is dropped and never asked for again: the next beat, health or request says
//!   it anew.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod wire_enum;

mod action;
mod frame;
mod health;
mod identity;
mod receiver;
mod to_panel;
mod to_pi;

pub use action::{Action, Outcome};
pub use frame::{BODY_MAX, FLUSH, FRAME_MAX, Fault, Frame, Heard, Message, decode, encode};
pub use health::{
    Celsius, ContentCondition, ContentVersion, Health, NextStep, NotAVersion, OverallState, PowerCondition,
    PrinterCondition, RestartsToday, StaffLanguage,
};
pub use identity::{BuildId, FirmwareVersion, Identity, ResetReason};
pub use receiver::Receiver;
pub use to_panel::ToPanel;
pub use to_pi::ToPi;

/// A version of this protocol. It grows when a message changes its meaning or its fields; new
/// kinds and new values alone do not need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Version(pub u8);

/// The version that this crate speaks.
pub const PROTOCOL: Version = Version(1);

/// The speed of the wire, both ways, eight bits, no parity, one stop bit.
///
/// A frame of [`FRAME_MAX`] bytes takes 4.7 ms; the busiest second (a beat, an answer, a health
/// message) uses 1 % of it. Slower would do; this is what both chips do exactly.
pub const BAUD: u32 = 115_200;

/// No second hello within this many milliseconds.
pub const HELLO_QUIET_MS: u32 = 2_000;

/// How often the Pi beats, in milliseconds.
pub const BEAT_EVERY_MS: u32 = 1_000;
