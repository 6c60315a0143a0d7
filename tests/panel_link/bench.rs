//! A Pi's end and a real panel's mind, joined by a pseudo-terminal that can be pulled out.

use std::path::PathBuf;
use std::time::Duration;

use stairlight::clock::Date;
use stairlight::health::{Conditions, ContentState, Screen};
use stairlight::panel::{Ask, PanelEnd, StaffLanguage, Status};
use stairlight::socket::PrinterCondition;
use stairlight_link::{BuildId, FirmwareVersion, Heard, Identity, Receiver, ResetReason, ToPanel, ToPi, encode};
use stairlight_panel::keys::{Change, Door, Key, KeyEvent};
use stairlight_panel::pages::Sheet;
use stairlight_panel::supervisor::{Carried, State};
use stairlight_panel::{Event, Millis, Panel};
use tempfile::TempDir;

use crate::wire::{Counted, Plug};

pub const IDENTITY: Identity = Identity {
    firmware: FirmwareVersion(0, 1, 0),
    build: BuildId([0xde, 0xad, 0x00, 0x01]),
    reset: ResetReason::PowerOn,
    resets: 0,
};

/// What the panel does ten times a second, and the Pi's end too.
const TICK: Duration = Duration::from_millis(100);
/// Bytes in the kernel arrive in microseconds; a machine that is busy takes longer.
const LOOKS: u32 = 20_000;

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

pub struct Bench {
    pub now: Duration,
    pub status: Status,
    pub end: PanelEnd,
    pub panel: Panel,
    /// What the Pi was asked.
    pub asks: Vec<Ask>,
    /// What the panel heard.
    pub heard: Vec<ToPanel>,
    line: Counted,
    plug: Option<Plug>,
    ear: Receiver<ToPanel>,
    folder: TempDir,
}

impl Bench {
    /// Both ends have power, the wire is plugged in, and nobody has said anything.
    pub fn new() -> Bench {
        let folder = tempfile::tempdir().expect("a folder");
        let line = Counted::new(&folder.path().join("panel"));
        let mut bench = Bench {
            now: Duration::ZERO,
            status: working(),
            end: PanelEnd::new(),
            panel: Panel::new(IDENTITY, Carried::default(), Millis(0)),
            asks: Vec::new(),
            heard: Vec::new(),
            line,
            plug: None,
            ear: Receiver::new(),
            folder,
        };
        bench.plug_in();
        bench
    }

    /// Connected for a few seconds, the bay open.
    pub fn met() -> Bench {
        let mut bench = Bench::new();
        bench.pass(5);
        bench.bay(Door::Open);
        bench.heard.clear();
        bench
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("panel")
    }

    pub fn plug_in(&mut self) {
        self.plug = Some(Plug::at(&self.path()));
        (self.line.sent, self.line.came) = (0, 0);
        self.ear.forget();
    }

    pub fn pull_out(&mut self) {
        self.plug = None;
        std::fs::remove_file(self.path()).expect("it was plugged in");
    }

    /// Whole seconds go by for both ends.
    pub fn pass(&mut self, seconds: u64) {
        (0..seconds * 10).for_each(|_| self.tick());
    }

    /// A tenth of a second goes by.
    pub fn tick(&mut self) {
        self.now += TICK;
        self.event(Event::Tick);
        self.round();
    }

    /// The Pi's end does what is due, and everything that was said is heard.
    pub fn round(&mut self) {
        self.step();
        while self.deliver() {}
    }

    /// Something happens to the panel.
    pub fn event(&mut self, event: Event) {
        for message in self.panel.handle(event, self.millis()) {
            self.send(&encode(&message));
        }
    }

    /// The panel says this, whatever its mind thinks.
    pub fn say(&mut self, message: &ToPi) {
        self.send(&encode(message));
        self.round();
    }

    /// Bytes on the wire towards the Pi.
    pub fn send(&mut self, bytes: &[u8]) {
        if let Some(plug) = &mut self.plug {
            plug.write(bytes);
        }
    }

    /// Bytes on the wire towards the panel, which are not the Pi's own.
    pub fn disturb(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hear(*byte);
        }
    }

    pub fn bay(&mut self, door: Door) {
        self.event(Event::Contact(Change::Bay(door)));
        self.round();
    }

    pub fn tap(&mut self, key: Key) {
        self.event(Event::Contact(Change::Key(KeyEvent::Down(key))));
        self.event(Event::Contact(Change::Key(KeyEvent::Tapped(key))));
        self.round();
    }

    pub fn hold(&mut self, key: Key) {
        self.event(Event::Contact(Change::Key(KeyEvent::Down(key))));
        self.event(Event::Contact(Change::Key(KeyEvent::Held(key))));
        self.round();
    }

    pub fn turn_pages(&mut self, pages: usize) {
        (0..pages).for_each(|_| self.tap(Key::Next));
    }

    /// The first page: its word and its next step.
    pub fn word(&self) -> (String, &'static str) {
        match self.panel.sheet(self.millis()) {
            Sheet::Big { word, next } => (word.join(" ").trim().to_owned(), next),
            other => panic!("no big word on {other:?}"),
        }
    }

    /// The last line of any other page.
    pub fn last_line(&self) -> &'static str {
        match self.panel.sheet(self.millis()) {
            Sheet::Lines { last, .. } => last,
            other => panic!("no last line on {other:?}"),
        }
    }

    pub fn state(&self) -> State {
        self.panel.state()
    }

    /// What was heard since the last time, without the beats.
    pub fn take_heard(&mut self) -> Vec<ToPanel> {
        self.heard.drain(..).filter(|message| !matches!(message, ToPanel::Beat { .. })).collect()
    }

    fn step(&mut self) {
        self.asks.extend(self.end.step(self.now, &mut self.line, &self.status));
    }

    /// Carries bytes both ways; says whether there were any.
    fn deliver(&mut self) -> bool {
        let Some(plug) = &mut self.plug else {
            return false;
        };
        let mut came = Vec::new();
        for _ in 0..LOOKS {
            if plug.came == self.line.sent {
                break;
            }
            came.extend(plug.read());
        }
        assert_eq!(plug.came, self.line.sent, "the Pi's bytes arrive");
        let moved = !came.is_empty() || plug.sent != self.line.came;
        came.into_iter().for_each(|byte| self.hear(byte));
        let sent = self.plug.as_ref().map_or(0, |plug| plug.sent);
        for _ in 0..LOOKS {
            if self.line.came == sent {
                return moved;
            }
            std::thread::sleep(Duration::from_micros(100));
            self.step();
        }
        panic!("the panel's bytes arrive: {} of {sent}", self.line.came);
    }

    fn hear(&mut self, byte: u8) {
        let Some(heard) = self.ear.push(byte) else {
            return;
        };
        if let Ok(Heard::Message(message)) = &heard {
            self.heard.push(message.clone());
        }
        if let Some(event) = Event::from_wire(heard) {
            self.event(event);
        }
    }

    fn millis(&self) -> Millis {
        Millis(self.now.as_millis() as u64)
    }
}
