//! The few things that are done to the disk, as one trait: the real disk here, and in the tests one that
//! fails at every step and forgets what was not synced.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::trust::source::Entry;

/// Syncs that wait at the same time.
const SIDE_BY_SIDE: usize = 16;

/// Room on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    pub bytes: u64,
    pub files: u64,
}

/// What the slots need of a disk. Nothing is kept over a power cut until it is synced: a file's bytes by its
/// own sync, its name by that of the folder that it stands in. `rename` replaces in one step.
pub trait Disk: Send + Sync {
    fn read(&self, file: &Path) -> io::Result<Vec<u8>>;
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;
    fn room(&self, folder: &Path) -> io::Result<Room>;
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// A new, empty file; one that is there is an error.
    fn create(&self, file: &Path) -> io::Result<Box<dyn Write>>;
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove_file(&self, file: &Path) -> io::Result<()>;
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
    /// Files and folders, in any order; all of them are certain when it returns.
    fn sync(&self, paths: &[PathBuf]) -> io::Result<()>;
}

/// The system's own disk.
#[derive(Clone, Copy, Debug)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        fs::read(file)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let entries = fs::read_dir(folder)?.map(|entry| {
            let entry = entry?;
            let is_folder = entry.file_type()?.is_dir();
            Ok(Entry { name: entry.file_name().to_string_lossy().into_owned(), is_folder })
        });
        let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        Ok(entries)
    }

    fn room(&self, folder: &Path) -> io::Result<Room> {
        let stat = rustix::fs::statvfs(folder)?;
        // File systems that make room for names as they go say that there is none for any.
        let files = if stat.f_files == 0 { u64::MAX } else { stat.f_favail };
        Ok(Room { bytes: stat.f_bavail.saturating_mul(stat.f_frsize), files })
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir(folder)
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn Write>> {
        Ok(Box::new(File::create_new(file)?))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }

    fn sync(&self, paths: &[PathBuf]) -> io::Result<()> {
        // Each sync waits for the card to say that it is done. Waiting side by side costs little more than
        // waiting once, and a content has a folder for every language.
        let share = paths.len().div_ceil(SIDE_BY_SIDE).max(1);
        std::thread::scope(|scope| {
            let each = |path: &PathBuf| File::open(path)?.sync_all();
            let waiting: Vec<_> =
                paths.chunks(share).map(|paths| scope.spawn(move || paths.iter().try_for_each(each))).collect();
            waiting.into_iter().try_for_each(|one| one.join().map_err(|_| io::Error::other("a sync was stopped"))?)
        })
    }
}

/// Writes a whole new file.
pub(super) fn write(disk: &dyn Disk, file: &Path, bytes: &[u8]) -> io::Result<()> {
    disk.create(file)?.write_all(bytes)
}

/// Removes a folder with all that is in it; one that is not there is no error.
pub(super) fn remove_all(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    let entries = match disk.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return disk.remove_file(folder),
        entries => entries?,
    };
    for entry in entries {
        let path = folder.join(&entry.name);
        if entry.is_folder { remove_all(disk, &path)? } else { disk.remove_file(&path)? }
    }
    disk.remove_folder(folder)
}

/// Puts a file in the place of another in one step: written beside it, made certain together with what must
/// come `first`, and renamed.
pub(crate) fn replace(disk: &dyn Disk, file: &Path, bytes: &[u8], first: Vec<PathBuf>) -> io::Result<()> {
    let new = file.with_extension("new");
    match disk.remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write(disk, &new, bytes)?;
    disk.sync(&[first, vec![new.clone()]].concat())?;
    disk.rename(&new, file)?;
    disk.sync(&[file.parent().unwrap_or(file).to_path_buf()])
}
