//! The panel in the steward's hands: a thread that never holds the steward up, and ends.

use std::sync::mpsc;
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::panel::{Answer, Ask, Link, Panel, PanelUri};
use stairlight_link::{Action, Outcome, PROTOCOL, ToPanel, ToPi};

use crate::bench::{IDENTITY, working};
use crate::tube::Tube;

/// Waits for what the thread does.
fn soon(mut done: impl FnMut() -> bool) -> bool {
    (0..400).any(|_| {
        std::thread::sleep(Duration::from_millis(5));
        done()
    })
}

fn met(tube: &Tube, clock: &Clock) -> (Panel, mpsc::Receiver<Ask>) {
    let (send, asks) = mpsc::channel();
    let on_ask = move |ask| send.send(ask).expect("the test listens");
    let panel = Panel::start_on(Box::new(tube.clone()), clock, working(), on_ask).expect("a thread");
    tube.say(&ToPi::Hello { version: PROTOCOL, panel: IDENTITY });
    assert!(soon(|| panel.link() == Link::Met { identity: IDENTITY }));
    (panel, asks)
}

#[test]
fn a_virtual_panel_is_met_and_let_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let uri: PanelUri = format!("virtual:{}", folder.path().display()).parse().expect("an address");
    let clock = Clock::real();
    let panel = Panel::start(&uri, &clock, working(), |_| {}).expect("a thread");
    assert!(soon(|| matches!(panel.link(), Link::Met { .. })));
    assert!(soon(|| folder.path().join("panel.png").exists()));
    let before = clock.now();
    drop(panel);
    assert!(clock.now() - before < Duration::from_secs(1));
}

#[test]
fn asks_and_answers_go_through() {
    let tube = Tube::new();
    let (panel, asks) = met(&tube, &Clock::real());
    tube.say(&ToPi::Do { action: Action::PrinterTest });
    assert_eq!(asks.recv_timeout(Duration::from_secs(2)), Ok(Ask::PrinterTest));
    panel.answer(Ask::PrinterTest, Answer::Done);
    let reply = ToPanel::Reply { action: Action::PrinterTest, outcome: Outcome::Done };
    assert!(soon(|| tube.heard().contains(&reply)));
}

/// The last word counts most: a machine that stops must say so before it lets go.
#[test]
fn an_answer_before_the_end_is_still_said() {
    let tube = Tube::new();
    let (panel, _asks) = met(&tube, &Clock::real());
    tube.bytes();
    panel.answer(Ask::SafeShutdown, Answer::Started);
    drop(panel);
    let reply = ToPanel::Reply { action: Action::SafeShutdown, outcome: Outcome::Started };
    assert!(tube.heard().contains(&reply));
}

/// A steward that hangs still holds this handle; the thread alone must not say that all is well.
#[test]
fn a_steward_that_says_nothing_stops_the_beats() {
    let tube = Tube::new();
    let (clock, hand) = Clock::manual();
    let (panel, _asks) = met(&tube, &clock);
    let beats = |seconds: u64, tells: bool| {
        tube.bytes();
        for _ in 0..seconds {
            hand.advance(Duration::from_secs(1));
            if tells {
                panel.tell(&working());
            }
            // Longer than the thread's own pace.
            std::thread::sleep(Duration::from_millis(130));
        }
        tube.heard().iter().filter(|said| matches!(said, ToPanel::Beat { .. })).count()
    };
    assert!(beats(3, true) >= 2);
    hand.advance(Duration::from_secs(9));
    assert!(beats(1, false) <= 1);
    assert_eq!(beats(3, false), 0);
    panel.tell(&working());
    assert!(beats(2, true) >= 1);
}

#[test]
fn nobody_there_is_let_go_at_once() {
    let clock = Clock::real();
    for uri in ["serial:/nowhere/panel", "tcp:192.0.2.1:7000"] {
        let uri: PanelUri = uri.parse().expect("an address");
        let panel = Panel::start(&uri, &clock, working(), |_| {}).expect("a thread");
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(panel.link(), Link::Absent);
        let before = clock.now();
        drop(panel);
        assert!(clock.now() - before < Duration::from_secs(2), "{uri}");
    }
}
