//! When the Pi is left alone: updates, staff's own shutdown, and what survives a restart of the
//! panel or a power failure.

use stairlight_panel::supervisor::limits::{CUT_FOR, HOLD_OFF_IN_ALL};
use stairlight_panel::supervisor::{Carried, NotNow, Sign, Standing, State};
use stairlight_panel::time::Span;

use State::{Asking, Cut, GaveUp, HoldingOff, Late, Running, Starting, Stopped, Stopping};

use crate::story::{Story, TICK};

/// The panel restarted itself after two cuts: one more is left in this hour.
#[test]
fn cuts_are_remembered_over_the_panels_own_restart() {
    let carried = Carried { cuts: 2, ..Carried::default() };
    let story = Story::carrying(carried).pass(Span::minutes(50));
    let cuts = story.diary.iter().filter(|(_, state)| *state == Cut).count();
    assert_eq!(cuts, 1);
    assert_eq!(story.state(), GaveUp);
}

/// What staff stopped, what was given up and what updates itself stays so when the panel restarts.
#[test]
fn the_pis_standing_is_remembered_over_the_panels_own_restart() {
    let stopped = Story::begin().beats(5).hear(Sign::StaffStop).pass(Span::minutes(2));
    let carried = stopped.supervisor.carried(stopped.now);
    assert_eq!(carried.standing, Standing::Stopped);
    assert_eq!(Story::carrying(carried).pass(Span::hours(2)).state(), Stopped);

    let given_up = Story::begin().pass(Span::minutes(40));
    let carried = given_up.supervisor.carried(given_up.now);
    assert_eq!(carried, Carried { cuts: 3, standing: Standing::GivenUp, hold_off_minutes: 0 });
    assert_eq!(Story::carrying(carried).pass(Span::hours(2)).state(), GaveUp);
    assert_eq!(Story::carrying(carried).beats(1).state(), Running);

    let updating = Story::begin().beats(5).hear(Sign::HoldOff(Span::minutes(15)));
    let updating = updating.pass(Span::seconds(90));
    let carried = updating.supervisor.carried(updating.now);
    assert_eq!(carried.hold_off_minutes, 13);
    let story = Story::carrying(carried).pass(Span::minutes(14));
    story.told(&[(0, HoldingOff), (13 * 60, Late)]);
}

#[test]
fn an_update_is_not_disturbed() {
    let update = Sign::HoldOff(Span::minutes(15));
    let story = Story::begin().beats(5).hear(update).pass(Span::minutes(14));
    let story = story.told(&[(0, Starting), (0, Running), (5, HoldingOff)]);
    let story = story.hear(Sign::Resume).pass(Span::seconds(1)).beats(5);
    let end = 5 + 14 * 60;
    story.told(&[(5, HoldingOff), (end, Late), (end + 1, Running)]);
}

/// A Pi that hangs in its update: three minutes after the promise ends it is asked.
#[test]
fn an_update_that_never_ends_is_ended() {
    let update = Sign::HoldOff(Span::minutes(15));
    let story = Story::begin().beats(5).hear(update).pass(Span::minutes(20));
    let end = 5 + 15 * 60;
    story.told(&[
        (0, Starting),
        (0, Running),
        (5, HoldingOff),
        (end, Late),
        (end + 180, Asking),
        (end + 240, Cut),
        (end + 245, Starting),
    ]);
}

/// One request for eighteen hours counts for half an hour; many of them, without a beat, for two
/// hours together.
#[test]
fn hold_offs_are_bounded() {
    let forever = Sign::HoldOff(Span::hours(18));
    let story = Story::begin().beats(1).hear(forever).pass(Span::minutes(31));
    assert_eq!(story.state(), Late);

    let mut story = Story::begin().beats(1);
    let mut minutes = 0;
    while story.state() != Cut {
        story = story.hear(forever);
        for _ in 0..60 {
            if story.state() != Cut {
                story = story.pass(Span::seconds(1));
            }
        }
        minutes += 1;
        assert!(minutes < 200, "never cut");
    }
    assert!(story.now.0 >= HOLD_OFF_IN_ALL.as_millis());
}

/// Staff shut the Pi down: it is not started again by itself, ever.
#[test]
fn what_staff_stopped_stays_stopped() {
    let story = Story::begin().beats(5).hear(Sign::StaffStop).beats(6).pass(Span::hours(24));
    story.told(&[(0, Starting), (0, Running), (5, Stopping), (40, Stopped)]);
}

#[test]
fn a_stop_that_does_not_happen_is_forgotten() {
    let story = Story::begin().beats(5).hear(Sign::StaffStop).beats(130);
    assert_eq!(story.state(), Running);
}

/// Whoever stands there may start a stopped Pi: a short cut, and it starts.
#[test]
fn a_stopped_pi_can_be_started() {
    let mut story = Story::begin().beats(5).hear(Sign::StaffStop).pass(Span::minutes(2));
    assert_eq!(story.state(), Stopped);
    assert_eq!(story.supervisor.start_again(story.now), Ok(()));
    assert!(story.supervisor.cuts_power());
    let story = story.pass(CUT_FOR).pass(TICK);
    assert_eq!(story.state(), Starting);
    assert_eq!(story.beats(1).state(), Running);
}

/// A stopped Pi that says hello was switched on by somebody else.
#[test]
fn a_stopped_pi_that_says_hello_is_starting() {
    let story = Story::begin().beats(5).hear(Sign::StaffStop).pass(Span::minutes(2));
    assert_eq!(story.hear(Sign::Hello).state(), Starting);
}

/// A technician who has repaired something need not wait six hours; a Pi that was given up is
/// asked before it is cut, because only the wire may be broken.
#[test]
fn a_given_up_pi_can_be_started() {
    let mut story = Story::begin().pass(Span::hours(2));
    assert_eq!(story.state(), GaveUp);
    assert_eq!(story.supervisor.start_again(story.now), Ok(()));
    assert_eq!(story.state(), Asking);
}

/// Three cuts an hour hold for people too; pulling the plug remains.
#[test]
fn starting_again_keeps_to_the_limit() {
    let mut story = Story::begin().pass(Span::minutes(40));
    assert_eq!(story.state(), GaveUp);
    assert_eq!(story.supervisor.start_again(story.now), Err(NotNow));
}

#[test]
fn a_running_pi_cannot_be_started_again() {
    let mut story = Story::begin().beats(5);
    assert_eq!(story.supervisor.start_again(story.now), Err(NotNow));
    let mut story = story.hear(Sign::HoldOff(Span::minutes(5)));
    assert_eq!(story.supervisor.start_again(story.now), Err(NotNow));
}

/// Power loss and brown-out: whoever comes back first, both end where they belong.
#[test]
fn orders_of_power_loss() {
    // Both at once: the panel waits for the Pi's start.
    let both = Story::begin().pass(Span::seconds(60)).beats(30);
    assert_eq!(both.state(), Running);
    // The panel alone: beats of a Pi that never noticed arrive within a second.
    let panel_alone = Story::begin().pass(Span::seconds(1)).beats(1);
    assert_eq!(panel_alone.state(), Running);
    // The Pi alone: back before anybody asks.
    let pi_alone = Story::begin().beats(60).pass(Span::seconds(90)).beats(30);
    assert_eq!(pi_alone.state(), Running);
    assert!(pi_alone.diary.iter().all(|(_, state)| *state != Asking));
    // A panel without a Pi: three tries, then a call for help, power on.
    let without = Story::begin().pass(Span::hours(1));
    assert_eq!(without.state(), GaveUp);
    assert!(!without.supervisor.cuts_power());
}
