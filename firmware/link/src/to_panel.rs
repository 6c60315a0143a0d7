//! What the Pi says to the panel.

use crate::frame::{BadBody, Body, Heard, Message, only};
use crate::{Action, Health, Outcome, PROTOCOL, Version};

/// A message from the Pi. The number of each kind is in `mod kind` below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToPanel {
    /// First after a start of either end; the panel answers with its own.
    Hello {
        /// What the Pi speaks.
        version: Version,
    },
    /// Once a second, only while the kiosk's screen and the steward both live.
    Beat {
        /// Grows by one and wraps, whatever happens. A number that was heard lately is no sign of
        /// life: it may be the echo of the panel's own answer, which has the same bytes.
        n: u16,
    },
    /// An update runs: do not cut the power for so long.
    HoldOff {
        /// From now; the panel has its own upper bound.
        seconds: u16,
    },
    /// The update is over.
    Resume,
    /// How the device is; sent on change and on [`Action::Refresh`].
    Health(Health),
    /// The answer to [`ToPi::Do`](crate::ToPi::Do). `SafeShutdown` with `Started` may also come
    /// unasked, when staff chose it on the screen: the panel then expects silence.
    Reply {
        /// What was asked.
        action: Action,
        /// How it went.
        outcome: Outcome,
    },
    /// The answer to [`ToPi::PleaseShutDown`](crate::ToPi::PleaseShutDown): stopping now.
    AskedToShutDownAck,
}

/// The kinds' numbers. 8 to 15 are spare: for messages without which an older panel is still
/// right. Never reuse a number.
mod kind {
    pub const HELLO: u8 = 1;
    pub const BEAT: u8 = 2;
    pub const HOLD_OFF: u8 = 3;
    pub const RESUME: u8 = 4;
    pub const HEALTH: u8 = 5;
    pub const REPLY: u8 = 6;
    pub const ASKED_TO_SHUT_DOWN_ACK: u8 = 7;
}

impl Message for ToPanel {
    fn kind(&self) -> u8 {
        match self {
            Self::Hello { .. } => kind::HELLO,
            Self::Beat { .. } => kind::BEAT,
            Self::HoldOff { .. } => kind::HOLD_OFF,
            Self::Resume => kind::RESUME,
            Self::Health(_) => kind::HEALTH,
            Self::Reply { .. } => kind::REPLY,
            Self::AskedToShutDownAck => kind::ASKED_TO_SHUT_DOWN_ACK,
        }
    }

    fn put_body(&self, body: &mut Body) {
        match self {
            Self::Hello { version } => body.put(version),
            Self::Beat { n } => body.put(n),
            Self::HoldOff { seconds } => body.put(seconds),
            Self::Resume | Self::AskedToShutDownAck => {}
            Self::Health(health) => body.put(health),
            Self::Reply { action, outcome } => body.put(&(*action, *outcome)),
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
                only::<()>(rest)?;
                Self::Hello { version }
            }
            kind::BEAT => Self::Beat { n: only(body)? },
            kind::HOLD_OFF => Self::HoldOff { seconds: only(body)? },
            kind::RESUME => only::<()>(body).map(|()| Self::Resume)?,
            kind::HEALTH => Self::Health(only(body)?),
            kind::REPLY => {
                let (action, outcome) = only(body)?;
                Self::Reply { action, outcome }
            }
            kind::ASKED_TO_SHUT_DOWN_ACK => only::<()>(body).map(|()| Self::AskedToShutDownAck)?,
            kind => return Ok(Heard::Unknown { kind }),
        };
        Ok(Heard::Message(message))
    }
}
