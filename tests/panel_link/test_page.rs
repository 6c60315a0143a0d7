//! The kiosk prints the test page that staff ask for, and never in somebody's way.

use std::sync::mpsc;
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::kiosk::desk::PaperPrinter;
use stairlight::kiosk::press::{Press, StaffPaper, staff_paper};
use stairlight::printer::{Condition, Printer, PrinterEvent, PrinterUri, Profiles};
use stairlight::slip::Bitmap;
use stairlight::socket::{ReportLines, TestPage};
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
    let end =
        std::iter::repeat_with(|| events.recv_timeout(WITHIN).expect("it ends")).find_map(|event| staff_paper(&event));
    assert_eq!(end, Some((StaffPaper::TestPage, TestPage::Done)));
    assert!(folder.path().join("slip-0001.png").exists());
    assert_eq!(press.state(), PrinterState::Ready, "it costs a visitor nothing");
}

/// The health report comes in parts, and is printed when it is whole, under the test page's rule.
#[test]
fn staff_get_their_report_when_nobody_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut press, events) = press(folder.path());
    let lines: Vec<String> = (0..60).map(|number| format!("line {number} of a report that is long")).collect();
    let print = |press: &mut Press, in_use| {
        let parts = ReportLines::parts(lines.clone());
        assert!(parts.len() > 1, "it does not fit one message");
        parts.into_iter().map(|part| press.report(in_use, part)).collect::<Vec<_>>()
    };
    assert_eq!(print(&mut press, true).last(), Some(&Some(TestPage::NotNow)), "somebody is at the screen");
    // A steward that stopped in the middle, and begins anew.
    let half = ReportLines { first: true, last: false, lines: vec!["half".to_owned()] };
    assert_eq!(press.report(false, half), None);
    let said = print(&mut press, false);
    assert_eq!(said.last(), Some(&Some(TestPage::Begun)));
    assert!(said[..said.len() - 1].iter().all(Option::is_none), "only the whole report is printed");
    let end =
        std::iter::repeat_with(|| events.recv_timeout(WITHIN).expect("it ends")).find_map(|event| staff_paper(&event));
    assert_eq!(end, Some((StaffPaper::Report, TestPage::Unconfirmed)));
    let paper = folder.path().join("slip-0001.png");
    assert!((0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        paper.exists()
    }));
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
        assert_eq!(staff_paper(&event), None, "a visitor's paper is not the panel's business");
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
