//! The process that can write and does not know: it hears the kiosk's heartbeat and the printer's
//! condition, keeps the device's health, and tells the kiosk when content has changed.
//!
//! Shows that health on the service panel. It never receives anything about a visit; `socket::Up` has no words for it.

use std::os::unix::net::UnixStream;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, SystemTime};

use crate::clock::Clock;
use crate::content::Folders;
use crate::health::Health;
use crate::panel::{Answer, Ask, Panel, PanelUri, Status};
use crate::socket::{self, Down, SocketError, Up};

/// Without a heartbeat for this long the screen counts as dead.
const SILENT: Duration = Duration::from_secs(5);
/// How often the steward looks round.
const ROUND: Duration = Duration::from_secs(1);

/// What the steward works with.
pub struct Setup {
    pub kiosk: UnixStream,
    pub folders: Folders,
}

/// The service panel in the bay, told how the device is in every round.
pub struct Service {
    panel: Panel,
    asks: Receiver<Ask>,
}

impl Service {
    /// Joins the panel at `uri`. One that is not there is waited for.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(uri: &PanelUri, clock: &Clock) -> std::io::Result<Self> {
        let (tell, asks) = mpsc::channel();
        let panel = Panel::start(uri, clock, Status::new(Health::unknown()), move |ask| {
            // The steward is gone only when the panel is, too.
            let _ = tell.send(ask);
        })?;
        Ok(Self { panel, asks })
    }

    fn round(&self, health: Health) {
        self.panel.tell(&Status::new(health));
        while let Ok(ask) = self.asks.try_recv() {
            match ask {
                // What staff ask for at the panel is not built yet, and the panel says that it failed.
                Ask::PrinterTest | Ask::SafeShutdown | Ask::PinReset => self.panel.answer(ask, Answer::Failed),
                Ask::LookAgain | Ask::StopNow => {}
            }
        }
    }
}

/// Serves one kiosk until it is gone.
///
/// # Errors
/// [`SocketError`] when the socket itself fails; a kiosk that ends is no error.
pub fn run(setup: Setup, clock: &Clock, service: Option<&mut Service>) -> Result<(), SocketError> {
    let Setup { mut kiosk, folders } = setup;
    let (tell, heard) = mpsc::channel();
    listen(kiosk.try_clone()?, tell);
    let mut health = Health::unknown();
    let mut last_beat = clock.now();
    let mut newest = newest_change(&folders);
    loop {
        let before = health;
        match heard.recv_timeout(ROUND) {
            Ok(Ok(Up::Alive)) => {
                last_beat = clock.now();
                health.screen_alive = true;
            }
            Ok(Ok(Up::Printer(condition))) => health.printer = condition,
            Ok(Ok(Up::ContentBroken)) => health.content_good = false,
            Ok(Err(SocketError::Gone)) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Ok(Err(error)) => return Err(error),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if clock.now().saturating_sub(last_beat) > SILENT {
            health.screen_alive = false;
        }
        let changed = newest_change(&folders);
        if changed > newest {
            newest = changed;
            if socket::send(&mut kiosk, &Down::ContentChanged).is_err() {
                return Ok(());
            }
            health.content_good = crate::content::Content::load(&folders).is_ok();
        }
        if health != before {
            let (state, step) = health.finding();
            tracing::info!(state = state.name(), step, "health");
        }
        if let Some(service) = &service {
            service.round(health);
        }
    }
}

fn listen(mut ear: UnixStream, tell: Sender<Result<Up, SocketError>>) {
    std::thread::spawn(move || {
        loop {
            let heard = socket::receive::<Up>(&mut ear);
            let last = heard.is_err();
            if tell.send(heard).is_err() || last {
                break;
            }
        }
    });
}

/// When the newest file of the content was last changed; `None` where there is none.
fn newest_change(folders: &Folders) -> Option<SystemTime> {
    let mut newest = None;
    let mut folders = vec![folders.content.clone(), folders.locales.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(data) if data.is_dir() => folders.push(entry.path()),
                Ok(data) => newest = newest.max(data.modified().ok()),
                Err(_) => {}
            }
        }
    }
    newest
}
