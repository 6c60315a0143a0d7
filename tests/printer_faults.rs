//! Every fault at every byte of a job, for every way in which printers tell and forget, with several
//! ways of repair. The table in `docs/printing-outcomes.md` is written by this test.
//!
//! By default every seventh offset with one repair each; everything with `RUN_SLOW_TESTS=1` (run it
//! with `--release`). With `UPDATE_GOLDEN=1` as well the table is written anew, and the run fails so
//! that somebody looks at it.

#[path = "rig/faults.rs"]
mod faults;
#[path = "rig/printer.rs"]
mod rig;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use faults::{KINDS, Kind, Outcome, REPAIRS, Repair, case, case_with};
use rig::{Rig, profile, slip};
use stairlight::printer::paper::{Fault, Model};
use stairlight::printer::profile::Dialect;
use stairlight::printer::{Condition, FaultKind, JobState, Profile, Profiles};
use stairlight::slip::Bitmap;

const WIDTH: u32 = 384;
const TABLE: &str = "docs/printing-outcomes.md";

/// Whether an environment variable is set to 1.
fn is_on(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| value == "1")
}

/// What was seen of one fault with one kind of printer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    ends: BTreeSet<&'static str>,
    late_rows: usize,
    spoiled: bool,
}

impl Seen {
    fn add(&mut self, outcome: &Outcome) {
        if outcome.hit {
            self.ends.insert(end(outcome.state));
            self.late_rows = self.late_rows.max(outcome.late_rows);
            self.spoiled |= !outcome.clean;
        }
    }
}

fn end(state: JobState) -> &'static str {
    match state {
        JobState::Confirmed => "confirmed",
        JobState::Unknown => "unknown",
        JobState::Failed(kind) => match kind {
            FaultKind::PaperOut => "failed: no paper",
            FaultKind::Cover => "failed: cover",
            FaultKind::Cutter => "failed: cutter",
            FaultKind::Jam => "failed: jam",
            FaultKind::Overheated => "failed: hot",
            FaultKind::Unplugged => "failed: unplugged",
            FaultKind::Silent => "failed: silent",
            FaultKind::Fault => "failed: printer's own error",
            FaultKind::TooWide => "failed: too wide",
        },
        JobState::Queued | JobState::Sent | JobState::Cancelled => "no end",
    }
}

type Table = BTreeMap<(usize, Fault), Seen>;

#[test]
fn every_fault_at_every_byte() {
    let (first, second) = (slip(WIDTH, 110, 11), slip(WIDTH, 90, 12));
    let tasks: Vec<(usize, Fault)> =
        (0..KINDS.len()).flat_map(|kind| Fault::ALL.into_iter().map(move |fault| (kind, fault))).collect();
    let (next, table) = (AtomicUsize::new(0), Mutex::new(Table::new()));
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|| {
                while let Some((kind, fault)) = tasks.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let seen = every_byte(&KINDS[*kind], *fault, &first, &second);
                    table.lock().unwrap().insert((*kind, *fault), seen);
                }
            });
        }
    });
    check_table(&table.into_inner().unwrap());
}

fn every_byte(kind: &Kind, fault: Fault, first: &Bitmap, second: &Bitmap) -> Seen {
    let (all, mut seen) = (is_on("RUN_SLOW_TESTS"), Seen::default());
    // A few bytes more than a good job has: the questions while it is being confirmed.
    let total = bytes_of_a_good_job(&kind.profile(), first) + 7;
    for offset in (0..total).step_by(if all { 1 } else { 7 }) {
        let turn = offset as usize / 7 % REPAIRS.len();
        for repair in if all { &REPAIRS[..] } else { &REPAIRS[turn..=turn] } {
            seen.add(&case(kind, fault, offset, *repair, first, second));
        }
    }
    seen
}

fn bytes_of_a_good_job(profile: &Profile, slip: &Bitmap) -> u64 {
    let mut rig = Rig::new(profile.clone(), Model::of(profile));
    assert!(rig.settle(), "{}", profile.name);
    let start = rig.printer().taken();
    rig.print(1, slip);
    rig.finish(1);
    let end = rig.printer().taken();
    end - start
}

/// A whole run must give the table; a thin run must see nothing that is not in it.
fn check_table(table: &Table) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    if is_on("RUN_SLOW_TESTS") {
        let fresh = rendered(table);
        if is_on("UPDATE_GOLDEN") {
            std::fs::write(&path, &fresh).unwrap();
            panic!("{TABLE} was written; look at it and run again without UPDATE_GOLDEN");
        }
        assert!(fresh == golden, "{TABLE} is not what happens; UPDATE_GOLDEN=1 writes it anew");
        return;
    }
    let mut section = "";
    let mut lines = BTreeMap::new();
    for line in golden.lines() {
        section = line.strip_prefix("## ").unwrap_or(section);
        if let Some((fault, rest)) = line.strip_prefix("| ").and_then(|line| line.split_once(" | ")) {
            lines.insert((section, fault), rest);
        }
    }
    for ((kind, fault), seen) in table {
        let at = (KINDS[*kind].name, fault_words(*fault));
        let line = lines.get(&at).unwrap_or_else(|| panic!("{TABLE} has no line for {at:?}"));
        let cells: Vec<&str> = line.trim_end_matches(" |").split(" | ").collect();
        let known: BTreeSet<&str> = cells[0].split("; ").collect();
        assert!(seen.ends.iter().all(|end| known.contains(end)), "{at:?}: saw {:?}", seen.ends);
        assert!(seen.late_rows <= cells[1].parse().unwrap(), "{at:?}: saw {} rows", seen.late_rows);
        assert!(!seen.spoiled || cells[2] != "whole", "{at:?}: saw the next slip spoiled");
    }
}

const HEAD: &str = "# What becomes of a slip

Written by `tests/printer_faults.rs` (`RUN_SLOW_TESTS=1 UPDATE_GOLDEN=1 cargo test --release --test printer_faults`);
not by hand. Each line is every byte of a job at which the fault can come, each repaired in four ways: plainly, under
the open cover, with the cable pulled, with the power switched off. The virtual printer holds what it was sent while
it is stopped and prints it when it is repaired, unless it is made to forget. It has a buffer of 1 KB and a slip of
110 rows, so that every byte can be tried; printers of the shops have 2 to 16 KB.

- outcome: the ends that a job had; `confirmed` only ever with the whole slip on paper.
- rows later: the most rows with any dot of that job that reached paper after the repair (8 rows are 1 mm).
- next slip: whole and alone on its paper, or possibly spoiled.

A printer that forgets in any condition lets nothing out later, with one exception: one that hangs and comes back by
itself goes on before anybody can reach it. A printer that cannot forget is never given more than 24 rows (3 mm, less
than half the height of a digit) ahead of what it is known to have printed. One that tells nothing cannot be helped: it may
hold as much as its buffer takes, here 47 rows. Switch it off before loading paper, or use another.
";

fn rendered(table: &Table) -> String {
    let mut out = HEAD.to_owned();
    for (index, kind) in KINDS.iter().enumerate() {
        let _ = writeln!(out, "\n## {}\n", kind.name);
        out.push_str("| fault | outcome | rows later | next slip |\n|---|---|--:|---|\n");
        for fault in Fault::ALL {
            let seen = table.get(&(index, fault)).cloned().unwrap_or_default();
            let ends: Vec<&str> = seen.ends.into_iter().collect();
            let next = if seen.spoiled { "may be spoiled" } else { "whole" };
            let (words, ends) = (fault_words(fault), ends.join("; "));
            let _ = writeln!(out, "| {words} | {ends} | {} | {next} |", seen.late_rows);
        }
    }
    out
}

fn fault_words(fault: Fault) -> &'static str {
    match fault {
        Fault::PaperOut => "paper out",
        Fault::CoverOpen => "cover open",
        Fault::CutterStuck => "cutter stuck",
        Fault::Jam => "jam",
        Fault::Overheated => "overheated",
        Fault::Unplugged => "unplugged",
        Fault::PowerOff => "power off",
        Fault::Silent => "line dead",
        Fault::Hung => "hangs",
        Fault::GarbageStatus => "garbage status",
        Fault::AcceptsAndDrops => "accepts and drops",
    }
}

/// The built-in profiles as they are, with a slip of real size, at some offsets.
#[test]
fn built_in_profiles_keep_the_same_promises() {
    let step = if is_on("RUN_SLOW_TESTS") { 197 } else { 2_741 };
    for profile in Profiles::built_in().iter() {
        let kind = Kind {
            name: Box::leak(profile.name.clone().into_boxed_str()),
            status: profile.status,
            barrier: profile.barrier,
            clear: profile.clear,
        };
        let (first, second) = (slip(profile.dots, 830, 11), slip(profile.dots, 200, 12));
        let total = bytes_of_a_good_job(profile, &first);
        for fault in Fault::ALL {
            for offset in (fault as u64 * 31..total).step_by(step) {
                let repair = REPAIRS[offset as usize % REPAIRS.len()];
                case_with(&kind, profile, fault, offset, repair, &first, &second);
            }
        }
    }
}

/// A USB printer that tells nothing, but whose port tells paper and can empty the buffer.
#[test]
fn a_port_that_tells_paper_and_forgets_makes_up_for_a_mute_printer() {
    let profile = Profile { buffer_bytes: 1024, band_bytes: 400, head_mm_per_s: 100, ..profile("generic-58") };
    let (first, second) = (slip(WIDTH, 110, 11), slip(WIDTH, 90, 12));
    let total = bytes_of_a_good_job(&profile, &first);
    for offset in (0..total).step_by(7) {
        let mut model = Model::of(&profile);
        (model.port_status, model.forgets_on_port_reset) = (true, true);
        let mut rig = Rig::new(profile.clone(), model);
        assert!(rig.settle());
        let start = rig.printer().taken();
        rig.printer().arm(start + offset, Fault::PaperOut);
        rig.print(1, &first);
        assert_eq!(rig.finish(1), Some(JobState::Failed(FaultKind::PaperOut)), "at {offset}");
        rig.run(std::time::Duration::from_secs(4));
        assert_eq!(rig.engine.condition(), Condition::PaperOut, "at {offset}");
        let repaired_at = rig.now();
        rig.repair(Fault::PaperOut);
        assert!(rig.settle());
        rig.run(std::time::Duration::from_secs(2));
        assert_eq!(rig.printer().strip().inked_rows_since(repaired_at), 0, "at {offset}");
        rig.printer().tear();
        rig.printer().take_pieces();
        rig.print(2, &second);
        assert_eq!(rig.finish(2), Some(JobState::Unknown));
        rig.run(std::time::Duration::from_secs(2));
        assert!(rig.printer().strip().hanging().is_some_and(|paper| rig::shows(&paper, &second)), "at {offset}");
    }
}

/// Without flow control only the pace keeps the buffer from overflowing.
#[test]
fn nothing_is_lost_without_flow_control() {
    for name in ["csn-a2", "generic-58", "xprinter-58", "paper-58"] {
        for (baud, slower) in [(9_600, 1.0), (19_200, 1.0), (115_200, 1.0), (921_600, 1.0), (115_200, 0.9)] {
            let profile = profile(name);
            let mut model = Model::of(&profile);
            model.flow_control = false;
            model.bytes_per_second = Some(baud / 10);
            let tells = profile.status != Dialect::None;
            if tells {
                // A printer that answers makes up for a head that is slower than its profile says.
                model.head_mm_per_s = (f64::from(model.head_mm_per_s) * slower) as u32;
            }
            let mut rig = Rig::new(profile.clone(), model);
            assert!(rig.settle(), "{name} {baud}");
            rig.print(1, &slip(profile.dots, 830, 9));
            let end = rig.finish(1);
            let expected = if tells { JobState::Confirmed } else { JobState::Unknown };
            assert_eq!((end, rig.printer().lost()), (Some(expected), 0), "{name} at {baud}, head x {slower}");
        }
    }
}

/// The fault that nobody repairs is asked about for ever, and nothing piles up.
#[test]
fn a_printer_that_stays_broken_keeps_its_condition() {
    for fault in [Fault::PaperOut, Fault::CoverOpen, Fault::CutterStuck, Fault::Silent] {
        let mut rig = Rig::of("paper-58");
        assert!(rig.settle());
        rig.print(1, &slip(WIDTH, 400, 3));
        rig.run(std::time::Duration::from_millis(150));
        rig.inject(fault);
        rig.run(std::time::Duration::from_secs(600));
        let told = rig.conditions().len();
        assert!(!rig.engine.condition().prints() && told <= 4, "{fault:?}: {:?}", rig.conditions());
        rig.print(2, &slip(WIDTH, 400, 3));
        assert!(matches!(rig.finish(2), Some(JobState::Failed(_))));
        rig.repair(fault);
        assert!(rig.settle(), "{fault:?}");
    }
}

#[test]
fn repairs_are_all_used_by_thin_runs() {
    let used: BTreeSet<usize> = (0..1500).step_by(7).map(|offset| offset / 7 % REPAIRS.len()).collect();
    assert!(used.len() == REPAIRS.len() && REPAIRS[0] == Repair::Plain);
}
