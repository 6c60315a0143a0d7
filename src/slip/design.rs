//! What stands on the small paper and where. One fixed order and length for a language, a cover and a
//! width; nothing that a visitor read changes a dot.

use embedded_graphics::geometry::{Point, Size};
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{PrimitiveStyle, Rectangle};

use super::type_set::{Align, Block, Style, TypeSetter};
use super::{Bitmap, MAX_HEIGHT};
use crate::content::paper::{Cover, cover_key, key, line_key};
use crate::content::{Content, Language, LanguageId, Service, Unknown};
use crate::visit::PaperOrder;

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
pub(super) const MARGIN: u32 = 4;
/// 39 dots an em make capitals of 28 dots: 3.5 mm.
const BODY: f32 = 39.0;
/// 67 dots an em make digits of 48 dots: 6 mm.
const DIGITS: f32 = 67.0;
/// Draws the digits of eleven-digit numbers together so that they fit on one line of 48 mm.
const NARROW_SPACING: f32 = -2.6;
/// Between two entries.
const GAP: u32 = 12;
/// A panel of the folded paper: 51 mm.
pub(super) const PANEL: u32 = 408;
/// Dots of a fold mark.
const FOLD_MARK: u32 = 10;

/// The marks that give a cover its look.
struct Look {
    rule: Rule,
    bullet: &'static str,
    numbers: Align,
    heading: Align,
}

#[derive(Clone, Copy)]
enum Rule {
    Solid,
    Double,
    Dashed,
    Dotted,
}

fn look(cover: Cover) -> Look {
    match cover {
        Cover::Plain => Look { rule: Rule::Solid, bullet: "", numbers: Align::Start, heading: Align::Start },
        Cover::Bookmark => Look { rule: Rule::Double, bullet: "", numbers: Align::Centre, heading: Align::Centre },
        Cover::Study => Look { rule: Rule::Dotted, bullet: "– ", numbers: Align::Start, heading: Align::Start },
        Cover::Receipt => Look { rule: Rule::Dashed, bullet: "", numbers: Align::End, heading: Align::Centre },
    }
}

/// Draws the paper that an order describes.
pub fn draw(content: &Content, order: PaperOrder, width: Width, setter: &mut TypeSetter) -> Bitmap {
    let mut sheet = Sheet::new(width, setter);
    compose(&mut sheet, content, order);
    sheet.finish()
}

/// Every word and number on the paper, in order, as it would be read: for checks of what it says.
pub fn texts(content: &Content, order: PaperOrder) -> Vec<String> {
    let mut lines = Lines(Vec::new());
    compose(&mut lines, content, order);
    lines.0
}

/// Where a paper's parts go: dots, or a list of texts.
trait Place {
    fn text(&mut self, text: &str, language: &Language, bold: bool, align: Align);
    /// A label and its number, on one line where both fit.
    fn number(&mut self, label: &[(String, &Language)], number: &str, look: &Look);
    fn rule(&mut self, rule: Rule);
    fn gap(&mut self);
}

fn compose(place: &mut impl Place, content: &Content, order: PaperOrder) {
    let paper = Words { content, tongues: tongues(content, order) };
    let cover = content.paper.cover(order.cover);
    let look = look(order.cover);

    for (text, language) in paper.both(&cover_key(order.cover, "heading"), &cover.heading) {
        place.text(&text, language, true, look.heading);
    }
    place.rule(look.rule);
    for (index, line) in cover.before.iter().enumerate() {
        paper.own(place, &line_key(order.cover, "before", index), line, Align::Start);
    }
    for service in numbers(content, order.cover) {
        let (Some(helper), Some(phone)) = (&service.helper, service.voice()) else { continue };
        place.gap();
        place.number(&bulleted(paper.both(&service.key("label"), &helper.label), look.bullet), &phone.number, &look);
    }
    if let Some(local) = &content.site.helper {
        place.gap();
        let label = vec![(local.label.clone(), paper.tongues[0].language)];
        place.number(&bulleted(label, look.bullet), &local.number, &look);
    }
    place.gap();
    place.rule(look.rule);
    let own = content.language(order.language);
    if order.language != content.english() && numbers(content, order.cover).any(|s| s.needs_interpreter(&own.tag)) {
        paper.own(place, &key("call-and-say"), &content.paper.call_and_say, Align::Start);
        let english = content.language(content.english());
        place.text(&format!("“{}, please”", own.call_name), english, true, Align::Start);
        place.gap();
    }
    for (text, language) in paper.both(&key("free"), &content.paper.free) {
        place.text(&text, language, false, Align::Start);
    }
    place.gap();
    place.rule(look.rule);
    for service in text_numbers(content) {
        let Some(phone) = service.text() else { continue };
        let (field, english) = match &phone.x_keyword {
            Some(_) => ("text-to", &content.paper.text_to),
            None => ("text", &content.paper.text),
        };
        let (sentence, language) = paper.first(&key(field), english);
        let label = vec![(before_number(&sentence, phone.x_keyword.as_deref(), &phone.number), language)];
        place.number(&bulleted(label, look.bullet), &phone.number, &look);
        place.gap();
    }
    paper.own(place, &key("texts-stay"), &content.paper.texts_stay, Align::Start);
    for (index, line) in cover.after.iter().enumerate() {
        place.gap();
        paper.own(place, &line_key(order.cover, "after", index), line, look.heading);
    }
}

/// The paper's words in its languages. Where it has two, only what a helper must be able to read is
/// said twice: the heading, what each number is for, and that it is free. Twice everything would make
/// a paper too long to hide.
struct Words<'a> {
    content: &'a Content,
    tongues: Vec<Tongue<'a>>,
}

impl<'a> Words<'a> {
    fn first(&self, place: &str, english: &str) -> (String, &'a Language) {
        let own = &self.tongues[0];
        (own.text(self.content, place, english), own.language)
    }

    fn both(&self, place: &str, english: &str) -> Vec<(String, &'a Language)> {
        self.tongues.iter().map(|tongue| (tongue.text(self.content, place, english), tongue.language)).collect()
    }

    fn own(&self, to: &mut impl Place, place: &str, english: &str, align: Align) {
        let (text, language) = self.first(place, english);
        to.text(&text, language, false, align);
    }
}

/// The services of every paper in order, and those that the cover adds.
fn numbers(content: &Content, cover: Cover) -> impl Iterator<Item = &Service> {
    let mut core: Vec<&Service> = content.services.iter().filter(|s| s.slip_order.is_some()).collect();
    core.sort_by_key(|service| service.slip_order);
    let also = &content.paper.cover(cover).also;
    core.into_iter().chain(also.iter().filter_map(|id| content.services.iter().find(|s| &s.id == id)))
}

fn text_numbers(content: &Content) -> Vec<&Service> {
    let mut services: Vec<&Service> = content.services.iter().filter(|s| s.slip_text.is_some()).collect();
    services.sort_by_key(|service| service.slip_text.as_ref().map(|text| text.order));
    services
}

/// A language of the paper. The paper is whole in it, or whole in English.
struct Tongue<'a> {
    language: &'a Language,
    id: LanguageId,
}

impl Tongue<'_> {
    fn text(&self, content: &Content, place: &str, english: &str) -> String {
        content.words(self.id).get(place, english).unwrap_or_else(|| english.to_owned())
    }
}

/// The languages of the paper, each once: those of the order whose words are all there.
fn tongues(content: &Content, order: PaperOrder) -> Vec<Tongue<'_>> {
    let english = content.english();
    let whole = |id: LanguageId| if is_whole(content, id, order.cover) { id } else { english };
    let mut ids = vec![whole(order.language)];
    if let Some(beside) = order.beside.map(whole).filter(|beside| *beside != ids[0]) {
        ids.push(beside);
    }
    ids.into_iter().map(|id| Tongue { language: content.language(id), id }).collect()
}

/// True when every word of the paper is there in a language; else the paper comes out in English.
pub fn is_whole(content: &Content, id: LanguageId, cover: Cover) -> bool {
    let words = content.words(id);
    let labels = numbers(content, cover).filter_map(|s| s.helper.as_ref().map(|h| (s.key("label"), h.label.as_str())));
    content.paper.texts().into_iter().chain(labels).all(|(place, english)| words.get(&place, english).is_some())
}

fn bulleted<'a>(label: Vec<(String, &'a Language)>, bullet: &str) -> Vec<(String, &'a Language)> {
    let mut label = label;
    if let Some((first, _)) = label.first_mut() {
        first.insert_str(0, bullet);
    }
    label
}

/// The words of "Text HOME to 741741" that stand before the number. Where the number is not last in
/// this language, the whole sentence stands there, and the large number once more below it.
fn before_number(template: &str, keyword: Option<&str>, number: &str) -> String {
    let sentence = template.replace("{word}", keyword.unwrap_or_default());
    match sentence.strip_suffix("{number}") {
        Some(before) => before.trim_end().to_owned(),
        None => sentence.replace("{number}", number),
    }
}

/// The paper as a list of texts.
struct Lines(Vec<String>);

impl Place for Lines {
    fn text(&mut self, text: &str, _: &Language, _: bool, _: Align) {
        self.0.push(text.to_owned());
    }
    fn number(&mut self, label: &[(String, &Language)], number: &str, _: &Look) {
        self.0.extend(label.iter().map(|(text, _)| text.clone()));
        self.0.push(number.to_owned());
    }
    fn rule(&mut self, _: Rule) {}
    fn gap(&mut self) {}
}

/// The paper as dots.
pub(super) struct Sheet<'a> {
    setter: &'a mut TypeSetter,
    bitmap: Bitmap,
    width: u32,
    y: u32,
    /// Where the paper may be folded: between two entries.
    breaks: Vec<u32>,
}

impl<'a> Sheet<'a> {
    fn new(width: Width, setter: &'a mut TypeSetter) -> Self {
        let width = width.dots();
        let bitmap = Bitmap::new(width, MAX_HEIGHT).expect("both widths of paper are within the bounds");
        Self { setter, bitmap, width, y: GAP, breaks: Vec::new() }
    }

    fn inner(&self) -> u32 {
        self.width - 2 * MARGIN
    }

    fn put(&mut self, block: &Block) {
        let at = Point::new(MARGIN as i32, self.y as i32);
        self.setter.draw(block, at, &mut self.bitmap).unwrap_or_else(|never| match never {});
        self.y += block.height;
    }

    pub(super) fn style(language: &Language, bold: bool, align: Align) -> Style<'_> {
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

    /// Cuts the paper at its length and marks the folds at its edges: into panels of at most 51 mm,
    /// folded only between two entries, so that no mark is ever read as part of a number.
    fn finish(mut self) -> Bitmap {
        let length = self.y + GAP;
        self.bitmap.crop_height(length);
        let mut top = 0;
        while length - top > PANEL {
            let Some(fold) = self.breaks.iter().copied().rfind(|y| (top + 1..=top + PANEL).contains(y)) else { break };
            for x in [0, self.width as i32 - FOLD_MARK as i32] {
                self.fill(Point::new(x, fold as i32 - 1), Size::new(FOLD_MARK, 2));
            }
            top = fold;
        }
        self.bitmap
    }

    fn fill(&mut self, at: Point, size: Size) {
        Rectangle::new(at, size)
            .into_styled(PrimitiveStyle::with_fill(BinaryColor::On))
            .draw(&mut self.bitmap)
            .unwrap_or_else(|never| match never {});
    }
}

impl Place for Sheet<'_> {
    fn text(&mut self, text: &str, language: &Language, bold: bool, align: Align) {
        let block = self.setter.set(text, Self::style(language, bold, align), self.inner());
        self.put(&block);
    }

    fn number(&mut self, label: &[(String, &Language)], number: &str, look: &Look) {
        let rtl = label.first().is_some_and(|(_, language)| language.is_rtl());
        let spacing = if self.width < 400 { NARROW_SPACING } else { 0.0 };
        let digits = |setter: &mut TypeSetter, align, inner| {
            setter.set(number, Style::digits(DIGITS, spacing, align, rtl), inner)
        };
        let number_block = digits(self.setter, look.numbers, self.inner());
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
