//! How much may be inside the printer. Its buffer is never filled, because the command that makes it
//! forget must always get through; and it never runs dry, because the head would stutter.
//!
//! What was sent counts as inside until one of these shows that it is out:
//! - a printer that answers in order: the answer to a question sent after it;
//! - a printer that answers at once: it was well at a time by which the head must have done it;
//! - a printer that tells nothing: the time alone.

use std::collections::VecDeque;
use std::time::Duration;

use crate::printer::profile::{Barrier, Profile};
use crate::printer::status::{answers_at_once, question};

/// Room kept for real-time commands.
const RESERVE: usize = 256;
/// A cut, and what belongs to it.
const CUT: Duration = Duration::from_millis(300);
/// Time on the wire that one band may take, so that a fault is seen soon on a slow line.
const BAND_TIME: u32 = 4;
/// The head must not be asked more of than this part of its speed; the rest is for its pauses.
const PART: f64 = 1.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    Answer,
    Alive,
    Time,
}

struct Inside {
    number: u64,
    bytes: usize,
    rows: u32,
    done_at: Duration,
}

pub(super) struct Pace {
    proof: Proof,
    capacity: usize,
    hold_rows: Option<u32>,
    row_time: Duration,
    wire: Option<u32>,
    wire_free: Duration,
    head_free: Duration,
    number: u64,
    proven: u64,
    alive_at: Duration,
    inside: VecDeque<Inside>,
    rows: u64,
}

impl Pace {
    pub fn new(profile: &Profile) -> Pace {
        let asked = question(profile.status).is_some();
        let at_once = answers_at_once(profile.status);
        let by_paper = profile.hold_rows.is_some() && profile.barrier == Barrier::GsR;
        let proof = match (asked, at_once) {
            (false, _) => Proof::Time,
            (true, true) if !by_paper => Proof::Alive,
            (true, _) => Proof::Answer,
        };
        Pace {
            proof,
            capacity: (profile.buffer_bytes as usize).saturating_sub(RESERVE),
            hold_rows: profile.hold_rows,
            row_time: profile.time_for_rows(1).mul_f64(PART),
            wire: None,
            wire_free: Duration::ZERO,
            head_free: Duration::ZERO,
            number: 0,
            proven: 0,
            alive_at: Duration::ZERO,
            inside: VecDeque::new(),
            rows: 0,
        }
    }

    pub fn set_wire(&mut self, bytes_per_second: Option<u32>, now: Duration) {
        self.wire = bytes_per_second;
        self.empty(now);
    }

    /// The profile with bands no longer than the wire carries in a quarter of a second.
    pub fn bounded(&self, profile: &Profile) -> Profile {
        let mut profile = profile.clone();
        if let Some(wire) = self.wire {
            profile.band_bytes = profile.band_bytes.min((wire / BAND_TIME).max(256));
        }
        profile
    }

    /// Nothing is inside any more.
    pub fn empty(&mut self, now: Duration) {
        self.inside.clear();
        self.proven = self.number;
        (self.wire_free, self.head_free) = (now, now);
        self.rows = 0;
    }

    /// Something went out; gives its number.
    pub fn sent(&mut self, now: Duration, bytes: usize, rows: u32) -> u64 {
        self.number += 1;
        self.passed(now, bytes);
        let done_at = self.head_free.max(self.wire_free) + self.row_time * rows;
        if rows > 0 {
            self.head_free = done_at;
        }
        self.rows += u64::from(rows);
        let number = self.number;
        self.inside.push_back(Inside { number, bytes, rows, done_at });
        number
    }

    /// Something went out that takes no room inside.
    pub fn passed(&mut self, now: Duration, bytes: usize) {
        let on_wire =
            self.wire.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(bytes as f64 / f64::from(rate.max(1))));
        self.wire_free = self.wire_free.max(now) + on_wire;
    }

    /// The last thing that was sent ends with a cut.
    pub fn cut(&mut self) {
        self.head_free += CUT;
    }

    /// Whether so much more may go in.
    pub fn has_room(&mut self, now: Duration, bytes: usize, rows: u32) -> bool {
        let (proof, proven, alive_at) = (self.proof, self.proven, self.alive_at);
        let out = |inside: &Inside| match proof {
            Proof::Answer => inside.number <= proven,
            Proof::Alive => inside.done_at <= alive_at,
            Proof::Time => inside.done_at <= now,
        };
        while self.inside.front().is_some_and(out) {
            self.inside.pop_front();
        }
        let held: usize = self.inside.iter().map(|inside| inside.bytes).sum();
        let held_rows: u32 = self.inside.iter().map(|inside| inside.rows).sum();
        let fits = held + bytes <= self.capacity;
        let few = held_rows == 0 || self.hold_rows.is_none_or(|hold| held_rows + rows <= hold);
        self.inside.is_empty() || (fits && few)
    }

    /// Whether each band must be followed by a question in order, because only that makes room.
    pub fn wants_answers(&self) -> bool {
        self.proof == Proof::Answer
    }

    /// It answered in order after that number.
    pub fn prove(&mut self, number: u64) {
        self.proven = self.proven.max(number);
    }

    /// It was well at that time.
    pub fn alive(&mut self, at: Duration) {
        self.alive_at = self.alive_at.max(at);
    }

    /// The highest number that is proven to be on paper.
    pub fn proven(&self) -> u64 {
        self.proven
    }

    /// The number that was given last.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// When the head should be done with everything.
    pub fn head_free(&self) -> Duration {
        self.head_free
    }

    /// When the wire should have carried everything.
    pub fn wire_free(&self) -> Duration {
        self.wire_free
    }

    /// How often to ask while printing: the questions may take only a fiftieth of the wire.
    pub fn ask_every(&self) -> Duration {
        let wire = self.wire.map_or(Duration::ZERO, |rate| Duration::from_secs(600) / rate.max(1));
        wire.max(Duration::from_millis(25))
    }

    /// Whether the paper has been moved since the printer was last known to be empty.
    pub fn has_moved(&self) -> bool {
        self.rows > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::profile::Profiles;

    const MS: Duration = Duration::from_millis(1);

    fn pace(name: &str) -> Pace {
        let profiles = Profiles::built_in();
        Pace::new(profiles.named(name).unwrap_or_else(|error| panic!("{error}")))
    }

    #[test]
    fn a_printer_that_answers_at_once_makes_room_only_while_it_is_well() {
        let mut pace = pace("paper-58");
        let capacity = 4096 - RESERVE;
        pace.sent(Duration::ZERO, capacity, 80);
        assert!(!pace.has_room(MS * 500, 10, 1), "time alone proves nothing");
        pace.alive(MS * 20);
        assert!(!pace.has_room(MS * 500, 10, 1), "it was well, but the head was not done then");
        pace.alive(MS * 500);
        assert!(pace.has_room(MS * 501, capacity, 1));
    }

    #[test]
    fn a_printer_that_cannot_forget_never_holds_more_than_its_rows() {
        let mut pace = pace("xprinter-58");
        let first = pace.sent(Duration::ZERO, 100, 12);
        assert!(pace.has_room(Duration::ZERO, 100, 12) && !pace.has_room(Duration::ZERO, 100, 13));
        pace.sent(Duration::ZERO, 100, 12);
        pace.alive(MS * 9000);
        assert!(!pace.has_room(MS * 9000, 1, 1), "being well proves nothing here");
        pace.prove(first);
        assert!(pace.has_room(MS * 9000, 100, 12) && !pace.has_room(MS * 9000, 100, 13));
    }

    #[test]
    fn a_printer_that_tells_nothing_is_paced_by_time() {
        let mut pace = pace("generic-58");
        pace.set_wire(Some(1920), Duration::ZERO);
        pace.sent(Duration::ZERO, 3840, 10);
        assert!(!pace.has_room(MS * 1990, 100, 1), "the wire takes two seconds");
        assert!(pace.has_room(MS * 2100, 100, 1));
    }

    #[test]
    fn what_is_larger_than_the_buffer_goes_alone() {
        let mut pace = pace("paper-58");
        assert!(pace.has_room(Duration::ZERO, 50_000, 24));
        pace.sent(Duration::ZERO, 50_000, 24);
        assert!(!pace.has_room(Duration::ZERO, 1, 1));
    }

    #[test]
    fn bands_are_short_on_a_slow_wire() {
        let profiles = Profiles::built_in();
        let profile = profiles.named("paper-58").unwrap_or_else(|error| panic!("{error}"));
        let mut pace = Pace::new(profile);
        assert_eq!(pace.bounded(profile).band_bytes, 4096);
        pace.set_wire(Some(1920), Duration::ZERO);
        assert_eq!(pace.bounded(profile).band_bytes, 480);
    }
}
