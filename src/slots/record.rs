//! What a slot holds: the list of its files with their hashes, and where they came from.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use super::{SlotId, Slots};
use crate::trust::metadata::{Sha256, sha256};
use crate::trust::{FileName, Listed, Offer};

const NAME: &str = "record.json";

/// What is known of a content that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The content's own number.
    pub number: u64,
    pub published: Option<String>,
    pub signers: Vec<String>,
    pub files: BTreeMap<FileName, Listed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    number: u64,
    published: Option<String>,
    signers: Vec<String>,
    /// Length and hash, by name.
    files: BTreeMap<String, (u64, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    content: Body,
    sha256: String,
}

impl Record {
    pub fn of(offer: &Offer) -> Self {
        Self {
            number: offer.number,
            published: offer.published.clone(),
            signers: offer.signers.clone(),
            files: offer.files.clone(),
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let files = self.files.iter().map(|(name, file)| (name.to_string(), (file.length, file.sha256.to_string())));
        let content = Body {
            number: self.number,
            published: self.published.clone(),
            signers: self.signers.clone(),
            files: files.collect(),
        };
        let sha256 = hash(&content);
        serde_json::to_vec(&File { content, sha256 }).expect("strings and numbers")
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let File { content, sha256 } = serde_json::from_slice(bytes).ok()?;
        if sha256 != hash(&content) {
            return None;
        }
        let Body { number, published, signers, files } = content;
        let listed = |(name, (length, hash)): (String, (u64, String))| {
            Some((FileName::parse(&name).ok()?, Listed { length, sha256: Sha256::parse(&hash)? }))
        };
        Some(Self { number, published, signers, files: files.into_iter().map(listed).collect::<Option<_>>()? })
    }
}

fn hash(content: &Body) -> String {
    sha256(&serde_json::to_vec(content).expect("strings and numbers")).to_string()
}

/// The record of a slot, by its own hash a whole one.
pub(super) fn read(slots: &Slots, id: SlotId) -> io::Result<Record> {
    let bytes = slots.disk.read(&slots.place(id).join(NAME))?;
    Record::parse(&bytes).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the record is damaged"))
}

pub(super) fn name() -> &'static str {
    NAME
}
