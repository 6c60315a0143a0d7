//! A visit at work: events in, effects performed, a view out. The same for the window on a PC, the
//! screen of the device and a visit on the command line; each of those only brings events and shows
//! views.

use std::sync::Arc;
use std::time::Duration;

use crate::content::Content;
use crate::slip::{self, Bitmap, TypeSetter, Width};
use crate::socket::{StaffNews, StaffWish, TestPage};
use crate::staff::{self, Staff};
use crate::view::{Screen, View, staff_view, view};
use crate::visit::{Action, Effect, Event, JobNumber, Key, PaperOrder, PrinterState, Visit};

/// What the desk needs of a printer.
pub trait PaperPrinter {
    /// Takes a job. Its end comes back as [`Event::JobEnded`].
    fn print(&mut self, job: JobNumber, paper: Bitmap);
    /// Drops a job that has not started.
    fn cancel(&mut self, job: JobNumber);
}

/// The visit, and what it needs to become real.
pub struct Desk<P> {
    visit: Visit,
    printer: P,
    setter: TypeSetter,
    width: Width,
    preview: Option<(PaperOrder, Bitmap)>,
    /// Staff at the screen; the visit was wiped before.
    staff: Option<Staff>,
    /// Content that staff look at before it is in use, as visitors would see it.
    looking: Option<Visit>,
}

/// What the desk's owner must do after an event.
#[derive(Clone, PartialEq, Default)]
pub struct Outcome {
    /// The visit was wiped, or staff have left: give the next person a fresh process.
    pub visit_ended: bool,
    /// To be told to the steward.
    pub wishes: Vec<StaffWish>,
    /// Staff want the printer's test page.
    pub test_page: bool,
    /// Staff want to look at the content that is not in use yet: see [`Desk::look_at`].
    pub look: bool,
}

impl<P: PaperPrinter> Desk<P> {
    pub fn new(content: Arc<Content>, printer: P, width: Width, state: PrinterState, now: Duration) -> Self {
        Self::with(Visit::at_rest(content, state, now), printer, width)
    }

    /// A desk with this visit, which is at rest.
    pub fn with(visit: Visit, printer: P, width: Width) -> Self {
        Self { visit, printer, setter: TypeSetter::new(), width, preview: None, staff: None, looking: None }
    }

    /// Takes one event and performs what it leads to.
    pub fn handle(&mut self, event: Event, now: Duration) -> Outcome {
        let outcome = match self.staff {
            Some(_) => self.staff_event(event, now),
            None => self.visit_event(event, now),
        };
        if !matches!(self.shown().page(), crate::visit::Page::Paper) {
            self.preview = None;
        }
        outcome
    }

    fn visit_event(&mut self, event: Event, now: Duration) -> Outcome {
        let mut outcome = Outcome::default();
        for effect in self.visit.handle(event, now) {
            match effect {
                Effect::Print(job, order) => {
                    let paper = slip::draw(self.visit.content(), order, self.width, &mut self.setter);
                    self.printer.print(job, paper);
                }
                Effect::CancelPrint(job) => self.printer.cancel(job),
                Effect::VisitEnded => outcome.visit_ended = true,
            }
        }
        outcome
    }

    /// Somebody wants the staff's pages: the visit ends, and the PIN is asked for.
    pub fn open_staff(&mut self, now: Duration) -> Outcome {
        if self.staff.is_some() {
            return Outcome::default();
        }
        let outcome = self.visit_event(Event::Key(Key::Leave), now);
        let serial = self.visit.serial().wrapping_add(1);
        self.staff = Some(Staff::open(self.visit.content().clone(), serial, now));
        outcome
    }

    /// The steward's word to staff. It opens their pages only where nobody is in the middle of a visit.
    pub fn staff_news(&mut self, news: StaffNews, now: Duration) -> Outcome {
        if self.staff.is_none() && !self.visit.has_begun() && Staff::is_wanted_for(&news) {
            self.open_staff(now);
        }
        self.staff_does(staff::Event::News(news), now)
    }

    /// The test page's answer, for staff who wait for it.
    pub fn staff_tested(&mut self, page: TestPage, now: Duration) {
        self.staff_does(staff::Event::Tested(page), now);
    }

    /// Shows staff content that is not in use yet. Nothing can be printed from it.
    pub fn look_at(&mut self, content: Arc<Content>, now: Duration) {
        if self.staff.is_some() {
            self.looking = Some(Visit::at_rest(content, PrinterState::NotReady, now));
        }
    }

    fn staff_event(&mut self, event: Event, now: Duration) -> Outcome {
        match event {
            Event::Printer(_) | Event::JobEnded(..) => self.visit_event(event, now),
            Event::Content(content) => {
                let outcome = self.visit_event(Event::Content(content.clone()), now);
                self.staff_does(staff::Event::Content(content), now);
                outcome
            }
            Event::Tick => {
                let mut outcome = self.visit_event(Event::Tick, now);
                self.look_on(Event::Tick, now);
                let ended = self.staff_does(staff::Event::Tick, now);
                outcome.visit_ended |= ended.visit_ended;
                Outcome { visit_ended: outcome.visit_ended, ..ended }
            }
            event if self.looking.is_some() => {
                self.look_on(event, now);
                self.staff_does(staff::Event::Touched, now)
            }
            Event::Chosen(Action::Staff(choice)) => self.staff_does(staff::Event::Chosen(choice), now),
            Event::Chosen(_) | Event::Touched => self.staff_does(staff::Event::Touched, now),
            Event::Key(key) => self.staff_does(staff::Event::Key(key), now),
            Event::Measured { folds } => self.staff_does(staff::Event::Measured { folds }, now),
        }
    }

    /// A look at content that is not in use ends like a visit, and leads back to staff's page.
    fn look_on(&mut self, event: Event, now: Duration) {
        let ended = self.looking.as_mut().is_some_and(|visit| visit.handle(event, now).contains(&Effect::VisitEnded));
        if ended {
            self.looking = None;
        }
    }

    fn staff_does(&mut self, event: staff::Event, now: Duration) -> Outcome {
        let mut outcome = Outcome::default();
        let effects = self.staff.as_mut().map(|staff| staff.handle(event, now)).unwrap_or_default();
        for effect in effects {
            match effect {
                staff::Effect::Wish(wish) => outcome.wishes.push(wish),
                staff::Effect::TestPage => outcome.test_page = true,
                staff::Effect::Preview => outcome.look = true,
                staff::Effect::Ended => {
                    (self.staff, self.looking) = (None, None);
                    outcome.visit_ended = true;
                }
            }
        }
        outcome
    }

    pub fn visit(&self) -> &Visit {
        &self.visit
    }

    /// True while somebody is at the screen, visitor or staff.
    pub fn is_in_use(&self) -> bool {
        self.visit.has_begun() || self.staff.is_some()
    }

    /// The visit whose pages are on the screen, when those of staff are not.
    fn shown(&self) -> &Visit {
        self.looking.as_ref().unwrap_or(&self.visit)
    }

    /// What the pages on the screen are made of.
    pub fn content(&self) -> &Arc<Content> {
        self.shown().content()
    }

    /// Which screenful of a long page is shown, from 0, and how many there are.
    pub fn fold(&self) -> (usize, usize) {
        match (&self.staff, &self.looking) {
            (Some(staff), None) => staff.fold(),
            _ => self.shown().fold(),
        }
    }

    pub fn view(&self) -> View {
        match (&self.staff, &self.looking) {
            (Some(staff), None) => staff_view(staff),
            _ => view(self.shown()),
        }
    }

    /// The very paper that "print" would print, where the view shows it.
    pub fn preview(&mut self, view: &View) -> Option<&Bitmap> {
        let Screen::Paper(paper) = &view.screen else { return None };
        if self.preview.as_ref().is_none_or(|(order, _)| *order != paper.order) {
            let content = self.shown().content().clone();
            let bitmap = slip::draw(&content, paper.order, self.width, &mut self.setter);
            self.preview = Some((paper.order, bitmap));
        }
        self.preview.as_ref().map(|(_, bitmap)| bitmap)
    }

    pub fn printer(&mut self) -> &mut P {
        &mut self.printer
    }
}
