//! A printer on a serial line. Little is left in the kernel's queue at a time: a question must not
//! wait behind a second of dots, and what is queued cannot be taken back once it is on the wire.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::termios::{
    ControlModes, InputModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr,
};

use super::stream::{Read, opened, read, wait, write};
use super::{PortStatus, Transport, TransportError, ioctl, node};
use crate::printer::uri::Flow;

/// The queue holds about as much as the wire carries in this time.
const QUEUE: Duration = Duration::from_millis(25);
/// A closing line is given so many fifths of that to empty itself.
const LAST_LOOKS: u32 = 15;
/// While a printer's DTR line says busy nothing is begun, and what is queued must fit its own reserve.
const DTR_QUEUE: usize = 32;

/// A serial printer, 8 data bits, no parity, one stop bit.
pub struct SerialTransport {
    name: String,
    path: PathBuf,
    baud: u32,
    flow: Flow,
    line: Option<OwnedFd>,
}

impl SerialTransport {
    /// Opens nothing yet.
    pub fn new(path: &Path, baud: u32, flow: Flow) -> SerialTransport {
        let name = format!("serial:{}", path.display());
        SerialTransport { name, path: path.to_owned(), baud, flow, line: None }
    }

    fn set_up(&self, line: &OwnedFd) -> rustix::io::Result<()> {
        let mut settings: Termios = tcgetattr(line)?;
        settings.make_raw();
        settings.set_speed(self.baud)?;
        settings.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
        settings.control_modes &= !(ControlModes::CSTOPB | ControlModes::PARENB);
        settings.control_modes.set(ControlModes::CRTSCTS, self.flow == Flow::Rts);
        settings.input_modes &= !(InputModes::IXOFF | InputModes::IXANY);
        settings.input_modes.set(InputModes::IXON, self.flow == Flow::Xon);
        tcsetattr(line, OptionalActions::Now, &settings)?;
        tcflush(line, QueueSelector::IOFlush)
    }

    /// How many bytes may be added to the kernel's queue now.
    fn room(&self, line: BorrowedFd) -> usize {
        let limit = match self.flow {
            Flow::Dtr => DTR_QUEUE,
            _ => (QUEUE.as_millis() as usize * self.baud as usize / 10_000).max(DTR_QUEUE),
        };
        // Lines without modem signals, such as pseudo-terminals, are always ready.
        let ready = ioctl::modem_lines(line).map_or(true, |bits| bits & ioctl::DATA_SET_READY != 0);
        if self.flow == Flow::Dtr && !ready {
            return 0;
        }
        let queued = ioctl::output_queue(line).map_or(0, |count| usize::try_from(count).unwrap_or(0));
        limit.saturating_sub(queued)
    }

    /// Throws away what is queued: closing would otherwise wait half a minute for a stopped printer.
    fn flush(&self) {
        if let Some(line) = &self.line {
            let _ = tcflush(line, QueueSelector::IOFlush);
        }
    }
}

impl Drop for SerialTransport {
    fn drop(&mut self) {
        // What was said last gets the time that it needs on the wire, and no more.
        for _ in 0..LAST_LOOKS {
            let queued = self.line.as_ref().and_then(|line| ioctl::output_queue(line.as_fd()).ok());
            if queued.unwrap_or(0) == 0 {
                break;
            }
            std::thread::sleep(QUEUE / 5);
        }
        self.flush();
    }
}

impl Transport for SerialTransport {
    fn name(&self) -> &str {
        &self.name
    }

    fn open(&mut self, _within: Duration) -> Result<(), TransportError> {
        self.flush();
        self.line = None;
        let line = node::open(&self.path, &self.name)?;
        self.set_up(&line).map_err(|error| match error {
            rustix::io::Errno::NOTTY => TransportError::NotADevice { name: self.name.clone(), what: "no serial line" },
            error => TransportError::Io { name: self.name.clone(), source: error.into() },
        })?;
        self.line = Some(line);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<usize, TransportError> {
        let line = opened(&self.line, &self.name)?;
        let room = self.room(line).min(bytes.len());
        write(line, &self.name, &bytes[..room], within)
    }

    fn read(&mut self, buffer: &mut [u8], within: Duration) -> Result<usize, TransportError> {
        let line = opened(&self.line, &self.name)?;
        match read(line, &self.name, buffer, within)? {
            Read::Some(count) => Ok(count),
            Read::Nothing => Ok(0),
            // A serial line never ends; this one has been pulled.
            Read::End => Err(TransportError::Gone(self.name.clone())),
        }
    }

    fn port(&mut self) -> Option<PortStatus> {
        None
    }

    fn abort(&mut self, _within: Duration) -> Result<(), TransportError> {
        opened(&self.line, &self.name)?;
        self.flush();
        Ok(())
    }

    fn wait(&mut self, to_write: bool, within: Duration) {
        let Some(line) = &self.line else {
            return std::thread::sleep(within);
        };
        // The line takes bytes long before the queue is as short as we want it, so room is not
        // waited for but looked at again.
        let full = to_write && self.room(line.as_fd()) == 0;
        wait(line.as_fd(), to_write && !full, within);
    }

    fn bytes_per_second(&self) -> Option<u32> {
        Some(self.baud / 10)
    }
}
