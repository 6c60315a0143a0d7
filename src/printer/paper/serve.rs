//! Runs a virtual printer by itself, so that any ESC/POS program can print to it: on a TCP port or
//! as a pseudo-terminal. Writes each piece of paper as a PNG. One sender at a time, as printers do.
//! Faults come and go by lines such as `paper-out` and `-paper-out` on a channel.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::{Fault, Model, Piece, VirtualPrinter};
use crate::clock::Clock;

/// How finely the paper moves while something is printed.
const BUSY: Duration = Duration::from_millis(2);
/// How often an idle printer looks up.
const IDLE: Duration = Duration::from_millis(50);
/// What hangs out of a printer without a cutter is torn off after this much rest.
const TEAR: Duration = Duration::from_secs(2);

/// Where the virtual printer listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A TCP address, e.g. `127.0.0.1:9100`.
    Tcp(String),
    /// A new pseudo-terminal, for `serial:` addresses.
    Pty,
}

/// What happens to the virtual printer from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Break(Fault),
    Repair(Fault),
    Stop,
}

/// Why the virtual printer could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("{address}: cannot listen there ({source}); use a free port, e.g. 127.0.0.1:9100")]
    Listen { address: String, source: io::Error },
    #[error("a pseudo-terminal could not be made ({0})")]
    Pty(io::Error),
    #[error("{dir}: slips cannot be written there ({source}); choose another directory")]
    Out { dir: String, source: io::Error },
}

/// Runs until it is told to stop or nobody can tell it any more. `ready` gets the printer address
/// for the sender, once.
pub fn serve(
    place: &Place,
    model: Model,
    out: &Path,
    clock: &Clock,
    hands: &Receiver<Hand>,
    ready: impl FnOnce(&str),
) -> Result<(), ServeError> {
    let failed = |source| ServeError::Out { dir: out.display().to_string(), source };
    std::fs::create_dir_all(out).map_err(failed)?;
    let (mut door, address) = Door::open(place)?;
    ready(&address);
    let mut printer = VirtualPrinter::new(model);
    let (mut written, mut waiting, mut rested) = (0, Vec::new(), Duration::ZERO);
    loop {
        match hands.try_recv() {
            Ok(Hand::Break(fault)) => printer.inject(fault),
            Ok(Hand::Repair(fault)) => printer.repair(fault),
            Ok(Hand::Stop) | Err(TryRecvError::Disconnected) => break,
            Err(TryRecvError::Empty) => {}
        }
        let now = clock.now();
        if waiting.is_empty() {
            door.take(&mut waiting);
        }
        let taken = printer.write(now, &waiting);
        waiting.drain(..taken);
        let mut answers = [0; 64];
        let count = printer.read(now, &mut answers);
        door.give(&answers[..count]);
        let resting = printer.is_idle() && waiting.is_empty();
        rested = if resting { rested } else { now };
        if resting && now >= rested + TEAR && !printer.model().cutter {
            printer.tear();
        }
        let pieces = printer.take_pieces();
        write_pieces(out, &pieces, &mut written).map_err(failed)?;
        door.wait(if resting { IDLE } else { BUSY });
    }
    printer.tear();
    write_pieces(out, &printer.take_pieces(), &mut written).map_err(failed)
}

/// Writes pieces that show anything as `slip-0001.png` and on; `written` counts them.
pub fn write_pieces(dir: &Path, pieces: &[Piece], written: &mut u32) -> io::Result<()> {
    for piece in pieces {
        let Some(bitmap) = piece.bitmap().filter(|bitmap| bitmap.ink_bounds().is_some()) else {
            continue;
        };
        *written += 1;
        let file = File::create(dir.join(format!("slip-{:04}.png", *written)))?;
        bitmap.write_png(BufWriter::new(file)).map_err(io::Error::other)?;
    }
    Ok(())
}

enum Door {
    Tcp {
        listener: TcpListener,
        sender: Option<TcpStream>,
    },
    /// The other end is kept open too, or reading would fail between two senders.
    Pty {
        line: File,
        _other: OwnedFd,
    },
}

impl Door {
    fn open(place: &Place) -> Result<(Door, String), ServeError> {
        match place {
            Place::Tcp(address) => {
                let failed = |source| ServeError::Listen { address: address.clone(), source };
                let listener = TcpListener::bind(address).map_err(failed)?;
                listener.set_nonblocking(true).map_err(failed)?;
                let bound = listener.local_addr().map_err(failed)?;
                Ok((Door::Tcp { listener, sender: None }, format!("tcp:{bound}")))
            }
            Place::Pty => pty().map_err(|error| ServeError::Pty(error.into())),
        }
    }

    fn take(&mut self, into: &mut Vec<u8>) {
        let mut buffer = [0; 512];
        let read = match self {
            Door::Pty { line, .. } => line.read(&mut buffer),
            Door::Tcp { listener, sender } => {
                if sender.is_none() {
                    *sender = listener.accept().ok().map(|(stream, _)| stream);
                    // A sender that cannot be set up is as good as gone.
                    *sender = sender.take().filter(|stream| stream.set_nonblocking(true).is_ok());
                }
                let Some(stream) = sender else { return };
                let read = stream.read(&mut buffer);
                let gone = match &read {
                    Ok(count) => *count == 0,
                    Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
                };
                if gone {
                    *sender = None;
                }
                read
            }
        };
        into.extend(buffer.iter().take(read.unwrap_or(0)));
    }

    fn give(&mut self, answers: &[u8]) {
        // A sender that does not listen loses the answers, as with real printers.
        let _ = match self {
            Door::Pty { line, .. } => line.write(answers),
            Door::Tcp { sender: Some(stream), .. } => stream.write(answers),
            Door::Tcp { sender: None, .. } => Ok(0),
        };
    }

    fn wait(&self, within: Duration) {
        let fd = match self {
            Door::Pty { line, .. } => line.as_fd(),
            Door::Tcp { sender: Some(stream), .. } => stream.as_fd(),
            Door::Tcp { listener, sender: None } => listener.as_fd(),
        };
        let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(within.subsec_nanos()) };
        let _ = poll(&mut [PollFd::from_borrowed_fd(fd, PollFlags::IN)], Some(&timeout));
        // What lies there and cannot be taken yet must not make this spin.
        if within == BUSY {
            std::thread::sleep(BUSY / 2);
        }
    }
}

fn pty() -> rustix::io::Result<(Door, String)> {
    let line = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&line)?;
    unlockpt(&line)?;
    let name = ptsname(&line, Vec::new())?.to_string_lossy().into_owned();
    let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY | rustix::fs::OFlags::CLOEXEC;
    let other = rustix::fs::open(name.as_str(), flags, rustix::fs::Mode::empty())?;
    let mut settings = tcgetattr(&other)?;
    settings.make_raw();
    tcsetattr(&other, OptionalActions::Now, &settings)?;
    let blocking = rustix::fs::fcntl_getfl(&line)?;
    rustix::fs::fcntl_setfl(&line, blocking | rustix::fs::OFlags::NONBLOCK)?;
    Ok((Door::Pty { line: File::from(line), _other: other }, format!("serial:{name}")))
}
