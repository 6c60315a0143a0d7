//! The template for translators, and bringing a catalogue up to date with the English: what
//! `xgettext` and `msgmerge` do for programs. The files are the same gettext files, so the real tools,
//! Poedit and Weblate can be used on them in any order with these.
//!
//! Nothing that a translator wrote is ever lost: a text whose English has changed is kept and marked
//! as stale (`#, fuzzy`, with the English it was made for); one whose place is gone is set aside (`#~`).

use std::collections::HashMap;

use super::Text;
use crate::content::po::{Entry, Previous};

/// Tells gettext's tools that words in braces must be the same in the translation.
const BRACES: &str = "python-brace-format";

/// What a merge did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Changes {
    /// Places that the catalogue did not have.
    pub new: usize,
    /// Texts that went stale now.
    pub stale: usize,
    /// Texts whose place is gone and that were set aside now.
    pub set_aside: usize,
    /// Texts that were found again under another place.
    pub moved: usize,
}

/// The template (`.pot`): every text, nothing translated.
pub fn template(texts: &[Text]) -> Vec<Entry> {
    std::iter::once(header("")).chain(texts.iter().map(fresh)).collect()
}

/// The header of a new catalogue.
fn header(tag: &str) -> Entry {
    let text = format!(
        "Project-Id-Version: stairlight\nLanguage: {tag}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\
         Content-Transfer-Encoding: 8bit\nX-Review: draft\n"
    );
    Entry { text, ..Entry::default() }
}

fn fresh(text: &Text) -> Entry {
    let mut entry = Entry { place: text.place.clone(), english: text.english.clone(), ..Entry::default() };
    dress(&mut entry, text);
    entry
}

/// Gives an entry the template's notes and format flag; the translator's remarks and flags stay.
fn dress(entry: &mut Entry, text: &Text) {
    entry.notes = Some(text.note).filter(|note| !note.is_empty()).map(str::to_owned).into_iter().collect();
    entry.references.clear();
    entry.flags.retain(|flag| flag != BRACES);
    if !text.placeholders().is_empty() {
        entry.flags.push(BRACES.to_owned());
    }
}

/// An empty catalogue for a language.
pub fn empty(tag: &str, texts: &[Text]) -> Vec<Entry> {
    std::iter::once(header(tag)).chain(texts.iter().map(fresh)).collect()
}

/// Brings a catalogue up to date: the template's places in the template's order, then what was set
/// aside.
pub fn merge(texts: &[Text], entries: &[Entry]) -> (Vec<Entry>, Changes) {
    let mut changes = Changes::default();
    let mut old = Old::of(texts, entries);
    let mut merged: Vec<Entry> = entries.iter().find(|entry| entry.is_header()).cloned().into_iter().collect();
    for text in texts {
        let mut entry = match old.take(&text.place) {
            Some(entry) => renewed(entry, text, &mut changes),
            None => match old.take_moved(&text.english) {
                Some(entry) => moved(entry, text, &mut changes),
                None => {
                    changes.new += 1;
                    fresh(text)
                }
            },
        };
        dress(&mut entry, text);
        entry.obsolete = false;
        merged.push(entry);
    }
    for mut entry in old.left() {
        changes.set_aside += usize::from(!entry.obsolete);
        entry.obsolete = true;
        entry.notes.clear();
        entry.references.clear();
        merged.push(entry);
    }
    (merged, changes)
}

/// The entry of a place that is still there, perhaps with new English.
fn renewed(mut entry: Entry, text: &Text, changes: &mut Changes) -> Entry {
    if entry.english != text.english {
        let before = std::mem::replace(&mut entry.english, text.english.clone());
        if entry.text.is_empty() {
            (entry.stale, entry.previous) = (false, None);
        } else {
            // A text that was stale already translates an English older still.
            if !entry.stale || entry.previous.is_none() {
                entry.previous = Some(Previous { place: String::new(), english: before });
            }
            changes.stale += usize::from(!entry.stale);
            entry.stale = true;
        }
    }
    entry
}

/// The same English was translated at a place that is gone. A person looks whether it fits here.
fn moved(mut entry: Entry, text: &Text, changes: &mut Changes) -> Entry {
    changes.moved += 1;
    let place = std::mem::replace(&mut entry.place, text.place.clone());
    entry.previous.get_or_insert_with(|| Previous { place, english: text.english.clone() });
    entry.stale = true;
    entry
}

/// The entries of the catalogue as it was, each to be used once.
struct Old {
    /// In file order; `None` once used.
    entries: Vec<Option<Entry>>,
    by_place: HashMap<String, usize>,
    /// Of translated entries whose place is gone.
    gone_by_english: HashMap<String, usize>,
}

impl Old {
    fn of(texts: &[Text], entries: &[Entry]) -> Self {
        let wanted: HashMap<&str, &str> =
            texts.iter().map(|text| (text.place.as_str(), text.english.as_str())).collect();
        let (mut by_place, mut gone_by_english) = (HashMap::<String, usize>::new(), HashMap::new());
        for (index, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.is_header()) {
            match wanted.get(entry.place.as_str()) {
                Some(english) => {
                    // Of several entries for one place, a living one with the English of today is the one.
                    let better = |other: &usize| {
                        let rank = |e: &Entry| (!e.obsolete, e.english == *english, !e.text.is_empty());
                        rank(entry) > rank(&entries[*other])
                    };
                    if by_place.get(&entry.place).is_none_or(better) {
                        by_place.insert(entry.place.clone(), index);
                    }
                }
                None if !entry.text.is_empty() => {
                    gone_by_english.entry(entry.english.clone()).or_insert(index);
                }
                None => {}
            }
        }
        Self { entries: entries.iter().cloned().map(Some).collect(), by_place, gone_by_english }
    }

    fn take(&mut self, place: &str) -> Option<Entry> {
        self.entries[*self.by_place.get(place)?].take()
    }

    fn take_moved(&mut self, english: &str) -> Option<Entry> {
        self.entries[*self.gone_by_english.get(english)?].take()
    }

    /// What was not used and holds somebody's work.
    fn left(self) -> impl Iterator<Item = Entry> {
        self.entries.into_iter().flatten().filter(|entry| !entry.is_header() && !entry.text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Role, Source};
    use super::*;

    fn text(place: &str, english: &str) -> Text {
        let source = Source { file: "content".into(), line: None };
        Text { place: place.into(), english: english.into(), role: Role::CardText, note: "a note", source }
    }

    fn entry(place: &str, english: &str, text: &str) -> Entry {
        Entry { place: place.into(), english: english.into(), text: text.into(), ..Entry::default() }
    }

    #[test]
    fn changed_english_goes_stale_and_nothing_is_lost() {
        let texts = [text("a", "Now {number}"), text("b", "Same"), text("d", "Moved"), text("e", "New")];
        let mut mine = entry("b", "Same", "Igual");
        mine.remarks = vec!["mine".into()];
        let old = [
            header("es"),
            entry("a", "Before", "Antes"),
            mine,
            entry("c", "Moved", "Movido"),
            entry("x", "Gone", "Ido"),
            entry("y", "Empty", ""),
        ];
        let (merged, changes) = merge(&texts, &old);
        assert_eq!(changes, Changes { new: 1, stale: 1, set_aside: 1, moved: 1 });
        let places: Vec<&str> = merged.iter().map(|entry| entry.place.as_str()).collect();
        assert_eq!(places, ["", "a", "b", "d", "e", "x"]);
        assert!(merged[1].stale && merged[1].text == "Antes" && merged[1].flags == [BRACES]);
        assert_eq!(merged[1].previous.as_ref().map(|p| p.english.as_str()), Some("Before"));
        assert!(!merged[2].stale && merged[2].remarks == ["mine"] && merged[2].notes == ["a note"]);
        assert!(merged[3].stale && merged[3].text == "Movido");
        assert_eq!(merged[3].previous.as_ref().map(|p| p.place.as_str()), Some("c"));
        assert!(merged[4].text.is_empty() && !merged[4].stale);
        assert!(merged[5].obsolete && merged[5].text == "Ido");
        assert_eq!(merge(&texts, &merged), (merged.clone(), Changes::default()), "a second merge changes nothing");
    }

    #[test]
    fn what_was_set_aside_comes_back() {
        let texts = [text("a", "Text")];
        let aside = Entry { obsolete: true, ..entry("a", "Text", "Texto") };
        let (merged, _) = merge(&texts, &[aside]);
        assert!(!merged[0].obsolete && !merged[0].stale && merged[0].text == "Texto");
    }
}
