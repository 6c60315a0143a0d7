//! Sorts the bytes that come back into answers. The kinds can be told apart by their fixed bits:
//!
//! | kind | fixed bits |
//! |---|---|
//! | `DLE EOT n` | `0xx1xx10` |
//! | automatic status | `0xx1xx00` and three of `0xx0xxxx` |
//! | `GS r 1` | `0000ppnn`, both bits of a pair equal |
//! | `GS r 1`, `ESC v` where nothing else is said | `0xx0xxxx` |
//! | responses | `37 22 id id id id 00`, `37 25 00` |
//! | full status | `10 0F` and four bytes |
//!
//! Whatever fits nowhere is garbage. It keeps at most one unfinished answer.

use super::answers_in_one_byte;
use crate::printer::profile::Dialect;

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// An answer to `DLE EOT 1` to `4`; which, is known by the order of asking.
    Eot(u8),
    /// Automatic status back.
    Asb([u8; 4]),
    /// An answer to `DLE EOT 20`.
    Full([u8; 4]),
    /// An answer to `GS r 1`.
    Paper(u8),
    /// The response to `GS ( H`: everything before is on paper.
    Process([u8; 4]),
    /// The response to `DLE DC4` function 8: the buffers are empty.
    Cleared,
    /// A byte that means nothing.
    Garbage,
}

/// Collects bytes until they make an answer.
pub struct StatusParser {
    dialect: Dialect,
    held: Vec<u8>,
}

enum Frame {
    Whole(Report, usize),
    Unfinished,
    Nothing,
}

impl StatusParser {
    /// A parser for what a printer of `dialect` can send.
    pub fn new(dialect: Dialect) -> StatusParser {
        StatusParser { dialect, held: Vec::with_capacity(8) }
    }

    /// Takes what came in and gives the answers in it.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Report> {
        let mut reports = Vec::new();
        for byte in bytes {
            self.held.push(*byte);
            while !self.held.is_empty() {
                let used = match self.frame() {
                    Frame::Unfinished => break,
                    Frame::Whole(report, used) => {
                        reports.push(report);
                        used
                    }
                    Frame::Nothing => {
                        reports.push(Report::Garbage);
                        1
                    }
                };
                self.held.drain(..used);
            }
        }
        reports
    }

    /// Forgets an unfinished answer; true if there was one.
    pub fn reset(&mut self) -> bool {
        let unfinished = !self.held.is_empty();
        self.held.clear();
        unfinished
    }

    fn frame(&self) -> Frame {
        let held = self.held.as_slice();
        match held {
            [0x10, rest @ ..] if self.dialect == Dialect::Full => match rest {
                [0x0f, a, b, c, d, ..] => Frame::Whole(Report::Full([*a, *b, *c, *d]), 6),
                [0x0f, ..] | [] => Frame::Unfinished,
                _ => Frame::Nothing,
            },
            [0x37, ..] if answers_in_one_byte(self.dialect) => Frame::Nothing,
            [0x37, 0x25, 0x00, ..] => Frame::Whole(Report::Cleared, 3),
            [0x37, 0x22, a, b, c, d, 0, ..] => Frame::Whole(Report::Process([*a, *b, *c, *d]), 7),
            [0x37] | [0x37, 0x25] => Frame::Unfinished,
            [0x37, 0x22, ..] if held.len() < 7 => Frame::Unfinished,
            [first, rest @ ..] if first & 0x93 == 0x10 && self.dialect == Dialect::Asb => match rest {
                _ if rest.iter().any(|byte| byte & 0x90 != 0) => Frame::Nothing,
                [a, b, c, ..] => Frame::Whole(Report::Asb([*first, *a, *b, *c]), 4),
                _ => Frame::Unfinished,
            },
            // These say one byte and nothing else, and leave some of its bits undefined.
            [byte, ..] if answers_in_one_byte(self.dialect) && byte & 0x90 == 0 => {
                Frame::Whole(Report::Paper(*byte), 1)
            }
            [byte, ..] if byte & 0x93 == 0x12 => Frame::Whole(Report::Eot(*byte), 1),
            [byte @ (0x00 | 0x03 | 0x0c | 0x0f), ..] => Frame::Whole(Report::Paper(*byte), 1),
            _ => Frame::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dialect: Dialect, bytes: &[u8]) -> Vec<Report> {
        StatusParser::new(dialect).feed(bytes)
    }

    #[test]
    fn answers_are_told_apart_in_one_stream() {
        let stream = [0x12, 0x10, 0, 3, 0, 0x37, 0x22, 1, 2, 3, 4, 0, 0x7e, 0x37, 0x25, 0, 0x00];
        let expected = [
            Report::Eot(0x12),
            Report::Asb([0x10, 0, 3, 0]),
            Report::Process([1, 2, 3, 4]),
            Report::Eot(0x7e),
            Report::Cleared,
            Report::Paper(0),
        ];
        assert_eq!(of(Dialect::Asb, &stream), expected);
    }

    #[test]
    fn byte_by_byte_is_the_same() {
        let mut parser = StatusParser::new(Dialect::Full);
        let stream = [0x10, 0x0f, 0x20, 0, 0x40, 0, 0x0c];
        let reports: Vec<Report> = stream.iter().flat_map(|byte| parser.feed(&[*byte])).collect();
        assert_eq!(reports, [Report::Full([0x20, 0, 0x40, 0]), Report::Paper(0x0c)]);
        assert!(!parser.reset());
    }

    #[test]
    fn garbage_is_garbage_and_the_next_answer_is_found() {
        assert_eq!(of(Dialect::Eot, &[0xff, 0x80, 0x10, 0x12])[3], Report::Eot(0x12));
        assert_eq!(of(Dialect::Eot, &[0xff, 0x41, 0x10]), [Report::Garbage; 3]);
        assert_eq!(of(Dialect::Full, &[0x10, 0x12]), [Report::Garbage, Report::Eot(0x12)]);
        assert_eq!(of(Dialect::Asb, &[0x10, 0xff]), [Report::Garbage; 2]);
        assert_eq!(of(Dialect::Eot, &[0x37, 0x99]), [Report::Garbage; 2]);
    }

    #[test]
    fn a_truncated_answer_is_none() {
        let mut parser = StatusParser::new(Dialect::Asb);
        assert_eq!(parser.feed(&[0x10, 0, 0]), []);
        assert!(parser.reset());
        assert_eq!(parser.feed(&[0x12]), [Report::Eot(0x12)]);
    }

    #[test]
    fn no_bytes_break_it() {
        for dialect in [Dialect::None, Dialect::Eot, Dialect::Asb, Dialect::Full, Dialect::GsR] {
            let mut parser = StatusParser::new(dialect);
            for first in 0..=255u8 {
                for second in 0..=255u8 {
                    parser.feed(&[first, second, first]);
                }
            }
            assert!(parser.held.len() < 8);
        }
    }
}
