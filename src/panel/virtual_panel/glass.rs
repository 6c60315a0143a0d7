//! The glass in memory, and its picture: every dot four by four, light on dark.

use std::convert::Infallible;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

use embedded_graphics::Pixel;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::*;
use stairlight_panel::draw::SIZE;

/// A dot's side in the picture: large enough to read on a PC's screen.
const SCALE: u32 = 4;
/// An unlit dot, then a lit one, like the display's own.
const PALETTE: [u8; 6] = [6, 9, 14, 206, 236, 255];

/// 128 x 64 dots.
pub(super) struct Glass(Vec<bool>);

impl Glass {
    pub(super) fn dark() -> Glass {
        Glass(vec![false; (SIZE.width * SIZE.height) as usize])
    }

    /// Writes the picture. Whoever watches the file never sees half of it.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let half = path.with_extension("png.new");
        let mut encoder =
            png::Encoder::new(BufWriter::new(File::create(&half)?), SIZE.width * SCALE, SIZE.height * SCALE);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_palette(PALETTE.as_slice());
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.scaled())?;
        writer.finish()?;
        fs::rename(&half, path)
    }

    /// One bit for each dot of the picture, the first on the left.
    fn scaled(&self) -> Vec<u8> {
        // Two dots of the glass make eight of the picture.
        let row = |dots: &[bool]| -> Vec<u8> {
            dots.chunks(2).map(|pair| if pair[0] { 0xf0 } else { 0 } | if pair[1] { 0x0f } else { 0 }).collect()
        };
        self.0.chunks(SIZE.width as usize).flat_map(|dots| row(dots).repeat(SCALE as usize)).collect()
    }
}

impl OriginDimensions for Glass {
    fn size(&self) -> Size {
        SIZE
    }
}

impl DrawTarget for Glass {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(at, colour) in pixels {
            // Outside is dropped, as on the display; that nothing falls there is the panel's own test.
            if self.bounding_box().contains(at) {
                self.0[(at.y as u32 * SIZE.width + at.x as u32) as usize] = colour.is_on();
            }
        }
        Ok(())
    }
}
