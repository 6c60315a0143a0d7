//! What the device says: topics with their cards, the services directory, the languages and their
//! catalogues, the words of the small paper, the site's own settings.
//!
//! Content is data. It is read whole, checked, and then never changes: a visit keeps the `Arc` it
//! began with. Nothing here knows what a visitor does, and nothing here writes.
//!
//! Words: a *topic* is a tile on the home screen; a *card* is one idea inside it; a *service* is a
//! line in the directory; a *helper* is a service that a young person may be shown; a *catalogue* is
//! one language's translations (`locales/<tag>/LC_MESSAGES/stairlight.po`).

pub mod catalogue;
pub mod language;
pub mod paper;
pub mod po;
pub mod reference;
pub mod service;
pub mod topic;

mod folders;
mod read;

pub(crate) use self::read::{directory, read_toml};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

pub use self::catalogue::{Catalogue, Review, Words};
pub use self::folders::Folders;
pub use self::language::{Language, LanguageId, Mode};
pub use self::paper::PaperText;
pub use self::reference::Reference;
pub use self::service::{Helper, PrintTier, Service, ServiceId};
pub use self::topic::{Card, CardKind, Topic, TopicId};
use crate::site::Site;

/// Everything the device can say, checked as a whole.
pub struct Content {
    pub languages: Vec<Language>,
    /// In the order of `languages`; `None` where a language has no catalogue.
    pub catalogues: Vec<Option<Catalogue>>,
    /// In home-screen order.
    pub topics: Vec<Topic>,
    pub services: Vec<Service>,
    /// Pages for staff, in order.
    pub references: Vec<Reference>,
    pub paper: PaperText,
    pub site: Site,
    /// True when this is only what is built into the program, because the content on disk is broken.
    pub built_in: bool,
}

/// Why content could not be read. Every variant names the file, and the line and key where there is
/// one, and what to do.
#[derive(Debug, Error)]
pub enum ContentError {
    #[error("{file}: cannot be read ({cause}). Put the file back, or reinstall the content.")]
    Unreadable { file: PathBuf, cause: std::io::Error },
    #[error("{file}, line {line}: {message}")]
    Syntax { file: PathBuf, line: usize, message: String },
    #[error("{file}, line {}: {}", .mistake.line, .mistake.message)]
    Catalogue { file: PathBuf, mistake: po::Mistake },
    #[error("{file}: {key}: {problem}")]
    Value { file: PathBuf, key: String, problem: String },
    #[error("no content found. Looked in: {}. Name the folder with --data DIR.", list(.looked))]
    NoFolder { looked: Vec<PathBuf> },
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The tag given does not name a language, topic or other thing that exists.
#[derive(Debug, Error)]
#[error("there is no {what} \"{given}\". There is: {}", .known.join(", "))]
pub struct Unknown {
    pub what: &'static str,
    pub given: String,
    pub known: Vec<String>,
}

impl Content {
    /// Reads and checks the content in `folders`.
    ///
    /// # Errors
    /// The first problem found, as a [`ContentError`] that names file and key.
    pub fn load(folders: &Folders) -> Result<Arc<Self>, ContentError> {
        read::load(folders).map(Arc::new)
    }

    /// Reads the content in `folders` for those who write it: with all drafts, which it may show,
    /// whatever the site says.
    ///
    /// # Errors
    /// Every problem found, at most one in each file.
    pub fn survey(folders: &Folders) -> Result<Arc<Self>, Vec<ContentError>> {
        let mut content = read::survey(folders)?;
        content.site.show_drafts = true;
        Ok(Arc::new(content))
    }

    /// Reads a county's own entries, as far as they may stand beside this content. The county is named as in
    /// its file: `los-angeles`.
    ///
    /// # Errors
    /// [`ContentError`] with the entry that may not.
    pub fn local_services(&self, county: &str, path: &Path, source: &str) -> Result<Vec<Service>, ContentError> {
        read::local_services(county, path, source, &self.services)
    }

    /// What is left when the content on disk is broken: English, no topics, and the core numbers,
    /// all compiled into the program.
    pub fn built_in() -> Arc<Self> {
        Arc::new(read::built_in())
    }

    pub fn language(&self, id: LanguageId) -> &Language {
        &self.languages[id.0]
    }

    pub fn topic(&self, id: TopicId) -> &Topic {
        &self.topics[id.0]
    }

    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.0]
    }

    /// English: the source language of every text, always present.
    pub fn english(&self) -> LanguageId {
        LanguageId(self.languages.iter().position(|l| l.tag == "en").unwrap_or(0))
    }

    /// # Errors
    /// [`Unknown`], listing the tags there are.
    pub fn find_language(&self, tag: &str) -> Result<LanguageId, Unknown> {
        find("language", tag, self.languages.iter().map(|l| l.tag.as_str())).map(LanguageId)
    }

    /// # Errors
    /// [`Unknown`], listing the topics there are.
    pub fn find_topic(&self, id: &str) -> Result<TopicId, Unknown> {
        find("topic", id, self.topics.iter().map(|t| t.id.as_str())).map(TopicId)
    }

    pub fn find_service(&self, id: &str) -> Result<ServiceId, Unknown> {
        find("service", id, self.services.iter().map(|s| s.id.as_str())).map(ServiceId)
    }

    /// Builds a page in `language`, or whole in English when any of its texts is missing there, so
    /// that no page is ever half in another language. Returns the language it came out in.
    pub fn page<T>(&self, language: LanguageId, build: impl Fn(Words<'_>) -> Option<T>) -> (LanguageId, T) {
        if let Some(page) = build(self.words(language)) {
            return (language, page);
        }
        let english = self.english();
        let page = build(self.words(english)).expect("English is the source of every text, so none is missing");
        (english, page)
    }

    /// The words of one language, as far as they go.
    pub fn words(&self, language: LanguageId) -> Words<'_> {
        match &self.catalogues[language.0] {
            Some(catalogue) => Words::Translated(catalogue),
            None if language == self.english() => Words::English,
            None => Words::Absent,
        }
    }

    /// True when this language's text may be shown: English always (cards that are drafts are left
    /// out when the site does not allow them), another where it has a catalogue, and as a draft only
    /// where the site allows it.
    pub fn has_text(&self, language: LanguageId) -> bool {
        match self.words(language) {
            Words::Absent => false,
            Words::English => true,
            Words::Translated(catalogue) => catalogue.review() > Review::Draft || self.site.show_drafts,
        }
    }

    /// How far the texts of this language have been reviewed: by its catalogue; for English, as far as
    /// the least reviewed card.
    pub fn review(&self, language: LanguageId) -> Review {
        let english = || self.topics.iter().flat_map(|topic| &topic.cards).map(|card| card.review).min();
        match &self.catalogues[language.0] {
            Some(catalogue) => catalogue.review(),
            None => english().unwrap_or_default(),
        }
    }

    /// True for a text that nobody has reviewed; the screen says so.
    pub fn is_draft(&self, language: LanguageId) -> bool {
        self.review(language) == Review::Draft
    }

    /// Helpers that may stand on any page: never unverified ones, never those kept from print.
    pub fn helper(&self, id: ServiceId) -> Option<&Helper> {
        self.service(id).helper.as_ref()
    }

    /// The helpers of the general "numbers to call" page: those of the small paper first, in its
    /// order, then the other core ones, then those of the site's county.
    pub fn general_helpers(&self) -> Vec<ServiceId> {
        let here = |service: &Service| service.helper.is_some() && service.is_here(&self.site.county);
        let mut ranked: Vec<(u32, usize)> = self
            .services
            .iter()
            .enumerate()
            .filter(|(_, service)| here(service))
            .filter_map(|(index, service)| match service.x_print_tier {
                PrintTier::Core => Some((service.slip_order.unwrap_or(100), index)),
                PrintTier::Local => Some((200, index)),
                _ => None,
            })
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, index)| ServiceId(index)).collect()
    }
}

fn find<'a>(what: &'static str, given: &str, known: impl Iterator<Item = &'a str> + Clone) -> Result<usize, Unknown> {
    known.clone().position(|name| name == given).ok_or_else(|| Unknown {
        what,
        given: given.to_owned(),
        known: known.map(str::to_owned).collect(),
    })
}
