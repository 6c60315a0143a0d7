//! A job engine and a virtual printer on one manual clock, without threads.
//! It drives and looks; it asserts nothing.

#![allow(dead_code)] // each test uses its own part

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use stairlight::clock::{Clock, ManualClock};
use stairlight::printer::job::JobEngine;
use stairlight::printer::paper::{Fault, Model, VirtualPrinter};
use stairlight::printer::transport::PaperTransport;
use stairlight::printer::{Condition, JobId, JobState, PrinterEvent, Profile, Profiles};
use stairlight::slip::Bitmap;

/// Time passes at most this long between two looks at it.
const LONGEST: Duration = Duration::from_millis(20);
/// A step that asks to be called again at once is called again after this.
const SHORTEST: Duration = Duration::from_micros(100);

pub struct Rig {
    pub engine: JobEngine,
    pub printer: Arc<Mutex<VirtualPrinter>>,
    line: PaperTransport,
    hand: ManualClock,
    events: Vec<PrinterEvent>,
    due: Duration,
}

pub fn profile(name: &str) -> Profile {
    Profiles::built_in().named(name).cloned().unwrap_or_else(|error| panic!("{error}"))
}

impl Rig {
    pub fn new(profile: Profile, model: Model) -> Rig {
        let (clock, hand) = Clock::manual();
        let printer = Arc::new(Mutex::new(VirtualPrinter::new(model)));
        let line = PaperTransport::shared(printer.clone(), clock);
        let engine = JobEngine::new(profile);
        Rig { engine, printer, line, hand, events: Vec::new(), due: Duration::ZERO }
    }

    /// A printer that is exactly what its profile says.
    pub fn of(name: &str) -> Rig {
        let profile = profile(name);
        let model = Model::of(&profile);
        Rig::new(profile, model)
    }

    pub fn printer(&self) -> MutexGuard<'_, VirtualPrinter> {
        self.printer.lock().unwrap()
    }

    /// For messages of failing tests.
    pub fn summary(&self) -> String {
        let printer = self.printer();
        format!("taken {}, held {}, dots {}", printer.taken(), printer.held(), printer.strip().dots())
    }

    pub fn now(&self) -> Duration {
        self.hand.now()
    }

    /// Time passes to the next step of the engine, or a little way towards it.
    pub fn tick(&mut self) {
        if self.now() >= self.due {
            let step = self.engine.step(self.hand.now(), &mut self.line);
            self.due = self.now() + step.wait.max(SHORTEST);
            self.events.extend(self.engine.take_events());
        }
        self.hand.advance(self.due.saturating_sub(self.now()).min(LONGEST));
        let now = self.now();
        self.printer().advance(now);
    }

    pub fn run(&mut self, time: Duration) {
        let until = self.now() + time;
        while self.now() < until {
            self.tick();
        }
    }

    /// Runs until `done`, at most for `most`; true if it came.
    pub fn run_until(&mut self, most: Duration, mut done: impl FnMut(&mut Rig) -> bool) -> bool {
        let until = self.now() + most;
        while self.now() < until {
            if done(self) {
                return true;
            }
            self.tick();
        }
        done(self)
    }

    /// Runs until the printer may be offered.
    pub fn settle(&mut self) -> bool {
        self.run_until(Duration::from_secs(30), |rig| rig.engine.is_settled() && rig.engine.condition().prints())
    }

    pub fn print(&mut self, id: u64, bitmap: &Bitmap) {
        self.engine.submit(JobId(id), bitmap.clone());
        self.due = Duration::ZERO;
    }

    pub fn state(&self, id: u64) -> Option<JobState> {
        self.events.iter().rev().find_map(|event| match event {
            PrinterEvent::Job(JobId(other), state) if *other == id => Some(*state),
            _ => None,
        })
    }

    /// Every state that a job went through.
    pub fn states(&self, id: u64) -> Vec<JobState> {
        let of = |event: &PrinterEvent| match event {
            PrinterEvent::Job(JobId(other), state) if *other == id => Some(*state),
            _ => None,
        };
        self.events.iter().filter_map(of).collect()
    }

    pub fn conditions(&self) -> Vec<Condition> {
        let of = |event: &PrinterEvent| match event {
            PrinterEvent::Condition(condition) => Some(*condition),
            PrinterEvent::Job(..) => None,
        };
        self.events.iter().filter_map(of).collect()
    }

    /// Runs until the job has ended.
    pub fn finish(&mut self, id: u64) -> Option<JobState> {
        self.run_until(Duration::from_secs(60), |rig| rig.state(id).is_some_and(is_end));
        self.state(id)
    }

    pub fn inject(&self, fault: Fault) {
        self.printer().inject(fault);
    }

    pub fn repair(&self, fault: Fault) {
        self.printer().repair(fault);
    }
}

pub fn is_end(state: JobState) -> bool {
    !matches!(state, JobState::Queued | JobState::Sent)
}

/// Rows that look like text, with a heading, a rule and big digits; the same for the same numbers.
pub fn slip(width: u32, height: u32, seed: u32) -> Bitmap {
    let mut bitmap = Bitmap::new(width, height).unwrap();
    let mut noise = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = move || {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        noise
    };
    let mut top = 8;
    while top + 26 < height {
        if next() % 6 == 0 {
            for x in 0..width {
                bitmap.set(x, top, true);
                bitmap.set(x, top + 1, true);
            }
            top += 12;
            continue;
        }
        let length = width / 3 + next() % (width / 2);
        let start = if seed.is_multiple_of(2) { 0 } else { width - length };
        let mut x = start;
        while x + 14 < start + length {
            let wide = 8 + next() % 5;
            for y in 0..22 {
                let strokes = next();
                for dx in 0..wide {
                    let stem = dx < 3 && strokes % 8 != 0;
                    let bar = y % 9 < 2 && strokes % 3 != 0;
                    if stem || bar {
                        bitmap.set(x + dx, top + y, true);
                    }
                }
            }
            x += wide + 3 + if next() % 7 == 0 { 9 } else { 0 };
        }
        top += 34;
    }
    bitmap
}

/// Whether `paper` shows `slip` and otherwise is blank, wherever it stands; the width is as it is.
pub fn shows(paper: &Bitmap, slip: &Bitmap) -> bool {
    let (Some(on_paper), Some(on_slip)) = (paper.ink_bounds(), slip.ink_bounds()) else {
        return paper.ink_bounds() == slip.ink_bounds();
    };
    let same_place = on_paper.left == on_slip.left && on_paper.right == on_slip.right;
    let rows = on_slip.bottom - on_slip.top;
    same_place
        && on_paper.bottom - on_paper.top == rows
        && (0..rows).all(|y| (0..slip.width()).all(|x| paper.get(x, on_paper.top + y) == slip.get(x, on_slip.top + y)))
}
