//! What a job is called, where it stands, and what is told about it and about the printer.

use crate::printer::status::Condition;

/// Names a job within one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub u64);

/// Where a job stands. `Confirmed`, `Failed`, `Unknown` and `Cancelled` are ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Accepted; nothing of it has left.
    Queued,
    /// The printer has taken all of it.
    Sent,
    /// The printer said, after it, that it is on paper.
    Confirmed,
    /// It is not on paper as a whole, and nothing more of it will be.
    Failed(FaultKind),
    /// All of it was taken, and the printer cannot or did not tell the rest.
    Unknown,
    /// Taken back before it was begun.
    Cancelled,
}

/// Why a job failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    PaperOut,
    Cover,
    Cutter,
    Jam,
    Overheated,
    Unplugged,
    Silent,
    /// The printer reports an error without a name.
    Fault,
    /// The slip is wider than the printer.
    TooWide,
}

/// What the printer tells the rest of the program. Nothing in it says what was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrinterEvent {
    Condition(Condition),
    Job(JobId, JobState),
}

/// How a job fails in that condition; none if it can be printed.
pub(in crate::printer) fn fault_of(condition: Condition) -> Option<FaultKind> {
    match condition {
        Condition::Ready | Condition::NearEnd | Condition::Unknown => None,
        Condition::PaperOut => Some(FaultKind::PaperOut),
        Condition::CoverOpen => Some(FaultKind::Cover),
        Condition::CutterStuck => Some(FaultKind::Cutter),
        Condition::Jam => Some(FaultKind::Jam),
        Condition::Overheated => Some(FaultKind::Overheated),
        Condition::Fault => Some(FaultKind::Fault),
        Condition::Unplugged => Some(FaultKind::Unplugged),
        Condition::Silent => Some(FaultKind::Silent),
    }
}
