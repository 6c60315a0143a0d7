//! The line to the virtual printer in this process. Writes each cut piece of paper as
//! `slip-0001.png` and so on into its directory; that is for the simulator only, where no visit is
//! anybody's. Tests share the printer and move its clock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{PortStatus, Transport, TransportError};
use crate::clock::Clock;
use crate::printer::paper::serve::write_pieces;
use crate::printer::paper::{Fault, Model, VirtualPrinter};
use crate::printer::profile::Profile;

/// A transport whose other end is a [`VirtualPrinter`].
pub struct PaperTransport {
    name: String,
    printer: Arc<Mutex<VirtualPrinter>>,
    clock: Clock,
    out: Option<PathBuf>,
    written: u32,
}

impl PaperTransport {
    /// A virtual printer as the profile says, that writes PNGs into `dir`.
    pub fn new(dir: &Path, profile: &Profile, clock: Clock) -> PaperTransport {
        let printer = Arc::new(Mutex::new(VirtualPrinter::new(Model::of(profile))));
        let mut transport = PaperTransport::shared(printer, clock);
        transport.name = format!("paper:{}", dir.display());
        transport.out = Some(dir.to_owned());
        transport
    }

    /// A line to a printer that somebody else holds too; writes no files.
    pub fn shared(printer: Arc<Mutex<VirtualPrinter>>, clock: Clock) -> PaperTransport {
        PaperTransport { name: "paper:".to_owned(), printer, clock, out: None, written: 0 }
    }

    fn printer(&self) -> MutexGuard<'_, VirtualPrinter> {
        self.printer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn attached(&self) -> Result<MutexGuard<'_, VirtualPrinter>, TransportError> {
        let printer = self.printer();
        if printer.is_attached() { Ok(printer) } else { Err(TransportError::Gone(self.name.clone())) }
    }

    fn deliver(&mut self) -> Result<(), TransportError> {
        let Some(dir) = &self.out else { return Ok(()) };
        let pieces = self.printer().take_pieces();
        write_pieces(dir, &pieces, &mut self.written)
            .map_err(|source| TransportError::Io { name: self.name.clone(), source })
    }
}

impl Transport for PaperTransport {
    fn name(&self) -> &str {
        &self.name
    }

    fn open(&mut self, _within: Duration) -> Result<(), TransportError> {
        if let Some(dir) = &self.out {
            std::fs::create_dir_all(dir).map_err(|source| TransportError::Io { name: self.name.clone(), source })?;
        }
        if self.printer().is_attached() { Ok(()) } else { Err(TransportError::Missing(self.name.clone())) }
    }

    fn write(&mut self, bytes: &[u8], _within: Duration) -> Result<usize, TransportError> {
        let now = self.clock.now();
        let taken = self.attached()?.write(now, bytes);
        // The plug may have been pulled at one of these very bytes.
        drop(self.attached()?);
        self.deliver()?;
        Ok(taken)
    }

    fn read(&mut self, buffer: &mut [u8], _within: Duration) -> Result<usize, TransportError> {
        let now = self.clock.now();
        let count = self.attached()?.read(now, buffer);
        self.deliver()?;
        Ok(count)
    }

    fn port(&mut self) -> Option<PortStatus> {
        let printer = self.attached().ok()?;
        printer.model().port_status.then(|| PortStatus {
            paper_out: printer.has(Fault::PaperOut),
            error: printer.has(Fault::CoverOpen) || printer.has(Fault::CutterStuck),
        })
    }

    fn abort(&mut self, _within: Duration) -> Result<(), TransportError> {
        self.attached()?.port_reset();
        Ok(())
    }

    fn wait(&mut self, _to_write: bool, within: Duration) {
        // In this process there is nothing to poll; the printer's time passes all the same.
        std::thread::sleep(within.min(Duration::from_millis(2)));
    }

    fn bytes_per_second(&self) -> Option<u32> {
        self.printer().model().bytes_per_second
    }
}
