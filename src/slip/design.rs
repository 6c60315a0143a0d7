//! What stands on the small paper, in which order and in which words. One fixed order for a language, a cover
//! and a width; nothing that a visitor read changes a dot. Where it stands is the [`Sheet`]'s.

use super::sheet::{Rule, Sheet, Width};
use super::type_set::{Align, TypeSetter};
use super::{Bitmap, MAX_HEIGHT};
use crate::content::paper::{Cover, cover_key, key, line_key};
use crate::content::{Content, Language, LanguageId, Service};
use crate::visit::PaperOrder;

/// The marks that give a cover its look.
struct Look {
    rule: Rule,
    bullet: &'static str,
    numbers: Align,
    heading: Align,
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
    let bitmap = Bitmap::new(width.dots(), MAX_HEIGHT).expect("both widths of paper are within the bounds");
    let mut sheet = Sheet::new(width, setter, Some(bitmap));
    compose(&mut sheet, content, order);
    sheet.finish().expect("it was given a bitmap")
}

/// The lengths in dots of the panels that the paper is folded into, from the top. Draws nothing.
pub(super) fn panels(content: &Content, order: PaperOrder, width: Width, setter: &mut TypeSetter) -> Vec<u32> {
    let mut sheet = Sheet::new(width, setter, None);
    compose(&mut sheet, content, order);
    let mut top = 0;
    sheet.folds().into_iter().chain([sheet.length()]).map(|fold| fold - std::mem::replace(&mut top, fold)).collect()
}

/// Every word and number on the paper, in order, as it would be read: for checks of what it says.
pub fn texts(content: &Content, order: PaperOrder) -> Vec<String> {
    let mut lines = Lines(Vec::new());
    compose(&mut lines, content, order);
    lines.0
}

/// Where a paper's parts go: dots, or a list of texts.
pub(super) trait Place {
    fn text(&mut self, text: &str, language: &Language, bold: bool, align: Align);
    /// A label and its number, on one line where both fit.
    fn number(&mut self, label: &[(String, &Language)], number: &str, align: Align);
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
        place.number(
            &bulleted(paper.both(&service.key("label"), &helper.label), look.bullet),
            &phone.number,
            look.numbers,
        );
    }
    if let Some(local) = &content.site.helper {
        place.gap();
        let label = bulleted(vec![(local.label.clone(), paper.tongues[0].language)], look.bullet);
        match local.number.as_str() {
            "" => place.text(&label[0].0, label[0].1, true, Align::Start),
            number => place.number(&label, number, look.numbers),
        }
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
        place.number(&bulleted(label, look.bullet), &phone.number, look.numbers);
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
    fn number(&mut self, label: &[(String, &Language)], number: &str, _: Align) {
        self.0.extend(label.iter().map(|(text, _)| text.clone()));
        self.0.push(number.to_owned());
    }
    fn rule(&mut self, _: Rule) {}
    fn gap(&mut self) {}
}
