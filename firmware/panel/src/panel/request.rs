//! What somebody asked for with the `Do` key, until its answer has been read.

use stairlight_link::{Action, Outcome};

use crate::phrase::Phrase;
use crate::time::{Millis, Span};
use crate::words;

/// A Pi that lives answers at once; a test page may take this long to begin.
const ANSWER_WITHIN: Span = Span::seconds(10);
/// Long enough to look back from the printer.
const SHOWN_FOR: Span = Span::seconds(5);

/// One request and what came of it.
#[derive(Debug, Clone)]
pub struct Request {
    /// What the Pi was asked for; nothing when the panel answered by itself.
    action: Option<Action>,
    notice: Phrase,
    /// Since when the notice stands.
    since: Millis,
    waiting: bool,
}

impl Request {
    /// The Pi was asked.
    pub fn asked(action: Action, now: Millis) -> Self {
        Self { action: Some(action), notice: words::ASKED, since: now, waiting: true }
    }

    /// The panel answers by itself.
    pub fn settled(notice: Phrase, now: Millis) -> Self {
        Self { action: None, notice, since: now, waiting: false }
    }

    /// What to show.
    pub fn notice(&self) -> Phrase {
        self.notice
    }

    /// The Pi answered. A later answer replaces an earlier one: begun, then done.
    pub fn reply(&mut self, action: Action, outcome: Outcome, now: Millis) {
        if self.action == Some(action) {
            self.notice = words::outcome(outcome);
            self.since = now;
            self.waiting = false;
        }
    }

    /// Whether it has been shown for long enough.
    pub fn is_over(&mut self, now: Millis) -> bool {
        if self.waiting && now.since(self.since) >= ANSWER_WITHIN {
            *self = Self::settled(words::NO_REPLY, now);
        }
        !self.waiting && now.since(self.since) >= SHOWN_FOR
    }
}
