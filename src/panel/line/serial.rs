//! The wire of the real panel: a serial port at the link's speed, 8N1, no flow control.

use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use serialport::{DataBits, FlowControl, Parity, StopBits, TTYPort};
use stairlight_link::BAUD;

use super::{Line, LineError};

/// A serial port by its path.
pub struct SerialLine {
    path: String,
    port: Option<TTYPort>,
}

impl SerialLine {
    /// Opens nothing yet.
    pub fn new(path: &Path) -> SerialLine {
        SerialLine { path: path.display().to_string(), port: None }
    }

    fn name(&self) -> String {
        format!("serial:{}", self.path)
    }

    fn port(&mut self) -> Result<&mut TTYPort, LineError> {
        let name = self.name();
        self.port.as_mut().ok_or(LineError::Gone(name))
    }

    /// "Nothing now" is ordinary here; a port that hangs up or reads as ended has been pulled.
    fn settle(&self, done: io::Result<usize>) -> Result<usize, LineError> {
        match done {
            Ok(0) => Err(LineError::Gone(self.name())),
            Ok(count) => Ok(count),
            Err(error) => match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(0),
                // What a port without a device behind it says.
                _ => Err(LineError::Gone(self.name())),
            },
        }
    }
}

impl Line for SerialLine {
    /// Does not wait: the port is opened without waiting for a carrier.
    fn open(&mut self, _within: Duration) -> Result<(), LineError> {
        self.close();
        let port = serialport::new(self.path.as_str(), BAUD)
            .data_bits(DataBits::Eight)
            .parity(Parity::None)
            .stop_bits(StopBits::One)
            .flow_control(FlowControl::None)
            .timeout(Duration::ZERO)
            .open_native()
            .map_err(|error| self.opening(&error))?;
        self.port = Some(port);
        Ok(())
    }

    /// The port sends what it holds before it closes: a few dozen bytes, which nothing can stop
    /// without flow control.
    fn close(&mut self) {
        if let Some(mut port) = self.port.take() {
            // A pseudo-terminal would stay ours as long as its other end lives.
            let _ = port.set_exclusive(false);
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LineError> {
        let done = self.port()?.read(buffer);
        self.settle(done)
    }

    /// One byte at a time: room for one is all that the port promises before a write would wait.
    /// The busiest second has a few dozen bytes.
    fn write(&mut self, bytes: &[u8]) -> Result<usize, LineError> {
        let mut sent = 0;
        while sent < bytes.len() {
            let done = self.port()?.write(&bytes[sent..=sent]);
            match self.settle(done)? {
                0 => break,
                count => sent += count,
            }
        }
        Ok(sent)
    }
}

impl SerialLine {
    fn opening(&self, error: &serialport::Error) -> LineError {
        let name = self.name();
        let path = Path::new(&self.path);
        match error.kind() {
            serialport::ErrorKind::Io(io::ErrorKind::PermissionDenied) => LineError::Denied(name),
            _ if !path.exists() => LineError::Missing(name),
            // The port is there and held by a lock or by exclusive use.
            serialport::ErrorKind::NoDevice => LineError::Busy(name),
            _ if path.is_file() || path.is_dir() => LineError::NotALine(name),
            serialport::ErrorKind::Io(kind) => LineError::Io { name, source: kind.into() },
            _ => LineError::NotALine(name),
        }
    }
}
