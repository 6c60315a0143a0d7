//! Words in every language of the panel, side by side.
//!
//! A phrase is written once, with its translations on the same line, so that a reviewer sees them
//! together and a new language does not compile until every phrase has it.

use stairlight_link::StaffLanguage;

/// The same words in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    english: &'static str,
    spanish: &'static str,
}

impl Phrase {
    /// The words in one language.
    pub const fn in_language(self, language: StaffLanguage) -> &'static str {
        match language {
            StaffLanguage::English => self.english,
            StaffLanguage::Spanish => self.spanish,
        }
    }
}

/// English, then Spanish.
pub(crate) const fn say(english: &'static str, spanish: &'static str) -> Phrase {
    Phrase { english, spanish }
}
