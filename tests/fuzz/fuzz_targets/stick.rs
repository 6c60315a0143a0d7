//! A stick on which anything may lie: a signed repository with pieces changed.
//!
//! The input is a list of changes: which file, where, how many bytes to take out, and what to put in. Whatever
//! comes of it is taken as signed or refused in words; what is taken has the hash that was signed. The file that
//! resets a PIN lies beside it: it is refused, or names the code that two people have signed.
#![cfg_attr(fuzzing, no_main)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use stairlight::trust::metadata::sha256;
use stairlight::trust::reset::FILE;
use stairlight::trust::source::Entry;
use stairlight::trust::{Floor, Offer, Reset, Source};

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target(bytes));

#[cfg(not(fuzzing))]
fn main() {
    stairlight_fuzz::run("stick", 4_000, target);
}

fn target(bytes: &[u8]) {
    let Good { files: good, root, resetters } = good();
    let mut files = good.clone();
    change(&mut files, bytes);
    let stick = Arc::new(Stick(files));
    let resetters = resetters.root().expect("a root");
    match Reset::find(stick.as_ref()).and_then(|reset| reset.map(|reset| reset.verify(&resetters)).transpose()) {
        Ok(code) => assert!(code.is_none_or(|code| code.to_string() == "STAR LAMP")),
        Err(refusal) => assert!(refusal.to_string().len() > 20, "a refusal says what to do"),
    }
    let today = Timestamp::UNIX_EPOCH;
    match Offer::open(stick, &Floor::of_root(root.clone()), today) {
        Ok(offer) => {
            for (name, listed) in &offer.files {
                match offer.bytes(name) {
                    Ok(bytes) => assert_eq!(sha256(&bytes), listed.sha256, "{name}"),
                    Err(refusal) => assert!(refusal.to_string().len() > 20),
                }
            }
        }
        Err(refusal) => assert!(refusal.to_string().len() > 20, "a refusal says what to do"),
    }
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The good repository of the tests and its root of trust; and the root of those who have signed the reset.
struct Good {
    files: Files,
    root: Vec<u8>,
    resetters: Floor,
}

fn good() -> &'static Good {
    static GOOD: OnceLock<Good> = OnceLock::new();
    GOOD.get_or_init(|| {
        let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/tuf");
        let mut files = Files::new();
        for (from, to) in [("good/metadata", "stairlight/metadata"), ("targets", "stairlight/targets")] {
            for entry in fs::read_dir(made.join(from)).expect("the tests' repository").flatten() {
                files.insert(Path::new(to).join(entry.file_name()), fs::read(entry.path()).expect("a file"));
            }
        }
        let root = fs::read(made.join("good/metadata/1.root.json")).expect("a root");
        let reset = made.join("../reset");
        files.insert(FILE.into(), fs::read(reset.join(FILE)).expect("a file"));
        let resetters = fs::read(reset.join("1.root.json")).expect("a root");
        let resetters = Floor::of_root(resetters);
        Good { files, root, resetters }
    })
}

/// Each change: file, two bytes of place, bytes to take out, bytes to put in, and those.
fn change(files: &mut Files, mut bytes: &[u8]) {
    while let [file, high, low, out, length, rest @ ..] = bytes {
        let (put, rest) = rest.split_at((*length as usize).min(rest.len()));
        bytes = rest;
        let count = files.len();
        let Some(content) = files.values_mut().nth(usize::from(*file) % count) else { return };
        let at = usize::from(u16::from_be_bytes([*high, *low])) % (content.len() + 1);
        let end = (at + usize::from(*out)).min(content.len());
        content.splice(at..end, put.iter().copied());
    }
}

#[derive(Debug)]
struct Stick(Files);

impl Source for Stick {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send + Sync>> {
        let bytes = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(bytes.clone())))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut names: Vec<Entry> = self
            .0
            .keys()
            .filter_map(|path| {
                let below = path.strip_prefix(folder).ok()?;
                let name = below.iter().next()?.to_string_lossy().into_owned();
                Some(Entry { name, is_folder: below.iter().count() > 1 })
            })
            .collect();
        names.sort();
        names.dedup();
        if names.is_empty() { Err(io::ErrorKind::NotFound.into()) } else { Ok(names) }
    }
}
