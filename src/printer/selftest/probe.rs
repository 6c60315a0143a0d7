//! Asks a printer, one after the other, the questions that its profile relies on.

use std::time::Duration;

use crate::clock::Clock;
use crate::printer::profile::{Barrier, Clear, Dialect, Profile};
use crate::printer::status::{ASK_PAPER, Report, StatusParser, answers_in_one_byte, question};
use crate::printer::transport::Transport;

/// How long an answer may take when nothing is being printed.
const ANSWER: Duration = Duration::from_millis(600);
/// How long one call may wait.
const CALL: Duration = Duration::from_millis(20);

/// Which questions were answered as they should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Probe {
    pub status: bool,
    /// It answers `DLE EOT`, whatever its profile says.
    pub eot: bool,
    pub barrier: bool,
    /// None where there is nothing to be heard.
    pub clear: Option<bool>,
    pub garbage: bool,
}

impl Probe {
    pub fn of(line: &mut dyn Transport, profile: &Profile, clock: &Clock) -> Probe {
        let mut asker = Asker { line, clock, garbage: false };
        let eot = |report: &Report| matches!(report, Report::Eot(_));
        let mut probe = Probe::default();
        if let Some(question) = question(profile.status) {
            let reports = asker.ask(question.bytes, profile.status);
            let fits = |report: &&Report| match profile.status {
                Dialect::Full => matches!(report, Report::Full(_)),
                Dialect::GsR | Dialect::EscV => matches!(report, Report::Paper(_)),
                _ => eot(report),
            };
            probe.status = reports.iter().filter(fits).count() == question.answers;
        }
        probe.eot = asker.ask(&[0x10, 4, 1], Dialect::Eot).iter().any(eot);
        probe.barrier = match profile.barrier {
            Barrier::None => false,
            Barrier::GsR if answers_in_one_byte(profile.status) => probe.status,
            Barrier::GsR => {
                asker.ask(ASK_PAPER, profile.status).iter().any(|report| matches!(report, Report::Paper(_)))
            }
            Barrier::GsH => {
                let ask = [0x1d, b'(', b'H', 6, 0, 48, 48, b't', b'e', b's', b't'];
                asker.ask(&ask, profile.status).contains(&Report::Process(*b"test"))
            }
        };
        probe.clear = (profile.clear == Clear::Dc4).then(|| {
            let forget = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
            asker.ask(&forget, profile.status).contains(&Report::Cleared)
        });
        probe.garbage = asker.garbage;
        probe
    }
}

struct Asker<'a> {
    line: &'a mut dyn Transport,
    clock: &'a Clock,
    garbage: bool,
}

impl Asker<'_> {
    /// Everything that comes back within a little more than half a second; errors are silence here,
    /// the printing that follows names them.
    fn ask(&mut self, bytes: &[u8], dialect: Dialect) -> Vec<Report> {
        let mut buffer = [0; 64];
        while self.line.read(&mut buffer, Duration::ZERO).is_ok_and(|count| count > 0) {}
        let mut parser = StatusParser::new(dialect);
        let (mut reports, mut rest) = (Vec::new(), bytes);
        let until = self.clock.now() + ANSWER;
        while self.clock.now() < until {
            if let Ok(count) = self.line.write(rest, Duration::ZERO) {
                rest = rest.get(count..).unwrap_or_default();
            }
            self.line.wait(false, CALL);
            let count = self.line.read(&mut buffer, Duration::ZERO).unwrap_or(0);
            reports.extend(parser.feed(buffer.get(..count).unwrap_or_default()));
        }
        self.garbage |= reports.contains(&Report::Garbage);
        reports
    }
}
