//! The wire of the emulated panel: a TCP connection to a port of a developer's machine.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

use super::{Line, LineError};

/// A TCP connection.
pub struct TcpLine {
    host: String,
    port: u16,
    stream: Option<TcpStream>,
}

impl TcpLine {
    /// Connects nothing yet.
    pub fn new(host: &str, port: u16) -> TcpLine {
        TcpLine { host: host.to_owned(), port, stream: None }
    }

    fn name(&self) -> String {
        format!("tcp:{}:{}", self.host, self.port)
    }

    fn address(&self, within: Duration) -> Result<SocketAddr, LineError> {
        if let Ok(ip) = self.host.parse::<IpAddr>() {
            return Ok(SocketAddr::new(ip, self.port));
        }
        // The resolver cannot be given a deadline, so it gets a thread that may be left behind.
        let (found, finding) = mpsc::channel();
        let name = (self.host.clone(), self.port);
        let spawned = std::thread::Builder::new().name("panel-name".to_owned()).spawn(move || {
            let all: Vec<SocketAddr> = name.to_socket_addrs().into_iter().flatten().collect();
            // The emulator listens on 127.0.0.1; `localhost` may be ::1 first.
            let first = all.iter().find(|address| address.is_ipv4()).or(all.first()).copied();
            // Nobody may be waiting any more.
            let _ = found.send(first);
        });
        let no_host = || LineError::NoHost(self.name());
        spawned.map_err(|_| no_host())?;
        finding.recv_timeout(within).ok().flatten().ok_or_else(no_host)
    }

    fn stream(&mut self) -> Result<&mut TcpStream, LineError> {
        let name = self.name();
        self.stream.as_mut().ok_or(LineError::Gone(name))
    }

    fn settle(&self, done: io::Result<usize>) -> Result<usize, LineError> {
        match done {
            Ok(0) => Err(LineError::Gone(self.name())),
            Ok(count) => Ok(count),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(0),
                io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
                    Err(LineError::Gone(self.name()))
                }
                _ => Err(LineError::Io { name: self.name(), source: error }),
            },
        }
    }
}

impl Line for TcpLine {
    /// Waits for the name and for the connection, half of `within` each.
    fn open(&mut self, within: Duration) -> Result<(), LineError> {
        self.close();
        let half = (within / 2).max(Duration::from_millis(1));
        let address = self.address(half)?;
        let unreachable = |_| LineError::Unreachable(self.name());
        let stream = TcpStream::connect_timeout(&address, half).map_err(unreachable)?;
        stream.set_nonblocking(true).map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        self.stream = Some(stream);
        Ok(())
    }

    fn close(&mut self) {
        self.stream = None;
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LineError> {
        let done = self.stream()?.read(buffer);
        self.settle(done)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, LineError> {
        let done = self.stream()?.write(bytes);
        self.settle(done)
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    const WITHIN: Duration = Duration::from_secs(2);

    #[test]
    fn bytes_come_through_and_an_end_is_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let mut line = TcpLine::new("127.0.0.1", port);
        line.open(WITHIN).expect("somebody listens");
        let (mut other, _) = listener.accept().expect("it came");
        let mut buffer = [0; 8];
        assert_eq!(line.read(&mut buffer).expect("open"), 0, "nothing yet, and no waiting");
        assert_eq!(line.write(b"beat").expect("open"), 4);
        other.read_exact(&mut buffer[..4]).expect("it arrives");
        assert_eq!(&buffer[..4], b"beat");
        drop(other);
        let gone = std::iter::repeat_with(|| line.read(&mut buffer)).find(|read| !matches!(read, Ok(0)));
        assert!(matches!(gone, Some(Err(LineError::Gone(_)))), "{gone:?}");
    }

    #[test]
    fn nobody_there_is_said_with_what_to_do() {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let refused = TcpLine::new("127.0.0.1", free).open(WITHIN).expect_err("nobody listens");
        assert!(refused.to_string().contains("emulated panel"), "{refused}");
    }
}
