//! A USB printer through the kernel's `usblp`: non-blocking, so that a write hands over one transfer
//! of at most 8 KB and returns. What is stuck is killed by closing. The port's own status and reset
//! go over another pipe and work while the data is stuck, but the kernel gives them five seconds; so
//! they are asked aside, and whoever asked waits no longer than it wants to.

use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::stream::{Read, read, wait, write};
use super::{PortStatus, Transport, TransportError, ioctl, node};

/// One transfer: small, so that a question never waits behind much.
const TRANSFER: usize = 4096;
/// How long the port's own status is waited for.
const PORT_WITHIN: Duration = Duration::from_millis(200);

/// A printer at a `usblp` node.
pub struct UsbTransport {
    name: String,
    path: PathBuf,
    /// Shared with a request that is still waiting aside.
    node: Option<Arc<OwnedFd>>,
    /// The interface has no way back: reading is an error.
    one_way: bool,
}

impl UsbTransport {
    /// Opens nothing yet.
    pub fn new(path: &Path) -> UsbTransport {
        let name = format!("usb:{}", path.display());
        UsbTransport { name, path: path.to_owned(), node: None, one_way: false }
    }

    fn node(&self) -> Result<&Arc<OwnedFd>, TransportError> {
        self.node.as_ref().ok_or_else(|| TransportError::Gone(self.name.clone()))
    }

    /// Runs a request that the kernel may sit on; none if it does not come back in time.
    fn aside<T: Send + 'static>(
        &self,
        within: Duration,
        request: impl FnOnce(&OwnedFd) -> T + Send + 'static,
    ) -> Option<T> {
        let node = self.node.clone()?;
        // An earlier request that still waits holds the node; another would only queue up.
        if Arc::strong_count(&node) > 2 {
            return None;
        }
        let (done, waiting) = channel();
        let run = move || {
            let answer = request(&node);
            drop(node);
            // Whoever asked may have stopped waiting.
            let _ = done.send(answer);
        };
        std::thread::Builder::new().name("printer-port".to_owned()).spawn(run).ok()?;
        waiting.recv_timeout(within).ok()
    }
}

impl Transport for UsbTransport {
    fn name(&self) -> &str {
        &self.name
    }

    fn open(&mut self, _within: Duration) -> Result<(), TransportError> {
        self.node = None;
        self.one_way = false;
        self.node = Some(Arc::new(node::open(&self.path, &self.name)?));
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<usize, TransportError> {
        let bytes = bytes.get(..TRANSFER).unwrap_or(bytes);
        write(self.node()?.as_fd(), &self.name, bytes, within)
    }

    fn read(&mut self, buffer: &mut [u8], within: Duration) -> Result<usize, TransportError> {
        if self.one_way {
            return Ok(0);
        }
        match read(self.node()?.as_fd(), &self.name, buffer, within) {
            Ok(Read::Some(count)) => Ok(count),
            Ok(Read::Nothing | Read::End) => Ok(0),
            Err(TransportError::Io { source, .. }) if source.kind() == std::io::ErrorKind::InvalidInput => {
                self.one_way = true;
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }

    fn port(&mut self) -> Option<PortStatus> {
        let bits = self.aside(PORT_WITHIN, |node| ioctl::port_status(node.as_fd()))?.ok()?;
        let (paper_out, error) = (bits & ioctl::PAPER_OUT != 0, bits & ioctl::NOT_ERROR == 0);
        Some(PortStatus { paper_out, error })
    }

    fn abort(&mut self, within: Duration) -> Result<(), TransportError> {
        // Printers that do not know the request refuse it, and nothing is lost.
        let _ = self.aside(within, |node| ioctl::soft_reset(node.as_fd()));
        self.open(within)
    }

    fn wait(&mut self, to_write: bool, within: Duration) {
        match &self.node {
            // A one-way node is always readable, with an error.
            Some(node) if to_write || !self.one_way => wait(node.as_fd(), to_write, within),
            _ => std::thread::sleep(within),
        }
    }

    fn bytes_per_second(&self) -> Option<u32> {
        None
    }
}
