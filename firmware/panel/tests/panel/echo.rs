//! A line that echoes: the panel hears itself, and takes that for no sign of life.

use stairlight_link::{PROTOCOL, Receiver, ToPanel, ToPi, encode};
use stairlight_panel::Event;
use stairlight_panel::keys::Key;
use stairlight_panel::supervisor::State;
use stairlight_panel::time::Span;

use crate::bench::Bench;

/// A tenth of a second on such a line: whatever was said comes back as bytes.
fn tick(bench: &mut Bench, ear: &mut Receiver<ToPanel>) {
    bench.pass(Span::millis(100));
    for _ in 0..10 {
        let bytes: Vec<u8> = bench.take_said().iter().flat_map(encode).collect();
        for event in bytes.into_iter().filter_map(|byte| ear.push(byte)).filter_map(Event::from_wire) {
            bench.event(event);
        }
    }
    assert_eq!(bench.said, [], "it does not answer itself for ever");
}

#[test]
fn a_dead_pi_on_a_line_that_echoes_is_cut() {
    let (mut bench, mut ear) = (Bench::running(), Receiver::new());
    for _ in 0..20 {
        bench.beat();
        (0..10).for_each(|_| tick(&mut bench, &mut ear));
        assert_eq!(bench.panel.state(), State::Running);
    }
    (0..200).for_each(|_| tick(&mut bench, &mut ear));
    assert_eq!(bench.panel.state(), State::Late);
    (0..2_300).for_each(|_| tick(&mut bench, &mut ear));
    assert_eq!(bench.panel.carried(bench.now).cuts, 1);
}

/// A request of the panel reads, in the mirror, as an update of a few seconds.
#[test]
fn keys_on_a_line_that_echoes_gain_a_dead_pi_seconds() {
    let (mut bench, mut ear) = (Bench::running(), Receiver::new());
    bench.turn_pages(1);
    bench.tap(Key::Do);
    tick(&mut bench, &mut ear);
    assert_eq!(bench.panel.state(), State::HoldingOff);
    (0..2_550).for_each(|_| tick(&mut bench, &mut ear));
    assert_eq!(bench.panel.carried(bench.now).cuts, 1);
}

/// Late echoes of several answers, mixed up.
#[test]
fn beats_heard_lately_count_once() {
    let mut bench = Bench::running();
    let beats = |bench: &mut Bench, numbers: &[u16]| {
        numbers.iter().for_each(|n| bench.hear(ToPanel::Beat { n: *n }));
        let said = bench.take_said().into_iter();
        said.map(|said| if let ToPi::BeatAck { n } = said { n } else { panic!("{said:?}") }).collect::<Vec<_>>()
    };
    bench.hear(ToPanel::Hello { version: PROTOCOL });
    bench.take_said();
    assert_eq!(beats(&mut bench, &[65_534, 65_535, 0, 1]), [65_534, 65_535, 0, 1], "it wraps");
    assert_eq!(beats(&mut bench, &[0, 1, 65_534, 1]), []);
    assert_eq!(beats(&mut bench, &[2, 9]), [2, 9], "lost ones in between are no matter");
    assert_eq!(beats(&mut bench, &[5_000, 1]), [5_000, 1], "a Pi that counts anew and whose hello was lost");
    bench.hear(ToPanel::Hello { version: PROTOCOL });
    bench.take_said();
    assert_eq!(beats(&mut bench, &[1]), [1], "a Pi that counts anew");
}

/// The worst case of a lost hello: the new count begins where the old one has just been.
#[test]
fn a_pi_that_counts_anew_without_a_hello_is_late_at_most() {
    let mut bench = Bench::running();
    (1..=60).for_each(|n| bench.hear(ToPanel::Beat { n }));
    for n in 1..=120 {
        bench.hear(ToPanel::Beat { n });
        bench.pass(Span::seconds(1));
        assert!(matches!(bench.panel.state(), State::Running | State::Late));
    }
    assert_eq!(bench.panel.state(), State::Running);
}
