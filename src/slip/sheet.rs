//! Where things stand on the small paper: lines below one another, a number beside its label where both fit,
//! rules, and the folds. Decides nothing about the words.

use embedded_graphics::geometry::{Point, Size};
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{PrimitiveStyle, Rectangle};

use super::Bitmap;
use super::design::Place;
use super::type_set::{Align, Block, Style, TypeSetter};
use crate::content::{Language, Unknown};

/// Dots across the paper, at 203 dots an inch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Width {
    /// 58 mm paper, 48 mm printed.
    #[default]
    Dots384,
    /// 80 mm paper, 72 mm printed.
    Dots576,
}

impl Width {
    pub fn dots(self) -> u32 {
        match self {
            Self::Dots384 => 384,
            Self::Dots576 => 576,
        }
    }

    /// # Errors
    /// [`Unknown`], listing the widths there are.
    pub fn find(dots: &str) -> Result<Self, Unknown> {
        match dots {
            "384" => Ok(Self::Dots384),
            "576" => Ok(Self::Dots576),
            other => Err(Unknown {
                what: "paper width",
                given: other.to_owned(),
                known: vec!["384".to_owned(), "576".to_owned()],
            }),
        }
    }

    /// The width that fits a printer of so many dots.
    pub fn for_dots(dots: u32) -> Self {
        if dots >= 576 { Self::Dots576 } else { Self::Dots384 }
    }
}

/// Blank dots at both sides; the fold marks stand in them.
pub const MARGIN: u32 = 4;
/// 39 dots an em make capitals of 28 dots: 3.5 mm.
const BODY: f32 = 39.0;
/// 67 dots an em make digits of 48 dots: 6 mm.
const DIGITS: f32 = 67.0;
/// Draws the digits of eleven-digit numbers together so that they fit on one line of 48 mm.
const NARROW_SPACING: f32 = -2.6;
/// Between two entries.
const GAP: u32 = 12;
/// A panel of the folded paper: 51 mm.
pub const PANEL: u32 = 408;
/// Dots of a fold mark.
const FOLD_MARK: u32 = 10;

#[derive(Clone, Copy)]
pub enum Rule {
    Solid,
    Double,
    Dashed,
    Dotted,
}

/// The paper as dots, from the top.
pub struct Sheet<'a> {
    setter: &'a mut TypeSetter,
    /// `None` where only the lengths are asked for.
    bitmap: Option<Bitmap>,
    width: u32,
    y: u32,
    /// Where the paper may be folded: between two entries.
    breaks: Vec<u32>,
}

impl<'a> Sheet<'a> {
    pub fn new(width: Width, setter: &'a mut TypeSetter, bitmap: Option<Bitmap>) -> Self {
        Self { setter, bitmap, width: width.dots(), y: GAP, breaks: Vec::new() }
    }

    fn inner(&self) -> u32 {
        self.width - 2 * MARGIN
    }

    fn put(&mut self, block: &Block) {
        let at = Point::new(MARGIN as i32, self.y as i32);
        if let Some(bitmap) = &mut self.bitmap {
            self.setter.draw(block, at, bitmap).unwrap_or_else(|never| match never {});
        }
        self.y += block.height;
    }

    pub fn style(language: &Language, bold: bool, align: Align) -> Style<'_> {
        Style {
            family: language.slip_font(),
            language: &language.tag,
            em: BODY,
            bold,
            rtl: language.is_rtl(),
            align,
            spacing: 0.0,
        }
    }

    pub fn length(&self) -> u32 {
        self.y + GAP
    }

    /// Where the paper is folded: into panels of at most 51 mm, and only between two entries, so that no mark
    /// is ever read as part of a number.
    pub fn folds(&self) -> Vec<u32> {
        let mut folds = Vec::new();
        let mut top = 0;
        while self.length() - top > PANEL {
            let Some(fold) = self.breaks.iter().copied().rfind(|y| (top + 1..=top + PANEL).contains(y)) else { break };
            folds.push(fold);
            top = fold;
        }
        folds
    }

    /// Cuts the paper at its length and marks the folds at its edges.
    pub fn finish(mut self) -> Option<Bitmap> {
        for fold in self.folds() {
            for x in [0, self.width as i32 - FOLD_MARK as i32] {
                self.fill(Point::new(x, fold as i32 - 1), Size::new(FOLD_MARK, 2));
            }
        }
        let length = self.length();
        let mut bitmap = self.bitmap?;
        bitmap.crop_height(length);
        Some(bitmap)
    }

    fn fill(&mut self, at: Point, size: Size) {
        if let Some(bitmap) = &mut self.bitmap {
            Rectangle::new(at, size)
                .into_styled(PrimitiveStyle::with_fill(BinaryColor::On))
                .draw(bitmap)
                .unwrap_or_else(|never| match never {});
        }
    }
}

impl Place for Sheet<'_> {
    fn text(&mut self, text: &str, language: &Language, bold: bool, align: Align) {
        let block = self.setter.set(text, Self::style(language, bold, align), self.inner());
        self.put(&block);
    }

    fn number(&mut self, label: &[(String, &Language)], number: &str, align: Align) {
        let rtl = label.first().is_some_and(|(_, language)| language.is_rtl());
        let spacing = if self.width < 400 { NARROW_SPACING } else { 0.0 };
        let digits = |setter: &mut TypeSetter, align, inner| {
            setter.set(number, Style::digits(DIGITS, spacing, align, rtl), inner)
        };
        let number_block = digits(self.setter, align, self.inner());
        let labels: Vec<Block> = label
            .iter()
            .map(|(text, language)| self.setter.set(text, Self::style(language, false, Align::Start), self.inner()))
            .collect();
        let beside = match labels.as_slice() {
            [only] => only.lines == 1 && only.width + 24 + number_block.width <= self.inner(),
            _ => false,
        };
        if beside {
            let top = self.y;
            let end = digits(self.setter, Align::End, self.inner());
            // The baselines meet: the taller block stands on the line, the label sinks to it.
            self.y = top + end.height.saturating_sub(labels[0].height) * 3 / 4;
            self.put(&labels[0]);
            self.y = top;
            self.put(&end);
        } else {
            for block in &labels {
                self.put(block);
            }
            self.put(&number_block);
        }
    }

    fn rule(&mut self, rule: Rule) {
        self.y += GAP / 2;
        let (inner, y, left) = (self.inner(), self.y as i32, MARGIN as i32);
        let dashes = |long: u32, every: u32| (0..inner / every).map(move |n| (n * every, long));
        match rule {
            Rule::Solid => self.fill(Point::new(left, y), Size::new(inner, 2)),
            Rule::Double => {
                self.fill(Point::new(left, y), Size::new(inner, 2));
                self.fill(Point::new(left, y + 5), Size::new(inner, 2));
            }
            Rule::Dashed => {
                for (x, long) in dashes(12, 20) {
                    self.fill(Point::new(left + x as i32, y), Size::new(long, 2));
                }
            }
            Rule::Dotted => {
                for (x, long) in dashes(3, 9) {
                    self.fill(Point::new(left + x as i32, y), Size::new(long, 3));
                }
            }
        }
        self.y += GAP / 2 + 8;
    }

    fn gap(&mut self) {
        self.breaks.push(self.y + GAP / 2);
        self.y += GAP;
    }
}
