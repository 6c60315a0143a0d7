//! A copy of the content with a few of its languages, to be broken.

use std::fs;
use std::path::{Path, PathBuf};

use stairlight::clock::Date;
use stairlight::content::Folders;
use stairlight::publish::check::{Options, check};
use stairlight::publish::{Finding, Kind};

pub struct Fixture {
    place: tempfile::TempDir,
}

impl Fixture {
    /// The content, and the catalogues of these languages.
    pub fn with(tags: &[&str]) -> Self {
        let place = tempfile::tempdir().expect("a place for files");
        let here = Folders::under(Path::new(env!("CARGO_MANIFEST_DIR")));
        copy(&here.content, &place.path().join("content"));
        fs::create_dir_all(place.path().join("locales")).expect("a folder");
        for tag in tags {
            copy(&here.locales.join(tag), &place.path().join("locales").join(tag));
        }
        Self { place }
    }

    pub fn folders(&self) -> Folders {
        Folders::under(self.place.path())
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.place.path().join(file)
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("the file is there")
    }

    /// Changes one file. It must really change, or the test would prove nothing.
    pub fn change(&self, file: &str, change: impl Fn(&str) -> String) -> &Self {
        let before = self.read(file);
        let after = change(&before);
        assert_ne!(before, after, "{file}: nothing was changed");
        fs::write(self.path(file), after).expect("it can be written");
        self
    }

    /// Changes the translation of one place.
    pub fn translate(&self, tag: &str, place: &str, text: &str) -> &Self {
        self.change(&catalogue(tag), |po| {
            let at = po.find(&format!("msgctxt \"{place}\"")).unwrap_or_else(|| panic!("no {place}"));
            let start = at + po[at..].find("msgstr ").expect("an entry has a msgstr");
            let end = start + po[start..].find('\n').expect("a line ends");
            format!("{}msgstr \"{text}\"{}", &po[..start], &po[end..])
        })
    }

    /// What a check without screens says on a day in 2026.
    pub fn check(&self) -> Vec<Finding> {
        check(&self.folders(), &options())
    }
}

pub fn options() -> Options<'static> {
    Options { release: false, today: Date::parse("2026-12-01").expect("a day"), screens: false, signed: None }
}

pub fn catalogue(tag: &str) -> String {
    format!("locales/{tag}/LC_MESSAGES/stairlight.po")
}

/// The findings of one kind about one key.
pub fn about<'a>(findings: &'a [Finding], kind: Kind, key: &str) -> Vec<&'a Finding> {
    let here = |finding: &&Finding| finding.kind == kind && finding.key.as_deref().unwrap_or_default() == key;
    findings.iter().filter(here).collect()
}

fn copy(from: &Path, to: &Path) {
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
