//! The panel can never learn anything about a visit, because the wire cannot say it.
//!
//! Each message is taken apart below without `..`: a new field does not compile here until somebody
//! says what kind of thing it is. `Says` has no member for free text, for a count of uses, for a
//! time or for a visitor's choice, on purpose; do not add one.

use stairlight_link::{
    Action, ContentCondition, FirmwareVersion, Health, Identity, NextStep, Outcome, OverallState, PowerCondition,
    PrinterCondition, ResetReason, RestartsToday, StaffLanguage, ToPanel, ToPi,
};

use crate::samples;

/// All that a field may be.
#[derive(Debug, PartialEq)]
enum Says {
    /// One of a closed list about the device, of so many members.
    Listed(usize),
    /// A number that grows by itself, whatever anybody does.
    Clockwork,
    /// How long an update may take.
    Allowance,
    /// Which software or content is installed: digits, the same on every device that has it.
    Edition,
    /// A measure of the device.
    Measured,
}

fn to_panel(message: &ToPanel) -> Vec<Says> {
    match message {
        ToPanel::Hello { version: _ } => vec![Says::Edition],
        ToPanel::Beat { n: _ } => vec![Says::Clockwork],
        ToPanel::HoldOff { seconds: _ } => vec![Says::Allowance],
        ToPanel::Resume | ToPanel::AskedToShutDownAck => vec![],
        ToPanel::Health(health) => self::health(health),
        ToPanel::Reply { action: _, outcome: _ } => {
            vec![Says::Listed(Action::ALL.len()), Says::Listed(Outcome::ALL.len())]
        }
    }
}

fn health(health: &Health) -> Vec<Says> {
    let Health {
        state: _,
        next: _,
        printer: _,
        content: _,
        content_version: _,
        temperature: _,
        power: _,
        restarts: _,
        language: _,
    } = health;
    vec![
        Says::Listed(OverallState::ALL.len()),
        Says::Listed(NextStep::ALL.len()),
        Says::Listed(PrinterCondition::ALL.len()),
        Says::Listed(ContentCondition::ALL.len()),
        Says::Edition,
        Says::Measured,
        Says::Listed(PowerCondition::ALL.len()),
        Says::Listed(RestartsToday::ALL.len()),
        // Staff's choice for this panel, from the site's settings; not a visitor's.
        Says::Listed(StaffLanguage::ALL.len()),
    ]
}

fn to_pi(message: &ToPi) -> Vec<Says> {
    match message {
        ToPi::Hello { version: _, panel } => {
            let Identity { firmware: FirmwareVersion(_, _, _), build: _, reset: _, resets: _ } = panel;
            let reset = Says::Listed(ResetReason::ALL.len());
            vec![Says::Edition, Says::Edition, Says::Edition, reset, Says::Measured]
        }
        ToPi::BeatAck { n: _ } => vec![Says::Clockwork],
        ToPi::Do { action: _ } => vec![Says::Listed(Action::ALL.len())],
        ToPi::Bay { open: _ } => vec![Says::Listed(2)],
        ToPi::PleaseShutDown => vec![],
    }
}

/// Lists stay short enough that nobody hides a number in one.
#[test]
fn no_field_can_carry_a_visit() {
    let all = samples::to_panel().into_iter().flat_map(|(_, m)| to_panel(&m));
    let all = all.chain(samples::to_pi().into_iter().flat_map(|(_, m)| to_pi(&m)));
    for says in all {
        if let Says::Listed(members) = says {
            assert!(members <= 12, "a list of {members} members: what is it for?");
        }
    }
}

/// The words of the vocabulary itself: none is about people or what they did.
#[test]
fn no_word_is_about_a_visit() {
    let sources = [
        include_str!("../../src/action.rs"),
        include_str!("../../src/health.rs"),
        include_str!("../../src/identity.rs"),
        include_str!("../../src/to_panel.rs"),
        include_str!("../../src/to_pi.rs"),
    ];
    let names = sources
        .iter()
        .flat_map(|source| source.lines())
        .map(str::trim)
        // Comments may say what is left out; names may not say it is there.
        .filter(|line| !line.starts_with("//"))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let banned = [
        "visit",
        "session",
        "person",
        "youth",
        "user",
        "topic",
        "card",
        "slip",
        "touch",
        "tap",
        "idle",
        "language_used",
        "count",
        "prints",
        "time",
        "date",
        "hour",
        "minute",
    ];
    for name in names.map(str::to_ascii_lowercase) {
        // "temperature", "updating" and "datecode" are not on trial: whole words only.
        for word in name.split('_') {
            assert!(!banned.contains(&word), "{name} sounds like something about a visit");
        }
    }
}
