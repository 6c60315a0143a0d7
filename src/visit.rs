//! One person's visit, as a pure state machine.
//!
//! `Event` in, `Effect`s out, and [`view`](crate::view::view) draws what there is. It reads no clock
//! (`now` is passed in), opens no file, knows no screen toolkit and no printer. Nothing in it can be
//! printed, logged or serialised: its types implement neither `Debug`, `Display` nor `Serialize`.
//!
//! ```compile_fail,E0277
//! fn log(page: stairlight::visit::Page) -> String {
//!     format!("{page:?}")
//! }
//! ```
//!
//! ```compile_fail,E0277
//! fn store(order: &stairlight::visit::PaperOrder) -> Vec<u8> {
//!     postcard::to_allocvec(order).unwrap_or_default()
//! }
//! ```
//!
//! Words: a *page* is what is on the screen; the *trail* is the pages behind it, for "back"; the
//! *veil* hides a page that nobody touches; *forget* wipes the visit.

mod action;
mod event;
mod idle;
mod moves;
mod page;
mod remember;

use std::sync::Arc;
use std::time::Duration;

pub use self::action::Action;
pub use self::event::{Effect, Event, JobEnd, JobNumber, Key, PaperOrder, PrinterState};
pub use self::page::{Page, Said};
pub use self::remember::{Chunk, Memory, Recall, chunks_with_letters, digits};
use crate::content::{Content, LanguageId};
use crate::site::CoverScreen;

/// Four text sizes, smallest first; the second is where a visit starts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum TextSize {
    Small,
    #[default]
    Normal,
    Large,
    Largest,
}

impl TextSize {
    pub const ALL: [Self; 4] = [Self::Small, Self::Normal, Self::Large, Self::Largest];
}

/// The three colour themes.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Calm,
    /// Black on white.
    Light,
    /// White on black.
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Calm, Self::Light, Self::Dark];
}

/// What the visitor has set. Back to the default after every visit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub language: LanguageId,
    pub size: TextSize,
    pub theme: Theme,
    /// Show the English beside a draft.
    pub english: bool,
    /// More time before the screen is veiled, asked for.
    pub more_time: bool,
}

/// How the small paper should look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PaperChoice {
    /// An index into the site's covers.
    pub cover: usize,
    /// English under every line.
    pub with_english: bool,
}

/// A visit. Between visits it rests on the languages page.
pub struct Visit {
    content: Arc<Content>,
    /// Content that came during the visit; taken at its end, so that no visit sees two.
    waiting: Option<Arc<Content>>,
    settings: Settings,
    page: Page,
    trail: Vec<Page>,
    /// Which of the page's actions the keys are on; `None` until a key is used.
    focus: Option<usize>,
    /// How far a long page is turned, and into how many screenfuls it was measured.
    fold: usize,
    folds: usize,
    paper: PaperChoice,
    printer: PrinterState,
    job: Option<JobNumber>,
    next_job: u64,
    /// Counts up whenever what can be chosen changes, so that a touch on a stale picture is known.
    serial: u32,
    touched_at: Duration,
    veiled: bool,
    /// False while nobody has touched anything since the last forgetting.
    begun: bool,
}

impl Visit {
    /// A device at rest.
    pub fn at_rest(content: Arc<Content>, printer: PrinterState, now: Duration) -> Self {
        let settings = Self::first_settings(&content);
        Self {
            content,
            waiting: None,
            settings,
            page: Page::Languages { all: false },
            trail: Vec::new(),
            focus: None,
            fold: 0,
            folds: 1,
            paper: PaperChoice { cover: 0, with_english: false },
            printer,
            job: None,
            next_job: 1,
            serial: 0,
            touched_at: now,
            veiled: false,
            begun: false,
        }
    }

    /// A device at rest under its cover screen, as after *Leave*.
    pub fn under_cover(content: Arc<Content>, printer: PrinterState, now: Duration) -> Self {
        Self { page: Page::Cover, ..Self::at_rest(content, printer, now) }
    }

    /// The language of the resting screen is the first that the site names and can show.
    fn first_settings(content: &Content) -> Settings {
        let first = content
            .site
            .languages_first
            .iter()
            .filter_map(|tag| content.find_language(tag).ok())
            .find(|language| content.has_text(*language));
        Settings {
            language: first.unwrap_or_else(|| content.english()),
            size: TextSize::default(),
            theme: Theme::default(),
            english: false,
            more_time: false,
        }
    }

    /// Takes one event. What must happen outside comes back as effects, in order.
    pub fn handle(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        match event {
            Event::Chosen(action) => self.chosen(action, now),
            Event::Key(key) => self.key(key, now),
            Event::Touched => {
                self.touch(now);
                Vec::new()
            }
            Event::Tick => self.tick(now),
            Event::Measured { folds } => {
                self.measured(folds);
                Vec::new()
            }
            Event::Printer(state) => {
                self.printer_changed(state);
                Vec::new()
            }
            Event::JobEnded(job, end) => {
                self.job_ended(job, end, now);
                Vec::new()
            }
            Event::Content(content) => {
                self.content_came(content);
                Vec::new()
            }
        }
    }

    pub fn content(&self) -> &Arc<Content> {
        &self.content
    }

    pub fn settings(&self) -> Settings {
        self.settings
    }

    pub fn page(&self) -> Page {
        self.page
    }

    pub fn paper(&self) -> PaperChoice {
        self.paper
    }

    pub fn printer(&self) -> PrinterState {
        self.printer
    }

    pub fn is_veiled(&self) -> bool {
        self.veiled
    }

    /// True on pages that hold content, whose review state is said.
    pub fn is_reading(&self) -> bool {
        matches!(self.page, Page::Card { .. } | Page::Helpers(_) | Page::Helper(_))
    }

    /// True when somebody has touched something that is not forgotten yet.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// Which screenful of a long page is shown, from 0, and how many there are.
    pub fn fold(&self) -> (usize, usize) {
        (self.fold.min(self.folds - 1), self.folds)
    }

    /// The place of the keys' focus among [`Visit::actions`].
    pub fn focus(&self) -> Option<usize> {
        self.focus
    }

    /// The cover screen that the site chose.
    pub fn cover_screen(&self) -> CoverScreen {
        self.content.site.cover_screen
    }

    /// What the paper would be if it were printed now.
    pub fn paper_order(&self) -> PaperOrder {
        let english = self.content.english();
        PaperOrder {
            language: self.settings.language,
            beside: (self.paper.with_english && self.settings.language != english).then_some(english),
            cover: self.content.site.covers[self.paper.cover],
        }
    }

    /// Wipes everything of the visit. Content that came meanwhile is taken now.
    fn forget(&mut self, page: Page, now: Duration) {
        let content = self.waiting.take().unwrap_or_else(|| self.content.clone());
        let (serial, next_job) = (self.serial, self.next_job);
        *self = Self { serial: serial.wrapping_add(1), next_job, page, ..Self::at_rest(content, self.printer, now) };
    }
}
