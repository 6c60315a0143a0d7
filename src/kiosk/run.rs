//! The kiosk with its screen: brings touches, keys, time and news to the desk, and shows what it says.
//!
//! Owns the event loop and the threads beside it; decides nothing.

use std::cell::{Cell, RefCell};
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use slint::{Timer, TimerMode};
use thiserror::Error;

use super::desk::Desk;
use super::press::{Press, end_of, tested, told};
use super::screen::{Bell, Input, Screen, register_fonts};
use crate::clock::Clock;
use crate::content::{Content, Folders};
use crate::hw;
use crate::printer::{Printer, PrinterEvent, PrinterUri, ProfileError, Profiles, StartError};
use crate::slip::Width;
use crate::socket::{self, Down, Up};
use crate::view::View;
use crate::visit::{Event, JobNumber, Key};

/// The heartbeat to the steward and the clock of the visit.
const BEAT: Duration = Duration::from_secs(1);
/// A steward that takes nothing for this long is given up; the kiosk goes on alone.
const STEWARD_WRITE: Duration = Duration::from_millis(50);

/// What the kiosk is started with.
pub struct Setup {
    pub content: Arc<Content>,
    pub folders: Folders,
    /// The connection to the steward, if there is one.
    pub steward: Option<UnixStream>,
    /// Where the printer is; `None` for none.
    pub printer: Option<PrinterUri>,
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
enum News {
    Printer(PrinterEvent),
    Steward(Down),
    StewardGone,
    /// A key of the keypad, on a device that has one.
    Key(Key),
}

struct Kiosk {
    desk: RefCell<Desk<Press>>,
    screen: Screen,
    shown: RefCell<Option<View>>,
    /// The window's size that the type was last set for.
    panel: Cell<(u32, u32)>,
    steward: RefCell<Option<UnixStream>>,
    news: Receiver<News>,
    clock: Clock,
    folders: Folders,
    pins: Option<hw::Pins>,
}

/// Runs until the window is closed.
///
/// # Errors
/// [`KioskError`] when it cannot start. Once it runs, nothing ends it but the window.
pub fn run(setup: Setup) -> Result<(), KioskError> {
    // Asked for first: where there is no display this fails, and everything after it would panic.
    slint::BackendSelector::new().renderer_name("software".into()).select()?;
    register_fonts();
    let screen = Screen::new()?;
    let clock = Clock::real();
    let (tell, news) = mpsc::channel();
    let kiosk = Rc::new_cyclic(|kiosk: &std::rc::Weak<Kiosk>| {
        let ear = kiosk.clone();
        let bell = screen.on_news(move || {
            if let Some(kiosk) = ear.upgrade() {
                kiosk.hear();
            }
        });
        start(setup, screen, clock, &tell, news, &bell)
    });
    let hands = Rc::downgrade(&kiosk);
    kiosk.screen.on_input(move |input| {
        if let Some(kiosk) = hands.upgrade() {
            kiosk.input(&input);
        }
    });
    let timer = Timer::default();
    let pulse = Rc::downgrade(&kiosk);
    timer.start(TimerMode::Repeated, BEAT, move || {
        if let Some(kiosk) = pulse.upgrade() {
            kiosk.beat();
        }
    });
    kiosk.show();
    slint::ComponentHandle::run(kiosk.screen.app())?;
    Ok(())
}

fn start(setup: Setup, screen: Screen, clock: Clock, tell: &Sender<News>, news: Receiver<News>, bell: &Bell) -> Kiosk {
    let Setup { content, folders, steward, printer } = setup;
    let (handle, width) = match printer.map(|uri| open_printer(uri, &content, &clock, tell.clone(), bell.clone())) {
        Some(Ok((handle, width))) => (Some(handle), width),
        Some(Err(error)) => {
            tracing::warn!(%error, "no printer");
            (None, Width::default())
        }
        None => (None, Width::default()),
    };
    let mut press = Press::new(handle, clock.clone());
    let state = press.state();
    let broken = content.built_in;
    let desk = Desk::new(content, press, width, state, clock.now());
    if let Some(steward) = &steward {
        listen(steward, tell.clone(), bell.clone());
    }
    let pins = keypad(&clock, tell.clone(), bell.clone());
    let kiosk = Kiosk {
        desk: RefCell::new(desk),
        screen,
        shown: RefCell::new(None),
        panel: Cell::new((0, 0)),
        steward: RefCell::new(steward),
        news,
        clock,
        folders,
        pins,
    };
    if broken {
        kiosk.tell_steward(Up::ContentBroken);
    }
    kiosk
}

/// Starts the printer's thread and says how wide its paper is.
fn open_printer(
    uri: PrinterUri,
    content: &Content,
    clock: &Clock,
    tell: Sender<News>,
    bell: Bell,
) -> Result<(crate::printer::PrinterHandle, Width), KioskError> {
    let profiles = Profiles::built_in();
    let wanted = Some(content.site.printer.profile.as_str()).filter(|name| !name.is_empty());
    let profile = profiles.pick(&uri, wanted)?.clone();
    let width = Width::for_dots(profile.dots);
    let handle = Printer::start(uri, profile, clock.clone(), move |event| {
        if tell.send(News::Printer(event)).is_ok() {
            bell.ring();
        }
    })?;
    Ok((handle, width))
}

/// The keys and the light on the visitor's side, where there are any.
fn keypad(clock: &Clock, tell: Sender<News>, bell: Bell) -> Option<hw::Pins> {
    let on_key = move |key| {
        if tell.send(News::Key(key)).is_ok() {
            bell.ring();
        }
    };
    let started = hw::open().map(|front| hw::Pins::start(front, clock, on_key));
    match started {
        Ok(Ok(pins)) => Some(pins),
        Ok(Err(error)) => {
            tracing::warn!(%error, "no keypad");
            None
        }
        Err(error) => {
            tracing::info!(%error, "no keypad");
            None
        }
    }
}

/// Reads what the steward says, on a thread of its own.
fn listen(steward: &UnixStream, tell: Sender<News>, bell: Bell) {
    let _ = steward.set_write_timeout(Some(STEWARD_WRITE));
    let Ok(mut ear) = steward.try_clone() else { return };
    std::thread::spawn(move || {
        loop {
            let (news, last) = match socket::receive::<Down>(&mut ear) {
                Ok(message) => (News::Steward(message), false),
                Err(_) => (News::StewardGone, true),
            };
            if tell.send(news).is_err() || last {
                break;
            }
            bell.ring();
        }
        bell.ring();
    });
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
        };
        self.handle(event);
    }

    fn beat(&self) {
        self.handle(Event::Tick);
        let state = self.desk.borrow_mut().printer().state();
        self.handle(Event::Printer(state));
        self.tell_steward(Up::Alive);
        if let Some(pins) = &self.pins {
            pins.beat();
        }
    }

    fn hear(&self) {
        while let Ok(news) = self.news.try_recv() {
            match news {
                News::Printer(event) if tested(&event).is_some() => {
                    tested(&event).into_iter().for_each(|page| self.tell_steward(Up::TestPage(page)));
                }
                News::Printer(PrinterEvent::Condition(condition)) => {
                    let state = self.desk.borrow_mut().printer().state();
                    self.handle(Event::Printer(state));
                    self.tell_steward(Up::Printer(told(condition)));
                }
                News::Printer(PrinterEvent::Job(job, state)) => {
                    if let Some(end) = end_of(state) {
                        self.handle(Event::JobEnded(JobNumber(job.0), end));
                    }
                }
                News::Steward(Down::ContentChanged) => match Content::load(&self.folders) {
                    Ok(content) => self.handle(Event::Content(content)),
                    Err(error) => tracing::warn!(%error, "new content cannot be read; the old one stays"),
                },
                News::Steward(Down::PrintTestPage) => {
                    let mut desk = self.desk.borrow_mut();
                    let in_use = desk.visit().has_begun();
                    let page = desk.printer().test(in_use);
                    drop(desk);
                    self.tell_steward(Up::TestPage(page));
                }
                News::Key(key) => self.handle(Event::Key(key)),
                News::Steward(Down::Leaving) | News::StewardGone => *self.steward.borrow_mut() = None,
            }
        }
    }

    fn handle(&self, event: Event) {
        let now = self.clock.now();
        self.desk.borrow_mut().handle(event, now);
        self.show();
    }

    /// Shows what the desk says, if it says something new, and measures how long the page is.
    fn show(&self) {
        self.fit();
        for _ in 0..3 {
            let mut desk = self.desk.borrow_mut();
            let view = desk.view();
            if self.shown.borrow().as_ref() != Some(&view) {
                let content = desk.visit().content().clone();
                let preview = desk.preview(&view);
                self.screen.show(&view, &content, preview);
                *self.shown.borrow_mut() = Some(view);
            }
            let folds = self.screen.folds();
            if desk.visit().fold().1 == folds {
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

    fn tell_steward(&self, message: Up) {
        let mut steward = self.steward.borrow_mut();
        if let Some(stream) = steward.as_mut()
            && let Err(error) = socket::send(stream, &message)
        {
            tracing::warn!(%error, "the steward does not listen; going on alone");
            *steward = None;
        }
    }
}
