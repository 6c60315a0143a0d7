//! When the power was cut: at most three times in any hour.

use super::limits::{CUT_WINDOW, MOST_CUTS};
use crate::time::Millis;

/// The latest cuts, oldest first. Older ones than the third last never matter.
#[derive(Debug, Clone)]
pub struct Cuts {
    latest: heapless::Deque<Millis, MOST_CUTS>,
}

impl Cuts {
    /// So many cuts were made shortly before `now`, by a panel that then restarted itself. They
    /// count as made now: the careful side.
    pub fn carried(cuts: u8, now: Millis) -> Self {
        let mut all = Self { latest: heapless::Deque::new() };
        for _ in 0..cuts.min(MOST_CUTS as u8) {
            all.add(now);
        }
        all
    }

    /// Whether one more keeps to three an hour.
    pub fn allowed(&self, now: Millis) -> bool {
        self.within_window(now) < MOST_CUTS
    }

    /// How many were made in the last hour.
    pub fn within_window(&self, now: Millis) -> usize {
        self.latest.iter().filter(|cut| now.since(**cut) < CUT_WINDOW).count()
    }

    /// Notes a cut.
    pub fn add(&mut self, now: Millis) {
        if self.latest.is_full() {
            self.latest.pop_front();
        }
        // Just made room: a refusal cannot happen.
        let _ = self.latest.push_back(now);
    }
}
