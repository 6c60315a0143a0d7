//! A whole visit without a window: goes through every page, with the same desk and screen as the
//! kiosk, and gives a picture of each. For the command line, for reviewers and for tests.

use std::sync::Arc;
use std::time::Duration;

use super::desk::{Desk, PaperPrinter};
use super::screen::{Glass, Picture, Screen};
use crate::content::{CardKind, Content, LanguageId, TopicId};
use crate::slip::{Bitmap, Width};
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

/// One page of a tour. A long page gives several pictures.
pub struct Stop {
    pub name: &'static str,
    pub picture: Picture,
    /// The words of the bars have room.
    pub fits: bool,
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
pub struct Tour {
    desk: Desk<Tray>,
    screen: Screen,
    glass: Glass,
    stops: Vec<Stop>,
    now: Duration,
}

impl Tour {
    /// Makes the visit and returns its pictures in order, and the paper that was printed.
    ///
    /// # Errors
    /// Those of the screen toolkit.
    pub fn run(content: &Arc<Content>, plan: &Plan) -> Result<(Vec<Stop>, Option<Bitmap>), slint::PlatformError> {
        let mut tour = Self::start(content, plan)?;
        tour.visit(content, plan);
        let paper = tour.desk.printer().papers.pop();
        Ok((tour.stops, paper))
    }

    fn start(content: &Arc<Content>, plan: &Plan) -> Result<Self, slint::PlatformError> {
        let glass = Glass::install(plan.panel.width, plan.panel.height);
        super::screen::register_fonts();
        let screen = Screen::new()?;
        screen.set_panel(plan.panel.width, plan.panel.height, plan.panel.width_mm);
        screen.window().set_size(slint::PhysicalSize::new(plan.panel.width, plan.panel.height));
        slint::ComponentHandle::show(screen.app())?;
        let now = Duration::ZERO;
        let desk = Desk::new(content.clone(), Tray::default(), plan.width, PrinterState::Ready, now);
        Ok(Self { desk, screen, glass, stops: Vec::new(), now })
    }

    fn visit(&mut self, content: &Content, plan: &Plan) {
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
        if content.topics.len() > plan.topic.0 {
            self.topic(content, plan.topic);
        }
        self.choose(Action::GoHome);
        self.choose(Action::OpenHelpers);
        self.picture("numbers");
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

    /// Draws the page, and where it is longer than the screen, each of its screenfuls.
    fn picture(&mut self, name: &'static str) {
        self.show();
        self.stop(name);
        let folds = self.desk.visit().fold().1;
        for _ in 1..folds {
            self.choose(Action::More);
            self.stop(name);
        }
    }

    fn stop(&mut self, name: &'static str) {
        let picture = self.glass.draw();
        self.stops.push(Stop { name, picture, fits: self.screen.fits() });
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
