//! The panel on a PC: the firmware's own mind in this process, with a picture for a glass.
//!
//! It behaves as a wire ([`Line`]). Time passes in it whenever the wire is used. It cuts no power;
//! what it would do to the Pi goes to the diary. Its bay stands open, so that the glass stays lit.

mod fingers;
mod glass;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver as Inbox, Sender};
use std::time::Duration;

use stairlight_link::{BuildId, FirmwareVersion, Identity, Receiver, ResetReason, ToPanel, encode};
use stairlight_panel::draw::draw;
use stairlight_panel::keys::{Change, Door};
use stairlight_panel::pages::Sheet;
use stairlight_panel::supervisor::Carried;
use stairlight_panel::{Event, Millis, Outputs, Panel, Span};

pub use self::fingers::KEYS;
use self::glass::Glass;
use super::line::{Line, LineError};
use crate::clock::Clock;

/// The picture's name in its folder.
pub const PICTURE: &str = "panel.png";

/// What the firmware does ten times a second.
const TICK: Span = Span::millis(100);
/// A machine that slept, or a program that was stopped: the panel sleeps too, rather than find the
/// Pi dead when both wake up.
const MOST_LAG: Span = Span::seconds(1);

/// Recognisable: no real panel has version 0.0.0.
const IDENTITY: Identity =
    Identity { firmware: FirmwareVersion(0, 0, 0), build: BuildId([0; 4]), reset: ResetReason::Unknown, resets: 0 };

/// A panel in this process.
pub struct VirtualPanel {
    folder: PathBuf,
    clock: Clock,
    panel: Panel,
    ear: Receiver<ToPanel>,
    outbox: VecDeque<u8>,
    keys: Inbox<Change>,
    /// How long the panel was asleep, all together.
    slept: u64,
    /// Up to when it has lived, in its own time.
    ticked: Millis,
    outputs: Outputs,
    /// What the picture shows.
    shown: Option<Sheet>,
}

impl VirtualPanel {
    /// A panel that has just got power, and its keys and door. The folder is made when it is opened.
    pub fn new(folder: &Path, clock: Clock) -> (VirtualPanel, Sender<Change>) {
        let (fingers, keys) = mpsc::channel();
        let panel = VirtualPanel {
            folder: folder.to_owned(),
            panel: Panel::new(IDENTITY, Carried::default(), Millis(0)),
            ear: Receiver::new(),
            outbox: VecDeque::new(),
            keys,
            slept: millis(&clock),
            ticked: Millis(0),
            outputs: Outputs::default(),
            shown: None,
            clock,
        };
        (panel, fingers)
    }

    /// Lets time pass up to now, which it gives in the panel's own time.
    fn live(&mut self) -> Millis {
        let mut now = Millis(millis(&self.clock) - self.slept);
        let lag = now.since(self.ticked).as_millis();
        if lag > MOST_LAG.as_millis() {
            self.slept += lag - MOST_LAG.as_millis();
            now = self.ticked + MOST_LAG;
        }
        while let Ok(change) = self.keys.try_recv() {
            self.event(Event::Contact(change), now);
        }
        while now.since(self.ticked).as_millis() >= TICK.as_millis() {
            self.ticked = self.ticked + TICK;
            self.event(Event::Tick, self.ticked);
            for change in fingers::take(&self.folder) {
                self.event(Event::Contact(change), self.ticked);
            }
        }
        self.act(now);
        self.show(now);
        now
    }

    fn event(&mut self, event: Event, now: Millis) {
        for message in self.panel.handle(event, now) {
            self.outbox.extend(encode(&message));
        }
    }

    /// Says what a real panel would do to the machine.
    fn act(&mut self, now: Millis) {
        let outputs = self.panel.outputs(now);
        if outputs.ask_to_shut_down && !self.outputs.ask_to_shut_down {
            tracing::warn!("the virtual panel asks the machine to stop");
        }
        if outputs.cut_power && !self.outputs.cut_power {
            tracing::warn!("the virtual panel would cut the power now");
        }
        self.outputs = outputs;
    }

    /// Renews the picture if it changed. A picture that cannot be written must not stop the panel.
    fn show(&mut self, now: Millis) {
        let sheet = self.panel.sheet(now);
        if self.shown.as_ref() == Some(&sheet) {
            return;
        }
        let mut glass = Glass::dark();
        let Ok(()) = draw(&sheet, &mut glass);
        self.shown = Some(sheet);
        if let Err(error) = glass.write(&self.folder.join(PICTURE)) {
            tracing::warn!(%error, folder = %self.folder.display(), "the panel's picture cannot be written");
        }
    }
}

impl Line for VirtualPanel {
    fn open(&mut self, _within: Duration) -> Result<(), LineError> {
        let name = || format!("virtual:{}", self.folder.display());
        std::fs::create_dir_all(&self.folder).map_err(|source| LineError::Io { name: name(), source })?;
        self.ear.forget();
        self.outbox.clear();
        let now = self.live();
        self.event(Event::Contact(Change::Bay(Door::Open)), now);
        Ok(())
    }

    fn close(&mut self) {}

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LineError> {
        self.live();
        let count = buffer.len().min(self.outbox.len());
        buffer.iter_mut().zip(self.outbox.drain(..count)).for_each(|(to, byte)| *to = byte);
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, LineError> {
        let now = self.live();
        for byte in bytes {
            if let Some(event) = self.ear.push(*byte).and_then(Event::from_wire) {
                self.event(event, now);
            }
        }
        self.act(now);
        self.show(now);
        Ok(bytes.len())
    }
}

fn millis(clock: &Clock) -> u64 {
    u64::try_from(clock.now().as_millis()).unwrap_or(u64::MAX)
}
