//! What staff at the screen wish, and what they are told: sticks, contents and the PIN.
//!
//! Only staff see these screens, and a visit ends before they open; no word here is about a visitor.

use serde::{Deserialize, Serialize};

use crate::pin::{Pin, PinAnswer};

/// From the kiosk, while staff are at the screen. A closed list without text; each says why it tells nothing
/// of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffWish {
    /// A try. Digits that staff know; no visitor ever types.
    Pin(Pin),
    /// The PIN is to be this: the first one, or a change after a good try. Staff's own doing.
    SetPin(Pin),
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
    /// Staff are done; the next wish needs the PIN again.
    Leave,
}

/// To the kiosk, for staff. Text is allowed downwards; it comes from the stick or from [`Refusal`], in words.
///
/// [`Refusal`]: crate::trust::Refusal
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffNews {
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
    /// In use. The stick can be taken.
    InUse {
        /// `None` for the content that came with the program.
        number: Option<u64>,
    },
    /// Going back did not work; why.
    NotBack(String),
    Pin(PinAnswer),
    /// That wish needs the PIN first.
    Locked,
}

/// As many bytes of text as a message may carry.
const ROOM: usize = 900;

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
