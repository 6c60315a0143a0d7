//! A day with the panel: met, read page by page, a kiosk that hangs, an update, staff's shutdown.

use stairlight::health::Screen;
use stairlight::panel::{Answer, Ask, Link};
use stairlight::socket::PrinterCondition;
use stairlight_link::StaffLanguage;

use crate::bench::{Bench, now_is};

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn they_meet_and_the_pages_are_the_hosts_own() {
    let mut bench = Bench::met();
    let Link::Met { identity } = bench.end.link() else { panic!("{:?}", bench.end.link()) };
    assert_eq!((identity.firmware.to_string().as_str(), identity.resets), ("0.1.0", 0));
    bench.obey("bounce next");
    bench.pass(1);
    bench.shows("printer-ready.en");
    bench.obey("press previous");
    now_is(&mut bench.status, |is| is.printer = PrinterCondition::PaperOut);
    bench.pass(2);
    bench.shows("state-paper-out.en");
    bench.status.language = StaffLanguage::Spanish;
    bench.pass(2);
    bench.shows("state-paper-out.es");
    assert_eq!(bench.end.wire_faults(), 0);
}

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn keys_reach_the_steward_and_answers_the_glass() {
    let mut bench = Bench::met();
    bench.obey("press next");
    bench.obey("press do");
    bench.pass(1);
    assert_eq!(bench.asks, [Ask::PrinterTest]);
    bench.end.answer(Ask::PrinterTest, Answer::Done);
    bench.pass(6);
    bench.shows("printer-ready.en");
    // Forgetting the PIN: only with the bay open.
    bench.obey("bay close");
    (0..2).for_each(|_| bench.obey("press previous"));
    bench.obey("hold do");
    bench.pass(1);
    assert_eq!(bench.asks, [Ask::PrinterTest]);
    bench.obey("bay open");
    bench.obey("press previous");
    bench.obey("hold do");
    bench.pass(1);
    assert_eq!(bench.asks, [Ask::PrinterTest, Ask::PinReset]);
}

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn a_kiosk_that_hangs_is_late_asked_cut_and_starts_again() {
    let mut bench = Bench::met();
    now_is(&mut bench.status, |is| is.screen = Screen::Silent);
    bench.pass(22);
    bench.shows("state-late.en");
    assert_eq!(bench.asks, []);
    bench.until(170, Bench::asks_now);
    bench.pass(1);
    assert_eq!(bench.asks, [Ask::StopNow]);
    bench.shows("state-asking.en");
    let took = bench.until(60, Bench::cuts_now);
    assert!((28..=32).contains(&took), "agreed and silent for half a minute: {took} s");
    bench.pi_off();
    bench.until(7, |bench| !bench.cuts_now());
    bench.pass(30);
    bench.pi_on();
    now_is(&mut bench.status, |_| ());
    bench.pass(4);
    bench.shows("state-working.en");
    assert!(matches!(bench.end.link(), Link::Met { .. }));
    assert_eq!(bench.restarts(), 0, "the panel itself was well all the while");
}

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn an_update_is_held_off_for() {
    let mut bench = Bench::met();
    bench.status.updating = true;
    now_is(&mut bench.status, |is| is.screen = Screen::Silent);
    bench.pass(260);
    bench.shows("state-holding-off.en");
    assert_eq!((bench.asks.len(), bench.cuts.len()), (0, 0));
    bench.status.updating = false;
    now_is(&mut bench.status, |_| ());
    bench.pass(3);
    bench.shows("state-working.en");
}

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn a_glass_that_hangs_restarts_the_panel_and_the_two_meet_again() {
    let mut bench = Bench::met();
    bench.obey("display hold");
    bench.obey("press next");
    let took = bench.until(4, |bench| bench.restarts() == 1);
    assert!(took <= 3, "{took} s");
    bench.obey("display release");
    bench.pass(4);
    let Link::Met { identity } = bench.end.link() else { panic!("{:?}", bench.end.link()) };
    assert_eq!(identity.resets, 1);
    bench.shows("state-working.en");
    assert_eq!(bench.cuts, []);
}

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn staff_shut_down_and_it_says_when_to_unplug() {
    let mut bench = Bench::met();
    (0..3).for_each(|_| bench.obey("press next"));
    bench.obey("hold do");
    bench.pass(1);
    assert_eq!(bench.asks, [Ask::SafeShutdown]);
    bench.end.answer(Ask::SafeShutdown, Answer::Started);
    bench.pass(1);
    bench.pi_off();
    (0..3).for_each(|_| bench.obey("press previous"));
    bench.pass(1);
    bench.shows("state-stopping.en");
    bench.pass(35);
    bench.shows("state-stopped.en");
    assert_eq!(bench.cuts, []);
}
