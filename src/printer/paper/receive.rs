//! Real-time commands, found in every byte that comes in, even in the middle of data, as real
//! printers do: that is why they must never stand there by accident.

use super::{Fault, Forgets, VirtualPrinter};
use crate::printer::profile::Dialect;

/// A command that is carried out when it comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `DLE EOT n`.
    Status(u8),
    /// `DLE ENQ n`.
    Recover(u8),
    /// `DLE DC4` function 8.
    Clear,
}

/// `DLE DC4` function 8 with its fixed parameters.
const CLEAR: [u8; 10] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];

/// The last bytes that came in.
#[derive(Default)]
pub(super) struct RealTime {
    last: [u8; 10],
}

impl RealTime {
    pub fn scan(&mut self, byte: u8) -> Option<Command> {
        self.last.rotate_left(1);
        self.last[9] = byte;
        match self.last {
            CLEAR => Some(Command::Clear),
            [.., 0x10, 4, n] => Some(Command::Status(n)),
            [.., 0x10, 5, n] => Some(Command::Recover(n)),
            _ => None,
        }
    }
}

impl VirtualPrinter {
    pub(super) fn real_time_command(&mut self, command: Command) {
        match command {
            Command::Status(n) => {
                // A printer that answers in order takes the question as an ordinary command.
                if self.model.status != Dialect::EotInOrder {
                    self.answer_eot(n);
                }
            }
            Command::Recover(2) => {
                let in_error = self.cutter_latched;
                let obeys = match self.model.forgets {
                    Forgets::Never => false,
                    Forgets::Enq => true,
                    Forgets::EnqOnError | Forgets::Dc4 => in_error,
                };
                if obeys {
                    self.forget();
                    self.recover();
                }
            }
            Command::Recover(1) if self.model.forgets != Forgets::Never => self.recover(),
            Command::Recover(_) => {}
            Command::Clear if self.model.forgets == Forgets::Dc4 => {
                self.forget();
                self.recover();
                self.say(&[0x37, 0x25, 0]);
            }
            Command::Clear => {}
        }
    }

    /// Leaves a cutter error whose cause is gone.
    fn recover(&mut self) {
        self.cutter_latched = self.has(Fault::CutterStuck);
        self.busy_until = self.busy_until.max(self.now);
        self.push_status();
    }
}
