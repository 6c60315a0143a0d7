//! The line to a printer. No call waits longer than it is told to; none loops.
//! A transport moves bytes and knows when its device is gone; it knows no printer commands.

mod ioctl;
mod node;
mod paper;
mod serial;
mod stream;
mod usb;

use std::time::Duration;

pub use paper::PaperTransport;
pub use serial::SerialTransport;
pub use stream::{FileTransport, TcpTransport};
pub use usb::UsbTransport;

use crate::clock::Clock;
use crate::printer::profile::Profile;
use crate::printer::uri::PrinterUri;

/// A line to one device. All waiting is bounded by the `within` given.
pub trait Transport: Send {
    /// The device, for messages.
    fn name(&self) -> &str;

    /// Opens the device, anew if it is open.
    fn open(&mut self, within: Duration) -> Result<(), TransportError>;

    /// Hands over what the device takes now; 0 is "not now". Fewer bytes than given is ordinary.
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<usize, TransportError>;

    /// Takes what has come in; 0 is "nothing".
    fn read(&mut self, buffer: &mut [u8], within: Duration) -> Result<usize, TransportError>;

    /// What the port itself says, beside the data; none where it says nothing.
    fn port(&mut self) -> Option<PortStatus>;

    /// Drops everything that was handed over and has not reached the device, and where the port has
    /// a reset of its own, performs it. Afterwards the line is open, or gone.
    fn abort(&mut self, within: Duration) -> Result<(), TransportError>;

    /// Waits until something may be read, or may be written if `to_write`.
    fn wait(&mut self, to_write: bool, within: Duration);

    /// Bytes per second of the line, for pacing; none if it is faster than any printer.
    fn bytes_per_second(&self) -> Option<u32>;
}

/// The lines of a port that work while its data is stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortStatus {
    pub paper_out: bool,
    pub error: bool,
}

/// Why a device cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("{0}: there is no such device; plug the printer in and switch it on, or correct the address")]
    Missing(String),
    #[error("{name}: this is {what}, not a printer; correct the address")]
    NotADevice { name: String, what: &'static str },
    #[error("{0}: the device may not be opened; add the user to the group that owns it (lp or dialout)")]
    Denied(String),
    #[error("{0}: another program holds the printer; stop it (CUPS, ipp-usb)")]
    Busy(String),
    #[error("{0}: the host name was not found in time; use the printer's number address")]
    NoHost(String),
    #[error("{0}: the printer does not answer on the network; check cable and address")]
    Unreachable(String),
    #[error("{0}: the printer was unplugged or switched off")]
    Gone(String),
    #[error("{name}: {source}")]
    Io { name: String, source: std::io::Error },
}

/// The transport for an address; nothing is opened yet.
pub fn for_uri(uri: &PrinterUri, profile: &Profile, clock: &Clock) -> Box<dyn Transport> {
    match uri {
        PrinterUri::Paper(dir) => Box::new(PaperTransport::new(dir, profile, clock.clone())),
        PrinterUri::Tcp { host, port } => Box::new(TcpTransport::new(host, *port)),
        PrinterUri::File(path) => Box::new(FileTransport::new(path)),
        PrinterUri::Usb(path) => Box::new(UsbTransport::new(path)),
        PrinterUri::Serial { device, baud, flow } => {
            let (baud, flow) = (baud.unwrap_or(profile.baud), flow.unwrap_or(profile.flow));
            Box::new(SerialTransport::new(device, baud, flow))
        }
    }
}

/// The profile as the address changes it: a serial line's own rate and flow control.
pub fn adapted(uri: &PrinterUri, mut profile: Profile) -> Profile {
    if let PrinterUri::Serial { baud, flow, .. } = uri {
        profile.baud = baud.unwrap_or(profile.baud);
        profile.flow = flow.unwrap_or(profile.flow);
    }
    profile
}
