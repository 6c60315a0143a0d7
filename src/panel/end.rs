//! The Pi's end of the panel's wire: opens it, keeps it open, and turns bytes into the conversation.
//!
//! Stepped from outside with the time; it reads no clock and starts no thread. It has three inputs:
//! time, the panel's bytes, and [`Status`]. None of them can carry anything about a visit.

use std::collections::VecDeque;
use std::time::Duration;

use stairlight_link::{FLUSH, Receiver, ToPi, encode};

use super::line::{Line, LineError};
use super::link::Link;
use super::requests::{Answer, Ask};
use super::status::Status;
use super::talk::Talk;

/// How long one attempt to open the wire may take.
const OPEN_WITHIN: Duration = Duration::from_millis(500);
/// How often a wire that is not there is tried.
const OPEN_EVERY: Duration = Duration::from_secs(2);
/// A wire that takes no byte for this long is closed and opened again.
const STUCK_AFTER: Duration = Duration::from_secs(5);
/// The most that one step listens to, so that noise cannot hold it: a third of a second of wire.
const READ_MOST: usize = 4096;

/// The Pi's end.
#[derive(Default)]
pub struct PanelEnd {
    open: bool,
    /// When to try again.
    open_at: Duration,
    /// Why the wire is not open, once it was tried.
    trouble: Option<LineError>,
    ear: Receiver<ToPi>,
    /// Bytes that the wire has not taken yet.
    outbox: VecDeque<u8>,
    /// When the wire last took a byte, or had none to take.
    moved: Duration,
    faults: u32,
    talk: Talk,
}

impl PanelEnd {
    /// Nothing is open and nothing was said.
    pub fn new() -> PanelEnd {
        PanelEnd::default()
    }

    /// Does what is due now; gives what the panel wants done. To be called ten times a second or
    /// more often; waits only for opening a wire.
    pub fn step(&mut self, now: Duration, line: &mut dyn Line, status: &Status) -> Vec<Ask> {
        let mut asks = Vec::new();
        if !self.open && now < self.open_at {
            return asks;
        }
        if let Err(error) = self.exchange(now, line, status, &mut asks) {
            line.close();
            self.open = false;
            self.open_at = now + OPEN_EVERY;
            self.trouble = Some(error);
        }
        asks
    }

    /// The steward's answer to an [`Ask`]. Unasked, `SafeShutdown` and `Started` tell the panel
    /// that staff chose on the screen to shut down.
    pub fn answer(&mut self, ask: Ask, answer: Answer) {
        self.talk.answer(ask, answer);
    }

    /// How the connection stands.
    pub fn link(&self) -> Link {
        if self.open { self.talk.link() } else { Link::Absent }
    }

    /// Why the wire is not open; nothing while it is.
    pub fn trouble(&self) -> Option<&LineError> {
        self.trouble.as_ref()
    }

    /// Frames of the panel that arrived damaged since the start.
    pub fn wire_faults(&self) -> u32 {
        self.faults
    }

    fn exchange(
        &mut self,
        now: Duration,
        line: &mut dyn Line,
        status: &Status,
        asks: &mut Vec<Ask>,
    ) -> Result<(), LineError> {
        if !self.open {
            line.open(OPEN_WITHIN)?;
            self.opened(now);
        }
        self.write(now, line)?;
        if !self.outbox.is_empty() {
            // Nothing new before the last has left: a beat that waits would be a lie later.
            return Ok(());
        }
        self.read(now, line, status, asks)?;
        self.talk.tick(now, status);
        for message in self.talk.take_said() {
            self.outbox.extend(encode(&message));
        }
        self.moved = now;
        self.write(now, line)
    }

    fn opened(&mut self, now: Duration) {
        self.open = true;
        self.trouble = None;
        self.ear.forget();
        self.outbox = FLUSH.into();
        self.moved = now;
        self.talk.opened(now);
    }

    fn read(
        &mut self,
        now: Duration,
        line: &mut dyn Line,
        status: &Status,
        asks: &mut Vec<Ask>,
    ) -> Result<(), LineError> {
        let mut buffer = [0; 256];
        for _ in 0..READ_MOST / buffer.len() {
            let count = line.read(&mut buffer)?;
            for heard in buffer[..count].iter().filter_map(|byte| self.ear.push(*byte)) {
                match heard {
                    Ok(heard) => asks.extend(self.talk.heard(heard, now, status)),
                    Err(_) => self.faults = self.faults.saturating_add(1),
                }
            }
            if count < buffer.len() {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, now: Duration, line: &mut dyn Line) -> Result<(), LineError> {
        while !self.outbox.is_empty() {
            let taken = line.write(self.outbox.make_contiguous())?;
            if taken == 0 {
                return if now.saturating_sub(self.moved) < STUCK_AFTER { Ok(()) } else { Err(LineError::Stuck) };
            }
            self.outbox.drain(..taken);
            self.moved = now;
        }
        Ok(())
    }
}
