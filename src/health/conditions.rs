//! What is known of the device: the whole input of its health. Closed lists, days and the numbers of
//! contents; there is no field for a time, for text that somebody wrote, or for a count of anything that
//! visitors do, and there must not be one (`every_condition_is_about_the_device`).

use crate::clock::Date;
use crate::health::system::{Card, Memory, Space, Start};
use crate::health::tested::Tests;
use crate::panel::{Celsius, Link, PowerCondition};
use crate::setting::Setting;
use crate::socket::{PrinterCondition, Protection};

/// No right clock says an earlier day than this program is old.
const MADE: &str = "2026-11-01";
/// Nor one so many days later: no device stands for so long without being looked after.
const AGE: i64 = 20 * 365;

/// What a sensor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sense<T> {
    Told(T),
    /// There is none, or it says nothing.
    #[default]
    Silent,
    /// What it says cannot be.
    Strange,
}

/// The kiosk's process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// It sends its heartbeat.
    Alive,
    Silent,
    /// Nobody listens for it.
    Unknown,
}

/// What the content on the disk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentState {
    Unknown,
    Whole,
    /// What should be in use was damaged; earlier content is shown.
    FellBack,
    /// It cannot be read; the built-in numbers are shown.
    Damaged,
    /// There is no such folder.
    Missing,
    /// The site's settings cannot be read, and without them nothing else is; or its own have changed by themselves
    /// and do not count.
    SettingsBroken,
}

/// Where the content came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// With the program.
    Factory,
    Stick,
}

/// The content in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub state: ContentState,
    pub source: Option<Source>,
    /// Its own number; the factory's has none.
    pub number: Option<u64>,
    pub published: Option<Date>,
    /// It should be renewed by then.
    pub review_by: Option<Date>,
    /// How many languages with text have every text.
    pub languages: Option<Languages>,
    /// When each number that a visitor may be shown was dialled last.
    pub dialled: Option<Vec<Option<Date>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Languages {
    pub whole: usize,
    pub of: usize,
}

/// The roll that the printer takes, as the site's settings name the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roll {
    /// Which printer it is was left open.
    Unknown,
    /// The settings name none.
    NoPrinter,
    Millimetres(u32),
}

/// The staff's PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinState {
    /// A machine without a state folder has none.
    Unknown,
    Set,
    NotSet,
}

/// The service panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelState {
    /// None is fitted, or it may still be on its way.
    Unknown,
    Linked(Link),
}

/// Everything that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// By the device's clock, which can be years off.
    pub day: Date,
    /// The kiosk's own machine, and not a PC.
    pub appliance: bool,
    /// The steward runs, which knows more than can be read off the disk.
    pub steward: bool,
    pub screen: Screen,
    pub printer: PrinterCondition,
    pub roll: Roll,
    /// What the kernel does not give the kiosk.
    pub lacks: Vec<Protection>,
    pub content: Contents,
    pub pin: PinState,
    pub panel: PanelState,
    pub temperature: Sense<Celsius>,
    pub power: PowerCondition,
    pub memory: Sense<Memory>,
    pub disk: Sense<Space>,
    pub card: Sense<Card>,
    pub start: Sense<Start>,
    /// How the system is set; `None` where that does not matter: on a PC.
    pub setting: Option<Setting>,
    pub tests: Tests,
    /// The steward's report could not be handed out.
    pub report_fails: bool,
}

impl<T> Sense<T> {
    pub fn told(self) -> Option<T> {
        match self {
            Sense::Told(value) => Some(value),
            Sense::Silent | Sense::Strange => None,
        }
    }
}

impl Contents {
    pub fn unknown() -> Contents {
        Contents {
            state: ContentState::Unknown,
            source: None,
            number: None,
            published: None,
            review_by: None,
            languages: None,
            dialled: None,
        }
    }
}

impl Conditions {
    /// Before anything is known.
    pub fn unknown(day: Date) -> Conditions {
        Conditions {
            day,
            appliance: false,
            steward: true,
            screen: Screen::Unknown,
            printer: PrinterCondition::Unknown,
            roll: Roll::Unknown,
            lacks: Vec::new(),
            content: Contents::unknown(),
            pin: PinState::Unknown,
            panel: PanelState::Unknown,
            temperature: Sense::Silent,
            power: PowerCondition::Unknown,
            memory: Sense::Silent,
            disk: Sense::Silent,
            card: Sense::Silent,
            start: Sense::Silent,
            setting: None,
            tests: Tests::default(),
            report_fails: false,
        }
    }

    /// Whether the clock can be right: not before this program was made or the content was published, and
    /// not in a time that no device will see.
    pub fn clock_is_right(&self) -> bool {
        let made = Date::parse(MADE).expect("a day");
        let after = |date: Date| self.day >= date;
        after(made) && self.day.days_since(made) < AGE && self.content.published.is_none_or(after)
    }
}
