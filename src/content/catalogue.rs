//! One language's translations, read from a gettext PO file.
//!
//! Reads what gettext's own tools write: comments, flags, `msgctxt`, `msgid`, `msgstr`. It knows no
//! plural forms, because no text here counts anything. The kept crates for this format panic on
//! strange files or cannot say which line is wrong; a catalogue may come from a USB stick, so this
//! reader does neither.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::ContentError;

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

/// One entry of a PO file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Entry {
    /// `msgctxt`: the place of the text, such as `card.work.no-pay/title`.
    pub place: String,
    /// `msgid`: the English text.
    pub english: String,
    /// `msgstr`; empty where not translated.
    pub text: String,
    /// Marked `#, fuzzy`: the English has changed since. Such a text is not shown.
    pub stale: bool,
    /// The line of `msgid` in the file, counted from 1.
    pub line: usize,
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
    /// [`ContentError::Unreadable`], or [`ContentError::Syntax`] with the line.
    pub fn read(path: &Path) -> Result<Self, ContentError> {
        let source =
            fs::read_to_string(path).map_err(|cause| ContentError::Unreadable { file: path.to_path_buf(), cause })?;
        let syntax =
            |(line, message): (usize, String)| ContentError::Syntax { file: path.to_path_buf(), line, message };
        let entries = parse(&source).map_err(syntax)?;
        let review = header_review(&entries).map_err(syntax)?;
        let texts = entries
            .into_iter()
            .filter(|entry| !entry.english.is_empty() && !entry.text.is_empty() && !entry.stale)
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
fn header_review(entries: &[Entry]) -> Result<Review, (usize, String)> {
    let Some(header) = entries.iter().find(|entry| entry.english.is_empty()) else { return Ok(Review::Draft) };
    let field = header.text.lines().find_map(|line| line.strip_prefix("X-Review:")).map(str::trim);
    match field {
        None | Some("draft") => Ok(Review::Draft),
        Some("reviewed") => Ok(Review::Reviewed),
        Some("approved") => Ok(Review::Approved),
        Some(other) => Err((header.line, format!("X-Review is draft, reviewed or approved, not \"{other}\""))),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Place,
    English,
    Text,
}

/// All entries of a PO file in order, the header included.
///
/// # Errors
/// The line and what is wrong there.
pub fn parse(source: &str) -> Result<Vec<Entry>, (usize, String)> {
    let mut entries = Vec::new();
    let mut entry = Entry::default();
    let mut field: Option<Field> = None;
    for (index, raw) in source.trim_start_matches('\u{feff}').lines().enumerate() {
        let (number, line) = (index + 1, raw.trim());
        if line.is_empty() {
            continue;
        }
        let starts_entry = line.starts_with('#') || line.starts_with("msgctxt") || line.starts_with("msgid");
        if field == Some(Field::Text) && starts_entry {
            entries.push(std::mem::take(&mut entry));
            field = None;
        }
        if let Some(comment) = line.strip_prefix('#') {
            entry.stale |= comment.starts_with(',') && comment.contains("fuzzy");
            continue;
        }
        let quoted = if line.starts_with('"') {
            line
        } else {
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            field = Some(match word {
                "msgctxt" => Field::Place,
                "msgid" => {
                    entry.line = number;
                    Field::English
                }
                "msgstr" => Field::Text,
                _ => {
                    return Err((
                        number,
                        format!("\"{word}\" is not expected here; only msgctxt, msgid and msgstr are used"),
                    ));
                }
            });
            rest.trim_start()
        };
        let text = unquote(quoted).map_err(|problem| (number, problem))?;
        match field {
            Some(Field::Place) => entry.place.push_str(&text),
            Some(Field::English) => entry.english.push_str(&text),
            Some(Field::Text) => entry.text.push_str(&text),
            None => return Err((number, "a text stands before any msgid".to_owned())),
        }
    }
    match field {
        Some(Field::Text) => entries.push(entry),
        None => {}
        Some(_) => return Err((entry.line, "the last entry has no msgstr".to_owned())),
    }
    Ok(entries)
}

/// Undoes the quoting of one PO string.
fn unquote(quoted: &str) -> Result<String, String> {
    let inner = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or_else(|| "a text stands between \" and \"".to_owned())?;
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some(escaped @ ('"' | '\\')) => text.push(escaped),
                other => return Err(format!("\\{} is not an escape that is used here", other.unwrap_or(' '))),
            },
            '"' => return Err("a \" inside a text is written \\\"".to_owned()),
            c => text.push(c),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<(String, String, String, bool)> {
        parse(source).expect("well-formed").into_iter().map(|e| (e.place, e.english, e.text, e.stale)).collect()
    }

    #[test]
    fn reads_what_gettext_writes() {
        let source = "#. a note\n#: ui/strings.slint\n#, fuzzy\n#| msgid \"Old\"\nmsgctxt \"ui.frame/back\"\nmsgid \"Back\"\nmsgstr \"\"\n\"Atr\"\n\"ás\"\n\n#~ msgid \"gone\"\n#~ msgstr \"ido\"\n";
        assert_eq!(texts(source), [("ui.frame/back".into(), "Back".into(), "Atrás".into(), true)]);
    }

    #[test]
    fn undoes_escapes() {
        assert_eq!(texts("msgid \"a\\n\\\"b\\\\\"\nmsgstr \"c\"\n")[0].1, "a\n\"b\\");
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        for (source, line) in [
            ("msgid \"a\"\nmsgstr \"b\n", 2),
            ("\"a\"\n", 1),
            ("msgid \"a\"\nmsgid_plural \"b\"\n", 2),
            ("msgid \"a\"\n", 1),
            ("msgid \"a\\q\"\n", 1),
        ] {
            assert_eq!(parse(source).expect_err("must be refused").0, line, "{source:?}");
        }
    }

    #[test]
    fn a_changed_english_text_counts_as_missing() {
        let catalogue = Catalogue {
            review: Review::Draft,
            texts: HashMap::from([("a/b".to_owned(), ("Old".to_owned(), "Viejo".to_owned()))]),
        };
        assert_eq!(catalogue.get("a/b", "Old"), Some("Viejo"));
        assert_eq!(catalogue.get("a/b", "New"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(source in "(?s).{0,200}") {
            let _ = parse(&source);
        }

        #[test]
        fn any_po_like_text_is_read_or_refused(lines in proptest::collection::vec("(msgid|msgstr|msgctxt|#,|) ?\"?[a\\\\\"n]{0,4}\"?", 0..12)) {
            let _ = parse(&lines.join("\n"));
        }
    }
}
