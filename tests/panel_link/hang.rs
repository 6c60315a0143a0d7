//! A kiosk that hangs, an update, a shutdown: what the panel does about them, and when it does nothing.

use stairlight::health::Screen;
use stairlight::panel::{Answer, Ask, PanelEnd};
use stairlight_link::{ToPanel, ToPi};
use stairlight_panel::keys::Key;
use stairlight_panel::supervisor::State;

use crate::bench::{Bench, now_is};

#[test]
fn a_hung_screen_is_noticed_asked_and_cut() {
    let mut bench = Bench::met();
    now_is(&mut bench.status, |is| is.screen = Screen::Silent);
    bench.pass(1);
    assert_eq!(bench.word(), ("Out of service".to_owned(), "Wait, it is busy"));
    bench.pass(21);
    assert_eq!(bench.state(), State::Late);
    assert_eq!(bench.word().0, "No answer");
    assert_eq!(bench.asks, []);
    bench.pass(160);
    assert_eq!(bench.state(), State::Asking);
    assert_eq!(bench.asks, [Ask::StopNow], "once, although the panel repeats it");
    assert!(bench.take_heard().contains(&ToPanel::AskedToShutDownAck));
    bench.pass(31);
    assert_eq!(bench.state(), State::Cut);
    // Without power the Pi says nothing; then it comes up again.
    bench.pull_out();
    bench.pass(20);
    assert_eq!(bench.state(), State::Starting);
    bench.end = PanelEnd::new();
    now_is(&mut bench.status, |_| ());
    bench.plug_in();
    bench.pass(2);
    assert_eq!((bench.state(), bench.word().0.as_str()), (State::Running, "Working"));
    assert_eq!(bench.asks.len(), 1);
}

#[test]
fn a_screen_that_comes_back_in_time_is_left_alone() {
    let mut bench = Bench::met();
    now_is(&mut bench.status, |is| is.screen = Screen::Silent);
    bench.pass(60);
    assert_eq!(bench.state(), State::Late);
    now_is(&mut bench.status, |_| ());
    bench.pass(1);
    assert_eq!((bench.state(), bench.word().0.as_str()), (State::Running, "Working"));
    assert_eq!(bench.asks, []);
}

#[test]
fn a_hung_steward_does_not_beat() {
    let mut bench = Bench::met();
    bench.status.steward_alive = false;
    bench.pass(25);
    assert!(!bench.heard.iter().any(|said| matches!(said, ToPanel::Beat { .. })));
    assert_eq!(bench.state(), State::Late);
    bench.status.steward_alive = true;
    bench.pass(1);
    assert_eq!((bench.state(), bench.word().0.as_str()), (State::Running, "Working"));
}

#[test]
fn a_second_hang_asks_a_second_time() {
    let mut bench = Bench::met();
    for _ in 0..2 {
        bench.say(&ToPi::PleaseShutDown);
        bench.pass(10);
        bench.say(&ToPi::PleaseShutDown);
        bench.pass(60);
    }
    assert_eq!(bench.asks, [Ask::StopNow, Ask::StopNow]);
}

#[test]
fn an_update_is_not_disturbed() {
    let mut bench = Bench::met();
    bench.status.updating = true;
    now_is(&mut bench.status, |is| is.screen = Screen::Silent);
    bench.pass(30 * 60);
    assert_eq!(bench.state(), State::HoldingOff);
    assert_eq!(bench.word().0, "Updating");
    let said = bench.take_heard().iter().filter(|said| matches!(said, ToPanel::HoldOff { .. })).count();
    assert_eq!(said, 30, "renewed every minute");
    bench.status.updating = false;
    now_is(&mut bench.status, |_| ());
    bench.pass(2);
    assert_eq!((bench.state(), bench.word().0.as_str()), (State::Running, "Working"));
    assert_eq!(bench.asks, []);
}

#[test]
fn an_update_that_hangs_ends_its_hold_off() {
    let mut bench = Bench::met();
    bench.status.updating = true;
    bench.pass(5);
    bench.status.steward_alive = false;
    bench.pass(31 * 60);
    assert_eq!(bench.state(), State::Late);
}

#[test]
fn a_panel_that_restarts_in_an_update_learns_of_it() {
    let mut bench = Bench::met();
    bench.status.updating = true;
    bench.pass(5);
    bench.take_heard();
    bench.say(&ToPi::Hello { version: stairlight_link::PROTOCOL, panel: crate::bench::IDENTITY });
    assert!(bench.take_heard().iter().any(|said| matches!(said, ToPanel::HoldOff { .. })));
}

#[test]
fn a_steward_that_died_in_an_update_does_not_leave_it_standing() {
    let mut bench = Bench::met();
    bench.status.updating = true;
    bench.pass(5);
    bench.end = PanelEnd::new();
    bench.status.updating = false;
    bench.pass(2);
    assert_eq!((bench.state(), bench.word().0.as_str()), (State::Running, "Working"));
}

#[test]
fn staff_shut_down_and_the_panel_knows_it() {
    let mut bench = Bench::met();
    bench.turn_pages(3);
    bench.hold(Key::Do);
    assert_eq!(bench.asks, [Ask::SafeShutdown]);
    bench.end.answer(Ask::SafeShutdown, Answer::Started);
    bench.pass(1);
    assert_eq!(bench.state(), State::Stopping);
    now_is(&mut bench.status, |is| is.screen = Screen::Silent);
    bench.pass(40);
    assert_eq!(bench.state(), State::Stopped, "safe to unplug, and left alone");
}

#[test]
fn a_shutdown_from_the_screen_is_told() {
    let mut bench = Bench::met();
    bench.end.answer(Ask::SafeShutdown, Answer::Started);
    bench.round();
    assert_eq!(bench.state(), State::Stopping);
}
