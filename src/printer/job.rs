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
mod state;
mod survey;

use std::collections::VecDeque;
use std::time::Duration;

use crate::diary::Entry;
use crate::printer::encode::Encoder;
use crate::printer::profile::Profile;
use crate::printer::status::{Condition, Reading};
use crate::printer::transport::{Transport, TransportError};
use crate::slip::Bitmap;
use active::Active;
use line::Line;
use pace::Pace;
use recover::Resync;
pub(super) use state::fault_of;
pub use state::{FaultKind, JobId, JobState, PrinterEvent};
use survey::{Found, Survey};

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
const LAST_CALLS: u32 = 15;
const LAST_LOOKS: u32 = 24;
const LAST_CALL: Duration = Duration::from_millis(20);
/// How often an idle printer is asked how it is.
const IDLE_POLL: Duration = Duration::from_millis(1000);
/// A line that takes nothing for this long is stuck, however slow the printer.
const STUCK: Duration = Duration::from_millis(2500);
/// A line that has taken nothing for this long makes the port worth asking, this often.
const STALLED: Duration = Duration::from_millis(300);
const PORT_POLL: Duration = Duration::from_millis(250);
/// Unanswered questions in a row before a printer counts as silent.
const MISSES: u32 = 3;
/// How often to look while a slip is being sent, and while only an answer is awaited.
const BUSY_STEP: Duration = Duration::from_millis(2);
const CALM_STEP: Duration = Duration::from_millis(10);

struct Waiting {
    id: JobId,
    bitmap: Bitmap,
}

enum Phase {
    Down { retry_at: Duration },
    Resync(Resync),
    Idle { poll_at: Duration },
    Job(Box<Active>),
}

/// The job engine of one printer.
pub struct JobEngine {
    profile: Profile,
    phase: Phase,
    queue: VecDeque<Waiting>,
    condition: Condition,
    /// Something of an unfinished slip stands in the mouth.
    stub: bool,
    /// A slip stands in the presenter's mouth, at the longest until then.
    offered: Option<Duration>,
    /// It was offline without a reason when last asked.
    doubted: bool,
    /// When the port may be asked next; on USB that is a transfer of its own.
    port_at: Duration,
    port_out: bool,
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
            offered: None,
            doubted: false,
            port_at: Duration::ZERO,
            port_out: false,
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
        matches!(self.phase, Phase::Idle { .. }) && self.line.is_clear()
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
            if transport.abort(OPEN_WITHIN).is_err() {
                return;
            }
            for words in self.last_words() {
                let mut rest = words.as_slice();
                for _ in 0..LAST_CALLS {
                    if rest.is_empty() {
                        break;
                    }
                    transport.wait(true, LAST_CALL);
                    let Ok(count) = transport.write(rest, Duration::ZERO) else { return };
                    rest = rest.get(count..).unwrap_or_default();
                }
                // While it forgets it may not hear; and the next process begins by telling it to
                // forget, so the cut must be through by then.
                for _ in 0..LAST_LOOKS {
                    transport.wait(false, LAST_CALL);
                    if transport.read(&mut [0; 64], Duration::ZERO).is_err() {
                        return;
                    }
                }
            }
        }
    }

    fn opened(&mut self, now: Duration, transport: &dyn Transport) {
        self.pace.set_wire(transport.bytes_per_second(), now);
        self.line.drop_all();
        self.survey.forget();
        // Whoever spoke to it last may have stopped in the middle of a band.
        self.phase = Phase::Resync(Resync::dirty(now));
    }

    fn lost(&mut self, now: Duration, error: &TransportError) -> Step {
        if !matches!(self.condition, Condition::Unplugged | Condition::Unknown) {
            Entry::PrinterLineLost(error).note();
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
            Phase::Idle { poll_at } => self.rest(poll_at, found, now, transport),
            down @ Phase::Down { .. } => self.phase = down,
        }
        Ok(())
    }

    fn next_step(&self, now: Duration) -> Step {
        let wait = match &self.phase {
            _ if self.line.stuck_for(now) >= STALLED => CALM_STEP,
            _ if !self.line.is_clear() => BUSY_STEP,
            Phase::Job(_) => BUSY_STEP,
            // Answers end the wait on a real line.
            _ if self.survey.is_asking() => CALM_STEP,
            Phase::Idle { poll_at } => poll_at.saturating_sub(now),
            Phase::Resync(resync) => resync.until_asked(now).unwrap_or(CALM_STEP),
            Phase::Down { .. } => CALM_STEP,
        };
        Step { wait, to_write: !self.line.is_clear() }
    }

    fn rest(&mut self, poll_at: Duration, found: Found, now: Duration, transport: &mut dyn Transport) {
        self.phase = Phase::Idle { poll_at };
        match found {
            Found::Look(reading) => {
                if let Some(condition) = self.believed(&reading) {
                    self.set_condition(condition);
                }
            }
            Found::Missed(MISSES..) => self.set_condition(Condition::Silent),
            Found::Missed(_) => self.phase = Phase::Idle { poll_at: now + BUSY_STEP * 50 },
            Found::Nothing => {}
        }
        self.take_back(found, now);
        if self.port(now, transport).is_some() {
            // It tells nothing, so what it may hold of the last slip is not known either.
            self.set_condition(Condition::PaperOut);
            self.stub = true;
            self.phase = Phase::Resync(Resync::dirty(now));
        } else if !self.condition.prints() {
            self.phase = Phase::Resync(Resync::watching(now));
        } else if let Some(Waiting { id, bitmap }) = self.queue.pop_front() {
            match Encoder::new(bitmap, &self.pace.bounded(&self.profile)) {
                Ok(encoder) => self.phase = Phase::Job(Box::new(Active::new(id, encoder, now))),
                Err(_) => self.tell(id, JobState::Failed(FaultKind::TooWide)),
            }
        } else if (now >= poll_at || self.survey.nudged) && self.line.is_clear() && !self.survey.is_asking() {
            self.survey.ask(now, &mut self.line, &mut self.pace);
            let every = if self.survey.can_ask() { IDLE_POLL } else { PORT_POLL };
            self.phase = Phase::Idle { poll_at: now + every };
        }
    }

    /// Takes back a slip that stands in the presenter's mouth for too long, or in the way of the next.
    fn take_back(&mut self, found: Found, now: Duration) {
        let Some(until) = self.offered else { return };
        if matches!(found, Found::Look(reading) if !reading.ticket) {
            self.offered = None;
        } else if self.condition.prints() && (now >= until || !self.queue.is_empty()) {
            self.line.push(self.profile.retract.as_slice());
            self.offered = None;
        }
    }

    /// What the port says beside the data, asked only where the data cannot say it, and not too often.
    fn port(&mut self, now: Duration, transport: &mut dyn Transport) -> Option<FaultKind> {
        let mute = !self.survey.can_ask() || self.line.stuck_for(now) >= STALLED;
        if !mute {
            return None;
        }
        if now >= self.port_at {
            self.port_at = now + PORT_POLL;
            self.port_out = transport.port().is_some_and(|port| port.paper_out);
        }
        self.port_out.then_some(FaultKind::PaperOut)
    }

    /// What a look comes to. Bad news that does not hang together is heard twice: one byte may be
    /// noise, and a printer may be offline for a moment while its feed button is held.
    fn believed(&mut self, reading: &Reading) -> Option<Condition> {
        let condition = reading.condition();
        self.doubted = !condition.prints() && !reading.is_sure() && !self.doubted;
        if self.doubted {
            self.survey.nudged = true;
            return None;
        }
        Some(condition)
    }

    fn see(&mut self, reading: &Reading) {
        self.set_condition(reading.condition());
    }

    fn set_condition(&mut self, condition: Condition) {
        if self.condition != condition {
            // A process that starts after every visit must not leave a line for each: what it finds at
            // first is not news, and only trouble and its end are worth a line.
            match (self.condition, condition.prints()) {
                (Condition::Unknown, _) => {}
                (_, false) => Entry::PrinterTrouble(condition).note(),
                (old, true) if !old.prints() => Entry::PrinterWell(condition).note(),
                _ => {}
            }
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
