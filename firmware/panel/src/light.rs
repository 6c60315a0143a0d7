//! The light beside the glass: what a glance from the door tells.
//!
//! Each state has its own rhythm; the colour only repeats it, for those who see colours. Rhythms
//! loop over four seconds in quarter-second steps, so that nothing flashes more than twice a
//! second (three is the bar for people with photosensitive epilepsy).
//!
//! Dark means that the panel itself has no power.

use stairlight_link::{Health, OverallState};

use crate::supervisor::State;
use crate::time::{Millis, Span};

/// What the light says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Visitors can use everything.
    Working,
    /// It works, but something wants doing.
    NeedsStaff,
    /// Visitors cannot use it.
    OutOfService,
    /// The Pi starts, or has not said yet how it is.
    Starting,
    /// The Pi does not answer.
    Late,
    /// The Pi is being restarted.
    Restarting,
    /// An update runs.
    Updating,
    /// Somebody has to come.
    CallTechnician,
    /// Shut down by staff.
    Stopped,
}

/// A light of two colours; both together look amber.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lamps {
    /// The green half.
    pub green: bool,
    /// The red half.
    pub red: bool,
}

const GREEN: Lamps = Lamps { green: true, red: false };
const AMBER: Lamps = Lamps { green: true, red: true };
const RED: Lamps = Lamps { green: false, red: true };

const STEPS: u32 = 16;
const STEP: Span = Span::millis(250);

impl Signal {
    /// Every signal.
    pub const ALL: [Signal; 9] = [
        Self::Working,
        Self::NeedsStaff,
        Self::OutOfService,
        Self::Starting,
        Self::Late,
        Self::Restarting,
        Self::Updating,
        Self::CallTechnician,
        Self::Stopped,
    ];

    /// What to say of a Pi in this state, which said this of itself.
    pub fn of(state: State, health: Option<&Health>) -> Self {
        match (state, health.map(|health| health.state)) {
            (State::Running, Some(OverallState::Working)) => Self::Working,
            (State::Running, Some(OverallState::NeedsStaff)) => Self::NeedsStaff,
            (State::Running, Some(OverallState::OutOfService)) => Self::OutOfService,
            (State::Starting | State::Running, _) => Self::Starting,
            (State::Late, _) => Self::Late,
            (State::Asking | State::Cut | State::BackOff, _) => Self::Restarting,
            (State::HoldingOff, _) => Self::Updating,
            (State::GaveUp, _) => Self::CallTechnician,
            (State::Stopping | State::Stopped, _) => Self::Stopped,
        }
    }

    /// Sixteen quarter seconds, the first on the left. Count the short flashes before the pause:
    /// two, three and five are for people to act on.
    pub const fn rhythm(self) -> u16 {
        match self {
            Self::Working => 0b1111_1111_1111_1111,
            Self::NeedsStaff => 0b1010_0000_0000_0000,
            Self::OutOfService => 0b1010_1000_0000_0000,
            Self::Starting => 0b1111_0000_1111_0000,
            Self::Late => 0b1010_1010_1010_1010,
            Self::Restarting => 0b1110_1110_1110_1110,
            Self::Updating => 0b1110_1000_1110_1000,
            Self::CallTechnician => 0b1010_1010_1000_0000,
            Self::Stopped => 0b1000_0000_0000_0000,
        }
    }

    const fn colour(self) -> Lamps {
        match self {
            Self::Working | Self::Stopped => GREEN,
            Self::NeedsStaff | Self::Starting | Self::Updating | Self::Restarting => AMBER,
            Self::OutOfService | Self::Late | Self::CallTechnician => RED,
        }
    }

    /// The lamps at this moment.
    pub fn lamps(self, now: Millis) -> Lamps {
        let step = (now.0 / STEP.as_millis()) as u32 % STEPS;
        let lit = self.rhythm() >> (STEPS - 1 - step) & 1 == 1;
        if lit { self.colour() } else { Lamps::default() }
    }
}
