//! A visit on stage: plays events and says what is seen. Visit types cannot be printed, so the words
//! for them live here, in the tests.

#![allow(dead_code)]

pub mod golden;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use stairlight::content::{Content, Folders};
use stairlight::view::{Screen, View, view};
use stairlight::visit::{Action, Effect, Event, JobEnd, JobNumber, Key, Page, PrinterState, Visit};

/// The languages that the first content was written for: they prove the scripts.
pub const SIX: [&str; 6] = ["en", "es", "ar", "zh-Hans", "km", "vi"];

/// The content of this repository, read once.
pub fn content() -> Arc<Content> {
    static CONTENT: OnceLock<Arc<Content>> = OnceLock::new();
    CONTENT.get_or_init(|| Content::load(&folders()).unwrap_or_else(|error| panic!("{error}"))).clone()
}

pub fn folders() -> Folders {
    Folders::under(std::path::Path::new(env!("CARGO_MANIFEST_DIR")))
}

/// A visit under way, with everything it has asked for so far.
pub struct Play {
    pub visit: Visit,
    pub now: Duration,
    pub effects: Vec<Effect>,
}

impl Play {
    pub fn begin() -> Self {
        Self::with(content(), PrinterState::Ready)
    }

    pub fn with(content: Arc<Content>, printer: PrinterState) -> Self {
        let now = Duration::from_secs(1000);
        Self { visit: Visit::at_rest(content, printer, now), now, effects: Vec::new() }
    }

    pub fn event(&mut self, event: Event) -> &mut Self {
        self.now += Duration::from_millis(100);
        let effects = self.visit.handle(event, self.now);
        self.effects.extend(effects);
        self
    }

    pub fn choose(&mut self, action: Action) -> &mut Self {
        assert!(self.visit.actions().contains(&action), "not offered on {}", self.see());
        self.event(Event::Chosen(action))
    }

    /// Chooses what carries this label.
    pub fn touch(&mut self, label: &str) -> &mut Self {
        let view = self.view();
        let found = view.targets().into_iter().find(|target| target.label == label).map(|target| target.action);
        let action = found.unwrap_or_else(|| panic!("no \"{label}\" on {}", self.see()));
        self.choose(action)
    }

    pub fn key(&mut self, key: Key) -> &mut Self {
        self.event(Event::Key(key))
    }

    /// Goes to what carries this label by keys alone, and selects it.
    pub fn by_keys(&mut self, label: &str) -> &mut Self {
        for _ in 0..200 {
            let view = self.view();
            if view.targets().iter().any(|target| target.focused && target.label == label) {
                return self.key(Key::Select);
            }
            self.key(Key::Next);
        }
        panic!("the keys never reach \"{label}\" on {}", self.see());
    }

    /// Lets time pass, second by second.
    pub fn wait(&mut self, seconds: u64) -> &mut Self {
        for _ in 0..seconds {
            self.now += Duration::from_secs(1);
            let effects = self.visit.handle(Event::Tick, self.now);
            self.effects.extend(effects);
        }
        self
    }

    pub fn job_ends(&mut self, end: JobEnd) -> &mut Self {
        let job = self.jobs().last().copied().expect("something was printed");
        self.event(Event::JobEnded(job, end))
    }

    /// The jobs that were asked for.
    pub fn jobs(&self) -> Vec<JobNumber> {
        let jobs = self.effects.iter().filter_map(|effect| match effect {
            Effect::Print(job, _) => Some(*job),
            _ => None,
        });
        jobs.collect()
    }

    pub fn ended(&self) -> usize {
        self.effects.iter().filter(|effect| matches!(effect, Effect::VisitEnded)).count()
    }

    pub fn view(&self) -> View {
        view(&self.visit)
    }

    /// The screen in a few words.
    pub fn see(&self) -> String {
        see(&self.view())
    }

    pub fn is_on(&self, page: Page) -> bool {
        self.visit.page() == page
    }
}

/// A view in a few words: the page, and what tells it from others of its kind.
pub fn see(view: &View) -> String {
    match &view.screen {
        Screen::Languages(page) => format!("languages, {} to choose from", page.choices.len()),
        Screen::CallCard(card) => format!("call card: {}, {}", card.say, card.number),
        Screen::Home(home) => format!("home, {} topics", home.topics.len()),
        Screen::Topic(topic) => format!("topic: {}", topic.title),
        Screen::Card(card) => match (&card.claim, &card.answer) {
            (Some(claim), None) => format!("{}: {claim}", card.kind),
            (Some(_), Some(answer)) => format!("{answer}: {}", card.title),
            _ => format!("{}: {}", card.kind, card.title),
        },
        Screen::Helpers(page) => format!("{}, {} rows", page.title, page.rows.len()),
        Screen::Helper(page) => format!("helper: {} {}", page.row.target.label, page.row.number),
        Screen::Paper(paper) if paper.print.is_some() => "paper".to_owned(),
        Screen::Paper(paper) => format!("paper, no print: {}", paper.trouble.as_deref().unwrap_or("job under way")),
        Screen::Remember(page) => {
            let chunks: Vec<&str> = page.chunks.iter().map(|chunk| chunk.digits.as_str()).collect();
            format!("remember {}", chunks.join(" "))
        }
        Screen::Notice(notice) => format!("notice: {}", notice.title),
        Screen::Display(_) => "display".to_owned(),
        Screen::Kept => "kept".to_owned(),
        Screen::Veil(_) => "veil".to_owned(),
        Screen::Cover(_) => "cover".to_owned(),
        Screen::Staff(page) => format!("staff: {}", page.title),
    }
}
