//! An update by the real program on a real file system, as strace sees it: what is made certain before the switch,
//! and that the program may be killed at any call that changes the disk. What a disk loses that was told to
//! keep nothing yet is tried in `power`, by a disk that forgets; here it is looked at that the calls are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use stairlight::content::Content;
use stairlight::slots::InUse;

use crate::stage::{Stage, content_tree, copy, tree};

/// Every call by which the program changes the disk.
const CALLS: &str = "openat,write,mkdir,link,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,fsync,fdatasync";

/// True where strace is; CI must have it.
fn has_strace() -> bool {
    let there = Command::new("strace").arg("-V").output().is_ok();
    assert!(there || std::env::var_os("CI").is_none(), "CI has no strace: install it");
    if !there {
        eprintln!("NOT CHECKED: there is no strace here. Install it and run this test again.");
    }
    there
}

/// A device with contents 1 to 3, and a stick with the fourth.
fn scene() -> Stage {
    let stage = Stage::having_taken(&["one", "two", "three"]);
    stage.next("four");
    stage
}

/// `content install` under strace, which may be told to do something at a call. Returns the calls.
fn install(stage: &Stage, state: &Path, told: &[String]) -> Vec<String> {
    let log = stage.dir.path().join("calls");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-s", "200", "-qq", "-e", "signal=none", "-e", &format!("trace={CALLS}"), "-o"]).arg(&log);
    strace.args(told).arg(env!("CARGO_BIN_EXE_stairlight")).arg("--data").arg(stage.factory());
    strace.args(["content", "install"]).arg(stage.stick()).arg("--state").arg(state);
    strace.arg("--root").arg(stage.keys().join("1.root.json"));
    strace.output().expect("strace starts");
    fs::read_to_string(log).expect("strace wrote it").lines().map(str::to_owned).collect()
}

/// What is not certain yet, by the calls so far.
#[derive(Default)]
struct Ledger {
    uncertain: BTreeSet<PathBuf>,
    /// What a thread has begun to sync.
    begun: BTreeMap<String, PathBuf>,
    synced: usize,
}

impl Ledger {
    /// Takes one line; returns the two names of a rename.
    fn take(&mut self, line: &str) -> Option<(PathBuf, PathBuf)> {
        let (thread, call) = line.split_once(' ')?;
        let call = call.trim_start();
        if let Some(rest) = call.strip_prefix("<... fsync resumed>") {
            let path = self.begun.remove(thread)?;
            self.sync(rest.ends_with("= 0").then_some(path));
            return None;
        }
        let (name, rest) = call.split_once('(')?;
        let quoted: Vec<PathBuf> = rest.split('"').skip(1).step_by(2).map(PathBuf::from).collect();
        let behind = |text: &str| Some(PathBuf::from(text.split_once('<')?.1.split_once('>')?.0));
        let went = !call.contains("= -1");
        match name {
            "openat" if went && call.contains("O_CREAT") => self.made(quoted.first()?),
            "mkdir" if went => self.made(quoted.first()?),
            // The bytes behind a link are as certain as those that it was made from.
            "link" | "linkat" if went => {
                self.uncertain.insert(quoted.get(1)?.parent()?.to_path_buf());
            }
            "write" if went => {
                let file = behind(rest)?;
                if file.is_absolute() {
                    self.uncertain.insert(file);
                }
            }
            "fsync" if call.contains("<unfinished") => drop(self.begun.insert(thread.to_owned(), behind(rest)?)),
            "fsync" if went => self.sync(behind(rest)),
            "unlink" | "unlinkat" | "rmdir" if went => self.uncertain.retain(|path| !quoted.contains(path)),
            "rename" | "renameat" | "renameat2" if went => {
                let (from, to) = (quoted.first()?.clone(), quoted.get(1)?.clone());
                return Some((from, to));
            }
            _ => {}
        }
        None
    }

    fn made(&mut self, path: &Path) {
        self.uncertain.extend([path.to_path_buf(), path.parent().expect("below a folder").to_path_buf()]);
    }

    fn sync(&mut self, path: Option<PathBuf>) {
        self.synced += usize::from(path.is_some_and(|path| self.uncertain.remove(&path)));
    }

    fn renamed(&mut self, from: &Path, to: &Path) {
        let moved: Vec<PathBuf> = self.uncertain.iter().filter(|path| path.starts_with(from)).cloned().collect();
        for path in moved {
            self.uncertain.remove(&path);
            let rest = path.strip_prefix(from).expect("below it");
            self.uncertain.insert(if rest.as_os_str().is_empty() { to.to_path_buf() } else { to.join(rest) });
        }
        self.uncertain.insert(to.parent().expect("below a folder").to_path_buf());
    }

    fn below(&self, folder: &Path) -> Vec<&PathBuf> {
        self.uncertain.iter().filter(|path| path.starts_with(folder)).collect()
    }
}

#[test]
fn everything_is_certain_before_the_switch() {
    if !has_strace() {
        return;
    }
    let stage = scene();
    let contents = stage.state().join("contents");
    let mut ledger = Ledger::default();
    let mut switched = 0;
    for line in install(&stage, &stage.state(), &[]) {
        let Some((from, to)) = ledger.take(&line) else { continue };
        if to.ends_with("in-use.json") {
            assert!(ledger.below(&contents).is_empty(), "not certain at the switch: {:?}", ledger.below(&contents));
            switched += 1;
        }
        ledger.renamed(&from, &to);
    }
    assert_eq!(switched, 1);
    assert!(ledger.below(&contents).is_empty(), "not certain at the end: {:?}", ledger.below(&contents));
    assert!(ledger.synced > 15, "the files and folders of a content are seen: {}", ledger.synced);
    assert!(matches!(stage.slots().in_use(), InUse::Slot { record, .. } if record.number == 4));
}

/// At every call with `RUN_SLOW_TESTS=1`, else at every seventh.
#[test]
fn killed_at_any_call_it_has_the_old_or_the_new_content() {
    if !has_strace() {
        return;
    }
    let stage = scene();
    let before = stage.dir.path().join("before");
    copy(&stage.state(), &before);
    let state = |name: &str| {
        let state = stage.dir.path().join(name);
        copy(&before, &state);
        state
    };
    let old = content_tree(&stage.slots_in(&before).folders());
    let whole = state("whole");
    let calls = install(&stage, &whole, &[]);
    let new = content_tree(&stage.slots_in(&whole).folders());
    assert!(old != new && tree(&before) != tree(&whole));
    let step = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 1 } else { 7 };
    let (mut cuts, mut kept) = (0, [0, 0]);
    for call in ["openat", "write", "mkdir", "link", "linkat", "rename", "unlink", "unlinkat", "rmdir", "fsync"] {
        let made = |line: &&String| {
            line.split_once(' ').is_some_and(|(_, rest)| rest.trim_start().starts_with(&format!("{call}(")))
        };
        let count = calls.iter().filter(made).count();
        for at in (1..=count).step_by(step) {
            let place = state("cut");
            install(&stage, &place, &["-e".to_owned(), format!("inject={call}:signal=KILL:when={at}")]);
            let slots = stage.slots_in(&place);
            let start = slots.start().unwrap_or_else(|error| panic!("{call} {at}: {error}"));
            assert_eq!(start.fell_back, None, "{call} {at}");
            let there = content_tree(&slots.folders());
            assert!(there == old || there == new, "{call} {at}: neither the old nor the new content");
            Content::load(&slots.folders()).unwrap_or_else(|error| panic!("{call} {at}: {error}"));
            kept[usize::from(there == new)] += 1;
            cuts += 1;
            fs::remove_dir_all(place).expect("it was made");
        }
    }
    println!("killed at {cuts} of its calls: {} times the old content, {} times the new", kept[0], kept[1]);
    assert!(kept[0] > 0 && (step > 1 || kept[1] > 0), "{kept:?}");
}
