//! Sets text in dots: shaping by parley, outlines by skrifa, coverage by zeno, black where a dot is at
//! least half covered. Uses only the fonts that the program carries.
//!
//! Does not know what the paper says.

use std::collections::HashMap;

use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::Point;
use embedded_graphics::pixelcolor::BinaryColor;
use parley::fontique::{Blob, Collection, CollectionOptions, Script, SourceCache};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontContext, FontFamily, FontWeight, Layout, LayoutContext, LineHeight,
    OverflowWrap, PositionedLayoutItem, StyleProperty,
};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, Engine, HintingInstance, HintingOptions, OutlinePen, SmoothMode, Target};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use stairlight_ui::fonts;
use zeno::{Command, Mask, Vector};

/// The name under which the tall digits are registered.
const DIGITS: &str = "Stairlight Digits";
/// A dot is black from this coverage on.
const HALF: u8 = 128;

/// How a text is set.
#[derive(Clone, Copy, PartialEq)]
pub struct Style<'a> {
    /// The family of the language's script; Noto Sans stands behind it.
    pub family: &'a str,
    /// BCP 47, for the shapes of Han characters and for line breaks.
    pub language: &'a str,
    /// The em in dots.
    pub em: f32,
    pub bold: bool,
    pub rtl: bool,
    pub align: Align,
    /// Added between letters, in dots.
    pub spacing: f32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Where reading starts.
    Start,
    Centre,
    End,
}

impl<'a> Style<'a> {
    /// Tall digits, always read left to right. `end` puts them at the end of the line of `rtl` text.
    pub fn digits(em: f32, spacing: f32, align: Align, rtl: bool) -> Style<'a> {
        // A number's own direction is left to right, so its place is turned by hand.
        let align = match align {
            Align::Start if rtl => Align::End,
            Align::End if rtl => Align::Start,
            align => align,
        };
        Style { family: DIGITS, language: "en", em, bold: true, rtl: false, align, spacing }
    }
}

/// A text in lines, ready to be drawn. Height and width are in dots.
pub struct Block {
    layout: Layout<[u8; 4]>,
    pub height: u32,
    /// Of the longest line.
    pub width: u32,
    pub lines: usize,
}

/// Fonts, shaper and the dots of every glyph met so far.
pub struct TypeSetter {
    fonts: FontContext,
    shaper: LayoutContext<[u8; 4]>,
    glyphs: HashMap<GlyphKey, Glyph>,
}

#[derive(PartialEq, Eq, Hash)]
struct GlyphKey {
    font: u64,
    glyph: u32,
    /// In 64ths of a dot.
    em: u32,
}

/// A glyph's dots, placed against its origin.
#[derive(Default, Clone)]
struct Glyph {
    left: i32,
    top: i32,
    width: u32,
    dots: Vec<bool>,
}

impl Default for TypeSetter {
    fn default() -> Self {
        Self::new()
    }
}

impl TypeSetter {
    pub fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        for font in fonts::FONTS {
            let families = collection.register_fonts(Blob::new(std::sync::Arc::new(font.data)), None);
            for (family, _) in families {
                for script in font.scripts {
                    if let Ok(tag) = <[u8; 4]>::try_from(script.as_bytes()) {
                        collection.append_fallbacks(Script::from_bytes(tag), std::iter::once(family));
                    }
                }
            }
        }
        let digits = parley::fontique::FontInfoOverride { family_name: Some(DIGITS), ..Default::default() };
        collection.register_fonts(Blob::new(std::sync::Arc::new(fonts::DIGITS)), Some(digits));
        Self {
            fonts: FontContext { collection, source_cache: SourceCache::default() },
            shaper: LayoutContext::new(),
            glyphs: HashMap::new(),
        }
    }

    /// Sets `text` in lines of at most `width` dots. Where the text is right to left, numbers in it
    /// keep their order.
    pub fn set(&mut self, text: &str, style: Style<'_>, width: u32) -> Block {
        // A word longer than the paper is broken; it must never run over the edge.
        let mut layout = self.shape(text, style, OverflowWrap::Anywhere);
        layout.break_all_lines(Some(width as f32));
        let alignment = match style.align {
            Align::Start => Alignment::Start,
            Align::Centre => Alignment::Center,
            Align::End => Alignment::End,
        };
        layout.align(alignment, AlignmentOptions::default());
        let (height, wide, lines) = (layout.height().ceil() as u32, layout.width().ceil() as u32, layout.len());
        Block { layout, height, width: wide, lines }
    }

    /// The width in dots of the widest part of `text` that no line break can part.
    pub fn widest_word(&mut self, text: &str, style: Style<'_>) -> f32 {
        self.shape(text, style, OverflowWrap::Normal).calculate_content_widths().min
    }

    fn shape(&mut self, text: &str, style: Style<'_>, overflow: OverflowWrap) -> Layout<[u8; 4]> {
        let text = if style.rtl { crate::direction::isolate_numbers(text) } else { text.to_owned() };
        let family = format!("'{}', 'Noto Sans'", style.family);
        let mut builder = self.shaper.ranged_builder(&mut self.fonts, &text, 1.0, true);
        builder.set_base_direction(if style.rtl { BaseDirection::Rtl } else { BaseDirection::Ltr });
        builder.push_default(StyleProperty::FontFamily(FontFamily::from(family.as_str())));
        builder.push_default(StyleProperty::FontSize(style.em));
        builder.push_default(StyleProperty::Locale(style.language.parse().ok()));
        builder.push_default(StyleProperty::LetterSpacing(style.spacing));
        builder.push_default(StyleProperty::FontWeight(if style.bold { FontWeight::BOLD } else { FontWeight::NORMAL }));
        builder.push_default(LineHeight::FontSizeRelative(LINE_HEIGHT));
        builder.push_default(StyleProperty::OverflowWrap(overflow));
        builder.build(&text)
    }

    /// Draws a block with its top left corner at `at`. Dots outside the target are dropped by it; a
    /// test holds that there are none.
    ///
    /// # Errors
    /// Those of the target.
    pub fn draw<D: DrawTarget<Color = BinaryColor>>(
        &mut self,
        block: &Block,
        at: Point,
        target: &mut D,
    ) -> Result<(), D::Error> {
        for line in block.layout.lines() {
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                let font = run.run().font().clone();
                let em = run.run().font_size();
                // A run starts on a whole dot, so that a number has the same dots wherever it stands.
                let (start, line) = (run.offset(), run.baseline());
                let from = at + Point::new(start.round() as i32, line.round() as i32);
                for placed in run.positioned_glyphs() {
                    let key = GlyphKey { font: font.data.id(), glyph: placed.id, em: (em * 64.0) as u32 };
                    let glyph = self
                        .glyphs
                        .entry(key)
                        .or_insert_with(|| rasterise(font.data.data(), font.index, placed.id, em));
                    let (x, y) = (placed.x - start, placed.y - line);
                    let origin = from + Point::new(x.round() as i32 + glyph.left, y.round() as i32 + glyph.top);
                    target.draw_iter(glyph.ink(origin))?;
                }
            }
        }
        Ok(())
    }

    /// The glyphs of a block for which no font has a shape. Empty for a text that can be printed.
    pub fn missing(block: &Block) -> usize {
        let mut missing = 0;
        for line in block.layout.lines() {
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    missing += run.glyphs().filter(|glyph| glyph.id == 0).count();
                }
            }
        }
        missing
    }

    /// The dotted circles of a block: there are some where a text is spelt so that its letters cannot
    /// be joined.
    pub fn circles(block: &Block) -> usize {
        let mut circles = 0;
        for line in block.layout.lines() {
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                let font = run.run().font();
                let circle = FontRef::from_index(font.data.data(), font.index)
                    .ok()
                    .and_then(|font| font.charmap().map(DOTTED_CIRCLE));
                let Some(circle) = circle else { continue };
                circles += run.glyphs().filter(|glyph| glyph.id == circle.to_u32()).count();
            }
        }
        circles
    }
}

/// The sign that a shaper puts where a vowel or tone mark has no letter to stand on.
const DOTTED_CIRCLE: char = '\u{25CC}';

/// Line height in ems: enough for stacked marks of Khmer and Lao, less than the fonts' own.
const LINE_HEIGHT: f32 = 1.35;

impl Glyph {
    fn ink(&self, origin: Point) -> impl Iterator<Item = Pixel<BinaryColor>> + '_ {
        let width = self.width.max(1);
        self.dots.iter().enumerate().filter(|(_, ink)| **ink).map(move |(at, _)| {
            let at = at as u32;
            Pixel(origin + Point::new((at % width) as i32, (at / width) as i32), BinaryColor::On)
        })
    }
}

/// Collects a glyph's outline for zeno, which has y down.
struct Outline(Vec<Command>);

impl OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Command::MoveTo(Vector::new(x, -y)));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Command::LineTo(Vector::new(x, -y)));
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.push(Command::QuadTo(Vector::new(cx, -cy), Vector::new(x, -y)));
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.push(Command::CurveTo(Vector::new(ax, -ay), Vector::new(bx, -by), Vector::new(x, -y)));
    }
    fn close(&mut self) {
        self.0.push(Command::Close);
    }
}

/// The dots of one glyph. Smooth hinting and a threshold: mono hinting fills the small counters of
/// Khmer, and dithering frays stems.
fn rasterise(data: &[u8], index: u32, glyph: u32, em: f32) -> Glyph {
    let Ok(font) = FontRef::from_index(data, index) else { return Glyph::default() };
    let outlines = font.outline_glyphs();
    let Some(outline) = outlines.get(GlyphId::new(glyph)) else { return Glyph::default() };
    let options = HintingOptions {
        engine: Engine::AutoFallback,
        target: Target::Smooth { mode: SmoothMode::Normal, symmetric_rendering: false, preserve_linear_metrics: true },
    };
    let hinting = HintingInstance::new(&outlines, Size::new(em), LocationRef::default(), options).ok();
    let mut pen = Outline(Vec::new());
    let drawn = match &hinting {
        Some(hinting) => outline.draw(DrawSettings::hinted(hinting, false), &mut pen),
        None => outline.draw(DrawSettings::unhinted(Size::new(em), LocationRef::default()), &mut pen),
    };
    if drawn.is_err() || pen.0.is_empty() {
        return Glyph::default();
    }
    let (coverage, place) = Mask::new(&pen.0[..]).render();
    Glyph { left: place.left, top: place.top, width: place.width, dots: coverage.iter().map(|c| *c >= HALF).collect() }
}
