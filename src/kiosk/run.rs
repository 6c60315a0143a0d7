//! The kiosk with its screen: brings touches, keys, time and news to the desk, and shows what it says.
//!
//! Owns the event loop; decides nothing. `opening` makes everything that it begins with.

use std::cell::{Cell, RefCell};
use std::os::unix::net::UnixStream;
use std::rc::{Rc, Weak};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use slint::Timer;
use thiserror::Error;

use super::desk::{Desk, Outcome};
use super::ear::Ear;
use super::handover::Handover;
use super::opening;
use super::press::{Press, StaffPaper, end_of, staff_paper, told};
use super::renewal::{PATIENCE, Renewal};
use super::screen::{Bell, Input, Screen};
use crate::clock::Clock;
use crate::content::Content;
use crate::diary::Entry;
use crate::fence;
use crate::hw;
use crate::printer::{PrinterEvent, PrinterUri, ProfileError, StartError};
use crate::slots::Home;
use crate::socket::{self, Down, TestPage, Up};
use crate::view::View;
use crate::visit::{Event, JobNumber, Key};
use crate::watchdog::Watchdog;

/// The heartbeat to the steward and the clock of the visit: on the whole seconds of the machine.
const BEAT: Duration = Duration::from_secs(1);
/// A timer may ring a little early; the next beat is not this near.
const EARLY: Duration = Duration::from_millis(200);

/// What the kiosk is started with.
pub struct Setup {
    pub home: Home,
    /// The connection to the steward, if there is one.
    pub steward: Option<UnixStream>,
    /// Where the printer is; `None` for none.
    pub printer: Option<PrinterUri>,
    pub showing: Showing,
    /// What the image of this process that served the last visit has left.
    pub handover: Option<Handover>,
    /// Who starts this process anew when it hangs; it is fed from the loop that draws.
    pub watchdog: Watchdog,
}

/// Where the kiosk shows itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Showing {
    /// In a window on a PC. It does not replace itself after a visit: the window would close.
    Window,
    /// On the device's own screen.
    Device,
    /// In memory, on a rig.
    Memory,
}

/// Why the kiosk cannot start.
#[derive(Debug, Error)]
pub enum KioskError {
    #[error("the screen cannot be opened ({0})")]
    Screen(#[from] slint::PlatformError),
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Printer(#[from] StartError),
}

/// What other threads tell the one that draws.
pub(super) enum News {
    Printer(PrinterEvent),
    Steward(Down),
    StewardGone,
    /// A key of the keypad, on a device that has one.
    Key(Key),
}

/// Where other threads bring their news.
#[derive(Clone)]
pub(super) struct Door {
    pub tell: Sender<News>,
    pub bell: Bell,
}

impl Door {
    /// False once nobody is there any more.
    pub fn bring(&self, news: News) -> bool {
        let taken = self.tell.send(news).is_ok();
        self.bell.ring();
        taken
    }
}

pub(super) struct Kiosk {
    pub desk: RefCell<Desk<Press>>,
    pub screen: Screen,
    shown: RefCell<Option<View>>,
    /// The window's size that the type was last set for.
    panel: Cell<(u32, u32)>,
    pub steward: RefCell<Option<UnixStream>>,
    pub ear: Option<Ear>,
    news: Receiver<News>,
    pub clock: Clock,
    home: Home,
    pins: Option<hw::Pins>,
    pub renewal: Renewal,
    me: Weak<Kiosk>,
}

/// Runs until the window is closed.
///
/// # Errors
/// [`KioskError`] when it cannot start. Once it runs, nothing ends it but the window.
pub fn run(setup: Setup) -> Result<(), KioskError> {
    fence::scrub_panics();
    let (screen, clock, lacking) = opening::screen(&setup)?;
    let (tell, news) = mpsc::channel();
    let new = setup.handover.is_none();
    let kiosk = Rc::new_cyclic(|me: &Weak<Kiosk>| {
        let ear = me.clone();
        let bell = screen.on_news(move || {
            if let Some(kiosk) = ear.upgrade() {
                kiosk.hear();
            }
        });
        let door = Door { tell, bell };
        let opened = opening::desk(setup, &clock, &door);
        let ear = opened.steward.as_ref().map(|steward| Ear::open(steward, door.clone()));
        Kiosk {
            desk: RefCell::new(opened.desk),
            screen,
            shown: RefCell::new(None),
            panel: Cell::new((0, 0)),
            steward: RefCell::new(opened.steward),
            ear,
            news,
            clock,
            home: opened.home,
            pins: opened.pins,
            renewal: opened.renewal,
            me: me.clone(),
        }
    });
    if new {
        // A fresh image after a visit says nothing of this: the steward must not learn of it.
        kiosk.tell_steward(Up::Alive);
        lacking.into_iter().for_each(|protection| kiosk.tell_steward(Up::Lacks(protection)));
        if kiosk.desk.borrow().visit().content().built_in {
            kiosk.tell_steward(Up::ContentBroken);
        }
        // From the loop itself: it goes round.
        kiosk.after(Duration::ZERO, |kiosk| kiosk.renewal.watchdog.ready());
    }
    let hands = Rc::downgrade(&kiosk);
    kiosk.screen.on_input(move |input| {
        if let Some(kiosk) = hands.upgrade() {
            kiosk.input(&input);
        }
    });
    kiosk.await_second(Duration::ZERO);
    kiosk.show();
    slint::ComponentHandle::run(kiosk.screen.app())?;
    Ok(())
}

impl Kiosk {
    fn input(&self, input: &Input) {
        let event = match input {
            Input::Target(id) => match self.screen.action(*id) {
                Some(action) => Event::Chosen(action),
                // A touch on a picture that is no longer true is a touch all the same.
                None => Event::Touched,
            },
            Input::Key(key) => Event::Key(*key),
            Input::Touched => Event::Touched,
            Input::Staff => {
                let outcome = self.desk.borrow_mut().open_staff(self.clock.now());
                return self.perform(outcome);
            }
        };
        self.handle(event);
    }

    /// Beats at the next whole second that is not nearer than this, and so on.
    fn await_second(&self, not_within: Duration) {
        let mut wait = self.clock.to_the_second();
        if wait < not_within {
            wait += BEAT;
        }
        self.after(wait, |kiosk| {
            kiosk.await_second(EARLY);
            kiosk.beat();
            kiosk.renew_if_quiet();
        });
    }

    /// Does something later on this thread.
    fn after(&self, wait: Duration, then: impl FnOnce(&Kiosk) + 'static) {
        let me = self.me.clone();
        Timer::single_shot(wait, move || {
            if let Some(kiosk) = me.upgrade() {
                then(&kiosk);
            }
        });
    }

    fn beat(&self) {
        self.handle(Event::Tick);
        let state = self.desk.borrow_mut().printer().state();
        self.handle(Event::Printer(state));
        self.tell_steward(Up::Alive);
        self.renewal.watchdog.alive();
        if let Some(pins) = &self.pins {
            pins.beat();
        }
    }

    pub fn hear(&self) {
        while let Ok(news) = self.news.try_recv() {
            match news {
                News::Printer(event) if staff_paper(&event).is_some() => {
                    staff_paper(&event).into_iter().for_each(|(paper, page)| self.tell_of_paper(paper, page));
                }
                News::Printer(PrinterEvent::Condition(condition)) => {
                    let state = self.desk.borrow_mut().printer().state();
                    self.handle(Event::Printer(state));
                    let condition = told(condition);
                    // A fresh image finds the printer as the one before it left it: that is no news.
                    if self.renewal.told.replace(condition) != condition {
                        self.tell_steward(Up::Printer(condition));
                    }
                }
                News::Printer(PrinterEvent::Job(job, state)) => {
                    if let Some(end) = end_of(state) {
                        self.handle(Event::JobEnded(JobNumber(job.0), end));
                    }
                }
                News::Steward(Down::ContentChanged) => match self.home.load() {
                    Ok(content) => self.handle(Event::Content(content)),
                    Err(error) => Entry::NewContentRefused(&error).note(),
                },
                News::Steward(Down::PrintTestPage) => {
                    let mut desk = self.desk.borrow_mut();
                    let in_use = desk.is_in_use();
                    let page = desk.printer().test(in_use);
                    drop(desk);
                    self.tell_of_paper(StaffPaper::TestPage, page);
                }
                News::Steward(Down::PrintReport(part)) => {
                    let mut desk = self.desk.borrow_mut();
                    let in_use = desk.visit().has_begun();
                    let page = desk.printer().report(in_use, part);
                    drop(desk);
                    page.into_iter().for_each(|page| self.tell_of_paper(StaffPaper::Report, page));
                }
                News::Steward(Down::Staff(news)) => {
                    let outcome = self.desk.borrow_mut().staff_news(news, self.clock.now());
                    self.perform(outcome);
                }
                News::Key(key) => self.handle(Event::Key(key)),
                News::Steward(Down::Leaving) | News::StewardGone => *self.steward.borrow_mut() = None,
            }
        }
    }

    fn handle(&self, event: Event) {
        let outcome = self.desk.borrow_mut().handle(event, self.clock.now());
        self.perform(outcome);
    }

    /// Does what an event led to, and shows it.
    fn perform(&self, outcome: Outcome) {
        if outcome.visit_ended && self.renewal.wanted {
            self.renewal.ended.set(Some(self.clock.now()));
            // A timer may ring a little early, and this one rings once.
            self.after(PATIENCE + EARLY / 10, Kiosk::renew_if_busy);
        }
        outcome.wishes.into_iter().for_each(|wish| self.tell_steward(Up::Staff(wish)));
        if outcome.test_page {
            let page = self.desk.borrow_mut().printer().test(false);
            self.tell_of_paper(StaffPaper::TestPage, page);
        }
        if outcome.look {
            self.look_at_offered();
        }
        self.show();
    }

    /// Shows staff the content that was copied from their stick.
    fn look_at_offered(&self) {
        let Home::State(slots) = &self.home else { return };
        match Content::load(&slots.offered()) {
            Ok(content) => self.desk.borrow_mut().look_at(content, self.clock.now()),
            Err(error) => Entry::NewContentRefused(&error).note(),
        }
    }

    /// Shows what the desk says, if it says something new, and measures how long the page is.
    fn show(&self) {
        self.fit();
        for _ in 0..3 {
            let mut desk = self.desk.borrow_mut();
            let view = desk.view();
            if self.shown.borrow().as_ref() != Some(&view) {
                let content = desk.content().clone();
                let preview = desk.preview(&view);
                self.screen.show(&view, &content, preview);
                *self.shown.borrow_mut() = Some(view);
            }
            let folds = self.screen.folds();
            if desk.fold().1 == folds {
                break;
            }
            desk.handle(Event::Measured { folds }, self.clock.now());
        }
    }

    /// Sets type and targets for the window's size.
    fn fit(&self) {
        let size = self.screen.window().size();
        if self.panel.get() != (size.width, size.height) && size.width > 0 {
            self.panel.set((size.width, size.height));
            let width_mm = self.desk.borrow().visit().content().site.screen.width_mm;
            self.screen.set_panel(size.width, size.height, width_mm);
        }
    }

    fn tell_of_paper(&self, paper: StaffPaper, page: TestPage) {
        // A second one that is refused leaves the first under way.
        match page {
            TestPage::Begun => self.renewal.printing.set(Some(paper)),
            _ if self.renewal.printing.get() == Some(paper) && page != TestPage::NotNow => {
                self.renewal.printing.set(None);
            }
            _ => {}
        }
        if paper == StaffPaper::TestPage {
            self.desk.borrow_mut().staff_tested(page, self.clock.now());
        }
        self.tell_steward(paper.told(page));
    }

    pub fn tell_steward(&self, message: Up) {
        let mut steward = self.steward.borrow_mut();
        if let Some(stream) = steward.as_mut()
            && let Err(error) = socket::send(stream, &message)
        {
            Entry::StewardSilent(&error).note();
            *steward = None;
        }
    }
}
