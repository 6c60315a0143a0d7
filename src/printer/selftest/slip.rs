//! The test slip: edge lines, rulers across and along, four densities, fine lines and big digits.

use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::{FONT_6X10, FONT_10X20};
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::*;
use embedded_graphics::text::{Baseline, Text};

use crate::printer::profile::Profile;
use crate::slip::{Bitmap, BitmapError};

/// Length of the ruler along the paper.
const ALONG_MM: u32 = 40;

pub(super) fn drawn(profile: &Profile) -> Result<Bitmap, BitmapError> {
    let length = profile.rows_in_mm(ALONG_MM) + 330;
    let mut slip = Bitmap::new(profile.dots, length)?;
    write(&mut slip, 8, 4, "Printer test");
    small(&mut slip, 8, 28, &profile.name);
    edges(&mut slip, 44);
    across(&mut slip, profile, 96);
    densities(&mut slip, 150);
    fine_lines(&mut slip, 206);
    digits(&mut slip, 226);
    along(&mut slip, profile, 300);
    Ok(slip)
}

fn write(slip: &mut Bitmap, x: i32, y: i32, text: &str) {
    let style = MonoTextStyle::new(&FONT_10X20, BinaryColor::On);
    let Ok(_) = Text::with_baseline(text, Point::new(x, y), style, Baseline::Top).draw(slip);
}

fn small(slip: &mut Bitmap, x: i32, y: i32, text: &str) {
    let style = MonoTextStyle::new(&FONT_6X10, BinaryColor::On);
    let Ok(_) = Text::with_baseline(text, Point::new(x, y), style, Baseline::Top).draw(slip);
}

fn fill(slip: &mut Bitmap, left: u32, top: u32, width: u32, height: u32) {
    for y in top..top + height {
        for x in left..left + width {
            slip.set(x, y, true);
        }
    }
}

fn edges(slip: &mut Bitmap, top: u32) {
    let right = slip.width() - 2;
    fill(slip, 0, top, 2, 40);
    fill(slip, right, top, 2, 40);
    small(slip, 10, top as i32 + 14, "<- edge");
    small(slip, right as i32 - 52, top as i32 + 14, "edge ->");
}

fn dot_at(profile: &Profile, mm: u32) -> u32 {
    (mm * profile.dpi * 10 + 127) / 254
}

fn tick(mm: u32) -> u32 {
    match mm % 10 {
        0 => 24,
        5 => 16,
        _ => 8,
    }
}

fn across(slip: &mut Bitmap, profile: &Profile, top: u32) {
    for mm in 0.. {
        let x = dot_at(profile, mm);
        if x >= slip.width() {
            break;
        }
        fill(slip, x, top, 1, tick(mm));
        if mm % 10 == 0 {
            small(slip, x as i32 + 3, top as i32 + 18, &mm.to_string());
        }
    }
}

fn along(slip: &mut Bitmap, profile: &Profile, top: u32) {
    for mm in 0..=ALONG_MM {
        let y = top + dot_at(profile, mm);
        fill(slip, 0, y, tick(mm), 1);
        if mm % 10 == 0 {
            small(slip, 30, y as i32 - 5, &format!("{mm} mm"));
        }
    }
}

/// A quarter, a half, three quarters and all of the dots.
fn densities(slip: &mut Bitmap, top: u32) {
    let width = slip.width() / 4;
    for y in top..top + 48 {
        for x in 0..width * 4 {
            let ink = match x / width {
                0 => x % 2 == 0 && y % 2 == 0,
                1 => (x + y) % 2 == 0,
                2 => x % 2 == 0 || y % 2 == 0,
                _ => true,
            };
            slip.set(x, y, ink);
        }
    }
}

fn fine_lines(slip: &mut Bitmap, top: u32) {
    let width = slip.width();
    fill(slip, 0, top, width, 1);
    fill(slip, 0, top + 6, width, 2);
    for x in (0..width).step_by(2) {
        fill(slip, x, top + 12, 1, 4);
    }
}

/// Digits as large as on a slip, the small font three times over.
fn digits(slip: &mut Bitmap, top: u32) {
    let Ok(mut line) = Bitmap::new(120, 20) else { return };
    write(&mut line, 0, 0, "0123456789");
    for y in 0..line.height() {
        for x in (0..line.width()).filter(|x| line.get(*x, y)) {
            fill(slip, x * 3, top + y * 3, 3, 3);
        }
    }
}
