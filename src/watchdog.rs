//! The line to the system's service manager: that this process is ready, and that it still lives.
//! Without a manager (`NOTIFY_SOCKET` is not set) nothing is said.
//!
//! Opened once, because the kiosk's fence forbids making sockets, and handed on when it replaces itself.
//! Says nothing but these two words: when, how often and why is the caller's.

use std::env;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// A socket that leads to the manager, or nothing.
#[derive(Default)]
pub struct Watchdog(Option<UnixDatagram>);

impl Watchdog {
    /// The manager that started this process. One that cannot be reached is none: it will find out, and
    /// start this process anew.
    pub fn find() -> Watchdog {
        Watchdog(env::var_os("NOTIFY_SOCKET").and_then(|place| open(place.as_bytes()).ok()))
    }

    /// The same line, opened by the image of this process before this one.
    pub fn inherited(line: OwnedFd) -> Watchdog {
        Watchdog(Some(UnixDatagram::from(line)))
    }

    /// The descriptor, to be handed on.
    pub fn line(&self) -> Option<BorrowedFd<'_>> {
        self.0.as_ref().map(AsFd::as_fd)
    }

    /// Whether somebody starts this process anew when it ends.
    pub fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    /// It has begun its work.
    pub fn ready(&self) {
        self.say(b"READY=1\n");
    }

    /// It goes round. To be called from the loop whose standstill is to be noticed, and from nowhere else.
    pub fn alive(&self) {
        self.say(b"WATCHDOG=1\n");
    }

    fn say(&self, word: &[u8]) {
        if let Some(line) = &self.0 {
            // A manager that does not listen now is told again in a second.
            let _ = line.send(word);
        }
    }
}

fn open(place: &[u8]) -> std::io::Result<UnixDatagram> {
    let address = match place {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        path => SocketAddr::from_pathname(std::ffi::OsStr::from_bytes(path))?,
    };
    let line = UnixDatagram::unbound()?;
    line.connect_addr(&address)?;
    // Nobody waits for the manager, least of all the screen.
    line.set_nonblocking(true)?;
    Ok(line)
}
