//! The supervisor's stories, second by second: hangs, tries, giving up.

use stairlight_panel::supervisor::limits::TRY_AGAIN_AFTER;
use stairlight_panel::supervisor::{Sign, State};
use stairlight_panel::time::Span;

use State::{Asking, BackOff, Cut, GaveUp, Late, Running, Starting};

use crate::story::{Story, TICK};

#[test]
fn a_healthy_pi_is_left_alone() {
    let story = Story::begin().pass(Span::seconds(40)).beats(3_600);
    story.told(&[(0, Starting), (40, Running)]);
}

/// Hang, late, ask, cut, start again.
#[test]
fn a_pi_that_hangs_is_asked_and_then_restarted() {
    let story = Story::begin().beats(10).pass(Span::seconds(300));
    let hang = 9;
    let asked = hang + 180;
    story.told(&[
        (0, Starting),
        (0, Running),
        (hang + 20, Late),
        (asked, Asking),
        (asked + 60, Cut),
        (asked + 65, Starting),
    ]);
}

#[test]
fn a_pi_that_is_only_slow_is_not_touched() {
    let story = Story::begin().beats(1).pass(Span::seconds(170)).beats(5);
    story.told(&[(0, Starting), (0, Running), (20, Late), (171, Running)]);
}

/// Somebody who came back while being asked is not cut off.
#[test]
fn a_beat_while_asking_withdraws_the_request() {
    let story = Story::begin().beats(1).pass(Span::seconds(200));
    assert_eq!(story.state(), Asking);
    assert_eq!(story.beats(120).state(), Running);
}

/// A Pi that agrees to stop is cut when it has been silent for half a minute, not later.
#[test]
fn a_pi_that_agrees_is_cut_once_it_is_silent() {
    let story = Story::begin().beats(1).pass(Span::seconds(180)).hear(Sign::Agreed);
    let agreed = story.now.0 / 1_000;
    let story = story.beats(8).pass(Span::seconds(60));
    let (at, state) = story.diary[story.diary.len() - 2];
    assert_eq!(state, Cut);
    assert_eq!(at, agreed + 7 + 30);
}

/// A Pi that agrees and does not stop is alive: it is left alone.
#[test]
fn a_pi_that_agrees_and_goes_on_is_left_alone() {
    let story = Story::begin().beats(1).pass(Span::seconds(180)).hear(Sign::Agreed).beats(70);
    assert_eq!(story.state(), Running);
}

/// The line is pressed for one second; the request on the wire is repeated until it is answered.
#[test]
fn asking_presses_once_and_repeats_its_words() {
    let mut story = Story::begin().beats(1);
    let mut pressed = 0;
    for _ in 0..2_600 {
        story = story.pass(TICK);
        pressed += u64::from(story.supervisor.presses_ask(story.now)) * TICK.as_millis();
    }
    assert!((900..=1_100).contains(&pressed), "{pressed} ms");
    assert_eq!(story.requests, 6);
}

/// A Pi that never starts: three tries with longer and longer pauses, then a call for help, then
/// one try every six hours. The power is on all the while.
#[test]
fn a_dead_pi_is_given_up() {
    let story = Story::begin().pass(Span::hours(1)).told(&[
        (0, Starting),
        (180, BackOff),
        (240, Asking),
        (300, Cut),
        (305, Starting),
        (485, BackOff),
        (725, Asking),
        (785, Cut),
        (790, Starting),
        (970, BackOff),
        (1_930, Asking),
        (1_990, Cut),
        (1_995, Starting),
        (2_175, GaveUp),
    ]);
    let again = 2_175 + TRY_AGAIN_AFTER.as_millis() / 1_000;
    story.pass(TRY_AGAIN_AFTER).told(&[
        (2_175, GaveUp),
        (again, Asking),
        (again + 60, Cut),
        (again + 65, Starting),
        (again + 245, GaveUp),
    ]);
}

/// A Pi that starts, runs for two minutes and hangs, again and again: three cuts, then help.
#[test]
fn a_pi_that_keeps_hanging_is_given_up() {
    let mut story = Story::begin();
    for _ in 0..5 {
        story = story.beats(120).pass(Span::seconds(180 + 60 + 5));
    }
    let cuts = story.diary.iter().filter(|(_, state)| *state == Cut).count();
    assert_eq!(cuts, 3);
    story = story.pass(Span::minutes(10));
    assert_eq!(story.state(), GaveUp);
    assert_eq!(story.beats(1).state(), Running, "a beat always leads back");
}

/// A Pi that runs well for ten minutes between its hangs has three tries again, but not more than
/// three in an hour.
#[test]
fn being_well_makes_up_for_cuts() {
    let mut story = Story::begin();
    for _ in 0..6 {
        story = story.beats(1_200).pass(Span::seconds(180 + 60 + 5));
    }
    let cuts = story.diary.iter().filter(|(_, state)| *state == Cut).count();
    assert_eq!(cuts, 6);
}
