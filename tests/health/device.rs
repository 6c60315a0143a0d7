//! The command on a machine: with a steward that runs, with one that is gone, and with none.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use stairlight::health::forms::json;
use stairlight::health::{Report, State};
use stairlight::socket::{self, PrinterCondition, Up};
use tempfile::TempDir;

/// Much more than anything takes.
const TRIES: usize = 600;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stairlight"));
    command.args(arguments).env_remove("DISPLAY").env_remove("STAIRLIGHT_DATA");
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A steward with its socket and its health file in a folder of its own.
struct Steward {
    place: TempDir,
    process: Child,
    kiosk: Option<UnixStream>,
}

impl Steward {
    fn start(arguments: &[&str]) -> Steward {
        let place = tempfile::tempdir().expect("a folder");
        let socket = place.path().join("steward.socket");
        let mut steward = command(&["steward", "--socket"]);
        steward.arg(&socket).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = steward.spawn().expect("the steward");
        let kiosk = (0..TRIES).find_map(|_| {
            std::thread::sleep(Duration::from_millis(50));
            UnixStream::connect(&socket).ok()
        });
        let mut steward = Steward { place, process, kiosk };
        steward.say(Up::Alive);
        steward
    }

    fn say(&mut self, up: Up) {
        socket::send(self.kiosk.as_mut().expect("connected"), &up).expect("it listens");
    }

    /// Waits until the file says so; the kiosk lives meanwhile.
    fn until(&mut self, such: impl Fn(&Report) -> bool) -> Report {
        for _ in 0..TRIES {
            self.say(Up::Alive);
            std::thread::sleep(Duration::from_millis(50));
            let report = fs::read_to_string(self.file()).ok().and_then(|text| json::parse(&text).ok());
            if let Some(report) = report.filter(&such) {
                return report;
            }
        }
        panic!("never: {:?}", fs::read_to_string(self.file()));
    }

    fn file(&self) -> std::path::PathBuf {
        self.place.path().join("health.json")
    }

    fn health(&self, format: &str) -> Output {
        command(&["health", "--format", format, "--health"]).arg(self.file()).output().expect("the command")
    }

    fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Steward {
    fn drop(&mut self) {
        self.end();
    }
}

#[test]
fn the_command_says_what_the_steward_knows() {
    let mut steward = Steward::start(&[]);
    steward.say(Up::Printer(PrinterCondition::Ready));
    steward.until(|report| report.state == State::Working);
    let nagios = steward.health("nagios");
    assert_eq!((said(&nagios).as_str(), nagios.status.code()), ("STAIRLIGHT OK - Working: Nothing to do.\n", Some(0)));
    steward.say(Up::Printer(PrinterCondition::CoverOpen));
    let report = steward.until(|report| report.state == State::NeedsStaff);
    assert_eq!(report.short(), "Needs staff: Close the printer's cover.");
    let nagios = steward.health("nagios");
    assert_eq!(nagios.status.code(), Some(1), "{}", said(&nagios));
    assert!(said(&steward.health("text")).starts_with("Needs staff\nNext: Close the printer's cover. (anyone)\n"));
    assert!(said(&steward.health("prom")).contains("\nstairlight_health_state 1\n"));
    assert_eq!(json::parse(&said(&steward.health("json"))).expect("a report"), report);
    assert_eq!(steward.health("text").status.code(), Some(0), "only a monitor asks for codes");
    // A kiosk that has gone: the screen is out.
    steward.kiosk = None;
    let path = steward.file();
    let out = (0..TRIES).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        let text = fs::read_to_string(&path).expect("the report");
        json::parse(&text).is_ok_and(|report| report.state == State::OutOfService)
    });
    assert!(out, "nobody is told that there is no screen");
    assert_eq!(steward.health("nagios").status.code(), Some(2));
}

/// What is not new is not written; everybody may read it.
#[test]
fn the_file_is_replaced_only_when_something_changes() {
    let mut steward = Steward::start(&[]);
    steward.say(Up::Printer(PrinterCondition::Ready));
    steward.until(|report| report.state == State::Working);
    let file = |steward: &Steward| fs::metadata(steward.file()).expect("a file");
    let before = file(&steward);
    assert_eq!(before.permissions().mode() & 0o777, 0o644);
    for _ in 0..30 {
        steward.say(Up::Alive);
        steward.say(Up::Printer(PrinterCondition::Ready));
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(file(&steward).ino(), before.ino());
    steward.say(Up::Printer(PrinterCondition::Jam));
    steward.until(|report| report.state == State::NeedsStaff);
    assert_ne!(file(&steward).ino(), before.ino());
}

/// A report that a dead steward has left is not taken for the truth.
#[test]
fn a_report_that_was_left_behind_is_not_believed() {
    let mut steward = Steward::start(&[]);
    steward.until(|report| report.state == State::Working);
    steward.end();
    let nagios = steward.health("nagios");
    assert_eq!(nagios.status.code(), Some(3), "{}", said(&nagios));
    assert!(said(&steward.health("text")).contains("The steward does not run"));
}

/// Where the file cannot be put the steward goes on, and says so where it still can.
#[test]
fn a_health_file_that_cannot_be_written_stops_nobody() {
    let place = tempfile::tempdir().expect("a folder");
    // A folder stands in its place; and the name beside it is taken, too.
    fs::create_dir_all(place.path().join("health.json/full")).expect("a folder");
    let file = place.path().join("health.json").display().to_string();
    let mut steward = Steward::start(&["--health", &file]);
    for _ in 0..30 {
        steward.say(Up::Alive);
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(steward.process.try_wait().expect("it can be asked").is_none(), "it goes on");
    fs::remove_dir_all(place.path().join("health.json")).expect("it is in the way");
    let path = Path::new(&file);
    assert!((0..TRIES).any(|_| {
        steward.say(Up::Alive);
        std::thread::sleep(Duration::from_millis(50));
        // It says so for a moment, and then that all is well.
        fs::read_to_string(path).is_ok_and(|text| !text.contains("report-unwritten"))
    }));
}

/// With no steward it reads what it can by itself: content, disk, setting; screen and printer are unknown.
#[test]
fn without_a_steward_it_reads_what_it_can() {
    let place = tempfile::tempdir().expect("a folder");
    let none = place.path().join("none.json").display().to_string();
    let root = place.path().join("root").display().to_string();
    let state = place.path().join("state").display().to_string();
    fs::create_dir_all(&state).expect("a folder");
    let ask = |rest: &[&str]| {
        let output = command(&["health", "--format", "json", "--health", &none, "--root-dir", &root])
            .args(rest)
            .output()
            .expect("the command");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        json::parse(&said(&output)).expect("a report")
    };
    let names = |report: &Report| report.findings.iter().map(|finding| finding.id.clone()).collect::<Vec<_>>();
    let report = ask(&[]);
    assert_eq!((report.state, names(&report)[0].as_str()), (State::NeedsStaff, "steward-absent"));
    let value =
        |report: &Report, id: &str| report.facts.iter().find(|fact| fact.id == id).expect("a fact").value.clone();
    assert_eq!((value(&report, "screen_alive"), value(&report, "printer_paper")), ("unknown".into(), "unknown".into()));
    assert_eq!(value(&report, "content_whole"), "whole");
    // An appliance without anything.
    let report = ask(&["--appliance", "--state", &state, "--data", "/nowhere"]);
    let found = names(&report);
    for id in ["content-missing", "pin-not-set", "setting-journal"] {
        assert!(found.contains(&id.to_owned()), "{id}: {found:?}");
    }
    // It has changed nothing.
    assert_eq!(fs::read_dir(&state).expect("a folder").count(), 0);
    let strange = place.path().join("strange.json");
    fs::write(&strange, "{\"schema\": 9}").expect("a file");
    let output = command(&["health", "--health"]).arg(&strange).output().expect("the command");
    assert!(output.status.success(), "nobody holds it, so it is not read");
}

#[test]
fn the_report_comes_out_of_a_printer() {
    let place = tempfile::tempdir().expect("a folder");
    let uri = format!("paper:{}", place.path().display());
    let none = place.path().join("none.json");
    let output = command(&["health", "--print", &uri, "--health"]).arg(&none).output().expect("the command");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said(&output), "Sent. Look whether it came out whole.\n");
    let papers = fs::read_dir(place.path()).expect("a folder").count();
    assert_eq!(papers, 1);
}
