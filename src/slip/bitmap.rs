//! One-bit bitmap of a slip: most significant bit first, rows padded to whole bytes, 1 is ink.
//! It belongs to a visit, so it is zeroed when dropped and has neither `Debug` nor `Serialize`.
//! It does not know text, printers or colours.

use std::convert::Infallible;
use std::io::{BufRead, Seek, Write};

use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Size};
use embedded_graphics::pixelcolor::BinaryColor;
use zeroize::Zeroizing;

/// Dots across 80 mm paper at 203 dpi; no printer of ours is wider.
pub const MAX_WIDTH: u32 = 576;
/// Two metres of paper at 203 dpi: more is a mistake, not a slip.
pub const MAX_HEIGHT: u32 = 16_384;

/// Why a bitmap could not be made, read or written.
#[derive(Debug, thiserror::Error)]
pub enum BitmapError {
    /// The size has a zero side or is larger than paper.
    #[error("a slip of {width} x {height} dots cannot be made; at most {MAX_WIDTH} x {MAX_HEIGHT}, and not empty")]
    Size { width: u32, height: u32 },
    /// The PNG is not one bit per dot in black and white.
    #[error("the picture is not a 1-bit black and white PNG; save it as 1-bit grayscale")]
    NotOneBit,
    /// The PNG cannot be read.
    #[error("the PNG cannot be read; check the file")]
    Read(#[from] png::DecodingError),
    /// The PNG cannot be written.
    #[error("the PNG cannot be written; check the place and its free space")]
    Write(#[from] png::EncodingError),
}

/// The smallest box around all ink; `right` and `bottom` are one past the last dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InkBounds {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

/// A slip in dots. Every copy zeroes its own memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    height: u32,
    bits: Zeroizing<Vec<u8>>,
}

impl Bitmap {
    /// A white bitmap.
    pub fn new(width: u32, height: u32) -> Result<Bitmap, BitmapError> {
        if width == 0 || height == 0 || width > MAX_WIDTH || height > MAX_HEIGHT {
            return Err(BitmapError::Size { width, height });
        }
        let bytes = width.div_ceil(8) as usize * height as usize;
        Ok(Bitmap { width, height, bits: Zeroizing::new(vec![0; bytes]) })
    }

    /// Dots across.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Dots down.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Whether there is ink at `x`, `y`; white outside.
    pub fn get(&self, x: u32, y: u32) -> bool {
        self.place(x, y).is_some_and(|(at, mask)| self.bits[at] & mask != 0)
    }

    /// Puts ink at `x`, `y`, or takes it away; outside nothing happens.
    pub fn set(&mut self, x: u32, y: u32, ink: bool) {
        if let Some((at, mask)) = self.place(x, y) {
            if ink {
                self.bits[at] |= mask;
            } else {
                self.bits[at] &= !mask;
            }
        }
    }

    /// The bytes of one row; empty below the last. Bits past the width are always 0.
    pub fn row(&self, y: u32) -> &[u8] {
        let stride = self.stride();
        let start = y as usize * stride;
        self.bits.get(start..start + stride).unwrap_or(&[])
    }

    /// Cuts off everything below `height`; a bitmap never grows and keeps at least one row.
    pub fn crop_height(&mut self, height: u32) {
        let height = height.clamp(1, self.height);
        let keep = height as usize * self.stride();
        self.bits[keep..].fill(0);
        self.bits.truncate(keep);
        self.height = height;
    }

    /// The smallest box around all ink; none on white paper.
    pub fn ink_bounds(&self) -> Option<InkBounds> {
        let mut bounds: Option<InkBounds> = None;
        for y in 0..self.height {
            let row = self.row(y);
            let Some(first) = row.iter().position(|byte| *byte != 0) else { continue };
            let last = row.iter().rposition(|byte| *byte != 0).unwrap_or(first);
            let left = first as u32 * 8 + row[first].leading_zeros();
            let right = last as u32 * 8 + 8 - row[last].trailing_zeros();
            let so_far = bounds.unwrap_or(InkBounds { left, top: y, right, bottom: y + 1 });
            bounds = Some(InkBounds {
                left: so_far.left.min(left),
                right: so_far.right.max(right),
                bottom: y + 1,
                ..so_far
            });
        }
        bounds
    }

    /// Writes a 1-bit grayscale PNG: ink black, paper white.
    pub fn write_png(&self, out: impl Write) -> Result<(), BitmapError> {
        let mut encoder = png::Encoder::new(out, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let inverted = Zeroizing::new(self.bits.iter().map(|byte| !byte).collect::<Vec<u8>>());
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&inverted)?;
        writer.finish()?;
        Ok(())
    }

    /// Reads a 1-bit grayscale PNG as [`Bitmap::write_png`] writes it.
    pub fn read_png(input: impl BufRead + Seek) -> Result<Bitmap, BitmapError> {
        let mut reader = png::Decoder::new(input).read_info()?;
        let info = reader.info();
        let (width, height) = (info.width, info.height);
        if info.color_type != png::ColorType::Grayscale || info.bit_depth != png::BitDepth::One {
            return Err(BitmapError::NotOneBit);
        }
        let mut bitmap = Bitmap::new(width, height)?;
        let stride = bitmap.stride();
        // Bits of the last byte of a row that lie past the width must stay 0.
        let tail = 0xffu8 << (stride as u32 * 8 - width);
        for y in 0..height as usize {
            let Some(row) = reader.next_row()? else { break };
            let to = &mut bitmap.bits[y * stride..(y + 1) * stride];
            for (to, from) in to.iter_mut().zip(row.data()) {
                *to = !from;
            }
            if let Some(last) = to.last_mut() {
                *last &= tail;
            }
        }
        Ok(bitmap)
    }

    fn stride(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    fn place(&self, x: u32, y: u32) -> Option<(usize, u8)> {
        let inside = x < self.width && y < self.height;
        inside.then(|| (y as usize * self.stride() + x as usize / 8, 0x80 >> (x % 8)))
    }
}

impl OriginDimensions for Bitmap {
    fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }
}

impl DrawTarget for Bitmap {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Infallible>
    where
        I: IntoIterator<Item = Pixel<BinaryColor>>,
    {
        for Pixel(point, colour) in pixels {
            if let (Ok(x), Ok(y)) = (u32::try_from(point.x), u32::try_from(point.y)) {
                self.set(x, y, colour.is_on());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use embedded_graphics::prelude::*;
    use embedded_graphics::primitives::{PrimitiveStyle, Rectangle};

    use super::*;

    fn made(width: u32, height: u32) -> Bitmap {
        Bitmap::new(width, height).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn sizes_beyond_paper_are_refused() {
        for (width, height) in [(0, 1), (1, 0), (577, 1), (1, MAX_HEIGHT + 1), (u32::MAX, u32::MAX)] {
            assert!(matches!(Bitmap::new(width, height), Err(BitmapError::Size { .. })));
        }
    }

    #[test]
    fn dots_are_most_significant_bit_first() {
        let mut bitmap = made(12, 2);
        bitmap.set(0, 0, true);
        bitmap.set(11, 1, true);
        bitmap.set(12, 0, true);
        bitmap.set(0, 2, true);
        assert_eq!(bitmap.row(0), [0x80, 0x00]);
        assert_eq!(bitmap.row(1), [0x00, 0x10]);
        assert_eq!(bitmap.row(2), [0u8; 0]);
        assert!(bitmap.get(11, 1) && !bitmap.get(10, 1) && !bitmap.get(12, 0));
    }

    #[test]
    fn ink_bounds_hug_the_ink() {
        let mut bitmap = made(384, 40);
        assert_eq!(bitmap.ink_bounds(), None);
        bitmap.set(9, 3, true);
        bitmap.set(300, 30, true);
        let bounds = InkBounds { left: 9, top: 3, right: 301, bottom: 31 };
        assert_eq!(bitmap.ink_bounds(), Some(bounds));
    }

    #[test]
    fn drawing_outside_is_ignored() {
        let mut bitmap = made(16, 16);
        let style = PrimitiveStyle::with_fill(BinaryColor::On);
        let area = Rectangle::new(Point::new(-4, 12), Size::new(40, 40));
        let Ok(()) = area.into_styled(style).draw(&mut bitmap);
        let bounds = InkBounds { left: 0, top: 12, right: 16, bottom: 16 };
        assert_eq!(bitmap.ink_bounds(), Some(bounds));
    }

    #[test]
    fn a_png_comes_back_as_it_was() {
        for width in [1, 7, 8, 9, 383, 384, 576] {
            let mut bitmap = made(width, 5);
            for x in (0..width).step_by(3) {
                bitmap.set(x, x % 5, true);
            }
            let mut png = Vec::new();
            bitmap.write_png(&mut png).unwrap_or_else(|error| panic!("{error}"));
            let back = Bitmap::read_png(Cursor::new(png)).unwrap_or_else(|error| panic!("{error}"));
            assert!(back == bitmap, "width {width}");
        }
    }

    #[test]
    fn a_png_that_is_garbage_is_an_error() {
        assert!(Bitmap::read_png(Cursor::new(b"\x89PNG\r\n\x1a\nnot".to_vec())).is_err());
    }

    #[test]
    fn cropping_keeps_the_top() {
        let mut bitmap = made(8, 10);
        bitmap.set(0, 0, true);
        bitmap.set(0, 9, true);
        bitmap.crop_height(4);
        assert_eq!((bitmap.height(), bitmap.get(0, 0), bitmap.get(0, 9)), (4, true, false));
        bitmap.crop_height(0);
        assert_eq!(bitmap.height(), 1);
    }
}
