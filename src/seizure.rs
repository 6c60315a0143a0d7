//! For a sceptic with a device or its card in hand: which files differ from those that it was made with,
//! and why each of them exists.
//!
//! A manifest is written when an image is built: one line a file with its kind, rights and SHA-256. Later
//! the same tree is walked again and compared. What lies in memory (`/proc`, `/run` and the like) is gone
//! with the power and left out. Only reads.

mod reasons;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use thiserror::Error;

pub use self::reasons::why;

/// Where the image's own manifest lies in it.
pub const MANIFEST: &str = "usr/share/stairlight/manifest";
/// The head of a manifest.
const HEAD: &str = "stairlight manifest 1";
/// File systems that are gone with the power, by the numbers that Linux gives them: tmpfs, ramfs, proc,
/// sysfs, devpts, cgroup, cgroup2, securityfs, debugfs, tracefs, mqueue, bpf, efivars, configfs, pstore.
const IN_MEMORY: [i64; 15] = [
    0x0102_1994,
    0x8584_58f6,
    0x9fa0,
    0x6265_6572,
    0x1cd1,
    0x0027_e0eb,
    0x6367_7270,
    0x7363_6673,
    0x6462_6720,
    0x7472_6163,
    0x1980_0202,
    0xcafe_4a11,
    0xde5e_81e4,
    0x6265_6570,
    0x6165_676c,
];

/// Why a tree cannot be compared.
#[derive(Debug, Error)]
pub enum SeizureError {
    #[error("{file}: {cause}. Name the manifest of this image with --against FILE.")]
    NoManifest { file: PathBuf, cause: io::Error },
    #[error("{file}, line {line}: this is no line of a manifest. Is it the right file?")]
    Garbled { file: PathBuf, line: usize },
    #[error("{folder}: {cause}. Is it the root of a system?")]
    NoTree { folder: PathBuf, cause: io::Error },
}

/// Every file of a tree by its name, with what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(BTreeMap<String, String>);

/// How a file differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    New,
    Changed,
    Gone,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Difference::New => "new",
            Difference::Changed => "changed",
            Difference::Gone => "gone",
        })
    }
}

impl Manifest {
    /// Walks the tree under `root`. What cannot be read is listed as such, so that it is never taken for
    /// the same.
    ///
    /// # Errors
    /// [`SeizureError::NoTree`] when there is no such folder.
    pub fn of(root: &Path) -> Result<Manifest, SeizureError> {
        let top = fs::metadata(root).map_err(|cause| SeizureError::NoTree { folder: root.to_owned(), cause })?;
        let mut manifest = Manifest::default();
        manifest.walk(root, root, &top);
        // It cannot hold its own hash.
        manifest.0.remove(MANIFEST);
        Ok(manifest)
    }

    /// # Errors
    /// When the file cannot be read, or is no manifest.
    pub fn read(file: &Path) -> Result<Manifest, SeizureError> {
        let text =
            fs::read_to_string(file).map_err(|cause| SeizureError::NoManifest { file: file.to_owned(), cause })?;
        let garbled = |line| SeizureError::Garbled { file: file.to_owned(), line };
        let mut lines = text.lines().zip(1..);
        if lines.next().is_none_or(|(head, _)| head != HEAD) {
            return Err(garbled(1));
        }
        let entry = |(line, number): (&str, usize)| {
            let (what, name) = line.split_once('\t').ok_or(garbled(number))?;
            Ok((name.to_owned(), what.to_owned()))
        };
        lines.map(entry).collect::<Result<_, _>>().map(Manifest)
    }

    /// What differs in `now`, by name.
    pub fn differences<'a>(&'a self, now: &'a Manifest) -> Vec<(&'a str, Difference)> {
        let gone = self.0.keys().filter(|name| !now.0.contains_key(*name)).map(|name| (name, Difference::Gone));
        let other = now.0.iter().filter_map(|(name, what)| match self.0.get(name) {
            None => Some((name, Difference::New)),
            Some(before) => (before != what).then_some((name, Difference::Changed)),
        });
        let mut all: Vec<_> = gone.chain(other).map(|(name, difference)| (name.as_str(), difference)).collect();
        all.sort_unstable_by_key(|(name, _)| *name);
        all
    }

    fn walk(&mut self, root: &Path, folder: &Path, meta: &Metadata) {
        let Ok(entries) = fs::read_dir(folder) else {
            self.add(root, folder, "cannot be read".to_owned());
            return;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            match fs::symlink_metadata(&path) {
                Ok(own) if own.is_dir() => {
                    // Only where another file system begins is there something to ask.
                    if own.dev() != meta.dev() && is_in_memory(&path) {
                        continue;
                    }
                    self.add(root, &path, format!("d {:o} -", own.mode() & 0o7777));
                    self.walk(root, &path, &own);
                }
                Ok(own) => self.add(root, &path, describe(&path, &own)),
                Err(_) => self.add(root, &path, "cannot be read".to_owned()),
            }
        }
    }

    fn add(&mut self, root: &Path, path: &Path, what: String) {
        let name = path.strip_prefix(root).unwrap_or(path);
        self.0.insert(name.as_os_str().as_bytes().escape_ascii().to_string(), what);
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEAD}")?;
        self.0.iter().try_for_each(|(name, what)| writeln!(out, "{what}\t{name}"))
    }
}

// The number is narrower on 32-bit machines.
#[allow(clippy::useless_conversion)]
fn is_in_memory(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|found| IN_MEMORY.contains(&i64::from(found.f_type)))
}

fn describe(path: &Path, meta: &Metadata) -> String {
    let mode = meta.mode() & 0o7777;
    if meta.is_symlink() {
        let target = fs::read_link(path).unwrap_or_default();
        return format!("l - {}", target.as_os_str().as_bytes().escape_ascii());
    }
    if !meta.is_file() {
        return format!("o {mode:o} {:x}", meta.rdev());
    }
    match hash(path) {
        Ok(hash) => format!("f {mode:o} {hash}"),
        Err(_) => "cannot be read".to_owned(),
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut context = Context::new(&SHA256);
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part)? {
            0 => break,
            count => context.update(&part[..count]),
        }
    }
    Ok(context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_is_found_and_nothing_else() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(root.path().join(name), text).expect("a file");
        for name in ["same", "changed", "gone", "with a\nline"] {
            write(name, "text");
        }
        fs::create_dir(root.path().join("folder")).expect("a folder");
        std::os::unix::fs::symlink("same", root.path().join("link")).expect("a link");
        let before = Manifest::of(root.path()).expect("a tree");
        assert_eq!(before.differences(&Manifest::of(root.path()).expect("a tree")), []);

        let kept = root.path().parent().expect("a folder").join(format!("manifest-{}", std::process::id()));
        fs::write(&kept, before.to_string()).expect("a file");
        let read = Manifest::read(&kept);
        fs::remove_file(&kept).expect("it is there");
        assert_eq!(read.expect("it was just written"), before);

        write("changed", "other");
        write("folder/new", "");
        fs::remove_file(root.path().join("gone")).expect("it is there");
        fs::remove_file(root.path().join("link")).expect("it is there");
        std::os::unix::fs::symlink("changed", root.path().join("link")).expect("a link");
        let now = Manifest::of(root.path()).expect("a tree");
        let found = before.differences(&now);
        let expected = [
            ("changed", Difference::Changed),
            ("folder/new", Difference::New),
            ("gone", Difference::Gone),
            ("link", Difference::Changed),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        for (text, line) in [("", 1), ("something\n", 1), ("stairlight manifest 1\nf 644 00\n", 2)] {
            fs::write(file.path(), text).expect("a file");
            let error = Manifest::read(file.path()).expect_err("no manifest");
            assert!(error.to_string().contains(&format!("line {line}")), "{error}");
        }
        assert!(Manifest::of(Path::new("/nowhere/at/all")).is_err());
    }
}
