//! Where a health report goes when the manager asks for it: onto the stick. The only thing that is ever
//! written there, and only then.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};

use super::StickPlace;

/// Where a report can be put.
pub trait ReportPlace {
    /// Writes these files, each whole, and makes sure that they are on the medium.
    ///
    /// # Errors
    /// When one cannot be written; what was there under its name may then be gone.
    fn save(&self, files: &[(String, String)]) -> io::Result<()>;
}

/// A stick's own folder. Where the system has mounted it read-only, as on a device, that is an error which
/// says so.
impl ReportPlace for StickPlace {
    fn save(&self, files: &[(String, String)]) -> io::Result<()> {
        if self.mark().is_none() {
            return Err(ErrorKind::NotFound.into());
        }
        for (name, text) in files {
            // Beside it first: a stick that is pulled out leaves the old one or the new one.
            let new = self.path().join(format!("{name}.new"));
            let mut file = File::create(&new)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, self.path().join(name))?;
        }
        File::open(self.path())?.sync_all()
    }
}

/// Why a report is not on the stick, and what to do.
pub fn trouble(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "There is no stick. Plug one in, and save again.".to_owned(),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            "This device may not write to the stick. Print the report, or take a picture of its code.".to_owned()
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "The stick is full. Make room on it, or take another one.".to_owned()
        }
        _ => format!("The stick could not be written ({error}). Take another one."),
    }
}
