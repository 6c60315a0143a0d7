//! Everything that a kiosk begins with: its fence and screen, its content, its printer, its keys.
//!
//! A fresh image of the process makes the same as the first one, and is silent about it: the diary
//! must not have a line for each visit.

use std::cell::Cell;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use super::desk::Desk;
use super::handover::{Handover, Rest};
use super::press::Press;
use super::renewal::Renewal;
use super::rig;
use super::run::{Door, KioskError, News, Setup, Showing};
use super::screen::{Screen, register_fonts};
use crate::clock::Clock;
use crate::content::Content;
use crate::diary::Entry;
use crate::fence::{Fence, ScreenNeeds, Standing};
use crate::hw;
use crate::printer::{Printer, PrinterHandle, PrinterUri, Profiles};
use crate::slip::Width;
use crate::slots::Home;
use crate::socket::{PrinterCondition, Protection};
use crate::visit::Visit;

/// A steward that takes nothing for this long is given up; the kiosk goes on alone.
const STEWARD_WRITE: Duration = Duration::from_millis(50);

/// Opens the screen and raises the fence; says which protections the system lacks. A window on a PC
/// needs much to open, so it is opened first; the device's own screen is opened inside the fence, the
/// first time and every time after.
pub fn screen(setup: &Setup) -> Result<(Screen, Clock, Vec<Protection>), KioskError> {
    let needs = match setup.showing {
        Showing::Window => ScreenNeeds::SharedMemory,
        Showing::Device => ScreenNeeds::DeviceNews,
        Showing::Memory => ScreenNeeds::Nothing,
    };
    let fence = Fence::around(setup.home.readable(), setup.printer.as_ref(), needs);
    let standing = if setup.handover.is_some() { Standing::Raised } else { Standing::New };
    let raised_first = (setup.showing != Showing::Window).then(|| fence.raise(standing));
    let clock = match setup.showing {
        Showing::Memory => rig::install()?,
        Showing::Window | Showing::Device => {
            // Asked for first: where there is no display this fails, and everything after it would panic.
            slint::BackendSelector::new().renderer_name("software".into()).select()?;
            Clock::real()
        }
    };
    register_fonts();
    let screen = Screen::new()?;
    Ok((screen, clock, raised_first.unwrap_or_else(|| fence.raise(standing))))
}

/// What `desk` makes.
pub struct Opened {
    pub desk: Desk<Press>,
    pub steward: Option<UnixStream>,
    pub pins: Option<hw::Pins>,
    pub home: Home,
    pub renewal: Renewal,
}

/// The desk at rest, with a printer behind it, and the keys.
pub fn desk(setup: Setup, clock: &Clock, door: &Door) -> Opened {
    let Setup { home, steward, printer, showing, handover, watchdog } = setup;
    let content = content(&home, handover.as_ref());
    let renewal = Renewal {
        wanted: showing != Showing::Window,
        ended: Cell::new(None),
        printer: printer.as_ref().map(ToString::to_string),
        told: Cell::new(handover.as_ref().map_or(PrinterCondition::Unknown, |handover| handover.told)),
        printing: Cell::new(None),
        watchdog,
        joined: handover.as_ref().map_or(steward.is_some(), |handover| handover.joined),
    };
    let (handle, width) = match printer.map(|uri| open_printer(uri, &content, handover.as_ref(), door)) {
        Some(Ok((handle, width))) => (Some(handle), width),
        Some(Err(error)) => {
            if handover.is_none() {
                Entry::NoPrinter(&error).note();
            }
            (None, Width::default())
        }
        None => (None, Width::default()),
    };
    let mut press = match handover {
        None => Press::new(handle, clock.clone()),
        Some(_) => Press::renewed(handle, clock.clone()),
    };
    let (state, now) = (press.state(), clock.now());
    let visit = match handover.as_ref().map_or(Rest::Languages, |handover| handover.rest) {
        Rest::Languages => Visit::at_rest(content, state, now),
        Rest::Cover => Visit::under_cover(content, state, now),
    };
    if let Some(steward) = &steward {
        // Without a limit a steward that hangs would hang the screen; with it, it is given up.
        let _ = steward.set_write_timeout(Some(STEWARD_WRITE));
    }
    let pins = keypad(clock, door, handover.as_ref());
    Opened { desk: Desk::with(visit, press, width), steward, pins, home, renewal }
}

/// The content on disk, or the numbers that are built in. The reason goes to the diary and to the
/// manager, never to a visitor.
fn content(home: &Home, handover: Option<&Handover>) -> Arc<Content> {
    home.load().unwrap_or_else(|error| {
        if handover.is_none() {
            Entry::ContentUnreadable(&error).note();
        }
        Content::built_in()
    })
}

/// Starts the printer's thread and says how wide its paper is.
fn open_printer(
    uri: PrinterUri,
    content: &Content,
    handover: Option<&Handover>,
    door: &Door,
) -> Result<(PrinterHandle, Width), KioskError> {
    let profiles = Profiles::built_in();
    let wanted = Some(content.site.printer.profile.as_str()).filter(|name| !name.is_empty());
    let profile = profiles.pick(&uri, wanted)?.clone();
    let width = Width::for_dots(profile.dots);
    let door = door.clone();
    let on_event = move |event| {
        door.bring(News::Printer(event));
    };
    // The printer's own time cannot be put forward.
    let handle = match handover {
        None => Printer::start_cold(uri, profile, Clock::real(), on_event)?,
        Some(_) => Printer::start(uri, profile, Clock::real(), on_event)?,
    };
    Ok((handle, width))
}

/// The keys and the light on the visitor's side, where there are any.
fn keypad(clock: &Clock, door: &Door, handover: Option<&Handover>) -> Option<hw::Pins> {
    let door = door.clone();
    let on_key = move |key| {
        door.bring(News::Key(key));
    };
    let started = hw::open().map(|front| hw::Pins::start(front, clock, on_key));
    match started {
        Ok(Ok(pins)) => Some(pins),
        Ok(Err(error)) => {
            Entry::NoKeyThread(&error).note();
            None
        }
        Err(error) => {
            if handover.is_none() {
                Entry::NoKeys(&error).note();
            }
            None
        }
    }
}
