//! What stands on the glass, as plain data: the pages and how the facts become their lines.
//!
//! Knows no fonts and no dots; `draw` knows those. The first page is one big word and one step, to
//! be read at arm's length; the others say why, and their last line says what the `Do` key does.

use core::fmt;

use heapless::String;
use stairlight_link::{
    ContentCondition, Health, Identity, PROTOCOL, PowerCondition, PrinterCondition, StaffLanguage, Version,
};

use crate::phrase::Phrase;
use crate::supervisor::State;
use crate::supervisor::limits::MOST_CUTS;
use crate::words::{self, label};

/// The pages, in the order of the `Next` key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The state and the next step.
    State,
    /// The printer.
    Printer,
    /// The words and numbers on the device.
    Content,
    /// Power supply and temperature.
    Power,
    /// Restarts of the Pi and of the panel.
    Restarts,
    /// The wire to the Pi.
    Link,
    /// This panel.
    About,
}

/// What the `Do` key does on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Leads to the page that explains the state.
    Explain,
    /// Asks the Pi for a test page.
    PrintTest,
    /// Asks the Pi how it is.
    Refresh,
    /// Asks the Pi to stop in order.
    ShutDown,
    /// Starts a Pi again that was given up or shut down.
    StartAgain,
    /// Asks the Pi to forget the staff PIN.
    ForgetPin,
}

impl Doing {
    /// Whether the key must be held: for what cannot be taken back.
    pub const fn by_holding(self) -> bool {
        matches!(self, Self::ShutDown | Self::StartAgain | Self::ForgetPin)
    }
}

impl Page {
    /// Every page, in order.
    pub const ALL: [Page; 7] =
        [Self::State, Self::Printer, Self::Content, Self::Power, Self::Restarts, Self::Link, Self::About];

    /// The page after this one, round and round.
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }

    /// The page before this one, round and round.
    pub fn previous(self) -> Self {
        Self::ALL[(self as usize + Self::ALL.len() - 1) % Self::ALL.len()]
    }

    /// The page that says why the state is not simply good; the next one where it is.
    pub fn explaining(state: State, health: Option<&Health>) -> Self {
        match (state, health) {
            (State::Running, Some(health)) => {
                if health.printer != PrinterCondition::Ready {
                    Self::Printer
                } else if health.content != ContentCondition::Current {
                    Self::Content
                } else if health.power != PowerCondition::Good {
                    Self::Power
                } else {
                    Self::State.next()
                }
            }
            (State::Starting | State::BackOff | State::GaveUp | State::Stopped, _) => Self::Restarts,
            _ => Self::Link,
        }
    }

    /// What the `Do` key does here.
    pub const fn doing(self) -> Doing {
        match self {
            Self::State => Doing::Explain,
            Self::Printer => Doing::PrintTest,
            Self::Content | Self::Link => Doing::Refresh,
            Self::Power => Doing::ShutDown,
            Self::Restarts => Doing::StartAgain,
            Self::About => Doing::ForgetPin,
        }
    }
}

/// All that the pages are made from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Where the supervisor stands.
    pub state: State,
    /// What the Pi said of itself since it last started.
    pub health: Option<&'a Health>,
    /// What the Pi speaks, once it said hello.
    pub kiosk: Option<Version>,
    /// Whether a beat was ever heard since the panel started.
    pub heard: bool,
    /// Cuts in the last hour.
    pub cuts: u8,
    /// Frames that arrived damaged, since the panel started.
    pub wire_faults: u16,
    /// This panel.
    pub panel: Identity,
    /// An answer to the `Do` key, in place of the last line.
    pub notice: Option<Phrase>,
}

/// A line of text. A detail has 21 columns, and an accented letter two bytes.
pub type Line = String<42>;

/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// Nothing: the bay is closed and nobody looks.
    Dark,
    /// The first page.
    Big {
        /// One or two lines of at most 8 letters.
        word: [&'static str; 2],
        /// What to do.
        next: &'static str,
    },
    /// Any other page.
    Lines {
        /// Its name.
        title: &'static str,
        /// Its place among the others, from 1.
        number: u8,
        /// What is.
        headline: &'static str,
        /// More of it.
        details: [Line; 2],
        /// What the `Do` key does, or what came of it.
        last: &'static str,
    },
}

/// The sheet of a page.
pub fn sheet(page: Page, facts: &Facts<'_>, language: StaffLanguage) -> Sheet {
    let say = |phrase: Phrase| phrase.in_language(language);
    let (headline, details) = match page {
        Page::State => return state(facts, language),
        Page::Printer => printer(facts, language),
        Page::Content => content(facts, language),
        Page::Power => power(facts, language),
        Page::Restarts => restarts(facts, language),
        Page::Link => link(facts, language),
        Page::About => about(facts, language),
    };
    Sheet::Lines {
        title: say(words::title(page)),
        number: page as u8 + 1,
        headline: say(headline),
        details,
        last: say(facts.notice.unwrap_or(words::doing(page.doing()))),
    }
}

fn state(facts: &Facts<'_>, language: StaffLanguage) -> Sheet {
    let speaks_other = facts.kiosk.is_some_and(|version| version != PROTOCOL);
    let (word, next) = match (facts.state, facts.health) {
        (State::Running, Some(health)) => (words::overall(health.state), words::next_step(health.next)),
        (State::Running, None) if speaks_other => (words::supervised(State::Running).0, words::UPDATE_PANEL),
        (state, _) => words::supervised(state),
    };
    Sheet::Big { word: word.map(|phrase| phrase.in_language(language)), next: next.in_language(language) }
}

fn printer(facts: &Facts<'_>, language: StaffLanguage) -> (Phrase, [Line; 2]) {
    let condition = facts.health.map_or(PrinterCondition::Unknown, |health| health.printer);
    let advice = words::printer(condition);
    (advice.headline, advice.lines.map(|phrase| only(phrase, language)))
}

fn content(facts: &Facts<'_>, language: StaffLanguage) -> (Phrase, [Line; 2]) {
    let (headline, advice) = words::content(facts.health.map_or(ContentCondition::Unknown, |health| health.content));
    let edition = match facts.health.map(|health| health.content_version.as_str()) {
        None | Some("") => Line::new(),
        Some(edition) => line(format_args!("{} {edition}", label::EDITION.in_language(language))),
    };
    (headline, [edition, only(advice, language)])
}

fn power(facts: &Facts<'_>, language: StaffLanguage) -> (Phrase, [Line; 2]) {
    let (headline, advice) = words::power(facts.health.map_or(PowerCondition::Unknown, |health| health.power));
    let heat = match facts.health.and_then(|health| health.temperature) {
        None => only(label::NOT_MEASURED, language),
        Some(celsius) => line(format_args!("{} {} °C", label::PROCESSOR.in_language(language), celsius.0)),
    };
    (headline, [heat, only(advice, language)])
}

fn restarts(facts: &Facts<'_>, language: StaffLanguage) -> (Phrase, [Line; 2]) {
    let headline = facts.health.map_or(words::NOT_KNOWN, |h| words::restarts(h.restarts));
    let cuts = label::CUTS.in_language(language);
    let resets = label::PANEL_RESETS.in_language(language);
    let details = [
        line(format_args!("{cuts} {}/{MOST_CUTS}", facts.cuts)),
        line(format_args!("{resets} {}", facts.panel.resets)),
    ];
    (headline, details)
}

fn link(facts: &Facts<'_>, language: StaffLanguage) -> (Phrase, [Line; 2]) {
    let speaks_other = facts.kiosk.is_some_and(|version| version != PROTOCOL);
    let headline = match facts.state {
        _ if speaks_other => label::OTHER_VERSION,
        _ if !facts.heard => label::NOTHING_HEARD,
        State::Running | State::HoldingOff => label::CONNECTED,
        _ => label::SILENT,
    };
    let say = |phrase: Phrase| phrase.in_language(language);
    let (panel, kiosk) = (say(label::PANEL), say(label::KIOSK));
    let versions = match facts.kiosk {
        Some(version) => line(format_args!("{panel} {}, {kiosk} {}", PROTOCOL.0, version.0)),
        None => line(format_args!("{panel} {}, {kiosk} ?", PROTOCOL.0)),
    };
    let faults = line(format_args!("{} {}", say(label::WIRE_FAULTS), facts.wire_faults.min(999)));
    (headline, [versions, faults])
}

fn about(facts: &Facts<'_>, language: StaffLanguage) -> (Phrase, [Line; 2]) {
    let Identity { firmware, build, reset, resets: _ } = facts.panel;
    let started = label::STARTED_BY.in_language(language);
    let details = [
        line(format_args!("{firmware} {build}")),
        line(format_args!("{started} {}", words::reset(reset).in_language(language))),
    ];
    (label::NAME, details)
}

fn only(phrase: Phrase, language: StaffLanguage) -> Line {
    line(format_args!("{}", phrase.in_language(language)))
}

/// Formats a line; what does not fit is left away. `tests/panel/fits.rs` shows that all of it fits.
fn line(text: fmt::Arguments<'_>) -> Line {
    let mut line = Line::new();
    let _ = fmt::write(&mut line, text);
    line
}
