//! Power that comes and goes, in every order: each ends in a condition that `firmware/README.md`
//! states, under "After a power failure".

use stairlight::panel::Link;

use crate::bench::Bench;

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn both_come_back_at_once() {
    let mut bench = Bench::met();
    bench.pi_off();
    bench.obey("power cycle");
    bench.obey("bay open");
    bench.pass(1);
    bench.shows_in_turn("state-starting");
    // The Pi starts for forty seconds.
    bench.pass(39);
    bench.pi_on();
    bench.pass(4);
    bench.shows("state-working.en");
    assert!(matches!(bench.end.link(), Link::Met { .. }));
    assert_eq!(bench.cuts, []);
}

/// A brown-out that only the panel feels, several times in a row.
#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn the_panel_alone_comes_back() {
    let mut bench = Bench::met();
    for _ in 0..3 {
        bench.obey("power cycle");
        assert!(!bench.cuts_now() && !bench.asks_now(), "its lines rest while it starts");
        bench.pass(3);
        bench.shows("state-working.en");
        assert!(matches!(bench.end.link(), Link::Met { identity } if identity.resets == 0));
    }
    assert_eq!((bench.cuts.len(), bench.asks.len()), (0, 0));
}

/// A brown-out that only the Pi feels: late at most, and never cut while it starts.
#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn the_pi_alone_comes_back() {
    let mut bench = Bench::met();
    for _ in 0..2 {
        bench.pi_off();
        bench.pass(45);
        bench.shows("state-late.en");
        bench.pi_on();
        bench.pass(4);
        bench.shows("state-working.en");
    }
    assert_eq!((bench.cuts.len(), bench.asks.len()), (0, 0));
}

/// The panel's power fails while the Pi's is cut: its line falls, so the Pi has power again.
#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn a_panel_that_fails_in_the_middle_of_a_cut_gives_the_power_back() {
    let mut bench = Bench::met();
    bench.pi_off();
    bench.until(245, Bench::cuts_now);
    bench.obey("power cycle");
    assert!(!bench.cuts_now());
    bench.obey("bay open");
    bench.pass(1);
    bench.shows_in_turn("state-starting");
    bench.pass(30);
    bench.pi_on();
    bench.pass(4);
    bench.shows("state-working.en");
}

/// Three tries, then a call for help, with the power on; and a Pi that comes after all is welcome.
#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn a_panel_without_a_pi_calls_for_help() {
    let mut bench = Bench::without_pi();
    bench.pass(2_180);
    let rose = bench.cuts.iter().filter(|(_, cut)| *cut).count();
    assert_eq!(rose, 3, "{:?}", bench.cuts);
    assert!(!bench.cuts_now(), "the power is on");
    bench.obey("bay close");
    bench.obey("bay open");
    bench.pass(1);
    bench.shows_in_turn("state-gave-up");
    bench.pi_on();
    bench.pass(4);
    bench.shows("state-working.en");
}
