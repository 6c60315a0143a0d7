//! The catalogues against the English: what is missing, stale or unknown, and what a translation must
//! have letter for letter.

use std::collections::{HashMap, HashSet};

use super::{Kind, Publication, Report, Source, banned_in, numbers, shown};
use crate::content::po::Entry;
use crate::content::{LanguageId, Mode};
use crate::publish::text::placeholders;
use crate::publish::{CatalogueFile, Text};

pub fn check(publication: &Publication, banned: &[String], report: &mut Report) {
    for catalogue in &publication.catalogues {
        one(publication, catalogue, banned, report);
    }
    let content = &publication.content;
    for (index, language) in content.languages.iter().enumerate() {
        let id = LanguageId(index);
        let there = publication.catalogues.iter().any(|catalogue| catalogue.language == id);
        if language.mode == Mode::Text && id != content.english() && !there {
            let file = shown(&publication.folders.catalogue(&language.tag), &publication.folders);
            let message = format!("{} has mode = \"text\" and no catalogue", language.name);
            report.add(Kind::MissingCore, &Source { file, line: None }, &language.tag, message);
        }
    }
}

fn one(publication: &Publication, catalogue: &CatalogueFile, banned: &[String], report: &mut Report) {
    let mut seen = HashSet::new();
    for entry in catalogue.living() {
        let here = Some(entry.line);
        let key = Some(entry.place.as_str());
        if !seen.insert(entry.place.as_str()) {
            report.add_in(Kind::Duplicate, catalogue, here, key, "stands twice in the file");
            continue;
        }
        match publication.text(&entry.place) {
            None => report.add_in(Kind::UnknownKey, catalogue, here, key, "there is no such text"),
            Some(text) if entry.text.is_empty() => missing(text, catalogue, here, report),
            Some(text) if entry.english != text.english => {
                report.add_in(Kind::Stale, catalogue, here, key, format!("the English is now \"{}\"", text.english));
            }
            Some(_) if entry.stale => {
                report.add_in(Kind::Stale, catalogue, here, key, "is marked as needing work (fuzzy)");
            }
            Some(text) => translation(text, entry, catalogue, banned, report),
        }
    }
    for text in publication.texts.iter().filter(|text| !seen.contains(text.place.as_str())) {
        missing(text, catalogue, None, report);
    }
    header(catalogue, report);
}

fn missing(text: &Text, catalogue: &CatalogueFile, line: Option<usize>, report: &mut Report) {
    let kind = if text.is_core() { Kind::MissingCore } else { Kind::Missing };
    report.add_in(kind, catalogue, line, Some(&text.place), format!("\"{}\" is not translated", short(&text.english)));
}

fn translation(text: &Text, entry: &Entry, catalogue: &CatalogueFile, banned: &[String], report: &mut Report) {
    let mut add = |kind, message: String| {
        report.add_in(kind, catalogue, Some(entry.line), Some(&text.place), message);
    };
    let sorted = |text| {
        let mut words = placeholders(text);
        words.sort_unstable();
        words
    };
    let (here, there) = (sorted(&entry.text), sorted(&text.english));
    if here != there {
        add(Kind::Placeholder, format!("has {} where the English has {}", list(&here), list(&there)));
    }
    let (here, there) = (numbers(&entry.text), numbers(&text.english));
    if here != there {
        let names = |counted: &HashMap<&str, usize>| {
            let mut names: Vec<&str> = counted.iter().flat_map(|(number, times)| vec![*number; *times]).collect();
            names.sort_unstable();
            list(&names)
        };
        add(Kind::Number, format!("has {} where the English has {}", names(&here), names(&there)));
    }
    if let Some(digit) = entry.text.chars().find(|c| is_other_digit(*c)) {
        add(Kind::Digits, format!("the digit \"{digit}\" is not one of 0 to 9"));
    }
    if let Some(sign) = entry.text.chars().find(|c| steers_direction(*c)) {
        add(Kind::DirectionSign, format!("has the invisible sign U+{:04X}", sign as u32));
    }
    if text.is_on_paper()
        && let Some(word) = banned_in(&entry.text, banned)
    {
        add(Kind::Banned, format!("\"{word}\" may not stand on paper"));
    }
}

/// A catalogue travels to every device, so the names that Poedit writes into its header do too.
fn header(catalogue: &CatalogueFile, report: &mut Report) {
    let Some(header) = catalogue.entries.iter().find(|entry| entry.is_header()) else { return };
    for field in ["Last-Translator", "Language-Team"] {
        let named = header.field(field).is_some_and(|value| value.contains('@'));
        if named {
            report.add_in(Kind::Name, catalogue, Some(header.line), Some(field), "names a person or an address");
        }
    }
}

/// Digits of other scripts, and the wide ones of Chinese and Japanese. A number may be dialled only as
/// it stands in the directory.
fn is_other_digit(c: char) -> bool {
    const ZEROS: [u32; 12] =
        [0x0660, 0x06F0, 0x07C0, 0x0966, 0x0A66, 0x09E6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0xFF10];
    ZEROS.iter().any(|zero| (*zero..zero + 10).contains(&(c as u32)))
}

/// Marks, embeddings and isolates. Joiners are letters' own and stay.
fn steers_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The beginning of a text, to know it by.
fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
