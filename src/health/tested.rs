//! What people found when they tested the device's parts: pass or fail and the day, one of each, kept in
//! the state folder. Staff test; a visitor cannot.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Date;
use crate::slots::Disk;
use crate::slots::disk::replace;

const NAME: &str = "selftest.toml";

/// A part that a person can test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Screen,
    Touch,
    Keys,
    Printer,
    Panel,
    Sound,
    Content,
}

impl Part {
    pub const ALL: [Part; 7] =
        [Part::Screen, Part::Touch, Part::Keys, Part::Printer, Part::Panel, Part::Sound, Part::Content];

    /// For other programs.
    pub fn word(self) -> &'static str {
        match self {
            Part::Screen => "screen",
            Part::Touch => "touch",
            Part::Keys => "keys",
            Part::Printer => "printer",
            Part::Panel => "panel",
            Part::Sound => "sound",
            Part::Content => "content",
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Part::Screen => "the screen",
            Part::Touch => "the touch",
            Part::Keys => "the keys",
            Part::Printer => "the printer",
            Part::Panel => "the service panel",
            Part::Sound => "the sound",
            Part::Content => "the content",
        }
    }
}

/// How the last test of a part ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    pub passed: bool,
    /// `None` where the clock was wrong.
    pub day: Option<Date>,
}

/// The last test of each part.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tests(BTreeMap<Part, Test>);

/// As it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    passed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<String>,
}

impl Tests {
    pub fn of(&self, part: Part) -> Option<Test> {
        self.0.get(&part).copied()
    }

    pub fn with(mut self, part: Part, test: Test) -> Tests {
        self.0.insert(part, test);
        self
    }

    fn parse(text: &str) -> Option<Tests> {
        let rows: BTreeMap<Part, Row> = toml::from_str(text).ok()?;
        let test = |row: Row| Test { passed: row.passed, day: row.day.as_deref().and_then(Date::parse) };
        Some(Tests(rows.into_iter().map(|(part, row)| (part, test(row))).collect()))
    }

    fn text(&self) -> String {
        let row = |test: &Test| Row { passed: test.passed, day: test.day.map(|day| day.to_string()) };
        let rows: BTreeMap<&str, Row> = self.0.iter().map(|(part, test)| (part.word(), row(test))).collect();
        toml::to_string(&rows).expect("words, days and yes or no")
    }
}

/// The state folder's file of tests.
#[derive(Clone)]
pub struct TestBook {
    disk: Arc<dyn Disk>,
    file: PathBuf,
}

impl TestBook {
    pub fn new(disk: Arc<dyn Disk>, state: &Path) -> TestBook {
        TestBook { disk, file: state.join(NAME) }
    }

    /// What is kept. A file that is not there or cannot be read is no test: they are repeated easily.
    pub fn read(&self) -> Tests {
        let bytes = self.disk.read(&self.file).unwrap_or_default();
        std::str::from_utf8(&bytes).ok().and_then(Tests::parse).unwrap_or_default()
    }

    /// Keeps one more.
    ///
    /// # Errors
    /// When the folder cannot be written; what was kept before still is.
    pub fn keep(&self, part: Part, test: Test) -> io::Result<Tests> {
        let tests = self.read().with(part, test);
        replace(self.disk.as_ref(), &self.file, tests.text().as_bytes(), Vec::new())?;
        Ok(tests)
    }
}
