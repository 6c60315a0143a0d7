//! The product's own processes in real time: `stairlight steward --panel emulated` starts the
//! emulator, joins it over TCP, and a developer sees the glass change. The kiosk is played here.

use std::fs::{self, File};
use std::io::BufReader;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::socket::{self, PrinterCondition, Up};

use crate::bench::{firmware, golden};

/// A busy machine may take long to start two processes.
const WITHIN: Duration = Duration::from_secs(60);

/// The picture as text, when there is one.
fn glass(picture: &Path) -> Option<String> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(picture).ok()?)).read_info().ok()?;
    let mut dots = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut dots).ok()?;
    assert_eq!((info.width, info.height, info.bit_depth), (512, 256, png::BitDepth::One));
    let lit = |x: usize, y: usize| dots[4 * y * info.line_size + x / 2] & [0x80, 0x08][x % 2] != 0;
    let row = |y| (0..128).map(|x| if lit(x, y) { '#' } else { ' ' }).collect::<String>().trim_end().to_owned() + "\n";
    Some((0..64).map(row).collect())
}

/// Beats as a kiosk does until the glass shows this.
fn until(kiosk: &mut UnixStream, picture: &Path, name: &str) {
    let clock = Clock::real();
    let golden = golden(name);
    let mut last = None;
    while last.as_ref() != Some(&golden) {
        assert!(clock.now() < WITHIN, "no {name} on\n{}", last.unwrap_or_default());
        socket::send(kiosk, &Up::Alive).expect("the steward listens");
        std::thread::sleep(Duration::from_millis(500));
        last = glass(picture);
    }
}

/// Processes that have this text in their command line.
fn running(text: &str) -> usize {
    let lines = fs::read_dir("/proc").expect("Linux").flatten().map(|entry| fs::read(entry.path().join("cmdline")));
    lines.flatten().filter(|line| String::from_utf8_lossy(line).contains(text)).count()
}

#[test]
#[ignore = "needs node and the firmware: .ci/firmware runs it"]
fn the_steward_starts_the_emulated_panel_and_its_glass_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut kiosk, theirs) = UnixStream::pair().expect("a pair");
    let mut steward = Command::new(env!("CARGO_BIN_EXE_stairlight"))
        .args(["steward", "--socket", "-", "--panel", "emulated"])
        .env("TMPDIR", folder.path())
        .env("STAIRLIGHT_PANEL_ELF", firmware())
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .spawn()
        .expect("the program starts");
    let picture = folder.path().join("stairlight/panel/panel.png");

    socket::send(&mut kiosk, &Up::Printer(PrinterCondition::Ready)).expect("it listens");
    until(&mut kiosk, &picture, "state-working.en");
    fs::write(picture.with_file_name("panel.keys"), "press next\n").expect("a folder");
    until(&mut kiosk, &picture, "printer-ready.en");
    fs::write(picture.with_file_name("panel.keys"), "press previous\n").expect("a folder");
    socket::send(&mut kiosk, &Up::Printer(PrinterCondition::PaperOut)).expect("it listens");
    until(&mut kiosk, &picture, "state-paper-out.en");

    // Killed, not ended: the emulator ends with the pipe that the steward held.
    steward.kill().expect("it runs");
    steward.wait().expect("it ends");
    let text = folder.path().display().to_string();
    let gone = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        running(&text) == 0
    });
    assert!(gone, "the emulator outlives the steward");
}
