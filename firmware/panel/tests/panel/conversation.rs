//! The whole panel and its Pi: what it says, shows and switches as messages come or stay away.

use stairlight_link::{Fault, Heard, PROTOCOL, StaffLanguage, ToPanel, ToPi, Version};
use stairlight_panel::Event;
use stairlight_panel::keys::{Change, Door};
use stairlight_panel::light::Signal;
use stairlight_panel::pages::Sheet;
use stairlight_panel::supervisor::State;
use stairlight_panel::time::Span;

use crate::bench::Bench;
use crate::scenes;

#[test]
fn the_first_tick_says_hello_and_how_the_bay_is() {
    let mut bench = Bench::begin();
    bench.pass(Span::millis(100));
    let hello = ToPi::Hello { version: PROTOCOL, panel: scenes::identity() };
    assert_eq!(bench.take_said(), [hello, ToPi::Bay { open: false }]);
    bench.pass(Span::minutes(1));
    assert_eq!(bench.take_said(), [], "nobody there: it does not go on");
}

#[test]
fn a_hello_is_answered_but_not_for_ever() {
    let mut bench = Bench::running();
    bench.pass(Span::seconds(3));
    bench.hear(ToPanel::Hello { version: PROTOCOL });
    assert_eq!(bench.hellos(), 1);
    // The Pi's answer to our answer, if it does not know the rule.
    bench.hear(ToPanel::Hello { version: PROTOCOL });
    assert_eq!(bench.hellos(), 1);
}

/// The panel alone restarted: it greets until it knows how the Pi is.
#[test]
fn a_pi_that_beats_without_a_word_is_greeted_again() {
    let mut bench = Bench::begin();
    bench.beats(35);
    assert_eq!(bench.hellos(), 4);
    bench.hear(ToPanel::Hello { version: PROTOCOL });
    bench.hear(ToPanel::Health(scenes::working()));
    bench.take_said();
    bench.beats(30);
    assert_eq!(bench.hellos(), 0);
}

#[test]
fn every_beat_is_acknowledged() {
    let mut bench = Bench::running();
    bench.hear(ToPanel::Beat { n: 41 });
    bench.hear(ToPanel::Beat { n: 42 });
    assert_eq!(bench.take_said(), [ToPi::BeatAck { n: 41 }, ToPi::BeatAck { n: 42 }]);
}

#[test]
fn a_pi_of_another_version_is_kept_alive_and_shown() {
    let mut bench = Bench::begin();
    bench.event(Event::Contact(Change::Bay(Door::Open)));
    bench.pass(Span::seconds(3));
    bench.take_said();
    bench.event(Event::OtherVersion(Version(2)));
    assert_eq!(bench.hellos(), 1, "it learns who we are");
    bench.beats(400);
    assert_eq!(bench.panel.state(), State::Running);
    assert_eq!(bench.hellos(), 1);
    let english = Sheet::Big { word: ["Answers", ""], next: "Update the panel" };
    let spanish = Sheet::Big { word: ["Responde", ""], next: "Actualice panel" };
    assert!([english, spanish].contains(&bench.sheet()));
    assert_eq!(bench.panel.signal(), Signal::Starting);
}

#[test]
fn a_silent_pi_is_asked_on_both_lines_and_then_cut() {
    let mut bench = Bench::running();
    bench.pass(Span::minutes(3));
    assert!(bench.panel.outputs(bench.now).ask_to_shut_down);
    assert!(bench.take_said().contains(&ToPi::PleaseShutDown));
    bench.hear(ToPanel::AskedToShutDownAck);
    bench.pass(Span::seconds(40));
    let cut = bench.now;
    assert_eq!(bench.panel.state(), State::Starting, "cut and powered again by {cut:?}");
    assert_eq!(bench.panel.carried(bench.now).cuts, 1);
    assert!(!bench.take_said().contains(&ToPi::PleaseShutDown), "it had agreed");
}

/// What a Pi said before it fell silent is not shown as if it were so now.
#[test]
fn old_news_is_not_shown() {
    let mut bench = Bench::running();
    bench.pass(Span::seconds(30));
    bench.beat();
    assert_eq!(bench.panel.state(), State::Running);
    assert_eq!(bench.word(), "Answers");
    bench.pass(Span::millis(100));
    assert_eq!(bench.hellos(), 1, "it is asked to introduce itself");
}

/// Both languages in turn until staff's choice is known; then that one, also when the Pi is dead.
#[test]
fn the_language_is_staffs_choice() {
    let mut bench = Bench::begin();
    bench.event(Event::Contact(Change::Bay(Door::Open)));
    assert_eq!(bench.word(), "Starting");
    bench.pass(Span::seconds(3));
    assert_eq!(bench.word(), "Arranca");
    bench.pass(Span::seconds(3));
    assert_eq!(bench.word(), "Starting");

    let mut health = scenes::working();
    health.language = StaffLanguage::Spanish;
    bench.hear(ToPanel::Health(health));
    bench.beat();
    assert_eq!(bench.word(), "Funciona");
    bench.pass(Span::seconds(30));
    for _ in 0..10 {
        assert_eq!(bench.word(), "No responde");
        bench.pass(Span::seconds(1));
    }
}

#[test]
fn noise_is_counted_and_newer_kinds_are_not() {
    let mut bench = Bench::running();
    for _ in 0..3 {
        bench.event(Event::from_wire(Err(Fault::BadCrc)).unwrap());
    }
    assert_eq!(Event::from_wire(Ok(Heard::Unknown { kind: 9 })), None);
    bench.turn_pages(5);
    let Sheet::Lines { details, .. } = bench.sheet() else { panic!("the link's page") };
    assert_eq!(details[1], "Wire faults: 3");
}

#[test]
fn an_update_is_shown_and_the_light_says_it() {
    let mut bench = Bench::running();
    bench.hear(ToPanel::HoldOff { seconds: 600 });
    assert_eq!(bench.word(), "Updating");
    assert_eq!(bench.panel.signal(), Signal::Updating);
    bench.pass(Span::minutes(9));
    assert_eq!(bench.panel.state(), State::HoldingOff);
    bench.hear(ToPanel::Resume);
    bench.beats(2);
    assert_eq!(bench.panel.signal(), Signal::Working);
}
