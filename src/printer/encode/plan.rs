//! Cuts a slip into segments that cost the fewest bytes: bands of raster, trimmed to their ink.
//! Rows that hold a real-time pair cannot be raster; they become 24-row blocks in column order.
//! It writes no commands.

use std::collections::VecDeque;

use super::has_pair;
use crate::printer::profile::Profile;
use crate::slip::Bitmap;

/// Rows in one block of column commands (`ESC * 33`).
pub(super) const BLOCK: u32 = 24;

/// What one more band costs: its header, and a little so that bands stay long and the head steady.
const OVERHEAD: u32 = 8 + 8;
/// `GS L nL nH`.
const MARGIN: u32 = 4;
/// `ESC J n`.
const FEED: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// One bit, one dot.
    Plain,
    /// One bit, two by two dots.
    Doubled,
    /// A 24-row block in column order.
    Columns,
}

/// Rows that are sent by one kind of command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub top: u32,
    pub rows: u32,
    /// First byte of each row that is sent, and how many.
    pub left: u32,
    pub bytes: usize,
    pub mode: Mode,
}

impl Segment {
    /// The part of a row that this segment sends.
    pub fn of<'a>(&self, row: &'a [u8]) -> &'a [u8] {
        let left = self.left as usize;
        row.get(left..left + self.bytes).unwrap_or(&[])
    }
}

/// The bytes of a row that hold ink: first, and one past the last.
#[derive(Clone, Copy)]
struct Extent {
    first: u32,
    end: u32,
}

struct Limits {
    rows: u32,
    bytes: u32,
    left_margin: bool,
    dots: u32,
}

/// Rows in one band: a printer that cannot forget gets two short ones at a time, not one long.
pub(super) fn most_rows(profile: &Profile) -> u32 {
    let half = profile.hold_rows.map_or(profile.band_rows, |hold| hold / 4);
    profile.band_rows.min(half).max(1)
}

pub(super) fn segments(bitmap: &Bitmap, profile: &Profile) -> VecDeque<Segment> {
    let limits = Limits {
        rows: most_rows(profile),
        bytes: profile.band_bytes - 8,
        left_margin: profile.left_margin,
        dots: profile.dots,
    };
    let doubled = if profile.enlarge && profile.left_margin { doubled(bitmap, &limits) } else { Vec::new() };
    let mut out = VecDeque::new();
    let mut top = 0;
    for block in blocks(bitmap) {
        bands(bitmap, top..block, &limits, &doubled, &mut out);
        out.push_back(Segment { top: block, rows: BLOCK, left: 0, bytes: 0, mode: Mode::Columns });
        top = block + BLOCK;
    }
    bands(bitmap, top.min(bitmap.height())..bitmap.height(), &limits, &doubled, &mut out);
    out
}

/// First rows of the column blocks that cover every row with a pair inside. A block ends with the
/// slip where it can; only a slip of nothing but such rows grows by blank rows at its end.
fn blocks(bitmap: &Bitmap) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    let last_start = bitmap.height().saturating_sub(BLOCK);
    for y in (0..bitmap.height()).filter(|y| has_pair(bitmap.row(*y))) {
        let free = out.last().map_or(0, |start| start + BLOCK);
        if y >= free {
            // Of the places that cover the row, the first whose columns hold no pair by themselves.
            let earliest = free.max((y + 1).saturating_sub(BLOCK));
            let latest = y.min(last_start).max(earliest);
            let clean = (earliest..=latest).rev().find(|start| super::columns::is_clean(bitmap, *start));
            out.push(clean.unwrap_or(latest));
        }
    }
    out
}

fn extent(row: &[u8]) -> Option<Extent> {
    let first = row.iter().position(|byte| *byte != 0)? as u32;
    let end = row.iter().rposition(|byte| *byte != 0)? as u32 + 1;
    Some(Extent { first, end })
}

/// The cheapest way from a row to the end of its stretch.
#[derive(Clone, Copy)]
struct Way {
    cost: u32,
    step: Step,
}

#[derive(Clone, Copy)]
enum Step {
    End,
    Blank(u32),
    Send(Segment),
}

/// Shortest path over rows: from each row either feed the blank ones or send a band of any height.
fn bands(
    bitmap: &Bitmap,
    stretch: std::ops::Range<u32>,
    limits: &Limits,
    doubled: &[u32],
    out: &mut VecDeque<Segment>,
) {
    let (start, end) = (stretch.start, stretch.end);
    if start >= end {
        return;
    }
    let extents: Vec<Option<Extent>> = stretch.map(|y| extent(bitmap.row(y))).collect();
    let at = |y: u32| (y - start) as usize;
    let mut ways = vec![Way { cost: 0, step: Step::End }; extents.len() + 1];
    for y in (start..end).rev() {
        let Some(first) = extents[at(y)] else {
            let run = match ways[at(y) + 1].step {
                Step::Blank(run) => run + 1,
                _ => 1,
            };
            let feed = if run == 1 { FEED } else { 0 };
            ways[at(y)] = Way { cost: ways[at(y) + 1].cost + feed, step: Step::Blank(run) };
            continue;
        };
        let mut best = Way { cost: u32::MAX, step: Step::End };
        let mut hull = first;
        for next in y + 1..=end.min(y + limits.rows) {
            if let Some(extent) = extents[at(next - 1)] {
                hull.first = hull.first.min(extent.first);
                hull.end = hull.end.max(extent.end);
            } else {
                continue;
            }
            let left = if limits.left_margin { hull.first } else { 0 };
            let bytes = hull.end - left;
            let rows = next - y;
            if rows > 1 && bytes * rows > limits.bytes {
                break;
            }
            let margin = if left > 0 { MARGIN } else { 0 };
            let cost = OVERHEAD + margin + bytes * rows + ways[at(next)].cost;
            if cost < best.cost {
                let (bytes, mode) = (bytes as usize, Mode::Plain);
                best = Way { cost, step: Step::Send(Segment { top: y, rows, left, bytes, mode }) };
            }
        }
        let mut hull = Extent { first: first.first / 2, end: first.end.div_ceil(2) };
        let pairs = doubled.get(y as usize).copied().unwrap_or(0).min((end - y) / 2);
        for lines in 1..=pairs.min(limits.rows / 2) {
            if let Some(extent) = extents[at(y + lines * 2 - 2)] {
                hull.first = hull.first.min(extent.first / 2);
                hull.end = hull.end.max(extent.end.div_ceil(2));
            }
            let bytes = hull.end - hull.first;
            if bytes * lines > limits.bytes {
                break;
            }
            let cost = OVERHEAD + MARGIN + bytes * lines + ways[at(y + lines * 2)].cost;
            if cost < best.cost {
                let (rows, left, bytes, mode) = (lines * 2, hull.first, bytes as usize, Mode::Doubled);
                best = Way { cost, step: Step::Send(Segment { top: y, rows, left, bytes, mode }) };
            }
        }
        ways[at(y)] = best;
    }
    let mut y = start;
    while y < end {
        match ways[at(y)].step {
            Step::Blank(rows) => y += rows,
            Step::Send(segment) => {
                y += segment.rows;
                out.push_back(segment);
            }
            Step::End => break,
        }
    }
}

/// For each row, how many pairs of rows from there on are the same dots twice in both directions.
fn doubled(bitmap: &Bitmap, limits: &Limits) -> Vec<u32> {
    let height = bitmap.height();
    let mut runs = vec![0u32; height as usize + 2];
    for y in (0..height.saturating_sub(1)).rev() {
        let row = bitmap.row(y);
        let twice = row == bitmap.row(y + 1) && row.iter().all(|byte| (byte ^ (byte >> 1)) & 0x55 == 0);
        // A doubled byte is 16 dots wide and must not stick out of the paper.
        let fits = extent(row).is_none_or(|ink| ink.end.div_ceil(2) * 16 <= limits.dots);
        if twice && fits && !has_pair(&halved(row)) {
            runs[y as usize] = runs[y as usize + 2] + 1;
        }
    }
    runs
}

/// Every other dot of a row.
pub(super) fn halved(row: &[u8]) -> Vec<u8> {
    let nibble = |byte: u8| (0..4).fold(0, |half, bit| half | (((byte >> (2 * bit)) & 1) << bit));
    row.chunks(2).map(|two| nibble(two[0]) << 4 | two.get(1).map_or(0, |low| nibble(*low))).collect()
}
