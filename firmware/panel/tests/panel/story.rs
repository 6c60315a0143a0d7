//! A supervisor with a clock and a diary, for tests that tell its stories.

use stairlight_panel::supervisor::{Carried, Sign, State, Supervisor};
use stairlight_panel::time::{Millis, Span};

pub const TICK: Span = Span::millis(100);

/// A supervisor with a clock, and the diary of its states.
pub struct Story {
    pub supervisor: Supervisor,
    pub now: Millis,
    /// Seconds since the start at which each state began.
    pub diary: Vec<(u64, State)>,
    pub requests: usize,
}

impl Story {
    pub fn begin() -> Self {
        Self::carrying(Carried::default())
    }

    /// After a restart of the panel itself.
    pub fn carrying(carried: Carried) -> Self {
        let now = Millis(0);
        let supervisor = Supervisor::new(carried, now);
        let state = supervisor.state();
        Self { supervisor, now, diary: vec![(0, state)], requests: 0 }
    }

    fn note(&mut self) {
        let state = self.supervisor.state();
        if self.diary.last().is_none_or(|(_, last)| *last != state) {
            self.diary.push((self.now.0 / 1_000, state));
        }
    }

    pub fn pass(mut self, span: Span) -> Self {
        let end = self.now + span;
        while self.now < end {
            self.now = self.now + TICK;
            self.requests += usize::from(self.supervisor.tick(self.now));
            self.note();
        }
        self
    }

    pub fn hear(mut self, sign: Sign) -> Self {
        self.supervisor.heard(sign, self.now);
        self.note();
        self
    }

    pub fn beats(mut self, seconds: u64) -> Self {
        for _ in 0..seconds {
            self = self.hear(Sign::Beat).pass(Span::seconds(1));
        }
        self
    }

    /// Asserts what happened since the last call.
    pub fn told(mut self, expected: &[(u64, State)]) -> Self {
        assert_eq!(self.diary, expected);
        self.diary.clear();
        self.diary.push(*expected.last().unwrap());
        self
    }

    pub fn state(&self) -> State {
        self.supervisor.state()
    }
}
