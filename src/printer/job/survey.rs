//! One question about the printer's condition at a time, and what came of it. Answers that nobody
//! waits for, too many, too few or mixed with garbage make the question a miss, never good news.

use std::collections::VecDeque;
use std::time::Duration;

use super::line::Line;
use super::pace::Pace;
use crate::printer::profile::{Dialect, Profile};
use crate::printer::status::{ASK_PAPER, Question, Reading, Report, answers_at_once, answers_in_one_byte, question};

/// How long an answer may take once the question has reached the printer.
const ANSWER: Duration = Duration::from_millis(400);
/// After a miss, the line is left to fall silent for this long.
const QUIET: Duration = Duration::from_millis(100);
/// How long after the head should be done a proof is asked for once more.
const PROOF: Duration = Duration::from_millis(800);
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
    proof_asked_at: Duration,
    /// Proofs that never came, since the job began.
    pub lost_proofs: u32,
    quiet_until: Duration,
    misses: u32,
    /// Clean answers in a row.
    streak: u32,
    spoiled: bool,
    fresh: Option<Reading>,
    /// When the last clean answer was asked for.
    pub last_good: Option<Duration>,
    /// What was pushed last, and whether it is news. A push is only a reason to ask: nonsense on the
    /// line may look like one.
    pushed: Option<Reading>,
    pub nudged: bool,
    pub process: Option<[u8; 4]>,
    pub cleared: bool,
    /// What a printer that says one byte says when it is well; a noisy line says something else.
    usual: Option<u8>,
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
            proof_asked_at: Duration::ZERO,
            lost_proofs: 0,
            quiet_until: Duration::ZERO,
            misses: 0,
            streak: 0,
            spoiled: false,
            fresh: None,
            last_good: None,
            pushed: None,
            nudged: false,
            process: None,
            cleared: false,
            usual: None,
            garbage: 0,
            now: Duration::ZERO,
        }
    }

    /// Whether the printer can be asked at all.
    pub fn can_ask(&self) -> bool {
        self.question.is_some()
    }

    /// What was pushed last, if the line was clean.
    pub fn pushed(&self) -> Option<Reading> {
        self.pushed.filter(|_| self.garbage == 0)
    }

    /// Whether it has been heard clearly: one byte may be made up by a noisy line, two alike hardly.
    pub fn is_heard(&self) -> bool {
        self.at_once() || self.streak >= 2
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
        self.nudged = false;
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
        if answers_in_one_byte(self.dialect) {
            return self.ask(now, line, pace);
        }
        self.proofs.push_back(pace.sent(now, ASK_PAPER.len(), 0));
        self.proof_asked_at = now;
        line.push(ASK_PAPER);
    }

    /// Asks once more for a proof that should have come long ago. The head is done, so the answers
    /// that are still open were lost on the way back. A job that lost any is not called confirmed.
    pub fn ask_proof_again(&mut self, now: Duration, line: &mut Line, pace: &mut Pace) {
        let due = self.proof_asked_at.max(pace.head_free()) + PROOF;
        if !self.proofs.is_empty() && now >= due {
            self.lost_proofs += 1;
            self.proofs.clear();
            self.ask_proof(now, line, pace);
        }
    }

    /// Sorts in one answer.
    pub fn take(&mut self, report: &Report, pace: &mut Pace) {
        match report {
            Report::Garbage => self.unasked(),
            Report::Eot(byte) => match &mut self.pending {
                Some(pending) => pending.eot.push(*byte),
                None => self.unasked(),
            },
            Report::Asb(bytes) => {
                self.pushed = Some(Reading::from_asb(*bytes));
                self.nudged = true;
            }
            Report::Full(bytes) => self.answered(Reading::from_full(*bytes), pace),
            Report::Paper(byte) if answers_in_one_byte(self.dialect) => self.one_byte(*byte, pace),
            Report::Paper(byte) => match self.proofs.pop_front() {
                Some(number) if Reading::from_paper(*byte).paper_out => {
                    self.fresh = Some(Reading::from_paper(*byte));
                    self.proofs.push_front(number);
                }
                Some(number) => pace.prove(number),
                None => self.unasked(),
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

    /// Something came that nobody asked for, or that means nothing: what comes now is not to be trusted.
    fn unasked(&mut self) {
        self.garbage += 1;
        self.spoiled = true;
    }

    fn one_byte(&mut self, byte: u8, pace: &mut Pace) {
        let reading = match self.dialect {
            Dialect::EscV => Reading::from_esc_v(byte),
            _ => Reading::from_paper(byte),
        };
        let well = reading.condition().prints();
        if well && self.usual.is_some_and(|usual| usual != byte) {
            self.unasked();
        } else if well {
            self.usual = Some(byte);
        }
        self.answered(reading, pace);
    }

    fn answered(&mut self, reading: Reading, pace: &mut Pace) {
        let Some(pending) = self.pending.take() else { return self.unasked() };
        if self.spoiled {
            // It will be counted as missed when it is due.
            self.pending = Some(Pending { eot: Vec::new(), ..pending });
            return;
        }
        self.misses = 0;
        self.streak += 1;
        self.last_good = Some(pending.asked_at);
        self.fresh = Some(reading);
        if self.at_once() {
            if !reading.offline && reading.condition().prints() {
                pace.alive(pending.asked_at);
            }
        } else if reading.condition().prints() {
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
            self.streak = 0;
            self.usual = None;
            return Found::Missed(self.misses);
        }
        Found::Nothing
    }

    /// Forgets open questions and stale answers.
    pub fn forget(&mut self) {
        self.pending = None;
        self.proofs.clear();
        self.misses = 0;
        self.streak = 0;
        self.fresh = None;
        self.spoiled = false;
        self.last_good = None;
        self.pushed = None;
        self.nudged = false;
        self.process = None;
        self.cleared = false;
        self.usual = None;
        self.garbage = 0;
    }
}
