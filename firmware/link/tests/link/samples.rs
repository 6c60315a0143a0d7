//! One message of every kind, with names: the pinned bytes are these.

use stairlight_link::{
    Action, BuildId, Celsius, ContentCondition, ContentVersion, FirmwareVersion, Health, Identity, NextStep, Outcome,
    OverallState, PROTOCOL, PowerCondition, PrinterCondition, ResetReason, RestartsToday, StaffLanguage, ToPanel, ToPi,
};

pub fn to_panel() -> Vec<(&'static str, ToPanel)> {
    vec![
        ("hello", ToPanel::Hello { version: PROTOCOL }),
        ("beat-0", ToPanel::Beat { n: 0 }),
        ("beat-1", ToPanel::Beat { n: 1 }),
        ("beat-65535", ToPanel::Beat { n: u16::MAX }),
        ("hold-off-600", ToPanel::HoldOff { seconds: 600 }),
        ("resume", ToPanel::Resume),
        ("health-working", ToPanel::Health(working())),
        ("health-paper-out", ToPanel::Health(paper_out())),
        ("health-worst", ToPanel::Health(worst())),
        ("reply-test-done", ToPanel::Reply { action: Action::PrinterTest, outcome: Outcome::Done }),
        ("reply-shutdown-started", ToPanel::Reply { action: Action::SafeShutdown, outcome: Outcome::Started }),
        ("reply-pin-refused", ToPanel::Reply { action: Action::PinReset, outcome: Outcome::Refused }),
        ("reply-pin-none-set", ToPanel::Reply { action: Action::PinReset, outcome: Outcome::NoneSet }),
        ("asked-to-shut-down-ack", ToPanel::AskedToShutDownAck),
    ]
}

pub fn to_pi() -> Vec<(&'static str, ToPi)> {
    vec![
        ("hello", ToPi::Hello { version: PROTOCOL, panel: identity() }),
        ("beat-ack-0", ToPi::BeatAck { n: 0 }),
        ("beat-ack-300", ToPi::BeatAck { n: 300 }),
        ("do-printer-test", ToPi::Do { action: Action::PrinterTest }),
        ("do-safe-shutdown", ToPi::Do { action: Action::SafeShutdown }),
        ("do-pin-reset", ToPi::Do { action: Action::PinReset }),
        ("do-refresh", ToPi::Do { action: Action::Refresh }),
        ("bay-closed", ToPi::Bay { open: false }),
        ("bay-open", ToPi::Bay { open: true }),
        ("please-shut-down", ToPi::PleaseShutDown),
    ]
}

fn working() -> Health {
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

fn paper_out() -> Health {
    Health {
        state: OverallState::NeedsStaff,
        next: NextStep::AddPaper,
        printer: PrinterCondition::PaperOut,
        language: StaffLanguage::Spanish,
        ..working()
    }
}

/// The longest health message there can be.
fn worst() -> Health {
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

fn identity() -> Identity {
    Identity {
        firmware: FirmwareVersion(0, 1, 0),
        build: BuildId([0xde, 0xad, 0x00, 0x01]),
        reset: ResetReason::Watchdog,
        resets: 1,
    }
}

fn version(text: &str) -> ContentVersion {
    ContentVersion::try_from(text).unwrap()
}
