//! Where sticks appear: a folder that the system mounts them on, and on the device the stick itself.
//!
//! Only looks whether one is there and whether it is another one than before.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::trust::medium::{Device, Medium, probe};
use crate::trust::reset;

/// A folder, and the device that is mounted there.
#[derive(Clone, Debug)]
pub struct StickPlace {
    folder: PathBuf,
    device: Option<PathBuf>,
    /// See [`StickPlace::with_errand`].
    pub(super) errand: Option<PathBuf>,
}

/// Tells one stick from the next, and from the same one written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    device: u64,
    written: Option<SystemTime>,
    /// The stick is plugged in and nothing is mounted.
    bare: bool,
}

impl StickPlace {
    /// A mount point, or any folder on a PC.
    pub fn folder(folder: PathBuf) -> Self {
        Self { folder, device: None, errand: None }
    }

    /// The same, with the block device that is looked at when nothing can be mounted.
    pub fn with_device(self, device: PathBuf) -> Self {
        Self { device: Some(device), ..self }
    }

    /// The same on a device, where sticks are mounted read-only and a service of the system takes the one thing
    /// that is ever written there from this folder.
    pub fn with_errand(self, folder: PathBuf) -> Self {
        Self { errand: Some(folder), ..self }
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// True while a stick is plugged in and not mounted: it will be in a moment, or cannot be.
    pub(super) fn is_bare(mark: Option<&Mark>) -> bool {
        mark.is_some_and(|mark| mark.bare)
    }

    /// The stick that is there. A mount point with nothing mounted is an empty folder; an empty folder on a
    /// PC is no stick either.
    pub(super) fn mark(&self) -> Option<Mark> {
        let folder = fs::metadata(&self.folder).ok().filter(fs::Metadata::is_dir);
        let above = self.folder.parent().and_then(|above| fs::metadata(above).ok());
        if let Some(folder) = folder {
            let is_mounted = above.is_some_and(|above| above.dev() != folder.dev());
            // A stick that cannot even be listed is there, and will be found unreadable.
            let has_entries = fs::read_dir(&self.folder).map_or(true, |mut entries| entries.next().is_some());
            if is_mounted || has_entries {
                let written = |path: &Path| fs::symlink_metadata(path).and_then(|data| data.modified()).ok();
                let ours = ["stairlight/metadata/timestamp.json", reset::FILE];
                let newest = ours.iter().filter_map(|name| written(&self.folder.join(name))).max();
                let written = newest.or_else(|| written(&self.folder));
                return Some(Mark { device: folder.dev(), written, bare: false });
            }
        }
        let device = fs::metadata(self.device.as_ref()?).ok()?;
        Some(Mark { device: device.rdev(), written: None, bare: true })
    }

    /// What is wrong with a stick that is plugged in and not mounted; `None` where one is mounted.
    pub(super) fn trouble(&self) -> Option<String> {
        if !self.mark()?.bare {
            return None;
        }
        let medium = self.device.as_ref().and_then(|device| Device::open(device).ok()).map(|device| probe(&device));
        medium.unwrap_or(Medium::Unreadable).trouble()
    }
}
