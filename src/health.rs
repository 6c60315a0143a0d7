//! How the device is, in words for the people who look after it. Made from device condition alone;
//! nothing in it depends on whether anybody used the device.

use crate::socket::PrinterCondition;

/// The one word on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Working,
    NeedsStaff,
    OutOfService,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Working => "Working",
            Self::NeedsStaff => "Needs staff",
            Self::OutOfService => "Out of service",
        }
    }
}

/// What the steward knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The screen's process sends its heartbeat.
    pub screen_alive: bool,
    pub printer: PrinterCondition,
    /// The content on disk can be read.
    pub content_good: bool,
    /// The system is set as it must be, and gives the kiosk everything that protects visitors beside
    /// its own code.
    pub protected: bool,
}

/// The system is not as the device needs it.
const DEGRADED: &str =
    "Degraded: this system protects visitors less than it should. Tell whoever looks after the device.";

impl Health {
    /// Before anything is known.
    pub fn unknown() -> Self {
        Self { screen_alive: false, printer: PrinterCondition::Unknown, content_good: true, protected: true }
    }

    pub fn state(&self) -> State {
        self.finding().0
    }

    /// The worst finding: its state, and the one next step.
    pub fn finding(&self) -> (State, &'static str) {
        if !self.screen_alive {
            return (State::OutOfService, "The screen does not answer. Wait one minute; it restarts by itself.");
        }
        if !self.content_good {
            return (
                State::NeedsStaff,
                "The content is damaged. Earlier content or the built-in numbers are shown. Put the newest stick in.",
            );
        }
        match printer_step(self.printer) {
            Some(step) => (State::NeedsStaff, step),
            // Nothing that staff in the room could do about it.
            None if !self.protected => (State::Working, DEGRADED),
            None => (State::Working, "Nothing to do."),
        }
    }
}

/// What to do about the printer, or `None` when nothing is.
fn printer_step(condition: PrinterCondition) -> Option<&'static str> {
    Some(match condition {
        PrinterCondition::Ready | PrinterCondition::Unknown => return None,
        PrinterCondition::NearEnd => "The paper roll will soon end. Have a new roll ready.",
        PrinterCondition::PaperOut => "Load a paper roll.",
        PrinterCondition::CoverOpen => "Close the printer's cover.",
        PrinterCondition::CutterStuck => "Open the cover, free the cutter, close it again.",
        PrinterCondition::Jam => "Open the cover, take the stuck paper out, close it again.",
        PrinterCondition::Overheated => "The print head is hot. It goes on by itself when it has cooled.",
        PrinterCondition::Fault => "Switch the printer off and on again. If it stays, call a technician.",
        PrinterCondition::Unplugged => "Plug the printer's cable in.",
        PrinterCondition::Silent => "The printer does not answer. Switch it off and on again.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_finding_comes_first() {
        let good = Health { screen_alive: true, ..Health::unknown() };
        assert_eq!(good.state(), State::Working);
        let paper = Health { printer: PrinterCondition::PaperOut, ..good };
        assert_eq!(paper.finding(), (State::NeedsStaff, "Load a paper roll."));
        let degraded = Health { protected: false, ..good };
        assert_eq!(degraded.finding(), (State::Working, DEGRADED));
        let dead = Health { screen_alive: false, ..paper };
        assert_eq!(dead.state(), State::OutOfService);
    }
}
