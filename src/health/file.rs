//! The report where other programs find it: a file that the steward replaces when something has changed.
//!
//! The steward holds a lock on it for as long as it lives, so that a report left by one that is gone is
//! known as such. On a device the file lies in memory (`/run`) and goes with the power.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::Report;
use super::forms::json::{self, JsonError};

/// Where the device's own steward puts it.
pub const PLACE: &str = "/run/stairlight/health.json";

/// The steward's file.
pub struct HealthFile {
    path: PathBuf,
    /// The one that lies there now, locked.
    held: Option<File>,
}

/// Why a report cannot be taken from a file.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("{path}: {cause}. Run this as root, or name another file with --health.")]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error("{path}: {cause}. Restart the steward.")]
    NoReport { path: PathBuf, cause: JsonError },
}

impl HealthFile {
    pub fn at(path: &Path) -> HealthFile {
        HealthFile { path: path.to_owned(), held: None }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a report in the place of the one before, in one step.
    ///
    /// # Errors
    /// When its folder is not there, is full or may not be written; the one before stays.
    pub fn write(&mut self, report: &Report) -> io::Result<()> {
        let new = self.path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o644).open(&new)?;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
        file.write_all(json::text(report).as_bytes())?;
        // Before it has its name nobody else can have locked it.
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        fs::rename(&new, &self.path)?;
        self.held = Some(file);
        Ok(())
    }
}

/// The report of the steward that runs; `None` where none runs.
///
/// # Errors
/// [`ReadError`] where one runs and its report is not to be had.
pub fn read(path: &Path) -> Result<Option<Report>, ReadError> {
    let unreadable = |cause| ReadError::Unreadable { path: path.to_owned(), cause };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    match flock(&file, FlockOperation::NonBlockingLockShared) {
        // Nobody holds it: it was left behind.
        Ok(()) => return Ok(None),
        Err(rustix::io::Errno::WOULDBLOCK) => {}
        Err(error) => return Err(unreadable(error.into())),
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(unreadable)?;
    json::parse(&text).map(Some).map_err(|cause| ReadError::NoReport { path: path.to_owned(), cause })
}
