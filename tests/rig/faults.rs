//! One job with one fault at one byte and one way of repair, and what is true whatever happens.

use std::time::Duration;

use stairlight::printer::paper::{Fault, Model};
use stairlight::printer::profile::{Barrier, Clear, Dialect};
use stairlight::printer::{FaultKind, JobState, Profile};
use stairlight::slip::Bitmap;

use crate::rig::{Rig, is_end, profile, shows};

/// A way of telling and forgetting.
pub struct Kind {
    pub name: &'static str,
    pub status: Dialect,
    pub barrier: Barrier,
    pub clear: Clear,
}

const fn kind(name: &'static str, status: Dialect, barrier: Barrier, clear: Clear) -> Kind {
    Kind { name, status, barrier, clear }
}

pub const KINDS: [Kind; 9] = [
    kind("automatic status, GS ( H, forgets by DLE DC4", Dialect::Asb, Barrier::GsH, Clear::Dc4),
    kind("full status, GS r, forgets by DLE ENQ", Dialect::Full, Barrier::GsR, Clear::Enq),
    kind("DLE EOT, GS r, forgets by DLE ENQ", Dialect::Eot, Barrier::GsR, Clear::Enq),
    kind("DLE EOT, no barrier, forgets by DLE DC4", Dialect::Eot, Barrier::None, Clear::Dc4),
    kind("DLE EOT, GS r, forgets only after a cutter error", Dialect::Eot, Barrier::GsR, Clear::EnqOnError),
    kind("DLE EOT in order, GS r, never forgets", Dialect::EotInOrder, Barrier::GsR, Clear::None),
    kind("GS r only, never forgets", Dialect::GsR, Barrier::GsR, Clear::None),
    kind("ESC v only, never forgets", Dialect::EscV, Barrier::GsR, Clear::None),
    kind("tells nothing, never forgets", Dialect::None, Barrier::None, Clear::None),
];

/// Rows that a printer that cannot forget may hold.
pub const HOLD: u32 = 24;

impl Kind {
    /// A small buffer and small bands, so that a short slip meets every state.
    pub fn profile(&self) -> Profile {
        Profile {
            status: self.status,
            barrier: self.barrier,
            clear: self.clear,
            hold_rows: (!self.forgets() && self.status != Dialect::None).then_some(HOLD),
            band_bytes: 400,
            buffer_bytes: 1024,
            head_mm_per_s: 100,
            cutter_mm: 4,
            ..profile("paper-58")
        }
    }

    pub fn forgets(&self) -> bool {
        matches!(self.clear, Clear::Enq | Clear::Dc4)
    }

    pub fn tells(&self) -> bool {
        self.status != Dialect::None
    }
}

/// What staff does about a fault, in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    Plain,
    /// Opens the cover first and closes it last, as one loads paper.
    UnderTheCover,
    /// Pulls the cable first and plugs it in last.
    Replug,
    /// Switches off first and on last.
    PowerCycle,
    /// So fast that nobody has noticed.
    AtOnce,
}

pub const REPAIRS: [Repair; 5] =
    [Repair::Plain, Repair::UnderTheCover, Repair::Replug, Repair::PowerCycle, Repair::AtOnce];

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    pub state: JobState,
    /// Rows with ink that were printed after the repair, before the next job.
    pub late_rows: usize,
    /// The fault came, and was there until it was repaired.
    pub hit: bool,
    /// The next slip came out whole and alone on its paper.
    pub clean: bool,
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Runs one case; panics if anything about it is untrue.
pub fn case(kind: &Kind, fault: Fault, offset: u64, repair: Repair, first: &Bitmap, second: &Bitmap) -> Outcome {
    case_with(kind, &kind.profile(), fault, offset, repair, first, second)
}

/// The same with a profile of one's own.
pub fn case_with(
    kind: &Kind,
    profile: &Profile,
    fault: Fault,
    offset: u64,
    repair: Repair,
    first: &Bitmap,
    second: &Bitmap,
) -> Outcome {
    // A printer that loses a few bytes and goes on as if nothing were cannot be told from a good one.
    let repair = match (fault, repair) {
        (Fault::AcceptsAndDrops, Repair::AtOnce) => Repair::Plain,
        (_, repair) => repair,
    };
    let what = format!("{}: {fault:?} at byte {offset}, {repair:?}", kind.name);
    let mut rig = Rig::new(profile.clone(), Model::of(profile));
    assert!(rig.settle(), "{what}: not ready at first");
    let start = rig.printer().taken();
    rig.printer().arm(start + offset, fault);
    rig.print(1, first);
    if repair == Repair::AtOnce {
        rig.run_until(seconds(60), |rig| rig.printer().has(fault) || rig.state(1).is_some_and(is_end));
        rig.repair(fault);
    }
    let state = rig.finish(1).filter(|state| is_end(*state));
    let state = state.unwrap_or_else(|| panic!("{what}: never ended, {}", rig.summary()));
    rig.printer().disarm();
    let there = rig.printer().has(fault);
    let hit = there && repair != Repair::AtOnce;
    assert!(is_true(kind, fault, state), "{what}: ended {state:?}");
    if state == JobState::Confirmed {
        let cut = rig.printer().strip().pieces().last().and_then(|piece| piece.bitmap());
        let paper = cut.or_else(|| rig.printer().strip().hanging());
        assert!(paper.is_some_and(|paper| shows(&paper, first)), "{what}: confirmed, not on paper");
    }
    // Nobody repairs faster than this; and what can still come out of the printer has come.
    rig.run(seconds(4));
    if hit && is_known(kind, fault) {
        assert!(!rig.engine.condition().prints(), "{what}: offered while broken");
    }
    let repaired_at = rig.now();
    mend(&mut rig, fault, repair);
    let ready = rig.settle();
    assert!(ready, "{what}: never ready again, {:?} {}", rig.engine.condition(), rig.summary());
    rig.run(seconds(2));
    let late_rows = rig.printer().strip().inked_rows_since(repaired_at);
    if hit && kind.tells() {
        // A printer that hangs and comes back by itself cannot be reached before it goes on.
        let revived = fault == Fault::Hung && repair != Repair::PowerCycle;
        let most = match kind.forgets() {
            true if !revived => 0,
            true => profile.buffer_bytes as usize,
            false => HOLD as usize,
        };
        assert!(late_rows <= most, "{what}: {state:?}, and then {late_rows} rows of it came out");
    }
    let clean = next_is_clean(&mut rig, second, &what);
    // A printer that tells nothing cannot be helped: what it holds, and where, is not known.
    assert!(clean || !kind.tells(), "{what}: the next slip has foreign dots or lacks its own");
    Outcome { state, late_rows, hit, clean }
}

/// Prints the next person's slip: whole, and alone on its paper.
fn next_is_clean(rig: &mut Rig, second: &Bitmap, what: &str) -> bool {
    if !rig.printer().model().cutter {
        // Without a cutter whoever loads paper tears off what hangs out.
        rig.printer().tear();
    }
    rig.printer().take_pieces();
    rig.print(2, second);
    let next = rig.finish(2);
    let good = matches!(next, Some(JobState::Confirmed | JobState::Unknown));
    assert!(good, "{what}: the next slip ended {next:?}, {}", rig.summary());
    rig.run(seconds(2));
    rig.printer().tear();
    let pieces = rig.printer().take_pieces();
    let paper = pieces.iter().filter_map(|piece| piece.bitmap());
    let inked: Vec<Bitmap> = paper.filter(|paper| paper.ink_bounds().is_some()).collect();
    inked.len() == 1 && shows(&inked[0], second)
}

fn mend(rig: &mut Rig, fault: Fault, repair: Repair) {
    let around = match repair {
        Repair::AtOnce | Repair::Plain => return rig.repair(fault),
        Repair::UnderTheCover => Fault::CoverOpen,
        Repair::Replug => Fault::Unplugged,
        Repair::PowerCycle => Fault::PowerOff,
    };
    rig.inject(around);
    rig.run(seconds(1));
    rig.repair(fault);
    rig.run(seconds(1));
    rig.repair(around);
}

/// Faults that a printer of that kind cannot hide.
fn is_known(kind: &Kind, fault: Fault) -> bool {
    kind.tells() || matches!(fault, Fault::Unplugged | Fault::PowerOff)
}

/// The ends that are true for that fault; `Confirmed` is checked against the paper.
fn is_true(kind: &Kind, fault: Fault, state: JobState) -> bool {
    let JobState::Failed(reason) = state else { return true };
    let named = match fault {
        Fault::PaperOut => FaultKind::PaperOut,
        Fault::CoverOpen => FaultKind::Cover,
        Fault::CutterStuck => FaultKind::Cutter,
        Fault::Jam if kind.status == Dialect::Full => FaultKind::Jam,
        Fault::Jam => FaultKind::Fault,
        Fault::Overheated => FaultKind::Overheated,
        Fault::Unplugged | Fault::PowerOff => FaultKind::Unplugged,
        Fault::Silent | Fault::Hung | Fault::GarbageStatus | Fault::AcceptsAndDrops => FaultKind::Silent,
    };
    // A printer that does not answer at once is only known not to answer.
    let mute = !matches!(kind.status, Dialect::Asb | Dialect::Eot | Dialect::Full);
    reason == named || (mute && reason == FaultKind::Silent)
}
