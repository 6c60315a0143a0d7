//! The kiosk prints the test page that staff ask for, and never in somebody's way.

use std::sync::mpsc;
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::kiosk::desk::PaperPrinter;
use stairlight::kiosk::press::{Press, tested};
use stairlight::printer::{Condition, Printer, PrinterEvent, PrinterUri, Profiles};
use stairlight::slip::Bitmap;
use stairlight::socket::TestPage;
use stairlight::visit::{JobNumber, PrinterState};

const WITHIN: Duration = Duration::from_secs(20);

/// A virtual printer that is ready, and its events.
fn press(folder: &std::path::Path) -> (Press, mpsc::Receiver<PrinterEvent>) {
    let uri: PrinterUri = format!("paper:{}", folder.display()).parse().expect("an address");
    let profile = Profiles::built_in().pick(&uri, None).expect("a profile").clone();
    let (tell, events) = mpsc::channel();
    let clock = Clock::real();
    let handle = Printer::start(uri, profile, clock.clone(), move |event| {
        // The test may be over.
        let _ = tell.send(event);
    });
    let press = Press::new(Some(handle.expect("a thread")), clock);
    let ready = |event| matches!(event, PrinterEvent::Condition(Condition::Ready));
    while !ready(events.recv_timeout(WITHIN).expect("it becomes ready")) {}
    (press, events)
}

#[test]
fn staff_get_their_page_when_nobody_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut press, events) = press(folder.path());
    assert_eq!(press.test(true), TestPage::NotNow, "somebody is at the screen");
    assert_eq!(press.test(false), TestPage::Begun);
    assert_eq!(press.test(false), TestPage::NotNow, "one is under way");
    let end = std::iter::repeat_with(|| events.recv_timeout(WITHIN).expect("it ends")).find_map(|event| tested(&event));
    assert_eq!(end, Some(TestPage::Done));
    assert!(folder.path().join("slip-0001.png").exists());
    assert_eq!(press.state(), PrinterState::Ready, "it costs a visitor nothing");
}

/// A paper under way and a printer that rests read the same as a visit on the screen.
#[test]
fn a_printer_in_use_says_not_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut press, events) = press(folder.path());
    for number in 1..=4 {
        press.print(JobNumber(number), Bitmap::new(8, 8).expect("a small one"));
        assert_eq!(press.test(false), TestPage::NotNow);
    }
    let mut ends = 0;
    while ends < 4 {
        let event = events.recv_timeout(WITHIN).expect("they end");
        assert_eq!(tested(&event), None, "a visitor's paper is not the panel's business");
        ends += usize::from(
            matches!(event, PrinterEvent::Job(_, state) if stairlight::kiosk::press::end_of(state).is_some()),
        );
    }
    assert_eq!(press.state(), PrinterState::Resting);
    assert_eq!(press.test(false), TestPage::NotNow);
}

#[test]
fn without_a_printer_it_did_not_work() {
    let mut press = Press::new(None, Clock::real());
    assert_eq!(press.test(false), TestPage::Failed);
    assert_eq!(press.test(true), TestPage::NotNow);
}
