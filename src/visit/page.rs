//! The pages of a visit.

use super::event::JobNumber;
use super::remember::Recall;
use crate::content::{CardKind, LanguageId, ServiceId, TopicId};

/// What is on the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The resting page. `all` shows the languages behind "more".
    Languages {
        all: bool,
    },
    /// A language without text: its name, what to say, the number.
    CallCard(LanguageId),
    Home,
    Topic(TopicId),
    Card {
        topic: TopicId,
        kind: CardKind,
        index: usize,
        said: Said,
    },
    /// Who can help: for a topic, or the general numbers.
    Helpers(Option<TopicId>),
    /// What happens when you call this one.
    Helper(ServiceId),
    /// The small paper: choices and preview.
    Paper,
    Remember(Recall),
    Printing(JobNumber),
    /// The paper is out, or should be: the printer may not be able to say. Goes home by itself.
    TakeIt {
        sure: bool,
    },
    /// The print did not work.
    Trouble,
    Display,
    /// What is kept: nothing.
    Kept,
    /// After "leave".
    Cover,
}

/// What a card has been asked to show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The card as it first stands: a myth's claim, a story's heads-up.
    Front,
    /// Turned: what is so, the story itself. `guess` is what the visitor thought of the claim.
    Turned { guess: Option<bool> },
}
