//! Command bytes written as hex in `printers.toml`: `"1D 56 42 00"`.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A short run of command bytes; empty means that the printer has no such command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(Vec<u8>);

/// Longer than any cut or present command; a longer one is a paste by mistake.
const LONGEST: usize = 32;

impl Bytes {
    /// The bytes to send.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// Whether there is no such command.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn parse(text: &str) -> Result<Bytes, String> {
        let bytes: Result<Vec<u8>, _> =
            text.split_ascii_whitespace().map(|pair| u8::from_str_radix(pair, 16)).collect();
        match bytes {
            Ok(bytes) if bytes.len() <= LONGEST => Ok(Bytes(bytes)),
            Ok(_) => Err(format!("more than {LONGEST} bytes in \"{text}\"")),
            Err(_) => Err(format!("\"{text}\" is not hex bytes like \"1D 56 42 00\"")),
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(from)?;
        Bytes::parse(&text).map_err(D::Error::custom)
    }
}
