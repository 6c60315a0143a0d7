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
        let bare = |section: &&Section| section.title.is_empty() || section.source.is_empty();
        self.sections.iter().find(bare).map(|section| (section.title.clone(), "a section has a title and a source"))
    }
}
