//! The steward between panel and kiosk: what it does when the panel's keys ask, and what it never
//! learns. The kiosk is played here; the steward is the real one.

use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use stairlight::clock::{Clock, ManualClock};
use stairlight::content::Folders;
use stairlight::health::{Lookout, Screen};
use stairlight::slots::{Home, RealDisk};
use stairlight::socket::{self, Down, PrinterCondition, TestPage, Up};
use stairlight::steward::{self, Forgotten, Hands, Machine, Service, Setup, StaffPin, Watch};
use stairlight::watchdog::Watchdog;
use stairlight_link::{Action, Outcome, OverallState, PROTOCOL, StaffLanguage, ToPanel, ToPi};

use tempfile::TempDir;

use crate::bench::{IDENTITY, now_is, working};
use crate::tube::Tube;

/// A round of the steward takes a second.
const WITHIN: Duration = Duration::from_secs(10);

/// A machine that says when it is switched off, and may refuse.
struct Switch {
    off: Sender<()>,
    refuses: bool,
}

impl Machine for Switch {
    fn power_off(&mut self) -> io::Result<()> {
        self.off.send(()).expect("the test listens");
        if self.refuses { Err(io::Error::other("not allowed")) } else { Ok(()) }
    }
}

struct Pin(Forgotten);

impl StaffPin for Pin {
    fn forget(&mut self) -> Forgotten {
        self.0
    }
}

/// A steward at work, with a panel that has met it.
struct Desk {
    tube: Tube,
    kiosk: UnixStream,
    steward: Option<JoinHandle<()>>,
    heard: Vec<ToPanel>,
    /// Moves the device's time.
    hand: ManualClock,
    _folders: TempDir,
}

impl Desk {
    fn with(hands: Hands) -> Desk {
        let (tube, (clock, hand)) = (Tube::new(), Clock::manual());
        let mut service = Service::start_on(Box::new(tube.clone()), &clock, hands).expect("a thread");
        let (kiosk, theirs) = UnixStream::pair().expect("a pair");
        let folders = tempfile::tempdir().expect("a folder");
        let site = folders.path().join("site.toml");
        std::fs::write(&site, "panel.language = \"es\"\n").expect("a file");
        let home: Home = Folders::under(Path::new(env!("CARGO_MANIFEST_DIR"))).with_site(site).into();
        // A machine without sensors.
        let lookout = Lookout::new(folders.path(), None, Arc::new(RealDisk), home.clone(), false);
        let steward = std::thread::spawn(move || {
            let mut watch = Watch::new(lookout, None, &clock, false);
            let setup = Setup { kiosk: theirs, home, updates: None, watch: &mut watch, watchdog: &Watchdog::default() };
            steward::run(setup, Some(&mut service)).expect("a kiosk that ends is no error");
        });
        let mut desk = Desk { tube, kiosk, steward: Some(steward), heard: Vec::new(), hand, _folders: folders };
        desk.say(Up::Printer(PrinterCondition::Ready));
        desk.say(Up::Alive);
        desk.tube.say(&ToPi::Hello { version: PROTOCOL, panel: IDENTITY });
        desk.tube.say(&ToPi::Bay { open: true });
        // Of a PC it may also say how warm it is.
        desk.until(|said| matches!(said, ToPanel::Health(health) if health.state == OverallState::Working));
        desk
    }

    fn say(&mut self, message: Up) {
        socket::send(&mut self.kiosk, &message).expect("the steward listens");
    }

    fn press(&mut self, action: Action) {
        self.tube.say(&ToPi::Do { action });
    }

    /// Waits until the panel has heard such a message, beating all the while.
    fn until(&mut self, such: impl Fn(&ToPanel) -> bool) {
        let clock = Clock::real();
        while !self.heard.iter().any(&such) {
            assert!(clock.now() < WITHIN, "{:?}", self.heard);
            std::thread::sleep(Duration::from_millis(10));
            self.hand.advance(Duration::from_millis(20));
            self.say(Up::Alive);
            self.heard.extend(self.tube.heard());
        }
    }

    /// Waits for the answer to a request, and gives all answers to it so far.
    fn answers(&mut self, asked: Action, last: Outcome) -> Vec<Outcome> {
        self.until(|said| *said == ToPanel::Reply { action: asked, outcome: last });
        let outcome = |said| match said {
            ToPanel::Reply { action, outcome } if action == asked => Some(outcome),
            _ => None,
        };
        self.heard.drain(..).filter_map(outcome).collect()
    }

    fn kiosk_hears(&mut self) -> Down {
        self.kiosk.set_read_timeout(Some(WITHIN)).expect("a time");
        socket::receive(&mut self.kiosk).expect("the steward says something")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.kiosk.shutdown(std::net::Shutdown::Both);
        if let Some(Err(failed)) = self.steward.take().map(JoinHandle::join)
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(failed);
        }
    }
}

fn appliance(refuses: bool) -> (Hands, Receiver<()>) {
    let (off, offs) = mpsc::channel();
    (Hands { machine: Some(Box::new(Switch { off, refuses })), ..Hands::of_a_pc() }, offs)
}

#[test]
fn a_test_page_is_the_kiosks_to_print() {
    let mut desk = Desk::with(Hands::of_a_pc());
    for (pages, outcomes) in [
        (&[TestPage::Begun, TestPage::Done][..], &[Outcome::Started, Outcome::Done][..]),
        (&[TestPage::Begun, TestPage::Failed], &[Outcome::Started, Outcome::Failed]),
        (&[TestPage::NotNow], &[Outcome::Refused]),
        (&[TestPage::Begun, TestPage::Unconfirmed], &[Outcome::Started, Outcome::Started]),
        (&[TestPage::Failed], &[Outcome::Failed]),
    ] {
        desk.press(Action::PrinterTest);
        assert_eq!(desk.kiosk_hears(), Down::PrintTestPage);
        pages.iter().for_each(|page| desk.say(Up::TestPage(*page)));
        let mut heard = desk.answers(Action::PrinterTest, outcomes[outcomes.len() - 1]);
        if heard.len() < outcomes.len() {
            std::thread::sleep(Duration::from_millis(300));
            heard.extend(desk.answers(Action::PrinterTest, outcomes[outcomes.len() - 1]));
        }
        assert_eq!(heard, outcomes);
    }
}

/// Whatever a kiosk says unasked, the panel hears nothing of it.
#[test]
fn a_test_that_nobody_asked_for_is_not_told() {
    let mut desk = Desk::with(Hands::of_a_pc());
    desk.say(Up::TestPage(TestPage::NotNow));
    desk.press(Action::Refresh);
    desk.answers(Action::Refresh, Outcome::Done);
    desk.press(Action::PinReset);
    assert_eq!(desk.answers(Action::PinReset, Outcome::NoneSet), [Outcome::NoneSet]);
    assert!(!desk.heard.iter().any(|said| matches!(said, ToPanel::Reply { action: Action::PrinterTest, .. })));
}

#[test]
fn a_kiosk_that_goes_away_takes_its_test_with_it() {
    let mut desk = Desk::with(Hands::of_a_pc());
    desk.press(Action::PrinterTest);
    desk.kiosk_hears();
    desk.kiosk.shutdown(std::net::Shutdown::Both).expect("it is open");
    desk.steward.take().expect("it runs").join().expect("it ends well");
    let said = desk.tube.heard();
    assert!(said.contains(&ToPanel::Reply { action: Action::PrinterTest, outcome: Outcome::Failed }), "{said:?}");
}

#[test]
fn the_appliance_is_shut_down_after_the_panel_has_heard_so() {
    let (hands, offs) = appliance(false);
    let mut desk = Desk::with(hands);
    desk.press(Action::SafeShutdown);
    assert_eq!(desk.answers(Action::SafeShutdown, Outcome::Started), [Outcome::Started]);
    desk.say(Up::Alive);
    assert!(offs.recv_timeout(Duration::from_millis(100)).is_err(), "a second later, so that the word gets out");
    desk.hand.advance(Duration::from_secs(1));
    desk.say(Up::Alive);
    assert_eq!(offs.recv_timeout(WITHIN), Ok(()));
}

#[test]
fn a_shutdown_that_the_system_refuses_is_told() {
    let (hands, offs) = appliance(true);
    let mut desk = Desk::with(hands);
    desk.press(Action::SafeShutdown);
    assert_eq!(desk.answers(Action::SafeShutdown, Outcome::Failed), [Outcome::Started, Outcome::Failed]);
    assert_eq!(offs.try_iter().count(), 1, "once");
}

#[test]
fn staff_choose_the_panels_language() {
    let mut desk = Desk::with(Hands::of_a_pc());
    desk.heard.clear();
    desk.press(Action::Refresh);
    desk.until(|said| matches!(said, ToPanel::Health(health) if health.language == StaffLanguage::Spanish));
}

#[test]
fn a_pc_is_not_shut_down() {
    let mut desk = Desk::with(Hands::of_a_pc());
    desk.press(Action::SafeShutdown);
    assert_eq!(desk.answers(Action::SafeShutdown, Outcome::Refused), [Outcome::Refused]);
    desk.tube.say(&ToPi::PleaseShutDown);
    desk.until(|said| *said == ToPanel::AskedToShutDownAck);
}

#[test]
fn a_panel_that_misses_us_has_the_appliance_stopped() {
    let (hands, offs) = appliance(false);
    let mut desk = Desk::with(hands);
    desk.tube.say(&ToPi::PleaseShutDown);
    desk.until(|said| *said == ToPanel::AskedToShutDownAck);
    desk.say(Up::Alive);
    assert_eq!(offs.recv_timeout(WITHIN), Ok(()));
}

#[test]
fn the_pin_is_forgotten_or_it_is_said_why_not() {
    for (forgotten, outcome) in
        [(Forgotten::Done, Outcome::Done), (Forgotten::NoneSet, Outcome::NoneSet), (Forgotten::Failed, Outcome::Failed)]
    {
        let mut desk = Desk::with(Hands { pin: Box::new(Pin(forgotten)), ..Hands::of_a_pc() });
        desk.press(Action::PinReset);
        assert_eq!(desk.answers(Action::PinReset, outcome), [outcome]);
        desk.tube.say(&ToPi::Bay { open: false });
        desk.press(Action::PinReset);
        assert_eq!(desk.answers(Action::PinReset, Outcome::Refused), [Outcome::Refused], "the bay is closed");
    }
}

/// Between two kiosks the panel is served, and staff can shut down; a test page has nobody to print it.
#[test]
fn without_a_kiosk_the_panel_is_still_served() {
    let (tube, clock) = (Tube::new(), Clock::real());
    let (hands, offs) = appliance(false);
    let mut service = Service::start_on(Box::new(tube.clone()), &clock, hands).expect("a thread");
    tube.say(&ToPi::Hello { version: PROTOCOL, panel: IDENTITY });
    tube.say(&ToPi::Do { action: Action::PrinterTest });
    tube.say(&ToPi::Do { action: Action::SafeShutdown });
    let mut alone = working();
    now_is(&mut alone, |is| is.screen = Screen::Silent);
    let mut heard = Vec::new();
    while offs.try_recv().is_err() {
        assert!(clock.now() < WITHIN, "{heard:?}");
        service.round(&alone, None);
        std::thread::sleep(Duration::from_millis(300));
        heard.extend(tube.heard());
    }
    let reply = |action, outcome| ToPanel::Reply { action, outcome };
    assert!(heard.contains(&reply(Action::PrinterTest, Outcome::Failed)), "{heard:?}");
    assert!(heard.contains(&reply(Action::SafeShutdown, Outcome::Started)), "{heard:?}");
    assert!(!heard.iter().any(|said| matches!(said, ToPanel::Beat { .. })), "no screen, no beats");
}

/// The screen's own loop says that it lives; when it stops, the beats stop.
#[test]
fn a_screen_that_hangs_stops_the_beats() {
    let mut desk = Desk::with(Hands::of_a_pc());
    // It has taken all that was said.
    std::thread::sleep(Duration::from_millis(300));
    desk.hand.advance(Duration::from_secs(6));
    // The steward's own round, in which it notices.
    std::thread::sleep(Duration::from_millis(1_300));
    desk.tube.heard();
    for _ in 0..4 {
        desk.hand.advance(Duration::from_secs(1));
        std::thread::sleep(Duration::from_millis(150));
    }
    let heard = desk.tube.heard();
    assert!(!heard.iter().any(|said| matches!(said, ToPanel::Beat { .. })), "{heard:?}");
    desk.heard.clear();
    desk.until(|said| matches!(said, ToPanel::Beat { .. }));
}
