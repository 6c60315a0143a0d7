//! The words of the small paper (`content/paper.toml`): what stands on it beside the numbers. The
//! numbers and their labels come from the services directory; how they are drawn is `slip`'s.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the paper looks like to somebody who finds it. The visitor's choice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Cover {
    Plain,
    /// A bookmark with ordinary community numbers.
    Bookmark,
    /// A homework note.
    Study,
    /// A shop's receipt.
    Receipt,
}

impl Cover {
    pub const ALL: [Self; 4] = [Self::Plain, Self::Bookmark, Self::Study, Self::Receipt];

    /// The name used on the command line, in `site.toml` and in catalogues.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Bookmark => "bookmark",
            Self::Study => "study",
            Self::Receipt => "receipt",
        }
    }

    /// # Errors
    /// [`super::Unknown`], listing the covers there are.
    pub fn find(name: &str) -> Result<Self, super::Unknown> {
        let known = Self::ALL.iter().map(|cover| cover.name());
        super::find("cover", name, known).map(|index| Self::ALL[index])
    }
}

/// The words of the paper, in English.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct PaperText {
    /// "It is free. ..."
    pub free: String,
    /// "Call and say:"; the English phrase to say follows on a line of its own.
    pub call_and_say: String,
    /// Stands before a number to text: "Text".
    pub text: String,
    /// Between the word to send and the number: "Text HOME to 741741".
    pub text_to: String,
    /// About texts that stay on a phone.
    pub texts_stay: String,
    pub cover: BTreeMap<Cover, CoverText>,
}

/// What one cover adds. The lines keep their number, so that a cover's length never changes.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct CoverText {
    /// What the choice is called on the screen.
    pub name: String,
    pub heading: String,
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub after: Vec<String>,
    /// Services shown besides those of every paper: ids of the tier core, such as `711`.
    #[serde(default)]
    pub also: Vec<String>,
}

impl PaperText {
    pub fn cover(&self, cover: Cover) -> &CoverText {
        &self.cover[&cover]
    }

    /// Every translatable text: its place and English.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut texts: Vec<(String, &str)> = [
            ("free", &self.free),
            ("call-and-say", &self.call_and_say),
            ("text", &self.text),
            ("text-to", &self.text_to),
            ("texts-stay", &self.texts_stay),
        ]
        .map(|(field, text)| (key(field), text.as_str()))
        .into();
        for (cover, text) in &self.cover {
            texts.push((cover_key(*cover, "name"), &text.name));
            texts.push((cover_key(*cover, "heading"), &text.heading));
            for (part, lines) in [("before", &text.before), ("after", &text.after)] {
                texts.extend(lines.iter().enumerate().map(|(n, line)| (line_key(*cover, part, n), line.as_str())));
            }
        }
        texts
    }
}

/// The place of one of the paper's texts in a catalogue.
pub fn key(field: &str) -> String {
    format!("paper/{field}")
}

pub fn cover_key(cover: Cover, field: &str) -> String {
    format!("paper.{}/{field}", cover.name())
}

pub fn line_key(cover: Cover, part: &str, index: usize) -> String {
    format!("paper.{}/{part}-{}", cover.name(), index + 1)
}
