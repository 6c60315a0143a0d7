//! One question about the printer's condition at a time, and what came of it. Answers that nobody
//! waits for, too many, too few or mixed with garbage make the question a miss, never good news.

use std::collections::VecDeque;
use std::time::Duration;

use super::line::Line;
use super::pace::Pace;
use crate::printer::profile::{Dialect, Profile};
use crate::printer::status::{ASK_PAPER, Question, Reading, Report, answers_at_once, question};

/// How long an answer may take once the question has reached the printer.
const ANSWER: Duration = Duration::from_millis(400);
/// After a miss, the line is left to fall silent for this long.
const QUIET: Duration = Duration::from_millis(100);
/// A printer that answers in order may be behind its model by this much.
const BEHIND: Duration = Duration::from_secs(2);

/// What a step brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// A whole and clean answer.
    Look(Reading),
    /// That many questions in a row brought no clean answer.
    Missed(u32),
}

struct Pending {
    number: u64,
    asked_at: Duration,
    due: Duration,
    eot: Vec<u8>,
}

pub(super) struct Survey {
    dialect: Dialect,
    question: Option<Question>,
    pending: Option<Pending>,
    /// Questions in order whose only purpose is to prove what is on paper.
    proofs: VecDeque<u64>,
    quiet_until: Duration,
    misses: u32,
    spoiled: bool,
    fresh: Option<Reading>,
    /// When the last clean answer was asked for.
    pub last_good: Option<Duration>,
    pub process: Option<[u8; 4]>,
    pub cleared: bool,
    /// Bytes that meant nothing, since the last [`Survey::forget`].
    pub garbage: u32,
    now: Duration,
}

impl Survey {
    pub fn new(profile: &Profile) -> Survey {
        Survey {
            dialect: profile.status,
            question: question(profile.status),
            pending: None,
            proofs: VecDeque::new(),
            quiet_until: Duration::ZERO,
            misses: 0,
            spoiled: false,
            fresh: None,
            last_good: None,
            process: None,
            cleared: false,
            garbage: 0,
            now: Duration::ZERO,
        }
    }

    /// Whether the printer can be asked at all.
    pub fn can_ask(&self) -> bool {
        self.question.is_some()
    }

    /// Whether it answers whatever else it is doing.
    pub fn at_once(&self) -> bool {
        answers_at_once(self.dialect)
    }

    /// Whether an answer is awaited, or the line is being left alone after a miss.
    pub fn is_asking(&self) -> bool {
        self.pending.is_some() || self.now < self.quiet_until
    }

    /// Asks, if it can be asked and no question is open.
    pub fn ask(&mut self, now: Duration, line: &mut Line, pace: &mut Pace) {
        self.now = self.now.max(now);
        let Some(question) = self.question.filter(|_| !self.is_asking()) else {
            return;
        };
        line.drop_half_answer();
        self.spoiled = false;
        self.fresh = None;
        // What is answered at once never waits inside.
        let number = if self.at_once() {
            pace.passed(now, question.bytes.len());
            pace.number()
        } else {
            pace.sent(now, question.bytes.len(), 0)
        };
        line.push(question.bytes);
        let reached = if self.at_once() { pace.wire_free() } else { pace.head_free() + BEHIND };
        let due = now.max(reached) + ANSWER;
        self.pending = Some(Pending { number, asked_at: now, due, eot: Vec::new() });
    }

    /// Sends a question in order whose answer proves that everything before is on paper.
    pub fn ask_proof(&mut self, now: Duration, line: &mut Line, pace: &mut Pace) {
        if self.dialect == Dialect::GsR {
            return self.ask(now, line, pace);
        }
        self.proofs.push_back(pace.sent(now, ASK_PAPER.len(), 0));
        line.push(ASK_PAPER);
    }

    /// Sorts in one answer.
    pub fn take(&mut self, report: &Report, pace: &mut Pace) {
        match report {
            Report::Garbage => {
                self.garbage += 1;
                self.spoiled = true;
            }
            Report::Eot(byte) => match &mut self.pending {
                Some(pending) => pending.eot.push(*byte),
                None => self.spoiled = true,
            },
            Report::Asb(bytes) => self.fresh = Some(Reading::from_asb(*bytes)),
            Report::Full(bytes) => self.answered(Reading::from_full(*bytes), pace),
            Report::Paper(byte) if self.dialect == Dialect::GsR => {
                self.answered(Reading::from_paper(*byte), pace);
            }
            Report::Paper(byte) => match self.proofs.pop_front() {
                Some(number) if Reading::from_paper(*byte).paper_out => {
                    self.fresh = Some(Reading::from_paper(*byte));
                    self.proofs.push_front(number);
                }
                Some(number) => pace.prove(number),
                None => self.spoiled = true,
            },
            Report::Process(id) => self.process = Some(*id),
            Report::Cleared => self.cleared = true,
        }
        let wanted = self.question.map_or(0, |question| question.answers);
        let reading = match self.pending.as_ref().map(|pending| pending.eot.as_slice()) {
            Some([printer, offline, error, paper]) if wanted == 4 => {
                Reading::from_eot(*printer, *offline, Some(*error), *paper)
            }
            Some([printer, offline, paper]) if wanted == 3 => Reading::from_eot(*printer, *offline, None, *paper),
            _ => return,
        };
        self.answered(reading, pace);
    }

    fn answered(&mut self, reading: Reading, pace: &mut Pace) {
        let Some(pending) = self.pending.take() else {
            self.spoiled = true;
            return;
        };
        if self.spoiled {
            // It will be counted as missed when it is due.
            self.pending = Some(Pending { eot: Vec::new(), ..pending });
            return;
        }
        self.misses = 0;
        self.last_good = Some(pending.asked_at);
        self.fresh = Some(reading);
        if self.at_once() {
            if !reading.offline && reading.condition().prints() {
                pace.alive(pending.asked_at);
            }
        } else if !reading.paper_out {
            pace.prove(pending.number);
        }
    }

    /// What came of the open question by now.
    pub fn found(&mut self, now: Duration) -> Found {
        self.now = now;
        if let Some(reading) = self.fresh.take() {
            return Found::Look(reading);
        }
        if self.pending.as_ref().is_some_and(|pending| now >= pending.due) {
            self.pending = None;
            self.quiet_until = now + QUIET;
            self.misses += 1;
            return Found::Missed(self.misses);
        }
        Found::Nothing
    }

    /// Forgets open questions and stale answers.
    pub fn forget(&mut self) {
        self.pending = None;
        self.proofs.clear();
        self.misses = 0;
        self.fresh = None;
        self.spoiled = false;
        self.last_good = None;
        self.process = None;
        self.cleared = false;
        self.garbage = 0;
    }
}
