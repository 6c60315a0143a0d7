//! Turns a slip into bands of commands, one after the other: only ink is sent, blank rows are fed,
//! and no real-time command pair (`10 04`, `10 05`, `10 14`) ever stands inside data.
//! It decides what is sent, not when; the same slip and profile always give the same bytes.

mod columns;
mod plan;

use std::collections::VecDeque;

use zeroize::Zeroizing;

use crate::printer::profile::{Dialect, Profile};
use crate::slip::Bitmap;
use plan::{Mode, Segment};

/// `DLE`, the first byte of a real-time command.
const DLE: u8 = 0x10;

/// Commands that belong together: between two chunks, and only there, status may be asked.
pub struct Chunk {
    /// What to send; zeroed when dropped.
    pub bytes: Zeroizing<Vec<u8>>,
    /// How far the paper moves.
    pub rows: u32,
}

/// Why a slip cannot be encoded for a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the slip is {width} dots wide and the printer has {dots}; draw it for the width of the chosen printer profile"
)]
pub struct TooWide {
    pub width: u32,
    pub dots: u32,
}

/// An iterator over the chunks of one slip.
pub struct Encoder {
    bitmap: Bitmap,
    segments: VecDeque<Segment>,
    start: Option<Vec<u8>>,
    finish: Option<Finish>,
    /// The row that the head stands at.
    row: u32,
    margin: u32,
    left_margin: bool,
}

struct Finish {
    feed: u32,
    own_feed: u32,
    commands: Vec<u8>,
}

impl Encoder {
    /// Plans the bands of `bitmap`; it is zeroed with the encoder.
    pub fn new(bitmap: Bitmap, profile: &Profile) -> Result<Encoder, TooWide> {
        if bitmap.width() > profile.dots {
            return Err(TooWide { width: bitmap.width(), dots: profile.dots });
        }
        let segments = plan::segments(&bitmap, profile);
        let to_cutter = profile.rows_in_mm(profile.cutter_mm);
        let (feed, own_feed) = if profile.cut_feeds { (0, to_cutter) } else { (to_cutter, 0) };
        let commands = [profile.cut.as_slice(), profile.present.as_slice()].concat();
        Ok(Encoder {
            bitmap,
            segments,
            start: Some(initial(profile)),
            finish: Some(Finish { feed, own_feed, commands }),
            row: 0,
            margin: 0,
            left_margin: profile.left_margin,
        })
    }

    fn segment(&mut self, segment: Segment) -> Chunk {
        let mut out = Zeroizing::new(Vec::with_capacity(segment.rows as usize * segment.bytes + 32));
        feed(&mut out, segment.top - self.row);
        let rows = segment.top + segment.rows - self.row;
        self.row = segment.top + segment.rows;
        match segment.mode {
            Mode::Plain | Mode::Doubled => {
                let dots_per_byte = if segment.mode == Mode::Doubled { 16 } else { 8 };
                self.set_margin(&mut out, segment.left * dots_per_byte);
                self.raster(&mut out, &segment);
            }
            Mode::Columns => {
                self.set_margin(&mut out, 0);
                columns::block(&mut out, &self.bitmap, segment.top);
            }
        }
        Chunk { bytes: out, rows }
    }

    fn set_margin(&mut self, out: &mut Vec<u8>, margin: u32) {
        if self.left_margin && margin != self.margin {
            out.extend([0x1d, b'L']);
            out.extend((margin as u16).to_le_bytes());
            self.margin = margin;
        }
    }

    /// `GS v 0`, split between rows wherever the end of one and the start of the next are a pair.
    fn raster(&self, out: &mut Vec<u8>, segment: &Segment) {
        let (step, scale) = if segment.mode == Mode::Doubled { (2, 3) } else { (1, 0) };
        let mut data = Zeroizing::new(Vec::with_capacity(segment.rows as usize * segment.bytes));
        let mut lines = 0u8;
        for y in (segment.top..segment.top + segment.rows).step_by(step) {
            let start = data.len();
            match segment.mode {
                Mode::Doubled => data.extend(segment.of(&plan::halved(self.bitmap.row(y)))),
                _ => data.extend(segment.of(self.bitmap.row(y))),
            }
            if start > 0 && data.get(start - 1..=start).is_some_and(has_pair) {
                command(out, scale, segment.bytes, lines, &data[..start]);
                data.drain(..start);
                lines = 0;
            }
            lines += 1;
        }
        command(out, scale, segment.bytes, lines, &data);
    }
}

impl Iterator for Encoder {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        if let Some(start) = self.start.take() {
            return Some(Chunk { bytes: Zeroizing::new(start), rows: 0 });
        }
        if let Some(segment) = self.segments.pop_front() {
            return Some(self.segment(segment));
        }
        let finish = self.finish.take()?;
        // A slip of nothing but pairs may have ended a few rows late.
        let blank = self.bitmap.height().saturating_sub(self.row);
        let mut bytes = Zeroizing::new(Vec::new());
        feed(&mut bytes, blank + finish.feed);
        bytes.extend(&finish.commands);
        Some(Chunk { bytes, rows: blank + finish.feed + finish.own_feed })
    }
}

/// The commands that put a printer into the state that a slip starts from.
pub fn initial(profile: &Profile) -> Vec<u8> {
    let mut out = vec![0x1b, b'@'];
    if let Some([across, along]) = profile.motion_units {
        out.extend([0x1d, b'P', across, along]);
    }
    if profile.status == Dialect::Asb {
        // Online, error and paper changes are pushed; `ESC @` has switched that off.
        out.extend([0x1d, b'a', 0x0e]);
    }
    out
}

/// The most bytes that one raster command of this profile can have.
pub fn longest_band(profile: &Profile) -> u32 {
    let rows = plan::most_rows(profile);
    profile.band_bytes.min(rows * profile.dots.div_ceil(8) + 8)
}

/// Feeds, cuts and hands out, as at the end of a slip.
pub fn hand_out(profile: &Profile) -> Chunk {
    cut_then(profile, profile.present.as_slice())
}

/// Feeds and cuts off what stands in the mouth, so that nobody gets it with the next slip; a presenter
/// takes it back.
pub fn cut_off(profile: &Profile) -> Chunk {
    cut_then(profile, profile.retract.as_slice())
}

fn cut_then(profile: &Profile, then: &[u8]) -> Chunk {
    let to_cutter = profile.rows_in_mm(profile.cutter_mm);
    let mut bytes = Zeroizing::new(Vec::new());
    if !profile.cut_feeds {
        feed(&mut bytes, to_cutter);
    }
    bytes.extend([profile.cut.as_slice(), then].concat());
    Chunk { bytes, rows: to_cutter }
}

/// `ESC J` as often as it takes.
fn feed(out: &mut Vec<u8>, rows: u32) {
    let mut left = rows;
    while left > 0 {
        let step = left.min(255) as u8;
        out.extend([0x1b, b'J', step]);
        left -= u32::from(step);
    }
}

fn command(out: &mut Vec<u8>, scale: u8, bytes: usize, lines: u8, data: &[u8]) {
    // Bytes across are at most 72 and rows at most 255, so both high bytes are 0.
    out.extend([0x1d, b'v', b'0', scale, bytes as u8, 0, lines, 0]);
    out.extend(data);
}

/// Whether printers would take these two neighbours for a real-time command.
fn is_pair(first: u8, second: u8) -> bool {
    first == DLE && matches!(second, 0x04 | 0x05 | 0x14)
}

fn has_pair(data: &[u8]) -> bool {
    data.windows(2).any(|two| is_pair(two[0], two[1]))
}
