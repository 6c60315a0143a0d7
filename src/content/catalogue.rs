//! One language's translations, as they are looked up: by place and English text.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::ContentError;
use super::po::{self, Entry, Mistake};

/// Who has looked at a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Review {
    /// Written by us, read by nobody else.
    #[default]
    Draft,
    /// Read by a native speaker.
    Reviewed,
    /// Approved by a survivor-led or advocate group.
    Approved,
}

impl Review {
    /// As it is written in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
            Self::Approved => "approved",
        }
    }
}

/// A language's translations, by place and English text.
pub struct Catalogue {
    review: Review,
    texts: HashMap<String, (String, String)>,
}

impl Catalogue {
    /// Reads the catalogue at `path`. Stale and empty entries are left out, so a text whose English
    /// has changed counts as missing.
    ///
    /// # Errors
    /// [`ContentError::Unreadable`], or [`ContentError::Catalogue`] with the line.
    pub fn read(path: &Path) -> Result<Self, ContentError> {
        let source =
            fs::read_to_string(path).map_err(|cause| ContentError::Unreadable { file: path.to_path_buf(), cause })?;
        let wrong = |mistake| ContentError::Catalogue { file: path.to_path_buf(), mistake };
        let entries = po::parse(&source).map_err(wrong)?;
        let review = header_review(&entries).map_err(wrong)?;
        let texts = entries
            .into_iter()
            .filter(|entry| !entry.english.is_empty() && !entry.text.is_empty() && !entry.stale && !entry.obsolete)
            .map(|entry| (entry.place, (entry.english, entry.text)))
            .collect();
        Ok(Self { review, texts })
    }

    pub fn review(&self) -> Review {
        self.review
    }

    /// The same without the text of one place, as if it had never been translated.
    pub fn without(mut self, place: &str) -> Self {
        self.texts.remove(place);
        self
    }

    /// The translation of `english` at `place`, if it is there and still translates that English.
    pub fn get(&self, place: &str, english: &str) -> Option<&str> {
        self.texts.get(place).filter(|(source, _)| source == english).map(|(_, text)| text.as_str())
    }
}

/// The words that a page is built from: a translation, or the English source itself.
#[derive(Clone, Copy)]
pub enum Words<'a> {
    English,
    Translated(&'a Catalogue),
    /// A language without text: every page falls back to English.
    Absent,
}

impl Words<'_> {
    /// The text for a place, or `None` where this language lacks it; the page then falls back whole.
    pub fn get(&self, place: &str, english: &str) -> Option<String> {
        match self {
            Self::English => Some(english.to_owned()),
            Self::Translated(catalogue) => catalogue.get(place, english).map(str::to_owned),
            Self::Absent => None,
        }
    }
}

/// The review state in the header: the field `X-Review`. Absent means draft.
pub(crate) fn header_review(entries: &[Entry]) -> Result<Review, Mistake> {
    let Some(header) = entries.iter().find(|entry| entry.is_header()) else { return Ok(Review::Draft) };
    match header.field("X-Review") {
        None | Some("draft") => Ok(Review::Draft),
        Some("reviewed") => Ok(Review::Reviewed),
        Some("approved") => Ok(Review::Approved),
        Some(other) => {
            Err(Mistake::syntax(header.line, format!("X-Review is draft, reviewed or approved, not \"{other}\"")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_english_text_counts_as_missing() {
        let catalogue = Catalogue {
            review: Review::Draft,
            texts: HashMap::from([("a/b".to_owned(), ("Old".to_owned(), "Viejo".to_owned()))]),
        };
        assert_eq!(catalogue.get("a/b", "Old"), Some("Viejo"));
        assert_eq!(catalogue.get("a/b", "New"), None);
    }
}
