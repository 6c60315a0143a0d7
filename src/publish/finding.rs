//! One thing that a check found, in words that say where it is and what to do.

use serde::{Serialize, Serializer};

/// How much it matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Unfinished: the device copes with it, and a release may refuse it.
    Warning,
    /// Wrong.
    Error,
}

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A file that cannot be read, or a rule of the loader that is broken.
    Broken,
    /// Plural forms in a catalogue.
    Plural,
    /// Two entries for one place.
    Duplicate,
    /// A place that the English does not have.
    UnknownKey,
    /// A word that every language needs is not translated: screens, paper, the core numbers.
    MissingCore,
    /// A text is not translated.
    Missing,
    /// The English has changed since it was translated.
    Stale,
    /// `{number}` and its like differ from the English.
    Placeholder,
    /// A number differs from the English.
    Number,
    /// Digits other than 0 to 9.
    Digits,
    /// A telephone number in a text that the directory does not have.
    UnknownNumber,
    /// An invisible sign that steers direction.
    DirectionSign,
    /// A word that may not stand on paper.
    Banned,
    /// A sentence of too many words.
    Sentence,
    /// Harder to read than grade 6.
    ReadingLevel,
    /// A letter that no font has, or a cluster that cannot be drawn.
    Letter,
    /// Text that does not fit its place.
    Room,
    /// A word so long that a line breaks it in the middle, at the largest size on the smallest panel.
    BrokenWord,
    /// A number that nobody has dialled for 90 days.
    Unverified,
    /// A number on every paper is another than the one that two people have signed.
    TwoSignatures,
    /// A text that nobody has reviewed.
    Draft,
    /// A right of confidence C.
    Unsure,
    /// A catalogue without notes for its reviewer.
    Notes,
    /// A person's name in a catalogue's header.
    Name,
}

impl Kind {
    /// As it is written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Plural => "plural",
            Self::Duplicate => "duplicate",
            Self::UnknownKey => "unknown-key",
            Self::MissingCore => "missing-core",
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Placeholder => "placeholder",
            Self::Number => "number",
            Self::Digits => "digits",
            Self::UnknownNumber => "unknown-number",
            Self::DirectionSign => "direction-sign",
            Self::Banned => "banned",
            Self::Sentence => "sentence",
            Self::ReadingLevel => "reading-level",
            Self::Letter => "letter",
            Self::Room => "room",
            Self::BrokenWord => "broken-word",
            Self::Unverified => "unverified",
            Self::TwoSignatures => "two-signatures",
            Self::Draft => "draft",
            Self::Unsure => "unsure",
            Self::Notes => "notes",
            Self::Name => "name",
        }
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Broken => "Mend the file at that line; nothing else in it was looked at.",
            Self::Plural => "Write one msgid and one msgstr: say it so that it fits any number.",
            Self::Duplicate => "Keep one of the two entries.",
            Self::UnknownKey => "Run `stairlight content merge`: it sets aside what no longer exists.",
            Self::MissingCore => "Translate it: without it the page, or the whole paper, comes out in English.",
            Self::Missing => "Translate it, or leave it: its page comes out whole in English.",
            Self::Stale => "Run `stairlight content merge`, look at what changed in the English, and translate again.",
            Self::Placeholder => "Put the same words in braces into the translation, letter for letter.",
            Self::Number => "Copy the number from the English, digit for digit.",
            Self::Digits => "Write digits as 0 to 9.",
            Self::UnknownNumber => "Take the number out of the text: numbers are shown from the directory only.",
            Self::DirectionSign => "Take the invisible sign out: the program adds those that are needed.",
            Self::Banned => "Say it in other words: somebody else may find the paper.",
            Self::Sentence => "Make two sentences of it.",
            Self::ReadingLevel => "Use shorter words and sentences; move a law's name into `law`.",
            Self::Letter => "Mend the spelling, or cut the fonts anew with `python3 ui/fonts/make.py`.",
            Self::Room => "Say it in fewer or shorter words.",
            Self::BrokenWord => "Use a shorter word where there is one.",
            Self::Unverified => "Dial the number, and write the day into assured_date.",
            Self::TwoSignatures => {
                "Two people dial the new number, and two sign it: `content publish` with the keys of both."
            }
            Self::Draft => "Have it reviewed, then write the review state.",
            Self::Unsure => "Confirm the law and raise the confidence, or take the card out.",
            Self::Notes => "Write review.md beside the catalogue's folder; CONTRIBUTING.md says what is in it.",
            Self::Name => "Empty the field: names of translators must not travel to the devices.",
        }
    }

    /// Errors are wrong; warnings are unfinished, and a release refuses some of those.
    pub fn severity(self, release: bool) -> Severity {
        match self {
            Self::Missing | Self::Notes | Self::BrokenWord | Self::TwoSignatures => Severity::Warning,
            Self::MissingCore | Self::Stale | Self::Unverified | Self::Draft | Self::Unsure if !release => {
                Severity::Warning
            }
            _ => Severity::Error,
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// One thing that is wrong or unfinished.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    pub severity: Severity,
    pub kind: Kind,
    pub file: String,
    /// Counted from 1, where one line is to blame.
    pub line: Option<usize>,
    pub key: Option<String>,
    pub language: Option<String>,
    pub message: String,
    pub remedy: &'static str,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ", {key}")?;
        }
        write!(f, ": {}. {}", self.message, self.remedy)
    }
}
