//! Which slot is in use: one small file, replaced by one rename.
//!
//! It carries a hash of itself, so that a torn or rotten one is seen. Then the newest slot that is whole is
//! taken: a slot has its final name only after all of it was written and synced.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{SlotId, Slots, check, disk};
use crate::trust::metadata::sha256;

const NAME: &str = "in-use.json";

/// What the file says. `None` for `active` is the factory content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pointer {
    pub active: Option<SlotId>,
    pub previous: Option<SlotId>,
    /// The slot whose trust folder holds what was accepted last; not `active` after going back.
    pub floor: Option<SlotId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    in_use: Pointer,
    sha256: String,
}

pub(super) enum Found {
    Good(Pointer),
    /// There has never been one.
    None,
    Torn,
}

pub(super) fn find(slots: &Slots) -> Found {
    let bytes = match slots.disk.read(&slots.state.join(NAME)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::None,
        Err(_) => return Found::Torn,
    };
    match serde_json::from_slice::<File>(&bytes) {
        Ok(file) if file.sha256 == hash(&file.in_use) => Found::Good(file.in_use),
        _ => Found::Torn,
    }
}

/// The pointer that counts: the one that is held, or the file's, rebuilt where it cannot be read.
pub(super) fn read(slots: &Slots) -> Pointer {
    let held = *slots.held();
    if let Some(pointer) = held {
        return pointer;
    }
    match find(slots) {
        Found::Good(pointer) => pointer,
        Found::None => Pointer::default(),
        Found::Torn => rebuild(slots),
    }
}

/// The newest whole slot, and the one before it.
pub(super) fn rebuild(slots: &Slots) -> Pointer {
    let entries = slots.disk.list(&slots.state.join("slots")).unwrap_or_default();
    let mut ids: Vec<SlotId> = entries.iter().filter_map(|entry| entry.name.parse().ok()).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let mut whole = ids.iter().copied().filter(|id| check::slot(slots, *id).is_ok());
    let active = whole.next();
    Pointer { active, previous: whole.next(), floor: active }
}

/// Puts the pointer in the place of the old one. What it points to may be made certain in the same wait as its
/// own bytes: the rename comes after both.
pub(super) fn write(slots: &Slots, pointer: &Pointer, first: Vec<PathBuf>) -> io::Result<()> {
    let file = File { in_use: *pointer, sha256: hash(pointer) };
    let text = serde_json::to_vec(&file).map_err(io::Error::other)?;
    disk::replace(slots.disk.as_ref(), &slots.state.join(NAME), &text, first)?;
    *slots.held() = None;
    Ok(())
}

fn hash(pointer: &Pointer) -> String {
    sha256(format!("{pointer:?}").as_bytes()).to_string()
}
