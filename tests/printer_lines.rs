//! Real lines: a pseudo-terminal, a socket, files and directories, with the printer thread.
//! Whatever hangs on the other side, nothing here may hang.

#[path = "rig/printer.rs"]
mod rig;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rig::{is_end, profile, shows, slip};
use stairlight::clock::Clock;
use stairlight::printer::paper::serve::{Hand, Place, ServeError, serve};
use stairlight::printer::paper::{Fault, Model};
use stairlight::printer::transport::for_uri;
use stairlight::printer::{
    Condition, FaultKind, JobId, JobState, Printer, PrinterEvent, PrinterHandle, PrinterUri, TransportError,
};
use stairlight::slip::Bitmap;
use tempfile::TempDir;

/// Longer than anything here may take; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A virtual printer on a real line.
struct Served {
    uri: PrinterUri,
    hands: Sender<Hand>,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
    out: TempDir,
}

impl Served {
    fn start(place: Place, name: &str) -> Served {
        let out = TempDir::new().unwrap();
        let (hands, told) = channel();
        let (tell, address) = channel();
        let (dir, model) = (out.path().to_owned(), Model::of(&profile(name)));
        let thread = std::thread::spawn(move || {
            serve(&place, model, &dir, &Clock::real(), &told, |uri| tell.send(uri.to_owned()).unwrap())
        });
        let uri = address.recv_timeout(PATIENCE).unwrap().parse().unwrap();
        Served { uri, hands, thread: Some(thread), out }
    }

    fn stop(&mut self) {
        let _ = self.hands.send(Hand::Stop);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }

    fn paper(&mut self) -> Vec<Bitmap> {
        self.stop();
        pictures(self.out.path())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.hands.send(Hand::Stop);
    }
}

fn pictures(dir: &Path) -> Vec<Bitmap> {
    let mut names: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.iter().map(|path| Bitmap::read_png(BufReader::new(File::open(path).unwrap())).unwrap()).collect()
}

struct Kiosk {
    handle: PrinterHandle,
    events: Receiver<PrinterEvent>,
}

impl Kiosk {
    fn start(uri: &PrinterUri, name: &str) -> Kiosk {
        let (tell, events) = channel();
        let told = move |event| {
            let _ = tell.send(event);
        };
        let handle = Printer::start(uri.clone(), profile(name), Clock::real(), told).unwrap();
        Kiosk { handle, events }
    }

    fn wait_for(&self, condition: Condition) {
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(PrinterEvent::Condition(now)) if now == condition => return,
                Ok(_) => {}
                Err(error) => panic!("never {condition:?} but {:?}: {error}", self.handle.condition()),
            }
        }
    }

    fn end_of(&self, id: u64) -> JobState {
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(PrinterEvent::Job(JobId(of), state)) if of == id && is_end(state) => {
                    return state;
                }
                Ok(_) => {}
                Err(error) => panic!("job {id} never ended: {error}, {:?}", self.handle.condition()),
            }
        }
    }
}

#[test]
fn a_slip_goes_over_a_serial_line() {
    let mut served = Served::start(Place::Pty, "paper-58");
    let kiosk = Kiosk::start(&served.uri, "paper-58");
    kiosk.wait_for(Condition::Ready);
    let picture = slip(384, 200, 5);
    kiosk.handle.print(JobId(1), picture.clone());
    assert!(!kiosk.handle.is_idle());
    assert_eq!(kiosk.end_of(1), JobState::Confirmed);
    drop(kiosk);
    let paper = served.paper();
    assert!(paper.len() == 1 && shows(&paper[0], &picture));
}

#[test]
fn a_slip_goes_over_the_network() {
    let mut served = Served::start(Place::Tcp("127.0.0.1:0".to_owned()), "paper-80");
    let kiosk = Kiosk::start(&served.uri, "paper-80");
    kiosk.wait_for(Condition::Ready);
    let picture = slip(576, 300, 6);
    kiosk.handle.print(JobId(1), picture.clone());
    assert_eq!(kiosk.end_of(1), JobState::Confirmed);
    drop(kiosk);
    let paper = served.paper();
    assert!(paper.len() == 1 && shows(&paper[0], &picture));
}

#[test]
fn paper_that_runs_out_on_a_real_line_leaves_nothing_for_later() {
    let mut served = Served::start(Place::Pty, "paper-58");
    let kiosk = Kiosk::start(&served.uri, "paper-58");
    kiosk.wait_for(Condition::Ready);
    let first = slip(384, 800, 5);
    kiosk.handle.print(JobId(1), first);
    std::thread::sleep(Duration::from_millis(300));
    served.hands.send(Hand::Break(Fault::PaperOut)).unwrap();
    assert_eq!(kiosk.end_of(1), JobState::Failed(FaultKind::PaperOut));
    served.hands.send(Hand::Repair(Fault::PaperOut)).unwrap();
    kiosk.wait_for(Condition::Ready);
    let second = slip(384, 120, 8);
    kiosk.handle.print(JobId(2), second.clone());
    assert_eq!(kiosk.end_of(2), JobState::Confirmed);
    drop(kiosk);
    // The stub of the first, cut off, if it had any ink yet; and the second, whole and alone.
    let paper = served.paper();
    assert!(paper.len() <= 2 && shows(&paper[paper.len() - 1], &second));
}

#[test]
fn a_printer_that_is_not_there_is_unplugged_and_comes_back() {
    let dir = TempDir::new().unwrap();
    let node = dir.path().join("lp0");
    let kiosk = Kiosk::start(&PrinterUri::Usb(node.clone()), "paper-58");
    kiosk.wait_for(Condition::Unplugged);
    kiosk.handle.print(JobId(1), slip(384, 100, 1));
    assert_eq!(kiosk.end_of(1), JobState::Failed(FaultKind::Unplugged));
    // A pseudo-terminal is a character device too; here it stands for the replugged printer.
    let mut served = Served::start(Place::Pty, "paper-58");
    let PrinterUri::Serial { device, .. } = &served.uri else { panic!("no pty") };
    std::os::unix::fs::symlink(device, &node).unwrap();
    kiosk.wait_for(Condition::Ready);
    kiosk.handle.print(JobId(2), slip(384, 100, 2));
    assert_eq!(kiosk.end_of(2), JobState::Confirmed);
    std::fs::remove_file(&node).unwrap();
    served.stop();
    kiosk.wait_for(Condition::Unplugged);
}

#[test]
fn nodes_that_are_no_devices_are_named() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "not a printer").unwrap();
    let missing = dir.path().join("missing");
    let cases = [
        (PrinterUri::Usb(file.clone()), "a plain file"),
        (PrinterUri::Usb(dir.path().to_owned()), "a directory"),
        (PrinterUri::Usb(missing.clone()), "no such device"),
        (PrinterUri::Serial { device: file.clone(), baud: None, flow: None }, "a plain file"),
        (PrinterUri::Serial { device: "/dev/null".into(), baud: None, flow: None }, "no serial line"),
        (PrinterUri::Serial { device: missing.join("x"), baud: None, flow: None }, "no such device"),
        (PrinterUri::File(dir.path().to_owned()), "a directory"),
        (PrinterUri::File(missing.join("x")), "no such device"),
    ];
    let profile = profile("generic-58");
    for (uri, words) in cases {
        let mut line = for_uri(&uri, &profile, &Clock::real());
        let refused = line.open(Duration::from_millis(100)).map_err(|error| error.to_string());
        let name = uri.to_string();
        let name = name.split('?').next().unwrap_or_default();
        let said = refused.as_ref().is_err_and(|said| said.contains(words) && said.contains(name));
        assert!(said, "{uri}: {refused:?}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "not a printer");
}

#[test]
fn a_device_that_takes_everything_and_says_nothing_is_silent() {
    let node = PrinterUri::Usb("/dev/null".into());
    let kiosk = Kiosk::start(&node, "xprinter-58");
    kiosk.handle.print(JobId(1), slip(384, 100, 1));
    assert_eq!(kiosk.end_of(1), JobState::Failed(FaultKind::Silent));
}

#[test]
fn bytes_into_a_file_are_never_confirmed() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("slip.bin");
    let kiosk = Kiosk::start(&PrinterUri::File(path.clone()), "generic-58");
    kiosk.handle.print(JobId(1), slip(384, 100, 1));
    assert_eq!(kiosk.end_of(1), JobState::Unknown);
    assert!(std::fs::metadata(&path).unwrap().len() > 500);
}

#[test]
fn a_network_printer_that_is_not_there_is_unplugged() {
    // Nobody listens on a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let kiosk = Kiosk::start(&PrinterUri::Tcp { host: "127.0.0.1".into(), port }, "paper-58");
    kiosk.wait_for(Condition::Unplugged);
    let uri = PrinterUri::Tcp { host: "printer.invalid".into(), port };
    let mut line = for_uri(&uri, &profile("paper-58"), &Clock::real());
    let refused = line.open(Duration::from_millis(500));
    assert!(matches!(refused, Err(TransportError::NoHost(_) | TransportError::Unreachable(_))));
}

#[test]
fn leaving_takes_less_than_two_seconds_though_the_printer_hangs() {
    let served = Served::start(Place::Pty, "paper-58");
    let kiosk = Kiosk::start(&served.uri, "paper-58");
    kiosk.wait_for(Condition::Ready);
    kiosk.handle.print(JobId(1), slip(384, 900, 1));
    served.hands.send(Hand::Break(Fault::Hung)).unwrap();
    let clock = Clock::real();
    drop(kiosk);
    assert!(clock.now() < Duration::from_secs(2) + Duration::from_millis(500));
}

#[test]
fn a_process_that_dies_in_the_middle_of_a_slip_leaves_nothing_to_the_next() {
    let mut served = Served::start(Place::Pty, "paper-58");
    let kiosk = Kiosk::start(&served.uri, "paper-58");
    kiosk.wait_for(Condition::Ready);
    kiosk.handle.print(JobId(1), slip(384, 900, 1));
    std::thread::sleep(Duration::from_millis(150));
    drop(kiosk);
    let kiosk = Kiosk::start(&served.uri, "paper-58");
    kiosk.wait_for(Condition::Ready);
    let second = slip(384, 120, 8);
    kiosk.handle.print(JobId(2), second.clone());
    assert_eq!(kiosk.end_of(2), JobState::Confirmed);
    drop(kiosk);
    // What was begun is cut off, if it had any ink yet.
    let paper = served.paper();
    assert!(paper.len() <= 2 && shows(&paper[paper.len() - 1], &second));
}

#[test]
fn a_cold_start_cuts_off_what_somebody_left() {
    let mut served = Served::start(Place::Pty, "paper-58");
    let profile = profile("paper-58");
    let mut line = for_uri(&served.uri, &profile, &Clock::real());
    line.open(PATIENCE).unwrap();
    let band = [&[0x1d, b'v', b'0', 0, 48, 0, 5, 0][..], &[0xf0; 200][..]].concat();
    assert_eq!(line.write(&band, PATIENCE).unwrap_or(0), band.len());
    // The answer shows that the band has arrived; closing would throw away what is on its way.
    assert_eq!(line.write(&[0x10, 4, 1], PATIENCE).unwrap_or(0), 3);
    assert_eq!(line.read(&mut [0; 8], PATIENCE).unwrap_or(0), 1);
    std::thread::sleep(Duration::from_millis(100));
    drop(line);
    let (tell, events) = channel();
    let told = move |event| {
        let _ = tell.send(event);
    };
    let handle = Printer::start_cold(served.uri.clone(), profile, Clock::real(), told).unwrap();
    let kiosk = Kiosk { handle, events };
    kiosk.wait_for(Condition::Ready);
    kiosk.handle.report(JobId(7), "Ready".to_owned(), vec!["paper: there".to_owned()]);
    assert_eq!(kiosk.end_of(7), JobState::Unknown);
    // The slip after it is on paper, so the report is.
    kiosk.handle.print(JobId(8), slip(384, 100, 3));
    assert_eq!(kiosk.end_of(8), JobState::Confirmed);
    drop(kiosk);
    assert_eq!(served.paper().len(), 3);
}
