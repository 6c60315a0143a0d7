//! What is on its way to the printer and what comes back. Bytes of a job are zeroed as soon as they
//! have left, or are dropped.

use std::time::Duration;

use zeroize::{Zeroize, Zeroizing};

use crate::printer::profile::Dialect;
use crate::printer::status::{Report, StatusParser};
use crate::printer::transport::{Transport, TransportError};

/// Calls to the device within one step; a device that is faster than that waits for the next step.
const CALLS: u32 = 8;

pub(super) struct Line {
    out: Zeroizing<Vec<u8>>,
    gone: usize,
    moved_at: Duration,
    parser: StatusParser,
}

impl Line {
    pub fn new(dialect: Dialect) -> Line {
        let out = Zeroizing::new(Vec::with_capacity(8192));
        Line { out, gone: 0, moved_at: Duration::ZERO, parser: StatusParser::new(dialect) }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        // Growing would leave the old copy behind unzeroed, so it is moved by hand.
        if self.out.len() + bytes.len() > self.out.capacity() {
            let mut larger = Vec::with_capacity((self.out.len() + bytes.len()) * 2);
            larger.extend_from_slice(&self.out);
            self.out.zeroize();
            self.out = Zeroizing::new(larger);
        }
        self.out.extend_from_slice(bytes);
    }

    /// Whether everything has been taken.
    pub fn is_clear(&self) -> bool {
        self.out.is_empty()
    }

    /// How long nothing has been taken although something is waiting.
    pub fn stuck_for(&self, now: Duration) -> Duration {
        if self.is_clear() { Duration::ZERO } else { now.saturating_sub(self.moved_at) }
    }

    /// Drops what is waiting and what came in half.
    pub fn drop_all(&mut self) {
        self.out.zeroize();
        self.gone = 0;
        self.parser.reset();
    }

    /// Forgets half an answer; true if there was one.
    pub fn drop_half_answer(&mut self) -> bool {
        self.parser.reset()
    }

    /// Hands over what is taken, and takes what has come.
    pub fn pump(&mut self, now: Duration, transport: &mut dyn Transport) -> Result<Vec<Report>, TransportError> {
        if self.is_clear() {
            self.moved_at = now;
        }
        for _ in 0..CALLS {
            let Some(rest) = self.out.get_mut(self.gone..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            let count = transport.write(rest, Duration::ZERO)?.min(rest.len());
            if count == 0 {
                break;
            }
            rest[..count].zeroize();
            self.gone += count;
            self.moved_at = now;
        }
        if self.gone == self.out.len() {
            self.out.clear();
            self.gone = 0;
        }
        let mut reports = Vec::new();
        let mut buffer = [0; 64];
        for _ in 0..CALLS {
            let count = transport.read(&mut buffer, Duration::ZERO)?;
            if count == 0 {
                break;
            }
            reports.extend(self.parser.feed(&buffer[..count.min(buffer.len())]));
        }
        Ok(reports)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::transport::PortStatus;

    /// Takes a few bytes at each call.
    struct Sip(usize);

    impl Transport for Sip {
        fn name(&self) -> &str {
            "sip"
        }
        fn open(&mut self, _: Duration) -> Result<(), TransportError> {
            Ok(())
        }
        fn write(&mut self, bytes: &[u8], _: Duration) -> Result<usize, TransportError> {
            let count = bytes.len().min(self.0);
            self.0 = 0;
            Ok(count)
        }
        fn read(&mut self, _: &mut [u8], _: Duration) -> Result<usize, TransportError> {
            Ok(0)
        }
        fn port(&mut self) -> Option<PortStatus> {
            None
        }
        fn abort(&mut self, _: Duration) -> Result<(), TransportError> {
            Ok(())
        }
        fn wait(&mut self, _: bool, _: Duration) {}
        fn bytes_per_second(&self) -> Option<u32> {
            None
        }
    }

    #[test]
    fn what_has_left_is_zeroed_at_once() {
        let mut line = Line::new(Dialect::None);
        line.push(&[7; 10]);
        assert!(line.pump(Duration::ZERO, &mut Sip(4)).is_ok());
        assert_eq!(&line.out[..], [0, 0, 0, 0, 7, 7, 7, 7, 7, 7]);
        assert!(!line.is_clear());
        line.drop_all();
        assert!(line.is_clear() && line.out.is_empty());
    }

    #[test]
    fn a_line_that_takes_nothing_is_stuck_from_the_last_byte_on() {
        let mut line = Line::new(Dialect::None);
        let second = Duration::from_secs(1);
        line.push(&[1, 2, 3]);
        assert!(line.pump(second, &mut Sip(1)).is_ok());
        assert!(line.pump(second * 3, &mut Sip(0)).is_ok());
        assert_eq!(line.stuck_for(second * 4), second * 3);
        assert!(line.pump(second * 5, &mut Sip(9)).is_ok());
        assert_eq!(line.stuck_for(second * 6), Duration::ZERO);
    }

    #[test]
    fn growing_keeps_what_waits() {
        let mut line = Line::new(Dialect::None);
        line.push(&[1; 8000]);
        line.push(&[2; 9000]);
        assert_eq!((line.out.len(), line.out[7999], line.out[8000]), (17_000, 1, 2));
    }
}
