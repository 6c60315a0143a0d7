//! What the service manager hears from both processes, and that a hang stops it: from then on it is the
//! manager who acts, as the units in `packaging/` say.

use std::io::Write;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::pipe::fcntl_setpipe_size;
use rustix::process::{Pid, Signal, kill_process};
use stairlight::visit::Action;

use crate::bench::{Kiosk, Place, Printer, Process};
use crate::visits::Guided;

const READY: &str = "READY=1\n";
const ALIVE: &str = "WATCHDOG=1\n";
/// A round is a second; a loaded machine may lose one or two.
const ROUNDS: Duration = Duration::from_millis(3_500);

/// The service manager's end.
struct Manager {
    line: UnixDatagram,
    place: String,
}

impl Manager {
    fn at(place: &Place) -> Manager {
        let path = place.path("notify");
        let line = UnixDatagram::bind(&path).expect("a socket");
        line.set_read_timeout(Some(ROUNDS)).expect("a limit");
        Manager { line, place: path.display().to_string() }
    }

    /// What starts a program under this manager.
    fn around(&self) -> Vec<String> {
        vec!["env".to_owned(), format!("NOTIFY_SOCKET={}", self.place)]
    }

    /// The next word; `None` when a process that lives would have said one.
    fn hear(&self) -> Option<String> {
        let mut word = [0; 64];
        self.line.recv(&mut word).ok().map(|length| String::from_utf8_lossy(&word[..length]).into_owned())
    }

    /// Everything that was said up to now, without waiting.
    fn said(&self) -> Vec<String> {
        self.line.set_nonblocking(true).expect("a socket");
        let said = std::iter::from_fn(|| self.hear()).collect();
        self.line.set_nonblocking(false).expect("a socket");
        said
    }

    /// True once nothing comes any more.
    fn falls_silent(&self) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if self.hear().is_none() {
                return true;
            }
        }
        false
    }
}

#[test]
fn the_manager_hears_two_words_before_and_after_a_visit() {
    let place = Place::new();
    let manager = Manager::at(&place);
    let mut kiosk = Kiosk::start(&place, &Printer::None, None, &manager.around());
    assert_eq!(manager.hear().as_deref(), Some(READY));
    assert_eq!(manager.hear().as_deref(), Some(ALIVE));
    let mut visit = Guided::begin(&mut kiosk);
    visit.language("en").choose(Action::OpenPaper);
    assert_eq!(manager.hear().as_deref(), Some(ALIVE), "during a visit");
    visit.leave();
    let before = manager.said();
    assert!(before.iter().all(|word| word == ALIVE), "{before:?}");
    // The fresh image: the same line, behind a fence that forbids a new one.
    for _ in 0..3 {
        assert_eq!(manager.hear().as_deref(), Some(ALIVE), "after a visit");
    }
    // And the one after that.
    let mut visit = Guided::begin(&mut kiosk);
    visit.language("es");
    visit.leave();
    manager.said();
    assert_eq!(manager.hear().as_deref(), Some(ALIVE), "after a second visit");
}

/// The loop that draws stands still while the other threads live. It waits here for a reader of its answers.
#[test]
fn a_screen_that_hangs_falls_silent() {
    let place = Place::new();
    let manager = Manager::at(&place);
    let mut command = Command::new(env!("CARGO_BIN_EXE_stairlight"));
    command.args(["kiosk", "--headless", "--data"]).arg(place.data()).env("NOTIFY_SOCKET", &manager.place);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut kiosk = Process(command.spawn().expect("the kiosk"));
    let nobody_reads = kiosk.0.stdout.take().expect("piped");
    fcntl_setpipe_size(&nobody_reads, 4096).expect("a pipe");
    assert_eq!(manager.hear().as_deref(), Some(READY));
    assert_eq!(manager.hear().as_deref(), Some(ALIVE));
    let mut script = kiosk.0.stdin.take().expect("piped");
    script.write_all("look\n".repeat(1_000).as_bytes()).expect("it listens");
    assert!(manager.falls_silent(), "the watchdog is fed by something that is not the screen");
    assert!(kiosk.0.try_wait().expect("a child").is_none(), "it hangs, it has not ended");
}

/// A steward under the manager, and where it listens.
fn steward(place: &Place, manager: &Manager) -> Process {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stairlight"));
    command.args(["steward", "--socket"]).arg(place.path("steward.socket")).arg("--data").arg(place.data());
    command.env("NOTIFY_SOCKET", &manager.place);
    Process(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the steward"))
}

#[test]
fn a_steward_that_hangs_falls_silent_and_the_kiosk_goes_on() {
    let place = Place::new();
    let manager = Manager::at(&place);
    let steward = steward(&place, &manager);
    assert_eq!(manager.hear().as_deref(), Some(READY));
    let mut kiosk = Kiosk::start(&place, &Printer::None, Some(&place.path("steward.socket")), &[]);
    assert_eq!(manager.hear().as_deref(), Some(ALIVE));
    let stopped = Pid::from_child(&steward.0);
    kill_process(stopped, Signal::STOP).expect("it is ours");
    assert!(manager.falls_silent());
    let resting = kiosk.look();
    Guided::begin(&mut kiosk).language("en");
    assert_ne!(kiosk.look(), resting, "visitors are served");
}

/// A steward that is started anew finds its kiosk again, and no visit is cut off for that.
#[test]
fn a_kiosk_that_lost_its_steward_ends_when_nobody_is_there() {
    let place = Place::new();
    let manager = Manager::at(&place);
    let steward = steward(&place, &manager);
    assert_eq!(manager.hear().as_deref(), Some(READY));
    let mut kiosk = Kiosk::start(&place, &Printer::None, Some(&place.path("steward.socket")), &manager.around());
    let mut visit = Guided::begin(&mut kiosk);
    visit.language("en");
    drop(steward);
    manager.said();
    for _ in 0..3 {
        assert_eq!(manager.hear().as_deref(), Some(ALIVE), "somebody is there");
    }
    visit.leave();
    // The cover screen stays as long as it does for everybody.
    kiosk.say("pass 31");
    assert!(kiosk.await_end(), "whoever started it starts it anew");
}

#[test]
fn without_a_manager_a_kiosk_goes_on_alone() {
    let place = Place::new();
    let manager = Manager::at(&place);
    let steward = steward(&place, &manager);
    assert_eq!(manager.hear().as_deref(), Some(READY));
    let mut kiosk = Kiosk::start(&place, &Printer::None, Some(&place.path("steward.socket")), &[]);
    drop(steward);
    std::thread::sleep(ROUNDS);
    let resting = kiosk.look();
    Guided::begin(&mut kiosk).language("en");
    assert_ne!(kiosk.look(), resting);
}
