//! The staff's pages, and what can be chosen on them.

use crate::health::Part;

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Pin(Purpose),
    /// How a forgotten PIN is reset. No PIN is needed to see it.
    Forgotten,
    Menu,
    /// The content in use, and the stick.
    Content,
    /// What the content on the stick would change.
    Changes,
    /// Asks before going back.
    Sure(Back),
    /// The site's settings.
    Site,
    Setting(Setting),
    /// What a changed setting changes.
    Agree,
    Health,
    Printer,
    SelfTest,
    Test(Part),
    References,
    /// An index into the content's references.
    Reference(usize),
}

/// Why six digits are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Enter,
    /// There is none yet.
    First,
    New,
    /// Once more, because nobody can read what was typed.
    Again,
}

/// Where to go back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    Before,
    Factory,
}

/// A setting that can be changed on the screen. The printer's connection and the screen's width belong to
/// the device and not to the room: they are in the file that sets it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    County,
    HelperName,
    HelperNumber,
    Languages,
    CoverScreen,
    Covers,
    Waits,
    PrinterModel,
    Drafts,
    PanelLanguage,
}

impl Setting {
    pub const ALL: [Self; 10] = [
        Self::County,
        Self::HelperName,
        Self::HelperNumber,
        Self::Languages,
        Self::CoverScreen,
        Self::Covers,
        Self::Waits,
        Self::PrinterModel,
        Self::Drafts,
        Self::PanelLanguage,
    ];
}

/// A thing that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Back to the visitors' screens; the PIN is asked for again.
    Leave,
    Back,
    /// The next screenful of a long page.
    More,
    /// To the next page of the first start.
    Onward,
    Open(Page),
    Type(char),
    Erase,
    /// What was typed is whole.
    Done,
    /// Copy what is on the stick, and say what it changes.
    Take,
    Use,
    Discard,
    Preview,
    GoBack(Back),
    /// One of a setting's options.
    Pick(usize),
    /// Read the settings on the stick.
    ReadSite,
    /// Take the settings as they were shown.
    Agree,
    PrintTest,
    PrintReport,
    SaveReport,
    /// A field of the touch test.
    Field(usize),
    /// Whether a part is as it should be.
    Judge(bool),
}
