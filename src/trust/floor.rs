//! What the device has accepted last, and never goes below: the root and the newest metadata.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;
use tough::schema::{Root, Signed};

use super::refusal::Refusal;

/// The names of the metadata that the device keeps.
const KEPT: [&str; 4] = ["root.json", "timestamp.json", "snapshot.json", "targets.json"];

/// The metadata by which the next stick is measured.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Floor(BTreeMap<&'static str, Vec<u8>>);

impl Floor {
    /// The floor of a device that has never taken a stick.
    pub fn of_root(root: Vec<u8>) -> Self {
        Self(BTreeMap::from([("root.json", root)]))
    }

    /// From files that were kept; names that are not ours are left out.
    pub fn of_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let known = |name: String| KEPT.into_iter().find(|kept| *kept == name);
        Self(files.into_iter().filter_map(|(name, bytes)| Some((known(name)?, bytes))).collect())
    }

    /// The same with the root of `other` where that is newer: a program may bring one, too.
    pub fn with_newer_root(mut self, mut other: Self) -> Self {
        let version = |floor: &Self| floor.root().map(|root| root.signed.version);
        if version(&other) > version(&self)
            && let Some(root) = other.0.remove("root.json")
        {
            self.0.insert("root.json", root);
        }
        self
    }

    pub fn files(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (*name, bytes.as_slice()))
    }

    /// The root that everything is measured by.
    pub fn root(&self) -> Option<Signed<Root>> {
        serde_json::from_slice(self.0.get("root.json")?).ok()
    }

    /// The number of the newest content that was accepted.
    pub fn number(&self) -> Option<u64> {
        self.signed("timestamp.json")?.get("version")?.as_u64()
    }

    fn signed(&self, name: &str) -> Option<Value> {
        serde_json::from_slice::<Value>(self.0.get(name)?).ok()?.get_mut("signed").map(Value::take)
    }

    /// What the trust store has left in its folder, without the time that it noted.
    pub(super) fn of_folder(folder: &Path) -> io::Result<Self> {
        let read = |name: &'static str| Ok((name, fs::read(folder.join(name))?));
        Ok(Self(KEPT.into_iter().map(read).collect::<io::Result<_>>()?))
    }

    pub(super) fn root_bytes(&self) -> &[u8] {
        self.0.get("root.json").map_or(&[], Vec::as_slice)
    }

    /// A number stands for one content. The trust store lets the same number pass with something else in it.
    pub(super) fn is_no_other(&self, old: &Self) -> Result<(), Refusal> {
        let (Some(known), Some(number)) = (old.number(), self.number()) else { return Ok(()) };
        let differs = |name| old.signed(name) != self.signed(name);
        if known == number && KEPT.into_iter().skip(1).any(differs) {
            return Err(Refusal::SameNumber { number });
        }
        Ok(())
    }
}
