//! Opens device nodes, and refuses what is none.

use std::fs::Metadata;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use super::TransportError;
use super::stream::opening;

/// Opens a character device for reading and writing, without ever waiting for it.
pub(super) fn open(path: &Path, name: &str) -> Result<OwnedFd, TransportError> {
    let kind = std::fs::metadata(path).map_err(|error| opening(name, error))?;
    if let Some(what) = not_a_device(&kind) {
        return Err(TransportError::NotADevice { name: name.to_owned(), what });
    }
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    rustix::fs::open(path, flags, Mode::empty()).map_err(|error| opening(name, error.into()))
}

fn not_a_device(kind: &Metadata) -> Option<&'static str> {
    let kind = kind.file_type();
    match () {
        () if kind.is_char_device() => None,
        () if kind.is_dir() => Some("a directory"),
        () if kind.is_file() => Some("a plain file"),
        () if kind.is_block_device() => Some("a disk"),
        () => Some("a pipe or socket"),
    }
}
