//! Everything that may reach the panel, and how it becomes the link's words.
//!
//! This is the whole input of the conversation from our side. It holds the device's condition and
//! what staff chose; it has no field for text, for a count or time of use, or for anything that a
//! visitor chose, and must not get one: `tests/panel_link/privacy.rs` names every field.

use stairlight_link::{
    Celsius, ContentCondition, ContentVersion, Health as Shown, NextStep, OverallState, PowerCondition,
    PrinterCondition as ShownPrinter, RestartsToday, StaffLanguage,
};

use crate::health::{Health, State};
use crate::socket::PrinterCondition;

/// How coarse the temperature is. Enough to tell a warm device from one that needs its vents cleared.
const DEGREES: i8 = 5;

/// How the device is, as far as the panel is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The device's condition. Made from the device alone: see `health`.
    pub health: Health,
    /// The steward's own round goes on. Depends on no visitor: it works and waits the same all day.
    pub steward_alive: bool,
    /// New content or software goes in. Staff begin an update; a visitor cannot.
    pub updating: bool,
    /// Which content is installed: digits, the same on every device that has it.
    pub content_version: ContentVersion,
    /// The processor's temperature; `None` where it is not measured. The panel sees it in steps of
    /// five degrees: somebody at the screen can make a processor a little warmer.
    pub temperature: Option<Celsius>,
    /// The supply, as the processor sees it.
    pub power: PowerCondition,
    /// Unplanned restarts of the whole device, in three coarse steps. Never those of the screen's
    /// process, which renews itself after a visit.
    pub restarts: RestartsToday,
    /// The language that staff chose for the panel, from the site's settings.
    pub language: StaffLanguage,
}

impl Status {
    /// Before anything is known but that the steward runs.
    pub fn new(health: Health) -> Status {
        Status {
            health,
            steward_alive: true,
            updating: false,
            content_version: ContentVersion::default(),
            temperature: None,
            power: PowerCondition::Unknown,
            restarts: RestartsToday::None,
            language: StaffLanguage::English,
        }
    }

    /// Whether the panel may be told that the device lives.
    pub fn alive(&self) -> bool {
        self.health.screen_alive && self.steward_alive
    }

    /// The same in the link's words.
    pub fn shown(&self) -> Shown {
        let (state, next) = self.finding();
        Shown {
            state,
            next,
            printer: printer(self.health.printer).0,
            content: match (self.updating, self.health.content_good) {
                (true, _) => ContentCondition::Updating,
                (false, true) => ContentCondition::Current,
                (false, false) => ContentCondition::FellBack,
            },
            content_version: self.content_version.clone(),
            temperature: self.temperature.map(coarse),
            power: self.power,
            restarts: self.restarts,
            language: self.language,
        }
    }

    /// The one word and the one step. The word is `health`'s; only where it finds nothing, the
    /// supply, which it does not know, may ask for something.
    fn finding(&self) -> (OverallState, NextStep) {
        let state = match self.health.state() {
            State::Working => OverallState::Working,
            State::NeedsStaff => OverallState::NeedsStaff,
            State::OutOfService => OverallState::OutOfService,
        };
        if self.updating {
            return (state, NextStep::Wait);
        }
        let Health { screen_alive, printer: condition, content_good, protected: _ } = self.health;
        let next = match (screen_alive, content_good) {
            // It restarts by itself within a minute.
            (false, _) => NextStep::Wait,
            (true, false) => NextStep::InsertStick,
            (true, true) => printer(condition).1,
        };
        match (state, self.power) {
            (OverallState::Working, PowerCondition::Low | PowerCondition::WasLow) => {
                (OverallState::NeedsStaff, NextStep::CheckPowerSupply)
            }
            (OverallState::Working, PowerCondition::SlowedByHeat) => (OverallState::NeedsStaff, NextStep::LetItCool),
            _ => (state, next),
        }
    }
}

/// Rounded to the nearest step; no chip lives at the ends of what the type holds.
fn coarse(Celsius(degrees): Celsius) -> Celsius {
    let half = DEGREES / 2;
    Celsius(degrees.clamp(-120, 120).saturating_add(half).div_euclid(DEGREES) * DEGREES)
}

/// The printer in the link's words, and what to do about it.
fn printer(condition: PrinterCondition) -> (ShownPrinter, NextStep) {
    match condition {
        PrinterCondition::Ready => (ShownPrinter::Ready, NextStep::Nothing),
        PrinterCondition::Unknown => (ShownPrinter::Unknown, NextStep::Nothing),
        PrinterCondition::NearEnd => (ShownPrinter::PaperLow, NextStep::AddPaper),
        PrinterCondition::PaperOut => (ShownPrinter::PaperOut, NextStep::AddPaper),
        PrinterCondition::CoverOpen => (ShownPrinter::CoverOpen, NextStep::ClosePrinter),
        // The panel's advice is the same for both: open the cover, take the paper out.
        PrinterCondition::CutterStuck | PrinterCondition::Jam => (ShownPrinter::CutterJam, NextStep::ClearCutter),
        PrinterCondition::Overheated => (ShownPrinter::Hot, NextStep::LetItCool),
        PrinterCondition::Fault => (ShownPrinter::Broken, NextStep::CheckPrinterCable),
        PrinterCondition::Unplugged | PrinterCondition::Silent => (ShownPrinter::Missing, NextStep::CheckPrinterCable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTERS: [PrinterCondition; 11] = [
        PrinterCondition::Ready,
        PrinterCondition::NearEnd,
        PrinterCondition::PaperOut,
        PrinterCondition::CoverOpen,
        PrinterCondition::CutterStuck,
        PrinterCondition::Jam,
        PrinterCondition::Overheated,
        PrinterCondition::Fault,
        PrinterCondition::Unplugged,
        PrinterCondition::Silent,
        PrinterCondition::Unknown,
    ];

    #[test]
    fn nothing_to_do_is_said_exactly_when_it_works() {
        for printer in PRINTERS {
            for screen_alive in [false, true] {
                for content_good in [false, true] {
                    for power in PowerCondition::ALL {
                        let health = Health { screen_alive, printer, content_good, protected: true };
                        let shown = Status { power: *power, ..Status::new(health) }.shown();
                        let working = shown.state == OverallState::Working;
                        assert_eq!(shown.next == NextStep::Nothing, working, "{health:?} {power:?}");
                        let sees_less = matches!(power, PowerCondition::Good | PowerCondition::Unknown);
                        assert!(!sees_less || working == (health.state() == State::Working));
                    }
                }
            }
        }
    }

    #[test]
    fn the_temperature_is_coarse() {
        for (measured, shown) in
            [(0, 0), (2, 0), (3, 5), (47, 45), (48, 50), (-2, 0), (-3, -5), (127, 120), (-128, -120)]
        {
            assert_eq!(coarse(Celsius(measured)), Celsius(shown), "{measured}");
        }
    }

    #[test]
    fn an_update_asks_for_patience() {
        let health = Health { screen_alive: true, ..Health::unknown() };
        let shown = Status { updating: true, ..Status::new(health) }.shown();
        assert_eq!((shown.next, shown.content), (NextStep::Wait, ContentCondition::Updating));
    }
}
