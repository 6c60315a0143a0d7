//! Reads commands out of the receive buffer and carries them out row by row.
//! It knows what our encoder sends and enough of the rest that other programs can print to it;
//! what it does not know it skips.

use std::collections::VecDeque;
use std::time::Duration;

use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::FONT_10X20;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::*;
use embedded_graphics::text::{Baseline, Text};

use super::{Model, Strip};
use crate::printer::profile::Dialect;
use crate::slip::{Bitmap, MAX_WIDTH};

/// Height of a line of text or of column dots.
const LINE: u32 = 24;
/// Default line spacing at 203 dpi.
const SPACING: u32 = 30;
/// Bytes across that a printer still takes for a picture.
const WIDEST: usize = 256;
/// Width of a character in font A.
const CELL: u32 = 12;

/// A question that came up in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Paper,
    /// `ESC v` of panel printers.
    Panel,
    Process([u8; 4]),
    Eot(u8),
    Push(bool),
    Reset,
}

/// One thing done.
pub(super) struct Step {
    pub takes: Duration,
    pub moved: bool,
    pub asks: Option<Ask>,
}

/// What is under way.
enum Doing {
    Nothing,
    Raster { scale: u8, bytes: usize, rows: usize },
    Columns { x: u32, left: usize, tall: bool, wide: u32 },
    Feed { rows: u32 },
    Skip { bytes: usize },
}

pub(super) struct Interpreter {
    model: Model,
    doing: Doing,
    margin: u32,
    justify: u8,
    spacing: u32,
    /// The line being composed, and where the next mark goes.
    line: Option<Bitmap>,
    x: u32,
}

impl Interpreter {
    pub fn new(model: &Model) -> Interpreter {
        let model = model.clone();
        Interpreter { model, doing: Doing::Nothing, margin: 0, justify: 0, spacing: SPACING, line: None, x: 0 }
    }

    /// Drops what is under way; settings stay, as in printers.
    pub fn forget(&mut self) {
        self.doing = Doing::Nothing;
        self.line = None;
        self.x = 0;
    }

    pub fn is_idle(&self) -> bool {
        matches!(self.doing, Doing::Nothing)
    }

    /// Does the next thing, if enough bytes are there.
    pub fn step(&mut self, data: &mut VecDeque<u8>, strip: &mut Strip, at: Duration) -> Option<Step> {
        match self.doing {
            Doing::Nothing => self.command(data, strip, at),
            Doing::Skip { bytes } => {
                let count = bytes.min(data.len());
                data.drain(..count);
                self.doing = if count == bytes { Doing::Nothing } else { Doing::Skip { bytes: bytes - count } };
                (count > 0 || bytes == 0).then(quiet)
            }
            Doing::Feed { rows } => {
                self.doing = if rows <= 1 { Doing::Nothing } else { Doing::Feed { rows: rows - 1 } };
                strip.print(&[], at);
                Some(self.moved())
            }
            Doing::Raster { scale, bytes, rows } => {
                let wanted = if self.model.stores_bands { bytes * rows } else { bytes };
                if data.len() < wanted {
                    return None;
                }
                let row: Vec<u8> = data.drain(..bytes).collect();
                self.doing = if rows <= 1 { Doing::Nothing } else { Doing::Raster { scale, bytes, rows: rows - 1 } };
                // The second row of a doubled pair is printed in the same step.
                let lines = if scale & 2 != 0 { 2 } else { 1 };
                let placed = self.place(&row, scale & 1 != 0);
                for _ in 0..lines {
                    strip.print(&placed, at);
                }
                Some(Step { takes: self.model.row_time() * lines, ..self.moved() })
            }
            Doing::Columns { x, left, tall, wide } => {
                let bytes = if tall { 3 } else { 1 };
                if data.len() < bytes {
                    return None;
                }
                let dots: Vec<u8> = data.drain(..bytes).collect();
                self.column(x, &dots, tall, wide);
                self.x = x + wide;
                self.doing = match left {
                    0 | 1 => Doing::Nothing,
                    left => Doing::Columns { x: x + wide, left: left - 1, tall, wide },
                };
                Some(quiet())
            }
        }
    }

    fn moved(&self) -> Step {
        Step { takes: self.model.row_time(), moved: true, asks: None }
    }

    /// Places a raster row on the paper: margin, justification, doubling.
    fn place(&self, row: &[u8], wide: bool) -> Vec<u8> {
        let scale = if wide { 2 } else { 1 };
        let width = row.len() as u32 * 8 * scale;
        let margin = if self.model.left_margin { self.margin } else { 0 };
        let room = self.model.dots.saturating_sub(margin + width);
        let shift = margin + [0, room / 2, room][usize::from(self.justify.min(2))];
        let mut placed = vec![0u8; MAX_WIDTH as usize / 8];
        for x in 0..width {
            let bit = x / scale;
            let to = shift + x;
            if row[bit as usize / 8] & (0x80 >> (bit % 8)) != 0 && to < self.model.dots {
                placed[to as usize / 8] |= 0x80 >> (to % 8);
            }
        }
        placed
    }

    fn column(&mut self, x: u32, dots: &[u8], tall: bool, wide: u32) {
        let left = self.margin;
        let Some(line) = self.composed() else { return };
        let step = if tall { 1 } else { 3 };
        for (byte, dots) in (0u32..).zip(dots) {
            for bit in (0..8).filter(|bit| dots & (0x80 >> bit) != 0) {
                let y = (byte * 8 + bit) * step;
                for (dx, dy) in (0..wide).flat_map(|dx| (0..step).map(move |dy| (dx, dy))) {
                    line.set(left + x + dx, y + dy, true);
                }
            }
        }
    }

    fn composed(&mut self) -> Option<&mut Bitmap> {
        if self.line.is_none() {
            self.line = Bitmap::new(self.model.dots.min(MAX_WIDTH), LINE).ok();
        }
        self.line.as_mut()
    }

    fn letter(&mut self, byte: u8, strip: &mut Strip, at: Duration) -> Step {
        if self.margin + self.x + CELL > self.model.dots {
            return self.print_line(self.spacing, strip, at);
        }
        let place = Point::new((self.margin + self.x) as i32, 2);
        let text = [byte];
        let text = std::str::from_utf8(&text).unwrap_or("?");
        let style = MonoTextStyle::new(&FONT_10X20, BinaryColor::On);
        if let Some(line) = self.composed() {
            let Ok(_) = Text::with_baseline(text, place, style, Baseline::Top).draw(line);
        }
        self.x += CELL;
        quiet()
    }

    /// Prints the composed line and feeds to at least `rows`.
    fn print_line(&mut self, rows: u32, strip: &mut Strip, at: Duration) -> Step {
        self.x = 0;
        let mut printed = 0;
        if let Some(line) = self.line.take() {
            let used = line.ink_bounds().map_or(0, |ink| ink.right);
            let room = self.model.dots.saturating_sub(used);
            let shift = [0, room / 2, room][usize::from(self.justify.min(2))];
            for y in 0..LINE {
                let mut row = vec![0u8; MAX_WIDTH as usize / 8];
                for x in (0..used).filter(|x| line.get(*x, y)) {
                    let to = (x + shift) as usize;
                    if let Some(byte) = row.get_mut(to / 8) {
                        *byte |= 0x80 >> (to % 8);
                    }
                }
                strip.print(&row, at);
            }
            printed = LINE;
        }
        if rows > printed {
            self.doing = Doing::Feed { rows: rows - printed };
        }
        Step { takes: self.model.row_time() * printed, moved: printed > 0, asks: None }
    }

    fn cut(&mut self, feed: u32, strip: &mut Strip, at: Duration) -> Step {
        for _ in 0..feed {
            strip.print(&[], at);
        }
        let takes = self.model.row_time() * feed + self.model.cut_takes;
        if self.model.cutter {
            strip.cut(strip.to_cutter());
        }
        Step { takes, moved: true, asks: None }
    }

    fn command(&mut self, data: &mut VecDeque<u8>, strip: &mut Strip, at: Duration) -> Option<Step> {
        let front: Vec<u8> = data.iter().take(12).copied().collect();
        let word = |low: u8, high: u8| u32::from(low) + u32::from(high) * 256;
        let mut step = quiet();
        let used = match front.as_slice() {
            [] => return None,
            [0x1b, b'@', ..] => {
                self.forget();
                (self.margin, self.justify, self.spacing) = (0, 0, SPACING);
                step.asks = Some(Ask::Reset);
                2
            }
            [0x1b, b'J', n, ..] => {
                step = self.print_line(u32::from(*n), strip, at);
                3
            }
            [0x1b, b'd', n, ..] => {
                step = self.print_line(u32::from(*n) * self.spacing, strip, at);
                3
            }
            [b'\n', ..] => {
                step = self.print_line(self.spacing, strip, at);
                1
            }
            [0x1b, b'2', ..] => {
                self.spacing = SPACING;
                2
            }
            [0x1b, b'3', n, ..] => {
                self.spacing = u32::from(*n);
                3
            }
            [0x1b, b'a', n, ..] => {
                self.justify = n & 3;
                3
            }
            [0x1b, b'$', low, high, ..] => {
                self.x = word(*low, *high);
                4
            }
            [0x1b, b'*', mode, low, high, ..] => {
                let left = word(*low, *high) as usize;
                let wide = if matches!(mode, 0 | 32) { 2 } else { 1 };
                if left > 0 {
                    self.doing = Doing::Columns { x: self.x, left, tall: *mode >= 32, wide };
                }
                5
            }
            [0x1b, b'i' | b'm', ..] => {
                step = self.cut(0, strip, at);
                2
            }
            [0x1b, b'v', _, ..] if self.model.status == Dialect::EscV => {
                step.asks = Some(Ask::Panel);
                3
            }
            [0x1b, b'v'] if self.model.status == Dialect::EscV => return None,
            [0x1b, b'v', ..] => {
                step.asks = Some(Ask::Paper);
                2
            }
            [0x1b, b'p', _, _, _, ..] => 5,
            [0x1b, b'c' | b'\\', _, _, ..] => 4,
            [0x1b, second, _, ..] if b"!-EGMRtSTV{ =%rU".contains(second) => 3,
            [0x1d, b'v', b'0', scale, wl, wh, hl, hh, ..] => {
                let (bytes, rows) = (word(*wl, *wh) as usize, word(*hl, *hh) as usize);
                if bytes > WIDEST {
                    // Nonsense after lost bytes; it swallows what it was promised all the same.
                    self.doing = Doing::Skip { bytes: bytes * rows };
                } else if bytes > 0 && rows > 0 {
                    self.doing = Doing::Raster { scale: scale & 3, bytes, rows };
                }
                8
            }
            [0x1d, b'L', low, high, ..] => {
                self.margin = word(*low, *high);
                4
            }
            [0x1d, b'V', 0 | 1 | b'0' | b'1', ..] => {
                step = self.cut(0, strip, at);
                3
            }
            [0x1d, b'V', 65 | 66, n, ..] => {
                step = self.cut(self.model.cutter_rows() + u32::from(*n), strip, at);
                4
            }
            [0x1d, b'r', _, ..] => {
                step.asks = Some(Ask::Paper);
                3
            }
            [0x1d, b'a', n, ..] => {
                step.asks = Some(Ask::Push(*n != 0));
                3
            }
            [0x1d, b'(', b'H', 6, 0, 48, 48, a, b, c, d, ..] => {
                step.asks = Some(Ask::Process([*a, *b, *c, *d]));
                11
            }
            [0x1d, b'(', b'H', ..] if front.len() < 11 => return None,
            [0x1d, b'(', _, low, high, ..] => {
                self.doing = Doing::Skip { bytes: word(*low, *high) as usize };
                5
            }
            [0x1d, b'e', 3, _, ..] => {
                step.takes = self.model.cut_takes;
                if self.model.presenter {
                    strip.present();
                }
                4
            }
            [0x1d, b'e', 5, ..] if self.model.presenter => {
                step.takes = self.model.cut_takes;
                strip.present();
                3
            }
            [0x1d, b'e', 2, ..] => {
                step.takes = self.model.cut_takes;
                strip.retract();
                3
            }
            [0x1d, b'e', n, ..] if *n != 3 => 3,
            [0x1d, b'P' | b'W' | b'$' | b'\\', _, _, ..] => 4,
            [0x1d, second, _, ..] if b"!BHIhwfbjpu".contains(second) => 3,
            [0x10, 4, n, ..] => {
                step.asks = Some(Ask::Eot(*n));
                3
            }
            [0x10, 5, _, ..] => 3,
            [0x10, 0x14, 8, ..] if front.len() < 10 => return None,
            [0x10, 0x14, 8, ..] => 10,
            [0x10, 0x14, _, _, _, ..] => 5,
            // A command that has not come as a whole yet.
            [0x1b | 0x1d | 0x10, ..] if front.len() < 8 && !is_hopeless(&front) => return None,
            [byte @ 0x20..=0xff, ..] => {
                let full = self.margin + self.x + CELL > self.model.dots;
                step = self.letter(*byte, strip, at);
                usize::from(!full)
            }
            _ => 1,
        };
        data.drain(..used.min(data.len()));
        Some(step)
    }
}

/// Whether no further byte can make a known command of this.
fn is_hopeless(front: &[u8]) -> bool {
    match front {
        [0x1b, second, ..] => !b"@Jd23a$*imvpc\\!-EGMRtSTV{ =%rU".contains(second),
        [0x1d, second, ..] => !b"vLVra(ePW$\\!BHIhwfbejpu".contains(second),
        [0x10, second, ..] => !matches!(second, 4 | 5 | 0x14),
        _ => false,
    }
}

fn quiet() -> Step {
    Step { takes: Duration::ZERO, moved: false, asks: None }
}
