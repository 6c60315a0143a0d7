//! One look at the printer: which of its sensors complain.
//! Bits are read pessimistically: of a pair that should be equal, one is enough.

use super::Condition;

/// What the sensors said. Everything false is a printer that is well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub offline: bool,
    pub cover: bool,
    pub paper_out: bool,
    pub near_end: bool,
    pub cutter: bool,
    pub jam: bool,
    pub hot: bool,
    pub fault: bool,
    /// A slip stands in the mouth of a presenter.
    pub ticket: bool,
    /// Two bits that must agree do not, or one byte had to be believed.
    pub weak: bool,
}

impl Reading {
    /// Whether what it says hangs together.
    pub fn is_sure(&self) -> bool {
        !self.weak
    }

    /// Answers to `DLE EOT 1`, `2`, `3`, `4`; `None` where it was not asked.
    pub fn from_eot(printer: u8, offline: u8, error: Option<u8>, paper: u8) -> Reading {
        let error = error.unwrap_or(0);
        let cover = offline & 0x04 != 0;
        let paper_out = offline & 0x20 != 0 || paper & 0x60 != 0;
        let cutter = error & 0x08 != 0;
        let hot = error & 0x40 != 0;
        let stopped = cover || paper_out || cutter || hot || error & 0x24 != 0 || offline & 0x40 != 0;
        let pairs = [(paper & 0x60, 0x60), (paper & 0x0c, 0x0c)];
        let split = pairs.iter().any(|(bits, both)| *bits != 0 && bits != both);
        Reading {
            weak: split || stopped != (printer & 0x08 != 0),
            offline: printer & 0x08 != 0,
            cover,
            paper_out,
            near_end: paper & 0x0c != 0,
            cutter,
            jam: false,
            hot,
            fault: error & 0x24 != 0 || (offline & 0x40 != 0 && !(cutter || hot)),
            ticket: false,
        }
    }

    /// The four bytes of automatic status back.
    pub fn from_asb(bytes: [u8; 4]) -> Reading {
        Reading {
            offline: bytes[0] & 0x08 != 0,
            cover: bytes[0] & 0x20 != 0,
            paper_out: bytes[2] & 0x0c != 0,
            near_end: bytes[2] & 0x03 != 0,
            cutter: bytes[1] & 0x08 != 0,
            jam: false,
            hot: bytes[1] & 0x40 != 0,
            fault: bytes[1] & 0x24 != 0,
            ticket: false,
            weak: false,
        }
    }

    /// The four bytes of the full status of kiosk printers.
    pub fn from_full(bytes: [u8; 4]) -> Reading {
        Reading {
            offline: false,
            cover: bytes[1] & 0x03 != 0,
            paper_out: bytes[0] & 0x01 != 0,
            near_end: bytes[0] & 0x04 != 0,
            cutter: bytes[3] & 0x01 != 0,
            jam: bytes[2] & 0x40 != 0,
            hot: bytes[2] & 0x01 != 0,
            fault: bytes[2] & 0x08 != 0 || bytes[3] & 0x4c != 0,
            ticket: bytes[0] & 0x20 != 0,
            weak: false,
        }
    }

    /// The answer to `GS r 1`.
    pub fn from_paper(byte: u8) -> Reading {
        Reading { paper_out: byte & 0x0c != 0, near_end: byte & 0x03 != 0, ..Reading::default() }
    }

    /// The answer to `ESC v` of panel printers.
    pub fn from_esc_v(byte: u8) -> Reading {
        Reading {
            paper_out: byte & 0x04 != 0,
            fault: byte & 0x08 != 0,
            hot: byte & 0x40 != 0,
            weak: true,
            ..Reading::default()
        }
    }

    /// The one thing to be said, the nearest cause first: an open cover also shows as no paper.
    pub fn condition(&self) -> Condition {
        let causes = [
            (self.cover, Condition::CoverOpen),
            (self.jam, Condition::Jam),
            (self.cutter, Condition::CutterStuck),
            (self.paper_out, Condition::PaperOut),
            (self.hot, Condition::Overheated),
            (self.fault || self.offline, Condition::Fault),
            (self.near_end, Condition::NearEnd),
        ];
        causes.iter().find(|(is, _)| *is).map_or(Condition::Ready, |(_, condition)| *condition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eot_bytes_seen_on_printers() {
        let of = |[printer, offline, error, paper]: [u8; 4]| {
            Reading::from_eot(printer, offline, Some(error), paper).condition()
        };
        assert_eq!(of([0x12, 0x12, 0x12, 0x12]), Condition::Ready);
        assert_eq!(of([0x12, 0x12, 0x12, 0x1e]), Condition::NearEnd);
        assert_eq!(of([0x1a, 0x32, 0x12, 0x7e]), Condition::PaperOut);
        assert_eq!(of([0x1a, 0x32, 0x12, 0x72]), Condition::PaperOut);
        assert_eq!(of([0x1a, 0x16, 0x12, 0x12]), Condition::CoverOpen);
        assert_eq!(of([0x1a, 0x52, 0x1a, 0x12]), Condition::CutterStuck);
        assert_eq!(of([0x1a, 0x52, 0x52, 0x12]), Condition::Overheated);
        assert_eq!(of([0x1a, 0x52, 0x32, 0x12]), Condition::Fault);
        assert_eq!(of([0x1a, 0x12, 0x12, 0x12]), Condition::Fault);
    }

    #[test]
    fn asb_bytes_seen_on_printers() {
        let of = |bytes| Reading::from_asb(bytes).condition();
        assert_eq!(of([0x10, 0, 0, 0]), Condition::Ready);
        assert_eq!(of([0x10, 0, 3, 0]), Condition::NearEnd);
        assert_eq!(of([0x18, 0, 0x0f, 0]), Condition::PaperOut);
        assert_eq!(of([0x38, 0, 0, 0]), Condition::CoverOpen);
        assert_eq!(of([0x18, 0x08, 0, 0]), Condition::CutterStuck);
    }

    #[test]
    fn full_status_bits() {
        let of = |bytes| Reading::from_full(bytes).condition();
        assert_eq!(of([0x20, 0, 0, 0]), Condition::Ready);
        assert_eq!(of([0x05, 0, 0, 0]), Condition::PaperOut);
        assert_eq!(of([0, 0x02, 0, 0]), Condition::CoverOpen);
        assert_eq!(of([0, 0, 0x40, 0]), Condition::Jam);
        assert_eq!(of([0, 0, 0, 0x01]), Condition::CutterStuck);
        assert!(Reading::from_full([0x20, 0, 0, 0]).ticket);
    }
}
