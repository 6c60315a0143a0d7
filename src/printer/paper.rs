//! The virtual printer: an interpreter of the very bytes, with a receive buffer, a head of finite
//! speed, paper that ends, and faults. It is a faithful enemy: it holds data while it is stopped and
//! prints it after paper is loaded, runs real-time commands inside data, and forgets only what the
//! modelled printer would. It shares no code with the encoder, so that a mistake there shows here.
//! It has no threads and no clock of its own: whoever drives it says what time it is.

mod answers;
mod interpreter;
mod model;
mod receive;
pub mod serve;
mod strip;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

pub use model::{Fault, Forgets, Model};
pub use strip::{Piece, Strip};

use interpreter::Interpreter;
use receive::RealTime;

/// Stopping and starting the paper motor in the middle of a slip, from the model in the fact sheet.
const RESTART: Duration = Duration::from_millis(30);
/// Emptying the buffers; what comes meanwhile is lost, as the manuals warn.
const DEAF: Duration = Duration::from_millis(3);
/// A gap longer than this is not a stutter but a pause between slips.
const PAUSE: Duration = Duration::from_secs(2);

/// One printer on the test bench.
pub struct VirtualPrinter {
    model: Model,
    now: Duration,
    /// Bytes taken from the wire since it was made.
    taken: u64,
    armed: Vec<(u64, Fault)>,
    faults: BTreeSet<Fault>,
    /// An error that stays until a command recovers from it, though its cause is gone.
    cutter_latched: bool,
    near_end: bool,
    received: VecDeque<u8>,
    real_time: RealTime,
    interpreter: Interpreter,
    strip: Strip,
    answers: VecDeque<u8>,
    /// Pushes of automatic status are on.
    pushing: bool,
    pushed: [u8; 4],
    /// When the head and motor are done with what they do.
    busy_until: Duration,
    arrived: Duration,
    idle: bool,
    /// When the wire may bring the next byte.
    wire_free: Duration,
    /// While it empties its buffer it hears nothing.
    deaf_until: Duration,
    restarts: u32,
    lost: u64,
    noise: u32,
}

impl VirtualPrinter {
    /// A printer with paper, switched on, idle.
    pub fn new(model: Model) -> VirtualPrinter {
        VirtualPrinter {
            strip: Strip::new(&model),
            interpreter: Interpreter::new(&model),
            model,
            now: Duration::ZERO,
            taken: 0,
            armed: Vec::new(),
            faults: BTreeSet::new(),
            cutter_latched: false,
            near_end: false,
            received: VecDeque::new(),
            real_time: RealTime::default(),
            answers: VecDeque::new(),
            pushing: false,
            pushed: [0x10, 0, 0, 0],
            busy_until: Duration::ZERO,
            arrived: Duration::ZERO,
            idle: true,
            wire_free: Duration::ZERO,
            deaf_until: Duration::ZERO,
            restarts: 0,
            lost: 0,
            noise: 0x2545_f491,
        }
    }

    /// What it was made as.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The paper that came out so far.
    pub fn strip(&self) -> &Strip {
        &self.strip
    }

    /// Takes the finished pieces away.
    pub fn take_pieces(&mut self) -> Vec<Piece> {
        self.strip.take_pieces()
    }

    /// Tears off by hand what hangs out of the mouth.
    pub fn tear(&mut self) {
        self.strip.cut(0);
    }

    /// Takes the slip out of the presenter's mouth, as its owner does.
    pub fn take_slip(&mut self) {
        self.strip.take();
    }

    /// Brings the end of the roll near, or puts a new roll in.
    pub fn set_near_end(&mut self, near: bool) {
        self.near_end = near;
        self.push_status();
    }

    /// How many bytes have been taken from the wire.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// How often the motor had to stop in the middle because nothing was there to print.
    pub fn restarts(&self) -> u32 {
        self.restarts
    }

    /// Bytes that came while the buffer was full and there was no flow control.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Whether everything that came has been carried out.
    pub fn is_idle(&self) -> bool {
        self.received.is_empty() && self.interpreter.is_idle() && self.busy_until <= self.now
    }

    /// Bytes waiting inside.
    pub fn held(&self) -> usize {
        self.received.len()
    }

    /// Lets `fault` happen when the byte with that number (from 0, since the beginning) is taken.
    pub fn arm(&mut self, at: u64, fault: Fault) {
        self.armed.push((at, fault));
    }

    /// Calls off every fault that has not happened yet.
    pub fn disarm(&mut self) {
        self.armed.clear();
    }

    /// Lets `fault` happen now.
    pub fn inject(&mut self, fault: Fault) {
        if fault == Fault::CutterStuck {
            self.cutter_latched = true;
        }
        if fault == Fault::PowerOff {
            self.forget();
            self.interpreter = Interpreter::new(&self.model);
            self.answers.clear();
            self.pushing = false;
            self.cutter_latched = false;
        }
        self.faults.insert(fault);
        self.push_status();
    }

    /// Removes the cause of `fault`, as staff would.
    pub fn repair(&mut self, fault: Fault) {
        self.faults.remove(&fault);
        if fault == Fault::CutterStuck && self.model.forgets == Forgets::Never {
            self.cutter_latched = false;
        }
        if fault == Fault::PaperOut {
            self.strip.load_paper();
        }
        // What was held goes on from here, not from when it came.
        self.busy_until = self.busy_until.max(self.now);
        self.push_status();
    }

    /// Whether that fault is there.
    pub fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// Whether the host sees a device at all.
    pub fn is_attached(&self) -> bool {
        !self.has(Fault::Unplugged) && !self.has(Fault::PowerOff)
    }

    /// Whether bytes pass.
    fn is_connected(&self) -> bool {
        self.is_attached() && !self.has(Fault::Silent) && !self.has(Fault::Hung)
    }

    /// Carries on to `now`.
    pub fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        while self.busy_until <= self.now && self.prints() {
            let at = if self.idle { self.busy_until.max(self.arrived) } else { self.busy_until };
            let Some(step) = self.interpreter.step(&mut self.received, &mut self.strip, at) else {
                self.idle = true;
                break;
            };
            let gap = at.saturating_sub(self.busy_until);
            let stuttered = self.idle && step.moved && !gap.is_zero() && gap < PAUSE;
            if stuttered && self.strip.is_in_piece() {
                self.restarts += 1;
                self.busy_until = at + step.takes + RESTART;
            } else {
                self.busy_until = at + step.takes;
            }
            // A command that moves nothing neither stops nor starts the motor.
            self.idle = self.idle && !step.moved;
            self.answer(&step.asks);
            if self.strip.is_empty_roll() {
                self.inject(Fault::PaperOut);
            }
        }
    }

    /// Offers bytes on the wire; gives how many were taken.
    pub fn write(&mut self, now: Duration, bytes: &[u8]) -> usize {
        self.advance(now);
        let mut count = 0;
        for byte in bytes {
            if let Some(due) = self.armed.iter().position(|(at, _)| *at == self.taken) {
                let (_, fault) = self.armed.swap_remove(due);
                self.inject(fault);
            }
            let slow = self.model.bytes_per_second.is_some() && self.wire_free > self.now;
            if !self.is_connected() || slow {
                break;
            }
            if self.received.len() >= self.model.buffer_bytes {
                if self.model.flow_control {
                    break;
                }
                self.lost += 1;
            } else if !self.has(Fault::AcceptsAndDrops) && self.now >= self.deaf_until {
                self.received.push_back(*byte);
                self.arrived = self.now;
                if let Some(command) = self.real_time.scan(*byte) {
                    self.real_time_command(command);
                }
            }
            count += 1;
            self.taken += 1;
            if let Some(rate) = self.model.bytes_per_second {
                let byte_time = Duration::from_secs(1) / rate.max(1);
                // A call may take what the wire brought since the last one, but no more.
                self.wire_free = self.wire_free.max(self.now.saturating_sub(Duration::from_millis(5)));
                self.wire_free += byte_time;
            }
        }
        self.advance(now);
        count
    }

    /// What the printer has said and nobody has read.
    pub fn read(&mut self, now: Duration, buffer: &mut [u8]) -> usize {
        self.advance(now);
        if !self.is_connected() {
            return 0;
        }
        let count = buffer.len().min(self.answers.len());
        for (to, from) in buffer.iter_mut().zip(self.answers.drain(..count)) {
            *to = from;
        }
        count
    }

    /// The reset of the USB printer class: some printers empty their buffers.
    pub fn port_reset(&mut self) {
        self.answers.clear();
        if self.model.forgets_on_port_reset {
            self.forget();
        }
    }

    fn prints(&self) -> bool {
        const STOPPING: [Fault; 7] = [
            Fault::PaperOut,
            Fault::CoverOpen,
            Fault::CutterStuck,
            Fault::Jam,
            Fault::Overheated,
            Fault::Hung,
            Fault::PowerOff,
        ];
        !self.cutter_latched && STOPPING.iter().all(|fault| !self.has(*fault))
    }

    fn forget(&mut self) {
        self.deaf_until = self.now + DEAF;
        self.received.clear();
        self.interpreter.forget();
        self.idle = true;
    }
}
