//! On which line of its file an English text stands, so that a finding can name it. Reads no meaning:
//! the loader does that.

use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Lines by card and field of one topic's file. `("", "title")` is the topic's own title.
pub struct TopicLines(HashMap<(String, String), usize>);

impl TopicLines {
    pub fn of(source: &str) -> Self {
        let mut lines = HashMap::new();
        if let Ok(table) = DeTable::parse(source) {
            let table = table.into_inner();
            for (field, value) in &table {
                lines.insert((String::new(), field.get_ref().to_string()), line(source, value));
            }
            let cards = table.get("cards").and_then(|cards| cards.get_ref().as_array());
            for card in cards.into_iter().flatten().filter_map(|card| card.get_ref().as_table()) {
                let Some(id) = card.get("id").and_then(|id| id.get_ref().as_str()) else { continue };
                for (field, value) in card {
                    lines.insert((id.to_owned(), field.get_ref().to_string()), line(source, value));
                }
            }
        }
        Self(lines)
    }

    pub fn get(&self, card: &str, field: &str) -> Option<usize> {
        self.0.get(&(card.to_owned(), field.to_owned())).copied()
    }
}

/// Lines by table and field of a TOML file of tables in tables: `("cover.plain", "heading")`.
pub fn toml_lines(source: &str) -> HashMap<(String, String), usize> {
    let mut lines = HashMap::new();
    if let Ok(table) = DeTable::parse(source) {
        collect(source, "", table.get_ref(), &mut lines);
    }
    lines
}

fn collect(source: &str, path: &str, table: &DeTable<'_>, lines: &mut HashMap<(String, String), usize>) {
    for (field, value) in table {
        let name = field.get_ref().to_string();
        lines.insert((path.to_owned(), name.clone()), line(source, value));
        if let Some(inner) = value.get_ref().as_table() {
            let path = if path.is_empty() { name } else { format!("{path}.{name}") };
            collect(source, &path, inner, lines);
        }
    }
}

fn line(source: &str, value: &Spanned<DeValue<'_>>) -> usize {
    let at = value.span().start.min(source.len());
    source.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Lines of the directory by service and field. JSON knows no lines, so they are looked for as text:
/// each service's `"id"`, and the fields between it and the next one's.
pub struct DirectoryLines(HashMap<(String, String), usize>);

impl DirectoryLines {
    /// `ids` in the order of the file.
    pub fn of<'a>(source: &str, ids: impl Iterator<Item = &'a str>) -> Self {
        let mut lines = HashMap::new();
        let all: Vec<&str> = source.lines().collect();
        let mut from = 0;
        let starts: Vec<(&str, usize)> = ids
            .filter_map(|id| {
                let wanted = format!("\"id\": {}", serde_json::Value::from(id));
                let at = all[from..].iter().position(|line| line.trim_start().starts_with(&wanted))? + from;
                from = at + 1;
                Some((id, at))
            })
            .collect();
        for (index, (id, start)) in starts.iter().enumerate() {
            let end = starts.get(index + 1).map_or(all.len(), |(_, next)| *next);
            for (offset, line) in all[*start..end].iter().enumerate() {
                let field = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\":"));
                if let Some((field, _)) = field {
                    lines.entry(((*id).to_owned(), field.to_owned())).or_insert(start + offset + 1);
                }
            }
        }
        Self(lines)
    }

    pub fn get(&self, service: &str, field: &str) -> Option<usize> {
        let line = |field: &str| self.0.get(&(service.to_owned(), field.to_owned())).copied();
        line(field).or_else(|| line("id"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_topic_are_found() {
        let source = "id = \"a\"\ntitle = \"T\"\n\n[[cards]]\nid = \"one\"\ntext = \"x\"\n\n[[cards]]\nid = \"two\"\ntext = \"\"\"\ny\"\"\"\n";
        let lines = TopicLines::of(source);
        assert_eq!(
            (lines.get("", "title"), lines.get("one", "text"), lines.get("two", "text")),
            (Some(2), Some(6), Some(10))
        );
        assert_eq!(lines.get("two", "law"), None);
    }

    #[test]
    fn lines_of_a_service_are_its_own() {
        let source = "{\n\"services\": [\n{\n\"id\": \"a\",\n\"label\": \"x\"\n},\n{\n\"id\": \"b\",\n\"name\": \"n\",\n\"label\": \"y\"\n}]}";
        let lines = DirectoryLines::of(source, ["a", "b"].into_iter());
        assert_eq!(
            (lines.get("a", "label"), lines.get("b", "label"), lines.get("b", "none")),
            (Some(5), Some(10), Some(8))
        );
    }
}
