//! How the connection to the panel stands, for the staff page and the diary.

use stairlight_link::{Identity, Version};

/// The connection as the kiosk sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The wire cannot be opened, or was pulled out.
    Absent,
    /// The wire is open and nobody at its other end answers.
    Silent,
    /// A panel of our version answers.
    Met { identity: Identity },
    /// A panel answers that speaks another version: it still watches us, and shows no details.
    OtherVersion { version: Version },
}

impl Link {
    /// What is, in a few words.
    pub fn name(self) -> &'static str {
        match self {
            Link::Absent => "No panel",
            Link::Silent => "Panel is silent",
            Link::Met { .. } => "Panel connected",
            Link::OtherVersion { .. } => "Panel has another version",
        }
    }
}
