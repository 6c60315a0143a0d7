//! Why a stick is not taken: one plain sentence for staff, and the next step. Each kind of trouble has its
//! own, because "the stick does not work" helps nobody.
//!
//! Names from a stick are shown only after `printable` has made them harmless.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use tough::schema::{Error as SchemaError, RoleType};

use super::numbers::Difference;
use super::source::Oversized;
use crate::content::ContentError;

#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This stick is empty. Put the folder \"stairlight\" on it, or use another stick.")]
    Empty,
    #[error(
        "There is no Stairlight content on this stick. The folder \"stairlight\" must lie on it, not packed in a zip."
    )]
    NothingForUs,
    #[error("There are {} Stairlight folders on this stick ({}). Leave only the one that you want, and put the stick in again.",
        .folders.len(), list(.folders))]
    Several { folders: Vec<PathBuf> },
    #[error(
        "This content is not signed by enough of the people whom this device trusts ({valid} of {needed} for its {part}). Ask those who gave you the stick for a new one."
    )]
    Untrusted { part: &'static str, valid: u64, needed: u64 },
    #[error(
        "The same signature stands twice in this content's {part}, as if one person were two. Do not use this stick, and tell those who gave it to you."
    )]
    SignedTwice { part: &'static str },
    #[error(
        "This stick holds older content (number {offered}) than this device has had (number {seen}). Ask for a newer stick. To use the content from before, choose \"go back\"."
    )]
    Older { offered: u64, seen: u64 },
    #[error(
        "This stick holds content number {number}, but not the one that this device knows under that number. Do not use this stick, and tell those who gave it to you."
    )]
    SameNumber { number: u64 },
    #[error("Files of different contents are mixed on this stick ({part}). Empty the stick and write it again.")]
    Mixed { part: &'static str },
    #[error("\"{file}\" on this stick is damaged. Write the stick again, or use another stick.")]
    Damaged { file: String },
    #[error("\"{file}\" is missing on this stick. Write the stick again.")]
    Missing { file: String },
    #[error("\"{file}\" on this stick is too large. Write the stick again; if it stays, tell those who made it.")]
    TooLarge { file: String },
    #[error("This content has {files} files and {} MB, more than a device takes. Tell those who made it.", .bytes >> 20)]
    TooMuch { files: usize, bytes: u64 },
    #[error(
        "This content has a file with a name that is not allowed (\"{name}\"). Do not use this stick, and tell those who made it."
    )]
    StrangeName { name: String },
    #[error("This content is made for a newer program ({what}). Update the device's program first.")]
    NewerProgram { what: String },
    #[error(
        "\"{who}\" has signed \"{file}\", which is not theirs to sign. Do not use this stick, and tell those who made it."
    )]
    Overreach { who: String, file: String },
    #[error("This content changes numbers that stand on every paper, and only one person has signed that. Two must. {}", differences(.changes))]
    NumbersNeedTwo { changes: Vec<Difference> },
    #[error("The stick cannot be read any more ({cause}). Nothing has changed. Put it in again, or use another stick.")]
    Gone { cause: io::Error },
    #[error("The content on this stick has a mistake: {0} Nothing has changed. Tell those who made it.")]
    Content(ContentError),
    #[error(
        "The content on this stick has {count} mistakes. The first: {first} Nothing has changed. Tell those who made it."
    )]
    Mistakes { count: usize, first: String },
    #[error("The device has no room: {} MB and {files} files are needed, {} MB and {free_files} are free. Nothing has changed. Call a technician.",
        megabytes(*.bytes), megabytes(*.free_bytes))]
    Full { bytes: u64, free_bytes: u64, files: u64, free_files: u64 },
    #[error("The device cannot write ({0}). Nothing has changed. Try once more; if it stays, call a technician.")]
    Device(io::Error),
    #[error("The device does not know whom to trust: its root is missing or damaged. Call a technician.")]
    NoRoot,
    #[error("This content cannot be trusted ({0}). Nothing has changed. Use another stick.")]
    Other(String),
}

fn list(paths: &[PathBuf]) -> String {
    let shown: Vec<String> =
        paths.iter().take(4).map(|path| super::offer::printable(&path.to_string_lossy())).collect();
    shown.join(", ")
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

fn differences(changes: &[Difference]) -> String {
    changes.iter().map(|change| format!("{change}.")).collect::<Vec<_>>().join(" ")
}

impl Refusal {
    pub(super) fn damaged(file: &str) -> Self {
        Self::Damaged { file: file.to_owned() }
    }

    pub(super) fn of_stick(cause: io::Error) -> Self {
        Self::Gone { cause }
    }

    /// True when the same stick may do if it is only put in again.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Gone { .. } | Self::Device(_))
    }
}

fn part(role: RoleType) -> &'static str {
    match role {
        RoleType::Root => "list of keys",
        RoleType::Timestamp => "date",
        RoleType::Snapshot => "table of lists",
        _ => "list of files",
    }
}

/// The part of the trust store's refusals that happen to staff, in their words.
impl From<tough::error::Error> for Refusal {
    fn from(error: tough::error::Error) -> Self {
        use tough::error::Error as E;
        match &error {
            E::Transport { url, .. } => return of_transport(&error, url.path()),
            E::OlderMetadata { role, current_version, new_version, .. } if *role != RoleType::Root => {
                return Self::Older { offered: *new_version, seen: *current_version };
            }
            E::OlderSnapshotInTimestamp { snapshot_new, snapshot_old, .. } => {
                return Self::Older { offered: *snapshot_new, seen: *snapshot_old };
            }
            E::SnapshotRoleRollback { new_role_version, old_role_version, .. } => {
                return Self::Older { offered: *new_role_version, seen: *old_role_version };
            }
            E::SnapshotRoleMissing { .. } | E::MetaMissing { .. } => return Self::Mixed { part: "table of lists" },
            E::OlderMetadata { role, .. } | E::VersionMismatch { role, .. } => {
                return Self::Mixed { part: part(*role) };
            }
            E::VerifyMetadata { role, source: SchemaError::SignatureThreshold { threshold, valid, .. }, .. } => {
                return Self::Untrusted { part: part(*role), valid: *valid, needed: *threshold };
            }
            E::VerifyMetadata { role, source: SchemaError::DuplicateKeyId { .. }, .. } => {
                return Self::SignedTwice { part: part(*role) };
            }
            E::ParseMetadata { role, .. } => return Self::damaged(part(*role)),
            E::ParseTrustedMetadata { .. } | E::VerifyTrustedMetadata { .. } => return Self::NoRoot,
            E::InvalidPath { .. } => {
                return Self::Overreach { who: "a county".to_owned(), file: "a file of somebody else".to_owned() };
            }
            E::DatastoreCreate { source, .. } | E::DatastoreInit { source, .. } => {
                return Self::Device(io::Error::new(source.kind(), source.to_string()));
            }
            _ => {}
        }
        Self::Other(error.to_string())
    }
}

/// A file that could not be fetched, by its deepest cause.
fn of_transport(error: &(dyn Error + 'static), path: &str) -> Refusal {
    // Targets carry their hash in front of their name; staff are told the name alone.
    let file = path.rsplit('/').next().unwrap_or_default();
    let file = match file.split_once('.') {
        Some((hash, name)) if hash.len() == 64 => name,
        _ => file,
    };
    let file = super::offer::printable(file);
    let mut cause = Some(error);
    while let Some(here) = cause {
        if here.is::<Oversized>() {
            return Refusal::TooLarge { file };
        }
        match here.downcast_ref::<tough::error::Error>() {
            Some(tough::error::Error::MaxSizeExceeded { .. }) => return Refusal::TooLarge { file },
            Some(tough::error::Error::HashMismatch { .. }) => return Refusal::Damaged { file },
            _ => {}
        }
        if let Some(io) = here.downcast_ref::<io::Error>() {
            return match io.kind() {
                io::ErrorKind::NotFound => Refusal::Missing { file },
                kind => Refusal::Gone { cause: io::Error::new(kind, io.to_string()) },
            };
        }
        cause = here.source();
    }
    Refusal::Other(error.to_string())
}
