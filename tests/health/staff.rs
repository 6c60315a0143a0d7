//! Staff at the screen ask about health, from the kiosk's end of the socket: behind the PIN, in messages that
//! fit, and written nowhere but where they ask.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::health::forms::json;
use stairlight::health::tested::TestBook;
use stairlight::health::{Lookout, Part, State, Who};
use stairlight::pin::{Pin, PinAnswer, PinKeeper};
use stairlight::slots::{Home, RealDisk, Slots};
use stairlight::socket::{self, Down, HealthPart, PrinterCondition, ReportLines, StaffNews, StaffWish, TestPage, Up};
use stairlight::steward::{self, Setup, StickPlace, Updates, UpdatesSetup, Watch};
use stairlight::watchdog::Watchdog;
use tempfile::TempDir;

use crate::machine::repository;

const WITHIN: Duration = Duration::from_secs(20);

/// A steward at work, and a kiosk in the hands of the test.
struct Desk {
    place: TempDir,
    kiosk: UnixStream,
    heard: Receiver<Down>,
    steward: Option<JoinHandle<()>>,
}

impl Desk {
    fn new() -> Desk {
        let place = tempfile::tempdir().expect("a folder");
        let (kiosk, theirs) = UnixStream::pair().expect("a pair");
        let (tell, heard) = channel();
        let mut ear = kiosk.try_clone().expect("an ear");
        std::thread::spawn(move || {
            while let Ok(message) = socket::receive::<Down>(&mut ear) {
                if tell.send(message).is_err() {
                    break;
                }
            }
        });
        let (state, stick) = (place.path().join("state"), place.path().join("stick"));
        std::fs::create_dir(&state).expect("a folder");
        let root = place.path().to_owned();
        let steward = std::thread::spawn(move || {
            let clock = Clock::real();
            let slots = Slots::new(Arc::new(RealDisk), &state, &repository());
            let pin = PinKeeper::new(Arc::new(RealDisk), &state, clock.now());
            let stick = Some(StickPlace::folder(stick));
            let setup = UpdatesSetup { slots: slots.clone(), root: Vec::new(), stick, pin };
            let mut updates = Updates::start(setup, &clock).expect("a thread");
            let home = Home::State(slots);
            let lookout = Lookout::new(&root, Some(&state), Arc::new(RealDisk), home.clone(), false);
            let mut watch = Watch::new(lookout, None, &clock, false);
            let watchdog = &Watchdog::default();
            let setup = Setup { kiosk: theirs, home, updates: Some(&mut updates), watch: &mut watch, watchdog };
            steward::run(setup, None).expect("a kiosk that ends is no error");
        });
        let mut desk = Desk { place, kiosk, heard, steward: Some(steward) };
        desk.say(Up::Alive);
        desk.say(Up::Printer(PrinterCondition::PaperOut));
        desk
    }

    fn say(&mut self, up: Up) {
        socket::send(&mut self.kiosk, &up).expect("the steward listens");
    }

    fn hear(&mut self) -> Down {
        self.heard.recv_timeout(WITHIN).expect("the steward answers")
    }

    /// The next news for staff, whatever else is said.
    fn news(&mut self) -> StaffNews {
        loop {
            match self.hear() {
                // Sticks come and go as they like, and a device without a PIN says so.
                Down::Staff(StaffNews::NoPin | StaffNews::Looking | StaffNews::StickOut | StaffNews::Refused(_)) => {}
                Down::Staff(news) => return news,
                _ => {}
            }
        }
    }

    fn wish(&mut self, wish: StaffWish) {
        self.say(Up::Staff(wish));
    }

    fn let_in(&mut self) {
        self.wish(StaffWish::SetPin(Pin::parse("271828").expect("six digits")));
        assert_eq!(self.news(), StaffNews::Pin(PinAnswer::Good));
    }

    fn state(&self) -> PathBuf {
        self.place.path().join("state")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.kiosk.shutdown(std::net::Shutdown::Both);
        if let Some(steward) = self.steward.take() {
            let ended = steward.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the steward ends without a panic");
        }
    }
}

#[test]
fn nothing_is_told_or_done_without_the_pin() {
    let mut desk = Desk::new();
    for wish in [
        StaffWish::Health,
        StaffWish::PrintReport,
        StaffWish::SaveReport,
        StaffWish::Tested { part: Part::Touch, passed: true },
    ] {
        desk.wish(wish.clone());
        assert_eq!(desk.news(), StaffNews::Locked, "{wish:?}");
    }
    assert!(!desk.state().join("selftest.toml").exists());
}

#[test]
fn the_page_comes_in_order_and_whole() {
    let mut desk = Desk::new();
    desk.let_in();
    desk.wish(StaffWish::Health);
    let StaffNews::Health(HealthPart::State { state, step, who }) = desk.news() else { panic!("the state first") };
    assert_eq!((state, who), (State::NeedsStaff, Some(Who::Anyone)));
    assert_eq!(step.as_deref(), Some("Load a paper roll."));
    let mut parts = Vec::new();
    loop {
        match desk.news() {
            StaffNews::Health(HealthPart::End) => break,
            StaffNews::Health(part) => parts.push(part),
            other => panic!("{other:?}"),
        }
    }
    let findings = parts.iter().take_while(|part| matches!(part, HealthPart::Finding { .. })).count();
    assert!(findings >= 1 && parts.len() - findings > 20);
    assert!(parts[findings..].iter().all(|part| matches!(part, HealthPart::Fact { .. })), "{parts:?}");
}

#[test]
fn a_test_is_kept_with_its_day_and_shown() {
    let mut desk = Desk::new();
    desk.let_in();
    desk.wish(StaffWish::Tested { part: Part::Touch, passed: false });
    assert_eq!(desk.news(), StaffNews::TestKept { part: Part::Touch, passed: false });
    let kept = TestBook::new(Arc::new(RealDisk), &desk.state()).read();
    assert!(kept.of(Part::Touch).is_some_and(|test| !test.passed && test.day.is_some()));
    desk.wish(StaffWish::Health);
    let mut named = false;
    loop {
        match desk.news() {
            StaffNews::Health(HealthPart::Finding { what, .. }) => named |= what.contains("the touch"),
            StaffNews::Health(HealthPart::End) => break,
            _ => {}
        }
    }
    assert!(named, "the fault that was found is shown at once");
    // A disk that takes nothing.
    std::fs::remove_dir_all(desk.state()).expect("it goes");
    desk.wish(StaffWish::Tested { part: Part::Keys, passed: true });
    assert_eq!(desk.news(), StaffNews::TestNotKept);
}

#[test]
fn the_report_goes_to_the_printer_and_its_end_to_staff() {
    let mut desk = Desk::new();
    // Nobody has asked.
    desk.say(Up::Report(TestPage::Done));
    desk.let_in();
    desk.wish(StaffWish::PrintReport);
    let (mut lines, mut last) = (Vec::new(), false);
    while !last {
        if let Down::PrintReport(ReportLines { first, last: end, lines: more }) = desk.hear() {
            assert_eq!(first, lines.is_empty());
            lines.extend(more);
            last = end;
        }
    }
    assert_eq!(lines[..2], ["NEEDS STAFF".to_owned(), "Load a paper roll. (anyone)".to_owned()]);
    for how in [TestPage::Begun, TestPage::Unconfirmed] {
        desk.say(Up::Report(how));
        assert_eq!(desk.news(), StaffNews::ReportPrint(how));
    }
    desk.say(Up::Report(TestPage::Done));
    desk.wish(StaffWish::Tested { part: Part::Touch, passed: true });
    assert_eq!(desk.news(), StaffNews::TestKept { part: Part::Touch, passed: true }, "what nobody asked is not told");
}

#[test]
fn the_report_is_saved_onto_the_stick_and_only_when_asked() {
    let mut desk = Desk::new();
    desk.let_in();
    desk.wish(StaffWish::SaveReport);
    let StaffNews::ReportNotSaved(reason) = desk.news() else { panic!("there is no stick") };
    assert!(reason.starts_with("There is no stick."), "{reason}");
    let stick = desk.place.path().join("stick");
    std::fs::create_dir_all(stick.join("holiday")).expect("a stick");
    // The steward sees it, and that it is not for us; then the PIN is wanted again.
    std::thread::sleep(Duration::from_millis(1_500));
    desk.wish(StaffWish::Pin(Pin::parse("271828").expect("six digits")));
    assert_eq!(desk.news(), StaffNews::Pin(PinAnswer::Good));
    assert_eq!(names(&stick), ["holiday"], "nothing is written unasked");
    desk.wish(StaffWish::SaveReport);
    let files = vec!["stairlight-health.txt".to_owned(), "stairlight-health.json".to_owned()];
    assert_eq!(desk.news(), StaffNews::ReportSaved { files });
    assert_eq!(names(&stick), ["holiday", "stairlight-health.json", "stairlight-health.txt"]);
    let text = std::fs::read_to_string(stick.join("stairlight-health.json")).expect("a file");
    assert_eq!(json::parse(&text).expect("a report").state, State::NeedsStaff);
    assert!(std::fs::read_to_string(stick.join("stairlight-health.txt")).expect("a file").starts_with("Needs staff\n"));
    // What was written is no new stick: the PIN still counts.
    std::thread::sleep(Duration::from_millis(1_500));
    desk.wish(StaffWish::Tested { part: Part::Touch, passed: true });
    assert_eq!(desk.news(), StaffNews::TestKept { part: Part::Touch, passed: true });
    // A stick that cannot be written: here a folder stands where the file should go.
    std::fs::remove_file(stick.join("stairlight-health.txt")).expect("a file");
    std::fs::create_dir_all(stick.join("stairlight-health.txt/in the way")).expect("a folder");
    std::thread::sleep(Duration::from_millis(1_500));
    desk.wish(StaffWish::Pin(Pin::parse("271828").expect("six digits")));
    assert_eq!(desk.news(), StaffNews::Pin(PinAnswer::Good), "for the steward this is another stick");
    desk.wish(StaffWish::SaveReport);
    let StaffNews::ReportNotSaved(reason) = desk.news() else { panic!("it cannot be written") };
    assert!(reason.starts_with("The stick could not be written"), "{reason}");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
