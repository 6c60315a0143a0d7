//! Where a repository is read from: a stick, of which nothing is believed.
//!
//! Reads only ordinary files, one after the other, and never more than it was told to expect. It writes
//! nothing and follows no links: a stick may be formatted with a file system that has devices and pipes.

use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::stream;
use rustix::fs::{Mode, OFlags};
use tough::{Bytes, Transport, TransportError, TransportErrorKind, TransportStream, async_trait};
use url::Url;

/// Metadata of one role may be this large. A hundred files take some twenty kilobytes.
pub const METADATA_LIMIT: u64 = 2 << 20;
/// One file of the content; the longest catalogue has some 400 kilobytes.
pub const FILE_LIMIT: u64 = 16 << 20;
/// A folder with more entries than this is not looked through.
pub const ENTRY_LIMIT: usize = 5000;
/// Bytes read at once.
const CHUNK: usize = 64 << 10;

/// The folder of a repository on a stick.
pub const REPOSITORY: &str = "stairlight";

/// Something that a repository can be read from. Paths are relative to it.
pub trait Source: Debug + Send + Sync {
    /// Opens an ordinary file.
    ///
    /// # Errors
    /// `NotFound` where there is none; anything else means that the source cannot be read.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send + Sync>>;

    /// The names in a folder, at most [`ENTRY_LIMIT`] of them and one more.
    ///
    /// # Errors
    /// As [`Source::open`].
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub name: String,
    pub is_folder: bool,
}

/// A stick that the system has mounted, or a folder on a PC.
#[derive(Clone, Debug)]
pub struct StickFolder(PathBuf);

impl StickFolder {
    pub fn new(root: &Path) -> Self {
        Self(root.to_path_buf())
    }
}

impl Source for StickFolder {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send + Sync>> {
        // Without NONBLOCK, opening a pipe would wait for ever for somebody to write into it.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::open(self.0.join(path), flags, Mode::empty())?);
        if file.metadata()?.is_file() {
            Ok(Box::new(file))
        } else {
            Err(io::Error::new(io::ErrorKind::NotFound, "not an ordinary file"))
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(self.0.join(folder))?.take(ENTRY_LIMIT + 1) {
            let entry = entry?;
            let is_folder = entry.file_type()?.is_dir();
            entries.push(Entry { name: entry.file_name().to_string_lossy().into_owned(), is_folder });
        }
        entries.sort();
        Ok(entries)
    }
}

/// Brings the trust store what it asks for from the repository in `folder`, and nothing else.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    pub source: Arc<dyn Source>,
    pub folder: PathBuf,
}

impl Reader {
    /// The addresses under which the trust store asks for metadata and for targets.
    pub fn addresses() -> (Url, Url) {
        let parse = |text| Url::parse(text).expect("a constant address");
        (parse("stick:///metadata/"), parse("stick:///targets/"))
    }

    /// The file behind an address and how large it may be; `None` for an address that is not ours.
    fn file(&self, url: &Url) -> Option<(PathBuf, u64)> {
        let (folder, name) = url.path().strip_prefix('/')?.split_once('/')?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if name.starts_with('.') || !name.bytes().all(plain) {
            return None;
        }
        let limit = match folder {
            "metadata" => METADATA_LIMIT,
            "targets" => FILE_LIMIT,
            _ => return None,
        };
        Some((self.folder.join(folder).join(name), limit))
    }
}

/// A file on the stick is larger than anything that belongs there.
#[derive(Debug, thiserror::Error)]
#[error("more than {0} bytes")]
pub(super) struct Oversized(pub u64);

#[async_trait]
impl Transport for Reader {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let Some((path, limit)) = self.file(&url) else {
            return Err(TransportError::new(TransportErrorKind::UnsupportedUrlScheme, url));
        };
        let chunks = match self.source.open(&path) {
            Ok(file) => Chunks { file: Some(file), left: limit, limit, url, failed: None },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(TransportError::new_with_cause(TransportErrorKind::FileNotFound, url, error));
            }
            // Said when the stream is read: the trust store takes a root that cannot be fetched for one that
            // does not exist, and a stick that is pulled at that moment must not pass for a complete one.
            Err(error) => Chunks { file: None, left: limit, limit, url, failed: Some(error) },
        };
        Ok(Box::pin(stream::iter(chunks)))
    }
}

/// The pieces of a file, ending with the first error.
struct Chunks {
    file: Option<Box<dyn Read + Send + Sync>>,
    left: u64,
    limit: u64,
    url: Url,
    failed: Option<io::Error>,
}

impl Chunks {
    fn end(&mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Option<<Self as Iterator>::Item> {
        self.file = None;
        Some(Err(TransportError::new_with_cause(TransportErrorKind::Other, &self.url, cause)))
    }
}

impl Iterator for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.take() {
            return self.end(error);
        }
        let file = self.file.as_mut()?;
        let mut piece = vec![0; CHUNK];
        let count = loop {
            match file.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.end(error),
                Ok(count) => break count,
            }
        };
        if count == 0 {
            self.file = None;
            return None;
        }
        let Some(left) = self.left.checked_sub(count as u64) else { return self.end(Oversized(self.limit)) };
        self.left = left;
        piece.truncate(count);
        Some(Ok(piece.into()))
    }
}

/// Where the repository lies on a stick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The one folder, relative to the stick.
    One(PathBuf),
    /// Folders that could be meant; more than one, or one in the wrong place.
    Several(Vec<PathBuf>),
    /// Nothing at all on the stick.
    Empty,
    /// Files, but none of ours.
    Other,
}

/// Looks for repositories at the top of a stick and one folder below, where people drop things by
/// mistake. What systems leave on every stick does not count as content of it.
///
/// # Errors
/// When the stick cannot be read.
pub fn find(source: &dyn Source) -> io::Result<Found> {
    let top = source.list(Path::new(""))?;
    let own: Vec<&Entry> = top.iter().filter(|entry| !is_clutter(&entry.name)).collect();
    let is_ours = |name: &str| name.eq_ignore_ascii_case(REPOSITORY);
    let holds = |folder: &Path| -> io::Result<bool> {
        match source.open(&folder.join("metadata/timestamp.json")) {
            Ok(_) => Ok(true),
            Err(error) if is_absence(&error) => Ok(false),
            Err(error) => Err(error),
        }
    };
    let mut found = Vec::new();
    for entry in own.iter().filter(|entry| entry.is_folder).take(100) {
        let folder = PathBuf::from(&entry.name);
        if is_ours(&entry.name) && holds(&folder)? {
            found.push(folder);
            continue;
        }
        let inner = source.list(&folder)?;
        for inner in inner.iter().filter(|inner| inner.is_folder && is_ours(&inner.name)) {
            let folder = folder.join(&inner.name);
            if holds(&folder)? {
                found.push(folder);
            }
        }
    }
    // One that lies too deep is taken: there is nothing that it could be confused with.
    Ok(match (found.len(), own.is_empty()) {
        (1, _) => Found::One(found.remove(0)),
        (0, true) => Found::Empty,
        (0, false) => Found::Other,
        _ => Found::Several(found),
    })
}

fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What operating systems leave behind on a stick.
fn is_clutter(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "system volume information",
        "$recycle.bin",
        "thumbs.db",
        "desktop.ini",
        "lost+found",
        "indexervolumeguid",
        "wpsettings.dat",
    ];
    name.starts_with('.') || NAMES.contains(&name.to_lowercase().as_str())
}
