//! What is said when everything is well: hello, beats, health, and what comes back after a restart.

use stairlight::health::{Conditions, ContentState, Screen};
use stairlight::panel::{Ask, Link};
use stairlight::socket::PrinterCondition;
use stairlight_link::{Action, Celsius, ContentVersion, Outcome, PROTOCOL, StaffLanguage, ToPanel, ToPi};
use stairlight_panel::supervisor::{Carried, State};
use stairlight_panel::{Millis, Panel};

use crate::bench::{Bench, IDENTITY, now_is, working};

#[test]
fn they_meet_and_it_works() {
    let mut bench = Bench::new();
    bench.round();
    assert_eq!(bench.end.link(), Link::Met { identity: IDENTITY });
    assert_eq!(bench.state(), State::Running);
    assert_eq!(bench.word(), ("Working".to_owned(), "Nothing to do"));
    assert_eq!(bench.heard[0], ToPanel::Hello { version: PROTOCOL });
}

#[test]
fn beats_come_once_a_second() {
    let mut bench = Bench::met();
    let first = bench.now;
    bench.pass(60);
    let beats: Vec<u16> = bench.heard.iter().filter_map(beat).collect();
    assert_eq!(beats.len(), 60, "from {first:?}");
    assert!(beats.windows(2).all(|pair| pair[1] == pair[0] + 1), "{beats:?}");
    assert_eq!(bench.take_heard(), [], "nothing else while nothing changes");
}

fn beat(message: &ToPanel) -> Option<u16> {
    match message {
        ToPanel::Beat { n } => Some(*n),
        _ => None,
    }
}

#[test]
fn health_reaches_the_glass() {
    let mut bench = Bench::met();
    now_is(&mut bench.status, |is| is.printer = PrinterCondition::PaperOut);
    bench.round();
    assert_eq!(bench.word(), ("Needs staff".to_owned(), "Put in new paper"));
    bench.status.language = StaffLanguage::Spanish;
    bench.pass(1);
    assert_eq!(bench.word(), ("Necesita atención".to_owned(), "Ponga más papel"));
    now_is(&mut bench.status, |is| is.printer = PrinterCondition::Ready);
    bench.pass(1);
    assert_eq!(bench.word(), ("Funciona".to_owned(), "Nada que hacer"));
}

#[test]
fn every_finding_has_its_words() {
    let mut bench = Bench::met();
    let finding = |change: &dyn Fn(&mut Conditions)| {
        let mut status = working();
        now_is(&mut status, change);
        status
    };
    for (status, word, next) in [
        (finding(&|is| is.content.state = ContentState::FellBack), "Needs staff", "Put in new stick"),
        (finding(&|is| is.printer = PrinterCondition::CoverOpen), "Needs staff", "Close the cover"),
        (finding(&|is| is.printer = PrinterCondition::Jam), "Needs staff", "Free the cutter"),
        (finding(&|is| is.printer = PrinterCondition::Silent), "Needs staff", "Check printer"),
        (finding(&|is| is.printer = PrinterCondition::Overheated), "Needs staff", "Let it cool down"),
        (finding(&|is| is.printer = PrinterCondition::Unknown), "Working", "Nothing to do"),
        (finding(&|is| is.screen = Screen::Silent), "Out of service", "Wait, it is busy"),
    ] {
        bench.status = status;
        bench.pass(1);
        assert_eq!(bench.word(), (word.to_owned(), next));
    }
}

#[test]
fn health_that_flickers_is_said_once_a_second() {
    let mut bench = Bench::met();
    for tick in 0..100 {
        bench.status.temperature = Some(Celsius(52 + tick % 2));
        bench.tick();
    }
    let said = bench.take_heard().len();
    assert!((5..=10).contains(&said), "{said}");
}

#[test]
fn the_edition_stands_on_its_page() {
    let mut bench = Bench::met();
    bench.status.content_version = ContentVersion::try_from("2026-11-03").expect("digits and dashes");
    bench.pass(1);
    bench.turn_pages(2);
    let sheet = format!("{:?}", bench.panel.sheet(Millis(bench.now.as_millis() as u64)));
    assert!(sheet.contains("Edition 2026-11-03") && sheet.contains("Up to date"), "{sheet}");
}

/// Power comes back to both: each greets before the other listens, and is then quiet for a while.
#[test]
fn both_start_at_once() {
    let mut bench = Bench::new();
    bench.tick();
    assert_eq!((bench.state(), bench.word().0.as_str()), (State::Running, "Working"));
    assert_eq!(bench.end.link(), Link::Silent, "its hello came before we listened");
    bench.pass(4);
    assert_eq!(bench.end.link(), Link::Met { identity: IDENTITY });
}

#[test]
fn a_refresh_brings_fresh_health() {
    let mut bench = Bench::met();
    bench.say(&ToPi::Do { action: Action::Refresh });
    assert_eq!(bench.asks, [Ask::LookAgain]);
    let done = ToPanel::Reply { action: Action::Refresh, outcome: Outcome::Done };
    assert_eq!(bench.take_heard(), [done, ToPanel::Health(working().shown())]);
}

#[test]
fn a_panel_that_restarts_learns_everything_again() {
    let mut bench = Bench::met();
    bench.pass(5);
    bench.panel = Panel::new(IDENTITY, Carried::default(), Millis(bench.now.as_millis() as u64));
    bench.pass(1);
    assert_eq!(bench.word().0, "Working");
    let hellos = bench.take_heard().iter().filter(|said| matches!(said, ToPanel::Hello { .. })).count();
    assert_eq!(hellos, 1, "no greeting for ever");
}

#[test]
fn a_pi_that_restarts_meets_the_same_panel() {
    let mut bench = Bench::met();
    bench.end = stairlight::panel::PanelEnd::new();
    bench.pass(1);
    assert_eq!(bench.end.link(), Link::Met { identity: IDENTITY });
    assert_eq!(bench.word().0, "Working");
}

#[test]
fn hellos_do_not_storm() {
    let mut bench = Bench::met();
    for _ in 0..20 {
        bench.say(&ToPi::Hello { version: PROTOCOL, panel: IDENTITY });
        bench.tick();
    }
    let hellos = bench.take_heard().iter().filter(|said| matches!(said, ToPanel::Hello { .. })).count();
    assert_eq!(hellos, 1, "one in two seconds");
}
