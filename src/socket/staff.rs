//! What staff at the screen wish, and what they are told: sticks, contents and the PIN.
//!
//! Only staff see these screens, and a visit ends before they open; no word here is about a visitor.

use serde::{Deserialize, Serialize};

use super::TestPage;
use crate::health::{Group, Part, State, Who};
use crate::pin::{Pin, PinAnswer, ResetCode};
use crate::site::Site;

/// From the kiosk, while staff are at the screen. A closed list; each says why it tells nothing of a visit.
/// The only text in it is what staff type into the site's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StaffWish {
    /// A try. Digits that staff know; no visitor ever types.
    Pin(Pin),
    /// The PIN is to be this: the first one, or a change after a good try. Staff's own doing.
    SetPin(Pin),
    /// Show the code by which a forgotten PIN is reset. Somebody chose that on the PIN's page; it is answered
    /// from what the device keeps, and needs no PIN.
    ForgotPin,
    /// Say what is in use and what is known of the stick. Staff have just opened the pages behind the PIN.
    Tell,
    /// Copy and check what is on the stick. Nothing is in use by that.
    Take,
    /// Use what was copied.
    Yes,
    /// Throw away what was copied.
    No,
    /// Use the content before.
    GoBack,
    /// Use the content that came with the program.
    GoToFactory,
    /// The site's settings are to be these. Chosen and typed by staff; the steward takes neither the printer's
    /// connection nor the screen's size from here.
    Site(Box<Site>),
    /// Read the settings that are on the stick.
    ReadSite,
    /// Take them, as they were read.
    TakeSite,
    /// How is the device? Answered from its condition alone.
    Health,
    /// Print the health report. Not done while somebody is at the screen or the printer is in use.
    PrintReport,
    /// Write the health report onto the stick.
    SaveReport,
    /// Staff have tested a part of the device, and it did or did not do what it should.
    Tested { part: Part, passed: bool },
    /// Staff are done; the next wish needs the PIN again.
    Leave,
}

/// To the kiosk, for staff. Text is allowed downwards; it comes from the stick or from [`Refusal`], in words.
///
/// [`Refusal`]: crate::trust::Refusal
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StaffNews {
    /// The device has no PIN: whoever sets it up chooses one.
    NoPin,
    /// This machine keeps no state: there is nothing to change.
    NotHere,
    /// There is no stick (any more).
    StickOut,
    /// There is one, and it is being read.
    Looking,
    /// It is not taken; why, and what to do.
    Refused(String),
    /// What it holds is in use already.
    AlreadyThere,
    /// New content, signed as it must be.
    Found {
        number: u64,
        published: Option<String>,
        /// About how long the copy takes.
        seconds: u32,
    },
    /// Something to know about it that stops nothing.
    Remark(String),
    /// The copy is under way.
    Copying {
        percent: u8,
    },
    /// One change, in words; as many as there are, before `Ready`.
    Change(String),
    /// Copied, checked, and waiting for a yes.
    Ready,
    /// What was on the stick is in use. It can be taken.
    Taken,
    /// The content in use.
    InUse {
        /// `None` for the content that came with the program.
        number: Option<u64>,
    },
    /// The settings that are on the stick; not taken yet.
    Site(Box<Site>),
    /// The site has these settings now.
    SiteTaken,
    /// Why it keeps the ones it has.
    SiteRefused(String),
    /// Going back did not work; why.
    NotBack(String),
    Pin(PinAnswer),
    /// What is sent to those who sign a file that resets the PIN.
    ResetCode(ResetCode),
    /// Such a file was on the stick: the PIN is gone.
    PinTaken,
    /// The health report, part by part: `State`, then every `Finding`, then every `Fact`, then `End`.
    Health(HealthPart),
    /// What becomes of the report on paper. After `Begun` follows how it ended.
    ReportPrint(TestPage),
    /// The report is on the stick, in files of these names.
    ReportSaved {
        files: Vec<String>,
    },
    /// It is not; why, and what to do.
    ReportNotSaved(String),
    /// The day and the outcome of the test are kept.
    TestKept {
        part: Part,
        passed: bool,
    },
    /// They are not: this machine keeps nothing, or its disk takes nothing.
    TestNotKept,
    /// That wish needs the PIN first.
    Locked,
}

/// A part of the health report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HealthPart {
    /// The one word, and what to do first: `None` where there is nothing to do.
    State { state: State, step: Option<String>, who: Option<Who> },
    /// One problem, the worst first. Those of `State::Working` are worth knowing and no more.
    Finding { state: State, what: String, step: String, who: Who },
    /// One line of what is known; a label stands once in its group.
    Fact { group: Group, label: String, value: String },
    /// That was all.
    End,
}

/// As many bytes of text as a message may carry.
pub const ROOM: usize = 900;

/// Text that fits a message; what does not fit ends in three dots.
pub fn fitting(text: &str) -> String {
    if text.len() <= ROOM {
        return text.to_owned();
    }
    let mut end = ROOM - 3;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}...", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::{self, Down};

    #[test]
    fn the_longest_text_fits_a_frame() {
        let long = "ы".repeat(5000);
        let message = Down::Staff(StaffNews::Refused(fitting(&long)));
        let mut wire = Vec::new();
        socket::send(&mut wire, &message).expect("it fits");
        assert_eq!(socket::receive::<Down>(&mut wire.as_slice()).expect("whole"), message);
        assert_eq!(fitting("short"), "short");
    }
}
