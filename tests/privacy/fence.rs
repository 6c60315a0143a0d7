//! The fence itself: what the kernel refuses to a process that has raised it, and a kernel that cannot.
//!
//! A fence cannot be taken down, so each test starts itself again in a process of its own.

use std::fs;
use std::io::ErrorKind;
use std::net::{TcpListener, UdpSocket};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};
use stairlight::content::Folders;
use stairlight::fence::{Fence, ScreenNeeds, Standing};
use stairlight::slots::Home;
use stairlight::socket::Protection;

use crate::bench::{Device, Place};
use crate::visits::Guided;

const ROLE: &str = "STAIRLIGHT_TEST_ROLE";

/// Runs this test once more, in this role.
fn again(name: &str, role: &str, data: &Path) -> Output {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command.args(["--exact", name, "--nocapture"]).env(ROLE, role).env("STAIRLIGHT_TEST_DATA", data);
    command.output().expect("it starts")
}

fn has_role(role: &str) -> bool {
    std::env::var(ROLE).is_ok_and(|own| own == role)
}

fn data() -> PathBuf {
    PathBuf::from(std::env::var_os("STAIRLIGHT_TEST_DATA").expect("it is handed down"))
}

/// Everything that may be read.
fn own() -> Vec<PathBuf> {
    Home::from(Folders::under(&data())).readable()
}

/// A kernel without Landlock, as far as this process can tell.
fn without_landlock() {
    let refuse = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let rules = [(libc::SYS_landlock_create_ruleset, Vec::new())].into_iter().collect();
    let arch = std::env::consts::ARCH.try_into().expect("a known machine");
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch).expect("rules");
    apply_filter(&BpfProgram::try_from(filter).expect("a program")).expect("this system has filters");
}

fn refused<T>(what: &str, done: std::io::Result<T>) {
    let kind = done.err().map(|error| error.kind());
    assert_eq!(kind, Some(ErrorKind::PermissionDenied), "{what}");
}

/// I-2, held by the kernel: a kiosk that wanted to could not write, call out, start a program or read
/// what is not its own.
#[test]
fn i_2_the_kernel_refuses_what_the_kiosk_never_does() {
    if has_role("fenced") {
        let data = data();
        let lacking = Fence::around(own(), None, ScreenNeeds::Nothing).raise(Standing::New);
        // Whether memory can be locked depends on who starts this.
        assert!(lacking.iter().all(|lacks| *lacks == Protection::Memory), "{lacking:?}");
        refused("a new file", fs::write(data.join("content/new"), "x"));
        refused("an old file", fs::OpenOptions::new().append(true).open(data.join("content/site.toml")));
        refused("a folder", fs::create_dir(data.join("new")));
        refused("another name", fs::rename(data.join("content"), data.join("other")));
        refused("away with it", fs::remove_file(data.join("content/site.toml")));
        refused("a link", symlink("a", data.join("link")));
        refused(
            "a time",
            fs::File::open(data.join("content/site.toml"))
                .and_then(|file| file.set_modified(std::time::SystemTime::UNIX_EPOCH)),
        );
        refused("somebody's list", fs::read("/etc/passwd"));
        refused("everything", fs::read_dir("/"));
        refused("a call out", UdpSocket::bind("127.0.0.1:0"));
        refused("a door", TcpListener::bind("127.0.0.1:0"));
        refused("a pair", UnixStream::pair());
        refused("a program", Command::new("/bin/true").status());
        assert!(fs::read(data.join("content/site.toml")).is_ok(), "its content is there");
        assert!(std::thread::spawn(|| fs::write("/tmp/x", "x").is_err()).join().expect("a thread"), "threads too");
        // Raised again it stays as it is.
        assert_eq!(Fence::around(own(), None, ScreenNeeds::Nothing).raise(Standing::Raised), lacking);
        return;
    }
    let place = Place::new();
    let output = again("fence::i_2_the_kernel_refuses_what_the_kiosk_never_does", "fenced", &place.data());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A kernel without Landlock: the device says "degraded", once, and runs.
#[test]
fn what_the_kernel_lacks_is_told_once_and_the_device_runs() {
    let name = "fence::what_the_kernel_lacks_is_told_once_and_the_device_runs";
    if has_role("wrapper") {
        without_landlock();
        let arguments: Vec<String> = std::env::args().skip_while(|word| word != "--").skip(1).collect();
        let error = Command::new(&arguments[0]).args(&arguments[1..]).env_remove(ROLE).exec();
        panic!("{error}");
    }
    if has_role("fenced") {
        without_landlock();
        let fence = Fence::around(own(), None, ScreenNeeds::Nothing);
        assert!(fence.raise(Standing::New).contains(&Protection::Files));
        return;
    }
    let place = Place::new();
    let output = again(name, "fenced", &place.data());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let own = std::env::current_exe().expect("this test").display().to_string();
    let words = ["env", "STAIRLIGHT_TEST_ROLE=wrapper", &own, "--exact", name, "--nocapture", "--"];
    let panel = format!("virtual:{}", place.path("panel").display());
    let mut device = Device::with(place, &panel, &words.map(str::to_owned));
    Guided::begin(&mut device.kiosk).language("es").leave();
    device.settle();
    let place = device.end();
    let diary = place.read("log/steward");
    assert_eq!(diary.matches("Files").count(), 1, "{diary}");
    assert!(diary.contains("Degraded"), "{diary}");
}
