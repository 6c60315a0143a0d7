//! The whole panel and its keys: pages, requests to the Pi, and the glass that sleeps.

use stairlight_link::{Action, Outcome, ToPanel, ToPi};
use stairlight_panel::Event;
use stairlight_panel::keys::{Change, Door, Key};
use stairlight_panel::pages::Sheet;
use stairlight_panel::supervisor::State;
use stairlight_panel::time::Span;

use crate::bench::Bench;
use crate::scenes;

#[test]
fn keys_turn_the_pages_both_ways() {
    let mut bench = Bench::running();
    assert_eq!(bench.word(), "Working");
    let titles = ["Printer", "Content", "Power and heat", "Restarts", "Link", "About"];
    for title in titles {
        bench.tap(Key::Next);
        assert_eq!(bench.title(), title);
    }
    bench.tap(Key::Next);
    assert_eq!(bench.word(), "Working");
    bench.tap(Key::Previous);
    assert_eq!(bench.title(), "About");
}

#[test]
fn do_on_the_first_page_leads_to_the_reason() {
    let mut bench = Bench::running();
    bench.hear(ToPanel::Health(scenes::paper_out()));
    bench.tap(Key::Do);
    assert_eq!(bench.title(), "Impresora");
}

#[test]
fn a_test_page_is_asked_for_and_answered() {
    let mut bench = Bench::running();
    bench.turn_pages(1);
    assert_eq!(bench.last_line(), "print a test");
    bench.tap(Key::Do);
    assert_eq!(bench.take_said(), [ToPi::Do { action: Action::PrinterTest }]);
    assert_eq!(bench.last_line(), "asked, wait");
    let reply = |outcome| ToPanel::Reply { action: Action::PrinterTest, outcome };
    bench.hear(reply(Outcome::Started));
    assert_eq!(bench.last_line(), "begun");
    bench.pass(Span::seconds(2));
    bench.hear(reply(Outcome::Done));
    assert_eq!(bench.last_line(), "done");
    bench.pass(Span::seconds(6));
    assert_eq!(bench.last_line(), "print a test");
}

/// An answer to something else, or one that nobody asked for, is not shown as this one's.
#[test]
fn only_the_answer_to_the_question_counts() {
    let mut bench = Bench::running();
    bench.turn_pages(1);
    bench.tap(Key::Do);
    bench.hear(ToPanel::Reply { action: Action::Refresh, outcome: Outcome::Done });
    assert_eq!(bench.last_line(), "asked, wait");
}

#[test]
fn a_request_without_an_answer_says_so() {
    let mut bench = Bench::running();
    bench.turn_pages(1);
    bench.tap(Key::Do);
    bench.pass(Span::seconds(10));
    assert_eq!(bench.last_line(), "no answer");
}

/// Shutting down needs the key to be held; then the Pi's silence is expected.
#[test]
fn a_safe_shutdown() {
    let mut bench = Bench::running();
    bench.turn_pages(3);
    bench.tap(Key::Do);
    assert_eq!(bench.take_said(), [], "a tap is not enough");
    bench.hold(Key::Do);
    let action = Action::SafeShutdown;
    assert_eq!(bench.take_said(), [ToPi::Do { action }]);
    bench.hear(ToPanel::Reply { action, outcome: Outcome::Started });
    assert_eq!(bench.panel.state(), State::Stopping);
    bench.pass(Span::minutes(2));
    assert_eq!(bench.panel.state(), State::Stopped);
    bench.pass(Span::hours(5));
    assert_eq!(bench.panel.state(), State::Stopped);
    assert!(!bench.panel.outputs(bench.now).cut_power);
}

#[test]
fn the_pin_is_reset_only_with_the_bay_open() {
    let mut bench = Bench::running();
    bench.turn_pages(6);
    bench.hold(Key::Do);
    assert_eq!(bench.take_said(), [ToPi::Do { action: Action::PinReset }]);

    bench.event(Event::Contact(Change::Bay(Door::Closed)));
    assert_eq!(bench.take_said(), [ToPi::Bay { open: false }]);
    bench.turn_pages(6);
    bench.hold(Key::Do);
    assert_eq!(bench.take_said(), []);
    assert_eq!(bench.last_line(), "bay is closed");
}

/// A stopped Pi is started with the key on the page about restarts.
#[test]
fn a_stopped_pi_is_started_by_key() {
    let mut bench = Bench::running();
    bench.hear(ToPanel::Reply { action: Action::SafeShutdown, outcome: Outcome::Started });
    bench.pass(Span::minutes(2));
    bench.turn_pages(4);
    assert_eq!(bench.title(), "Restarts");
    bench.hold(Key::Do);
    assert!(bench.panel.outputs(bench.now).cut_power);
    bench.pass(Span::seconds(6));
    assert!(!bench.panel.outputs(bench.now).cut_power);
    assert_eq!(bench.panel.state(), State::Starting);
}

#[test]
fn the_glass_sleeps_behind_a_closed_door() {
    let mut bench = Bench::running();
    bench.beats(120);
    assert_eq!(bench.word(), "Working", "the bay is open");
    bench.event(Event::Contact(Change::Bay(Door::Closed)));
    bench.beats(59);
    assert_eq!(bench.word(), "Working");
    bench.beats(2);
    assert_eq!(bench.sheet(), Sheet::Dark);
    bench.event(Event::Contact(Change::Bay(Door::Open)));
    assert_eq!(bench.word(), "Working");
}

/// If the door's switch is broken the keys still wake the glass, and do nothing else by it.
#[test]
fn a_key_wakes_the_glass() {
    let mut bench = Bench::running();
    bench.event(Event::Contact(Change::Bay(Door::Closed)));
    bench.beats(61);
    for key in [Key::Next, Key::Do] {
        assert_eq!(bench.sheet(), Sheet::Dark);
        bench.tap(key);
        assert_eq!(bench.word(), "Working");
        bench.beats(61);
    }
    bench.tap(Key::Do);
    bench.tap(Key::Do);
    assert_eq!(bench.title(), "Printer");
}

#[test]
fn a_page_left_alone_goes_home() {
    let mut bench = Bench::running();
    bench.turn_pages(3);
    bench.beats(61);
    assert_eq!(bench.word(), "Working");
}

/// A Pi that was asked for something it cannot do now.
#[test]
fn nothing_is_asked_of_a_silent_pi() {
    let mut bench = Bench::running();
    bench.pass(Span::seconds(30));
    bench.take_said();
    bench.turn_pages(1);
    bench.tap(Key::Do);
    assert_eq!(bench.take_said(), []);
    assert!(["not now", "ahora no"].contains(&bench.last_line()));
}
