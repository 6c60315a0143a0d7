//! A whole device on a bench: kiosk, steward, service panel and printer as processes of their own,
//! with every file that they could leave in one folder. It drives and looks; it asserts nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Much more than anything takes.
const LONG: Duration = Duration::from_secs(60);

/// A process that ends with the test.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where the device is set up. Everything that it could write is in here.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// With a copy of this repository's content.
    pub fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().expect("a folder") };
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["content", "locales"] {
            copy(&repository.join(folder), &place.data().join(folder));
        }
        place.settings("profile = \"\"", "profile = \"paper-58\"");
        for folder in ["home", "tmp", "panel", "paper", "log"] {
            fs::create_dir_all(place.path(folder)).expect("a folder");
        }
        place
    }

    /// Changes the site's settings.
    pub fn settings(&self, from: &str, to: &str) {
        let site = self.data().join("content/site.toml");
        let text = fs::read_to_string(&site).expect("settings");
        assert!(text.contains(from), "{text}");
        fs::write(&site, text.replace(from, to)).expect("settings");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub fn read(&self, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.path(name)).unwrap_or_default()).into_owned()
    }

    /// Everything that lasts: each file with its bytes and the time of its last change. Not the paper,
    /// which the world takes away.
    pub fn lasting(&self) -> BTreeMap<PathBuf, (Vec<u8>, i64)> {
        let mut found = BTreeMap::new();
        for name in ["data", "home", "tmp"] {
            walk(&self.path(name), &mut |path, meta| {
                let time = meta.mtime() * 1_000_000_000 + meta.mtime_nsec();
                found.insert(path.to_owned(), (fs::read(path).unwrap_or_default(), time));
            });
        }
        found
    }

    /// Pieces of paper that came out.
    pub fn papers(&self) -> usize {
        fs::read_dir(self.path("paper")).into_iter().flatten().count()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env("HOME", self.path("home")).env("TMPDIR", self.path("tmp"));
        command.env_remove("DISPLAY").env_remove("STAIRLIGHT_DATA").env_remove("XDG_CACHE_HOME");
        // Everything that could ever be logged.
        command.env("STAIRLIGHT_LOG", "trace");
        command
    }

    fn log(&self, name: &str) -> File {
        File::create(self.path("log").join(name)).expect("a log")
    }
}

fn copy(from: &Path, to: &Path) {
    walk(from, &mut |path, _| {
        let place = to.join(path.strip_prefix(from).expect("below it"));
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::copy(path, place).expect("a copy");
    });
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path, &fs::Metadata)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let meta = entry.metadata().expect("it is there");
        if meta.is_dir() { walk(&entry.path(), each) } else { each(&entry.path(), &meta) }
    }
}

/// What the kiosk prints on.
pub enum Printer {
    None,
    /// The virtual printer at a serial line, in a process of its own.
    Paper {
        _process: Process,
        node: PathBuf,
    },
    /// A line on which nobody answers or takes anything.
    Dead(PathBuf),
}

impl Printer {
    pub fn paper(place: &Place) -> Printer {
        let mut command = place.command(env!("CARGO_BIN_EXE_stairlight"));
        command.args(["paper", "--pty", "--out"]).arg(place.path("paper")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Process(command.stderr(Stdio::null()).spawn().expect("the printer"));
        let said = process.0.stdout.take().expect("piped");
        let line = BufReader::new(said).lines().map_while(Result::ok).find(|line| line.contains("serial:"));
        let line = line.expect("it says where it is");
        let node = line.split("serial:").nth(1).and_then(|rest| rest.split([' ', '?']).next()).expect("a node");
        let node = PathBuf::from(node);
        Printer::Paper { _process: process, node }
    }

    fn uri(&self) -> Option<String> {
        match self {
            Printer::None => None,
            Printer::Paper { node, .. } | Printer::Dead(node) => Some(format!("serial:{}", node.display())),
        }
    }
}

/// A kiosk under a test's fingers.
pub struct Kiosk {
    process: Process,
    script: ChildStdin,
    said: Receiver<String>,
    /// How often it has replaced itself.
    renewed: usize,
}

impl Kiosk {
    /// `around` is a program that starts it, such as strace, with its arguments.
    pub fn start(place: &Place, printer: &Printer, steward: Option<&Path>, around: &[String]) -> Kiosk {
        let own = env!("CARGO_BIN_EXE_stairlight").to_owned();
        let mut words = around.to_vec();
        words.extend([own, "kiosk".to_owned(), "--headless".to_owned()]);
        let mut command = place.command(&words[0]);
        command.args(&words[1..]).arg("--data").arg(place.data());
        if let Some(uri) = printer.uri() {
            command.args(["--printer", &uri]);
        }
        if let Some(socket) = steward {
            command.arg("--steward").arg(socket);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(place.log("kiosk"));
        let mut process = Process(command.spawn().expect("the kiosk"));
        let script = process.0.stdin.take().expect("piped");
        let out = process.0.stdout.take().expect("piped");
        let (tell, said) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        let mut kiosk = Kiosk { process, script, said, renewed: 0 };
        loop {
            // What starts it may have something to say before.
            let line = kiosk.next_line(LONG).unwrap_or_else(|| panic!("no kiosk: {}", place.read("log/kiosk")));
            if line == "ready" {
                return kiosk;
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }

    fn next_line(&mut self, within: Duration) -> Option<String> {
        match self.said.recv_timeout(within) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("the kiosk is gone: {:?}", self.process.0.try_wait()),
        }
    }

    /// Gives one line of the script and returns the answer.
    pub fn say(&mut self, line: &str) -> String {
        writeln!(self.script, "{line}").expect("it listens");
        loop {
            let answer = self.next_line(LONG).unwrap_or_else(|| panic!("no answer to \"{line}\""));
            if answer != "ready" {
                assert_ne!(answer, "?", "\"{line}\" is not understood");
                return answer;
            }
            self.renewed += 1;
        }
    }

    pub fn key(&mut self, key: &str) {
        self.say(&format!("key {key}"));
    }

    pub fn pass(&mut self, seconds: u64) {
        self.say(&format!("pass {seconds}"));
    }

    /// The fingerprint of what is on the screen.
    pub fn look(&mut self) -> String {
        self.say("look")
    }

    /// Waits until it ends by itself, and says whether it meant to.
    pub fn await_end(mut self) -> bool {
        let start = Instant::now();
        loop {
            match self.process.0.try_wait().expect("a child") {
                Some(status) => return status.success(),
                None if start.elapsed() > LONG => return false,
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// How often it has replaced itself so far.
    pub fn renewals(&mut self) -> usize {
        self.look();
        self.renewed
    }

    /// Waits until it has replaced itself once more than `before`; says how long that took.
    pub fn await_renewal(&mut self, before: usize, within: Duration) -> Option<Duration> {
        let start = Instant::now();
        while self.renewed <= before {
            let left = within.checked_sub(start.elapsed())?;
            if self.next_line(left)? == "ready" {
                self.renewed += 1;
            }
        }
        Some(start.elapsed())
    }

    /// Ends the script, and waits until the process has ended by itself.
    pub fn end(self) -> bool {
        let Kiosk { mut process, script, .. } = self;
        drop(script);
        process.0.wait().is_ok_and(|status| status.success())
    }
}

/// Kiosk, steward, panel and printer.
pub struct Device {
    pub place: Place,
    pub kiosk: Kiosk,
    steward: Process,
    _printer: Printer,
}

impl Device {
    pub fn start() -> Device {
        Device::at(Place::new())
    }

    pub fn at(place: Place) -> Device {
        let panel = format!("virtual:{}", place.path("panel").display());
        Device::with(place, &panel, &[])
    }

    /// With another service panel, and a program that starts the kiosk.
    pub fn with(place: Place, panel: &str, around: &[String]) -> Device {
        let socket = place.path("steward.socket");
        let mut command = place.command(env!("CARGO_BIN_EXE_stairlight"));
        command.args(["steward", "--socket"]).arg(&socket);
        command.args(["--panel", panel, "--data"]).arg(place.data());
        let steward = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(place.log("steward"));
        let steward = Process(steward.spawn().expect("the steward"));
        let start = Instant::now();
        while !socket.exists() && start.elapsed() < LONG {
            std::thread::sleep(Duration::from_millis(10));
        }
        let printer = Printer::paper(&place);
        let kiosk = Kiosk::start(&place, &printer, Some(&socket), around);
        Device { place, kiosk, steward, _printer: printer }
    }

    /// Waits until nothing is new any more: every process has found what there is to find, and the
    /// panel shows it.
    pub fn settle(&self) {
        std::thread::sleep(Duration::from_secs(5));
    }

    /// Ends it, and returns where it was.
    pub fn end(self) -> Place {
        let Device { place, kiosk, steward, _printer } = self;
        assert!(kiosk.end(), "{}", place.read("log/kiosk"));
        // What it has to say of that is written by then.
        std::thread::sleep(Duration::from_millis(1_200));
        drop(steward);
        place
    }
}

/// Every byte of a file.
pub fn bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).unwrap_or_default();
    bytes
}
