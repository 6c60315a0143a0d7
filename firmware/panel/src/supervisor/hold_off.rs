//! The promise not to cut while an update runs, and its bound.
//!
//! One message asks for half an hour at most, and without a single beat in between all of them
//! together for two hours: a Pi that hangs inside an update is not left alone for ever.

use super::limits::{HOLD_OFF_IN_ALL, HOLD_OFF_ONCE};
use crate::time::{Millis, Span};

/// Until when, and since when without a beat.
#[derive(Debug, Clone, Default)]
pub struct HoldOff {
    until: Option<Millis>,
    first_without_beat: Option<Millis>,
}

impl HoldOff {
    /// The Pi asks for so long. A later request replaces an earlier one.
    pub fn ask(&mut self, span: Span, now: Millis) {
        let first = *self.first_without_beat.get_or_insert(now);
        self.until = Some((now + span.min(HOLD_OFF_ONCE)).min(first + HOLD_OFF_IN_ALL));
    }

    /// The update is over.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// A beat: the sum starts anew with the next request.
    pub fn beat(&mut self) {
        self.first_without_beat = None;
    }

    /// For how long the promise still stands.
    pub fn left(&self, now: Millis) -> Span {
        self.until.map_or(Span::seconds(0), |until| until.since(now))
    }

    /// Whether the promise stands.
    pub fn stands(&self, now: Millis) -> bool {
        self.until.is_some_and(|until| now < until)
    }
}
