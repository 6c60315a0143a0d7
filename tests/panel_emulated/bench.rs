//! The emulator in lockstep with the Pi's end: a tenth of a second at a time, both in the test's hand.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use stairlight::clock::Date;
use stairlight::health::{Conditions, ContentState, Screen};
use stairlight::panel::{Ask, Line, LineError, PanelEnd, StaffLanguage, Status};
use stairlight::socket::PrinterCondition;

const TICK: Duration = Duration::from_millis(100);

/// Where the build of the firmware is, as the emulator's own tests look for it.
pub fn firmware() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let elf = std::env::var_os("STAIRLIGHT_PANEL_ELF")
        .map_or_else(|| target.join("thumbv6m-none-eabi/firmware/stairlight-pico"), PathBuf::from);
    assert!(elf.is_file(), "{}: no firmware; .ci/firmware builds it", elf.display());
    elf
}

/// A picture that the host drew, from the panel's own tests.
pub fn golden(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("firmware/panel/tests/golden");
    std::fs::read_to_string(folder.join(format!("{name}.txt"))).expect("the panel's golden picture")
}

/// The conditions of a device that works.
pub fn well() -> Conditions {
    let mut is = Conditions::unknown(Date::parse("2026-12-01").expect("a day"));
    is.screen = Screen::Alive;
    is.printer = PrinterCondition::Ready;
    is.content.state = ContentState::Whole;
    is
}

/// A device that works.
pub fn working() -> Status {
    Status::of(&well(), StaffLanguage::English)
}

/// A device that works but for this; what staff chose stays.
pub fn now_is(status: &mut Status, change: impl FnOnce(&mut Conditions)) {
    let mut is = well();
    change(&mut is);
    *status = Status { updating: status.updating, ..Status::of(&is, status.language) };
}

/// The emulated panel; its wire is what it says and hears.
struct Chip {
    process: Child,
    says: BufReader<ChildStdout>,
    to_pi: VecDeque<u8>,
    /// Without power a Pi neither hears nor speaks.
    open: bool,
    ask: bool,
    cut: bool,
    restarts: u64,
}

impl Chip {
    fn start() -> Chip {
        let emulator = Path::new(env!("CARGO_MANIFEST_DIR")).join("firmware/emulator/emulator.mjs");
        let mut process = Command::new("node")
            .arg(emulator)
            .args(["step", "--elf"])
            .arg(firmware())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts; .ci/node fetches one");
        let says = BufReader::new(process.stdout.take().expect("piped"));
        Chip { process, says, to_pi: VecDeque::new(), open: false, ask: false, cut: false, restarts: 0 }
    }

    fn obey(&mut self, line: &str) -> Value {
        let words = self.process.stdin.as_mut().expect("piped");
        writeln!(words, "{line}").expect("the emulator runs");
        let mut answer = String::new();
        self.says.read_line(&mut answer).expect("the emulator answers");
        let answer: Value = serde_json::from_str(&answer).expect("the emulator answers in JSON; is it installed?");
        assert_eq!(answer["refused"], Value::Null, "{line}");
        if self.open {
            let said = answer["said"].as_str().expect("bytes").as_bytes();
            let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16).expect("hex");
            self.to_pi.extend(said.chunks(2).map(byte));
        }
        self.ask = answer["ask"] == true;
        self.cut = answer["cut"] == true;
        self.restarts = answer["restarts"].as_u64().expect("a count");
        answer
    }
}

impl Drop for Chip {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Line for Chip {
    fn open(&mut self, _within: Duration) -> Result<(), LineError> {
        self.open = true;
        Ok(())
    }

    fn close(&mut self) {
        self.open = false;
        self.to_pi.clear();
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LineError> {
        let count = buffer.len().min(self.to_pi.len());
        buffer.iter_mut().zip(self.to_pi.drain(..count)).for_each(|(to, byte)| *to = byte);
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, LineError> {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.obey(&format!("hear {hex}"));
        Ok(bytes.len())
    }
}

/// The panel's firmware and a Pi.
pub struct Bench {
    pub now: Duration,
    pub status: Status,
    pub end: PanelEnd,
    pub asks: Vec<Ask>,
    /// Whole seconds at which the line that cuts the power rose and fell.
    pub cuts: Vec<(u64, bool)>,
    /// Whether there is a Pi with power and a running steward.
    pub pi: bool,
    chip: Chip,
}

impl Bench {
    /// Both have just got power. The bay stands open.
    pub fn new() -> Bench {
        let mut chip = Chip::start();
        chip.obey("bay open");
        let end = PanelEnd::new();
        Bench { now: Duration::ZERO, status: working(), end, asks: Vec::new(), cuts: Vec::new(), pi: true, chip }
    }

    /// The panel alone has power.
    pub fn without_pi() -> Bench {
        Bench { pi: false, ..Bench::new() }
    }

    /// Both work and have met.
    pub fn met() -> Bench {
        let mut bench = Bench::new();
        bench.pass(4);
        bench.shows("state-working.en");
        bench
    }

    pub fn pass(&mut self, seconds: u64) {
        (0..seconds * 10).for_each(|_| self.tick());
    }

    fn tick(&mut self) {
        let cut = self.chip.cut;
        self.now += TICK;
        self.chip.obey(&format!("run {}", TICK.as_millis()));
        if self.pi {
            self.asks.extend(self.end.step(self.now, &mut self.chip, &self.status));
        }
        if cut != self.chip.cut {
            self.cuts.push((self.now.as_secs(), self.chip.cut));
        }
    }

    /// Lets time pass until something is so; gives the seconds that it took.
    pub fn until(&mut self, most: u64, so: impl Fn(&Bench) -> bool) -> u64 {
        let begin = self.now;
        while !so(self) {
            assert!(
                self.now - begin < Duration::from_secs(most),
                "not within {most} s; the glass is\n{}",
                self.glass()
            );
            self.tick();
        }
        (self.now - begin).as_secs()
    }

    /// Words of the emulator: fingers, the door, the glass's plug, power.
    pub fn obey(&mut self, line: &str) {
        self.chip.obey(line);
    }

    /// The Pi's power goes away.
    pub fn pi_off(&mut self) {
        self.pi = false;
        self.chip.close();
    }

    /// The Pi's power is back, and it has started.
    pub fn pi_on(&mut self) {
        self.pi = true;
        self.end = PanelEnd::new();
    }

    pub fn cuts_now(&self) -> bool {
        self.chip.cut
    }

    pub fn asks_now(&self) -> bool {
        self.chip.ask
    }

    pub fn restarts(&self) -> u64 {
        self.chip.restarts
    }

    pub fn glass(&mut self) -> String {
        self.chip.obey("look")["glass"].as_str().expect("a picture").to_owned()
    }

    /// The same in one of the languages that take turns until staff's choice is known.
    pub fn shows_in_turn(&mut self, name: &str) {
        let glass = self.glass();
        let known = ["en", "es"].iter().any(|tag| glass == golden(&format!("{name}.{tag}")));
        assert!(known, "the glass is\n{glass}instead of {name}");
    }

    /// Not one dot differs from the host's picture.
    pub fn shows(&mut self, name: &str) {
        let (glass, golden) = (self.glass(), golden(name));
        assert!(glass == golden, "the glass is\n{glass}instead of {name}:\n{golden}");
    }
}
