//! The languages table (`content/languages.toml`): how each language is named, written and set.
//! Holds no translations.

use serde::Deserialize;

/// An index into [`Content::languages`](super::Content::languages). It says what somebody reads, so
/// it can be compared but not printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LanguageId(pub(crate) usize);

/// How much of a language the product carries.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Screens, cards and slip, from its catalogue.
    Text,
    /// Only its call card: its name, "call and say", and the number.
    Card,
}

/// Reading direction.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Ltr,
    Rtl,
}

/// One language.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// BCP 47.
    pub tag: String,
    /// Its name in English, for helpers.
    pub name: String,
    /// Its own name for itself, in its own script.
    pub autonym: String,
    /// ISO 15924.
    pub script: String,
    pub direction: Direction,
    /// What a caller says, in English, to get an interpreter: "Khmer".
    pub call_name: String,
    pub mode: Mode,
    /// For editors: dialect, review remarks.
    #[serde(default)]
    pub note: String,
    /// The font family on screen; Latin letters fall back to Noto Sans.
    pub font: String,
    /// The family on the small paper, where another reads better there.
    #[serde(default)]
    pub slip_font: Option<String>,
    /// Line height on screen in ems of the text.
    pub line_height: f32,
}

impl Language {
    pub fn is_rtl(&self) -> bool {
        self.direction == Direction::Rtl
    }

    /// A language of signs: it has no script, and is called by relay.
    pub fn is_signed(&self) -> bool {
        self.script == "Zxxx"
    }

    pub fn slip_font(&self) -> &str {
        self.slip_font.as_deref().unwrap_or(&self.font)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguagesFile {
    pub language: Vec<Language>,
}
