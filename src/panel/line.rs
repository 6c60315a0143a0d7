//! The wire to the panel, as bytes. A line knows when it is gone; it knows no messages.

mod serial;
mod tcp;

use std::time::Duration;

use super::uri::PanelUri;
use super::virtual_panel::VirtualPanel;
use crate::clock::Clock;

pub use serial::SerialLine;
pub use tcp::TcpLine;

/// A wire to one panel. Only [`open`](Line::open) may wait, and not longer than it is told to.
pub trait Line: Send {
    /// Opens the wire, anew if it is open.
    fn open(&mut self, within: Duration) -> Result<(), LineError>;

    /// Lets go of the wire, so that another program or another panel can have it.
    fn close(&mut self);

    /// Takes what has come by now; 0 is "nothing".
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LineError>;

    /// Hands over what the wire takes now; 0 is "not now". Fewer bytes than given is ordinary.
    fn write(&mut self, bytes: &[u8]) -> Result<usize, LineError>;
}

/// Why the wire cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("{0}: there is no such device; plug the panel in, or correct the address")]
    Missing(String),
    #[error("{0}: the device may not be opened; add the user to the group that owns it (dialout)")]
    Denied(String),
    #[error("{0}: another program holds the panel's wire; stop it (a login console on the serial port, a terminal)")]
    Busy(String),
    #[error("{0}: this is no serial line; correct the address")]
    NotALine(String),
    #[error("{0}: the host name was not found in time; use the number address")]
    NoHost(String),
    #[error("{0}: nobody listens there; start the emulated panel first")]
    Unreachable(String),
    #[error("{0}: the panel's wire was pulled out or its other end closed")]
    Gone(String),
    #[error("the panel's wire takes no bytes")]
    Stuck,
    #[error("{name}: {source}")]
    Io { name: String, source: std::io::Error },
}

/// The line for an address; nothing is opened yet.
pub fn for_uri(uri: &PanelUri, clock: &Clock) -> Box<dyn Line> {
    match uri {
        PanelUri::Serial(path) => Box::new(SerialLine::new(path)),
        PanelUri::Tcp { host, port } => Box::new(TcpLine::new(host, *port)),
        PanelUri::Virtual(folder) => Box::new(VirtualPanel::new(folder, clock.clone()).0),
    }
}
