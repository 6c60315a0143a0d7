//! Back to a known state. Whatever the printer holds is thrown away before it can reach paper, the
//! longest band that may be open is filled up with zeros, and what hangs in the mouth is cut off;
//! only then is the printer offered again.

use std::time::Duration;

use super::survey::Found;
use super::{JobEngine, MISSES, Phase, STUCK};
use crate::printer::encode;
use crate::printer::profile::{Barrier, Clear, Profile};
use crate::printer::status::Condition;
use crate::printer::transport::{Transport, TransportError};

/// How long aborting at the port may take.
const ABORT_WITHIN: Duration = Duration::from_millis(300);
/// How long a printer gets to forget; its answers in that time are stale.
const SETTLE: Duration = Duration::from_millis(120);
/// The shortest wait while staff is awaited.
const CALM: Duration = Duration::from_millis(10);
/// How often a printer in trouble is asked: at first, and after a while.
const ASK: Duration = Duration::from_millis(250);
const ASK_LONG: Duration = Duration::from_millis(1000);
/// How long it may be deaf after it was told to forget.
const TOLD: Duration = Duration::from_millis(60);
const SOON: Duration = Duration::from_secs(10);
/// A printer that answers at once has this long to show that it is well again.
const AGAIN: Duration = Duration::from_secs(2);
/// How long the printer may take to prove that it is itself again.
const VERIFY: Duration = Duration::from_secs(10);
/// How long a printer of which no trouble is known may take to be itself again.
const PATIENCE: Duration = Duration::from_secs(6);
/// Zeros beyond the longest band: its header and a command that was cut short.
const PAD_MORE: usize = 64;

/// `DLE DC4` function 8: forget everything, in any condition.
const FORGET: &[u8] = &[0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
/// `DLE ENQ 2`: recover from an error and forget everything.
const RECOVER: &[u8] = &[0x10, 5, 2];

/// The command that makes a printer forget what it holds.
fn clearing(profile: &Profile) -> &'static [u8] {
    match profile.clear {
        Clear::None => &[],
        Clear::EnqOnError | Clear::Enq => RECOVER,
        Clear::Dc4 => FORGET,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Abort at the port, and tell the printer to forget.
    Abort,
    Settle,
    /// Until staff has repaired it.
    Watch,
    /// Fill up what is open, initialise, cut off.
    Pad,
    Verify,
}

pub(super) struct Resync {
    stage: Stage,
    since: Duration,
    /// When it all began.
    begun: Duration,
    ask_at: Duration,
    /// A band may be open.
    dirty: bool,
    proof: Option<u64>,
    /// The last look, if it was good.
    good: Option<Condition>,
    /// It has been told to forget, and will be asked next.
    told: bool,
    /// It has not answered lately: what it has heard is not known.
    mute: bool,
}

impl Resync {
    /// After a fault in a job, or when the line was opened.
    pub fn dirty(now: Duration) -> Resync {
        Resync {
            stage: Stage::Abort,
            since: now,
            begun: now,
            ask_at: now,
            dirty: true,
            proof: None,
            good: None,
            told: false,
            mute: false,
        }
    }

    /// Trouble while nothing was being printed.
    pub fn watching(now: Duration) -> Resync {
        Resync { stage: Stage::Watch, dirty: false, ask_at: now + ASK, ..Resync::dirty(now) }
    }

    pub fn is_aborting(&self) -> bool {
        self.stage == Stage::Abort
    }

    /// While it waits for staff: how long until it asks again.
    pub fn until_asked(&self, now: Duration) -> Option<Duration> {
        (self.stage == Stage::Watch).then(|| self.ask_at.saturating_sub(now).max(CALM))
    }

    fn enter(&mut self, stage: Stage, now: Duration) {
        self.stage = stage;
        self.since = now;
        self.ask_at = now;
        self.told = false;
    }
}

impl JobEngine {
    pub(super) fn recover(
        &mut self,
        mut resync: Resync,
        found: Found,
        now: Duration,
        transport: &mut dyn Transport,
    ) -> Result<(), TransportError> {
        match found {
            Found::Look(reading) => {
                let condition = reading.condition();
                let again = std::mem::take(&mut resync.mute) && resync.stage == Stage::Verify;
                resync.good = Some(condition).filter(|condition| condition.prints());
                if resync.good.is_none() {
                    self.see(&reading);
                } else if again {
                    // What was sent before may not have been heard, the cut among it.
                    resync.enter(Stage::Pad, now);
                    self.pad(&mut resync, now);
                }
            }
            Found::Missed(misses) => {
                resync.good = None;
                resync.mute = true;
                if misses >= MISSES {
                    self.set_condition(Condition::Silent);
                }
            }
            Found::Nothing => {}
        }
        if now >= resync.begun + PATIENCE && self.condition.prints() {
            // It was hoped to be well, and jobs may be waiting for it.
            self.set_condition(Condition::Silent);
        }
        match resync.stage {
            Stage::Abort => {
                self.line.drop_all();
                self.survey.forget();
                self.pace.empty(now);
                transport.abort(ABORT_WITHIN)?;
                self.line.push(&self.first_words(resync.dirty));
                resync.good = None;
                resync.enter(Stage::Settle, now);
            }
            Stage::Settle if self.survey.cleared || now >= resync.since + SETTLE => {
                self.survey.forget();
                let next = if self.survey.at_once() { Stage::Watch } else { Stage::Pad };
                resync.enter(next, now);
                if next == Stage::Pad {
                    self.pad(&mut resync, now);
                }
            }
            Stage::Settle => {}
            Stage::Watch => self.watch(&mut resync, now, transport),
            Stage::Pad => {
                if self.line.is_clear() {
                    resync.good = None;
                    resync.enter(Stage::Verify, now);
                    if self.profile.barrier == Barrier::GsR && self.survey.at_once() {
                        self.survey.ask_proof(now, &mut self.line, &mut self.pace);
                        resync.proof = Some(self.pace.number());
                    }
                } else {
                    self.blocked(&mut resync, now, transport);
                }
            }
            Stage::Verify => return self.verify(resync, now, transport),
        }
        self.phase = Phase::Resync(resync);
        Ok(())
    }

    fn watch(&mut self, resync: &mut Resync, now: Duration, transport: &mut dyn Transport) {
        if resync.good.is_some() {
            resync.enter(Stage::Pad, now);
            return self.pad(resync, now);
        }
        if !self.survey.at_once() {
            // It cannot say when it is well; what follows will be answered when it is.
            let out = self.port(now, transport).is_some();
            if out {
                resync.ask_at = now + ASK;
            } else if now >= resync.ask_at {
                resync.enter(Stage::Pad, now);
                self.pad(resync, now);
            }
            return;
        }
        if self.line.stuck_for(now) >= STUCK {
            resync.enter(Stage::Abort, now);
        } else if (now >= resync.ask_at || (resync.told && self.survey.cleared))
            && self.line.is_clear()
            && !self.survey.is_asking()
        {
            self.ask_carefully(resync, now);
        }
    }

    /// Asks a printer in trouble. It may keep every question until it is repaired, so it is told to
    /// forget each time before, or asked less often after a while.
    fn ask_carefully(&mut self, resync: &mut Resync, now: Duration) {
        let in_trouble = resync.stage == Stage::Watch && !self.condition.prints();
        let tell = self.obeys_clearing() && (resync.mute || in_trouble);
        if tell && !resync.told {
            // While it forgets it may not hear; the question follows when it has said so, or soon.
            self.line.push(clearing(&self.profile));
            self.survey.cleared = false;
            resync.told = true;
            resync.ask_at = now + TOLD;
            return;
        }
        if resync.mute && !tell {
            // When it listens again, this must be the first that it hears, or the question ends up in
            // an open band.
            self.line.push(&self.zeros(true));
        }
        resync.told = false;
        let long = now.saturating_sub(resync.since) > SOON;
        resync.ask_at = now + if long { ASK_LONG } else { ASK };
        self.survey.ask(now, &mut self.line, &mut self.pace);
    }

    /// Whether telling it to forget has an effect in the condition that it is in.
    fn obeys_clearing(&self) -> bool {
        self.profile.forgets() || self.condition == Condition::CutterStuck
    }

    /// What a printer in an unknown state hears first. One that forgets is told to. For any other,
    /// every byte but zero would become part of an open band, or worse of its size.
    fn first_words(&self, dirty: bool) -> Vec<u8> {
        let mut out = if self.profile.forgets() { Vec::new() } else { self.zeros(dirty) };
        out.extend(clearing(&self.profile));
        out
    }

    /// What a printer hears when this process leaves it in the middle of a slip: in two parts, because
    /// while it forgets it may not hear.
    pub(super) fn last_words(&self) -> [Vec<u8>; 2] {
        let mut rest = encode::initial(&self.profile);
        rest.extend(encode::cut_off(&self.profile).bytes.iter());
        [self.first_words(true), rest]
    }

    /// As many zeros as the longest band that may be open.
    fn zeros(&self, dirty: bool) -> Vec<u8> {
        let longest = encode::longest_band(&self.pace.bounded(&self.profile)) as usize;
        vec![0; if dirty { longest + PAD_MORE } else { 0 }]
    }

    /// Sends what brings the printer to a known state, however it was left.
    fn pad(&mut self, resync: &mut Resync, now: Duration) {
        // One that forgets has just been told to.
        let mut out = self.zeros(resync.dirty);
        out.extend(encode::initial(&self.profile));
        let mut rows = 0;
        if self.stub {
            let chunk = encode::cut_off(&self.profile);
            rows = chunk.rows;
            out.extend(chunk.bytes.iter());
        }
        self.line.push(&out);
        self.pace.sent(now, out.len(), rows);
    }

    fn blocked(&mut self, resync: &mut Resync, now: Duration, transport: &mut dyn Transport) {
        if self.line.stuck_for(now) < STUCK {
            return;
        }
        let out = self.port(now, transport).is_some();
        if self.condition.prints() {
            self.set_condition(if out { Condition::PaperOut } else { Condition::Silent });
        }
        if self.survey.at_once() {
            resync.enter(Stage::Abort, now);
        }
    }

    fn verify(
        &mut self,
        mut resync: Resync,
        now: Duration,
        transport: &mut dyn Transport,
    ) -> Result<(), TransportError> {
        if self.port(now, transport).is_some() {
            self.set_condition(Condition::PaperOut);
            self.phase = Phase::Resync(Resync { stage: Stage::Watch, ask_at: now + ASK, ..resync });
            return Ok(());
        }
        let proven = resync.proof.is_none_or(|number| self.pace.proven() >= number);
        let known = if self.survey.can_ask() { resync.good } else { Some(Condition::Unknown) };
        let heard = !self.survey.can_ask() || self.survey.is_heard();
        if let Some(condition) = known.filter(|_| proven && heard) {
            self.stub = false;
            self.pace.empty(now);
            self.phase = Phase::Idle { poll_at: now + super::IDLE_POLL };
            self.set_condition(condition);
            return Ok(());
        }
        let patience = if self.survey.at_once() { AGAIN } else { VERIFY };
        if now >= resync.since + patience + self.pace.head_free().saturating_sub(resync.since) {
            resync.enter(Stage::Abort, now);
        } else if (now >= resync.ask_at || (resync.told && self.survey.cleared))
            && self.line.is_clear()
            && !self.survey.is_asking()
            && !(resync.good.is_some() && heard)
        {
            self.ask_carefully(&mut resync, now);
        }
        self.phase = Phase::Resync(resync);
        Ok(())
    }
}
