//! A glass in memory: one character per dot, so that a picture can be read in a diff.
//!
//! It is stricter than a real display: a dot outside of it is remembered as spilt, not dropped.

use std::convert::Infallible;
use std::fmt;

use embedded_graphics::Pixel;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::*;
use stairlight_panel::draw::{SIZE, draw};
use stairlight_panel::pages::Sheet;

#[derive(Clone, PartialEq)]
pub struct Glass {
    dots: Vec<bool>,
    pub spilt: usize,
}

impl Glass {
    pub fn showing(sheet: &Sheet) -> Self {
        Self::with(|glass| draw(sheet, glass))
    }

    pub fn with(draw: impl FnOnce(&mut Self) -> Result<(), Infallible>) -> Self {
        let mut glass = Self { dots: vec![false; (SIZE.width * SIZE.height) as usize], spilt: 0 };
        let Ok(()) = draw(&mut glass);
        glass
    }

    pub fn lit(&self) -> usize {
        self.dots.iter().filter(|dot| **dot).count()
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
            let inside = at.x >= 0 && at.y >= 0 && at.x < 128 && at.y < 64;
            if inside {
                self.dots[(at.y * 128 + at.x) as usize] = colour.is_on();
            } else if colour.is_on() {
                self.spilt += 1;
            }
        }
        Ok(())
    }
}

/// Sixty-four lines; `#` is a lit dot. Dark ends of lines are left away.
impl fmt::Display for Glass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in self.dots.chunks(SIZE.width as usize) {
            let line: String = row.iter().map(|lit| if *lit { '#' } else { ' ' }).collect();
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
