//! Wires that are pulled, noisy or shared with another version.

use stairlight::health::ContentState;
use std::time::Duration;

use proptest::prelude::*;
use stairlight::panel::{LineError, Link, PanelEnd, Status};
use stairlight_link::{Action, PROTOCOL, ToPanel, ToPi, Version};
use stairlight_panel::supervisor::State;

use crate::bench::{Bench, IDENTITY, now_is, working};
use crate::tube::Tube;

#[test]
fn a_wire_that_is_pulled_and_put_back() {
    let mut bench = Bench::met();
    bench.pull_out();
    bench.tick();
    assert_eq!(bench.end.link(), Link::Absent);
    bench.pass(30);
    assert!(matches!(bench.end.trouble(), Some(LineError::Missing(_))), "{:?}", bench.end.trouble());
    assert_eq!(bench.state(), State::Late, "the panel misses us");
    bench.plug_in();
    bench.pass(4);
    assert_eq!(bench.end.link(), Link::Met { identity: IDENTITY });
    assert!(bench.end.trouble().is_none());
    assert_eq!((bench.state(), bench.word().0.as_str()), (State::Running, "Working"));
}

#[test]
fn no_panel_at_all_is_no_trouble() {
    let mut bench = Bench::new();
    bench.pull_out();
    bench.pass(10);
    assert_eq!(bench.end.link(), Link::Absent);
    bench.plug_in();
    bench.pass(3);
    assert_eq!(bench.end.link(), Link::Met { identity: IDENTITY });
}

/// Another version: it is told that we live and nothing that it could misread.
#[test]
fn another_version_is_beaten_for_and_shown() {
    let (mut tube, mut end, mut status) = (Tube::new(), PanelEnd::new(), working());
    let newer = Version(PROTOCOL.0 + 1);
    let hello = |version| ToPi::Hello { version, panel: IDENTITY };
    let mut now = Duration::ZERO;
    let mut pass = |seconds: u32, tube: &mut Tube, end: &mut PanelEnd, status: &Status| {
        for n in 0..seconds * 10 {
            now += Duration::from_millis(100);
            if n % 10 == 0 {
                tube.say(&ToPi::BeatAck { n: 0 });
            }
            assert_eq!(end.step(now, tube, status), []);
        }
        tube.heard()
    };
    tube.say(&hello(newer));
    pass(3, &mut tube, &mut end, &status);
    assert_eq!(end.link(), Link::OtherVersion { version: newer });

    now_is(&mut status, |is| is.content.state = ContentState::Damaged);
    status.updating = true;
    tube.say(&ToPi::Do { action: Action::PrinterTest });
    tube.say(&ToPi::PleaseShutDown);
    let heard = pass(10, &mut tube, &mut end, &status);
    let (beats, others): (Vec<_>, Vec<_>) = heard.into_iter().partition(|said| matches!(said, ToPanel::Beat { .. }));
    assert_eq!(beats.len(), 10);
    assert!(matches!(others[..], [ToPanel::HoldOff { .. }]), "{others:?}");

    // Flashed with ours.
    tube.say(&hello(PROTOCOL));
    let heard = pass(1, &mut tube, &mut end, &status);
    assert_eq!(end.link(), Link::Met { identity: IDENTITY });
    assert!(heard.contains(&ToPanel::Health(status.shown())), "{heard:?}");
}

#[test]
fn a_panel_that_falls_silent_is_noticed() {
    let (mut tube, mut end) = (Tube::new(), PanelEnd::new());
    tube.say(&ToPi::Hello { version: PROTOCOL, panel: IDENTITY });
    let mut links = (0..100_u64).map(|tenth| {
        if tenth == 90 {
            tube.say(&ToPi::BeatAck { n: 1 });
        }
        end.step(Duration::from_millis(tenth * 100), &mut tube, &working());
        end.link()
    });
    let met = Link::Met { identity: IDENTITY };
    assert!(links.by_ref().take(50).all(|link| link == met));
    assert!(links.by_ref().take(40).all(|link| link == Link::Silent));
    assert!(links.all(|link| link == met), "it is the same panel");
}

/// A panel forgets the health of a Pi that it called late; the health itself has not changed.
#[test]
fn health_is_said_anew_after_a_pause() {
    let (mut tube, mut end, mut status) = (Tube::new(), PanelEnd::new(), working());
    tube.say(&ToPi::Hello { version: PROTOCOL, panel: IDENTITY });
    for second in 0..40 {
        status.steward_alive = !(5..30).contains(&second);
        if second == 30 {
            tube.bytes();
        }
        end.step(Duration::from_secs(second), &mut tube, &status);
    }
    let health = ToPanel::Health(status.shown());
    assert_eq!(tube.heard().iter().filter(|said| **said == health).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any noise, both ways: both go on, and within seconds all is as before.
    #[test]
    fn noise_passes(bursts in prop::collection::vec(
        (prop::collection::vec(any::<u8>(), 0..200), prop::collection::vec(any::<u8>(), 0..200)),
        1..6,
    )) {
        let mut bench = Bench::met();
        for (to_pi, to_panel) in bursts {
            bench.send(&to_pi);
            bench.disturb(&to_panel);
            bench.tick();
        }
        bench.pass(5);
        prop_assert_eq!(bench.end.link(), Link::Met { identity: IDENTITY });
        prop_assert_eq!(bench.state(), State::Running);
        prop_assert_eq!(bench.word().0, "Working");
        prop_assert!(bench.asks.is_empty());
    }
}

#[test]
fn noise_is_counted() {
    let mut bench = Bench::met();
    bench.send(&[1, 2, 3, 4, 0, 9, 9, 9, 9, 0]);
    bench.tick();
    assert_eq!(bench.end.wire_faults(), 2);
}
