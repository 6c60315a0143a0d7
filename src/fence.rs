//! The kiosk's fence: what the process at the screen takes from itself before anybody touches it.
//!
//! Files become readable by name and not writable at all, system calls that make sockets, programs or
//! files are refused, dumps are off, memory stays out of swap. Raised once: it survives the process's
//! replacing of itself. A kernel that lacks a part of it is told of (`socket::Protection`), and is no
//! reason not to run. What each part permits stands in `files` and `calls`; nothing here knows a visit.

mod calls;
mod files;
mod memory;

use std::path::{Path, PathBuf};

use crate::printer::PrinterUri;
use crate::socket::Protection;

/// What must stay possible.
pub struct Fence {
    /// Files and folders that are read, with all that lies below.
    pub read: Vec<PathBuf>,
    /// Devices, and folders of devices, that are opened for reading and writing.
    pub devices: Vec<PathBuf>,
    /// Where a simulated printer puts its pictures. On a device there is none, and nothing is written.
    pub simulator: Option<PathBuf>,
    pub network: Network,
    pub screen: ScreenNeeds,
}

/// What of a network is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Network {
    None,
    /// The site chose a network printer at this port.
    Printer(u16),
}

/// What the screen needs beside its devices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScreenNeeds {
    /// It is drawn into this process's memory.
    Nothing,
    /// A window that is open already; its pictures go through shared memory.
    SharedMemory,
    /// The device's own: the kernel tells when an input device comes or goes.
    DeviceNews,
}

/// Whether this process has raised its fence before, and then replaced itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    New,
    /// Raised again it would only grow, and the kernel counts the layers.
    Raised,
}

impl Fence {
    /// For a kiosk that reads its content in these folders and prints there.
    pub fn around(read: Vec<PathBuf>, printer: Option<&PrinterUri>, screen: ScreenNeeds) -> Fence {
        let mut fence = Fence { read, devices: Vec::new(), simulator: None, network: Network::None, screen };
        match printer {
            Some(PrinterUri::Usb(node) | PrinterUri::Serial { device: node, .. }) => fence.devices.push(lasting(node)),
            Some(PrinterUri::Tcp { port, .. }) => fence.network = Network::Printer(*port),
            Some(PrinterUri::Paper(folder)) => fence.simulator = Some(folder.clone()),
            Some(PrinterUri::File(file)) => fence.simulator = file.parent().map(Path::to_path_buf),
            None => {}
        }
        if screen == ScreenNeeds::DeviceNews {
            let devices = ["/dev/dri", "/dev/input", "/dev/gpiomem", "/dev/gpiochip0", "/dev/gpiochip4"];
            fence.devices.extend(devices.map(PathBuf::from));
        }
        fence
    }

    /// Takes everything else from this thread and those it will start, and says what the system did
    /// not take. To be called before there is a second thread.
    pub fn raise(&self, standing: Standing) -> Vec<Protection> {
        let mut lacking = Vec::new();
        let mut part = |done: bool, protection| {
            if !done {
                lacking.push(protection);
            }
        };
        // In this order: the last forbids what the first needs.
        part(memory::no_dumps(), Protection::Dumps);
        part(memory::locked(), Protection::Memory);
        part(standing == Standing::Raised && files::hold() || files::restrict(self), Protection::Files);
        part(standing == Standing::Raised && calls::hold() || calls::restrict(self), Protection::Calls);
        lacking
    }
}

/// A device's node comes anew each time it is plugged in, and a rule holds for a node, not for its
/// name: the nearest folder that is there to stay.
fn lasting(node: &Path) -> PathBuf {
    let plugged = node.starts_with("/dev/usb") || node.to_string_lossy().contains("USB");
    match node.canonicalize() {
        Ok(place) if !plugged && place.starts_with("/dev") => place,
        // A pseudo-terminal of a test, or a link to a device.
        Ok(place) if !plugged => place,
        _ => PathBuf::from("/dev"),
    }
}

/// Panics say where they happened and nothing else: their text can hold what somebody read.
pub fn scrub_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
        eprintln!("stairlight: a bug at {}", place.unwrap_or_default());
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printer_that_can_be_unplugged_needs_the_folder_of_devices() {
        assert_eq!(lasting(Path::new("/dev/usb/lp0")), Path::new("/dev"));
        assert_eq!(lasting(Path::new("/dev/ttyUSB3")), Path::new("/dev"));
        assert_eq!(lasting(Path::new("/dev/null")), Path::new("/dev/null"));
    }

    #[test]
    fn only_a_simulated_printer_may_write() {
        let written = |uri: &str| {
            let uri = uri.parse().expect("an address");
            Fence::around(vec![PathBuf::from("/data")], Some(&uri), ScreenNeeds::Nothing).simulator
        };
        assert_eq!(written("usb:/dev/usb/lp0"), None);
        assert_eq!(written("tcp:192.0.2.7:9100"), None);
        assert_eq!(written("paper:/tmp/slips"), Some(PathBuf::from("/tmp/slips")));
    }
}
