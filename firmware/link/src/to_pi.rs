//! What the panel says to the Pi.

use crate::frame::{BadBody, Body, Heard, Message, only};
use crate::{Action, Identity, PROTOCOL, Version};

/// A message from the panel. The number of each kind is in `mod kind` below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToPi {
    /// After the panel's start, and in answer to the Pi's hello.
    Hello {
        /// What the panel speaks.
        version: Version,
        /// Which panel this is.
        panel: Identity,
    },
    /// A beat arrived.
    BeatAck {
        /// The beat's number.
        n: u16,
    },
    /// A key asked for this.
    Do {
        /// What to do; answered with [`ToPanel::Reply`](crate::ToPanel::Reply).
        action: Action,
    },
    /// The service bay was opened or closed; also after a hello.
    Bay {
        /// Whether it stands open.
        open: bool,
    },
    /// No beats for too long: stop in order while you can. The power is cut next.
    PleaseShutDown,
}

/// The kinds' numbers. 6 to 15 are spare: for messages without which an older Pi is still right.
/// Never reuse a number.
mod kind {
    pub const HELLO: u8 = 1;
    pub const BEAT_ACK: u8 = 2;
    pub const DO: u8 = 3;
    pub const BAY: u8 = 4;
    pub const PLEASE_SHUT_DOWN: u8 = 5;
}

impl Message for ToPi {
    fn kind(&self) -> u8 {
        match self {
            Self::Hello { .. } => kind::HELLO,
            Self::BeatAck { .. } => kind::BEAT_ACK,
            Self::Do { .. } => kind::DO,
            Self::Bay { .. } => kind::BAY,
            Self::PleaseShutDown => kind::PLEASE_SHUT_DOWN,
        }
    }

    fn put_body(&self, body: &mut Body) {
        match self {
            Self::Hello { version, panel } => {
                body.put(version);
                body.put(panel);
            }
            Self::BeatAck { n } => body.put(n),
            Self::Do { action } => body.put(action),
            Self::Bay { open } => body.put(open),
            Self::PleaseShutDown => {}
        }
    }

    fn read(kind: u8, body: &[u8]) -> Result<Heard<Self>, BadBody> {
        let message = match kind {
            kind::HELLO => {
                // Only the first byte is promised to be the same in every version.
                let (version, rest) = postcard::take_from_bytes::<Version>(body)?;
                if version != PROTOCOL {
                    return Ok(Heard::OtherVersion(version));
                }
                Self::Hello { version, panel: only(rest)? }
            }
            kind::BEAT_ACK => Self::BeatAck { n: only(body)? },
            kind::DO => Self::Do { action: only(body)? },
            kind::BAY => Self::Bay { open: only(body)? },
            kind::PLEASE_SHUT_DOWN => only::<()>(body).map(|()| Self::PleaseShutDown)?,
            kind => return Ok(Heard::Unknown { kind }),
        };
        Ok(Heard::Message(message))
    }
}
