//! What the virtual printer says about itself, in every dialect; or nonsense, if it is broken so.

use super::interpreter::Ask;
use super::{Fault, VirtualPrinter};
use crate::printer::profile::{Barrier, Dialect};

impl VirtualPrinter {
    fn offline(&self) -> bool {
        !self.prints()
    }

    fn paper_out(&self) -> bool {
        self.has(Fault::PaperOut)
    }

    fn speaks_eot(&self) -> bool {
        matches!(self.model.status, Dialect::Eot | Dialect::Asb | Dialect::Full | Dialect::EotInOrder)
    }

    /// Answers `DLE EOT n`.
    pub(super) fn answer_eot(&mut self, n: u8) {
        if !self.speaks_eot() {
            return;
        }
        let bit = |is: bool, mask: u8| if is { mask } else { 0 };
        let (cover, out) = (self.has(Fault::CoverOpen), self.paper_out());
        let (cutter, hot) = (self.cutter_latched, self.has(Fault::Overheated));
        let jam = self.has(Fault::Jam);
        match n {
            1 => self.say(&[0x12 | bit(self.offline(), 0x08)]),
            2 => {
                let error = cutter || hot || jam;
                self.say(&[0x12 | bit(cover, 0x04) | bit(out, 0x20) | bit(error, 0x40)]);
            }
            3 if self.model.status == Dialect::EotInOrder => self.say(&[0]),
            3 => self.say(&[0x12 | bit(cutter, 0x08) | bit(hot, 0x40) | bit(jam, 0x04)]),
            4 => self.say(&[0x12 | bit(out, 0x6c) | bit(self.near_end, 0x0c)]),
            20 if self.model.status == Dialect::Full => {
                let paper = bit(out, 0x05) | bit(self.near_end, 0x04) | bit(self.strip.ticket(), 0x20);
                let recoverable = bit(hot, 0x01) | bit(jam, 0x40);
                self.say(&[0x10, 0x0f, paper, bit(cover, 0x02), recoverable, bit(cutter, 0x01)]);
            }
            _ => {}
        }
    }

    /// Answers what the interpreter came across.
    pub(super) fn answer(&mut self, ask: &Option<Ask>) {
        match ask {
            None => {}
            Some(Ask::Paper) if self.model.barrier != Barrier::None || self.model.status == Dialect::GsR => {
                self.say(&[if self.near_end { 0x03 } else { 0 }]);
            }
            Some(Ask::Panel) => self.say(&[0]),
            Some(Ask::Process(id)) if self.model.barrier == Barrier::GsH => {
                self.say(&[0x37, 0x22, id[0], id[1], id[2], id[3], 0]);
            }
            Some(Ask::Eot(n)) if self.model.status == Dialect::EotInOrder => self.answer_eot(*n),
            Some(Ask::Push(on)) if self.model.status == Dialect::Asb => {
                self.pushing = *on;
                let now = self.asb();
                if self.pushing {
                    self.say(&now);
                }
                self.pushed = now;
            }
            Some(Ask::Reset) => self.pushing = false,
            Some(Ask::Paper | Ask::Process(_) | Ask::Eot(_) | Ask::Push(_)) => {}
        }
    }

    /// Pushes the automatic status if it has changed.
    pub(super) fn push_status(&mut self) {
        let status = self.asb();
        if self.pushing && status != self.pushed {
            self.say(&status);
        }
        self.pushed = status;
    }

    fn asb(&self) -> [u8; 4] {
        let bit = |is: bool, mask: u8| if is { mask } else { 0 };
        let error = bit(self.cutter_latched, 0x08) | bit(self.has(Fault::Overheated), 0x40);
        [
            0x10 | bit(self.offline(), 0x08) | bit(self.has(Fault::CoverOpen), 0x20),
            error | bit(self.has(Fault::Jam), 0x04),
            bit(self.paper_out(), 0x0f) | bit(self.near_end, 0x03),
            0,
        ]
    }

    /// Puts bytes on the way back, or nonsense of the same length, or nothing.
    pub(super) fn say(&mut self, bytes: &[u8]) {
        if !self.is_connected() || self.has(Fault::AcceptsAndDrops) {
            return;
        }
        for byte in bytes {
            if self.has(Fault::GarbageStatus) {
                self.noise ^= self.noise << 13;
                self.noise ^= self.noise >> 17;
                self.noise ^= self.noise << 5;
                self.answers.push_back(self.noise as u8);
            } else {
                self.answers.push_back(*byte);
            }
        }
    }
}
