//! Puts a sheet on a display of 128 x 64 dots.
//!
//! ```text
//!   first page             other pages
//!   0  Needs               0  title, dark on light          2/7
//!   22 staff               14 Headline
//!   51 Put in new paper    29 detail
//!                          40 detail
//!                          53 * what the Do key does
//! ```
//!
//! The big word is `FONT_8X13_BOLD` at twice its size. Its capitals are 3.1 mm high on a glass of
//! 0.96 inches and 4.1 mm on one of 1.3: at arm's length (60 cm) 18 and 24 minutes of arc, where
//! 16 is the least for comfortable reading. The next step is half as high, 9 and 12 minutes: above
//! the 5 that good eyes need, and read by stepping closer. All fonts are ISO 8859-1, for accents.

use embedded_graphics::Pixel;
use embedded_graphics::mono_font::iso_8859_1::{FONT_6X10, FONT_8X13_BOLD};
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{Circle, PrimitiveStyle, Rectangle};
use embedded_graphics::text::{Baseline, Text};

use crate::pages::{Page, Sheet};

/// The glass.
pub const SIZE: Size = Size::new(128, 64);

/// Draws a whole sheet; nothing of the one before stays.
pub fn draw<D>(sheet: &Sheet, glass: &mut D) -> Result<(), D::Error>
where
    D: DrawTarget<Color = BinaryColor>,
{
    glass.clear(BinaryColor::Off)?;
    match sheet {
        Sheet::Dark => Ok(()),
        Sheet::Big { word, next } => big(word, next, glass),
        Sheet::Lines { title, number, headline, details, last } => {
            title_bar(title, Some(*number), glass)?;
            text(headline, 0, 14, &FONT_8X13_BOLD, glass)?;
            text(&details[0], 0, 29, &FONT_6X10, glass)?;
            text(&details[1], 0, 40, &FONT_6X10, glass)?;
            last_line(last, glass)
        }
    }
}

/// The text of the panel's own error: four lines of 21 columns.
pub type ErrorText = heapless::String<84>;

/// Draws the panel's own error. English and Spanish, because nobody can be asked.
pub fn draw_error<D>(error: &ErrorText, glass: &mut D) -> Result<(), D::Error>
where
    D: DrawTarget<Color = BinaryColor>,
{
    glass.clear(BinaryColor::Off)?;
    title_bar("Panel error", None, glass)?;
    let mut letters = error.chars();
    for row in 0..4 {
        let mut line = heapless::String::<42>::new();
        // 21 letters of at most two bytes in this font.
        letters.by_ref().take(21).try_for_each(|letter| line.push(letter)).unwrap_or_default();
        text(&line, 0, 13 + 10 * row, &FONT_6X10, glass)?;
    }
    text("Restarts. Se reinicia", 0, 53, &FONT_6X10, glass)
}

fn big<D>(word: &[&str; 2], next: &str, glass: &mut D) -> Result<(), D::Error>
where
    D: DrawTarget<Color = BinaryColor>,
{
    // In the font's own dots, before doubling. A cell has 13 rows; two lines stand 11 apart, so
    // that the second one's accents use the room that the first one keeps for descenders.
    const APART: i32 = 11;
    const CELL: i32 = 13;
    let lines = word.iter().filter(|line| !line.is_empty());
    // One line stands in the middle of the room for two.
    let top = if lines.clone().count() == 1 { APART / 2 } else { 0 };
    let mut doubled = Doubled(glass);
    for (row, line) in (0..).zip(lines) {
        let left = centred(line, doubled.bounding_box().size.width);
        text(line, left, top + row * APART, &FONT_8X13_BOLD, &mut doubled)?;
    }
    let bottom = SIZE.height as i32 - CELL;
    text(next, centred(next, SIZE.width), bottom, &FONT_8X13_BOLD, glass)
}

/// Where a line of the large font begins, to stand in the middle.
fn centred(line: &str, width: u32) -> i32 {
    const COLUMN: i32 = 8;
    (width as i32 - COLUMN * line.chars().count() as i32) / 2
}

fn title_bar<D>(title: &str, number: Option<u8>, glass: &mut D) -> Result<(), D::Error>
where
    D: DrawTarget<Color = BinaryColor>,
{
    Rectangle::new(Point::zero(), Size::new(SIZE.width, 12))
        .into_styled(PrimitiveStyle::with_fill(BinaryColor::On))
        .draw(glass)?;
    let dark = MonoTextStyle::new(&FONT_6X10, BinaryColor::Off);
    Text::with_baseline(title, Point::new(2, 1), dark, Baseline::Top).draw(glass)?;
    let Some(number) = number else {
        return Ok(());
    };
    // Pages are fewer than ten: "2/7" is always three columns.
    let place = [b'0' + number % 10, b'/', b'0' + Page::ALL.len() as u8];
    let place = core::str::from_utf8(&place).unwrap_or_default();
    Text::with_baseline(place, Point::new(109, 1), dark, Baseline::Top).draw(glass)?;
    Ok(())
}

/// A dot stands for the `Do` key, which bears the same dot.
fn last_line<D>(last: &str, glass: &mut D) -> Result<(), D::Error>
where
    D: DrawTarget<Color = BinaryColor>,
{
    Circle::new(Point::new(2, 55), 7).into_styled(PrimitiveStyle::with_fill(BinaryColor::On)).draw(glass)?;
    text(last, 14, 53, &FONT_6X10, glass)
}

fn text<D>(words: &str, x: i32, y: i32, font: &MonoFont<'_>, glass: &mut D) -> Result<(), D::Error>
where
    D: DrawTarget<Color = BinaryColor>,
{
    let style = MonoTextStyle::new(font, BinaryColor::On);
    Text::with_baseline(words, Point::new(x, y), style, Baseline::Top).draw(glass)?;
    Ok(())
}

/// Draws every dot as four: `embedded-graphics` has no font large enough with accents.
struct Doubled<'a, D>(&'a mut D);

impl<D: DrawTarget> Dimensions for Doubled<'_, D> {
    fn bounding_box(&self) -> Rectangle {
        let whole = self.0.bounding_box();
        Rectangle::new(whole.top_left / 2, whole.size / 2)
    }
}

impl<D: DrawTarget> DrawTarget for Doubled<'_, D> {
    type Color = D::Color;
    type Error = D::Error;

    fn draw_iter<I>(&mut self, pixels: I) -> Result<(), D::Error>
    where
        I: IntoIterator<Item = Pixel<D::Color>>,
    {
        self.0.draw_iter(pixels.into_iter().flat_map(|Pixel(at, colour)| {
            let corner = at * 2;
            [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(x, y)| Pixel(corner + Point::new(x, y), colour))
        }))
    }
}
