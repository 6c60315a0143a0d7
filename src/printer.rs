//! The slip printer: bytes, status, jobs and the thread that drives them.
//! A job ends confirmed, failed or unknown, is never tried twice by itself, and nothing of a failed
//! job may reach paper later. It does not draw slips and does not decide what a visitor is told.
//!
//! Band: a run of rows sent as one raster command. Barrier: a question that the printer answers only
//! after everything before it was carried out. Resynchronise: bring a printer whose state is not
//! known back to an empty buffer and a known one.

pub mod bucket;
pub mod commands;
pub mod encode;
pub mod job;
pub mod paper;
pub mod profile;
pub mod report_driver;
pub mod selftest;
pub mod status;
pub mod transport;
mod uri;
mod worker;

pub use bucket::Bucket;
pub use job::{FaultKind, JobId, JobState, PrinterEvent};
pub use profile::{Profile, ProfileError, Profiles};
pub use status::Condition;
pub use transport::{Transport, TransportError};
pub use uri::{Flow, PrinterUri, UriError};
pub use worker::{Printer, PrinterHandle, StartError};
