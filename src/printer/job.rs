//! Print jobs, from queued to an honest end. The engine is pure: it is given the time and a line, does
//! what can be done now, and says when it wants to be called again. It never sleeps, never blocks,
//! never tries a job twice, and keeps no trace of a job that has ended.
//!
//! ```text
//! Down --open--> Resync --verified--> Idle --job--> Streaming --all sent--> Confirming --> Idle
//!   ^              ^  ^                                |                       |
//!   |              |  +--------- any fault ------------+-----------------------+
//!   +-- line gone -+
//! ```

mod active;
mod line;
mod pace;
mod recover;
mod survey;

use std::collections::VecDeque;
use std::time::Duration;

use crate::printer::encode::Encoder;
use crate::printer::profile::Profile;
use crate::printer::status::{Condition, Reading};
use crate::printer::transport::{Transport, TransportError};
use crate::slip::Bitmap;
use active::Active;
use line::Line;
use pace::Pace;
use recover::Resync;
use survey::{Found, Survey};

/// Names a job within one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub u64);

/// Where a job stands. `Confirmed`, `Failed`, `Unknown` and `Cancelled` are ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Accepted; nothing of it has left.
    Queued,
    /// The printer has taken all of it.
    Sent,
    /// The printer said, after it, that it is on paper.
    Confirmed,
    /// It is not on paper as a whole, and nothing more of it will be.
    Failed(FaultKind),
    /// All of it was taken, and the printer cannot or did not tell the rest.
    Unknown,
    /// Taken back before it was begun.
    Cancelled,
}

/// Why a job failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    PaperOut,
    Cover,
    Cutter,
    Jam,
    Overheated,
    Unplugged,
    Silent,
    /// The printer reports an error without a name.
    Fault,
    /// The slip is wider than the printer.
    TooWide,
}

/// What the printer tells the rest of the program. Nothing in it says what was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrinterEvent {
    Condition(Condition),
    Job(JobId, JobState),
}

/// When and for what the engine wants to be called again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// At the latest after this long.
    pub wait: Duration,
    /// Or as soon as the line takes bytes.
    pub to_write: bool,
}

/// How often a printer that is not there is looked for.
const RETRY: Duration = Duration::from_millis(1000);
/// How long opening a line may take.
const OPEN_WITHIN: Duration = Duration::from_millis(300);
/// The last words to a printer take at most so many calls of so long.
const LAST_CALLS: u32 = 40;
const LAST_LOOKS: u32 = 30;
const LAST_CALL: Duration = Duration::from_millis(20);
/// How often an idle printer is asked how it is.
const IDLE_POLL: Duration = Duration::from_millis(1000);
/// A line that takes nothing for this long is stuck, however slow the printer.
const STUCK: Duration = Duration::from_millis(2500);
/// A line that has taken nothing for this long makes the port worth asking, this often.
const STALLED: Duration = Duration::from_millis(300);
const PORT_POLL: Duration = Duration::from_millis(500);
/// Unanswered questions in a row before a printer counts as silent.
const MISSES: u32 = 3;
/// How often to look while something is under way.
const BUSY_STEP: Duration = Duration::from_millis(2);

struct Waiting {
    id: JobId,
    bitmap: Bitmap,
}

enum Phase {
    Down {
        retry_at: Duration,
    },
    Resync(Resync),
    Idle {
        poll_at: Duration,
    },
    Job(Box<Active>),
    /// A slip stands in the presenter's mouth.
    Offered {
        until: Duration,
        poll_at: Duration,
    },
}

/// The job engine of one printer.
pub struct JobEngine {
    profile: Profile,
    phase: Phase,
    queue: VecDeque<Waiting>,
    condition: Condition,
    /// Something of an unfinished slip stands in the mouth.
    stub: bool,
    /// It was offline without a reason when last asked.
    doubted: bool,
    /// When the port may be asked next; on USB that is a transfer of its own.
    port_at: Duration,
    line: Line,
    survey: Survey,
    pace: Pace,
    barrier: u32,
    events: Vec<PrinterEvent>,
}

impl JobEngine {
    /// An engine for a printer that has not been looked at yet.
    pub fn new(profile: Profile) -> JobEngine {
        JobEngine {
            line: Line::new(profile.status),
            survey: Survey::new(&profile),
            pace: Pace::new(&profile),
            profile,
            phase: Phase::Down { retry_at: Duration::ZERO },
            queue: VecDeque::new(),
            condition: Condition::Unknown,
            stub: false,
            doubted: false,
            port_at: Duration::ZERO,
            barrier: 0,
            events: Vec::new(),
        }
    }

    /// Takes a job. It is refused at once, as failed, if the printer is known not to print.
    pub fn submit(&mut self, id: JobId, bitmap: Bitmap) {
        self.tell(id, JobState::Queued);
        if bitmap.width() > self.profile.dots {
            self.tell(id, JobState::Failed(FaultKind::TooWide));
        } else if let Some(kind) = fault_of(self.condition) {
            self.tell(id, JobState::Failed(kind));
        } else {
            self.queue.push_back(Waiting { id, bitmap });
        }
    }

    /// Takes a job back if nothing of it has left; true if so.
    pub fn cancel(&mut self, id: JobId) -> bool {
        let Some(at) = self.queue.iter().position(|waiting| waiting.id == id) else {
            return false;
        };
        self.queue.remove(at);
        self.tell(id, JobState::Cancelled);
        true
    }

    /// What is known of the printer.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// Whether no job is waiting or under way.
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty() && !matches!(self.phase, Phase::Job(_))
    }

    /// Whether the printer has been brought to a known state and nothing is being sent.
    pub fn is_settled(&self) -> bool {
        matches!(self.phase, Phase::Idle { .. } | Phase::Offered { .. }) && self.line.is_clear()
    }

    /// What has happened since this was last asked.
    pub fn take_events(&mut self) -> Vec<PrinterEvent> {
        std::mem::take(&mut self.events)
    }

    /// Does what can be done now.
    pub fn step(&mut self, now: Duration, transport: &mut dyn Transport) -> Step {
        if let Phase::Down { retry_at } = self.phase {
            if now < retry_at {
                return Step { wait: retry_at - now, to_write: false };
            }
            if let Err(error) = transport.open(OPEN_WITHIN) {
                return self.lost(now, &error);
            }
            self.opened(now, transport);
        }
        match self.work(now, transport) {
            Ok(step) => step,
            Err(error) => self.lost(now, &error),
        }
    }

    /// Says that nobody knows how the printer was left: what hangs in its mouth will be cut off
    /// before it is offered.
    pub fn expect_stub(&mut self) {
        self.stub = true;
    }

    /// Looks at the printer anew, because somebody else has used the line: as a whole if all of it
    /// was taken, otherwise as after a fault.
    pub fn look_again(&mut self, now: Duration, whole: bool) {
        if self.is_settled() {
            self.phase = Phase::Resync(if whole { Resync::watching(now) } else { Resync::dirty(now) });
        }
    }

    /// Tells of a job that was done elsewhere on the same line.
    pub(super) fn tell(&mut self, id: JobId, state: JobState) {
        self.events.push(PrinterEvent::Job(id, state));
    }

    /// Ends in an orderly way: what was begun is aborted and cut off, not finished.
    pub fn close(&mut self, transport: &mut dyn Transport) {
        self.line.drop_all();
        self.queue.clear();
        if matches!(self.phase, Phase::Job(_)) || self.stub {
            // Best effort, well within the two seconds that leaving may take: the next process
            // resynchronises first of all.
            let words = self.last_words();
            let mut rest = words.as_slice();
            if transport.abort(OPEN_WITHIN).is_err() {
                return;
            }
            for _ in 0..LAST_CALLS {
                if rest.is_empty() {
                    break;
                }
                transport.wait(true, LAST_CALL);
                let Ok(count) = transport.write(rest, Duration::ZERO) else { return };
                rest = rest.get(count..).unwrap_or_default();
            }
            // The next process begins by telling the printer to forget: the cut must be through.
            for _ in 0..LAST_LOOKS {
                transport.wait(false, LAST_CALL);
                if transport.read(&mut [0; 64], Duration::ZERO).is_err() {
                    return;
                }
            }
        }
    }

    fn opened(&mut self, now: Duration, transport: &dyn Transport) {
        tracing::info!(device = transport.name(), "printer line open");
        self.pace.set_wire(transport.bytes_per_second(), now);
        self.line.drop_all();
        self.survey.forget();
        // Whoever spoke to it last may have stopped in the middle of a band.
        self.phase = Phase::Resync(Resync::dirty(now));
    }

    fn lost(&mut self, now: Duration, error: &TransportError) -> Step {
        if self.condition != Condition::Unplugged {
            tracing::warn!(%error, "printer line lost");
        }
        if let Phase::Job(active) = &self.phase {
            let id = active.id;
            self.stub |= self.pace.has_moved();
            self.tell(id, JobState::Failed(FaultKind::Unplugged));
        }
        self.line.drop_all();
        self.survey.forget();
        self.phase = Phase::Down { retry_at: now + RETRY };
        self.set_condition(Condition::Unplugged);
        Step { wait: RETRY, to_write: false }
    }

    fn work(&mut self, now: Duration, transport: &mut dyn Transport) -> Result<Step, TransportError> {
        for report in self.line.pump(now, transport)? {
            self.survey.take(&report, &mut self.pace);
        }
        let found = self.survey.found(now);
        self.act(found, now, transport)?;
        if matches!(&self.phase, Phase::Resync(resync) if resync.is_aborting()) {
            // A fault was found just now: what the printer holds is thrown away in the same breath.
            self.act(Found::Nothing, now, transport)?;
        }
        // What was just decided goes out at once rather than after the next wait.
        for report in self.line.pump(now, transport)? {
            self.survey.take(&report, &mut self.pace);
        }
        Ok(self.next_step(now))
    }

    fn act(&mut self, found: Found, now: Duration, transport: &mut dyn Transport) -> Result<(), TransportError> {
        match std::mem::replace(&mut self.phase, Phase::Idle { poll_at: now }) {
            Phase::Resync(resync) => self.recover(resync, found, now, transport)?,
            Phase::Job(active) => self.carry_on(active, found, now, transport),
            Phase::Idle { poll_at } => self.rest(poll_at, found, now),
            Phase::Offered { until, poll_at } => self.offer(until, poll_at, found, now),
            down @ Phase::Down { .. } => self.phase = down,
        }
        Ok(())
    }

    fn next_step(&self, now: Duration) -> Step {
        let wait = match &self.phase {
            _ if !self.line.is_clear() => BUSY_STEP,
            Phase::Idle { poll_at } | Phase::Offered { poll_at, .. } if !self.survey.is_asking() => {
                poll_at.saturating_sub(now)
            }
            Phase::Resync(resync) if resync.is_waiting_for_staff() && !self.survey.is_asking() => {
                Duration::from_millis(50)
            }
            _ => BUSY_STEP,
        };
        Step { wait, to_write: !self.line.is_clear() }
    }

    fn rest(&mut self, poll_at: Duration, found: Found, now: Duration) {
        self.phase = Phase::Idle { poll_at };
        match found {
            Found::Look(reading) => self.see(&reading),
            Found::Missed(MISSES..) => self.set_condition(Condition::Silent),
            Found::Missed(_) => self.phase = Phase::Idle { poll_at: now + BUSY_STEP * 50 },
            Found::Nothing => {}
        }
        if !self.condition.prints() {
            self.phase = Phase::Resync(Resync::watching(now));
        } else if let Some(Waiting { id, bitmap }) = self.queue.pop_front() {
            match Encoder::new(bitmap, &self.pace.bounded(&self.profile)) {
                Ok(encoder) => self.phase = Phase::Job(Box::new(Active::new(id, encoder, now))),
                Err(_) => self.tell(id, JobState::Failed(FaultKind::TooWide)),
            }
        } else if (now >= poll_at || self.survey.nudged) && self.line.is_clear() && !self.survey.is_asking() {
            self.survey.ask(now, &mut self.line, &mut self.pace);
            self.phase = Phase::Idle { poll_at: now + IDLE_POLL };
        }
    }

    /// Waits for the slip to be taken; takes it back if it is not.
    fn offer(&mut self, until: Duration, poll_at: Duration, found: Found, now: Duration) {
        let taken = matches!(found, Found::Look(reading) if !reading.ticket);
        if let Found::Look(reading) = found {
            self.see(&reading);
        }
        let silent = matches!(found, Found::Missed(MISSES..));
        if taken || silent || !self.condition.prints() {
            self.phase = Phase::Idle { poll_at: now };
        } else if now >= until || !self.queue.is_empty() {
            // Whoever comes next must not find somebody's slip.
            self.line.push(self.profile.retract.as_slice());
            self.phase = Phase::Idle { poll_at: now };
        } else if now >= poll_at && self.line.is_clear() && !self.survey.is_asking() {
            self.survey.ask(now, &mut self.line, &mut self.pace);
            self.phase = Phase::Offered { until, poll_at: now + IDLE_POLL / 2 };
        } else {
            self.phase = Phase::Offered { until, poll_at };
        }
    }

    /// What the port says beside the data, asked only where the data cannot say it.
    fn port(&mut self, now: Duration, transport: &mut dyn Transport) -> Option<FaultKind> {
        let mute = !self.survey.can_ask() || self.line.stuck_for(now) >= STALLED;
        if !mute || now < self.port_at {
            return None;
        }
        self.port_at = now + PORT_POLL;
        let port = transport.port()?;
        port.paper_out.then_some(FaultKind::PaperOut)
    }

    fn see(&mut self, reading: &Reading) {
        self.set_condition(reading.condition());
    }

    fn set_condition(&mut self, condition: Condition) {
        if self.condition != condition {
            tracing::info!(?condition, "printer condition");
            self.condition = condition;
            self.events.push(PrinterEvent::Condition(condition));
        }
        if let Some(kind) = fault_of(condition) {
            for waiting in std::mem::take(&mut self.queue) {
                self.tell(waiting.id, JobState::Failed(kind));
            }
        }
    }
}

/// How a job fails in that condition; none if it can be printed.
pub(super) fn fault_of(condition: Condition) -> Option<FaultKind> {
    match condition {
        Condition::Ready | Condition::NearEnd | Condition::Unknown => None,
        Condition::PaperOut => Some(FaultKind::PaperOut),
        Condition::CoverOpen => Some(FaultKind::Cover),
        Condition::CutterStuck => Some(FaultKind::Cutter),
        Condition::Jam => Some(FaultKind::Jam),
        Condition::Overheated => Some(FaultKind::Overheated),
        Condition::Fault => Some(FaultKind::Fault),
        Condition::Unplugged => Some(FaultKind::Unplugged),
        Condition::Silent => Some(FaultKind::Silent),
    }
}
