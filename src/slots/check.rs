//! Looks whether a slot is what it was when it was taken, and whether a copy is content at all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Record, SlotId, Slots, record};
use crate::clock::Date;
use crate::content::{Content, Folders};
use crate::publish::check::Options;
use crate::publish::{self, Kind, Severity};
use crate::trust::Refusal;
use crate::trust::metadata::sha256;

/// What is wrong with a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rot {
    /// The list of its files is gone or damaged.
    Record,
    /// A file differs from what it was.
    File(String),
    /// A file has come that was never signed.
    Stranger(String),
    /// The note of which slot is in use was damaged.
    Pointer,
}

impl std::fmt::Display for Rot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Record => write!(f, "its list of files is damaged"),
            Self::File(file) => write!(f, "{file} is damaged"),
            Self::Stranger(file) => write!(f, "{file} does not belong there"),
            Self::Pointer => write!(f, "the note of which content is in use was damaged"),
        }
    }
}

/// Reads and hashes every file of a slot. The content was checked as a whole when it was taken, so the same
/// bytes are good.
pub(super) fn slot(slots: &Slots, id: SlotId) -> Result<Record, Rot> {
    let record = record::read(slots, id).map_err(|_| Rot::Record)?;
    let place = slots.place(id);
    let mut known = BTreeSet::new();
    for (name, listed) in &record.files {
        let path = place.join(name.path());
        let same = slots
            .disk
            .read(&path)
            .is_ok_and(|bytes| bytes.len() as u64 == listed.length && sha256(&bytes) == listed.sha256);
        if !same {
            return Err(Rot::File(name.to_string()));
        }
        known.insert(path);
    }
    match stranger(slots, &place, &known) {
        Some(path) => Err(Rot::Stranger(path.strip_prefix(&place).unwrap_or(&path).display().to_string())),
        None => Ok(record),
    }
}

/// A file in the content's folders that the record does not know.
fn stranger(slots: &Slots, place: &Path, known: &BTreeSet<PathBuf>) -> Option<PathBuf> {
    let mut folders = vec![place.join("content"), place.join("locales")];
    while let Some(folder) = folders.pop() {
        for entry in slots.disk.list(&folder).unwrap_or_default() {
            let path = folder.join(&entry.name);
            if entry.is_folder {
                folders.push(path);
            } else if !known.contains(&path) {
                return Some(path);
            }
        }
    }
    None
}

/// The check of a copy as a whole, the one that the publisher's side runs too, but for the pages of the
/// screen, which it lays out only at the publisher's: everything else that is wrong is refused here, before
/// it is switched to. What is unfinished is the publisher's to judge.
///
/// # Errors
/// [`Refusal::Content`] or [`Refusal::Mistakes`]
pub fn whole(folders: &Folders) -> Result<Arc<Content>, Refusal> {
    let options = Options { release: false, today: Date::today(), screens: false, signed: None };
    let (content, mut wrong) = std::thread::scope(|scope| {
        let content = scope.spawn(|| Content::load(folders));
        let wrong = publish::check::check(folders, &options);
        (content.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), wrong)
    });
    let content = content.map_err(Refusal::Content)?;
    // A catalogue may have words for a newer program than this: nobody sees them here, and a fleet is not
    // brought up to date in a day.
    wrong.retain(|finding| finding.severity == Severity::Error && finding.kind != Kind::UnknownKey);
    match wrong.first() {
        None => Ok(content),
        Some(first) => Err(Refusal::Mistakes { count: wrong.len(), first: first.to_string() }),
    }
}
