//! Words on the screen's glass, as pixels: no part of a text is lost where a line ends, and a phone
//! number in right-to-left words reads in order. How whole pages look is the business of `screens.rs`.
//!
//! `RUN_SLOW_TESTS=1` draws every text of every language; without it every twelfth.

mod stage;

use slint::{ComponentHandle, Global};
use stage::content;
use stairlight::content::{Content, Language, po};
use stairlight::kiosk::screen::{Glass, Letters, Picture, register_fonts};

slint::slint! {
    import { Theme } from "ui/theme.slint";
    import { Copy } from "ui/widgets/text.slint";
    export { Theme }

    // One paragraph, as the pages set it; on one line where `wide` is 0.
    export component Paragraph inherits Window {
        in property <string> words;
        in property <length> wide;
        background: Theme.page;
        default-font-family: Theme.family;
        copy := Copy {
            x: Theme.rtl ? root.width - self.width - 8px : 8px;
            y: 8px;
            width: root.wide == 0 ? self.preferred-width : root.wide;
            wrap: root.wide == 0 ? no-wrap : word-wrap;
            text: root.words;
        }
    }
}

/// Wide enough for the longest piece on one line, high enough for it in the narrowest column.
const GLASS: (u32, u32) = (1100, 420);

/// Columns in which texts are set, so that lines end at many different words.
const COLUMNS: [f32; 3] = [130.0, 190.0, 270.0];

struct Sheet {
    glass: Glass,
    paragraph: Paragraph,
}

impl Sheet {
    fn new() -> Self {
        let glass = Glass::install(GLASS.0, GLASS.1);
        register_fonts();
        let paragraph = Paragraph::new().expect("a window in memory");
        paragraph.show().expect("it shows");
        paragraph.window().set_size(slint::PhysicalSize::new(GLASS.0, GLASS.1));
        let theme = Theme::get(&paragraph);
        // Ten pixels an em: what is lost at a line's end is lost at every size.
        theme.set_mm(3.0);
        theme.set_capital(2.4);
        Self { glass, paragraph }
    }

    fn speak(&self, language: &Language) -> Letters {
        let letters = Letters::of(language);
        let theme = Theme::get(&self.paragraph);
        theme.set_rtl(letters.is_rtl());
        theme.set_family(language.font.as_str().into());
        theme.set_line_factor(letters.line_factor());
        letters
    }

    /// Digits large enough to be told apart.
    fn enlarge(&self) {
        Theme::get(&self.paragraph).set_mm(10.0);
    }

    fn column(&self, words: &str, wide: f32) -> Picture {
        self.paragraph.set_words(words.into());
        self.paragraph.set_wide(wide);
        self.glass.draw()
    }
}

/// How dark the picture is in all: the sum over its pixels.
fn ink(picture: &Picture) -> i64 {
    let page = i64::from(picture.pixels[0].g);
    picture.pixels.iter().map(|pixel| page - i64::from(pixel.g)).sum()
}

/// Every text of a language's catalogue; for English, of every catalogue's `msgid`.
fn texts(language: &Language) -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let (tag, english) = if language.tag == "en" { ("es", true) } else { (language.tag.as_str(), false) };
    let source = std::fs::read_to_string(root.join(tag).join("LC_MESSAGES/stairlight.po")).expect("a catalogue");
    let entries = po::parse(&source).expect("it was read before");
    let whole = entries.into_iter().filter(|entry| !entry.english.is_empty());
    whole.map(|entry| if english { entry.english } else { entry.text }).filter(|text| !text.is_empty()).collect()
}

fn written(content: &Content) -> impl Iterator<Item = &Language> {
    content.languages.iter().filter(|l| content.find_language(&l.tag).is_ok_and(|id| content.has_text(id)))
}

/// The text in pieces of a few words, each short enough that the loss of one letter shows in its ink.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in text.split_inclusive([' ', '\u{200B}']) {
        let last = pieces.last_mut().expect("there is always one");
        if last.chars().count() + word.chars().count() > 48 && last.chars().count() > 12 {
            pieces.push(word.to_owned());
        } else {
            last.push_str(word);
        }
    }
    pieces
}

#[test]
fn no_word_is_lost_at_the_end_of_a_line() {
    let every = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 1 } else { 12 };
    let sheet = Sheet::new();
    let content = content();
    let (mut drawn, mut lost) = (0, Vec::new());
    for language in written(&content) {
        let letters = sheet.speak(language);
        // In Nastaliq words stand over each other, so that less ink shows where lines meet.
        let slack = if language.font.contains("Nastaliq") { 8 } else { 4 };
        for piece in texts(language).iter().step_by(every).flat_map(|text| pieces(text)) {
            let shaped = letters.shape(piece.trim());
            let whole = ink(&sheet.column(&shaped, GLASS.0 as f32 - 16.0));
            let letter = whole / piece.chars().filter(|c| c.is_alphanumeric()).count().max(1) as i64;
            for wide in COLUMNS {
                let set = ink(&sheet.column(&shaped, wide));
                drawn += 1;
                // The same letters in other places: only the rounding of their edges may differ.
                if (whole - set).abs() * 10 > letter * slack {
                    lost.push(format!("{} in {wide}: {set} of {whole}, a letter is {letter}: {piece}", language.tag));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} of {drawn}:\n{}", lost.len(), lost.join("\n"));
    assert!(drawn > 8_000, "{drawn} drawn");
}

/// The part of a picture that carries ink: a box of darkness.
struct Ink {
    width: usize,
    dark: Vec<u8>,
}

impl Ink {
    fn of(picture: &Picture) -> Self {
        let page = picture.pixels[0].g;
        let width = picture.width as usize;
        let dark: Vec<u8> = picture.pixels.iter().map(|pixel| page.saturating_sub(pixel.g)).collect();
        // Softened sideways, because a letter stands at parts of a pixel.
        let soft = dark.windows(3).map(|d| ((u16::from(d[0]) + 2 * u16::from(d[1]) + u16::from(d[2])) / 4) as u8);
        let dark = std::iter::once(0).chain(soft).chain([0]).collect();
        Self { width, dark }
    }

    fn row(&self, y: usize) -> &[u8] {
        &self.dark[y * self.width..(y + 1) * self.width]
    }

    fn height(&self) -> usize {
        self.dark.len() / self.width
    }

    /// Cut down to what is not blank.
    fn trimmed(&self) -> Self {
        let rows: Vec<usize> = (0..self.height()).filter(|y| self.row(*y).iter().any(|d| *d > 60)).collect();
        let columns: Vec<usize> = (0..self.width).filter(|x| rows.iter().any(|y| self.row(*y)[*x] > 60)).collect();
        let (left, right) = (columns[0], columns[columns.len() - 1] + 1);
        let dark = (rows[0]..=rows[rows.len() - 1]).flat_map(|y| self.row(y)[left..right].to_vec()).collect();
        Self { width: right - left, dark }
    }

    /// Its letters, parted at blank columns: where each begins, and what it looks like.
    fn letters(&self) -> Vec<(usize, Self)> {
        let blank = |x: usize| (0..self.height()).all(|y| self.row(y)[x] <= 60);
        let mut letters = Vec::new();
        let mut start = None;
        for x in 0..=self.width {
            match start {
                None if x < self.width && !blank(x) => start = Some(x),
                Some(left) if x == self.width || blank(x) => {
                    let dark = (0..self.height()).flat_map(|y| self.row(y)[left..x].to_vec()).collect();
                    letters.push((left, Self { width: x - left, dark }));
                    start = None;
                }
                _ => {}
            }
        }
        letters
    }

    /// True when `letter` is here with its corner at this place.
    fn has(&self, letter: &Self, left: usize, top: usize) -> bool {
        if left + letter.width > self.width || top + letter.height() > self.height() {
            return false;
        }
        let all: u64 = letter.dark.iter().map(|d| u64::from(*d)).sum();
        let mut off = 0;
        (0..letter.height()).all(|y| {
            let here = &self.row(top + y)[left..left + letter.width];
            off += here.iter().zip(letter.row(y)).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
            off * 100 < all * SAME
        })
    }

    /// True when all the letters stand somewhere in this picture, in their order and at their distances.
    /// A place may be off by a pixel, which is how places are rounded.
    fn shows(&self, letters: &[(usize, Self)]) -> bool {
        (0..self.height()).any(|top| {
            (1..self.width).any(|left| {
                letters.iter().all(|(at, letter)| (0..3).any(|shift| self.has(letter, left + at + shift - 1, top)))
            })
        })
    }
}

/// How much of one letter's ink may be elsewhere, in percent.
const SAME: u64 = 30;

/// Every run of digits and hyphens with at least three digits.
fn numbers(text: &str) -> Vec<&str> {
    let runs = text.split(|c: char| !c.is_ascii_digit() && c != '-').map(|run| run.trim_matches('-'));
    runs.filter(|run| run.chars().filter(char::is_ascii_digit).count() >= 3).collect()
}

#[test]
fn a_number_in_right_to_left_words_reads_in_order() {
    let sheet = Sheet::new();
    let content = content();
    sheet.enlarge();
    // The catalogues' own sentences with a number, and every number of the directory in a sentence.
    let directory: Vec<&str> =
        content.services.iter().flat_map(|s| &s.phones).flat_map(|phone| numbers(&phone.number)).collect();
    let mut seen = 0;
    for language in written(&content).filter(|language| language.is_rtl()) {
        let letters = sheet.speak(language);
        let texts = texts(language);
        let words = texts.iter().find(|text| text.chars().all(|c| !c.is_ascii())).expect("a word alone");
        let made = directory.iter().map(|number| format!("{words} {number} {words}"));
        for text in made.chain(texts.iter().filter(|text| !numbers(text).is_empty()).cloned()) {
            let column = Ink::of(&sheet.column(&letters.shape(&text), 1080.0)).trimmed();
            for number in numbers(&text) {
                let alone = Ink::of(&sheet.column(&letters.shape(number), 1080.0)).trimmed().letters();
                assert!(column.shows(&alone), "{}: {number} does not stand whole in \"{text}\"", language.tag);
                seen += 1;
            }
        }
    }
    assert!(seen > 200, "{seen} numbers");
}

#[test]
fn a_number_in_disorder_would_be_seen() {
    let sheet = Sheet::new();
    let content = content();
    let arabic = content.language(content.find_language("ar").expect("it is in the table"));
    let letters = sheet.speak(arabic);
    sheet.enlarge();
    let alone = Ink::of(&sheet.column(&letters.shape("1-888-373-7888"), 600.0)).trimmed().letters();
    for (text, right) in [
        (letters.shape("اتصل بـ 1-888-373-7888 الآن"), true),
        (letters.shape("اتصل بـ 1-888-373-7889 الآن"), false),
        ("\u{200F}اتصل بـ 1-888-373-7888 الآن".to_owned(), false),
    ] {
        let column = Ink::of(&sheet.column(&text, 1080.0)).trimmed();
        assert_eq!(column.shows(&alone), right, "{text}");
    }
    for shown in 0..10 {
        let column =
            Ink::of(&sheet.column(&letters.shape(&format!("اتصل {shown}{shown}{shown} الآن")), 1080.0)).trimmed();
        for other in 0..10 {
            let alone = Ink::of(&sheet.column(&letters.shape(&other.to_string()), 1080.0)).trimmed().letters();
            assert_eq!(column.shows(&alone), shown == other, "{other} among {shown}");
        }
    }
}
