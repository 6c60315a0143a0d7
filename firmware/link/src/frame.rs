//! One message on the wire: `COBS(kind ++ body ++ CRC-16, low byte first) ++ 0`.
//!
//! COBS leaves no zero inside, so a receiver that lost its place finds it again at the next zero.
//! The body is postcard. Bytes after a body that is complete are an error, not padding.

use heapless::Vec;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Version;

/// The most bytes in a body.
///
/// The longest is `Health`: eight lists of one byte (state, next, printer, content, power,
/// restarts, language, and whether there is a temperature) = 8, the temperature = 1, the content
/// version = 1 for its length + 12 characters; together 22. The rest is room, so that a newer
/// end's longer message is ignored as unknown and not counted as noise.
pub const BODY_MAX: usize = 48;

/// Kind, body and CRC.
const PAYLOAD_MAX: usize = 1 + BODY_MAX + 2;

/// The payload, the one code byte that COBS adds to fewer than 255 bytes, and the closing zero.
pub const FRAME_MAX: usize = PAYLOAD_MAX + 1 + 1;

/// Send this once when the port opens: it ends whatever noise the other end has gathered.
pub const FLUSH: [u8; 1] = [0];

/// A frame ready to be sent.
pub type Frame = Vec<u8, FRAME_MAX>;

/// CRC-16/X-25: finds every error of up to three bits in frames of this length.
const CRC: crc::Crc<u16> = crc::Crc::<u16>::new(&crc::CRC_16_IBM_SDLC);

/// What an intact frame said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard<M> {
    /// A message of this version.
    Message(M),
    /// A hello from an end that speaks another version.
    OtherVersion(Version),
    /// A kind that this build does not know: ignore it.
    Unknown {
        /// Its number.
        kind: u8,
    },
}

/// Why bytes between two zeros were no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// More bytes than any frame has.
    TooLong,
    /// Not COBS, or too short for a kind and a CRC.
    Torn,
    /// The CRC does not match.
    BadCrc,
    /// Intact, but the body is not what its kind says: the other end has a bug.
    BadBody,
}

/// The body does not match its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadBody;

impl From<postcard::Error> for BadBody {
    fn from(_: postcard::Error) -> Self {
        Self
    }
}

/// A list of messages for one direction. Implemented by [`ToPanel`](crate::ToPanel) and
/// [`ToPi`](crate::ToPi) only.
pub trait Message: Sized {
    /// The number of this message's kind.
    #[doc(hidden)]
    fn kind(&self) -> u8;

    /// Appends the fields.
    #[doc(hidden)]
    fn put_body(&self, body: &mut Body);

    /// Reads the fields of a message of this kind.
    #[doc(hidden)]
    fn read(kind: u8, body: &[u8]) -> Result<Heard<Self>, BadBody>;
}

/// A body under construction.
#[doc(hidden)]
pub struct Body(Vec<u8, PAYLOAD_MAX>);

impl Body {
    pub(crate) fn put(&mut self, field: &impl Serialize) {
        let mut room = [0; BODY_MAX];
        let bytes = postcard::to_slice(field, &mut room).expect("BODY_MAX holds every body");
        self.0.extend_from_slice(bytes).expect("BODY_MAX holds every body");
    }
}

/// Reads a value that must fill the body.
pub(crate) fn only<T: DeserializeOwned>(body: &[u8]) -> Result<T, BadBody> {
    let (value, rest) = postcard::take_from_bytes(body)?;
    if rest.is_empty() { Ok(value) } else { Err(BadBody) }
}

/// The frame of a message.
///
/// It cannot fail: `BODY_MAX` above is the sum of the fields, and `tests/link/frames.rs` encodes the
/// longest message of every kind.
pub fn encode<M: Message>(message: &M) -> Frame {
    let mut payload = Body(Vec::new());
    payload.0.push(message.kind()).expect("the first of PAYLOAD_MAX bytes");
    message.put_body(&mut payload);
    let crc = CRC.checksum(&payload.0).to_le_bytes();
    payload.0.extend_from_slice(&crc).expect("PAYLOAD_MAX counts the CRC");

    let mut frame = Frame::new();
    frame.resize_default(FRAME_MAX).expect("its own capacity");
    let used = cobs::encode(&payload.0, &mut frame);
    // The byte after what COBS wrote is still the zero of `resize_default`: the frame's end.
    frame.truncate(used + 1);
    frame
}

/// Reads what stood between two zeros. The bytes are unpacked where they are.
pub fn decode<M: Message>(bytes: &mut [u8]) -> Result<Heard<M>, Fault> {
    let length = cobs::decode_in_place(bytes).map_err(|_| Fault::Torn)?;
    let (payload, crc) = bytes[..length].split_last_chunk::<2>().ok_or(Fault::Torn)?;
    let (kind, body) = payload.split_first().ok_or(Fault::Torn)?;
    if CRC.checksum(payload).to_le_bytes() != *crc {
        return Err(Fault::BadCrc);
    }
    M::read(*kind, body).map_err(|BadBody| Fault::BadBody)
}
