//! Any message at all, for the property tests.

use proptest::prelude::*;
use proptest::sample::select;
use stairlight_link::{
    Action, BuildId, Celsius, ContentCondition, ContentVersion, FirmwareVersion, Health, Identity, NextStep, Outcome,
    OverallState, PROTOCOL, PowerCondition, PrinterCondition, ResetReason, RestartsToday, StaffLanguage, ToPanel, ToPi,
};

pub fn to_panel() -> impl Strategy<Value = ToPanel> {
    prop_oneof![
        Just(ToPanel::Hello { version: PROTOCOL }),
        any::<u16>().prop_map(|n| ToPanel::Beat { n }),
        any::<u16>().prop_map(|seconds| ToPanel::HoldOff { seconds }),
        Just(ToPanel::Resume),
        health().prop_map(ToPanel::Health),
        (select(Action::ALL), select(Outcome::ALL)).prop_map(|(action, outcome)| ToPanel::Reply { action, outcome }),
        Just(ToPanel::AskedToShutDownAck),
    ]
}

pub fn to_pi() -> impl Strategy<Value = ToPi> {
    prop_oneof![
        identity().prop_map(|panel| ToPi::Hello { version: PROTOCOL, panel }),
        any::<u16>().prop_map(|n| ToPi::BeatAck { n }),
        select(Action::ALL).prop_map(|action| ToPi::Do { action }),
        any::<bool>().prop_map(|open| ToPi::Bay { open }),
        Just(ToPi::PleaseShutDown),
    ]
}

fn health() -> impl Strategy<Value = Health> {
    (
        (select(OverallState::ALL), select(NextStep::ALL), select(PrinterCondition::ALL)),
        (select(ContentCondition::ALL), "[0-9.-]{0,12}"),
        (proptest::option::of(any::<i8>().prop_map(Celsius)), select(PowerCondition::ALL)),
        (select(RestartsToday::ALL), select(StaffLanguage::ALL)),
    )
        .prop_map(|((state, next, printer), (content, text), (temperature, power), last)| Health {
            state,
            next,
            printer,
            content,
            content_version: ContentVersion::try_from(text.as_str()).unwrap(),
            temperature,
            power,
            restarts: last.0,
            language: last.1,
        })
}

fn identity() -> impl Strategy<Value = Identity> {
    (any::<(u8, u8, u8)>(), any::<[u8; 4]>(), select(ResetReason::ALL), any::<u8>()).prop_map(
        |(version, build, reset, resets)| Identity {
            firmware: FirmwareVersion(version.0, version.1, version.2),
            build: BuildId(build),
            reset,
            resets,
        },
    )
}
