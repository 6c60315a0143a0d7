//! Finds messages in a stream of bytes that may hold noise, gaps and halves.
//!
//! It never waits and never fails for good: whatever came before, the first whole frame after a
//! zero is understood.

use core::marker::PhantomData;

use heapless::Vec;

use crate::frame::{FRAME_MAX, Fault, Heard, Message, decode};

/// One end's ear. `M` is what the other end says.
pub struct Receiver<M> {
    /// What came since the last zero; a frame without its closing zero.
    held: Vec<u8, { FRAME_MAX - 1 }>,
    /// More came than a frame has; wait for the next zero.
    overrun: bool,
    hears: PhantomData<fn() -> M>,
}

impl<M: Message> Receiver<M> {
    /// An ear that has heard nothing.
    pub const fn new() -> Self {
        Self { held: Vec::new(), overrun: false, hears: PhantomData }
    }

    /// Takes the next byte; gives what it completed, if it completed anything.
    pub fn push(&mut self, byte: u8) -> Option<Result<Heard<M>, Fault>> {
        if byte != 0 {
            self.overrun |= self.held.push(byte).is_err();
            return None;
        }
        let heard = match (self.overrun, self.held.is_empty()) {
            (true, _) => Some(Err(Fault::TooLong)),
            // Zeros in a row are a flush or an idle line, not a fault.
            (false, true) => None,
            (false, false) => Some(decode(&mut self.held)),
        };
        self.forget();
        heard
    }

    /// Drops a half-received frame, for when the port was closed in between.
    pub fn forget(&mut self) {
        self.held.clear();
        self.overrun = false;
    }
}

impl<M: Message> Default for Receiver<M> {
    fn default() -> Self {
        Self::new()
    }
}
