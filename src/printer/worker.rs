//! The printer thread: it drives the job engine, waits on the line, and reports. Nothing is decided
//! here. Dropping the handle ends the thread, and never waits longer than two seconds for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::diary::Entry;
use crate::printer::job::{self, FaultKind, JobEngine, JobId, JobState, PrinterEvent};
use crate::printer::profile::Profile;
use crate::printer::report_driver::print_report;
use crate::printer::selftest;
use crate::printer::status::Condition;
use crate::printer::transport::{self, Transport};
use crate::printer::uri::PrinterUri;
use crate::slip::Bitmap;

/// A handle that is dropped waits this long for its thread.
const LEAVE: Duration = Duration::from_secs(2);
/// While something is under way, a new command waits at most this long.
const LISTEN: Duration = Duration::from_millis(10);

/// Starts printer threads.
pub struct Printer;

/// Why a printer thread could not be started.
#[derive(Debug, thiserror::Error)]
#[error("the printer thread could not be started ({0}); restart the kiosk")]
pub struct StartError(#[from] std::io::Error);

enum Command {
    Print(JobId, Bitmap),
    Cancel(JobId),
    Report(JobId, String, Vec<String>),
    Test(JobId),
    Leave,
}

/// The way to a printer thread.
pub struct PrinterHandle {
    commands: Sender<Command>,
    known: Arc<Mutex<Known>>,
    /// Jobs handed over that the thread has not seen yet.
    unseen: Arc<AtomicUsize>,
    gone: Receiver<()>,
}

#[derive(Clone, Copy)]
struct Known {
    condition: Condition,
    idle: bool,
}

impl Printer {
    /// Starts the thread for the printer at `uri`. A printer that is not there is no error: it is
    /// [`Condition::Unplugged`], and is looked for until it comes. The first thing sent empties the
    /// printer, so nothing of an earlier process comes out.
    pub fn start(
        uri: PrinterUri,
        profile: Profile,
        clock: Clock,
        on_event: impl Fn(PrinterEvent) + Send + 'static,
    ) -> Result<PrinterHandle, StartError> {
        let profile = transport::adapted(&uri, profile);
        let line = transport::for_uri(&uri, &profile, &clock);
        Printer::start_on(line, profile, clock, on_event)
    }

    /// The same after a power-up or a crash, when nobody knows how the printer was left: what hangs
    /// in its mouth is cut off first. That costs a finger's breadth of paper, so a process that only
    /// replaces itself between two visits uses [`Printer::start`].
    pub fn start_cold(
        uri: PrinterUri,
        profile: Profile,
        clock: Clock,
        on_event: impl Fn(PrinterEvent) + Send + 'static,
    ) -> Result<PrinterHandle, StartError> {
        let profile = transport::adapted(&uri, profile);
        let line = transport::for_uri(&uri, &profile, &clock);
        Printer::run(line, profile, clock, on_event, JobEngine::expect_stub)
    }

    /// The same as [`Printer::start`] on a line that is already made.
    pub fn start_on(
        line: Box<dyn Transport>,
        profile: Profile,
        clock: Clock,
        on_event: impl Fn(PrinterEvent) + Send + 'static,
    ) -> Result<PrinterHandle, StartError> {
        Printer::run(line, profile, clock, on_event, |_| {})
    }

    fn run(
        line: Box<dyn Transport>,
        profile: Profile,
        clock: Clock,
        on_event: impl Fn(PrinterEvent) + Send + 'static,
        prepare: impl FnOnce(&mut JobEngine),
    ) -> Result<PrinterHandle, StartError> {
        let (commands, inbox) = channel();
        let (leaving, gone) = channel();
        let known = Arc::new(Mutex::new(Known { condition: Condition::Unknown, idle: true }));
        let unseen = Arc::new(AtomicUsize::new(0));
        let (told, seen) = (known.clone(), unseen.clone());
        let mut engine = JobEngine::new(profile.clone());
        prepare(&mut engine);
        std::thread::Builder::new().name("printer".to_owned()).spawn(move || {
            Worker { engine, profile, line, clock, inbox, known: told, unseen: seen, on_event }.run();
            // The handle may have stopped waiting.
            let _ = leaving.send(());
        })?;
        Ok(PrinterHandle { commands, known, unseen, gone })
    }
}

impl PrinterHandle {
    /// Prints one slip. What becomes of it comes as events; it is never printed twice.
    pub fn print(&self, id: JobId, bitmap: Bitmap) {
        self.unseen.fetch_add(1, Ordering::SeqCst);
        // A thread that has ended has said so by `Unplugged`; there is nobody to tell.
        let _ = self.commands.send(Command::Print(id, bitmap));
    }

    /// Takes a job back if nothing of it has been sent; then it ends as cancelled.
    pub fn cancel(&self, id: JobId) {
        let _ = self.commands.send(Command::Cancel(id));
    }

    /// Prints plain lines for staff, cut off; never for a visitor. It ends as unknown when the printer
    /// has taken them, or as failed; a printer that is busy or in trouble prints none.
    pub fn report(&self, id: JobId, title: String, lines: Vec<String>) {
        self.unseen.fetch_add(1, Ordering::SeqCst);
        let _ = self.commands.send(Command::Report(id, title, lines));
    }

    /// Prints the test slip for staff. It ends as any slip does.
    pub fn test(&self, id: JobId) {
        self.unseen.fetch_add(1, Ordering::SeqCst);
        let _ = self.commands.send(Command::Test(id));
    }

    /// What is known of the printer now.
    pub fn condition(&self) -> Condition {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).condition
    }

    /// Whether no slip is waiting or being printed: before that, replacing the process would cut a
    /// slip off in the middle.
    pub fn is_idle(&self) -> bool {
        // In this order: what is no longer unseen has already made the thread busy.
        self.unseen.load(Ordering::SeqCst) == 0 && self.known.lock().unwrap_or_else(PoisonError::into_inner).idle
    }
}

impl PrinterHandle {
    /// Ends the thread before the process goes: what is under way is aborted and cut off. False when
    /// that takes longer; then it is left as it is.
    pub fn leave(&self, within: Duration) -> bool {
        let _ = self.commands.send(Command::Leave);
        // An error other than that has ended the thread too.
        !matches!(self.gone.recv_timeout(within), Err(RecvTimeoutError::Timeout))
    }
}

impl Drop for PrinterHandle {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Leave);
        // A thread that does not come back in time is left behind; the process goes on.
        let _ = self.gone.recv_timeout(LEAVE);
    }
}

struct Worker<F> {
    engine: JobEngine,
    profile: Profile,
    line: Box<dyn Transport>,
    clock: Clock,
    inbox: Receiver<Command>,
    known: Arc<Mutex<Known>>,
    unseen: Arc<AtomicUsize>,
    on_event: F,
}

impl<F: Fn(PrinterEvent)> Worker<F> {
    fn run(mut self) {
        loop {
            let step = self.engine.step(self.clock.now(), self.line.as_mut());
            self.report();
            let command = if step.wait <= LISTEN {
                self.line.wait(step.to_write, step.wait);
                self.inbox.try_recv().map_err(|error| match error {
                    TryRecvError::Empty => RecvTimeoutError::Timeout,
                    TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                })
            } else {
                self.inbox.recv_timeout(step.wait)
            };
            match command {
                Ok(Command::Print(id, bitmap)) => {
                    self.engine.submit(id, bitmap);
                    self.report();
                    self.unseen.fetch_sub(1, Ordering::SeqCst);
                }
                Ok(Command::Cancel(id)) => {
                    self.engine.cancel(id);
                }
                Ok(Command::Report(id, title, lines)) => {
                    self.staff_report(id, &title, &lines);
                    self.unseen.fetch_sub(1, Ordering::SeqCst);
                }
                Ok(Command::Test(id)) => {
                    match selftest::slip(&self.profile) {
                        Ok(slip) => self.engine.submit(id, slip),
                        Err(error) => {
                            Entry::NoTestSlip(&error).note();
                            self.engine.tell(id, JobState::Failed(FaultKind::TooWide));
                        }
                    }
                    self.report();
                    self.unseen.fetch_sub(1, Ordering::SeqCst);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Command::Leave) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.engine.close(self.line.as_mut());
    }

    fn staff_report(&mut self, id: JobId, title: &str, lines: &[String]) {
        let free = self.engine.is_settled() && self.engine.is_idle();
        let state = match job::fault_of(self.engine.condition()) {
            Some(kind) => JobState::Failed(kind),
            None if !free => JobState::Failed(FaultKind::Fault),
            None => match print_report(title, lines, self.line.as_mut(), &self.profile, &self.clock) {
                Ok(()) => JobState::Unknown,
                Err(error) => {
                    Entry::StaffReportFailed(&error).note();
                    JobState::Failed(FaultKind::Silent)
                }
            },
        };
        self.engine.tell(id, state);
        self.engine.look_again(self.clock.now(), state == JobState::Unknown);
        self.report();
    }

    fn report(&mut self) {
        let now = Known { condition: self.engine.condition(), idle: self.engine.is_idle() };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = now;
        for event in self.engine.take_events() {
            (self.on_event)(event);
        }
    }
}
