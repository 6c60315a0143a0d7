//! One language's texts as people meet them: the English itself, or what a catalogue makes of it. Judges
//! nothing.

use super::{Kind, Publication, Report};
use crate::content::{Language, LanguageId};
use crate::publish::{CatalogueFile, Text};

/// Everything that is said in one language.
pub struct Edition<'a> {
    pub id: LanguageId,
    pub language: &'a Language,
    publication: &'a Publication,
    /// `None` for the English.
    catalogue: Option<&'a CatalogueFile>,
}

/// A text in its language's words.
pub struct Said<'a> {
    pub text: &'a Text,
    pub words: &'a str,
    /// The English has changed since: these words are not shown.
    pub stale: bool,
    /// Of the catalogue.
    line: Option<usize>,
}

impl<'a> Edition<'a> {
    /// The English, and every catalogue.
    pub fn all(publication: &'a Publication) -> Vec<Self> {
        let content = &publication.content;
        let edition = |id, catalogue| Self { id, language: content.language(id), publication, catalogue };
        let catalogues = publication.catalogues.iter().map(|catalogue| edition(catalogue.language, Some(catalogue)));
        std::iter::once(edition(content.english(), None)).chain(catalogues).collect()
    }

    /// Every text that has words in this language.
    pub fn said(&self) -> Vec<Said<'a>> {
        let english = |text: &'a Text| Said { text, words: &text.english, stale: false, line: None };
        match self.catalogue {
            None => self.publication.texts.iter().map(english).collect(),
            Some(catalogue) => {
                let entries = catalogue.living().filter(|entry| !entry.text.is_empty());
                let said = entries.filter_map(|entry| {
                    let text = self.publication.text(&entry.place)?;
                    Some(Said { text, words: &entry.text, stale: entry.stale, line: Some(entry.line) })
                });
                said.collect()
            }
        }
    }

    /// Something about a text of this edition.
    pub fn tell(&self, report: &mut Report, kind: Kind, said: &Said<'_>, message: String) {
        let text = said.text;
        match self.catalogue {
            Some(catalogue) => report.add_in(kind, catalogue, said.line, Some(&text.place), message),
            None => report.add(kind, &text.source, &text.place, message),
        }
    }

    /// The file that its words stand in.
    pub fn file(&self) -> String {
        self.catalogue.map_or_else(|| "content/paper.toml".to_owned(), |catalogue| catalogue.file.clone())
    }
}
