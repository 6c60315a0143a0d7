//! The words between the two processes, and the frames they travel in.
//!
//! Upwards, from the kiosk to the steward, there are closed enums and no text: nothing that a visitor
//! does can be said in them. Each variant says why. Frames are `u16 length, postcard bytes`.

mod staff;

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::staff::{HealthPart, ROOM, StaffNews, StaffWish, fitting};

/// A frame is at most this long; the longest message there is takes a few dozen bytes.
const LONGEST: usize = 1024;

/// From the kiosk to the steward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Up {
    /// Once a second, whatever happens. Says that the screen is alive; its rate never changes, so it
    /// says nothing about anybody.
    Alive,
    /// The printer's condition changed. The device's own state, which a manager sees at the printer
    /// too. A job that ends well changes nothing here.
    Printer(PrinterCondition),
    /// The content on disk could not be read and the built-in numbers are shown instead. Depends on
    /// files alone, and is said at the start, before anybody has touched anything.
    ContentBroken,
    /// What became of the test page that staff asked for at the service panel. Only ever an answer;
    /// whoever asked stands in front of the device. `NotNow` has many reasons and names none.
    TestPage(TestPage),
    /// What became of the health report that staff asked for at the screen. Only ever an answer, as with the
    /// test page.
    Report(TestPage),
    /// The system does not give the kiosk one of its protections. Depends on the machine alone, and is
    /// said at the device's start, before anybody has touched anything; never again after a visit.
    Lacks(Protection),
    /// What staff wish at the screen, behind their PIN. Said only on the staff's screens, which open after a
    /// visit has ended; about sticks and contents, never about a visitor.
    Staff(StaffWish),
}

/// What the kiosk asks of the system to protect visitors, beside what its own code does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protection {
    /// Files cannot be written, and only the named ones can be read.
    Files,
    /// No sockets, no other programs, no way to create or change a file.
    Calls,
    /// No core dumps, and no other process may look in.
    Dumps,
    /// The memory is never put out to a disk.
    Memory,
}

impl Protection {
    pub fn name(self) -> &'static str {
        match self {
            Protection::Files => "the kernel does not fence its files in",
            Protection::Calls => "the kernel does not forbid it dangerous calls",
            Protection::Dumps => "its memory could be dumped",
            Protection::Memory => "its memory could be put out to a disk",
        }
    }
}

/// How the printer's test page fares, or the health report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TestPage {
    /// Handed to the printer.
    Begun,
    /// On paper.
    Done,
    /// Sent to a printer that cannot say how it went.
    Unconfirmed,
    /// Not on paper, or only a part of it; or there is no printer.
    Failed,
    /// The printer or the screen is in use, or the printer rests.
    NotNow,
}

/// How the printer is. A closed list of the device's own states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrinterCondition {
    Ready,
    NearEnd,
    PaperOut,
    CoverOpen,
    CutterStuck,
    Jam,
    Overheated,
    Fault,
    Unplugged,
    Silent,
    Unknown,
}

/// From the steward to the kiosk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Down {
    /// New content lies ready; read it again when nobody is there.
    ContentChanged,
    /// Staff want the printer's test page, which is the same on every device with that printer.
    PrintTestPage,
    /// Staff want the health report on paper: these lines of it.
    PrintReport(ReportLines),
    /// For staff at the screen: sticks, contents, the PIN.
    Staff(StaffNews),
    /// The steward is going away; the kiosk goes on without it.
    Leaving,
}

/// Some lines of the health report for the printer, as many as fit a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLines {
    /// Nothing that came before belongs to it.
    pub first: bool,
    /// It is whole, and is to be printed.
    pub last: bool,
    pub lines: Vec<String>,
}

impl ReportLines {
    /// All lines of a report in messages that fit.
    pub fn parts(lines: Vec<String>) -> Vec<ReportLines> {
        let mut parts = vec![ReportLines { first: true, last: false, lines: Vec::new() }];
        let mut room = ROOM;
        for line in lines {
            let line = fitting(&line);
            // Each has a length in front of it.
            let takes = line.len() + 4;
            if takes > room {
                parts.push(ReportLines { first: false, last: false, lines: Vec::new() });
                room = ROOM + 4;
            }
            room -= takes;
            parts.last_mut().expect("there is one").lines.push(line);
        }
        parts.last_mut().expect("there is one").last = true;
        parts
    }
}

/// What can go wrong with the socket.
#[derive(Debug, Error)]
pub enum SocketError {
    #[error("the other process is gone")]
    Gone,
    #[error("the other process sent what this version does not know; restart both")]
    Garbled,
    #[error("the socket failed ({0})")]
    Io(io::Error),
}

impl From<io::Error> for SocketError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => Self::Gone,
            _ => Self::Io(error),
        }
    }
}

/// Sends one message.
///
/// # Errors
/// [`SocketError::Gone`] when nobody listens any more.
pub fn send(socket: &mut impl Write, message: &impl Serialize) -> Result<(), SocketError> {
    let body = postcard::to_allocvec(message).map_err(|_| SocketError::Garbled)?;
    let length = u16::try_from(body.len()).ok().filter(|length| usize::from(*length) <= LONGEST);
    let mut frame = length.ok_or(SocketError::Garbled)?.to_le_bytes().to_vec();
    frame.extend_from_slice(&body);
    Ok(socket.write_all(&frame)?)
}

/// Waits for one message.
///
/// # Errors
/// [`SocketError::Gone`] at the end of the stream, [`SocketError::Garbled`] for a frame that is too
/// long, has bytes left over, or is not a message.
pub fn receive<T: DeserializeOwned>(socket: &mut impl Read) -> Result<T, SocketError> {
    let mut length = [0; 2];
    socket.read_exact(&mut length)?;
    let length = usize::from(u16::from_le_bytes(length));
    if length > LONGEST {
        return Err(SocketError::Garbled);
    }
    let mut body = vec![0; length];
    socket.read_exact(&mut body)?;
    match postcard::take_from_bytes(&body) {
        Ok((message, [])) => Ok(message),
        _ => Err(SocketError::Garbled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_through_in_order() {
        let mut wire = Vec::new();
        for message in [Up::Alive, Up::Printer(PrinterCondition::Jam), Up::Alive] {
            send(&mut wire, &message).expect("a Vec takes everything");
        }
        let mut wire = wire.as_slice();
        assert_eq!(receive::<Up>(&mut wire).expect("whole"), Up::Alive);
        assert_eq!(receive::<Up>(&mut wire).expect("whole"), Up::Printer(PrinterCondition::Jam));
        assert_eq!(receive::<Up>(&mut wire).expect("whole"), Up::Alive);
        assert!(matches!(receive::<Up>(&mut wire), Err(SocketError::Gone)));
    }

    #[test]
    fn strange_bytes_are_refused() {
        for bytes in [&[1, 0, 99][..], &[2, 0, 0, 0], &[255, 255, 0]] {
            assert!(matches!(receive::<Up>(&mut &bytes[..]), Err(SocketError::Garbled)), "{bytes:?}");
        }
    }

    #[test]
    fn a_report_of_any_length_comes_through_whole() {
        for lines in [0, 1, 30, 400] {
            let lines: Vec<String> = (0..lines).map(|number| "x".repeat(number % 1_200)).collect();
            let parts = ReportLines::parts(lines.clone());
            assert!(parts[0].first && parts.iter().filter(|part| part.first).count() == 1);
            assert!(parts.last().expect("one").last && parts.iter().filter(|part| part.last).count() == 1);
            for part in &parts {
                send(&mut Vec::new(), &Down::PrintReport(part.clone())).expect("it fits");
            }
            let came: Vec<String> = parts.into_iter().flat_map(|part| part.lines).collect();
            assert_eq!(came.len(), lines.len());
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end_in_a_message_or_an_error(bytes: Vec<u8>) {
            let mut wire = bytes.as_slice();
            while receive::<Up>(&mut wire).is_ok() {}
        }
    }
}
