//! Blocks of 24 rows in column order (`ESC * 33`), for the few rows whose raster bytes would be taken
//! for a real-time command. Column order has other neighbours; where even those make a pair, the
//! command is broken in two, and within one column the dots are laid over each other in passes.

use super::is_pair;
use super::plan::BLOCK;
use crate::slip::Bitmap;

/// Columns in one command: short enough for every band limit.
const RUN: usize = 80;

/// Whether no column of the block at `top` holds a pair by itself.
pub(super) fn is_clean(bitmap: &Bitmap, top: u32) -> bool {
    (0..bitmap.width()).all(|x| !pair_within(&column(bitmap, x, top)))
}

/// Writes the block whose first row is `top`, and feeds its 24 rows.
pub(super) fn block(out: &mut Vec<u8>, bitmap: &Bitmap, top: u32) {
    let mut run: Vec<[u8; 3]> = Vec::new();
    let mut run_start = 0;
    for x in 0..bitmap.width() {
        let dots = column(bitmap, x, top);
        let joins = run.last().is_none_or(|last| !is_pair(last[2], dots[0]));
        if dots == [0; 3] || pair_within(&dots) || !joins || run.len() == RUN {
            send(out, run_start, &run);
            run.clear();
        }
        if pair_within(&dots) {
            // One byte at a time: printers lay what is placed over each other together.
            for byte in 0..3 {
                let mut pass = [0; 3];
                pass[byte] = dots[byte];
                send(out, x, &[pass]);
            }
        } else if dots != [0; 3] {
            if run.is_empty() {
                run_start = x;
            }
            run.push(dots);
        }
    }
    send(out, run_start, &run);
    out.extend([0x1b, b'J', BLOCK as u8]);
}

fn send(out: &mut Vec<u8>, x: u32, run: &[[u8; 3]]) {
    if run.is_empty() || run == [[0; 3]] {
        return;
    }
    out.extend([0x1b, b'$']);
    out.extend((x as u16).to_le_bytes());
    out.extend([0x1b, b'*', 33, run.len() as u8, 0]);
    out.extend(run.iter().flatten());
}

fn pair_within(dots: &[u8; 3]) -> bool {
    is_pair(dots[0], dots[1]) || is_pair(dots[1], dots[2])
}

fn column(bitmap: &Bitmap, x: u32, top: u32) -> [u8; 3] {
    let mut dots = [0u8; 3];
    for (byte, dots) in (0u32..).zip(&mut dots) {
        for bit in 0..8 {
            *dots = *dots << 1 | u8::from(bitmap.get(x, top + byte * 8 + bit));
        }
    }
    dots
}
