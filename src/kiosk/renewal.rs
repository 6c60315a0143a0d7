//! A fresh process for each visitor: when a visit has ended and a resting picture stands, the kiosk
//! replaces itself. Decides when; `handover` does it.
//!
//! It goes right after a heartbeat, so that the next one comes in time and the steward learns nothing.
//! The printer may finish what it has begun, for a while; then it is aborted, and the process goes
//! whatever hangs. A device that cannot replace itself ends: whoever started it starts it again.

use std::cell::Cell;
use std::time::Duration;

use super::handover::{Handover, Rest};
use super::press::StaffPaper;
use super::run::Kiosk;
use crate::diary::Entry;
use crate::socket::{PrinterCondition, TestPage};
use crate::visit::Page;
use crate::watchdog::Watchdog;

/// After this long the resting picture is on the glass for certain.
const DRAWN: Duration = Duration::from_millis(250);
/// What is under way may take this long, and then this long to be aborted; with the start of the new
/// image that is two seconds in all.
pub(super) const PATIENCE: Duration = Duration::from_millis(1_000);
const ABORT: Duration = Duration::from_millis(600);

/// What the kiosk remembers for the next image.
pub(super) struct Renewal {
    /// False in a window on a PC, which would close and open again.
    pub wanted: bool,
    /// When the last visit ended, until the process is replaced.
    pub ended: Cell<Option<Duration>>,
    pub printer: Option<String>,
    pub told: Cell<PrinterCondition>,
    /// A paper of the staff's is under way; they wait for an answer.
    pub printing: Cell<Option<StaffPaper>>,
    /// Fed from the loop that draws.
    pub watchdog: Watchdog,
    /// The device's first image found its steward.
    pub joined: bool,
}

impl Kiosk {
    /// To be called right after each heartbeat.
    pub(super) fn renew_if_quiet(&self) {
        self.renew_if(|waited, idle| idle && waited >= DRAWN);
        self.rejoin_if_alone();
    }

    /// A steward that was lost cannot be found again from behind the fence. Where somebody starts this
    /// process anew it ends, once nobody is there and the screen rests; the visit of somebody who is there
    /// goes on to its end.
    fn rejoin_if_alone(&self) {
        let alone = self.renewal.joined && self.steward.borrow().is_none();
        let at_rest = || {
            let desk = self.desk.borrow();
            !desk.visit().has_begun() && matches!(desk.visit().page(), Page::Languages { .. })
        };
        if alone && self.renewal.watchdog.is_kept() && at_rest() {
            std::process::exit(0);
        }
    }

    /// To be called when patience ends. What is not busy goes with the next beat.
    pub(super) fn renew_if_busy(&self) {
        self.renew_if(|waited, idle| !idle && waited >= PATIENCE);
    }

    fn renew_if(&self, due: impl Fn(Duration, bool) -> bool) {
        let Some(ended) = self.renewal.ended.get() else { return };
        let waited = self.clock.now().saturating_sub(ended);
        let mut desk = self.desk.borrow_mut();
        // Somebody has begun already: renewed after that visit.
        let resting = !desk.is_in_use();
        let idle = desk.printer().is_idle();
        drop(desk);
        if resting && due(waited, idle) {
            self.renew();
        }
    }

    fn renew(&self) {
        // Nothing that the steward says from here on is for this image.
        let held = self.ear.as_ref().map(|ear| ear.hold());
        self.hear();
        // A line that hangs is left behind; its condition is in the diary already, without this visit.
        self.desk.borrow_mut().printer().leave(ABORT);
        self.hear();
        if let Some(paper) = self.renewal.printing.get() {
            self.tell_steward(paper.told(TestPage::Failed));
        }
        let rest = match self.desk.borrow().visit().page() {
            Page::Cover => Rest::Cover,
            _ => Rest::Languages,
        };
        let steward = self.steward.borrow();
        // A steward that stopped in the middle of a message cannot be understood any more.
        let steward = steward.as_ref().filter(|_| !matches!(held, Some(None)));
        let Renewal { printer, told, joined, .. } = &self.renewal;
        let handover = Handover { rest, printer: printer.clone(), told: told.get(), joined: *joined };
        let error = handover.leave(steward, &self.renewal.watchdog);
        Entry::Ends(&error).note();
        std::process::exit(1);
    }
}
