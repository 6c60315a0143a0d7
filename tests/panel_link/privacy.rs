//! The panel learns nothing about a visit: the sibling of invariant I-7 at the other end of the
//! wire that `firmware/link/tests/link/privacy.rs` holds.

use std::time::Duration;

use proptest::prelude::*;
use stairlight::health::{ContentState, Screen};
use stairlight::panel::{Answer, Ask, Celsius, ContentVersion, Line, PanelEnd, Status};
use stairlight::panel::{PowerCondition, RestartsToday, StaffLanguage};
use stairlight::socket::{PrinterCondition, StaffWish, TestPage, Up};
use stairlight_link::{Action, Outcome, PROTOCOL, ToPanel, ToPi, encode};

use crate::bench::{IDENTITY, well, working};
use crate::tube::Tube;

/// All that a field of the status may be. There is no member for text, a count, a time or a
/// visitor's choice, on purpose; do not add one.
#[derive(Clone, Debug, PartialEq)]
enum Is {
    /// The device's own condition.
    Condition,
    /// Which content is installed: digits, the same on every device that has it.
    Edition,
    /// What staff chose or began.
    StaffsDoing,
}

/// Taken apart without `..`: a new field does not compile here until somebody says what it is.
fn fields(status: &Status) -> Vec<Is> {
    let Status {
        worst: _,
        screen_alive: _,
        steward_alive: _,
        printer: _,
        content: _,
        review_due: _,
        updating: _,
        content_version: _,
        temperature: _,
        power: _,
        restarts: _,
        language: _,
    } = status;
    let mut is = vec![Is::Condition; 6];
    is.extend([Is::StaffsDoing, Is::Edition, Is::Condition, Is::Condition, Is::Condition, Is::StaffsDoing]);
    is
}

#[test]
fn every_field_of_the_status_is_about_the_device() {
    assert_eq!(fields(&working()).len(), 12);
}

/// Everything that the kiosk can tell the steward, and so all that could ever reach the panel.
/// Without a wildcard: a new word does not compile here until somebody says what it is.
fn word(up: Up) -> Is {
    match up {
        Up::Alive | Up::Printer(_) | Up::ContentBroken | Up::Lacks(_) => Is::Condition,
        // Only ever an answer to a key at the panel, and only told when that key was pressed:
        // `a_test_that_nobody_asked_for_is_not_told`.
        Up::TestPage(
            TestPage::Begun | TestPage::Done | TestPage::Unconfirmed | TestPage::Failed | TestPage::NotNow,
        ) => Is::StaffsDoing,
        // Only ever an answer to staff at the screen, behind their PIN.
        Up::Report(_) => Is::StaffsDoing,
        // Behind the PIN, on the staff's own screens; or on the PIN's page, where somebody has forgotten it.
        Up::Staff(
            StaffWish::Pin(_)
            | StaffWish::SetPin(_)
            | StaffWish::ForgotPin
            | StaffWish::Tell
            | StaffWish::Take
            | StaffWish::Yes
            | StaffWish::No
            | StaffWish::GoBack
            | StaffWish::GoToFactory
            | StaffWish::Site(_)
            | StaffWish::ReadSite
            | StaffWish::TakeSite
            | StaffWish::Health
            | StaffWish::PrintReport
            | StaffWish::SaveReport
            | StaffWish::Tested { part: _, passed: _ }
            | StaffWish::Leave,
        ) => Is::StaffsDoing,
    }
}

#[test]
fn every_word_of_the_kiosk_is_about_the_device_or_staff() {
    assert_eq!([word(Up::Alive), word(Up::TestPage(TestPage::NotNow))], [Is::Condition, Is::StaffsDoing]);
}

/// A visit on the screen, a paper under way and a printer at rest read the same at the panel.
#[test]
fn not_now_names_no_reason() {
    let answered = |answer| {
        let (mut tube, mut end) = (Tube::new(), PanelEnd::new());
        tube.say(&ToPi::Hello { version: PROTOCOL, panel: IDENTITY });
        tube.say(&ToPi::Do { action: Action::PrinterTest });
        assert_eq!(end.step(Duration::ZERO, &mut tube, &working()), [Ask::PrinterTest]);
        end.answer(Ask::PrinterTest, answer);
        end.step(Duration::from_millis(100), &mut tube, &working());
        tube.bytes()
    };
    let refused = encode(&ToPanel::Reply { action: Action::PrinterTest, outcome: Outcome::Refused });
    assert!(answered(Answer::Refused).ends_with(&refused));
}

/// The types are the proof: time, the wire, the status and closed lists are all that goes in.
#[test]
fn the_conversation_has_no_other_input() {
    let _: fn() -> PanelEnd = PanelEnd::new;
    let _: fn(&mut PanelEnd, Duration, &mut dyn Line, &Status) -> Vec<Ask> = PanelEnd::step;
    let _: fn(&mut PanelEnd, Ask, Answer) = PanelEnd::answer;
}

/// Of the rest of the library it uses the clock, the health and its words, and nothing of a visit.
#[test]
fn the_panels_code_names_nothing_of_a_visit() {
    let allowed = [
        "crate::clock::Clock",
        "crate::clock::Date",
        "crate::health::facts::coarse",
        "crate::health::{Conditions, ContentState, Problem, Screen, State, problems}",
        "crate::socket::PrinterCondition",
    ];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("panel.rs")];
    let mut folders = vec![root.join("panel")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    assert!(files.len() > 8, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("text");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code.filter(|line| line.contains("crate::")) {
            assert!(allowed.iter().any(|name| line.contains(name)), "{}: {line}", file.display());
        }
    }
}

fn any_status() -> impl Strategy<Value = Status> {
    let printers = prop::sample::select(vec![
        PrinterCondition::Ready,
        PrinterCondition::NearEnd,
        PrinterCondition::PaperOut,
        PrinterCondition::Jam,
        PrinterCondition::Silent,
    ]);
    let condition = (any::<bool>(), printers, any::<bool>(), any::<bool>(), any::<bool>());
    let rest = (
        prop::option::of(-20_i8..90),
        prop::sample::select(PowerCondition::ALL),
        prop::sample::select(RestartsToday::ALL),
        prop::sample::select(StaffLanguage::ALL),
        prop::sample::select(vec!["", "2026-11-03", "2026-11-03.2"]),
    );
    (condition, rest).prop_map(|(condition, rest)| {
        let (screen_alive, printer, content_good, steward_alive, updating) = condition;
        let (temperature, power, restarts, language, edition) = rest;
        let mut is = well();
        is.screen = if screen_alive { Screen::Alive } else { Screen::Silent };
        is.printer = printer;
        is.content.state = if content_good { ContentState::Whole } else { ContentState::FellBack };
        Status {
            steward_alive,
            updating,
            content_version: ContentVersion::try_from(edition).expect("digits and dashes"),
            temperature: temperature.map(Celsius),
            power,
            restarts,
            ..Status::of(&is, language)
        }
    })
}

/// What the panel says in a tenth of a second.
fn any_said() -> impl Strategy<Value = Option<ToPi>> {
    prop_oneof![
        8 => Just(None),
        1 => Just(Some(ToPi::Hello { version: PROTOCOL, panel: IDENTITY })),
        1 => any::<bool>().prop_map(|open| Some(ToPi::Bay { open })),
        1 => prop::sample::select(Action::ALL).prop_map(|action| Some(ToPi::Do { action })),
        1 => any::<u16>().prop_map(|n| Some(ToPi::BeatAck { n })),
    ]
}

/// All bytes to the panel. Each status stands for some tenths of a second.
fn bytes(day: &[(Status, u8, Option<ToPi>)]) -> Vec<u8> {
    let mut tube = Tube::new();
    let mut end = PanelEnd::new();
    let mut now = Duration::ZERO;
    for (status, tenths, said) in day {
        said.iter().for_each(|said| tube.say(said));
        for _ in 0..*tenths {
            now += Duration::from_millis(100);
            for ask in end.step(now, &mut tube, status) {
                end.answer(ask, Answer::Done);
            }
        }
    }
    tube.bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The same statuses at the same times give the same bytes: there is nothing else that could
    /// make a difference, whoever used the device in between.
    #[test]
    fn equal_statuses_give_equal_bytes(
        day in prop::collection::vec((any_status(), 1_u8..40, any_said()), 1..30),
    ) {
        prop_assert_eq!(bytes(&day), bytes(&day));
    }

    /// A status that is told again and again says nothing new: how often somebody or something
    /// makes the steward look is not seen at the panel.
    #[test]
    fn a_status_that_stays_is_said_once(status in any_status(), seconds in 2_u8..25) {
        let quiet = |tenths| {
            let beats = bytes(&[(status.clone(), tenths, None)]);
            let mut ear = stairlight_link::Receiver::<stairlight_link::ToPanel>::new();
            let heard = beats.into_iter().filter_map(|byte| ear.push(byte)).flatten();
            let beat = |heard: &_| matches!(heard, stairlight_link::Heard::Message(stairlight_link::ToPanel::Beat { .. }));
            heard.filter(|heard| !beat(heard)).count()
        };
        prop_assert_eq!(quiet(seconds * 10), quiet(10));
    }
}
