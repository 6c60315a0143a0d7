//! What new content changes, in words for the person who says yes or no: every number, old beside new, then
//! languages and pages. It compares; it decides nothing.

use std::collections::BTreeMap;

use super::file_name::FileName;
use crate::content::{Card, Content, Service, Topic};

/// A number that visitors see and that is not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberChange {
    /// What the service is called on the paper, or its name.
    pub service: String,
    /// Whether it stands on every paper.
    pub core: bool,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// The difference between two contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub numbers: Vec<NumberChange>,
    /// By their English names.
    pub languages_added: Vec<String>,
    pub languages_removed: Vec<String>,
    /// Languages with other words than before.
    pub languages_changed: Vec<String>,
    pub topics_added: Vec<String>,
    pub topics_removed: Vec<String>,
    /// A topic and how many of its cards are new, changed or gone.
    pub topics_changed: Vec<(String, usize)>,
    /// Other files that differ, such as the words of the paper.
    pub other: Vec<String>,
}

impl Changes {
    /// What `new` changes in `old`; `files` are those whose bytes differ.
    pub fn between<'a>(old: &Content, new: &Content, files: impl IntoIterator<Item = &'a FileName>) -> Self {
        let languages = |content: &Content| -> BTreeMap<String, String> {
            let with_text = |tag: &str| content.find_language(tag).is_ok_and(|id| content.has_text(id));
            let texts = content.languages.iter().filter(|language| with_text(&language.tag));
            texts.map(|language| (language.tag.clone(), language.name.clone())).collect()
        };
        let (before, after) = (languages(old), languages(new));
        let lacking = |from: &BTreeMap<String, String>, there: &BTreeMap<String, String>| {
            from.iter().filter(|(tag, _)| !there.contains_key(*tag)).map(|(_, name)| name.clone()).collect()
        };
        let mut changes = Self {
            numbers: numbers(old, new),
            languages_added: lacking(&after, &before),
            languages_removed: lacking(&before, &after),
            ..Self::default()
        };
        changes.topics(old, new);
        for file in files {
            match file.language() {
                Some(tag) if before.contains_key(&tag) && after.contains_key(&tag) => {
                    changes.languages_changed.extend(after.get(&tag).cloned());
                }
                Some(_) => {}
                None if file.as_str().starts_with("topic.") || file.as_str() == "services.json" => {}
                None => changes.other.push(file.to_string()),
            }
        }
        changes
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn topics(&mut self, old: &Content, new: &Content) {
        for topic in &new.topics {
            match old.topics.iter().find(|before| before.id == topic.id) {
                None => self.topics_added.push(topic.title.clone()),
                Some(before) => {
                    let count = cards_that_differ(before, topic);
                    if count > 0 {
                        self.topics_changed.push((topic.title.clone(), count));
                    }
                }
            }
        }
        let gone = old.topics.iter().filter(|before| new.topics.iter().all(|topic| topic.id != before.id));
        self.topics_removed.extend(gone.map(|topic| topic.title.clone()));
    }

    /// One line for each change, the numbers first.
    pub fn lines(&self) -> Vec<String> {
        let none = || "none".to_owned();
        let mut lines = Vec::new();
        for change in &self.numbers {
            let place = if change.core { " (on every paper)" } else { "" };
            let (old, new) = (change.old.clone().unwrap_or_else(none), change.new.clone().unwrap_or_else(none));
            lines.push(format!("Number of \"{}\"{place}: {old} becomes {new}", change.service));
        }
        for (what, list) in [
            ("New language", &self.languages_added),
            ("Language no longer there", &self.languages_removed),
            ("Changed words in", &self.languages_changed),
            ("New topic", &self.topics_added),
            ("Topic no longer there", &self.topics_removed),
        ] {
            lines.extend(list.iter().map(|name| format!("{what}: {name}")));
        }
        for (title, count) in &self.topics_changed {
            lines.push(format!("Topic \"{title}\": {count} {}", if *count == 1 { "page" } else { "pages" }));
        }
        lines.extend(self.other.iter().map(|file| format!("Also changed: {file}")));
        lines
    }
}

fn cards_that_differ(old: &Topic, new: &Topic) -> usize {
    let words = |topic: &Topic| -> BTreeMap<String, String> {
        topic.cards.iter().map(|card: &Card| (card.id.clone(), format!("{card:?}"))).collect()
    };
    let (before, after) = (words(old), words(new));
    let changed = after.iter().filter(|(id, card)| before.get(*id) != Some(card)).count();
    let gone = before.keys().filter(|id| !after.contains_key(*id)).count();
    let head = usize::from(old.title != new.title || old.helpers != new.helpers);
    (changed + gone).max(head)
}

fn numbers(old: &Content, new: &Content) -> Vec<NumberChange> {
    let mut changes = Vec::new();
    let shown = |content: &Content| -> BTreeMap<String, Service> {
        let services = content.services.iter().filter(|service| service.helper.is_some());
        services.map(|service| (service.id.clone(), service.clone())).collect()
    };
    let (before, after) = (shown(old), shown(new));
    let mut ids: Vec<&String> = before.keys().chain(after.keys()).collect();
    ids.sort();
    ids.dedup();
    for id in ids {
        let (was, is) = (before.get(id), after.get(id));
        let Some(named) = is.or(was) else { continue };
        let label = named.helper.as_ref().map_or(&named.name, |helper| &helper.label);
        let (mut were, mut are) = (was.map(phones).unwrap_or_default(), is.map(phones).unwrap_or_default());
        // What stands on both sides has not changed, whatever place it has in the list.
        let same: Vec<String> = were.iter().filter(|phone| are.contains(phone)).cloned().collect();
        were.retain(|phone| !same.contains(phone));
        are.retain(|phone| !same.contains(phone));
        for index in 0..were.len().max(are.len()) {
            changes.push(NumberChange {
                service: label.clone(),
                core: named.is_core(),
                old: were.get(index).cloned(),
                new: are.get(index).cloned(),
            });
        }
    }
    // Those on every paper first.
    changes.sort_by_key(|change| !change.core);
    changes
}

/// The numbers of a service as visitors see them.
fn phones(service: &Service) -> Vec<String> {
    let shown = service.phones.iter().filter(|phone| !phone.x_withheld);
    let words = |phone: &crate::content::service::Phone| {
        let extension = phone.extension.map_or_else(String::new, |extension| format!(" extension {extension}"));
        let keyword = phone.x_keyword.as_ref().map_or_else(String::new, |word| format!(" \"{word}\""));
        let kind = match phone.kind {
            crate::content::service::PhoneKind::Voice => "",
            crate::content::service::PhoneKind::Text => " (text)",
            crate::content::service::PhoneKind::Textphone => " (textphone)",
        };
        format!("{}{extension}{keyword}{kind}", phone.number)
    };
    shown.map(words).collect()
}
