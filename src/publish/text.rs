//! Every translatable English text, in the order in which translators meet it: the screens, the paper,
//! then topic by topic with its cards, then the helpers.

use std::fs;
use std::path::Path;

use stairlight_ui::words::ENGLISH;

use super::lines::{DirectoryLines, TopicLines, toml_lines};
use super::shown;
use crate::content::{Card, CardKind, Content, ContentError, Folders, Service};

/// One English text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its `msgctxt`.
    pub place: String,
    pub english: String,
    pub role: Role,
    /// What a translator is told; empty where the text speaks for itself.
    pub note: &'static str,
    pub source: Source,
}

/// Where a text stands in the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub file: String,
    pub line: Option<usize>,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A fixed word of the screens.
    Screen,
    /// A line of the paper.
    Paper,
    /// What a cover is called on the screen.
    CoverName,
    TopicTitle,
    CardTitle,
    CardText,
    /// A helper's label. `on_paper` where it stands on one, `core` where it stands on the page of numbers
    /// at every site.
    Label {
        on_paper: bool,
        core: bool,
    },
    HelperText {
        core: bool,
    },
}

impl Text {
    /// True for what every language with text must have, even in its short form: the screens but for
    /// those of topics and cards, the paper, the core numbers.
    pub fn is_core(&self) -> bool {
        if self.place.starts_with("ui.topic/") || self.place.starts_with("ui.card/") {
            return false;
        }
        matches!(
            self.role,
            Role::Screen
                | Role::Paper
                | Role::CoverName
                | Role::Label { core: true, .. }
                | Role::HelperText { core: true }
        )
    }

    /// True where somebody who finds a paper may read it.
    pub fn is_on_paper(&self) -> bool {
        matches!(self.role, Role::Paper | Role::Label { on_paper: true, .. })
    }

    /// The words in braces, in order: `{number}`.
    pub fn placeholders(&self) -> Vec<&str> {
        placeholders(&self.english)
    }
}

/// The words in braces of a text, braces and all, in order.
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}').map_or(rest.len(), |end| start + end + 1);
        found.push(&rest[start..end]);
        rest = &rest[end..];
    }
    found
}

/// Every text of the content.
///
/// # Errors
/// A file that was read a moment ago and cannot be read again.
pub fn texts(content: &Content, folders: &Folders) -> Result<Vec<Text>, ContentError> {
    let mut texts = screen_words();
    texts.extend(paper_words(content, folders)?);
    for topic in &content.topics {
        let path = folders.content.join("topics").join(format!("{}.toml", topic.id));
        let (file, lines) = (shown(&path, folders), TopicLines::of(&read(&path)?));
        let source = |card: &str, field: &str| Source { file: file.clone(), line: lines.get(card, field) };
        texts.push(Text {
            place: topic.title_key(),
            english: topic.title.clone(),
            role: Role::TopicTitle,
            note: "name of a topic: ordinary, says little",
            source: source("", "title"),
        });
        for card in &topic.cards {
            for (field, english) in card.texts() {
                texts.push(Text {
                    place: card.key(&topic.id, field),
                    english: english.to_owned(),
                    role: if field == "title" { Role::CardTitle } else { Role::CardText },
                    note: card_note(card, field),
                    source: source(&card.id, if field == "heads-up" { "heads_up" } else { field }),
                });
            }
        }
    }
    texts.extend(helper_words(content, folders)?);
    Ok(texts)
}

fn read(path: &Path) -> Result<String, ContentError> {
    fs::read_to_string(path).map_err(|cause| ContentError::Unreadable { file: path.to_path_buf(), cause })
}

fn screen_words() -> Vec<Text> {
    let word = |word: &stairlight_ui::words::Word| Text {
        place: word.place(),
        english: word.english.to_owned(),
        role: Role::Screen,
        note: "screen word or button; keep it short",
        source: Source { file: "ui/strings.slint".to_owned(), line: None },
    };
    ENGLISH.iter().map(word).collect()
}

fn paper_words(content: &Content, folders: &Folders) -> Result<Vec<Text>, ContentError> {
    let path = folders.content.join("paper.toml");
    let (file, lines) = (shown(&path, folders), toml_lines(&read(&path)?));
    let word = |(place, english): (String, &str)| {
        let (group, field) = place.split_once('/').unwrap_or((&place, ""));
        let table = group.strip_prefix("paper.").map_or(String::new(), |cover| format!("cover.{cover}"));
        let name = if table.is_empty() {
            field.replace('-', "_")
        } else {
            field.trim_end_matches(|c: char| c == '-' || c.is_ascii_digit()).to_owned()
        };
        let (role, note) = match (table.is_empty(), name.as_str()) {
            (true, _) => (Role::Paper, "on the small paper; somebody else may read it"),
            (false, "name") => (Role::CoverName, "what this look of the paper is called (button)"),
            (false, "heading") => (Role::Paper, "heading on the paper; neutral"),
            (false, _) => (Role::Paper, "an ordinary line that makes the paper look ordinary"),
        };
        let line = lines.get(&(table, name)).copied();
        Text { english: english.to_owned(), role, note, source: Source { file: file.clone(), line }, place }
    };
    Ok(content.paper.texts().into_iter().map(word).collect())
}

fn helper_words(content: &Content, folders: &Folders) -> Result<Vec<Text>, ContentError> {
    let path = folders.content.join("services.json");
    let lines = DirectoryLines::of(&read(&path)?, content.services.iter().map(|service| service.id.as_str()));
    let file = shown(&path, folders);
    let mut texts = Vec::new();
    for service in &content.services {
        let on_paper = is_on_paper(content, service);
        // The page of numbers shows each one's label, hours and what to text, and comes out in English
        // without them.
        let listed = on_paper || service.is_core();
        for (field, english) in service.helper.iter().flat_map(|helper| helper.texts()) {
            let (role, note) = match field {
                "label" => (Role::Label { on_paper, core: listed }, "at most 24 letters; neutral; stands on paper"),
                "hours" => (Role::HelperText { core: listed }, ""),
                "text-word" => {
                    (Role::HelperText { core: listed }, "what to write in a text message; {word} stays English")
                }
                _ => (Role::HelperText { core: on_paper }, ""),
            };
            texts.push(Text {
                place: service.key(field),
                english: english.to_owned(),
                role,
                note,
                source: Source { file: file.clone(), line: lines.get(&service.id, &field.replace('-', "_")) },
            });
        }
    }
    Ok(texts)
}

/// True for a service whose label can stand on a paper.
fn is_on_paper(content: &Content, service: &Service) -> bool {
    service.slip_order.is_some() || content.paper.cover.values().any(|cover| cover.also.contains(&service.id))
}

fn card_note(card: &Card, field: &str) -> &'static str {
    match (field, card.kind) {
        ("title", CardKind::Sign) => "title of a card (sign)",
        ("title", CardKind::Right) => "title of a card (right)",
        ("title", CardKind::Myth) => "title of a card (myth)",
        ("title", CardKind::Step) => "title of a card (step)",
        ("title", CardKind::Story) => "title of a card (story)",
        ("title", CardKind::Word) => "title of a card (word)",
        ("claim", _) if card.truth == Some(true) => "what people say; it is true",
        ("claim", _) => "what people say; it is not true",
        ("heads-up", _) => "said before a story",
        (_, CardKind::Sign) => "card (sign)",
        (_, CardKind::Right) => "card (right)",
        (_, CardKind::Myth) => "card (myth)",
        (_, CardKind::Step) => "card (step)",
        (_, CardKind::Story) => "card (story)",
        (_, CardKind::Word) => "card (word)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_braces_are_found() {
        assert_eq!(placeholders("{number} of {count}"), ["{number}", "{count}"]);
        assert_eq!(placeholders("{open"), ["{open"]);
        assert!(placeholders("none").is_empty());
    }
}
