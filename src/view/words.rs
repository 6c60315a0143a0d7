//! The fixed words of the screens (`ui/strings.slint`) as a page's builder needs them.

use stairlight_ui::words::ENGLISH;

use crate::content::Words;

/// True when every fixed word of these groups is there, so that the screen is not half translated.
pub fn has_groups(words: Words<'_>, groups: &[&str]) -> bool {
    ENGLISH
        .iter()
        .filter(|word| groups.contains(&word.group))
        .all(|word| words.get(&word.place(), word.english).is_some())
}

/// One fixed word.
///
/// # Panics
/// Where `strings.slint` has no such word; a test builds every page, so it cannot be forgotten.
pub fn fixed(words: Words<'_>, group: &str, field: &str) -> Option<String> {
    let word = ENGLISH
        .iter()
        .find(|word| word.group == group && word.field == field)
        .unwrap_or_else(|| panic!("strings.slint has no {group}/{field}"));
    words.get(&word.place(), word.english)
}

/// Fills `{name}` in a text. Text without the placeholder is returned as it is.
pub fn filled(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("{{{name}}}"), value)
}
