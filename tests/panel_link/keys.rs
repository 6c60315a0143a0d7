//! The panel's keys: what the steward is asked, what it is not, and how the answers get back.

use std::time::Duration;

use stairlight::panel::{Answer, Ask, PanelEnd};
use stairlight_link::{Action, Outcome, PROTOCOL, ToPanel, ToPi};
use stairlight_panel::keys::{Door, Key};

use crate::bench::{Bench, IDENTITY, working};
use crate::tube::Tube;

fn reply(action: Action, outcome: Outcome) -> ToPanel {
    ToPanel::Reply { action, outcome }
}

#[test]
fn a_test_page_is_asked_begun_and_done() {
    let mut bench = Bench::met();
    bench.turn_pages(1);
    bench.tap(Key::Do);
    assert_eq!(bench.asks, [Ask::PrinterTest]);
    assert_eq!(bench.last_line(), "asked, wait");
    bench.end.answer(Ask::PrinterTest, Answer::Started);
    bench.round();
    assert_eq!(bench.last_line(), "begun");
    bench.end.answer(Ask::PrinterTest, Answer::Done);
    bench.round();
    assert_eq!(bench.last_line(), "done");
}

#[test]
fn a_test_page_that_failed_says_so() {
    let mut bench = Bench::met();
    bench.turn_pages(1);
    bench.tap(Key::Do);
    bench.end.answer(Ask::PrinterTest, Answer::Failed);
    bench.round();
    assert_eq!(bench.last_line(), "did not work");
}

#[test]
fn two_presses_print_one_page() {
    let mut bench = Bench::met();
    bench.turn_pages(1);
    (0..3).for_each(|_| bench.tap(Key::Do));
    assert_eq!(bench.asks, [Ask::PrinterTest]);
    bench.end.answer(Ask::PrinterTest, Answer::Started);
    bench.tap(Key::Do);
    assert_eq!(bench.asks, [Ask::PrinterTest], "it is being printed");
    assert_eq!(bench.last_line(), "begun");
    bench.end.answer(Ask::PrinterTest, Answer::Done);
    bench.tap(Key::Do);
    assert_eq!(bench.asks, [Ask::PrinterTest; 2]);
}

#[test]
fn the_pin_is_forgotten_with_the_bay_open() {
    let mut bench = Bench::met();
    bench.turn_pages(6);
    bench.hold(Key::Do);
    assert_eq!(bench.asks, [Ask::PinReset]);
    bench.end.answer(Ask::PinReset, Answer::Done);
    bench.round();
    assert_eq!(bench.last_line(), "done");
}

/// The panel's own check is not trusted: both ends hold the rule.
#[test]
fn the_pin_stays_with_the_bay_closed() {
    let mut bench = Bench::met();
    bench.bay(Door::Closed);
    bench.say(&ToPi::Do { action: Action::PinReset });
    assert_eq!(bench.asks, []);
    assert_eq!(bench.take_heard(), [reply(Action::PinReset, Outcome::Refused)]);
}

/// A panel that has just started, and asks before it has looked at its door.
#[test]
fn a_bay_that_nobody_spoke_of_is_closed() {
    let (mut tube, mut end) = (Tube::new(), PanelEnd::new());
    let step = |tube: &mut Tube, end: &mut PanelEnd| end.step(Duration::ZERO, tube, &working());
    let hello = ToPi::Hello { version: PROTOCOL, panel: IDENTITY };
    for said in [&hello, &ToPi::Bay { open: true }, &hello] {
        tube.say(said);
    }
    step(&mut tube, &mut end);
    tube.bytes();
    tube.say(&ToPi::Do { action: Action::PinReset });
    assert_eq!(step(&mut tube, &mut end), []);
    assert_eq!(tube.heard(), [reply(Action::PinReset, Outcome::Refused)]);
}

#[test]
fn nothing_is_done_in_an_update_but_looking() {
    let mut bench = Bench::met();
    bench.status.updating = true;
    bench.pass(1);
    bench.take_heard();
    for action in [Action::PrinterTest, Action::SafeShutdown, Action::PinReset, Action::Unknown] {
        bench.say(&ToPi::Do { action });
        assert_eq!(bench.take_heard(), [reply(action, Outcome::Refused)]);
    }
    assert_eq!(bench.asks, []);
    bench.say(&ToPi::Do { action: Action::Refresh });
    assert_eq!(bench.asks, [Ask::LookAgain]);
}

#[test]
fn an_action_of_a_newer_panel_is_refused() {
    let mut bench = Bench::met();
    bench.say(&ToPi::Do { action: Action::Unknown });
    assert_eq!(bench.take_heard(), [reply(Action::Unknown, Outcome::Refused)]);
    assert_eq!(bench.asks, []);
}
