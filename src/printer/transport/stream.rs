//! Lines that are plain file descriptors: a TCP socket, a file.

use std::fs::{File, OpenOptions};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::{PortStatus, Transport, TransportError};

/// Bytes that the kernel may hold back for us on a socket; small, so that little can be left over.
const SOCKET_BUFFER: usize = 4608;

/// A raw network printer.
pub struct TcpTransport {
    name: String,
    host: String,
    port: u16,
    socket: Option<OwnedFd>,
}

impl TcpTransport {
    /// Connects nothing yet.
    pub fn new(host: &str, port: u16) -> TcpTransport {
        TcpTransport { name: format!("tcp:{host}:{port}"), host: host.to_owned(), port, socket: None }
    }

    fn address(&self, within: Duration) -> Result<SocketAddr, TransportError> {
        if let Ok(ip) = self.host.parse::<IpAddr>() {
            return Ok(SocketAddr::new(ip, self.port));
        }
        // The resolver cannot be given a deadline, so it gets a thread that may be left behind.
        let (found, finding) = mpsc::channel();
        let name = (self.host.clone(), self.port);
        let spawned = std::thread::Builder::new().name("printer-name".to_owned()).spawn(move || {
            let first = name.to_socket_addrs().ok().and_then(|mut all| all.next());
            // Nobody may be waiting any more.
            let _ = found.send(first);
        });
        let no_host = || TransportError::NoHost(self.name.clone());
        spawned.map_err(|_| no_host())?;
        finding.recv_timeout(within).ok().flatten().ok_or_else(no_host)
    }
}

impl Transport for TcpTransport {
    fn name(&self) -> &str {
        &self.name
    }

    fn open(&mut self, within: Duration) -> Result<(), TransportError> {
        self.socket = None;
        let address = self.address(within)?;
        let unreachable = |_| TransportError::Unreachable(self.name.clone());
        let stream = TcpStream::connect_timeout(&address, within.max(Duration::from_millis(1))).map_err(unreachable)?;
        stream.set_nonblocking(true).map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        // Without these the line still works; only more can be left in it after a fault.
        let _ = rustix::net::sockopt::set_socket_send_buffer_size(&stream, SOCKET_BUFFER);
        let _ = rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO));
        self.socket = Some(stream.into());
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<usize, TransportError> {
        let fd = opened(&self.socket, &self.name)?;
        write(fd, &self.name, bytes, within)
    }

    fn read(&mut self, buffer: &mut [u8], within: Duration) -> Result<usize, TransportError> {
        let fd = opened(&self.socket, &self.name)?;
        match read(fd, &self.name, buffer, within)? {
            Read::Some(count) => Ok(count),
            Read::Nothing => Ok(0),
            Read::End => Err(TransportError::Gone(self.name.clone())),
        }
    }

    fn port(&mut self) -> Option<PortStatus> {
        None
    }

    fn abort(&mut self, within: Duration) -> Result<(), TransportError> {
        // With no lingering, closing drops what was not sent.
        self.open(within)
    }

    fn wait(&mut self, to_write: bool, within: Duration) {
        if let Some(socket) = &self.socket {
            wait(socket.as_fd(), to_write, within);
        }
    }

    fn bytes_per_second(&self) -> Option<u32> {
        None
    }
}

/// A file that takes the bytes, for looking at; it never answers.
pub struct FileTransport {
    name: String,
    path: PathBuf,
    file: Option<File>,
}

impl FileTransport {
    /// Opens nothing yet.
    pub fn new(path: &Path) -> FileTransport {
        FileTransport { name: format!("file:{}", path.display()), path: path.to_owned(), file: None }
    }
}

impl Transport for FileTransport {
    fn name(&self) -> &str {
        &self.name
    }

    fn open(&mut self, _within: Duration) -> Result<(), TransportError> {
        self.file = None;
        if self.path.is_dir() {
            return Err(TransportError::NotADevice { name: self.name.clone(), what: "a directory" });
        }
        let file = OpenOptions::new().create(true).append(true).open(&self.path);
        self.file = Some(file.map_err(|error| opening(&self.name, error))?);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<usize, TransportError> {
        let fd = opened(&self.file, &self.name)?;
        write(fd, &self.name, bytes, within)
    }

    fn read(&mut self, _buffer: &mut [u8], _within: Duration) -> Result<usize, TransportError> {
        Ok(0)
    }

    fn port(&mut self) -> Option<PortStatus> {
        None
    }

    fn abort(&mut self, _within: Duration) -> Result<(), TransportError> {
        Ok(())
    }

    fn wait(&mut self, _to_write: bool, within: Duration) {
        std::thread::sleep(within.min(Duration::from_millis(2)));
    }

    fn bytes_per_second(&self) -> Option<u32> {
        None
    }
}

pub(super) enum Read {
    Some(usize),
    Nothing,
    End,
}

pub(super) fn opened<'a>(fd: &'a Option<impl AsFd>, name: &str) -> Result<BorrowedFd<'a>, TransportError> {
    fd.as_ref().map(AsFd::as_fd).ok_or_else(|| TransportError::Gone(name.to_owned()))
}

/// What the error of opening a device node means.
pub(super) fn opening(name: &str, source: std::io::Error) -> TransportError {
    let name = name.to_owned();
    match Errno::from_io_error(&source) {
        Some(Errno::NOENT | Errno::NXIO | Errno::NODEV) => TransportError::Missing(name),
        Some(Errno::ACCESS | Errno::PERM) => TransportError::Denied(name),
        Some(Errno::BUSY) => TransportError::Busy(name),
        Some(Errno::ISDIR) => TransportError::NotADevice { name, what: "a directory" },
        _ => TransportError::Io { name, source },
    }
}

pub(super) fn write(fd: BorrowedFd, name: &str, bytes: &[u8], within: Duration) -> Result<usize, TransportError> {
    if bytes.is_empty() {
        return Ok(0);
    }
    if !within.is_zero() {
        wait(fd, true, within);
    }
    match rustix::io::write(fd, bytes) {
        Ok(count) => Ok(count),
        Err(error) => failed(name, error).map(|()| 0),
    }
}

pub(super) fn read(fd: BorrowedFd, name: &str, buffer: &mut [u8], within: Duration) -> Result<Read, TransportError> {
    if !within.is_zero() {
        wait(fd, false, within);
    }
    match rustix::io::read(fd, buffer) {
        Ok(0) => Ok(Read::End),
        Ok(count) => Ok(Read::Some(count)),
        Err(error) => failed(name, error).map(|()| Read::Nothing),
    }
}

fn failed(name: &str, error: Errno) -> Result<(), TransportError> {
    let name = name.to_owned();
    match error {
        Errno::AGAIN | Errno::INTR => Ok(()),
        Errno::NODEV
        | Errno::IO
        | Errno::PIPE
        | Errno::CONNRESET
        | Errno::NOTCONN
        | Errno::SHUTDOWN
        | Errno::NXIO
        | Errno::TIMEDOUT => Err(TransportError::Gone(name)),
        error => Err(TransportError::Io { name, source: error.into() }),
    }
}

/// Waits for the descriptor; an interruption only ends the wait early.
pub(super) fn wait(fd: BorrowedFd, to_write: bool, within: Duration) {
    let flags = if to_write { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
    let timeout = Timespec {
        tv_sec: i64::try_from(within.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(within.subsec_nanos()),
    };
    let _ = poll(&mut [PollFd::from_borrowed_fd(fd, flags)], Some(&timeout));
}
