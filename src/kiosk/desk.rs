//! A visit at work: events in, effects performed, a view out. The same for the window on a PC, the
//! screen of the device and a visit on the command line; each of those only brings events and shows
//! views.

use std::sync::Arc;
use std::time::Duration;

use crate::content::Content;
use crate::slip::{self, Bitmap, TypeSetter, Width};
use crate::view::{Screen, View, view};
use crate::visit::{Effect, Event, JobNumber, PaperOrder, PrinterState, Visit};

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
}

/// What the desk's owner must know after an event.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The visit was wiped: give the next person a fresh process.
    pub visit_ended: bool,
}

impl<P: PaperPrinter> Desk<P> {
    pub fn new(content: Arc<Content>, printer: P, width: Width, state: PrinterState, now: Duration) -> Self {
        Self::with(Visit::at_rest(content, state, now), printer, width)
    }

    /// A desk with this visit, which is at rest.
    pub fn with(visit: Visit, printer: P, width: Width) -> Self {
        Self { visit, printer, setter: TypeSetter::new(), width, preview: None }
    }

    /// Takes one event and performs what it leads to.
    pub fn handle(&mut self, event: Event, now: Duration) -> Outcome {
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
        if !matches!(self.visit.page(), crate::visit::Page::Paper) {
            self.preview = None;
        }
        outcome
    }

    pub fn visit(&self) -> &Visit {
        &self.visit
    }

    pub fn view(&self) -> View {
        view(&self.visit)
    }

    /// The very paper that "print" would print, where the view shows it.
    pub fn preview(&mut self, view: &View) -> Option<&Bitmap> {
        let Screen::Paper(paper) = &view.screen else { return None };
        if self.preview.as_ref().is_none_or(|(order, _)| *order != paper.order) {
            let bitmap = slip::draw(self.visit.content(), paper.order, self.width, &mut self.setter);
            self.preview = Some((paper.order, bitmap));
        }
        self.preview.as_ref().map(|(_, bitmap)| bitmap)
    }

    pub fn printer(&mut self) -> &mut P {
        &mut self.printer
    }
}
