//! Looks at the content in use: whether it can be read, where it came from, how complete it is, and how
//! old its checked numbers are. Takes about as long as loading it twice, so it is done when it changes.

use super::conditions::{ContentState, Contents, Languages, Source};
use crate::clock::Date;
use crate::content::{Content, Folders, Mode};
use crate::publish::Publication;
use crate::site::Site;
use crate::slots::{Home, InUse};

impl Contents {
    /// The content that this home shows. `fell_back`: it is not what should be shown.
    pub fn look(home: &Home, fell_back: bool) -> Contents {
        let folders = home.folders();
        let (source, number, published, review_by) = match home {
            Home::Fixed(_) => (Source::Factory, None, None, None),
            Home::State(slots) => match slots.in_use() {
                InUse::Factory => (Source::Factory, None, None, None),
                InUse::Slot { id, record } => {
                    (Source::Stick, Some(record.number), record.published, slots.review_by(id))
                }
            },
        };
        let state = match Content::load(&folders) {
            Ok(_) if fell_back || lacks_the_newest(home) => ContentState::FellBack,
            Ok(_) if matches!(home, Home::State(slots) if slots.settings_are_damaged()) => ContentState::SettingsBroken,
            Ok(_) => ContentState::Whole,
            Err(_) => broken(&folders),
        };
        let day = |text: Option<String>| text.as_deref().and_then(Date::parse);
        let publication = Publication::read(&folders).ok();
        Contents {
            state,
            source: Some(source),
            number,
            published: day(published),
            review_by: day(review_by),
            languages: publication.as_ref().map(languages),
            dialled: publication.as_ref().map(dialled),
        }
    }
}

/// A day after it fell back it still has.
fn lacks_the_newest(home: &Home) -> bool {
    matches!(home, Home::State(slots) if slots.lacks_the_newest())
}

/// Why it cannot be read.
fn broken(folders: &Folders) -> ContentState {
    match () {
        () if !folders.content.is_dir() => ContentState::Missing,
        () if Site::read(&folders.site).is_err() => ContentState::SettingsBroken,
        () => ContentState::Damaged,
    }
}

fn languages(publication: &Publication) -> Languages {
    let content = &publication.content;
    let is_whole = |id| {
        let words = content.words(id);
        publication.texts.iter().all(|text| words.get(&text.place, &text.english).is_some())
    };
    let with_text = content.languages.iter().enumerate().filter(|(_, language)| language.mode == Mode::Text);
    let ids: Vec<_> = with_text.map(|(index, _)| crate::content::LanguageId(index)).collect();
    Languages { whole: ids.iter().filter(|id| is_whole(**id)).count(), of: ids.len() }
}

/// A day that is none counts as never.
fn dialled(publication: &Publication) -> Vec<Option<Date>> {
    let shown = publication.content.services.iter().filter(|service| service.helper.is_some());
    shown.map(|service| service.assured_date.as_deref().and_then(Date::parse)).collect()
}
