//! Situations with names, for the pictures and for the fit of the words.

use stairlight_link::{
    BuildId, Celsius, ContentCondition, ContentVersion, FirmwareVersion, Health, Identity, NextStep, OverallState,
    PROTOCOL, PowerCondition, PrinterCondition, ResetReason, RestartsToday, StaffLanguage, Version,
};
use stairlight_panel::pages::{Facts, Page};
use stairlight_panel::supervisor::State;

pub fn identity() -> Identity {
    Identity {
        firmware: FirmwareVersion(0, 1, 0),
        build: BuildId([0xde, 0xad, 0x00, 0x01]),
        reset: ResetReason::PowerOn,
        resets: 0,
    }
}

/// The same as `health-working` on the wire, where the emulator's tests take it from.
pub fn working() -> Health {
    Health {
        state: OverallState::Working,
        next: NextStep::Nothing,
        printer: PrinterCondition::Ready,
        content: ContentCondition::Current,
        content_version: version("2026-11-03"),
        temperature: Some(Celsius(47)),
        power: PowerCondition::Good,
        restarts: RestartsToday::None,
        language: StaffLanguage::English,
    }
}

/// The same as `health-paper-out` on the wire.
pub fn paper_out() -> Health {
    Health {
        state: OverallState::NeedsStaff,
        next: NextStep::AddPaper,
        printer: PrinterCondition::PaperOut,
        language: StaffLanguage::Spanish,
        ..working()
    }
}

/// The same as `health-worst` on the wire.
pub fn worst() -> Health {
    Health {
        state: OverallState::OutOfService,
        next: NextStep::CallTechnician,
        printer: PrinterCondition::Broken,
        content: ContentCondition::FellBack,
        content_version: version("2026-11-03.2"),
        temperature: Some(Celsius(-40)),
        power: PowerCondition::SlowedByHeat,
        restarts: RestartsToday::Many,
        language: StaffLanguage::Spanish,
    }
}

pub fn version(text: &str) -> ContentVersion {
    ContentVersion::try_from(text).unwrap()
}

pub fn running(health: &Health) -> Facts<'_> {
    Facts {
        state: State::Running,
        health: Some(health),
        kiosk: Some(PROTOCOL),
        heard: true,
        cuts: 0,
        wire_faults: 0,
        panel: identity(),
        notice: None,
    }
}

/// A Pi that has said nothing since the panel started, or nothing for long.
pub fn silent(state: State) -> Facts<'static> {
    Facts { state, health: None, kiosk: None, heard: state != State::Starting, ..running(never()) }
}

fn never() -> &'static Health {
    static WORKING: std::sync::OnceLock<Health> = std::sync::OnceLock::new();
    WORKING.get_or_init(working)
}

/// Pages in situations, each with the name of its picture.
pub fn pictures() -> Vec<(String, Page, Facts<'static>)> {
    let health = |health: Health| -> &'static Health { Box::leak(Box::new(health)) };
    let working = health(working());
    let paper_out = health(paper_out());
    let worst = health(worst());
    let mut all = vec![
        ("state-working", Page::State, running(working)),
        ("state-paper-out", Page::State, running(paper_out)),
        ("state-worst", Page::State, running(worst)),
        ("state-answers", Page::State, silent(State::Running)),
        ("state-other-version", Page::State, Facts { kiosk: Some(Version(2)), ..silent(State::Running) }),
        ("printer-ready", Page::Printer, running(working)),
        ("printer-paper-out", Page::Printer, running(paper_out)),
        ("content-current", Page::Content, running(working)),
        ("content-worst", Page::Content, running(worst)),
        ("power-good", Page::Power, running(working)),
        ("power-worst", Page::Power, running(worst)),
        ("restarts-none", Page::Restarts, running(working)),
        ("restarts-gave-up", Page::Restarts, Facts { cuts: 3, ..silent(State::GaveUp) }),
        (
            "restarts-one-each",
            Page::Restarts,
            Facts { cuts: 1, panel: Identity { resets: 1, ..identity() }, ..running(working) },
        ),
        ("link-connected", Page::Link, running(working)),
        ("link-nothing", Page::Link, silent(State::Starting)),
        ("about", Page::About, running(working)),
    ]
    .into_iter()
    .map(|(name, page, facts)| (name.to_owned(), page, facts))
    .collect::<Vec<_>>();
    let others = State::ALL.into_iter().filter(|state| *state != State::Running);
    all.extend(others.map(|state| (name(state), Page::State, silent(state))));
    all
}

/// `GaveUp` is `state-gave-up`.
fn name(state: State) -> String {
    let mut name = "state".to_owned();
    for letter in format!("{state:?}").chars() {
        if letter.is_uppercase() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
