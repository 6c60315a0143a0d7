//! The service panel, seen from the Pi: says hello, beats while the device lives, tells how it is,
//! and hands over what the panel's keys ask for.
//!
//! [`Panel`] is what the steward owns: a thread around [`PanelEnd`], which is the conversation as a
//! pure machine. The panel never learns anything about visits: all that can reach it is [`Status`].
//! It performs nothing that the panel asks; the steward does.

mod end;
mod line;
mod link;
mod requests;
mod status;
mod talk;
mod uri;
mod virtual_panel;

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use end::PanelEnd;
pub use line::{Line, LineError, SerialLine, TcpLine, for_uri};
pub use link::Link;
pub use requests::{Answer, Ask};
pub use stairlight_link::{
    Celsius, ContentVersion, Identity, NotAVersion, PowerCondition, RestartsToday, StaffLanguage,
};
pub use status::Status;
pub use uri::{FORMS, PanelUri, UriError};
pub use virtual_panel::{KEYS, PICTURE, VirtualPanel};

use crate::clock::Clock;

/// How often the panel's thread looks round when nothing wakes it.
const PACE: Duration = Duration::from_millis(100);
/// A steward that has said nothing for this long hangs, and the beats stop. It says something every
/// second; ten allow for a slow disk.
const STEWARD_SILENT: Duration = Duration::from_secs(10);
/// How long the thread may take to end. Opening the wire is its longest wait.
const END_WITHIN: Duration = Duration::from_secs(2);

/// The panel in the steward's hands. No call here waits for the wire.
pub struct Panel {
    shared: Arc<Shared>,
    clock: Clock,
    ended: Receiver<()>,
}

struct Shared {
    desk: Mutex<Desk>,
    wake: Condvar,
}

/// What lies between the steward and the panel's thread.
struct Desk {
    status: Status,
    /// When the steward last said something.
    told: Duration,
    /// Something lies here that the thread has not looked at.
    fresh: bool,
    answers: Vec<(Ask, Answer)>,
    link: Link,
    stop: bool,
}

impl Panel {
    /// Starts the conversation with the panel at an address, whether or not one is there.
    ///
    /// `on_ask` runs on the panel's thread and must return at once: send it on.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(
        uri: &PanelUri,
        clock: &Clock,
        status: Status,
        on_ask: impl FnMut(Ask) + Send + 'static,
    ) -> io::Result<Panel> {
        Panel::start_on(for_uri(uri, clock), clock, status, on_ask)
    }

    /// The same on a line of your own.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start_on(
        line: Box<dyn Line>,
        clock: &Clock,
        status: Status,
        on_ask: impl FnMut(Ask) + Send + 'static,
    ) -> io::Result<Panel> {
        let desk =
            Desk { status, told: clock.now(), fresh: true, answers: Vec::new(), link: Link::Absent, stop: false };
        let shared = Arc::new(Shared { desk: Mutex::new(desk), wake: Condvar::new() });
        let (end, ended) = mpsc::channel();
        let worker = Worker { shared: shared.clone(), clock: clock.clone(), line, on_ask, _end: end };
        std::thread::Builder::new().name("panel".to_owned()).spawn(move || worker.run())?;
        Ok(Panel { shared, clock: clock.clone(), ended })
    }

    /// How the device is now. To be called in every round of the steward, changed or not: it is also
    /// the sign that the steward lives, and without it the beats stop.
    pub fn tell(&self, status: &Status) {
        let now = self.clock.now();
        let mut desk = self.shared.desk();
        desk.told = now;
        if desk.status != *status {
            desk.status.clone_from(status);
            self.shared.wake(desk);
        }
    }

    /// Answers an [`Ask`]. Unasked, `SafeShutdown` and `Started` tell the panel that staff chose on
    /// the screen to shut down: it then waits for silence instead of calling for help.
    pub fn answer(&self, ask: Ask, answer: Answer) {
        let mut desk = self.shared.desk();
        desk.answers.push((ask, answer));
        self.shared.wake(desk);
    }

    /// How the connection stands.
    pub fn link(&self) -> Link {
        self.shared.desk().link
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        let mut desk = self.shared.desk();
        desk.stop = true;
        self.shared.wake(desk);
        // The thread's end closes its side; a thread that hangs in `on_ask` is left behind.
        if self.ended.recv_timeout(END_WITHIN) == Err(mpsc::RecvTimeoutError::Timeout) {
            tracing::error!("the panel's thread does not end");
        }
    }
}

impl Shared {
    /// Nobody leaves the desk half changed, so a panic elsewhere does not spoil it.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self, mut desk: MutexGuard<'_, Desk>) {
        desk.fresh = true;
        drop(desk);
        self.wake.notify_all();
    }
}

/// The panel's thread.
struct Worker<F> {
    shared: Arc<Shared>,
    clock: Clock,
    line: Box<dyn Line>,
    on_ask: F,
    /// Dropped last, which says that the thread is over.
    _end: Sender<()>,
}

impl<F: FnMut(Ask)> Worker<F> {
    fn run(mut self) {
        let mut end = PanelEnd::new();
        let mut link = None;
        loop {
            let Round { status, answers, last } = self.next();
            // The last round still says what was answered, such as that the machine stops.
            if last && end.link() == Link::Absent {
                break;
            }
            for (ask, answer) in answers {
                end.answer(ask, answer);
            }
            for ask in end.step(self.clock.now(), self.line.as_mut(), &status) {
                tracing::info!(?ask, "panel");
                (self.on_ask)(ask);
            }
            if link.replace(end.link()) != Some(end.link()) {
                diary(&end);
                self.shared.desk().link = end.link();
            }
            if last {
                break;
            }
        }
        self.line.close();
    }

    /// Waits for something new or for the next round.
    fn next(&mut self) -> Round {
        let desk = self.shared.desk();
        let idle = |desk: &mut Desk| !desk.fresh && !desk.stop;
        let (mut desk, _) =
            self.shared.wake.wait_timeout_while(desk, PACE, idle).unwrap_or_else(PoisonError::into_inner);
        desk.fresh = false;
        let mut status = desk.status.clone();
        status.steward_alive &= self.clock.now().saturating_sub(desk.told) < STEWARD_SILENT;
        Round { status, answers: std::mem::take(&mut desk.answers), last: desk.stop }
    }
}

/// What one round of the thread works with.
struct Round {
    status: Status,
    answers: Vec<(Ask, Answer)>,
    /// The steward lets go of the panel.
    last: bool,
}

/// One line for each change.
fn diary(end: &PanelEnd) {
    match (end.link(), end.trouble()) {
        (Link::Absent, Some(error)) => tracing::warn!(%error, "no panel"),
        (Link::OtherVersion { version }, _) => tracing::warn!(theirs = version.0, "the panel has another version"),
        (Link::Met { identity }, _) => {
            tracing::info!(firmware = %identity.firmware, build = %identity.build, resets = identity.resets, "panel");
        }
        (link, _) => tracing::info!(link = link.name(), "panel"),
    }
}
