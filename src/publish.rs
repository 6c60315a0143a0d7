//! The publisher's tools: look at the content as a whole and say what is wrong with it, write and bring
//! up to date the translators' files, show reviewers every page, take services from elsewhere.
//!
//! They run on a PC, for the people who write, translate and review; nothing here runs during a visit.
//! Nothing here changes the content by itself but `merge`, which is asked to.
//!
//! Words: a *text* is one translatable English text with its place; a *finding* is one thing that is
//! wrong or unfinished, with file, line, key and remedy.

pub mod check;
pub mod hsds;
pub mod merge;
pub mod preview;
pub mod reading;
pub mod status;
pub mod text;

mod finding;
mod lines;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

pub use self::finding::{Finding, Kind, Severity};
pub use self::text::{Role, Source, Text};
use crate::content::po::{self, Entry};
use crate::content::{Content, ContentError, Folders, LanguageId, Mode, Review};

/// The content with its drafts, every text of it, and the catalogues as they stand in their files.
pub struct Publication {
    pub folders: Folders,
    pub content: Arc<Content>,
    /// In the order of the template.
    pub texts: Vec<Text>,
    /// Where each place stands among the texts.
    places: HashMap<String, usize>,
    /// Of the languages with text that have one, in the order of the screen.
    pub catalogues: Vec<CatalogueFile>,
}

/// A catalogue as it stands in its file.
pub struct CatalogueFile {
    pub language: LanguageId,
    pub tag: String,
    /// As it is named to people: `locales/es/LC_MESSAGES/stairlight.po`.
    pub file: String,
    pub review: Review,
    /// All of them, the header and the obsolete ones too.
    pub entries: Vec<Entry>,
}

impl CatalogueFile {
    /// The entries that translate something: without the header and what is obsolete.
    pub fn living(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_header() && !entry.obsolete)
    }
}

impl Publication {
    /// Reads everything.
    ///
    /// # Errors
    /// All that keeps the content from being read, file by file.
    pub fn read(folders: &Folders) -> Result<Self, Vec<ContentError>> {
        let content = Content::survey(folders)?;
        let mut wrong = Vec::new();
        let mut catalogues = Vec::new();
        for (index, language) in content.languages.iter().enumerate() {
            let id = LanguageId(index);
            let path = folders.catalogue(&language.tag);
            if language.mode != Mode::Text || id == content.english() || !path.exists() {
                continue;
            }
            match read_entries(&path) {
                Ok(entries) => catalogues.push(CatalogueFile {
                    language: id,
                    tag: language.tag.clone(),
                    file: shown(&path, folders),
                    review: content.review(id),
                    entries,
                }),
                Err(error) => wrong.push(error),
            }
        }
        let texts = text::texts(&content, folders).map_err(|error| vec![error])?;
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let places = texts.iter().enumerate().map(|(at, text)| (text.place.clone(), at)).collect();
        Ok(Self { folders: folders.clone(), content, texts, places, catalogues })
    }

    /// The English text of a place.
    pub fn text(&self, place: &str) -> Option<&Text> {
        self.places.get(place).map(|at| &self.texts[*at])
    }
}

fn read_entries(path: &Path) -> Result<Vec<Entry>, ContentError> {
    let source =
        std::fs::read_to_string(path).map_err(|cause| ContentError::Unreadable { file: path.to_path_buf(), cause })?;
    po::parse(&source).map_err(|mistake| ContentError::Catalogue { file: path.to_path_buf(), mistake })
}

/// A path as people are told it: from the folder that holds `content/` and `locales/`.
fn shown(path: &Path, folders: &Folders) -> String {
    let root = folders.content.parent().unwrap_or(Path::new(""));
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
