//! A line as a QR code: for the staff's screen as dots, for a terminal as blocks.

use qrcode::render::unicode::Dense1x2;
use qrcode::{Color, EcLevel, QrCode};

/// The dots of a code, without the blank margin of four dots that must stand around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dots {
    pub side: usize,
    /// Row by row; true is dark.
    pub dark: Vec<bool>,
}

/// The code of a line; `None` where it is too long for any.
pub fn dots(line: &str) -> Option<Dots> {
    let code = code(line)?;
    Some(Dots { side: code.width(), dark: code.to_colors().into_iter().map(|color| color == Color::Dark).collect() })
}

/// The code as blocks for a dark terminal, light on dark.
pub fn text(line: &str) -> String {
    let Some(code) = code(line) else { return String::new() };
    let mut text =
        code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).quiet_zone(true).build();
    text.push('\n');
    text
}

fn code(line: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(line, EcLevel::M).ok()
}
