//! The printer's self-test: asks what the profile says it can be asked, prints a test slip, and says
//! in plain words what works, what does not and what cannot be told. Staff and installers read it.
//! It changes no setting, and what can only be seen on paper it asks them to look at.

mod probe;
mod slip;

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::clock::Clock;
use crate::printer::job::{FaultKind, JobId, JobState, PrinterEvent};
use crate::printer::profile::{Barrier, Clear, Dialect, Profile};
use crate::printer::status::Condition;
use crate::printer::transport::{self, TransportError};
use crate::printer::uri::PrinterUri;
use crate::printer::worker::{Printer, StartError};
use probe::Probe;

/// A test slip takes at most this long, even at 9600 baud.
const SLIP_WITHIN: Duration = Duration::from_secs(60);
/// How long a printer may take to be ready.
const READY_WITHIN: Duration = Duration::from_secs(10);
/// How long the line may take to open.
const OPEN_WITHIN: Duration = Duration::from_secs(2);

/// What a verdict comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Good,
    Bad,
    /// The printer cannot tell; look at the paper, or accept not knowing.
    CannotTell,
}

/// One capability, in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub capability: &'static str,
    pub mark: Mark,
    pub words: String,
}

/// Why there could be no test at all.
#[derive(Debug, thiserror::Error)]
pub enum SelftestError {
    #[error(transparent)]
    Line(#[from] TransportError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the test slip does not fit the printer profile ({0})")]
    Slip(#[from] crate::slip::BitmapError),
}

/// The test slip alone: the same for every printer of a family, and nothing of a visit in it.
pub(super) fn slip(profile: &Profile) -> Result<crate::slip::Bitmap, crate::slip::BitmapError> {
    slip::drawn(profile)
}

/// Runs the whole test; it takes a few seconds and a hand's length of paper.
pub fn run(uri: &PrinterUri, profile: &Profile, clock: &Clock) -> Result<Vec<Verdict>, SelftestError> {
    let profile = transport::adapted(uri, profile.clone());
    let mut verdicts = Vec::new();
    let slip = slip::drawn(&profile)?;
    if matches!(uri, PrinterUri::Paper(_)) {
        verdicts.push(good("line", "the virtual printer of this program".to_owned()));
    } else {
        let mut line = transport::for_uri(uri, &profile, clock);
        line.open(OPEN_WITHIN)?;
        verdicts.push(good("line", format!("{uri} is open")));
        let probe = Probe::of(line.as_mut(), &profile, clock);
        verdicts.extend([status(&profile, &probe), barrier(&profile, &probe), forgetting(&profile, &probe)]);
    }
    let rows = slip.height() + profile.rows_in_mm(profile.cutter_mm);
    let (tell, events) = channel();
    let on_event = move |event| {
        // The test may have stopped listening.
        let _ = tell.send(event);
    };
    let printer = Printer::start_cold(uri.clone(), profile.clone(), clock.clone(), on_event)?;
    let condition = ready(&events, &profile);
    verdicts.push(paper(&profile, condition));
    let begun = clock.now();
    printer.print(JobId(0), slip);
    let end = ended(&events);
    verdicts.push(outcome(end));
    verdicts.push(speed(&profile, end, rows, clock.now().saturating_sub(begun)));
    verdicts.extend(looked_at(&profile, end));
    Ok(verdicts)
}

/// The verdicts as lines for a terminal or a report.
pub fn lines(verdicts: &[Verdict]) -> Vec<String> {
    let mark = |mark| match mark {
        Mark::Good => "good",
        Mark::Bad => "BAD ",
        Mark::CannotTell => "look",
    };
    verdicts.iter().map(|one| format!("{}  {:<12}  {}", mark(one.mark), one.capability, one.words)).collect()
}

fn good(capability: &'static str, words: String) -> Verdict {
    Verdict { capability, mark: Mark::Good, words }
}

fn verdict(capability: &'static str, mark: Mark, words: &str) -> Verdict {
    Verdict { capability, mark, words: words.to_owned() }
}

fn status(profile: &Profile, probe: &Probe) -> Verdict {
    let words = match (profile.status, probe.status) {
        (Dialect::None, _) if probe.eot => {
            "it answers questions although its profile says that it tells nothing: choose a profile with status = \"eot\""
        }
        (Dialect::None, _) => {
            "it tells nothing, so a slip is never confirmed and trouble is not seen: choose another printer if you can"
        }
        (_, true) => return verdict("status", Mark::Good, "it answers when asked how it is"),
        (_, false) if probe.garbage => {
            "it answers, but nothing that makes sense: the baud rate or the profile is wrong"
        }
        (_, false) => "it does not answer: check cable and baud rate, or choose a profile that tells nothing",
    };
    let mark = if profile.status == Dialect::None { Mark::CannotTell } else { Mark::Bad };
    verdict("status", mark, words)
}

fn barrier(profile: &Profile, probe: &Probe) -> Verdict {
    match (profile.barrier, probe.barrier) {
        (Barrier::None, _) => {
            verdict("confirming", Mark::CannotTell, "it cannot say that a slip is on paper: slips end as \"unknown\"")
        }
        (_, true) => verdict("confirming", Mark::Good, "it says when everything before is on paper"),
        (_, false) => {
            verdict("confirming", Mark::Bad, "it does not say when a slip is on paper, though its profile says so")
        }
    }
}

fn forgetting(profile: &Profile, probe: &Probe) -> Verdict {
    let held = profile
        .hold_rows
        .map_or_else(String::new, |rows| format!(" ({:.0} mm at most are ever inside)", profile.mm(rows).ceil()));
    match (profile.clear, probe.clear) {
        (Clear::Dc4, Some(true)) => {
            verdict("forgetting", Mark::Good, "it empties its buffer when told to, and says so")
        }
        (Clear::Dc4, _) => verdict(
            "forgetting",
            Mark::Bad,
            "it did not confirm emptying its buffer: a stopped slip could come out when paper is loaded",
        ),
        (Clear::Enq, _) => verdict(
            "forgetting",
            Mark::CannotTell,
            "it should empty its buffer when told to; to be sure, open the cover in the middle of a test slip and close it: \
             nothing more may come out",
        ),
        (Clear::EnqOnError | Clear::None, _) if profile.status == Dialect::None => verdict(
            "forgetting",
            Mark::Bad,
            "it cannot be told to forget, and does not say when it stops: switch it off before loading paper",
        ),
        (Clear::EnqOnError | Clear::None, _) => Verdict {
            capability: "forgetting",
            mark: Mark::CannotTell,
            words: format!(
                "it cannot be told to forget: a strip of a stopped slip may come out when it is repaired{held}"
            ),
        },
    }
}

fn paper(profile: &Profile, condition: Condition) -> Verdict {
    let (mark, words) = match condition {
        Condition::Ready if profile.near_end => (Mark::Good, "there is paper, and not near its end"),
        Condition::Ready => (Mark::Good, "there is paper; it has no sensor for the end coming near"),
        Condition::NearEnd => (Mark::Good, "there is paper, but the roll ends soon: have a new one at hand"),
        Condition::PaperOut => (Mark::Bad, "there is no paper: load a roll"),
        Condition::CoverOpen => (Mark::Bad, "the cover is open: close it until it clicks"),
        Condition::CutterStuck => (Mark::Bad, "the cutter is stuck: switch off, free it, switch on"),
        Condition::Jam => (Mark::Bad, "paper is jammed: open, take it out, close"),
        Condition::Overheated => (Mark::Bad, "the head is too hot: wait ten minutes"),
        Condition::Fault => (Mark::Bad, "it reports an error: switch it off and on"),
        Condition::Unplugged => (Mark::Bad, "it is unplugged or switched off"),
        Condition::Silent => (Mark::Bad, "it does not answer"),
        Condition::Unknown => (Mark::CannotTell, "whether there is paper is not known"),
    };
    verdict("paper", mark, words)
}

fn outcome(end: Option<JobState>) -> Verdict {
    match end {
        Some(JobState::Confirmed) => verdict("slip", Mark::Good, "the printer confirmed the test slip"),
        Some(JobState::Unknown) => verdict("slip", Mark::CannotTell, "it took the test slip; look whether it came out"),
        Some(JobState::Failed(kind)) => Verdict { capability: "slip", mark: Mark::Bad, words: failed(kind).to_owned() },
        _ => verdict("slip", Mark::Bad, "nothing was heard of the test slip"),
    }
}

fn failed(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::PaperOut => "it failed: no paper",
        FaultKind::Cover => "it failed: the cover is open",
        FaultKind::Cutter => "it failed: the cutter is stuck",
        FaultKind::Jam => "it failed: paper is jammed",
        FaultKind::Overheated => "it failed: the head is too hot",
        FaultKind::Unplugged => "it failed: the printer was unplugged",
        FaultKind::Silent => "it failed: the printer does not answer or takes nothing",
        FaultKind::Fault => "it failed: the printer reports an error",
        FaultKind::TooWide => "it failed: the profile is narrower than the slip",
    }
}

fn speed(profile: &Profile, end: Option<JobState>, rows: u32, took: Duration) -> Verdict {
    if end != Some(JobState::Confirmed) {
        return verdict("speed", Mark::CannotTell, "only a confirmed slip can be timed");
    }
    let speed = profile.mm(rows) / took.as_secs_f64().max(0.001);
    let expected = f64::from(profile.head_mm_per_s);
    let words = format!(
        "{:.0} mm in {:.1} s: {speed:.0} mm/s, the cut included; the profile says {expected:.0}",
        profile.mm(rows),
        took.as_secs_f64()
    );
    // The cut and the last questions take about half a second of a short slip.
    let mark = if speed < expected * 0.4 { Mark::CannotTell } else { Mark::Good };
    Verdict { capability: "speed", mark, words }
}

fn looked_at(profile: &Profile, end: Option<JobState>) -> Vec<Verdict> {
    if matches!(end, Some(JobState::Failed(_)) | None) {
        return Vec::new();
    }
    let mut out = vec![
        verdict("width", Mark::CannotTell, "both edge lines must be there, and the ruler must match a real one"),
        verdict("darkness", Mark::CannotTell, "the four fields must be four different greys, the last one black"),
    ];
    if !profile.cut.is_empty() {
        out.push(verdict(
            "cutter",
            Mark::CannotTell,
            "the slip must be cut off below the last line, and nothing of it lost",
        ));
    }
    if !profile.present.is_empty() {
        out.push(verdict(
            "presenter",
            Mark::CannotTell,
            "leave the slip in the mouth: it must be taken back by itself",
        ));
    }
    out
}

/// The condition once the printer has been looked at.
fn ready(events: &Receiver<PrinterEvent>, profile: &Profile) -> Condition {
    let within = if profile.status == Dialect::None { Duration::from_secs(2) } else { READY_WITHIN };
    match events.recv_timeout(within) {
        Ok(PrinterEvent::Condition(condition)) => condition,
        _ => Condition::Unknown,
    }
}

fn ended(events: &Receiver<PrinterEvent>) -> Option<JobState> {
    loop {
        match events.recv_timeout(SLIP_WITHIN).ok()? {
            PrinterEvent::Job(_, JobState::Queued | JobState::Sent) | PrinterEvent::Condition(_) => {}
            PrinterEvent::Job(_, end) => return Some(end),
        }
    }
}
