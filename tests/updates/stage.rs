//! Keys, contents, sticks and a device, each in a folder of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use stairlight::content::Folders;
use stairlight::slots::{RealDisk, Slots, Taken};
use stairlight::trust::keys::{self, KeyRing, Purpose};
use stairlight::trust::local::Packet;
use stairlight::trust::publish::{Order, PublishError, Report, publish};
use stairlight::trust::{Floor, Offer, Refusal, Source, StickFolder};
use tempfile::TempDir;

pub const TODAY: &str = "2031-03-01T12:00:00Z";

pub fn today() -> Timestamp {
    TODAY.parse().expect("a date")
}

/// A publisher with keys and content, a stick, and a device.
pub struct Stage {
    pub dir: TempDir,
}

/// A place for files, in memory where the system has one: these tests write many.
pub fn place() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a place for files")
}

/// The small content that comes with the tests.
pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/updates")
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Every file under a folder, by its path.
pub fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(&here).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                files.insert(path.strip_prefix(folder).expect("below it").to_path_buf(), bytes);
            }
        }
    }
    files
}

/// The two folders of content in one tree.
pub fn content_tree(folders: &Folders) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = tree(&folders.content);
    files.remove(Path::new("root.json"));
    files.extend(tree(&folders.locales).into_iter().map(|(path, bytes)| (Path::new("locales").join(path), bytes)));
    files
}

impl Stage {
    /// Keys made anew; the device has the small content as its factory content.
    pub fn new() -> Self {
        let stage = Self { dir: place() };
        keys::new(&stage.keys(), Purpose::Content, today()).expect("keys");
        copy(&fixture(), &stage.content());
        copy(&fixture(), &stage.factory());
        stage
    }

    /// A device that has taken contents with these words, one after the other.
    pub fn having_taken(words: &[&str]) -> Self {
        let stage = Self::new();
        stage.device();
        for words in words {
            stage.next(words);
            stage.take().expect("it is taken");
        }
        stage
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn keys(&self) -> PathBuf {
        self.at("keys")
    }

    /// What the publisher works on.
    pub fn content(&self) -> PathBuf {
        self.at("work")
    }

    pub fn factory(&self) -> PathBuf {
        self.at("factory")
    }

    pub fn state(&self) -> PathBuf {
        self.at("state")
    }

    pub fn stick(&self) -> PathBuf {
        self.at("stick")
    }

    pub fn root(&self) -> Vec<u8> {
        fs::read(self.keys().join("1.root.json")).expect("the first root")
    }

    /// Changes a file of the publisher's content.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.content().join(file);
        let text = fs::read_to_string(&path).expect("it is there");
        assert!(text.contains(from), "{file} has no \"{from}\"");
        fs::write(path, text.replacen(from, to, 1)).expect("it can be written");
    }

    pub fn publish_with(
        &self,
        keys: &[PathBuf],
        counties: &[Packet],
        known: &[String],
    ) -> Result<Report, PublishError> {
        let ring = KeyRing::read(keys).expect("keys");
        let (folder, stick) = (self.content(), self.stick());
        fs::create_dir_all(&stick).expect("a stick");
        let order = Order { folder: &folder, ring: &ring, stick: &stick, today: today(), counties, county_keys: known };
        publish(&order)
    }

    /// Publishes with every key.
    pub fn publish(&self) -> Report {
        self.publish_with(&[self.keys()], &[], &[]).expect("it can be published")
    }

    /// Changes the one card and publishes: an ordinary small update.
    pub fn next(&self, words: &str) -> Report {
        let file = self.content().join("content/topics/work.toml");
        let text = fs::read_to_string(&file).expect("the topic");
        let line = text.lines().find(|line| line.starts_with("text = ")).expect("its card").to_owned();
        fs::write(&file, text.replace(&line, &format!("text = \"{words}\""))).expect("it can be written");
        self.publish()
    }

    pub fn slots(&self) -> Slots {
        self.slots_in(&self.state())
    }

    pub fn slots_in(&self, state: &Path) -> Slots {
        fs::create_dir_all(state).expect("a state folder");
        Slots::new(Arc::new(RealDisk), state, &Folders::under(&self.factory()))
    }

    /// A device that has started.
    pub fn device(&self) -> Slots {
        let slots = self.slots();
        slots.start().expect("it starts");
        slots
    }

    pub fn floor(&self) -> Floor {
        self.slots().floor(self.root())
    }

    pub fn offer(&self) -> Result<Offer, Refusal> {
        self.offer_from(Arc::new(StickFolder::new(&self.stick())))
    }

    pub fn offer_from(&self, source: Arc<dyn Source>) -> Result<Offer, Refusal> {
        Offer::open(source, &self.floor(), today())
    }

    /// Puts the stick in and says yes.
    pub fn take(&self) -> Result<Taken, Refusal> {
        self.slots().take(&self.offer()?, &mut |_| {})
    }

    /// What the device says about the stick; panics when it takes it.
    pub fn refusal(&self) -> String {
        self.take().err().map(|refusal| refusal.to_string()).expect("it is refused")
    }

    /// Another publisher's folder of keys with some of the files of this one's.
    pub fn some_keys(&self, name: &str, files: &[&str]) -> PathBuf {
        let folder = self.at(name);
        fs::create_dir_all(&folder).expect("a folder");
        for file in files {
            fs::copy(self.keys().join(file), folder.join(file)).expect("a key");
        }
        folder
    }
}
