//! What reaches a visit, and what it asks for.

use std::sync::Arc;

use super::Action;
use crate::content::paper::Cover;
use crate::content::{Content, LanguageId};

/// Something happened.
pub enum Event {
    /// One of the page's actions was chosen, by touch or by key.
    Chosen(Action),
    Key(Key),
    /// A touch that chose nothing: scrolling, a finger on the page.
    Touched,
    /// Time passed. Comes at least once a second.
    Tick,
    /// The page as drawn takes this many screenfuls.
    Measured {
        folds: usize,
    },
    Printer(PrinterState),
    JobEnded(JobNumber, JobEnd),
    /// New content is ready. Taken when the visit is over.
    Content(Arc<Content>),
}

/// The keys of the keypad; a keyboard's arrows, Enter, Backspace and Escape on a PC.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Next,
    Previous,
    Select,
    Back,
    Leave,
}

impl Key {
    /// Where the keys' focus goes on a page with so many things to choose; the first key shows it.
    pub fn moves(self, focus: Option<usize>, count: usize) -> Option<usize> {
        match (focus, self) {
            (None, _) => Some(0),
            (Some(at), Self::Next) => Some((at + 1) % count),
            (Some(at), Self::Previous) => Some((at + count - 1) % count),
            (at, _) => at,
        }
    }
}

/// What must happen outside.
#[derive(Clone, PartialEq, Eq)]
pub enum Effect {
    /// Draw this paper and print it.
    Print(JobNumber, PaperOrder),
    /// Do not start this job if it has not started.
    CancelPrint(JobNumber),
    /// The visit is over and wiped: give the next person a fresh process.
    VisitEnded,
}

/// Counts the papers of one process, so that the end of an old job is not taken for a new one's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct JobNumber(pub u64);

/// Everything that a small paper depends on. Nothing that was read is among it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PaperOrder {
    pub language: LanguageId,
    /// A second language under every line.
    pub beside: Option<LanguageId>,
    pub cover: Cover,
}

/// Whether print can be offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrinterState {
    Ready,
    /// Somebody must see to it: no paper, cover open, stuck, unplugged, silent.
    NotReady,
    /// It works, but enough was printed just now.
    Resting,
}

/// How a job ended, as far as a visitor needs to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobEnd {
    /// On paper.
    Done,
    /// Sent to a printer that cannot say how it went.
    Unknown,
    /// Not on paper, or only a part of it.
    Failed,
}
