//! The paper: rows under the head, what hangs in the mouth, and the pieces that were cut off.
//! It remembers when each row was printed, because a dot printed too late is what tests look for.

use std::time::Duration;

use super::Model;
use crate::slip::{Bitmap, MAX_WIDTH};

const ROW_BYTES: usize = MAX_WIDTH as usize / 8;

/// One row of paper.
#[derive(Clone, Copy)]
struct Row {
    dots: [u8; ROW_BYTES],
    at: Duration,
}

/// A piece of paper that was cut off.
pub struct Piece {
    rows: Vec<Row>,
    width: u32,
    /// Blank rows at its top that stood between head and cutter when the piece before was cut.
    lead: usize,
}

/// The paper in the printer.
pub struct Strip {
    rows: Vec<Row>,
    lead: usize,
    pieces: Vec<Piece>,
    width: u32,
    cutter_rows: usize,
    /// Rows left on the roll; none is endless.
    left: Option<u32>,
    roll: Option<u32>,
    dots: u64,
    ticket: bool,
    retracted: u32,
}

impl Strip {
    pub(super) fn new(model: &Model) -> Strip {
        let roll = model.paper_mm.map(|mm| mm * model.dpi * 10 / 254);
        Strip {
            rows: Vec::new(),
            lead: 0,
            pieces: Vec::new(),
            width: model.dots,
            cutter_rows: model.cutter_rows() as usize,
            left: roll,
            roll,
            dots: 0,
            ticket: false,
            retracted: 0,
        }
    }

    /// Prints a row; dots beyond the head are lost.
    pub(super) fn print(&mut self, row: &[u8], at: Duration) {
        let mut dots = [0; ROW_BYTES];
        for (to, from) in dots.iter_mut().zip(row) {
            *to = *from;
        }
        let whole = self.width as usize / 8;
        if let Some(last) = dots.get_mut(whole) {
            *last &= !(0xff >> (self.width % 8));
        }
        if let Some(outside) = dots.get_mut(whole + 1..) {
            outside.fill(0);
        }
        self.dots += ink(&dots);
        self.rows.push(Row { dots, at });
        self.left = self.left.map(|left| left.saturating_sub(1));
    }

    /// Cuts `above` rows before the cutter stands at the head; 0 cuts right at the head.
    pub(super) fn cut(&mut self, above: usize) {
        let at = self.rows.len().saturating_sub(above);
        if at == 0 {
            return;
        }
        let rest = self.rows.split_off(at);
        let lead = std::mem::replace(&mut self.lead, rest.len());
        let rows = std::mem::replace(&mut self.rows, rest);
        self.pieces.push(Piece { rows, width: self.width, lead });
    }

    /// Rows between head and cutter.
    pub(super) fn to_cutter(&self) -> usize {
        self.cutter_rows
    }

    pub(super) fn load_paper(&mut self) {
        self.left = self.roll;
    }

    pub(super) fn is_empty_roll(&self) -> bool {
        self.left == Some(0)
    }

    /// Whether something of an unfinished piece is out.
    pub(super) fn is_in_piece(&self) -> bool {
        self.rows.len() > self.lead
    }

    pub(super) fn present(&mut self) {
        self.ticket = true;
    }

    pub(super) fn retract(&mut self) {
        self.retracted += u32::from(self.ticket);
        self.ticket = false;
    }

    pub(super) fn take(&mut self) {
        self.ticket = false;
    }

    /// How many slips were taken back by the presenter.
    pub fn retracted(&self) -> u32 {
        self.retracted
    }

    /// Whether a slip stands in the presenter's mouth.
    pub fn ticket(&self) -> bool {
        self.ticket
    }

    pub(super) fn take_pieces(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.pieces)
    }

    /// The pieces cut off so far.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Dots printed so far, on all paper.
    pub fn dots(&self) -> u64 {
        self.dots
    }

    /// When the last row with ink was begun.
    pub fn last_ink_at(&self) -> Option<Duration> {
        let cut = self.pieces.iter().flat_map(|piece| &piece.rows);
        cut.chain(&self.rows).filter(|row| ink(&row.dots) > 0).map(|row| row.at).max()
    }

    /// Rows with ink that were printed after `time`, on all paper.
    pub fn inked_rows_since(&self, time: Duration) -> usize {
        let cut = self.pieces.iter().flat_map(|piece| &piece.rows);
        cut.chain(&self.rows).filter(|row| row.at > time && ink(&row.dots) > 0).count()
    }

    /// Rows that hang in the mouth, as dots; none if nothing does.
    pub fn hanging(&self) -> Option<Bitmap> {
        drawn(&self.rows, self.width)
    }
}

impl Piece {
    /// The whole piece; none if it is too long to be a bitmap.
    pub fn bitmap(&self) -> Option<Bitmap> {
        drawn(&self.rows, self.width)
    }

    /// The piece without the blank rows that were already past the head.
    pub fn printed(&self) -> Option<Bitmap> {
        drawn(self.rows.get(self.lead..)?, self.width)
    }

    /// Rows of the whole piece.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }
}

fn drawn(rows: &[Row], width: u32) -> Option<Bitmap> {
    let mut bitmap = Bitmap::new(width, u32::try_from(rows.len()).ok()?).ok()?;
    for (y, row) in (0..).zip(rows) {
        for x in (0..width).filter(|x| row.dots[*x as usize / 8] & (0x80 >> (x % 8)) != 0) {
            bitmap.set(x, y, true);
        }
    }
    Some(bitmap)
}

fn ink(dots: &[u8]) -> u64 {
    dots.iter().map(|byte| u64::from(byte.count_ones())).sum()
}
