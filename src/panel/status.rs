//! Everything that may reach the panel, and how it becomes the link's words.
//!
//! This is the whole input of the conversation from our side. It holds the device's condition and
//! what staff chose; it has no field for text, for a count or time of use, or for anything that a
//! visitor chose, and must not get one: `tests/panel_link/privacy.rs` names every field.

use stairlight_link::{
    Celsius, ContentCondition, ContentVersion, Health as Shown, NextStep, OverallState, PowerCondition,
    PrinterCondition as ShownPrinter, RestartsToday, StaffLanguage,
};

use crate::health::facts::coarse;
use crate::health::{Conditions, ContentState, Problem, Screen, State, problems};
use crate::socket::PrinterCondition;

/// How the device is, as far as the panel is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The heaviest of `health`'s problems, which is a closed list about the device.
    pub worst: Option<Problem>,
    /// The screen's process sends its heartbeat.
    pub screen_alive: bool,
    /// The steward's own round goes on. Depends on no visitor: it works and waits the same all day.
    pub steward_alive: bool,
    pub printer: PrinterCondition,
    pub content: ContentState,
    /// The day by which the content should be renewed has passed.
    pub review_due: bool,
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
    /// A device in these conditions, which is not being updated.
    pub fn of(is: &Conditions, language: StaffLanguage) -> Status {
        let problems = problems(is);
        let number = is.content.number.map(|number| number.to_string()).unwrap_or_default();
        Status {
            worst: problems.first().copied(),
            screen_alive: is.screen == Screen::Alive,
            steward_alive: true,
            printer: is.printer,
            content: is.content.state,
            review_due: problems.contains(&Problem::ReviewDue),
            updating: false,
            content_version: number.as_str().try_into().unwrap_or_default(),
            temperature: is.temperature.told(),
            power: is.power,
            restarts: RestartsToday::None,
            language,
        }
    }

    /// Whether the panel may be told that the device lives.
    pub fn alive(&self) -> bool {
        self.screen_alive && self.steward_alive
    }

    /// The same in the link's words.
    pub fn shown(&self) -> Shown {
        Shown {
            state: match self.worst.map_or(State::Working, Problem::state) {
                State::Working => OverallState::Working,
                State::NeedsStaff => OverallState::NeedsStaff,
                State::OutOfService => OverallState::OutOfService,
            },
            next: if self.updating { NextStep::Wait } else { self.worst.map_or(NextStep::Nothing, next) },
            printer: printer(self.printer),
            content: self.content(),
            content_version: self.content_version.clone(),
            temperature: self.temperature.map(coarse),
            power: self.power,
            restarts: self.restarts,
            language: self.language,
        }
    }

    fn content(&self) -> ContentCondition {
        match self.content {
            _ if self.updating => ContentCondition::Updating,
            ContentState::Unknown => ContentCondition::Unknown,
            ContentState::Whole if self.review_due => ContentCondition::ReviewDue,
            ContentState::Whole => ContentCondition::Current,
            ContentState::FellBack | ContentState::Damaged | ContentState::Missing | ContentState::SettingsBroken => {
                ContentCondition::FellBack
            }
        }
    }
}

/// The panel's few words for what to do. What is only worth knowing asks for nothing.
fn next(problem: Problem) -> NextStep {
    match problem {
        problem if problem.state() == State::Working => NextStep::Nothing,
        // It restarts by itself within a minute, and a hot head cools by itself.
        Problem::ScreenSilent => NextStep::Wait,
        Problem::ContentMissing | Problem::ContentDamaged | Problem::ContentFellBack => NextStep::InsertStick,
        Problem::PaperOut | Problem::PaperLow => NextStep::AddPaper,
        Problem::CoverOpen => NextStep::ClosePrinter,
        // The panel's advice is the same for both: open the cover, take the paper out.
        Problem::CutterStuck | Problem::Jam => NextStep::ClearCutter,
        Problem::PrinterFault | Problem::PrinterUnplugged | Problem::PrinterSilent => NextStep::CheckPrinterCable,
        Problem::PowerLow | Problem::PowerWasLow => NextStep::CheckPowerSupply,
        Problem::Hot | Problem::HeadHot => NextStep::LetItCool,
        Problem::MemoryLow => NextStep::Restart,
        Problem::DiskFull | Problem::CardWorn | Problem::SettingsBroken | Problem::StewardAbsent => {
            NextStep::CallTechnician
        }
        _ => NextStep::SeeScreen,
    }
}

/// The printer in the link's words.
fn printer(condition: PrinterCondition) -> ShownPrinter {
    match condition {
        PrinterCondition::Ready => ShownPrinter::Ready,
        PrinterCondition::Unknown => ShownPrinter::Unknown,
        PrinterCondition::NearEnd => ShownPrinter::PaperLow,
        PrinterCondition::PaperOut => ShownPrinter::PaperOut,
        PrinterCondition::CoverOpen => ShownPrinter::CoverOpen,
        PrinterCondition::CutterStuck | PrinterCondition::Jam => ShownPrinter::CutterJam,
        PrinterCondition::Overheated => ShownPrinter::Hot,
        PrinterCondition::Fault => ShownPrinter::Broken,
        PrinterCondition::Unplugged | PrinterCondition::Silent => ShownPrinter::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Date;

    fn working() -> Conditions {
        let mut is = Conditions::unknown(Date::parse("2026-12-01").expect("a day"));
        is.screen = Screen::Alive;
        is.content.state = ContentState::Whole;
        is
    }

    #[test]
    fn nothing_to_do_is_said_exactly_when_it_works() {
        use PrinterCondition as P;
        let printers = [
            P::Ready,
            P::NearEnd,
            P::PaperOut,
            P::CoverOpen,
            P::CutterStuck,
            P::Jam,
            P::Overheated,
            P::Fault,
            P::Unplugged,
            P::Silent,
            P::Unknown,
        ];
        let contents =
            [ContentState::Whole, ContentState::FellBack, ContentState::Damaged, ContentState::SettingsBroken];
        for printer in printers {
            for screen in [Screen::Alive, Screen::Silent] {
                for content in contents {
                    for power in PowerCondition::ALL {
                        let mut is = Conditions { printer, screen, power: *power, ..working() };
                        is.content.state = content;
                        let shown = Status::of(&is, StaffLanguage::English).shown();
                        let working = shown.state == OverallState::Working;
                        assert_eq!(shown.next == NextStep::Nothing, working, "{is:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_update_asks_for_patience() {
        let shown = Status { updating: true, ..Status::of(&working(), StaffLanguage::English) }.shown();
        assert_eq!((shown.next, shown.content), (NextStep::Wait, ContentCondition::Updating));
    }
}
