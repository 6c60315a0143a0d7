//! Watches the Pi, and restarts one that no longer answers: carefully, and not for ever.
//!
//! ```text
//!   Starting --beat--> Running --20 s silent--> Late --3 min silent--> Asking
//!      | 3 min                ^--------beat-------'                      | 1 min, or agreed
//!      v                                                                 | and silent
//!   BackOff --1, 4, 16 min--> Asking                                     v
//!                                                Starting <--5 s-- Cut
//! ```
//!
//! From everywhere: a beat leads to `Running`, a hold-off to `HoldingOff`; where a cut would be
//! the fourth in an hour or the fourth in a row that does not help, `GaveUp` stands instead of
//! `Asking`. Staff's own shutdown leads through `Stopping` to `Stopped`, which is left alone.
//!
//! Never: a cut within 20 s of a beat, a cut during a hold-off, more than three cuts in any hour, a
//! cut without asking first. `tests/panel/random.rs` holds these. It reads no clock and
//! moves no pin; the power is on in every state but `Cut`.

mod carried;
mod cuts;
mod hold_off;
pub mod limits;

pub use carried::{Carried, Standing};
use cuts::Cuts;
use hold_off::HoldOff;
use limits::{
    ASK_AFTER, ASK_AGAIN, ASK_PULSE, BACK_OFF, CUT_FOR, HALTED_AFTER, LATE_AFTER, MOST_CUTS, START_ALLOWED,
    STOP_ALLOWED, STOP_IGNORED, TRY_AGAIN_AFTER, WELL_AFTER,
};

use crate::time::{Millis, Span};

/// Where the supervisor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The Pi has power and has not beaten yet.
    Starting,
    /// Beats arrive.
    Running,
    /// Beats are missing; the Pi's own watchdogs have their turn.
    Late,
    /// The Pi was asked to stop; then the power is cut.
    Asking,
    /// The power is off for five seconds.
    Cut,
    /// A start brought no beats: waiting before the next try.
    BackOff,
    /// An update runs: no cuts.
    HoldingOff,
    /// Restarting did not help: somebody has to come.
    GaveUp,
    /// Staff chose to shut down; waiting for silence.
    Stopping,
    /// Shut down by staff: safe to unplug.
    Stopped,
}

impl State {
    /// Every state.
    pub const ALL: [State; 10] = [
        Self::Starting,
        Self::Running,
        Self::Late,
        Self::Asking,
        Self::Cut,
        Self::BackOff,
        Self::HoldingOff,
        Self::GaveUp,
        Self::Stopping,
        Self::Stopped,
    ];
}

/// A sign of the Pi that matters for its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It has (re)opened the wire.
    Hello,
    /// It lives.
    Beat,
    /// It updates itself for so long.
    HoldOff(Span),
    /// The update is over.
    Resume,
    /// It was asked to stop and does.
    Agreed,
    /// It stops because staff want it to.
    StaffStop,
}

/// The Pi cannot be started again now: it lives, it updates, or there were three cuts this hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotNow;

/// The state machine.
#[derive(Debug, Clone)]
pub struct Supervisor {
    state: State,
    since: Millis,
    /// The last beat, or the moment from which silence is counted.
    beat: Millis,
    hold_off: HoldOff,
    cuts: Cuts,
    /// Cuts since the Pi was last well.
    in_vain: usize,
    /// While asking: since when the Pi has agreed.
    agreed: Option<Millis>,
    /// While asking: when the request was last sent.
    asked: Option<Millis>,
}

impl Supervisor {
    /// A panel that has just started, with what it carried over its own restart.
    pub fn new(carried: Carried, now: Millis) -> Self {
        let (state, in_vain) = match carried.standing {
            Standing::Watched => (State::Starting, 0),
            Standing::Stopped => (State::Stopped, 0),
            Standing::GivenUp => (State::GaveUp, MOST_CUTS),
        };
        let mut supervisor = Self {
            state,
            since: now,
            beat: now,
            hold_off: HoldOff::default(),
            cuts: Cuts::carried(carried.cuts, now),
            in_vain,
            agreed: None,
            asked: None,
        };
        let minutes = Span::minutes(carried.hold_off_minutes.into());
        supervisor.heard(Sign::HoldOff(minutes), now);
        supervisor
    }

    /// What to carry over a restart that happens now.
    pub fn carried(&self, now: Millis) -> Carried {
        let hold_off = match self.state {
            State::HoldingOff => self.hold_off.left(now),
            _ => Span::seconds(0),
        };
        Carried {
            cuts: self.cuts_this_hour(now),
            standing: match self.state {
                State::Stopped => Standing::Stopped,
                State::GaveUp => Standing::GivenUp,
                _ => Standing::Watched,
            },
            // Half an hour at most: see `HOLD_OFF_ONCE`.
            hold_off_minutes: (hold_off.as_millis() / Span::minutes(1).as_millis()) as u8,
        }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether the power line is to be cut.
    pub fn cuts_power(&self) -> bool {
        self.state == State::Cut
    }

    /// Whether the asking line is to be pressed.
    pub fn presses_ask(&self, now: Millis) -> bool {
        self.state == State::Asking && now.since(self.since) < ASK_PULSE
    }

    /// How many cuts the last hour saw.
    pub fn cuts_this_hour(&self, now: Millis) -> u8 {
        self.cuts.within_window(now) as u8
    }

    /// Takes a sign of the Pi.
    pub fn heard(&mut self, sign: Sign, now: Millis) {
        // Without power the Pi says nothing: what looks like a sign is the falling line.
        if self.state == State::Cut {
            return;
        }
        match sign {
            Sign::Hello if self.state == State::Stopped => self.enter(State::Starting, now),
            Sign::Hello => {}
            Sign::Beat => self.beat(now),
            Sign::HoldOff(span) => {
                self.hold_off.ask(span, now);
                if self.hold_off.stands(now) {
                    self.enter(State::HoldingOff, now);
                }
            }
            Sign::Resume => self.hold_off.end(),
            Sign::Agreed if self.state == State::Asking => self.agreed = Some(now),
            Sign::Agreed => {}
            Sign::StaffStop => {
                self.hold_off.end();
                self.enter(State::Stopping, now);
            }
        }
    }

    /// Somebody at the panel wants the Pi started again. One that staff shut down is cut at once;
    /// one that was given up is asked first, because only the wire may be broken.
    pub fn start_again(&mut self, now: Millis) -> Result<(), NotNow> {
        if !self.cuts.allowed(now) {
            return Err(NotNow);
        }
        match self.state {
            State::Stopped => self.cut(now),
            State::GaveUp | State::BackOff => {
                self.in_vain = 0;
                self.enter(State::Asking, now);
            }
            _ => return Err(NotNow),
        }
        Ok(())
    }

    /// Lets time pass. `true`: send the Pi the request to stop.
    #[must_use]
    pub fn tick(&mut self, now: Millis) -> bool {
        let silent = now.since(self.beat);
        let here = now.since(self.since);
        match self.state {
            State::Starting if here >= START_ALLOWED => self.start_failed(now),
            State::Running if silent >= LATE_AFTER => self.enter(State::Late, now),
            State::Running if here >= WELL_AFTER => self.in_vain = 0,
            State::Late if silent >= ASK_AFTER => self.ask_or_give_up(now),
            State::Asking => self.tick_asking(now),
            State::Cut if here >= CUT_FOR => self.enter(State::Starting, now),
            State::BackOff if here >= self.back_off() => self.ask_or_give_up(now),
            State::HoldingOff if !self.hold_off.stands(now) => self.hold_off_over(now),
            State::GaveUp if here >= TRY_AGAIN_AFTER => {
                self.in_vain = MOST_CUTS - 1;
                self.ask_or_give_up(now);
            }
            State::Stopping if silent.min(here) >= HALTED_AFTER => self.enter(State::Stopped, now),
            // Said that it stops, and did not.
            State::Stopping if here >= STOP_IGNORED => self.enter(State::Running, now),
            _ => {}
        }
        self.request_due(now)
    }

    fn beat(&mut self, now: Millis) {
        self.beat = now;
        self.hold_off.beat();
        match self.state {
            // It is stopping in order; its last beats change nothing.
            State::Stopping => {}
            State::Asking if self.agreed.is_some() => {}
            State::HoldingOff if self.hold_off.stands(now) => {}
            State::Running => {}
            _ => self.enter(State::Running, now),
        }
    }

    /// A Pi that agreed is cut once it is silent, so that nothing is torn; one that says nothing
    /// is cut after a minute. A Pi that agreed and beats on is not stopping: leave it.
    fn tick_asking(&mut self, now: Millis) {
        let silent = now.since(self.beat);
        match self.agreed {
            None if now.since(self.since) >= STOP_ALLOWED => self.cut(now),
            None => {}
            Some(agreed) if now.since(agreed) >= HALTED_AFTER && silent >= HALTED_AFTER => {
                self.cut(now);
            }
            Some(agreed) if now.since(agreed) >= STOP_ALLOWED && silent < LATE_AFTER => {
                self.enter(State::Running, now);
            }
            Some(_) => {}
        }
    }

    fn start_failed(&mut self, now: Millis) {
        if self.in_vain < MOST_CUTS {
            self.enter(State::BackOff, now);
        } else {
            self.enter(State::GaveUp, now);
        }
    }

    fn ask_or_give_up(&mut self, now: Millis) {
        if self.in_vain < MOST_CUTS && self.cuts.allowed(now) {
            self.enter(State::Asking, now);
        } else {
            self.enter(State::GaveUp, now);
        }
    }

    fn hold_off_over(&mut self, now: Millis) {
        if now.since(self.beat) < LATE_AFTER {
            self.enter(State::Running, now);
        } else {
            // Silence during an update proves nothing: it counts from here.
            self.beat = now;
            self.enter(State::Late, now);
        }
    }

    fn cut(&mut self, now: Millis) {
        self.cuts.add(now);
        self.in_vain += 1;
        self.hold_off.end();
        self.enter(State::Cut, now);
    }

    fn enter(&mut self, state: State, now: Millis) {
        self.state = state;
        self.since = now;
        self.agreed = None;
        self.asked = None;
    }

    fn back_off(&self) -> Span {
        BACK_OFF[self.in_vain.min(MOST_CUTS - 1)]
    }

    fn request_due(&mut self, now: Millis) -> bool {
        let due = self.state == State::Asking
            && self.agreed.is_none()
            && self.asked.is_none_or(|asked| now.since(asked) >= ASK_AGAIN);
        if due {
            self.asked = Some(now);
        }
        due
    }
}
