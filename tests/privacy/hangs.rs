//! Forgetting when something hangs.

use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use stairlight::visit::Action;

use crate::bench::{Device, Kiosk, Place, Printer};
use crate::visits::Guided;

/// From leaving to the fresh process, with the time that a loaded machine needs to start it.
const RESET: Duration = Duration::from_secs(2);

/// Leaves by the real clock, and says how long the fresh process took to be there.
fn leaves_in_time(visit: &mut Guided) -> Duration {
    let kiosk = visit.kiosk();
    let before = kiosk.renewals();
    let left = Instant::now();
    kiosk.key("leave");
    kiosk.await_renewal(before, Duration::from_secs(10)).expect("a fresh process");
    left.elapsed()
}

/// How long a fresh process takes to be ready, when nothing hangs and nobody waits for anything.
fn start_takes() -> Duration {
    let place = Place::new();
    let start = Instant::now();
    drop(Kiosk::start(&place, &Printer::None, None, &[]));
    start.elapsed()
}

/// I-10: a printer that takes nothing and answers nothing, with a job under way.
#[test]
fn i_10_a_dead_printer_holds_nothing_up() {
    let place = Place::new();
    // Nobody reads at this end.
    let (_other, node) = dead_line();
    // It says nothing, so that print is offered all the same.
    place.settings("profile = \"paper-58\"", "profile = \"generic-58\"");
    let mut kiosk = Kiosk::start(&place, &Printer::Dead(node), None, &[]);
    let mut visit = Guided::begin(&mut kiosk);
    visit.language("en").choose(Action::OpenPaper).choose(Action::Print);
    let took = leaves_in_time(&mut visit);
    assert!(took < RESET + start_takes(), "{took:?}");
}

/// I-10: a steward that takes nothing.
#[test]
fn i_10_a_steward_that_hangs_holds_nothing_up() {
    let place = Place::new();
    let socket = place.path("steward.socket");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let mut kiosk = Kiosk::start(&place, &Printer::None, Some(&socket), &[]);
    let _never_read = listener.accept().expect("the kiosk");
    // Until the socket is full, and long after.
    for _ in 0..600 {
        kiosk.pass(1);
    }
    let mut visit = Guided::begin(&mut kiosk);
    visit.language("en");
    let took = leaves_in_time(&mut visit);
    assert!(took < RESET + start_takes(), "{took:?}");
}

/// I-10: a service panel that takes nothing.
#[test]
fn i_10_a_dead_panel_holds_nothing_up() {
    let (_other, node) = dead_line();
    let mut device = Device::with(Place::new(), &format!("serial:{}", node.display()), &[]);
    device.settle();
    let mut visit = Guided::begin(&mut device.kiosk);
    visit.language("en");
    let took = leaves_in_time(&mut visit);
    assert!(took < RESET + start_takes(), "{took:?}");
}

/// A serial line whose other end nobody reads, and that end.
fn dead_line() -> (std::os::fd::OwnedFd, PathBuf) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pty");
    grantpt(&master).and_then(|()| unlockpt(&master)).expect("a pty");
    let name = ptsname(&master, Vec::new()).expect("a name").into_string().expect("plain");
    let line = rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("a line");
    let mut settings = tcgetattr(&line).expect("settings");
    settings.make_raw();
    tcsetattr(&line, OptionalActions::Now, &settings).expect("settings");
    // It stays open, so that the line is never hung up.
    std::mem::forget(line);
    (master, PathBuf::from(name))
}
