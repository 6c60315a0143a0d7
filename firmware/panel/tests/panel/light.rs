//! The light says what it says to people who see no colours, and flashes slowly enough for all.

use std::collections::BTreeSet;

use stairlight_panel::light::{Lamps, Signal};
use stairlight_panel::supervisor::State;
use stairlight_panel::time::Millis;

use crate::scenes;

/// Somebody who looks does not know where the loop begins: rhythms differ however they are turned.
#[test]
fn every_rhythm_is_its_own() {
    for one in Signal::ALL {
        for other in Signal::ALL.into_iter().filter(|other| *other != one) {
            for turn in 0..16 {
                let turned = other.rhythm().rotate_left(turn);
                assert_ne!(one.rhythm(), turned, "{one:?} looks like {other:?}");
            }
        }
    }
}

/// At most two flashes in any second; three is the bar.
#[test]
fn nothing_flashes_fast() {
    for signal in Signal::ALL {
        for start in (0..8_000).step_by(50) {
            let lit = |ms: u64| signal.lamps(Millis(start + ms)) != Lamps::default();
            let flashes = (1..1_000).filter(|ms| lit(*ms) && !lit(ms - 1)).count();
            assert!(flashes <= 2, "{signal:?} flashes {flashes} times a second");
        }
    }
}

/// Dark means no power at the panel: every signal lights up within four seconds.
#[test]
fn no_signal_is_dark() {
    for signal in Signal::ALL {
        assert!((0..4_000).any(|ms| signal.lamps(Millis(ms)) != Lamps::default()), "{signal:?}");
    }
}

/// What needs a person never looks like what does not.
#[test]
fn green_means_no_need_to_come() {
    let green = |signal: Signal| (0..4_000).all(|ms| !signal.lamps(Millis(ms)).red);
    let all: Vec<_> = Signal::ALL.into_iter().filter(|signal| green(*signal)).collect();
    assert_eq!(all, [Signal::Working, Signal::Stopped]);
}

#[test]
fn every_state_has_its_signal() {
    let worst = scenes::worst();
    let signals: BTreeSet<_> = State::ALL
        .into_iter()
        .flat_map(|state| [Signal::of(state, None), Signal::of(state, Some(&worst))])
        .map(|signal| format!("{signal:?}"))
        .collect();
    // Working and needs-staff come from what the Pi says, which `worst` does not.
    assert_eq!(signals.len(), Signal::ALL.len() - 2);
    assert_eq!(Signal::of(State::Running, Some(&scenes::working())), Signal::Working);
    assert_eq!(Signal::of(State::Running, Some(&scenes::paper_out())), Signal::NeedsStaff);
    // What a silent Pi once said does not count.
    assert_eq!(Signal::of(State::Late, Some(&scenes::working())), Signal::Late);
}
