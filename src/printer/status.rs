//! What a printer says about itself, in every dialect that we know, as one [`Reading`].
//! Parsers take any bytes: what does not fit is counted as garbage and never as good news.
//! When to ask, and what follows from an answer, is the job engine's business.

mod parser;
mod reading;

pub use parser::{Report, StatusParser};
pub use reading::Reading;

use crate::printer::profile::Dialect;

/// What the printer's condition comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// It prints.
    Ready,
    /// It prints; the roll will soon end.
    NearEnd,
    /// No paper.
    PaperOut,
    /// The cover is open, or the head is up.
    CoverOpen,
    /// The cutter does not move.
    CutterStuck,
    /// Paper is stuck.
    Jam,
    /// The head is too hot; it recovers by itself.
    Overheated,
    /// Something else is wrong: it says so, or is offline without a reason.
    Fault,
    /// There is no device, or it cannot be opened.
    Unplugged,
    /// There is a device but it does not answer or take anything.
    Silent,
    /// It cannot tell, or nothing is known yet. A slip may be printed but is never confirmed.
    Unknown,
}

impl Condition {
    /// Whether a slip may be offered.
    pub fn prints(self) -> bool {
        matches!(self, Condition::Ready | Condition::NearEnd | Condition::Unknown)
    }
}

/// A question and how many answers it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    pub bytes: &'static [u8],
    pub answers: usize,
}

/// `GS r 1`: the paper sensor, answered in order.
pub const ASK_PAPER: &[u8] = &[0x1d, b'r', 1];

/// How a printer of that dialect is asked for its condition; none if it cannot be asked.
pub fn question(dialect: Dialect) -> Option<Question> {
    const ALL: &[u8] = &[0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4];
    // These printers answer n = 3 with a byte that means nothing.
    const IN_ORDER: &[u8] = &[0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 4];
    match dialect {
        Dialect::None => None,
        Dialect::Eot | Dialect::Asb => Some(Question { bytes: ALL, answers: 4 }),
        Dialect::EotInOrder => Some(Question { bytes: IN_ORDER, answers: 3 }),
        Dialect::Full => Some(Question { bytes: &[0x10, 4, 20], answers: 1 }),
        Dialect::GsR => Some(Question { bytes: ASK_PAPER, answers: 1 }),
        // Some boards take a parameter and some do not; a zero too many means nothing.
        Dialect::EscV => Some(Question { bytes: &[0x1b, b'v', 0], answers: 1 }),
    }
}

/// Whether one byte is the whole answer, so that a noisy line can make one up.
pub fn answers_in_one_byte(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::GsR | Dialect::EscV)
}

/// Whether a printer of that dialect answers at once, whatever else it is doing.
pub fn answers_at_once(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Eot | Dialect::Asb | Dialect::Full)
}
