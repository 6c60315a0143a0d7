//! Letters that no font has, found by setting every text as it is set on the screen: a letter may be in
//! a font and still have no shape beside its neighbours.

use std::collections::HashSet;

use super::edition::Edition;
use super::{Kind, Publication, Report, Source, shown};
use crate::content::Language;
use crate::publish::Role;
use crate::slip::{Align, Style, TypeSetter};

/// Lines are not measured here, so that they may be as long as they like.
const WIDE: u32 = 100_000;

/// The texts of one language.
pub fn check(edition: &Edition<'_>, setter: &mut TypeSetter, report: &mut Report) {
    let mut good = Good::default();
    let said = edition.said();
    for said in &said {
        if let Some(flaw) = good.flaw(said.words, edition.language, weights(said.text.role), setter) {
            edition.tell(report, Kind::Letter, said, flaw);
        }
    }
}

/// The languages' own names, as they stand on the first screen.
pub fn check_names(publication: &Publication, report: &mut Report) {
    let mut setter = TypeSetter::new();
    let table = shown(&publication.folders.content.join("languages.toml"), &publication.folders);
    for language in &publication.content.languages {
        if let Some(flaw) = flaw(&language.autonym, language, &[false], &mut setter) {
            report.add(Kind::Letter, &Source { file: table.clone(), line: None }, &language.tag, flaw);
        }
    }
}

/// Words of the screens and titles may stand in bold; running text does not.
fn weights(role: Role) -> &'static [bool] {
    match role {
        Role::CardText | Role::HelperText { .. } | Role::Paper => &[false],
        _ => &[false, true],
    }
}

/// Words of a language in which every letter has its shape. A letter's shape depends on its neighbours in the
/// word and on nothing beyond it, and words come back: setting each once takes a third of the time.
#[derive(Default)]
struct Good<'a>(HashSet<(&'a str, &'static [bool])>);

impl<'a> Good<'a> {
    fn flaw(
        &mut self,
        text: &'a str,
        language: &Language,
        weights: &'static [bool],
        setter: &mut TypeSetter,
    ) -> Option<String> {
        let new: Vec<_> = text.split([' ', '\n']).filter(|word| !self.0.contains(&(*word, weights))).collect();
        if new.is_empty() || flaw(&new.join(" "), language, weights, setter).is_none() {
            self.0.extend(new.into_iter().map(|word| (word, weights)));
            return None;
        }
        flaw(text, language, weights, setter)
    }
}

fn flaw(text: &str, language: &Language, weights: &[bool], setter: &mut TypeSetter) -> Option<String> {
    weights.iter().find_map(|bold| {
        let style = Style {
            family: &language.font,
            language: &language.tag,
            em: 24.0,
            bold: *bold,
            rtl: language.is_rtl(),
            align: Align::Start,
            spacing: 0.0,
        };
        let block = setter.set(text, style, WIDE);
        flaw_of(TypeSetter::missing(&block), TypeSetter::circles(&block), &language.font)
    })
}

/// What is wrong with a text of which so many letters have no shape and so many marks no letter.
pub fn flaw_of(missing: usize, circles: usize, family: &str) -> Option<String> {
    if missing > 0 {
        Some(format!("{missing} letters are in no font (set in {family})"))
    } else if circles > 0 {
        Some(format!("{circles} marks have no letter to stand on (set in {family})"))
    } else {
        None
    }
}
