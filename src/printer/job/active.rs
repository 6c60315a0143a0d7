//! The job that is being printed: bands while there is room, a question in between, and at the end
//! the proof that it is on paper.

use std::time::Duration;

use super::recover::Resync;
use super::survey::Found;
use super::{FaultKind, JobEngine, JobId, JobState, MISSES, Phase, STUCK, fault_of};
use crate::printer::encode::{Chunk, Encoder};
use crate::printer::profile::Barrier;
use crate::printer::status::Condition;
use crate::printer::transport::Transport;

/// A look at the printer no older than this spares the question before the first band.
const FRESH: Duration = Duration::from_millis(1500);
/// A printer may be behind its model by this much before its proof is given up.
const BEHIND: Duration = Duration::from_secs(3);
/// A job of which nothing more has been sent for this long, though the head is done, has failed.
const NO_PROGRESS: Duration = Duration::from_secs(5);
/// A job that lost this many proofs has lost touch with its printer.
const MOST_LOST: u32 = 6;
/// A printer that tells nothing gets this much beyond its model before the job ends as unknown.
const GRACE: Duration = Duration::from_millis(300);

enum Stage {
    /// Waits for a good look.
    Preflight,
    Streaming,
    Confirming(Confirming),
}

struct Confirming {
    /// What must be proven.
    number: u64,
    process: Option<[u8; 4]>,
    deadline: Duration,
    /// Everything has been taken.
    sent: bool,
    /// Clean looks still wanted after the proof.
    looks: u32,
    proven_at: Option<Duration>,
    asked_at: Duration,
}

pub(super) struct Active {
    pub id: JobId,
    encoder: Encoder,
    next: Option<Chunk>,
    stage: Stage,
    asked_at: Duration,
    /// When the last band was handed over.
    moved_at: Duration,
}

impl Active {
    pub fn new(id: JobId, encoder: Encoder, now: Duration) -> Active {
        Active { id, encoder, next: None, stage: Stage::Preflight, asked_at: now, moved_at: now }
    }
}

impl JobEngine {
    pub(super) fn carry_on(
        &mut self,
        mut active: Box<Active>,
        found: Found,
        now: Duration,
        transport: &mut dyn Transport,
    ) {
        let all_sent = matches!(&active.stage, Stage::Confirming(confirming) if confirming.sent);
        let trouble = match found {
            Found::Look(reading) => self.believed(&reading).and_then(|condition| {
                self.set_condition(condition);
                fault_of(condition)
            }),
            Found::Missed(MISSES..) if all_sent => return self.end_unknown(&active, now),
            Found::Missed(MISSES..) => Some(self.silent(transport)),
            _ => None,
        };
        // Whatever the printer answers, a job that does not get on comes to an end.
        let idle_since = active.moved_at.max(self.pace.head_free());
        let idle = matches!(active.stage, Stage::Streaming) && now >= idle_since + NO_PROGRESS;
        let deaf = self.survey.lost_proofs > MOST_LOST;
        let stuck = idle || deaf || self.line.stuck_for(now) >= STUCK;
        let port = self.port(now, transport);
        let trouble = trouble.or(port).or_else(|| stuck.then(|| self.silent(transport)));
        if let Some(kind) = trouble {
            return self.fail(&active, kind, now);
        }
        match &mut active.stage {
            Stage::Preflight => self.preflight(&mut active, now),
            Stage::Streaming => self.stream(&mut active, now),
            Stage::Confirming(_) => return self.confirm(active, found, now, transport),
        }
        self.phase = Phase::Job(active);
    }

    fn preflight(&mut self, active: &mut Active, now: Duration) {
        let fresh = !self.doubted && self.survey.last_good.is_some_and(|at| now.saturating_sub(at) <= FRESH);
        if fresh || !self.survey.can_ask() {
            self.pace.empty(now);
            self.survey.lost_proofs = 0;
            active.stage = Stage::Streaming;
            active.asked_at = now;
            self.stream(active, now);
        } else if !self.survey.is_asking() {
            self.survey.ask(now, &mut self.line, &mut self.pace);
        }
    }

    fn stream(&mut self, active: &mut Active, now: Duration) {
        while self.line.is_clear() {
            // Between bands, and only here, the printer is asked.
            let due = self.survey.nudged || now >= active.asked_at + self.pace.ask_every();
            if due && (self.survey.at_once() || self.survey.nudged) && !self.survey.is_asking() {
                active.asked_at = now;
                self.survey.ask(now, &mut self.line, &mut self.pace);
                return;
            }
            let Some(chunk) = active.next.take().or_else(|| active.encoder.next()) else {
                self.finish(active, now);
                return;
            };
            if !self.pace.has_room(now, chunk.bytes.len(), chunk.rows) {
                active.next = Some(chunk);
                if self.pace.wants_answers() && self.survey.at_once() {
                    self.survey.ask_proof_again(now, &mut self.line, &mut self.pace);
                } else if self.pace.wants_answers() && !self.survey.is_asking() {
                    self.survey.ask(now, &mut self.line, &mut self.pace);
                }
                return;
            }
            active.moved_at = now;
            self.line.push(&chunk.bytes);
            self.pace.sent(now, chunk.bytes.len(), chunk.rows);
            if self.pace.wants_answers() {
                if self.survey.at_once() {
                    self.survey.ask_proof(now, &mut self.line, &mut self.pace);
                } else if !self.survey.is_asking() {
                    self.survey.ask(now, &mut self.line, &mut self.pace);
                }
            }
        }
    }

    /// Everything is on its way; asks for the proof.
    fn finish(&mut self, active: &mut Active, now: Duration) {
        self.pace.cut();
        let mut process = None;
        match self.profile.barrier {
            Barrier::None => {}
            Barrier::GsR => self.survey.ask_proof(now, &mut self.line, &mut self.pace),
            Barrier::GsH => {
                self.barrier = self.barrier.wrapping_add(1);
                let digit = |place: u32| b'0' + (self.barrier / 10u32.pow(place) % 10) as u8;
                let id = [digit(3), digit(2), digit(1), digit(0)];
                let ask = [&[0x1d, b'(', b'H', 6, 0, 48, 48][..], &id[..]].concat();
                self.pace.sent(now, ask.len(), 0);
                self.line.push(&ask);
                self.survey.process = None;
                process = Some(id);
            }
        }
        self.survey.garbage = 0;
        active.stage = Stage::Confirming(Confirming {
            number: self.pace.number(),
            process,
            deadline: self.pace.head_free() + BEHIND,
            sent: false,
            looks: if self.survey.at_once() { 1 } else { 2 },
            proven_at: None,
            asked_at: now,
        });
    }

    fn confirm(&mut self, mut active: Box<Active>, found: Found, now: Duration, transport: &mut dyn Transport) {
        let Stage::Confirming(confirming) = &mut active.stage else {
            return;
        };
        if !confirming.sent && self.line.is_clear() {
            confirming.sent = true;
            self.events.push(super::PrinterEvent::Job(active.id, JobState::Sent));
        }
        let by_time = now >= self.pace.head_free() + GRACE;
        if !self.survey.can_ask() && confirming.sent && by_time {
            self.port_at = now;
            if let Some(kind) = self.port(now, transport) {
                return self.fail(&active, kind, now);
            }
            // An ordinary end for a printer that tells nothing; nothing is known to be wrong.
            self.tell(active.id, JobState::Unknown);
            self.phase = Phase::Idle { poll_at: now };
            return;
        }
        let proven = match (self.profile.barrier, confirming.process) {
            (Barrier::None, _) => false,
            (Barrier::GsH, wanted) => self.survey.process.is_some() && self.survey.process == wanted,
            (Barrier::GsR, _) => self.pace.proven() >= confirming.number,
        };
        if proven && confirming.proven_at.is_none() {
            confirming.proven_at = Some(now);
        }
        if let (Found::Look(_), Some(proven_at)) = (found, confirming.proven_at)
            && self.survey.last_good.is_some_and(|asked| asked >= proven_at)
        {
            confirming.looks = confirming.looks.saturating_sub(1);
        }
        let by_time = self.profile.barrier == Barrier::None && by_time;
        let finished = confirming.looks == 0 || (by_time && matches!(found, Found::Look(_)));
        if finished && confirming.sent {
            let sure = confirming.looks == 0 && self.survey.garbage == 0 && self.survey.lost_proofs == 0;
            self.tell(active.id, if sure { JobState::Confirmed } else { JobState::Unknown });
            self.stub = false;
            if !self.profile.retract.is_empty() {
                self.offered = Some(now + Duration::from_secs(u64::from(self.profile.retract_after_s)));
            }
            self.phase = Phase::Idle { poll_at: now + super::IDLE_POLL };
            return;
        }
        if self.profile.barrier == Barrier::GsR && confirming.proven_at.is_none() && self.survey.at_once() {
            self.survey.ask_proof_again(now, &mut self.line, &mut self.pace);
        }
        if now >= confirming.deadline {
            return self.end_unknown(&active, now);
        }
        let at_once = self.survey.at_once() || confirming.proven_at.is_some();
        let due =
            confirming.proven_at.is_some() || self.survey.nudged || now >= confirming.asked_at + self.pace.ask_every();
        if at_once && due && self.line.is_clear() && !self.survey.is_asking() {
            confirming.asked_at = now;
            self.survey.ask(now, &mut self.line, &mut self.pace);
        }
        self.phase = Phase::Job(active);
    }

    /// Stops a job. Nothing of it stays in this process, and what the printer holds is thrown away
    /// before anything else is sent.
    fn fail(&mut self, active: &Active, kind: FaultKind, now: Duration) {
        self.tell(active.id, JobState::Failed(kind));
        self.stop(now);
        if self.condition.prints() {
            self.set_condition(match kind {
                FaultKind::PaperOut => Condition::PaperOut,
                FaultKind::Silent => Condition::Silent,
                _ => Condition::Fault,
            });
        }
    }

    /// All was taken and then nothing more was heard.
    fn end_unknown(&mut self, active: &Active, now: Duration) {
        self.tell(active.id, JobState::Unknown);
        self.stop(now);
        self.set_condition(Condition::Silent);
    }

    fn stop(&mut self, now: Duration) {
        self.line.drop_all();
        self.survey.forget();
        self.stub |= self.pace.has_moved();
        self.phase = Phase::Resync(Resync::dirty(now));
    }

    /// A printer that says nothing may still have a port that says why, or have said it unasked.
    fn silent(&mut self, transport: &mut dyn Transport) -> FaultKind {
        match transport.port() {
            Some(port) if port.paper_out => FaultKind::PaperOut,
            Some(port) if port.error => FaultKind::Fault,
            _ => self.survey.pushed().and_then(|reading| fault_of(reading.condition())).unwrap_or(FaultKind::Silent),
        }
    }
}
