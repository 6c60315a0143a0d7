//! The small paper: what it says, that every dot of it is there, and that nothing a visitor read can
//! be told from it.

mod stage;

use std::sync::Arc;

use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::pixelcolor::BinaryColor;
use stage::{Play, SIX, content, folders, golden};
use stairlight::content::paper::Cover;
use stairlight::content::{Content, LanguageId};
use stairlight::direction::is_invisible;
use stairlight::printer::Profiles;
use stairlight::printer::encode::Encoder;
use stairlight::site::LocalHelper;
use stairlight::slip::{Align, Bitmap, Style, TypeSetter, Width, draw, texts, unfoldable};
use stairlight::view::Screen;
use stairlight::visit::{Action, Effect, PaperOrder};

/// The numbers of every paper, in order, as UI.md has them and as the directory must have them.
const NUMBERS: [&str; 5] = ["1-888-373-7888", "1-800-843-5200", "988", "211", "1-833-526-4636"];
const TEXT_NUMBERS: [&str; 2] = ["233733", "741741"];

fn languages(content: &Content) -> Vec<(LanguageId, String)> {
    content
        .languages
        .iter()
        .filter_map(|language| content.find_language(&language.tag).ok().map(|id| (id, language.tag.clone())))
        .filter(|(id, _)| content.has_text(*id))
        .collect()
}

fn order(content: &Content, tag: &str, cover: Cover) -> PaperOrder {
    PaperOrder { language: content.find_language(tag).expect("a language"), beside: None, cover }
}

fn png(bitmap: &Bitmap) -> Vec<u8> {
    let mut bytes = Vec::new();
    bitmap.write_png(&mut bytes).expect("a Vec takes everything");
    bytes
}

fn same_dots(golden: &[u8], now: &[u8]) -> bool {
    let read = |bytes: &[u8]| Bitmap::read_png(std::io::Cursor::new(bytes.to_vec())).ok();
    read(golden).is_some_and(|golden| read(now).is_some_and(|now| golden == now))
}

#[test]
fn papers_look_as_they_did() {
    let content = content();
    let mut setter = TypeSetter::new();
    let mut differences = Vec::new();
    let mut check = |tag: &str, cover: Cover, width: Width| {
        let bitmap = draw(&content, order(&content, tag, cover), width, &mut setter);
        let name = format!("slips/{tag}-{}-{}.png", cover.name(), width.dots());
        differences.push(golden::compare(&name, &png(&bitmap), same_dots));
    };
    for tag in SIX {
        check(tag, Cover::Plain, Width::Dots384);
    }
    for cover in [Cover::Bookmark, Cover::Study, Cover::Receipt] {
        check("en", cover, Width::Dots384);
    }
    for tag in ["en", "ar", "km"] {
        check(tag, Cover::Plain, Width::Dots576);
    }
    golden::agree(differences);
}

#[test]
fn papers_say_what_they_said() {
    let content = content();
    let mut said = String::new();
    for tag in SIX {
        for cover in Cover::ALL {
            said.push_str(&format!("== {tag} {}\n", cover.name()));
            for line in texts(&content, order(&content, tag, cover)) {
                said.push_str(&line);
                said.push('\n');
            }
        }
    }
    golden::agree([golden::compare("slips/texts.txt", said.as_bytes(), |golden, now| golden == now)]);
}

#[test]
fn every_paper_carries_the_same_numbers_in_the_same_order() {
    let content = content();
    for (language, tag) in languages(&content) {
        for cover in Cover::ALL {
            for beside in [None, Some(content.english())] {
                let lines = texts(&content, PaperOrder { language, beside, cover });
                let numbers: Vec<&str> = lines
                    .iter()
                    .map(String::as_str)
                    .filter(|line| line.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
                    .collect();
                let also: &[&str] = if cover == Cover::Bookmark { &["911", "711"] } else { &[] };
                let wanted: Vec<&str> = NUMBERS.iter().chain(also).chain(&TEXT_NUMBERS).copied().collect();
                assert_eq!(numbers, wanted, "{tag} {}", cover.name());
            }
        }
    }
}

#[test]
fn every_number_on_paper_is_the_directorys() {
    let content = content();
    let known: Vec<&str> =
        content.services.iter().flat_map(|s| s.phones.iter()).map(|phone| phone.number.as_str()).collect();
    for number in NUMBERS.iter().chain(&TEXT_NUMBERS) {
        assert!(known.contains(number), "{number}");
    }
}

/// Plays a visit that reads as told and prints; returns the order that the printer gets.
fn printed_after(reading: impl Fn(&mut Play)) -> PaperOrder {
    let mut play = Play::begin();
    play.touch("English");
    reading(&mut play);
    play.choose(Action::OpenPaper).choose(Action::Print);
    let order = play.effects.iter().find_map(|effect| match effect {
        Effect::Print(_, order) => Some(*order),
        _ => None,
    });
    order.expect("it printed")
}

#[test]
fn the_paper_does_not_depend_on_what_was_read() {
    let content = content();
    let nothing = printed_after(|_| {});
    let mut setter = TypeSetter::new();
    let plain = draw(&content, nothing, Width::Dots384, &mut setter);
    for topic in 0..content.topics.len() {
        let order = printed_after(|play| {
            let topics: Vec<Action> =
                play.visit.actions().into_iter().filter(|a| matches!(a, Action::OpenTopic(_))).collect();
            play.choose(topics[topic]);
            let first = play.visit.actions()[0];
            play.choose(first).choose(Action::Next).choose(Action::GoHome);
        });
        assert!(order == nothing, "topic {topic}");
        assert!(draw(&content, order, Width::Dots384, &mut setter) == plain, "topic {topic}");
    }
}

#[test]
fn the_preview_is_the_paper() {
    let mut play = Play::begin();
    play.touch("English").choose(Action::OpenPaper).choose(Action::ChooseCover(2));
    let Screen::Paper(page) = play.view().screen else { panic!("paper") };
    play.choose(Action::Print);
    assert!(play.effects.iter().any(|effect| matches!(effect, Effect::Print(_, order) if *order == page.order)));
}

#[test]
fn no_paper_has_a_missing_letter() {
    let content = content();
    let mut setter = TypeSetter::new();
    for (language, tag) in languages(&content) {
        let set = content.language(language);
        for cover in Cover::ALL {
            for line in texts(&content, PaperOrder { language, beside: Some(content.english()), cover }) {
                let style = Style {
                    family: set.slip_font(),
                    language: &set.tag,
                    em: 39.0,
                    bold: false,
                    rtl: set.is_rtl(),
                    align: Align::Start,
                    spacing: 0.0,
                };
                let block = setter.set(&line, style, 376);
                assert_eq!(TypeSetter::missing(&block), 0, "{tag}: a letter of \"{line}\" is in no font");
            }
        }
    }
}

/// A sheet without edges: remembers how far ink goes.
struct Endless {
    left: i32,
    right: i32,
}

impl OriginDimensions for Endless {
    fn size(&self) -> Size {
        Size::new(10_000, 10_000)
    }
}

impl DrawTarget for Endless {
    type Color = BinaryColor;
    type Error = std::convert::Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(&mut self, pixels: I) -> Result<(), Self::Error> {
        for Pixel(point, _) in pixels {
            self.left = self.left.min(point.x);
            self.right = self.right.max(point.x);
        }
        Ok(())
    }
}

#[test]
fn no_ink_falls_off_the_edge() {
    let content = content();
    let mut setter = TypeSetter::new();
    for (language, tag) in languages(&content) {
        let set = content.language(language);
        for width in [Width::Dots384, Width::Dots576] {
            let inner = width.dots() - 8;
            for line in texts(&content, PaperOrder { language, beside: None, cover: Cover::Receipt }) {
                let number = line.bytes().all(|b| b.is_ascii_digit() || b == b'-');
                let style = if number {
                    let spacing = if width == Width::Dots384 { -2.6 } else { 0.0 };
                    Style::digits(67.0, spacing, Align::Start, set.is_rtl())
                } else {
                    Style {
                        family: set.slip_font(),
                        language: &set.tag,
                        em: 39.0,
                        bold: true,
                        rtl: set.is_rtl(),
                        align: Align::Start,
                        spacing: 0.0,
                    }
                };
                let block = setter.set(&line, style, inner);
                if number {
                    assert_eq!(block.lines, 1, "{line} stays on one line");
                }
                let mut sheet = Endless { left: 0, right: 0 };
                setter.draw(&block, Point::new(4, 0), &mut sheet).expect("it cannot fail");
                assert!(sheet.left >= 0, "{tag}: \"{line}\" sticks out by {} dots at the left", -sheet.left);
                let right = width.dots() as i32;
                assert!(sheet.right < right, "{tag}: \"{line}\" ends at {} of {right} dots", sheet.right);
            }
        }
    }
}

/// Where `part` stands in `whole`, dot for dot.
fn find(part: &Bitmap, whole: &Bitmap) -> Option<(u32, u32)> {
    let fits = |x0: u32, y0: u32| {
        (0..part.height()).all(|y| (0..part.width()).all(|x| part.get(x, y) == whole.get(x0 + x, y0 + y)))
    };
    (0..=whole.height().saturating_sub(part.height()))
        .flat_map(|y| (0..=whole.width().saturating_sub(part.width())).map(move |x| (x, y)))
        .find(|(x, y)| fits(*x, *y))
}

/// The ink of a text by itself.
fn ink_of(bitmap: &Bitmap) -> Bitmap {
    let bounds = bitmap.ink_bounds().expect("there is ink");
    let mut ink = Bitmap::new(bounds.right - bounds.left, bounds.bottom - bounds.top).expect("it is small");
    for y in 0..ink.height() {
        for x in 0..ink.width() {
            ink.set(x, y, bitmap.get(bounds.left + x, bounds.top + y));
        }
    }
    ink
}

#[test]
fn numbers_read_the_same_way_in_every_language() {
    // The number as it is drawn alone, left to right, is found dot for dot on every paper.
    let content = content();
    let mut setter = TypeSetter::new();
    for number in NUMBERS.iter().chain(&TEXT_NUMBERS) {
        let block = setter.set(number, Style::digits(67.0, -2.6, Align::Start, false), 376);
        let mut alone = Bitmap::new(384, 120).expect("it is small");
        setter.draw(&block, Point::new(0, 0), &mut alone).expect("it cannot fail");
        let alone = ink_of(&alone);
        for tag in ["en", "ar", "km"] {
            let paper = draw(&content, order(&content, tag, Cover::Plain), Width::Dots384, &mut setter);
            assert!(find(&alone, &paper).is_some(), "{number} is not as it should be on the {tag} paper");
        }
    }
}

#[test]
fn a_number_inside_an_arabic_sentence_keeps_its_order() {
    let mut setter = TypeSetter::new();
    let set = |setter: &mut TypeSetter, text: &str| {
        let style = Style {
            family: "Noto Sans Arabic",
            language: "ar",
            em: 39.0,
            bold: false,
            rtl: true,
            align: Align::Start,
            spacing: 0.0,
        };
        let block = setter.set(text, style, 560);
        let mut bitmap = Bitmap::new(576, 120).expect("it is small");
        setter.draw(&block, Point::new(8, 20), &mut bitmap).expect("it cannot fail");
        bitmap
    };
    let alone = ink_of(&set(&mut setter, "1-888-373-7888"));
    let sentence = set(&mut setter, "اتصل 1-888-373-7888 الآن");
    assert!(find(&alone, &sentence).is_some(), "the number is torn or turned round");
}

#[test]
fn the_sites_own_helper_stands_after_the_numbers_of_every_paper() {
    let content = Content::load(&folders()).expect("it can be read");
    let mut content = Arc::into_inner(content).expect("nobody else has it");
    let mut setter = TypeSetter::new();
    for (number, wanted) in [("1-800-555-0199", &["Room 12", "1-800-555-0199"][..]), ("", &["Room 12"])] {
        content.site.helper = Some(LocalHelper { label: "Room 12".to_owned(), number: number.to_owned() });
        for tag in SIX {
            for cover in Cover::ALL {
                let order = order(&content, tag, cover);
                let said = texts(&content, order);
                let at = said.iter().position(|text| text.ends_with("Room 12")).expect("it is there");
                let own: Vec<&str> =
                    said[at..][..wanted.len()].iter().map(|text| text.trim_start_matches("– ")).collect();
                assert_eq!(own, wanted, "{tag} {}", cover.name());
                assert!(said[..at].iter().any(|text| text == NUMBERS[4]), "{tag} {}: it comes last", cover.name());
                assert_eq!(unfoldable(&content, order, Width::Dots384, &mut setter), None, "{tag} {}", cover.name());
            }
        }
    }
}

#[test]
fn papers_fold_small_and_tell_nothing() {
    let content = content();
    let mut setter = TypeSetter::new();
    let banned: Vec<String> = include_str!("../content/banned-words.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(str::to_lowercase)
        .collect();
    assert!(banned.len() > 20);
    for (language, tag) in languages(&content) {
        for cover in Cover::ALL {
            let order = PaperOrder { language, beside: None, cover };
            let paper = draw(&content, order, Width::Dots384, &mut setter);
            let marks = (0..paper.height()).filter(|y| paper.get(0, *y)).count() / 2;
            let millimetres = paper.height() / 8;
            assert!(millimetres <= 51 * (marks as u32 + 1), "{tag} {}: {millimetres} mm, {marks} folds", cover.name());
            let said = texts(&content, order).join("\n").to_lowercase();
            let said: String = said.chars().filter(|c| !is_invisible(*c)).collect();
            for word in &banned {
                assert!(!said.contains(word.as_str()), "{tag} {}: the paper says \"{word}\"", cover.name());
            }
        }
    }
}

#[test]
fn only_ink_is_sent() {
    let content = content();
    let mut setter = TypeSetter::new();
    let profile = Profiles::built_in().named("paper-58").expect("the virtual printer").clone();
    for tag in SIX {
        let paper = draw(&content, order(&content, tag, Cover::Plain), Width::Dots384, &mut setter);
        let raster = (paper.width() / 8 * paper.height()) as usize;
        let bytes: usize = Encoder::new(paper, &profile).expect("it fits").map(|chunk| chunk.bytes.len()).sum();
        assert!(bytes * 100 <= raster * 45, "{tag}: {bytes} bytes are {} % of the raster", bytes * 100 / raster);
    }
}
