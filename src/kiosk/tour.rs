//! A whole visit without a window: goes through every page, with the same desk and screen as the
//! kiosk, and gives a picture of each. For the command line, for reviewers and for tests.
//!
//! Words: a *stop* is one page of the tour; the *depth* is whether a tour looks at one card of each
//! kind or at all there are.

use std::sync::Arc;
use std::time::Duration;

use super::desk::{Desk, PaperPrinter};
use super::screen::{Glass, Picture, Screen};
use crate::content::{CardKind, Content, LanguageId, ServiceId, TopicId};
use crate::slip::{Bitmap, Width};
use crate::view;
use crate::visit::{Action, Event, JobEnd, JobNumber, Page, PrinterState, TextSize, Theme};

/// Which visit to make, and on what panel.
#[derive(Clone, Copy)]
pub struct Plan {
    pub language: LanguageId,
    pub topic: TopicId,
    /// An index into the site's covers.
    pub cover: usize,
    pub size: TextSize,
    pub theme: Theme,
    pub panel: Panel,
    pub width: Width,
}

/// A panel's pixels and visible width.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Panel {
    pub width: u32,
    pub height: u32,
    pub width_mm: f32,
}

impl Panel {
    /// 10.1 inch.
    pub const WIDE: Self = Self { width: 1280, height: 800, width_mm: 217.0 };
    /// 7 inch, fine.
    pub const SEVEN: Self = Self { width: 1024, height: 600, width_mm: 154.0 };
    /// 7 inch, coarse.
    pub const COARSE: Self = Self { width: 800, height: 480, width_mm: 154.0 };
}

/// One page of a tour. A long page gives several pictures, of the same name.
pub struct Stop {
    /// What the page is: `card-sign`; where every card is looked at, its key: `card.work.no-pay`.
    pub name: String,
    pub picture: Picture,
    /// The words of the bars have room.
    pub fits: bool,
    /// On the last screenful of a page: the row of pixels where the page ends.
    pub end: Option<u32>,
    /// The language that the page came out in: English where a word of it is missing.
    pub language: LanguageId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// One topic, and the first card of each of its kinds.
    FirstCards,
    /// Every card and every helper of every topic.
    EveryCard,
}

/// What becomes of the pages.
enum Take<'a> {
    Draw(&'a mut dyn FnMut(Stop)),
    /// Only lay them out; keep the names of those whose bars have no room for their words.
    Measure(&'a mut Vec<String>),
}

/// Keeps what is printed.
#[derive(Default)]
pub struct Tray {
    pub papers: Vec<Bitmap>,
    pub started: Vec<JobNumber>,
}

impl PaperPrinter for Tray {
    fn print(&mut self, job: JobNumber, paper: Bitmap) {
        self.started.push(job);
        self.papers.push(paper);
    }
    fn cancel(&mut self, _: JobNumber) {}
}

/// A tour under way.
pub struct Tour<'a> {
    desk: Desk<Tray>,
    screen: Screen,
    glass: Glass,
    now: Duration,
    depth: Depth,
    take: Take<'a>,
    /// Helpers that were looked at already.
    known: Vec<ServiceId>,
}

impl<'a> Tour<'a> {
    /// Makes the visit and returns its pictures in order, and the paper that was printed.
    ///
    /// # Errors
    /// Those of the screen toolkit.
    pub fn run(content: &Arc<Content>, plan: &Plan) -> Result<(Vec<Stop>, Option<Bitmap>), slint::PlatformError> {
        let mut stops = Vec::new();
        let mut keep = |stop| stops.push(stop);
        let mut tour = Tour::start(content, plan, Depth::FirstCards, Take::Draw(&mut keep))?;
        tour.visit(content, plan);
        let paper = tour.desk.printer().papers.pop();
        Ok((stops, paper))
    }

    /// Looks at every card and helper there is. The pictures are handed out one by one, because all of
    /// them together would not fit into memory.
    ///
    /// # Errors
    /// Those of the screen toolkit.
    pub fn everything(
        content: &Arc<Content>,
        plan: &Plan,
        mut take: impl FnMut(Stop),
    ) -> Result<(), slint::PlatformError> {
        Tour::start(content, plan, Depth::EveryCard, Take::Draw(&mut take))?.visit(content, plan);
        Ok(())
    }

    /// Lays out a page of each kind without drawing it; returns those whose bars have no room for their
    /// words.
    ///
    /// # Errors
    /// Those of the screen toolkit.
    pub fn squeezed(content: &Arc<Content>, plan: &Plan) -> Result<Vec<String>, slint::PlatformError> {
        let mut squeezed = Vec::new();
        Tour::start(content, plan, Depth::FirstCards, Take::Measure(&mut squeezed))?.frames(content, plan);
        Ok(squeezed)
    }

    fn start(content: &Arc<Content>, plan: &Plan, depth: Depth, take: Take<'a>) -> Result<Self, slint::PlatformError> {
        let glass = Glass::install(plan.panel.width, plan.panel.height);
        super::screen::register_fonts();
        let screen = Screen::new()?;
        screen.set_panel(plan.panel.width, plan.panel.height, plan.panel.width_mm);
        screen.window().set_size(slint::PhysicalSize::new(plan.panel.width, plan.panel.height));
        slint::ComponentHandle::show(screen.app())?;
        let now = Duration::ZERO;
        let desk = Desk::new(content.clone(), Tray::default(), plan.width, PrinterState::Ready, now);
        Ok(Self { desk, screen, glass, now, depth, take, known: Vec::new() })
    }

    fn visit(&mut self, content: &Content, plan: &Plan) {
        if self.depth == Depth::EveryCard {
            // The resting screen is seen in the language that was asked for.
            self.choose(Action::ChooseLanguage(plan.language));
            self.choose(Action::OpenLanguages);
        }
        self.picture("languages");
        self.choose(Action::OpenDisplay);
        self.choose(Action::ChooseSize(plan.size));
        self.choose(Action::ChooseTheme(plan.theme));
        self.picture("display");
        self.choose(Action::Back);
        if self.desk.visit().actions().contains(&Action::AllLanguages) {
            self.choose(Action::AllLanguages);
            self.picture("languages-all");
        }
        self.choose(Action::ChooseLanguage(plan.language));
        if matches!(self.desk.visit().page(), Page::CallCard(_)) {
            self.picture("call-card");
            self.leave();
            return;
        }
        self.picture("home");
        self.choose(Action::OpenKept);
        self.picture("kept");
        self.choose(Action::Back);
        match self.depth {
            Depth::FirstCards if content.topics.len() > plan.topic.0 => self.topic(content, plan.topic),
            Depth::FirstCards => {}
            Depth::EveryCard => {
                for topic in 0..content.topics.len() {
                    self.every_card(content, TopicId(topic));
                    self.choose(Action::GoHome);
                }
            }
        }
        self.choose(Action::GoHome);
        self.choose(Action::OpenHelpers);
        self.picture("numbers");
        if self.depth == Depth::EveryCard {
            self.every_helper(content);
        }
        self.helper_and_memory();
        self.choose(Action::GoHome);
        self.choose(Action::OpenPaper);
        self.choose(Action::ChooseCover(plan.cover));
        self.picture("paper");
        self.choose(Action::Print);
        self.picture("printing");
        if let Some(job) = self.desk.printer().started.last().copied() {
            self.event(Event::JobEnded(job, JobEnd::Done));
        }
        self.picture("take-it");
        self.event(Event::Printer(PrinterState::NotReady));
        self.choose(Action::GoHome);
        self.choose(Action::OpenPaper);
        self.picture("paper-not-ready");
        self.now += Duration::from_secs(46);
        self.event(Event::Tick);
        self.picture("veil");
        self.choose(Action::Wake);
        self.leave();
    }

    /// The pages whose bars differ: with "next", "more", "skip" and a place in a series. What lies
    /// between them is not laid out.
    fn frames(&mut self, content: &Content, plan: &Plan) {
        let go = |tour: &mut Self, action| {
            tour.now += Duration::from_millis(200);
            tour.desk.handle(Event::Chosen(action), tour.now);
        };
        for action in [Action::OpenDisplay, Action::ChooseSize(plan.size), Action::Back] {
            go(self, action);
        }
        go(self, Action::ChooseLanguage(plan.language));
        self.picture("home");
        for kind in [CardKind::Sign, CardKind::Story] {
            let with = (0..content.topics.len()).find(|topic| content.topics[*topic].section(kind).next().is_some());
            let Some(topic) = with else { continue };
            for action in [Action::GoHome, Action::OpenTopic(TopicId(topic)), Action::OpenSection(kind)] {
                go(self, action);
            }
            self.picture(card_name(kind));
        }
        go(self, Action::GoHome);
        go(self, Action::OpenHelpers);
        self.picture("numbers");
    }

    fn leave(&mut self) {
        self.choose(Action::Leave);
        self.picture("cover");
    }

    fn topic(&mut self, content: &Content, topic: TopicId) {
        self.choose(Action::OpenTopic(topic));
        self.picture("topic");
        for kind in content.topic(topic).sections() {
            self.choose(Action::OpenSection(kind));
            self.picture(card_name(kind));
            match kind {
                CardKind::Myth => {
                    self.choose(Action::Guess(true));
                    self.picture("card-myth-turned");
                }
                CardKind::Story => {
                    self.choose(Action::GoOn);
                    self.picture("card-story-told");
                }
                _ => {}
            }
            self.choose(Action::Back);
        }
        self.choose(Action::OpenHelpers);
        self.picture("who-can-help");
    }

    /// Every card of a topic in order, turned where it can be, and every helper.
    fn every_card(&mut self, content: &Content, id: TopicId) {
        self.choose(Action::OpenTopic(id));
        let topic = content.topic(id);
        self.picture(&format!("topic.{}", topic.id));
        let Some(first) = topic.sections().first().copied() else { return };
        self.choose(Action::OpenSection(first));
        while let Page::Card { kind, index, .. } = self.desk.visit().page() {
            let Some(card) = topic.section(kind).nth(index) else { return };
            let key = format!("card.{}.{}", topic.id, card.id);
            self.picture(&key);
            let turn = match kind {
                CardKind::Myth => Some(Action::Guess(true)),
                CardKind::Story => Some(Action::GoOn),
                _ => None,
            };
            if let Some(turn) = turn {
                // A long card is turned page by page; what it asks stands on all of them.
                self.choose(turn);
                self.picture(&format!("{key}.turned"));
            }
            self.choose(Action::Next);
        }
        self.picture(&format!("topic.{}.helpers", topic.id));
        self.every_helper(content);
    }

    /// The helpers of the page that were not looked at yet.
    fn every_helper(&mut self, content: &Content) {
        let Page::Helpers(topic) = self.desk.visit().page() else { return };
        for service in self.desk.visit().helpers(topic) {
            if !self.known.contains(&service) {
                self.known.push(service);
                self.choose(Action::OpenHelper(service));
                self.picture(&format!("service.{}", content.service(service).id));
                self.choose(Action::Back);
            }
        }
    }

    fn helper_and_memory(&mut self) {
        let Some(service) = self.desk.visit().first_helper() else { return };
        self.choose(Action::OpenHelper(service));
        self.picture("helper");
        self.choose(Action::Remember(service));
        self.choose(Action::Next);
        self.picture("remember");
        self.choose(Action::TryIt);
        let wrong = 9;
        self.choose(Action::Digit(1));
        self.choose(Action::Digit(wrong));
        self.picture("remember-try");
        for digit in [8, 8, 8, 3, 7, 3, 7, 8, 8, 8] {
            self.choose(Action::Digit(digit));
        }
        self.picture("remember-known");
    }

    fn choose(&mut self, action: Action) {
        self.event(Event::Chosen(action));
    }

    fn event(&mut self, event: Event) {
        self.now += Duration::from_millis(200);
        self.desk.handle(event, self.now);
        self.show();
    }

    fn show(&mut self) {
        // The page is laid out, measured, and shown again if it turned out longer than the screen.
        for _ in 0..2 {
            let view = self.desk.view();
            let content = self.desk.visit().content().clone();
            let preview = self.desk.preview(&view);
            self.screen.show(&view, &content, preview);
            let folds = self.screen.folds();
            if self.desk.visit().fold().1 == folds {
                break;
            }
            self.desk.handle(Event::Measured { folds }, self.now);
        }
    }

    /// Takes the page, and where it is longer than the screen, each of its screenfuls.
    fn picture(&mut self, name: &str) {
        self.show();
        let folds = self.desk.visit().fold().1;
        self.stop(name, folds == 1);
        for fold in 1..folds {
            self.choose(Action::More);
            self.stop(name, fold + 1 == folds);
        }
    }

    fn stop(&mut self, name: &str, last: bool) {
        let fits = self.screen.fits();
        let covered = matches!(self.desk.view().screen, view::Screen::Cover(_) | view::Screen::Veil(_));
        let end = (last && !covered).then(|| self.screen.page_end());
        match &mut self.take {
            Take::Draw(take) => {
                let language = self.desk.view().frame.language;
                take(Stop { name: name.to_owned(), picture: self.glass.draw(), fits, end, language });
            }
            Take::Measure(squeezed) if !fits && squeezed.last().is_none_or(|last| last != name) => {
                squeezed.push(name.to_owned());
            }
            Take::Measure(_) => {}
        }
    }
}

fn card_name(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Sign => "card-sign",
        CardKind::Right => "card-right",
        CardKind::Myth => "card-myth",
        CardKind::Step => "card-step",
        CardKind::Story => "card-story",
        CardKind::Word => "card-word",
    }
}
