//! A pseudo-terminal for a wire. Both sides count, so that a test waits for bytes and not for time.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use serialport::{SerialPort, TTYPort};
use stairlight::panel::{Line, LineError, SerialLine};

/// The panel's side.
pub struct Plug {
    port: TTYPort,
    pub sent: usize,
    pub came: usize,
}

impl Plug {
    /// A new wire, whose other end has this name.
    pub fn at(path: &Path) -> Plug {
        let (mut port, other) = TTYPort::pair().expect("a pseudo-terminal");
        port.set_timeout(Duration::from_micros(100)).expect("any time will do");
        symlink(other.name().expect("it has a name"), path).expect("a free name");
        Plug { port, sent: 0, came: 0 }
    }

    pub fn write(&mut self, bytes: &[u8]) {
        match self.port.write_all(bytes) {
            Ok(()) => self.sent += bytes.len(),
            // Nobody has opened the other end: as on a wire, the bytes go nowhere.
            Err(error) => assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}"),
        }
    }

    pub fn read(&mut self) -> Vec<u8> {
        let mut buffer = [0; 256];
        // A port that nobody has opened at its other end says that it is gone.
        let count = self.port.read(&mut buffer).unwrap_or(0);
        self.came += count;
        buffer[..count].to_vec()
    }
}

/// The Pi's side.
pub struct Counted {
    line: SerialLine,
    pub sent: usize,
    pub came: usize,
}

impl Counted {
    pub fn new(path: &Path) -> Counted {
        Counted { line: SerialLine::new(path), sent: 0, came: 0 }
    }
}

impl Line for Counted {
    fn open(&mut self, within: Duration) -> Result<(), LineError> {
        self.line.open(within)
    }

    fn close(&mut self) {
        self.line.close();
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LineError> {
        let count = self.line.read(buffer)?;
        self.came += count;
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, LineError> {
        let count = self.line.write(bytes)?;
        self.sent += count;
        Ok(count)
    }
}
