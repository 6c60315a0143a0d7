//! Signing and writing TUF metadata, for the publisher. The device only reads it, through `tough`.
//!
//! Keys of maps are sorted before they are written, so that the same content gives the same bytes.

use std::collections::HashMap;
use std::num::NonZeroU64;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use tough::schema::decoded::{Decoded, Hex};
use tough::schema::{Hashes, Metafile, Role, Signature, Signed};

use super::keys::Key;

pub const SPEC_VERSION: &str = "1.0.31";
/// The key of our own words in signed metadata: the format, and the day of publishing.
pub const OURS: &str = "x-stairlight";
/// Raised when a device with an older program could not read the content.
pub const FORMAT: u64 = 1;

/// How long signatures are good. A date that has passed is only a remark on a device without a network.
pub fn expiry(today: Timestamp, years: i64) -> Timestamp {
    let midnight = Timestamp::from_second(today.as_second().div_euclid(86_400) * 86_400).unwrap_or(today);
    midnight.checked_add((years * 365 * 24).hours()).unwrap_or(midnight)
}

/// The day of a moment, as `2026-11-22`.
pub fn day(moment: Timestamp) -> String {
    moment.to_string().chars().take(10).collect()
}

/// Signs a role with every key given.
pub fn sign<T: Role>(role: T, keys: &[&Key]) -> Signed<T> {
    let message = role.canonical_form().expect("metadata built here is made of strings and numbers");
    let mut signatures: Vec<Signature> = keys.iter().map(|key| key.sign(&message)).collect();
    signatures.sort_by(|a, b| a.keyid.cmp(&b.keyid));
    Signed { signed: role, signatures }
}

/// The bytes of signed metadata as they lie on a stick.
pub fn bytes<T: Serialize>(signed: &Signed<T>) -> Vec<u8> {
    // Through a value, because its maps are sorted.
    let value = serde_json::to_value(signed).expect("metadata built here is made of strings and numbers");
    let mut text = serde_json::to_vec_pretty(&value).expect("a value can be written");
    text.push(b'\n');
    text
}

/// A line about metadata in other metadata: version, length and hash.
pub fn line(version: NonZeroU64, bytes: &[u8]) -> Metafile {
    let hashes = Some(hashes(sha256(bytes)));
    Metafile { length: Some(bytes.len() as u64), hashes, version, _extra: HashMap::new() }
}

pub fn hashes(sha256: Sha256) -> Hashes {
    Hashes { sha256: Decoded::<Hex>::from(sha256.0.to_vec()), _extra: HashMap::new() }
}

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// From hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let mut bytes = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    pub fn of_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(digest(&SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes"))
}
