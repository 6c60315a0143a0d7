//! The process that can write and does not know: it hears the kiosk's heartbeat and the printer's
//! condition, keeps the device's health, and tells the kiosk when content has changed.
//!
//! Shows that health on the service panel. It never receives anything about a visit; `socket::Up` has no words for it.

mod board;
mod machine;
mod service;
mod updates;

use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, SystemTime};

use rustix::event::{PollFd, PollFlags, Timespec};

use crate::clock::Clock;
use crate::content::{Content, Folders};
use crate::health::Health;
use crate::panel::{StaffLanguage, Status};
use crate::site::{PanelLanguage, Site};
use crate::slots::Home;
use crate::socket::{self, Down, SocketError, StaffNews, Up};

pub use board::Board;
pub use machine::{Appliance, Forgotten, Hands, Machine, NoPin, StaffPin};
pub use service::{LookAgain, Service};
pub use updates::{SharedPin, StickPlace, Updates, UpdatesSetup};

/// Without a heartbeat for this long the screen counts as dead.
const SILENT: Duration = Duration::from_secs(5);
/// How often the steward looks round.
const ROUND: Duration = Duration::from_secs(1);

/// What the steward works with.
pub struct Setup<'a> {
    pub kiosk: UnixStream,
    pub home: Home,
    /// Sticks and contents; `None` on a machine that keeps no state.
    pub updates: Option<&'a mut Updates>,
    /// Whether the system is set as the device needs it. True on a PC, where it does not matter.
    pub system_sound: bool,
}

/// Waits for a kiosk; the service panel is served meanwhile, and told that there is no screen.
///
/// # Errors
/// When the socket itself fails.
pub fn next_kiosk(
    listener: &UnixListener,
    home: &Home,
    mut service: Option<&mut Service>,
) -> std::io::Result<UnixStream> {
    let (mut board, language) = (Board::here(), language(&home.folders()));
    let round = Timespec::try_from(ROUND).map_err(std::io::Error::other)?;
    loop {
        if rustix::event::poll(&mut [PollFd::new(listener, PollFlags::IN)], Some(&round))? > 0 {
            return Ok(listener.accept()?.0);
        }
        if let Some(service) = &mut service {
            service.round(&status(Health::unknown(), &mut board, language), None);
        }
    }
}

/// Serves one kiosk until it is gone.
///
/// # Errors
/// [`SocketError`] when the socket itself fails; a kiosk that ends is no error.
pub fn run(setup: Setup, clock: &Clock, mut service: Option<&mut Service>) -> Result<(), SocketError> {
    let done = serve(setup, clock, service.as_deref_mut());
    if let Some(service) = service {
        service.kiosk_gone();
    }
    done
}

fn serve(setup: Setup, clock: &Clock, mut service: Option<&mut Service>) -> Result<(), SocketError> {
    let Setup { mut kiosk, home, mut updates, system_sound } = setup;
    let (tell, heard) = mpsc::channel();
    listen(kiosk.try_clone()?, tell);
    if !is_whole(updates.as_deref()) && socket::send(&mut kiosk, &Down::ContentChanged).is_err() {
        // The kiosk may have read the damaged content before this process found the damage.
        return Ok(());
    }
    let mut health =
        Health { content_good: is_whole(updates.as_deref()), protected: system_sound, ..Health::unknown() };
    if let Some(updates) = &mut updates {
        updates.kiosk_came();
    }
    let mut last_beat = clock.now();
    let mut newest = newest_change(&home.folders());
    let (mut board, mut language) = (Board::here(), language(&home.folders()));
    loop {
        let before = health;
        match heard.recv_timeout(ROUND) {
            Ok(Ok(Up::Alive)) => {
                last_beat = clock.now();
                health.screen_alive = true;
            }
            Ok(Ok(Up::Printer(condition))) => health.printer = condition,
            Ok(Ok(Up::ContentBroken)) => health.content_good = false,
            Ok(Ok(Up::Lacks(protection))) => {
                tracing::warn!(?protection, "this system does not give the kiosk one of its protections");
                health.protected = false;
            }
            Ok(Ok(Up::TestPage(page))) => {
                if let Some(service) = &mut service {
                    service.tested(page);
                }
            }
            Ok(Ok(Up::Staff(wish))) => {
                let news = match updates.as_deref_mut() {
                    Some(updates) => updates.wish(wish),
                    None => vec![StaffNews::NotHere],
                };
                if !tell_staff(&mut kiosk, news) {
                    return Ok(());
                }
            }
            Ok(Err(SocketError::Gone)) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Ok(Err(error)) => return Err(error),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if clock.now().saturating_sub(last_beat) > SILENT {
            health.screen_alive = false;
        }
        let news = updates.as_deref_mut().map_or_else(Vec::new, Updates::round);
        if !tell_staff(&mut kiosk, news) {
            return Ok(());
        }
        let folders = home.folders();
        let changed = newest_change(&folders);
        if changed != newest {
            newest = changed;
            if socket::send(&mut kiosk, &Down::ContentChanged).is_err() {
                return Ok(());
            }
            health.content_good = is_whole(updates.as_deref()) && Content::load(&folders).is_ok();
            language = self::language(&folders);
        }
        if health != before {
            let (state, step) = health.finding();
            tracing::info!(state = state.name(), step, "health");
        }
        if let Some(service) = &mut service
            && service.round(&of_updates(status(health, &mut board, language), updates.as_deref()), Some(&mut kiosk))
                == LookAgain::Yes
        {
            // As if every file were new.
            newest = None;
        }
    }
}

/// All that the panel may know: the device's condition, and what staff chose for it.
fn status(health: Health, board: &mut Board, language: StaffLanguage) -> Status {
    Status { temperature: board.temperature(), power: board.power(), language, ..Status::new(health) }
}

/// The same with what is known of contents.
fn of_updates(status: Status, updates: Option<&Updates>) -> Status {
    let number = updates.and_then(Updates::number).map(|number| number.to_string()).unwrap_or_default();
    let content_version = number.as_str().try_into().unwrap_or_default();
    Status { updating: updates.is_some_and(Updates::is_busy), content_version, ..status }
}

/// False while something other than the content that should be in use is shown.
fn is_whole(updates: Option<&Updates>) -> bool {
    updates.is_none_or(|updates| !updates.has_fallen_back())
}

/// Tells the kiosk; false when it is gone.
fn tell_staff(kiosk: &mut UnixStream, news: Vec<StaffNews>) -> bool {
    news.into_iter().all(|news| socket::send(kiosk, &Down::Staff(news)).is_ok())
}

/// The language that staff chose for the panel. Settings that cannot be read are the content's trouble.
fn language(folders: &Folders) -> StaffLanguage {
    match Site::read(&folders.site).unwrap_or_default().panel.language {
        PanelLanguage::English => StaffLanguage::English,
        PanelLanguage::Spanish => StaffLanguage::Spanish,
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

/// Where the content lies and when its newest file was last changed: another of either is another content.
fn newest_change(folders: &Folders) -> Option<(PathBuf, Option<SystemTime>)> {
    let mut newest = std::fs::metadata(&folders.site).and_then(|data| data.modified()).ok();
    let place = folders.content.clone();
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
    Some((place, newest))
}
