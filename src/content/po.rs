//! The gettext PO format, read and written: comments, flags, `msgctxt`, `msgid`, `msgstr`, previous
//! English (`#|`) and obsolete entries (`#~`).
//!
//! It knows no plural forms, because no text here counts anything. The kept crates for this format
//! panic on strange files or cannot say which line is wrong; a catalogue may come from a USB stick, so
//! this reader does neither. What it writes is what `msgcat --no-wrap` would write.

mod write;

pub use write::write;

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
    /// `#~`: the English is gone. Kept for the translator.
    pub obsolete: bool,
    /// `# ...`: the translator's own remarks.
    pub remarks: Vec<String>,
    /// `#. ...`: what the translator is told.
    pub notes: Vec<String>,
    /// `#: ...`
    pub references: Vec<String>,
    /// `#, ...` other than fuzzy.
    pub flags: Vec<String>,
    /// `#| ...`: what the text of a stale entry translates.
    pub previous: Option<Previous>,
    /// The line of `msgid` in the file, counted from 1.
    pub line: usize,
}

/// The English and the place that a stale text was made for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Previous {
    /// Empty where only the English has changed.
    pub place: String,
    pub english: String,
}

impl Entry {
    /// The first entry of a file, whose text is its header.
    pub fn is_header(&self) -> bool {
        self.english.is_empty() && self.place.is_empty()
    }

    /// A field of a header: `X-Review`.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
    }
}

/// What is wrong in a PO file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub line: usize,
    pub kind: MistakeKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    Syntax,
    /// Plural forms, which are not used here.
    Plural,
}

impl Mistake {
    pub(super) fn syntax(line: usize, message: impl Into<String>) -> Self {
        Self { line, kind: MistakeKind::Syntax, message: message.into() }
    }

    fn word(line: usize, word: &str) -> Self {
        if word == "msgid_plural" || word.starts_with("msgstr[") {
            let message = format!("\"{word}\": plural forms are not used, because nothing here counts anything");
            return Self { line, kind: MistakeKind::Plural, message };
        }
        Self::syntax(line, format!("\"{word}\" is not expected here; only msgctxt, msgid and msgstr are used"))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Place,
    English,
    Text,
    PreviousPlace,
    PreviousEnglish,
}

/// All entries of a PO file in order, the header and the obsolete ones included.
///
/// # Errors
/// The first mistake.
pub fn parse(source: &str) -> Result<Vec<Entry>, Mistake> {
    let mut reader = Reader::default();
    for (index, raw) in source.trim_start_matches('\u{feff}').lines().enumerate() {
        reader.line(index + 1, raw.trim())?;
    }
    reader.end()
}

#[derive(Default)]
struct Reader {
    done: Vec<Entry>,
    entry: Entry,
    field: Option<Field>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Mistake> {
        if line.is_empty() {
            return Ok(());
        }
        let gone = line.strip_prefix("#~");
        let said = gone.unwrap_or(line).trim_start();
        let old = match gone {
            Some(_) => said.strip_prefix('|'),
            None => line.strip_prefix("#|"),
        };
        let comment = gone.is_none() && old.is_none() && line.starts_with('#');
        let starts = comment || old.is_some() || said.starts_with("msgctxt") || said.starts_with("msgid");
        if self.field == Some(Field::Text) && starts {
            self.done.push(std::mem::take(&mut self.entry));
            self.field = None;
        }
        if comment {
            self.comment(&line[1..]);
            return Ok(());
        }
        self.entry.obsolete |= gone.is_some();
        let statement = old.unwrap_or(said).trim_start();
        if statement.is_empty() {
            return Ok(());
        }
        let quoted = if statement.starts_with('"') {
            statement
        } else {
            let (word, rest) = statement.split_once(char::is_whitespace).unwrap_or((statement, ""));
            self.field = Some(self.begin(number, word, old.is_some())?);
            rest.trim_start()
        };
        let text = unquote(quoted).map_err(|problem| Mistake::syntax(number, problem))?;
        match self.field {
            Some(Field::Place) => self.entry.place.push_str(&text),
            Some(Field::English) => self.entry.english.push_str(&text),
            Some(Field::Text) => self.entry.text.push_str(&text),
            Some(Field::PreviousPlace) => self.previous().place.push_str(&text),
            Some(Field::PreviousEnglish) => self.previous().english.push_str(&text),
            None => return Err(Mistake::syntax(number, "a text stands before any msgid")),
        }
        Ok(())
    }

    fn begin(&mut self, number: usize, word: &str, old: bool) -> Result<Field, Mistake> {
        match (word, old) {
            ("msgctxt", false) => Ok(Field::Place),
            ("msgid", false) => {
                self.entry.line = number;
                Ok(Field::English)
            }
            ("msgstr", false) => Ok(Field::Text),
            ("msgctxt", true) => Ok(Field::PreviousPlace),
            ("msgid", true) => Ok(Field::PreviousEnglish),
            (other, _) => Err(Mistake::word(number, other)),
        }
    }

    fn previous(&mut self) -> &mut Previous {
        self.entry.previous.get_or_insert_default()
    }

    fn comment(&mut self, rest: &str) {
        let entry = &mut self.entry;
        if let Some(flags) = rest.strip_prefix(',') {
            for flag in flags.split(',').map(str::trim).filter(|flag| !flag.is_empty()) {
                match flag {
                    "fuzzy" => entry.stale = true,
                    other => entry.flags.push(other.to_owned()),
                }
            }
        } else if let Some(note) = rest.strip_prefix('.') {
            entry.notes.push(note.trim().to_owned());
        } else if let Some(reference) = rest.strip_prefix(':') {
            entry.references.push(reference.trim().to_owned());
        } else {
            entry.remarks.push(rest.strip_prefix(' ').unwrap_or(rest).to_owned());
        }
    }

    fn end(mut self) -> Result<Vec<Entry>, Mistake> {
        match self.field {
            Some(Field::Text) => self.done.push(self.entry),
            None => {}
            Some(_) => return Err(Mistake::syntax(self.entry.line, "the last entry has no msgstr")),
        }
        Ok(self.done)
    }
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

    fn read(source: &str) -> Vec<Entry> {
        parse(source).expect("well-formed")
    }

    #[test]
    fn reads_what_gettext_writes() {
        let source = "# mine\n#. a note\n#: ui/strings.slint\n#, fuzzy, no-wrap\n#| msgid \"Old\"\nmsgctxt \"ui.frame/back\"\nmsgid \"Back\"\nmsgstr \"\"\n\"Atr\"\n\"ás\"\n\n#~ msgid \"gone\"\n#~ msgstr \"ido\"\n";
        let entries = read(source);
        let [back, gone] = entries.as_slice() else { panic!("{entries:?}") };
        assert_eq!(
            (back.place.as_str(), back.english.as_str(), back.text.as_str()),
            ("ui.frame/back", "Back", "Atrás")
        );
        assert!(back.stale && !back.obsolete && back.line == 7);
        assert_eq!((&back.remarks[..], &back.notes[..]), (&["mine".to_owned()][..], &["a note".to_owned()][..]));
        assert_eq!(back.flags, ["no-wrap"]);
        assert_eq!(back.previous, Some(Previous { place: String::new(), english: "Old".into() }));
        assert!(gone.obsolete && gone.text == "ido");
    }

    #[test]
    fn undoes_escapes() {
        assert_eq!(read("msgid \"a\\n\\\"b\\\\\"\nmsgstr \"c\"\n")[0].english, "a\n\"b\\");
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        for (source, line, kind) in [
            ("msgid \"a\"\nmsgstr \"b\n", 2, MistakeKind::Syntax),
            ("\"a\"\n", 1, MistakeKind::Syntax),
            ("msgid \"a\"\nmsgid_plural \"b\"\n", 2, MistakeKind::Plural),
            ("msgid \"a\"\nmsgstr[0] \"b\"\n", 2, MistakeKind::Plural),
            ("msgid \"a\"\n", 1, MistakeKind::Syntax),
            ("msgid \"a\\q\"\n", 1, MistakeKind::Syntax),
        ] {
            let mistake = parse(source).expect_err("must be refused");
            assert_eq!((mistake.line, mistake.kind), (line, kind), "{source:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(source in "(?s).{0,200}") {
            let _ = parse(&source);
        }

        #[test]
        fn any_po_like_text_is_read_or_refused(lines in proptest::collection::vec("(msgid|msgstr|msgctxt|#,|#\\||#~|) ?\"?[a\\\\\"n]{0,4}\"?", 0..12)) {
            let _ = parse(&lines.join("\n"));
        }
    }
}
