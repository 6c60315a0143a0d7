//! How far each language is, as a table: what is translated, what went stale, who has looked at it, how
//! long its paper is.

use std::fmt::Write as _;

use serde::Serialize;

use super::Publication;
use crate::content::paper::Cover;
use crate::content::{LanguageId, Mode, Review};
use crate::slip::{self, TypeSetter, Width};
use crate::visit::PaperOrder;

/// One language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    pub tag: String,
    pub name: String,
    /// `draft`, `reviewed` or `approved`. English is as far as its least reviewed card.
    pub review: &'static str,
    pub texts: usize,
    pub translated: usize,
    pub percent: u32,
    pub missing: usize,
    pub stale: usize,
    /// Texts by the state of their review: in English those of cards, which have one each; in other
    /// languages all that are translated, because a catalogue is reviewed as a whole.
    pub draft: usize,
    pub reviewed: usize,
    /// Length of the plain paper in millimetres; `None` where it comes out in English.
    pub slip_58_mm: Option<u32>,
    pub slip_80_mm: Option<u32>,
}

/// The languages with text in the order of the screen; the call cards are not counted.
pub fn status(publication: &Publication) -> Vec<Row> {
    let content = &publication.content;
    let mut setter = TypeSetter::new();
    let ids = content.languages.iter().enumerate().filter(|(_, language)| language.mode == Mode::Text);
    ids.map(|(index, _)| row(publication, LanguageId(index), &mut setter)).collect()
}

fn row(publication: &Publication, id: LanguageId, setter: &mut TypeSetter) -> Row {
    let content = &publication.content;
    let language = content.language(id);
    let texts = publication.texts.len();
    let words = content.words(id);
    let translated = publication.texts.iter().filter(|text| words.get(&text.place, &text.english).is_some()).count();
    let catalogue = publication.catalogues.iter().find(|catalogue| catalogue.language == id);
    // A text that is there, but not for the English of today.
    let stale = catalogue.map_or(0, |catalogue| {
        let old = |entry: &&crate::content::po::Entry| {
            let today = publication.text(&entry.place);
            !entry.text.is_empty() && today.is_some_and(|today| entry.stale || today.english != entry.english)
        };
        catalogue.living().filter(old).count()
    });
    let (draft, reviewed) = if id == content.english() {
        let count = |draft: bool| {
            let cards = content.topics.iter().flat_map(|topic| &topic.cards);
            cards.filter(|card| (card.review == Review::Draft) == draft).map(|card| card.texts().count()).sum()
        };
        (count(true), count(false))
    } else if content.review(id) == Review::Draft {
        (translated, 0)
    } else {
        (0, translated)
    };
    let mut millimetres = |width| {
        slip::is_whole(content, id, Cover::Plain).then(|| {
            let order = PaperOrder { language: id, beside: None, cover: Cover::Plain };
            slip::draw(content, order, width, setter).height() / 8
        })
    };
    Row {
        tag: language.tag.clone(),
        name: language.name.clone(),
        review: content.review(id).name(),
        texts,
        translated,
        percent: u32::try_from(translated * 100 / texts.max(1)).unwrap_or_default(),
        missing: texts - translated - stale,
        stale,
        draft,
        reviewed,
        slip_58_mm: millimetres(Width::Dots384),
        slip_80_mm: millimetres(Width::Dots576),
    }
}

/// The rows as a table for people.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "language                        text  translated  missing  stale  draft  reviewed  state     paper 58 / 80 mm\n",
    );
    for row in rows {
        let length = |mm: Option<u32>| mm.map_or_else(|| "English".to_owned(), |mm| format!("{mm} mm"));
        writeln!(
            out,
            "{:9}{:22} {:5}  {:9}%  {:7}  {:5}  {:5}  {:8}  {:8}  {} / {}",
            row.tag,
            row.name,
            row.texts,
            row.percent,
            row.missing,
            row.stale,
            row.draft,
            row.reviewed,
            row.review,
            length(row.slip_58_mm),
            length(row.slip_80_mm)
        )
        .expect("a String takes everything");
    }
    out.push_str("Audio: there is none yet.\n");
    out
}
