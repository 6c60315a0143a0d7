//! A simulated year of the steward's watch: nothing grows, and the slow things are looked at once an hour.

use std::cell::Cell;
use std::io;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::health::file::HealthFile;
use stairlight::health::{Lookout, State};
use stairlight::slots::disk::Room;
use stairlight::slots::{Disk, RealDisk};
use stairlight::socket::PrinterCondition;
use stairlight::steward::Watch;
use stairlight::trust::source::Entry;

use crate::machine::repository;

/// A disk that counts how often it is asked for its room.
#[derive(Clone, Default)]
struct Asked(Arc<AtomicUsize>);

impl Disk for Asked {
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(file)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        RealDisk.list(folder)
    }
    fn room(&self, folder: &Path) -> io::Result<Room> {
        self.0.fetch_add(1, Ordering::SeqCst);
        RealDisk.room(folder)
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.make_folder(folder)
    }
    fn create(&self, file: &Path) -> io::Result<Box<dyn Write>> {
        RealDisk.create(file)
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.link(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)
    }
    fn remove_file(&self, file: &Path) -> io::Result<()> {
        RealDisk.remove_file(file)
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.remove_folder(folder)
    }
    fn sync(&self, paths: &[PathBuf]) -> io::Result<()> {
        RealDisk.sync(paths)
    }
}

/// What this process holds of memory, in bytes.
fn held() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it is there");
    line.split_whitespace().next().and_then(|number| number.parse::<usize>().ok()).expect("a number") * 1024
}

#[test]
fn a_year_leaves_nothing_behind() {
    const ROUNDS_AN_HOUR: u32 = 6;
    const HOURS: u32 = 365 * 24;
    let place = tempfile::tempdir().expect("a folder");
    let asked = Asked::default();
    let (clock, hand) = Clock::manual();
    let disk = Arc::new(asked.clone());
    let lookout = Lookout::new(place.path(), Some(place.path()), disk, repository().into(), true);
    let path = place.path().join("health.json");
    let mut watch = Watch::new(lookout, Some(HealthFile::at(&path)), &clock, false);
    let (written, size) = (Cell::new(0_u32), Cell::new(None));
    let mut last = None;
    let mut round = |watch: &mut Watch, printer| {
        hand.advance(Duration::from_secs(u64::from(3600 / ROUNDS_AN_HOUR)));
        watch.kiosk_lives();
        watch.printer_is(printer);
        watch.round(None);
        let text = std::fs::read(&path).expect("the report");
        if last.replace(text.clone()).is_some_and(|last| last != text) {
            written.set(written.get() + 1);
        }
        size.set(Some(text.len()));
    };
    round(&mut watch, PrinterCondition::Ready);
    let (begun, size_before) = (asked.0.load(Ordering::SeqCst), size.get());
    let mut memory = None;
    for hour in 0..HOURS {
        for number in 0..ROUNDS_AN_HOUR {
            // A roll a week.
            let out = hour % 168 == 0 && number == 0;
            round(&mut watch, if out { PrinterCondition::PaperOut } else { PrinterCondition::Ready });
        }
        if hour == HOURS / 4 {
            memory = Some(held());
        }
    }
    let looked = asked.0.load(Ordering::SeqCst) - begun;
    assert!((HOURS as usize - 1..=HOURS as usize + 1).contains(&looked), "once an hour: {looked}");
    let rolls = HOURS.div_ceil(168);
    // Twice for each roll, and where the day of the machine that tests has changed meanwhile.
    assert!((2 * rolls..=2 * rolls + 2).contains(&written.get()), "{}", written.get());
    assert_eq!(size.get(), size_before, "the report is as long as it was");
    assert_eq!(watch.report().state, State::NeedsStaff, "no PIN is set");
    let grown = held().saturating_sub(memory.expect("it was looked at"));
    assert!(grown < 2 << 20, "{grown} bytes more after three quarters of a year");
    let files: Vec<_> =
        std::fs::read_dir(place.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(files, ["health.json"], "nothing else was written");
}

/// Where the file cannot be put, the report itself says so, until it can.
#[test]
fn a_report_that_cannot_be_handed_out_says_so() {
    let place = tempfile::tempdir().expect("a folder");
    let (clock, hand) = Clock::manual();
    let lookout = Lookout::new(place.path(), None, Arc::new(RealDisk), repository().into(), false);
    let folder = place.path().join("run");
    let mut watch = Watch::new(lookout, Some(HealthFile::at(&folder.join("health.json"))), &clock, false);
    let says_so = |watch: &mut Watch| {
        hand.advance(Duration::from_secs(1));
        watch.round(None);
        watch.report().findings.iter().any(|finding| finding.id == "report-unwritten")
    };
    assert!(says_so(&mut watch) && says_so(&mut watch));
    std::fs::create_dir(&folder).expect("a folder");
    says_so(&mut watch);
    assert!(!says_so(&mut watch));
    let text = std::fs::read_to_string(folder.join("health.json")).expect("the report");
    assert!(!text.contains("report-unwritten"), "{text}");
}
