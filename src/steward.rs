//! The process that can write and does not know: it hears the kiosk's heartbeat and the printer's
//! condition, watches over the device's health, and tells the kiosk when content has changed.
//!
//! Shows that health on the service panel. It never receives anything about a visit; `socket::Up` has no words for it.

mod machine;
mod service;
mod updates;
mod watch;

use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};

use crate::content::Folders;
use crate::panel::StaffLanguage;
use crate::site::{PanelLanguage, Site};
use crate::slots::Home;
use crate::socket::{self, Down, SocketError, StaffNews, StaffWish, TestPage, Up};
use crate::watchdog::Watchdog;

pub use machine::{Appliance, Forgotten, Hands, Machine, NoPin, StaffPin};
pub use service::{LookAgain, Service};
pub use updates::{ReportPlace, SharedPin, StickPlace, Updates, UpdatesSetup};
pub use watch::Watch;

/// How often the steward looks round.
const ROUND: Duration = Duration::from_secs(1);

/// What the steward works with.
pub struct Setup<'a> {
    pub kiosk: UnixStream,
    pub home: Home,
    /// Sticks and contents; `None` on a machine that keeps no state.
    pub updates: Option<&'a mut Updates>,
    /// What is known of the device; goes on from one kiosk to the next.
    pub watch: &'a mut Watch,
    /// Who starts this process anew when its rounds stop.
    pub watchdog: &'a Watchdog,
}

/// Waits for a kiosk; the service panel is served meanwhile, and told that there is no screen.
///
/// # Errors
/// When the socket itself fails.
pub fn next_kiosk(
    listener: &UnixListener,
    home: &Home,
    watch: &mut Watch,
    mut service: Option<&mut Service>,
    watchdog: &Watchdog,
) -> std::io::Result<UnixStream> {
    let language = language(&home.folders());
    let round = Timespec::try_from(ROUND).map_err(std::io::Error::other)?;
    loop {
        watchdog.alive();
        if rustix::event::poll(&mut [PollFd::new(listener, PollFlags::IN)], Some(&round))? > 0 {
            return Ok(listener.accept()?.0);
        }
        watch.round(service.as_deref().and_then(Service::link));
        if let Some(service) = &mut service {
            service.round(&watch.status(language, false), None);
        }
    }
}

/// Serves one kiosk until it is gone.
///
/// # Errors
/// [`SocketError`] when the socket itself fails; a kiosk that ends is no error.
pub fn run(setup: Setup, mut service: Option<&mut Service>) -> Result<(), SocketError> {
    let done = serve(setup, service.as_deref_mut());
    if let Some(service) = service {
        service.kiosk_gone();
    }
    done
}

fn serve(setup: Setup, mut service: Option<&mut Service>) -> Result<(), SocketError> {
    let Setup { mut kiosk, home, mut updates, watch, watchdog } = setup;
    let (tell, heard) = mpsc::channel();
    listen(kiosk.try_clone()?, tell);
    if !is_whole(updates.as_deref()) && socket::send(&mut kiosk, &Down::ContentChanged).is_err() {
        // The kiosk may have read the damaged content before this process found the damage.
        return Ok(());
    }
    if let Some(updates) = &mut updates {
        updates.kiosk_came();
    }
    watch.kiosk_comes(!is_whole(updates.as_deref()));
    // Staff have asked for the report on paper, and have not heard how it ended.
    let mut printing = false;
    let mut language = language(&home.folders());
    loop {
        watchdog.alive();
        match heard.recv_timeout(ROUND) {
            Ok(Ok(Up::Alive)) => watch.kiosk_lives(),
            Ok(Ok(Up::Printer(condition))) => watch.printer_is(condition),
            Ok(Ok(Up::ContentBroken)) => watch.content_is_broken(),
            Ok(Ok(Up::Lacks(protection))) => {
                tracing::warn!(?protection, "this system does not give the kiosk one of its protections");
                watch.kiosk_lacks(protection);
            }
            Ok(Ok(Up::TestPage(page))) => {
                if let Some(service) = &mut service {
                    service.tested(page);
                }
            }
            // A kiosk that prints without being asked is not the staff's business.
            Ok(Ok(Up::Report(how))) if printing => {
                printing = how == TestPage::Begun;
                if !tell_staff(&mut kiosk, vec![StaffNews::ReportPrint(how)]) {
                    return Ok(());
                }
            }
            Ok(Ok(Up::Report(_))) => {}
            Ok(Ok(Up::Staff(wish))) => {
                let said = answer(wish, updates.as_deref_mut(), watch);
                printing |= said.iter().any(|said| matches!(said, Down::PrintReport(_)));
                if !said.into_iter().all(|said| socket::send(&mut kiosk, &said).is_ok()) {
                    return Ok(());
                }
            }
            Ok(Err(SocketError::Gone)) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Ok(Err(error)) => return Err(error),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let news = updates.as_deref_mut().map_or_else(Vec::new, Updates::round);
        if !tell_staff(&mut kiosk, news) {
            return Ok(());
        }
        if watch.content_has_changed(!is_whole(updates.as_deref())) {
            if socket::send(&mut kiosk, &Down::ContentChanged).is_err() {
                return Ok(());
            }
            language = self::language(&home.folders());
        }
        watch.round(service.as_deref().and_then(Service::link));
        if let Some(service) = &mut service {
            let status = watch.status(language, updates.as_deref().is_some_and(Updates::is_busy));
            if service.round(&status, Some(&mut kiosk)) == LookAgain::Yes {
                watch.look_again();
            }
        }
    }
}

/// What staff at the screen are answered. Health is behind the PIN like everything else; a machine that
/// keeps no state has no PIN, and so no staff's pages.
fn answer(wish: StaffWish, updates: Option<&mut Updates>, watch: &mut Watch) -> Vec<Down> {
    let Some(updates) = updates else { return vec![Down::Staff(StaffNews::NotHere)] };
    let about_health =
        matches!(wish, StaffWish::Health | StaffWish::PrintReport | StaffWish::SaveReport | StaffWish::Tested { .. });
    let news = match wish {
        _ if about_health && !updates.lets_in() => vec![StaffNews::Locked],
        StaffWish::Health => watch.page(),
        StaffWish::PrintReport => return watch.paper().into_iter().map(Down::PrintReport).collect(),
        StaffWish::SaveReport => updates.save(watch.files()),
        StaffWish::Tested { part, passed } => vec![watch.tested(part, passed)],
        wish => updates.wish(wish),
    };
    news.into_iter().map(Down::Staff).collect()
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
