//! Pages for staff (`content/staff/*.toml`): what to do when a youth tells you, who must report, the laws,
//! the programs. English only, read behind the PIN; no visitor's page shows a word of them.

use serde::Deserialize;

use super::Review;

/// One page.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The file's name without `.toml`.
    pub id: String,
    /// Place in the list, small first.
    pub order: u32,
    pub title: String,
    pub sections: Vec<Section>,
}

/// One thing to know.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
    pub text: String,
    #[serde(default)]
    pub items: Vec<String>,
    /// Services that it speaks of, by id; their numbers stand under the text.
    #[serde(default)]
    pub services: Vec<String>,
    pub source: String,
    pub review: Review,
}

impl Reference {
    /// Says what is wrong with the page by itself, if anything.
    pub fn problem(&self) -> Option<(String, &'static str)> {
        if self.sections.is_empty() {
            return Some(("sections".to_owned(), "a page has at least one section"));
        }
        let wrong = |section: &Section| match section {
            _ if section.title.is_empty() || section.source.is_empty() => Some("a section has a title and a source"),
            _ if section.texts().any(has_telephone_number) => {
                Some("a telephone number comes from the directory alone: name the service in `services`")
            }
            _ => None,
        };
        self.sections.iter().find_map(|section| Some((section.title.clone(), wrong(section)?)))
    }
}

impl Section {
    fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.title, &self.text].into_iter().chain(&self.items).map(String::as_str)
    }
}

/// Three digits, a gap and four digits, and no more: how every number in the country ends. Sections of laws do
/// not.
fn has_telephone_number(text: &str) -> bool {
    let runs: Vec<&str> = text.split(|letter: char| !letter.is_ascii_digit()).collect();
    let apart = |at: usize| runs[at].len() == 3 && runs[at + 1].len() == 4;
    (0..runs.len().saturating_sub(1)).any(apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_text_is_refused() {
        for (text, refused) in [
            ("Call 1-888-373-7888.", true),
            ("Call (213) 555 0100.", true),
            ("Penal Code 11165.7 and Civil Code 52.6; 2023-2024; 18259 and 18945.", false),
            ("More than 160 languages, 1,000 dollars", false),
        ] {
            assert_eq!(has_telephone_number(text), refused, "{text}");
        }
    }
}
