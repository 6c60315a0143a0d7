//! Amnesia: the kiosk replaces itself by a fresh image of its own program, under the same process
//! number, and what it hands to that image.
//!
//! That is the connection to the steward and the line to the service manager, and in a pipe that only the new image reads: which of the
//! two resting pictures stands, the printer's address, and its condition as the steward knows it. The
//! environment variable `STAIRLIGHT_HANDOVER` holds the pipe's number, the same after every visit.
//! Nothing here says what the visit was, and nothing of it stays in the command line.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use rustix::io::{FdFlags, fcntl_dupfd_cloexec, fcntl_setfd};
use serde::{Deserialize, Serialize};

use crate::socket::PrinterCondition;
use crate::watchdog::Watchdog;

const VARIABLE: &str = "STAIRLIGHT_HANDOVER";
/// What is handed over stands above everything that a kiosk opens, so that its numbers never change.
const FIRST: RawFd = 100;

/// Which resting picture stands on the screen. *Leave* ends on the cover, an abandoned visit on the
/// languages; the screen shows it to everybody.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rest {
    Languages,
    Cover,
}

/// What the old image leaves to the new one.
#[derive(Serialize, Deserialize)]
pub struct Handover {
    pub rest: Rest,
    /// The printer's address: it was chosen when the device started, and the fence with it.
    pub printer: Option<String>,
    /// What the steward was last told of the printer; the same is not told again.
    pub told: PrinterCondition,
    /// Whether there was a steward when the device started; one that is lost is looked for again.
    pub joined: bool,
}

/// What a new image finds.
pub struct Taken {
    pub handover: Handover,
    pub steward: Option<UnixStream>,
    pub watchdog: Watchdog,
}

/// What travels in the pipe.
#[derive(Serialize, Deserialize)]
struct Letter {
    handover: Handover,
    steward: Option<RawFd>,
    watchdog: Option<RawFd>,
}

impl Handover {
    /// What an image before this one has left; `None` at the device's start.
    pub fn take() -> Option<Taken> {
        let number = std::env::var(VARIABLE).ok()?.parse().ok()?;
        let mut bytes = Vec::new();
        File::from(inherited(number)?).read_to_end(&mut bytes).ok()?;
        let Letter { handover, steward, watchdog } = postcard::from_bytes(&bytes).ok()?;
        let watchdog = watchdog.and_then(inherited).map(Watchdog::inherited).unwrap_or_default();
        Some(Taken { handover, steward: steward.and_then(inherited).map(UnixStream::from), watchdog })
    }

    /// Becomes the new image. Comes back only when that is not possible, and says why.
    pub fn leave(self, steward: Option<&UnixStream>, watchdog: &Watchdog) -> io::Error {
        self.try_to_leave(steward, watchdog).err().unwrap_or_else(|| io::ErrorKind::Other.into())
    }

    fn try_to_leave(self, steward: Option<&UnixStream>, watchdog: &Watchdog) -> io::Result<()> {
        let (out, into) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        let out = lasting(&out)?;
        let steward = steward.map(lasting).transpose()?;
        let watchdog = watchdog.line().map(lasting).transpose()?;
        let number = |fd: &OwnedFd| std::os::fd::AsRawFd::as_raw_fd(fd);
        let letter =
            Letter { handover: self, steward: steward.as_ref().map(number), watchdog: watchdog.as_ref().map(number) };
        let bytes = postcard::to_allocvec(&letter).map_err(io::Error::other)?;
        // Small enough for a pipe that nobody reads yet; the end of it is the end of the letter.
        File::from(into).write_all(&bytes)?;
        let arguments: Vec<OsString> = std::env::args_os().collect();
        let become_anew = |program: &Path| {
            let mut command = Command::new(program);
            if let Some((name, rest)) = arguments.split_first() {
                command.arg0(name).args(rest);
            }
            command.env(VARIABLE, number(&out).to_string()).exec()
        };
        // By its name, so that it keeps it; by its number where another program has taken its place.
        let _refused = become_anew(&std::env::current_exe()?);
        Err(become_anew(Path::new("/proc/self/exe")))
    }
}

/// A descriptor that the next image keeps.
fn lasting(fd: impl AsFd) -> io::Result<OwnedFd> {
    let fd = fcntl_dupfd_cloexec(fd, FIRST)?;
    fcntl_setfd(&fd, FdFlags::empty())?;
    Ok(fd)
}

/// A descriptor that the image before this one has left open.
#[allow(unsafe_code)]
fn inherited(number: RawFd) -> Option<OwnedFd> {
    if number < FIRST || !Path::new(&format!("/proc/self/fd/{number}")).exists() {
        return None;
    }
    // SAFETY: it is open, and nothing in this process owns it: this is called once for each number,
    // before anything else is opened, and descriptors of our own begin far below.
    let fd = unsafe { OwnedFd::from_raw_fd(number) };
    // It is handed on under a number of its own, or not at all.
    fcntl_setfd(&fd, FdFlags::CLOEXEC).ok()?;
    Some(fd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_over_is_the_device_and_its_picture() {
        // Without `..`: a new field does not compile here until somebody says why it tells nothing.
        let Handover { rest, printer: _, told: _, joined: _ } =
            Handover { rest: Rest::Cover, printer: None, told: PrinterCondition::Unknown, joined: true };
        assert!(rest == Rest::Cover);
    }

    #[test]
    fn at_the_devices_start_there_is_nothing() {
        assert!(inherited(0).is_none(), "standard input is nobody's letter");
        assert!(inherited(4_000).is_none());
    }
}
