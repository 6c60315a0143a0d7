//! The kiosk's diary: the closed list of what its process may say, one line an entry, to standard error.
//!
//! Every entry is about the device. What one can hold is a printer's condition or an error of this
//! program, never text of its own, and no type of a visit fits in. A line has the day and no time. What
//! repeats with each visitor is not written at all: the diary of a day with a hundred visits is the diary
//! of a day with none.

use std::fmt;
use std::io;

use crate::clock::Date;
use crate::content::ContentError;
use crate::hw::NoGpio;
use crate::kiosk::run::KioskError;
use crate::printer::report_driver::ReportError;
use crate::printer::{Condition, TransportError};
use crate::slip::BitmapError;
use crate::socket::SocketError;

/// The only target that a kiosk's process lets through.
pub const TARGET: &str = "stairlight::diary";

/// What may be said.
pub enum Entry<'a> {
    /// At the device's start.
    ContentUnreadable(&'a ContentError),
    NewContentRefused(&'a ContentError),
    NoPrinter(&'a KioskError),
    PrinterTrouble(Condition),
    PrinterWell(Condition),
    PrinterLineLost(&'a TransportError),
    NoTestSlip(&'a BitmapError),
    StaffReportFailed(&'a ReportError),
    NoKeys(&'a NoGpio),
    NoKeyThread(&'a io::Error),
    KeysGone(&'a NoGpio),
    StewardSilent(&'a SocketError),
    /// At the device's start.
    NoSteward(&'a io::Error),
    /// The process could not replace itself and ends, so that it is started anew.
    Ends(&'a io::Error),
}

enum Weight {
    /// The device cannot do its work as it is.
    Error,
    /// Bad but possible.
    Warn,
    Info,
}

impl Entry<'_> {
    /// Writes it down.
    pub fn note(&self) {
        let day = Date::today();
        // The level must be known where the line is written.
        match self.weight() {
            Weight::Error => tracing::error!(target: TARGET, "{day} {self}"),
            Weight::Warn => tracing::warn!(target: TARGET, "{day} {self}"),
            Weight::Info => tracing::info!(target: TARGET, "{day} {self}"),
        }
    }

    fn weight(&self) -> Weight {
        match self {
            Entry::ContentUnreadable(_) | Entry::Ends(_) => Weight::Error,
            Entry::PrinterWell(_) | Entry::NoKeys(_) => Weight::Info,
            _ => Weight::Warn,
        }
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Entry::ContentUnreadable(error) => write!(out, "the built-in numbers are shown: {error}"),
            Entry::NewContentRefused(error) => write!(out, "new content cannot be read; the old one stays: {error}"),
            Entry::NoPrinter(error) => write!(out, "no printer: {error}"),
            Entry::PrinterTrouble(condition) => write!(out, "printer: {condition:?}"),
            Entry::PrinterWell(condition) => write!(out, "printer: {condition:?} again"),
            Entry::PrinterLineLost(error) => write!(out, "printer line lost: {error}"),
            Entry::NoTestSlip(error) => write!(out, "no test slip for this printer: {error}"),
            Entry::StaffReportFailed(error) => write!(out, "staff report not printed: {error}"),
            Entry::NoKeys(error) => write!(out, "no keypad: {error}"),
            Entry::NoKeyThread(error) => write!(out, "no keypad: {error}"),
            Entry::KeysGone(error) => write!(out, "the keys are gone; the touch screen goes on: {error}"),
            Entry::StewardSilent(error) => write!(out, "the steward does not listen; going on alone: {error}"),
            Entry::NoSteward(error) => write!(out, "there is no steward; going on alone: {error}"),
            Entry::Ends(error) => write!(out, "the kiosk cannot replace itself, and ends: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_happened_and_no_time() {
        let line = Entry::PrinterTrouble(Condition::PaperOut).to_string();
        assert_eq!(line, "printer: PaperOut");
        assert_eq!(Date::today().to_string().len(), "2026-11-21".len());
    }
}
