//! How the device is, in words for the people who look after it: one report, made from device condition
//! alone. Nothing in it depends on whether anybody used the device.
//!
//! [`Conditions`] are what is known; [`problems`] says what is wrong; [`Report`] says both in words. All
//! three are pure. `lookout` reads the machine, `file` hands the report to the command line, `forms` writes
//! it down in every format. The service panel shows the worst of the same problems.

pub mod board;
pub mod conditions;
pub mod contents;
pub mod facts;
pub mod file;
pub mod forms;
pub mod lookout;
pub mod problem;
pub mod system;
pub mod tested;

mod findings;

use serde::{Deserialize, Serialize};

pub use self::board::Board;
pub use self::conditions::{Conditions, ContentState, Contents, PanelState, PinState, Roll, Screen, Sense, Source};
pub use self::facts::{Fact, Group};
pub use self::findings::problems;
pub use self::lookout::Lookout;
pub use self::problem::Problem;
pub use self::tested::{Part, Tests};

/// The one word on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Working,
    NeedsStaff,
    OutOfService,
}

/// Who can do what is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Whoever stands in front of the device.
    Anyone,
    /// Somebody with the key to it, or the PIN.
    Staff,
    /// Somebody who knows its system, with tools or spare parts.
    Technician,
}

/// The report, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub state: State,
    /// What to do first; `None` where there is nothing to do.
    pub next: Option<Step>,
    /// The day it was made, by the device's clock; `None` where that is wrong.
    pub day: Option<String>,
    /// The worst first.
    pub findings: Vec<Finding>,
    pub facts: Vec<Fact>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub step: String,
    pub who: Who,
}

/// One problem, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The same for ever, for other programs: `paper-out`.
    pub id: String,
    /// What it makes of the device by itself.
    pub state: State,
    pub what: String,
    pub step: String,
    pub who: Who,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Working => "Working",
            Self::NeedsStaff => "Needs staff",
            Self::OutOfService => "Out of service",
        }
    }
}

impl Who {
    pub fn name(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Staff => "staff",
            Self::Technician => "technician",
        }
    }
}

impl Report {
    /// The report on a device in these conditions.
    pub fn of(conditions: &Conditions) -> Report {
        let problems = problems(conditions);
        let first = problems.first().filter(|problem| !problem.is_remark());
        Report {
            state: state(&problems),
            next: first.map(|problem| Step { step: problem.step().to_owned(), who: problem.who() }),
            day: conditions.clock_is_right().then(|| conditions.day.to_string()),
            findings: problems.into_iter().map(Finding::of).collect(),
            facts: facts::facts(conditions),
        }
    }

    /// Whether the steward was there to know about screen and printer.
    pub fn is_watched(&self) -> bool {
        !self.findings.iter().any(|finding| finding.id == Problem::StewardAbsent.id())
    }

    /// The state and the one next step, in one line.
    pub fn short(&self) -> String {
        short(self.state, self.next.as_ref().map(|next| next.step.as_str()))
    }
}

/// A state and a step in one line.
pub fn short(state: State, step: Option<&str>) -> String {
    format!("{}: {}", state.name(), step.unwrap_or(NOTHING))
}

/// Where nothing is to be done.
pub const NOTHING: &str = "Nothing to do.";

/// The one word for all problems together.
pub fn state(problems: &[Problem]) -> State {
    problems.iter().map(|problem| problem.state()).max().unwrap_or(State::Working)
}

impl Finding {
    fn of(problem: Problem) -> Finding {
        Finding {
            id: problem.id(),
            state: problem.state(),
            what: problem.what(),
            step: problem.step().to_owned(),
            who: problem.who(),
        }
    }
}
