//! The printer as the desk sees it: jobs go to the printer's thread, what comes back is told in the
//! visit's few words. Decides what a printer's condition means to a visitor.

use std::time::Duration;

use super::desk::PaperPrinter;
use crate::clock::Clock;
use crate::health::forms::paper;
use crate::printer::{Bucket, Condition, JobId, JobState, PrinterEvent, PrinterHandle};
use crate::slip::Bitmap;
use crate::socket::{PrinterCondition, ReportLines, TestPage, Up};
use crate::visit::{JobEnd, JobNumber, PrinterState};

/// Slips that may be taken in a row before the printer rests.
const AT_ONCE: u32 = 4;
/// How fast that comes back.
const REFILL: Duration = Duration::from_secs(60);

/// The staff's papers. A visit's jobs count up from one and never come here.
const TEST: JobId = JobId(u64::MAX);
const REPORT: JobId = JobId(u64::MAX - 1);

/// A paper that staff asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StaffPaper {
    TestPage,
    Report,
}

impl StaffPaper {
    /// How it fares, as the steward is told.
    pub fn told(self, page: TestPage) -> Up {
        match self {
            StaffPaper::TestPage => Up::TestPage(page),
            StaffPaper::Report => Up::Report(page),
        }
    }
}

/// The printer behind its thread, and the bucket against emptying the roll.
pub struct Press {
    handle: Option<PrinterHandle>,
    bucket: Bucket,
    clock: Clock,
    /// Until when the bucket is empty.
    rests_until: Option<Duration>,
    /// What has come so far of a health report for staff.
    report: Vec<String>,
}

impl Press {
    /// `handle` is `None` where the site has no printer.
    pub fn new(handle: Option<PrinterHandle>, clock: Clock) -> Self {
        Self { handle, bucket: Bucket::new(AT_ONCE, REFILL), clock, rests_until: None, report: Vec::new() }
    }

    /// The same for a process that has replaced itself: leaving and coming back is no way around the
    /// rest. The same after every visit, with or without a paper.
    pub fn renewed(handle: Option<PrinterHandle>, clock: Clock) -> Self {
        let bucket = Bucket::with_one(AT_ONCE, REFILL, clock.now());
        Self { bucket, ..Self::new(handle, clock) }
    }

    /// Ends the printer's thread; false when it hangs.
    pub fn leave(&self, within: Duration) -> bool {
        self.handle.as_ref().is_none_or(|handle| handle.leave(within))
    }

    /// Whether print can be offered now.
    pub fn state(&mut self) -> PrinterState {
        let Some(handle) = &self.handle else { return PrinterState::NotReady };
        if !handle.condition().prints() {
            return PrinterState::NotReady;
        }
        match self.rests_until {
            Some(until) if self.clock.now() < until => PrinterState::Resting,
            _ => {
                self.rests_until = None;
                PrinterState::Ready
            }
        }
    }

    /// Prints the test page that staff want, unless `in_use`: somebody is at the screen, whose paper
    /// goes before.
    pub fn test(&mut self, in_use: bool) -> TestPage {
        self.staff_paper(in_use, |handle| handle.test(TEST))
    }

    /// Gathers the lines of a health report, and prints it once it is whole, as [`Press::test`] does.
    pub fn report(&mut self, in_use: bool, part: ReportLines) -> Option<TestPage> {
        if part.first {
            self.report.clear();
        }
        self.report.extend(part.lines);
        let lines = part.last.then(|| std::mem::take(&mut self.report))?;
        Some(self.staff_paper(in_use, |handle| handle.report(REPORT, paper::TITLE.to_owned(), lines)))
    }

    fn staff_paper(&mut self, in_use: bool, print: impl FnOnce(&PrinterHandle)) -> TestPage {
        if in_use || !self.is_idle() {
            return TestPage::NotNow;
        }
        match (self.state(), &self.handle) {
            (PrinterState::Ready, Some(handle)) => {
                print(handle);
                TestPage::Begun
            }
            (PrinterState::Resting, _) => TestPage::NotNow,
            _ => TestPage::Failed,
        }
    }

    /// True when nothing is being printed: the process may be replaced.
    pub fn is_idle(&self) -> bool {
        self.handle.as_ref().is_none_or(PrinterHandle::is_idle)
    }
}

impl PaperPrinter for Press {
    fn print(&mut self, job: JobNumber, paper: Bitmap) {
        if let Some(handle) = &self.handle {
            handle.print(JobId(job.0), paper);
            let now = self.clock.now();
            // Print is only offered while the bucket has a slip in it, so this takes one.
            let _ = self.bucket.take(now);
            self.rests_until = self.bucket.wait(now).map(|wait| now + wait.0);
        }
    }

    fn cancel(&mut self, job: JobNumber) {
        if let Some(handle) = &self.handle {
            handle.cancel(JobId(job.0));
        }
    }
}

/// How a paper of the staff's ended: `None` for everything else.
pub fn staff_paper(event: &PrinterEvent) -> Option<(StaffPaper, TestPage)> {
    let (paper, state) = match event {
        PrinterEvent::Job(TEST, state) => (StaffPaper::TestPage, state),
        PrinterEvent::Job(REPORT, state) => (StaffPaper::Report, state),
        _ => return None,
    };
    let page = match state {
        // Said when it was handed over.
        JobState::Queued | JobState::Sent => return None,
        JobState::Confirmed => TestPage::Done,
        JobState::Unknown => TestPage::Unconfirmed,
        JobState::Failed(_) | JobState::Cancelled => TestPage::Failed,
    };
    Some((paper, page))
}

/// What a job's state means to the visit: `None` while it is under way.
pub fn end_of(state: JobState) -> Option<JobEnd> {
    match state {
        JobState::Queued | JobState::Sent => None,
        JobState::Confirmed => Some(JobEnd::Done),
        JobState::Unknown => Some(JobEnd::Unknown),
        JobState::Failed(_) | JobState::Cancelled => Some(JobEnd::Failed),
    }
}

/// The condition as it is told to the steward.
pub fn told(condition: Condition) -> PrinterCondition {
    match condition {
        Condition::Ready => PrinterCondition::Ready,
        Condition::NearEnd => PrinterCondition::NearEnd,
        Condition::PaperOut => PrinterCondition::PaperOut,
        Condition::CoverOpen => PrinterCondition::CoverOpen,
        Condition::CutterStuck => PrinterCondition::CutterStuck,
        Condition::Jam => PrinterCondition::Jam,
        Condition::Overheated => PrinterCondition::Overheated,
        Condition::Fault => PrinterCondition::Fault,
        Condition::Unplugged => PrinterCondition::Unplugged,
        Condition::Silent => PrinterCondition::Silent,
        Condition::Unknown => PrinterCondition::Unknown,
    }
}
