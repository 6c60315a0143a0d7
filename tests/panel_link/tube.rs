//! A wire in memory that can be slow, full or dead; stricter than any port.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stairlight::panel::{Line, LineError};
use stairlight_link::{Heard, Receiver, ToPanel, ToPi, encode};

/// One end for the Pi, and the other for the test: clones are the same wire.
#[derive(Clone, Default)]
pub struct Tube(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    open: bool,
    opened: usize,
    /// How many bytes one write takes; 0 is a wire that takes none.
    takes: usize,
    to_pi: VecDeque<u8>,
    to_panel: Vec<u8>,
}

impl Tube {
    pub fn new() -> Tube {
        let tube = Tube::default();
        tube.takes(usize::MAX);
        tube
    }

    pub fn takes(&self, bytes: usize) {
        self.inside(|inside| inside.takes = bytes);
    }

    /// The panel says this.
    pub fn say(&self, message: &ToPi) {
        self.send(&encode(message));
    }

    /// Bytes from the panel, whole or not.
    pub fn send(&self, bytes: &[u8]) {
        self.inside(|inside| inside.to_pi.extend(bytes));
    }

    /// All bytes to the panel since the last look.
    pub fn bytes(&self) -> Vec<u8> {
        self.inside(|inside| std::mem::take(&mut inside.to_panel))
    }

    /// The same as messages.
    pub fn heard(&self) -> Vec<ToPanel> {
        messages(self.bytes())
    }

    pub fn opened(&self) -> usize {
        self.inside(|inside| inside.opened)
    }

    fn inside<T>(&self, f: impl FnOnce(&mut Inside) -> T) -> T {
        f(&mut self.0.lock().expect("no test panics inside"))
    }
}

/// What an undamaged wire said.
pub fn messages(bytes: Vec<u8>) -> Vec<ToPanel> {
    let mut ear = Receiver::new();
    let heard = bytes.into_iter().filter_map(|byte| ear.push(byte));
    heard
        .map(|heard| match heard {
            Ok(Heard::Message(message)) => message,
            other => panic!("{other:?}"),
        })
        .collect()
}

impl Line for Tube {
    fn open(&mut self, _within: Duration) -> Result<(), LineError> {
        self.inside(|inside| {
            assert!(!inside.open, "a wire is let go of before it is opened again");
            inside.open = true;
            inside.opened += 1;
        });
        Ok(())
    }

    fn close(&mut self) {
        self.inside(|inside| inside.open = false);
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LineError> {
        self.inside(|inside| {
            assert!(inside.open, "a closed wire is not read");
            let count = buffer.len().min(inside.to_pi.len());
            buffer.iter_mut().zip(inside.to_pi.drain(..count)).for_each(|(to, byte)| *to = byte);
            Ok(count)
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, LineError> {
        self.inside(|inside| {
            assert!(inside.open && !bytes.is_empty(), "a closed wire is not written, nor nothing at all");
            let count = bytes.len().min(inside.takes);
            inside.to_panel.extend_from_slice(&bytes[..count]);
            Ok(count)
        })
    }
}
