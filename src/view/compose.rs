//! Puts a view together: the frame, and the targets in their order.

use super::words::{filled, fixed, has_groups};
use super::{Frame, Position, Screen, View};
use crate::content::{Content, LanguageId, Words};
use crate::visit::{Action, Visit};

/// Something that can be chosen, as it is shown.
#[derive(Clone, PartialEq)]
pub struct Target {
    pub action: Action,
    /// Known again when it is touched. Made of the view's serial, so that a touch on an older picture
    /// means nothing.
    pub id: i32,
    pub label: String,
    pub detail: String,
    pub icon: String,
    pub chosen: bool,
    pub focused: bool,
}

impl Target {
    pub fn with_icon(mut self, icon: &str) -> Self {
        icon.clone_into(&mut self.icon);
        self
    }

    pub fn with_detail(mut self, detail: String) -> Self {
        self.detail = detail;
        self
    }

    pub fn chosen_if(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}

/// A view being drawn.
pub struct Sketch<'a> {
    pub visit: &'a Visit,
    pub content: &'a Content,
    /// The visitor's language.
    pub language: LanguageId,
    actions: Vec<Action>,
}

/// The words of one page in one language.
pub struct Page<'a> {
    sketch: &'a Sketch<'a>,
    pub words: Words<'a>,
}

/// Ids are the serial's low bits above eight bits of place; a page has fewer than 256 targets.
const PLACES: u32 = 256;

/// The id of the target at a place of a view; `None` for a place that no page has.
pub fn id(serial: u32, place: usize) -> Option<i32> {
    let serial = serial % (i32::MAX as u32 / PLACES);
    let id = serial * PLACES + u32::try_from(place).ok().filter(|place| *place < PLACES)?;
    i32::try_from(id).ok()
}

impl<'a> Sketch<'a> {
    pub fn new(visit: &'a Visit) -> Self {
        Self { visit, content: visit.content(), language: visit.settings().language, actions: visit.actions() }
    }

    /// The target of an action, or `None` where the visit does not offer it now.
    pub fn offered(&self, action: Action, label: String) -> Option<Target> {
        let place = self.actions.iter().position(|offered| *offered == action)?;
        Some(Target {
            action,
            id: id(self.visit.serial(), place)?,
            label,
            detail: String::new(),
            icon: String::new(),
            chosen: false,
            focused: self.visit.focus() == Some(place),
        })
    }

    /// The target of an action that its page always offers.
    pub fn target(&self, action: Action, label: String) -> Target {
        self.offered(action, label).expect("a page offers what its view shows: both read Visit::actions")
    }

    /// The actions offered now that `pick` picks, in order.
    pub fn picked<T>(&self, pick: impl Fn(Action) -> Option<T>) -> Vec<(Action, T)> {
        self.actions.iter().filter_map(|action| pick(*action).map(|value| (*action, value))).collect()
    }

    /// Builds a page whole: in the visitor's language when all its words are there (those that
    /// `build` asks for and the fixed ones of `group` and of the frame), else in English.
    pub fn page(&self, group: &str, build: impl Fn(&Page<'_>) -> Option<Screen>) -> View {
        let (language, view) = self.content.page(self.language, |words| {
            let page = Page { sketch: self, words };
            if !has_groups(words, &["frame", group]) {
                return None;
            }
            let screen = build(&page)?;
            Some(View { frame: page.frame(self.language, &screen)?, screen })
        });
        View { frame: Frame { language, ..view.frame }, ..view }
    }
}

impl Page<'_> {
    /// A fixed word of the screens.
    pub fn fixed(&self, group: &str, field: &str) -> Option<String> {
        fixed(self.words, group, field)
    }

    /// A text of the content.
    pub fn text(&self, place: &str, english: &str) -> Option<String> {
        self.words.get(place, english)
    }

    pub fn is_english(&self) -> bool {
        matches!(self.words, Words::English)
    }

    fn frame(&self, language: LanguageId, screen: &Screen) -> Option<Frame> {
        let visit = self.sketch.visit;
        let word = |field| self.fixed("frame", field);
        let offer = |action, field, icon: &str| -> Option<Option<_>> {
            Some(self.sketch.offered(action, word(field)?).map(|target| target.with_icon(icon)))
        };
        // A page that leads home by itself needs no second button for it.
        let screen_offers_home = screen.targets().iter().any(|target| target.action == Action::GoHome);
        let position = match visit.series() {
            Some((index, count)) if count > 1 => {
                let text = filled(&word("position")?, "number", &(index + 1).to_string());
                Some(Position { number: index + 1, count, text: filled(&text, "count", &count.to_string()) })
            }
            _ => None,
        };
        let draft = self.sketch.content.is_draft(language) && visit.is_reading();
        Some(Frame {
            language,
            size: visit.settings().size,
            theme: visit.settings().theme,
            serial: visit.serial(),
            fold: visit.fold().0,
            leave: offer(Action::Leave, "leave", "door")?,
            text_size: offer(Action::OpenDisplay, "text-size", "text-size")?,
            languages: offer(Action::OpenLanguages, "language", "globe")?,
            home: if screen_offers_home { None } else { offer(Action::GoHome, "home", "stairs")? },
            back: offer(Action::Back, "back", "chevron-back")?,
            next: match visit.skips() {
                true => {
                    let skip = self.fixed("card", "skip")?;
                    self.sketch.offered(Action::Next, skip).map(|target| target.with_icon("chevron-on"))
                }
                false => offer(Action::Next, "next", "chevron-on")?,
            },
            more: offer(Action::More, "more", "chevron-down")?,
            position,
            draft: if draft { Some(word("draft")?) } else { None },
        })
    }
}
