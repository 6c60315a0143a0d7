//! Runs a virtual printer by itself, so that any ESC/POS program can print to it: on a TCP port or
//! as a pseudo-terminal. Writes each piece of paper as a PNG.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use super::Piece;

/// Writes pieces as `slip-0001.png` and on; `written` counts them.
pub fn write_pieces(dir: &Path, pieces: &[Piece], written: &mut u32) -> io::Result<()> {
    for piece in pieces {
        let Some(bitmap) = piece.bitmap() else {
            continue;
        };
        *written += 1;
        let file = File::create(dir.join(format!("slip-{:04}.png", *written)))?;
        bitmap.write_png(BufWriter::new(file)).map_err(io::Error::other)?;
    }
    Ok(())
}
