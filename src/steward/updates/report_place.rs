//! Where a health report goes when the manager asks for it: onto the stick. The only thing that is ever
//! written there, and only then.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::Command;

use super::StickPlace;

/// Where a report can be put.
pub trait ReportPlace {
    /// Writes these files, each whole, and makes sure that they are on the medium.
    ///
    /// # Errors
    /// When one cannot be written; what was there under its name may then be gone.
    fn save(&self, files: &[(String, String)]) -> io::Result<()>;
}

/// The unit that takes the files of the errand's folder onto the stick, and does nothing else.
const UNIT: &str = "stairlight-report.service";

/// A stick's own folder; on a device, where this process may not write to it, by way of the system's service.
impl ReportPlace for StickPlace {
    fn save(&self, files: &[(String, String)]) -> io::Result<()> {
        if self.mark().is_none() {
            return Err(ErrorKind::NotFound.into());
        }
        let Some(errand) = &self.errand else { return write(self.path(), files) };
        fs::create_dir_all(errand)?;
        write(errand, files)?;
        let done = Command::new("systemctl").args(["start", UNIT]).output()?;
        let _ = fs::remove_dir_all(errand);
        if done.status.success() { Ok(()) } else { Err(ErrorKind::ReadOnlyFilesystem.into()) }
    }
}

/// Each file beside its place first: a stick that is pulled out has the old one or the new one.
fn write(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    for (name, text) in files {
        let new = folder.join(format!("{name}.new"));
        let mut file = File::create(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, folder.join(name))?;
    }
    File::open(folder)?.sync_all()
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
