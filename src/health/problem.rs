//! The closed list of what can be wrong with a device. Each says what is, what to do about it (one step)
//! and who can do that.

use super::tested::Part;
use super::{State, Who};
use crate::setting::Part as SettingPart;
use crate::socket::Protection;

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    ScreenSilent,
    StewardAbsent,
    ContentMissing,
    SettingsBroken,
    ContentDamaged,
    ContentFellBack,
    PaperOut,
    CoverOpen,
    CutterStuck,
    Jam,
    HeadHot,
    PrinterFault,
    PrinterUnplugged,
    PrinterSilent,
    PaperLow,
    PowerLow,
    PowerWasLow,
    Hot,
    MemoryLow,
    DiskFull,
    CardWorn,
    PinNotSet,
    TestFailed(Part),
    Set(SettingPart),
    Lacks(Protection),
    RestartedByWatchdog,
    RestartedByHeat,
    RestartedByPower,
    DiskLow,
    CardWearing,
    PanelAbsent,
    PanelSilent,
    PanelOtherVersion,
    NoPrinter,
    ReviewDue,
    NumbersUnverified,
    ClockWrong,
    SensorStrange,
    ReportUnwritten,
}

/// How much a problem weighs; the heavier comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing; nothing has to be done today.
    Remark,
    /// It works, and protects visitors less than it should. Nothing that staff in the room could mend.
    Degraded,
    NeedsStaff,
    OutOfService,
}

use Weight::{Degraded, NeedsStaff, OutOfService, Remark};
use Who::{Anyone, Staff, Technician};

impl Problem {
    /// What it makes of the device by itself.
    pub fn state(self) -> State {
        match self.weight() {
            Remark | Degraded => State::Working,
            NeedsStaff => State::NeedsStaff,
            OutOfService => State::OutOfService,
        }
    }

    pub fn is_remark(self) -> bool {
        self.weight() == Remark
    }

    pub fn weight(self) -> Weight {
        self.words().1
    }

    pub fn step(self) -> &'static str {
        self.words().3
    }

    pub fn who(self) -> Who {
        self.words().4
    }

    /// Its name for other programs.
    pub fn id(self) -> String {
        let name = self.words().0;
        match self {
            Problem::TestFailed(part) => format!("{name}-{}", part.word()),
            Problem::Set(part) => format!("{name}-{}", part.name().replace(' ', "-")),
            Problem::Lacks(protection) => format!("{name}-{protection:?}").to_lowercase(),
            _ => name.to_owned(),
        }
    }

    /// What is wrong, in a sentence.
    pub fn what(self) -> String {
        let what = self.words().2;
        match self {
            Problem::TestFailed(part) => format!("{what} {}.", part.name()),
            Problem::Set(part) => format!("{what} {}.", part.name()),
            Problem::Lacks(protection) => format!("{what} {}.", protection.name()),
            _ => what.to_owned(),
        }
    }

    /// Name, weight, what is wrong, what to do, who can do it.
    fn words(self) -> (&'static str, Weight, &'static str, &'static str, Who) {
        match self {
            Self::ScreenSilent => (
                "screen-silent",
                OutOfService,
                "The screen does not answer.",
                "Wait one minute; it restarts by itself.",
                Anyone,
            ),
            Self::StewardAbsent => (
                "steward-absent",
                NeedsStaff,
                "The steward does not run, so nothing watches over this device.",
                "Start the service stairlight-steward, or switch the device off and on.",
                Technician,
            ),
            Self::ContentMissing => (
                "content-missing",
                NeedsStaff,
                "There is no content; only the built-in numbers are shown.",
                "Put the newest stick in.",
                Staff,
            ),
            Self::SettingsBroken => (
                "settings-broken",
                NeedsStaff,
                "The site's settings are damaged or wrong; visitors see less than they should.",
                "Choose them again on the screen for staff, or put a good site.toml in their place.",
                Technician,
            ),
            Self::ContentDamaged => (
                "content-damaged",
                NeedsStaff,
                "The content is damaged; only the built-in numbers are shown.",
                "Put the newest stick in.",
                Staff,
            ),
            Self::ContentFellBack => (
                "content-fell-back",
                NeedsStaff,
                "The newest content was damaged; earlier content is shown.",
                "Put the newest stick in.",
                Staff,
            ),
            Self::PaperOut => ("paper-out", NeedsStaff, "The printer has no paper.", "Load a paper roll.", Anyone),
            Self::CoverOpen => {
                ("cover-open", NeedsStaff, "The printer's cover is open.", "Close the printer's cover.", Anyone)
            }
            Self::CutterStuck => (
                "cutter-stuck",
                NeedsStaff,
                "The cutter is stuck.",
                "Open the cover, free the cutter, close it again.",
                Staff,
            ),
            Self::Jam => (
                "paper-jam",
                NeedsStaff,
                "Paper is stuck in the printer.",
                "Open the cover, take the stuck paper out, close it again.",
                Staff,
            ),
            Self::HeadHot => (
                "head-hot",
                NeedsStaff,
                "The print head is hot.",
                "Wait; it goes on by itself when it has cooled.",
                Anyone,
            ),
            Self::PrinterFault => (
                "printer-fault",
                NeedsStaff,
                "The printer reports a fault.",
                "Switch the printer off and on again.",
                Staff,
            ),
            Self::PrinterUnplugged => {
                ("printer-unplugged", NeedsStaff, "The printer is not there.", "Plug the printer's cable in.", Staff)
            }
            Self::PrinterSilent => (
                "printer-silent",
                NeedsStaff,
                "The printer does not answer.",
                "Switch the printer off and on again.",
                Staff,
            ),
            Self::PaperLow => {
                ("paper-low", NeedsStaff, "The paper roll will soon end.", "Have a new roll ready.", Anyone)
            }
            Self::PowerLow => (
                "power-low",
                NeedsStaff,
                "The power supply is too weak.",
                "Use the device's own power supply, and push its plugs in.",
                Staff,
            ),
            Self::PowerWasLow => (
                "power-was-low",
                NeedsStaff,
                "The power supply was too weak since the start.",
                "Use the device's own power supply, and push its plugs in.",
                Staff,
            ),
            Self::Hot => {
                ("hot", NeedsStaff, "The device is too hot.", "Clear its vents, and keep the sun off it.", Staff)
            }
            Self::MemoryLow => (
                "memory-low",
                NeedsStaff,
                "The memory is nearly full.",
                "Shut the device down, and switch it on again.",
                Staff,
            ),
            Self::DiskFull => (
                "disk-full",
                NeedsStaff,
                "The disk is full, so no new content can be taken.",
                "Look what fills the disk, or put a larger card in.",
                Technician,
            ),
            Self::CardWorn => {
                ("card-worn", NeedsStaff, "The memory card is worn out.", "Replace the card.", Technician)
            }
            Self::PinNotSet => (
                "pin-not-set",
                NeedsStaff,
                "No staff PIN is set, so whoever comes first can set one.",
                "Choose a PIN on the staff's screen.",
                Staff,
            ),
            Self::TestFailed(_) => (
                "test-failed",
                NeedsStaff,
                "The last self-test found a fault:",
                "Repeat the self-test of that part; if it fails again, call a technician.",
                Staff,
            ),
            Self::Set(part) => (
                "setting",
                Degraded,
                "Degraded: this system protects visitors less than it should:",
                part.remedy(),
                Technician,
            ),
            Self::Lacks(_) => (
                "lacks",
                Degraded,
                "Degraded: this system protects visitors less than it should:",
                "Tell whoever looks after the device: its system needs an update.",
                Technician,
            ),
            Self::RestartedByWatchdog => (
                "restarted-by-watchdog",
                Remark,
                "The device hung, and its watchdog started it anew.",
                "Tell the technician if that comes again.",
                Staff,
            ),
            Self::RestartedByHeat => (
                "restarted-by-heat",
                Remark,
                "The device was started anew because it was too hot.",
                "Clear its vents, and keep the sun off it.",
                Staff,
            ),
            Self::RestartedByPower => (
                "restarted-by-power",
                Remark,
                "The device was started anew because its power failed.",
                "Push the plugs of its power supply in.",
                Staff,
            ),
            Self::DiskLow => (
                "disk-low",
                Remark,
                "There is little room on the disk.",
                "Look what fills the disk, or put a larger card in.",
                Technician,
            ),
            Self::CardWearing => {
                ("card-wearing", Remark, "The memory card wears out.", "Have a new card ready.", Technician)
            }
            Self::PanelAbsent => (
                "panel-absent",
                Remark,
                "The service panel is not connected.",
                "Check its cable in the service bay.",
                Staff,
            ),
            Self::PanelSilent => (
                "panel-silent",
                Remark,
                "The service panel does not answer.",
                "Check its cable in the service bay.",
                Staff,
            ),
            Self::PanelOtherVersion => (
                "panel-other-version",
                Remark,
                "The service panel has another version.",
                "Put the matching firmware on it.",
                Technician,
            ),
            Self::NoPrinter => (
                "no-printer",
                Remark,
                "The settings name no printer.",
                "Name it in site.toml, as printer.uri.",
                Technician,
            ),
            Self::ReviewDue => (
                "review-due",
                Remark,
                "The day by which the content should be renewed has passed; it is still shown.",
                "Ask for a newer stick.",
                Staff,
            ),
            Self::NumbersUnverified => (
                "numbers-unverified",
                Remark,
                "Some numbers have not been dialled and checked in the last 90 days.",
                "Ask for a newer stick with checked numbers.",
                Staff,
            ),
            Self::ClockWrong => (
                "clock-wrong",
                Remark,
                "The device's clock is wrong, so days in this report are not known.",
                "Set the clock, or change its battery.",
                Technician,
            ),
            Self::SensorStrange => (
                "sensor-strange",
                Remark,
                "A sensor of the board says what cannot be; its value counts as unknown.",
                "Look at the board.",
                Technician,
            ),
            Self::ReportUnwritten => (
                "report-unwritten",
                Remark,
                "The health file cannot be written.",
                "Look at the room and the rights in its folder.",
                Technician,
            ),
        }
    }
}
