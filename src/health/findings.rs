//! What is wrong in given conditions: a pure function, the heaviest problem first.

use super::conditions::{Conditions, ContentState, PanelState, PinState, Roll, Screen, Sense};
use super::problem::Problem;
use super::system::{Card, Memory, Space, Start};
use super::tested::Part;
use crate::panel::{Celsius, Link, PowerCondition};
use crate::publish::check::is_fresh;
use crate::setting::Found;
use crate::socket::PrinterCondition;

/// At 85 degrees the processor slows down by itself.
const TOO_HOT: Celsius = Celsius(80);

/// Everything that is wrong.
pub fn problems(is: &Conditions) -> Vec<Problem> {
    let mut found: Vec<Problem> = [
        (is.screen == Screen::Silent).then_some(Problem::ScreenSilent),
        (!is.steward).then_some(Problem::StewardAbsent),
        content(is.content.state),
        printer(is.printer),
        power(is.power),
        is.temperature.told().filter(|degrees| *degrees >= TOO_HOT && !slowed(is)).map(|_| Problem::Hot),
        (is.memory == Sense::Told(Memory::Little)).then_some(Problem::MemoryLow),
        disk(is.disk),
        card(is.card),
        (is.pin == PinState::NotSet).then_some(Problem::PinNotSet),
        start(is.start),
        panel(is.panel),
        (is.appliance && is.roll == Roll::NoPrinter && is.printer == PrinterCondition::Unknown)
            .then_some(Problem::NoPrinter),
        // Days are only compared where the clock can be right.
        (is.clock_is_right() && is.content.review_by.is_some_and(|day| day < is.day)).then_some(Problem::ReviewDue),
        (is.clock_is_right() && is.content.dialled.as_ref().is_some_and(|days| !all_fresh(days, is)))
            .then_some(Problem::NumbersUnverified),
        (!is.clock_is_right()).then_some(Problem::ClockWrong),
        strange(is).then_some(Problem::SensorStrange),
        is.report_fails.then_some(Problem::ReportUnwritten),
    ]
    .into_iter()
    .flatten()
    .collect();
    let failed = |part: &Part| is.tests.of(*part).is_some_and(|test| !test.passed);
    found.extend(Part::ALL.into_iter().filter(failed).map(Problem::TestFailed));
    let settings = is.setting.iter().flat_map(|setting| setting.found());
    found.extend(settings.filter(|(_, found)| matches!(found, Found::Wrong(_))).map(|(part, _)| Problem::Set(part)));
    found.extend(is.lacks.iter().copied().map(Problem::Lacks));
    // Those of one weight stay in this order.
    found.sort_by_key(|problem| std::cmp::Reverse(problem.weight()));
    found
}

fn all_fresh(days: &[Option<crate::clock::Date>], is: &Conditions) -> bool {
    days.iter().all(|day| day.is_some_and(|day| is_fresh(day, is.day)))
}

fn slowed(is: &Conditions) -> bool {
    is.power == PowerCondition::SlowedByHeat
}

fn content(state: ContentState) -> Option<Problem> {
    match state {
        ContentState::Unknown | ContentState::Whole => None,
        ContentState::FellBack => Some(Problem::ContentFellBack),
        ContentState::Damaged => Some(Problem::ContentDamaged),
        ContentState::Missing => Some(Problem::ContentMissing),
        ContentState::SettingsBroken => Some(Problem::SettingsBroken),
    }
}

fn printer(condition: PrinterCondition) -> Option<Problem> {
    match condition {
        PrinterCondition::Ready | PrinterCondition::Unknown => None,
        PrinterCondition::NearEnd => Some(Problem::PaperLow),
        PrinterCondition::PaperOut => Some(Problem::PaperOut),
        PrinterCondition::CoverOpen => Some(Problem::CoverOpen),
        PrinterCondition::CutterStuck => Some(Problem::CutterStuck),
        PrinterCondition::Jam => Some(Problem::Jam),
        PrinterCondition::Overheated => Some(Problem::HeadHot),
        PrinterCondition::Fault => Some(Problem::PrinterFault),
        PrinterCondition::Unplugged => Some(Problem::PrinterUnplugged),
        PrinterCondition::Silent => Some(Problem::PrinterSilent),
    }
}

fn power(condition: PowerCondition) -> Option<Problem> {
    match condition {
        PowerCondition::Unknown | PowerCondition::Good => None,
        PowerCondition::Low => Some(Problem::PowerLow),
        PowerCondition::WasLow => Some(Problem::PowerWasLow),
        PowerCondition::SlowedByHeat => Some(Problem::Hot),
    }
}

fn disk(space: Sense<Space>) -> Option<Problem> {
    match space.told()? {
        Space::Enough => None,
        Space::Little => Some(Problem::DiskLow),
        Space::Full => Some(Problem::DiskFull),
    }
}

fn card(card: Sense<Card>) -> Option<Problem> {
    match card.told()? {
        Card::Good => None,
        Card::Wearing => Some(Problem::CardWearing),
        Card::Worn => Some(Problem::CardWorn),
    }
}

fn start(start: Sense<Start>) -> Option<Problem> {
    match start.told()? {
        Start::Ordinary => None,
        Start::Watchdog => Some(Problem::RestartedByWatchdog),
        Start::Heat => Some(Problem::RestartedByHeat),
        Start::Power => Some(Problem::RestartedByPower),
    }
}

fn panel(panel: PanelState) -> Option<Problem> {
    let PanelState::Linked(link) = panel else { return None };
    match link {
        Link::Met { .. } => None,
        Link::Absent => Some(Problem::PanelAbsent),
        Link::Silent => Some(Problem::PanelSilent),
        Link::OtherVersion { .. } => Some(Problem::PanelOtherVersion),
    }
}

fn strange(is: &Conditions) -> bool {
    is.temperature == Sense::Strange
        || is.memory == Sense::Strange
        || is.disk == Sense::Strange
        || is.card == Sense::Strange
        || is.start == Sense::Strange
}
