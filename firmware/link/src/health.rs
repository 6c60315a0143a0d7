//! How the device is, as the panel shows it.
//!
//! A pure function of the device's condition: the same before the first visit of a day and after
//! the last. There is no count of prints or touches and no time; restarts are told in three coarse
//! steps because they happen at most a few times in a bad year. Each list ends with room: values
//! not named here are spare, and an older panel reads them as the member after `otherwise`.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::wire_enum::wire_enum;

/// Everything that the panel shows about the Pi.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The one word for the whole.
    pub state: OverallState,
    /// The one thing to do.
    pub next: NextStep,
    /// The printer.
    pub printer: PrinterCondition,
    /// The words and numbers on the device.
    pub content: ContentCondition,
    /// Which edition of them.
    pub content_version: ContentVersion,
    /// The processor's temperature; `None` where it cannot be measured.
    pub temperature: Option<Celsius>,
    /// The power supply, as the Pi sees it.
    pub power: PowerCondition,
    /// Unplanned restarts of the Pi today.
    pub restarts: RestartsToday,
    /// The language that staff chose for the panel; no visitor's choice reaches it.
    pub language: StaffLanguage,
}

/// Whole degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Celsius(pub i8);

wire_enum! {
    /// The one word for the whole.
    pub enum OverallState otherwise NeedsStaff {
        /// Visitors can use everything.
        Working = 1,
        /// Visitors can use it, but something wants doing.
        NeedsStaff = 2,
        /// Visitors cannot use it.
        OutOfService = 3,
    }
}

wire_enum! {
    /// The one thing to do, chosen by the Pi.
    pub enum NextStep otherwise SeeScreen {
        /// The kiosk's staff page says more than the panel can.
        SeeScreen = 0,
        /// Nothing.
        Nothing = 1,
        /// Put a new roll in.
        AddPaper = 2,
        /// Close the printer's cover.
        ClosePrinter = 3,
        /// Look at the printer's cable and switch.
        CheckPrinterCable = 4,
        /// Free the cutter.
        ClearCutter = 5,
        /// Put the stick with new content in.
        InsertStick = 6,
        /// Look at the power supply and its cable.
        CheckPowerSupply = 7,
        /// Clear the vents, shade the device.
        LetItCool = 8,
        /// An update runs; leave it alone.
        Wait = 9,
        /// Shut down safely, then switch on again.
        Restart = 10,
        /// Somebody with tools and a spare.
        CallTechnician = 11,
    }
}

wire_enum! {
    /// The printer.
    pub enum PrinterCondition otherwise Unknown {
        /// It does not say.
        Unknown = 0,
        /// Ready.
        Ready = 1,
        /// Little paper left: only from a sensor, never from counting.
        PaperLow = 2,
        /// No paper.
        PaperOut = 3,
        /// The cover stands open.
        CoverOpen = 4,
        /// Not connected or not switched on.
        Missing = 5,
        /// Too hot; it cools by itself.
        Hot = 6,
        /// The cutter is stuck.
        CutterJam = 7,
        /// Broken.
        Broken = 8,
    }
}

wire_enum! {
    /// The words and numbers on the device.
    pub enum ContentCondition otherwise Unknown {
        /// Not known yet.
        Unknown = 0,
        /// In date.
        Current = 1,
        /// Its review date has passed; it is still shown.
        ReviewDue = 2,
        /// What the device left the factory with.
        Factory = 3,
        /// Being replaced now.
        Updating = 4,
        /// The last stick was not accepted; the old content stays.
        StickRefused = 5,
        /// Damaged; an earlier edition is shown.
        FellBack = 6,
    }
}

wire_enum! {
    /// The power supply.
    pub enum PowerCondition otherwise Unknown {
        /// Not measured.
        Unknown = 0,
        /// Good.
        Good = 1,
        /// Too low now.
        Low = 2,
        /// Was too low since the start.
        WasLow = 3,
        /// The processor is slowed because it is hot.
        SlowedByHeat = 4,
    }
}

wire_enum! {
    /// Unplanned restarts of the Pi today.
    pub enum RestartsToday otherwise Many {
        /// None.
        None = 0,
        /// One.
        One = 1,
        /// Two or three.
        Few = 2,
        /// More.
        Many = 3,
    }
}

wire_enum! {
    /// A language that the panel can show.
    pub enum StaffLanguage otherwise English {
        /// English.
        English = 1,
        /// Español.
        Spanish = 2,
    }
}

/// The edition of the content: digits, dots and dashes, such as `2026-11-03.2`.
///
/// Twelve characters hold a date and a number of the day. No letters: what cannot spell a word
/// cannot carry one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "VersionText", into = "VersionText")]
pub struct ContentVersion(VersionText);

type VersionText = heapless::String<{ ContentVersion::MAX }>;

/// The text has other characters than digits, dots and dashes, or more than twelve of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAVersion;

impl fmt::Display for NotAVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a content version: at most twelve digits, dots and dashes")
    }
}

impl core::error::Error for NotAVersion {}

impl ContentVersion {
    /// The most characters.
    pub const MAX: usize = 12;

    /// The characters; empty when no version is known.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for ContentVersion {
    type Error = NotAVersion;

    fn try_from(text: &str) -> Result<Self, NotAVersion> {
        VersionText::try_from(text).map_err(|_| NotAVersion)?.try_into()
    }
}

impl TryFrom<VersionText> for ContentVersion {
    type Error = NotAVersion;

    fn try_from(text: VersionText) -> Result<Self, NotAVersion> {
        let allowed = |b: u8| b.is_ascii_digit() || b == b'.' || b == b'-';
        if text.bytes().all(allowed) { Ok(Self(text)) } else { Err(NotAVersion) }
    }
}

impl From<ContentVersion> for VersionText {
    fn from(version: ContentVersion) -> Self {
        version.0
    }
}
