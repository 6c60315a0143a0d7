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

    /// The one next step, or `None` when there is nothing to do.
    pub fn step(self) -> Option<&'static str> {
        match self {
            Link::Absent => Some("The service panel is not connected. Check its cable in the service bay."),
            Link::Silent => Some("The service panel does not answer. Check its cable and its light."),
            Link::Met { .. } => None,
            Link::OtherVersion { .. } => {
                Some("The service panel has another version. Put the matching firmware on it.")
            }
        }
    }
}
