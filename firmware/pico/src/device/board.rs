//! The board: every pin, once, by its name in the product. The wiring picture shows the same.
//!
//! | pin | what | level |
//! | --- | --- | --- |
//! | GP0 | wire to the Pi (UART0 TX) | 3.3 V, 1 kΩ in series |
//! | GP1 | wire from the Pi (UART0 RX) | pulled up |
//! | GP4, GP5 | glass (I2C0 SDA, SCL) | address 0x3C |
//! | GP10, GP11, GP12 | keys: previous, next, do | closed is low |
//! | GP13 | the bay's door switch | open door is low |
//! | GP14 | ask the Pi to shut down | high asks |
//! | GP15 | cut the Pi's power | high cuts |
//! | GP16, GP17 | light: green, red | high is lit |
//!
//! The RP2040 holds its pins low while it starts, so a panel that restarts neither asks nor cuts.
//! Nothing else here may be named twice: other files know only the names of the fields.

use embassy_rp::gpio::{Input, Level, Output, Pull};
use embassy_rp::i2c::{self, I2c};
use embassy_rp::peripherals::{I2C0, UART0};
use embassy_rp::uart::{self, BufferedUart, BufferedUartRx, BufferedUartTx};
use embassy_rp::watchdog::Watchdog;
use embassy_rp::{Peripherals, bind_interrupts, pac};
use stairlight_panel::Outputs;
use stairlight_panel::keys::Contacts;
use static_cell::StaticCell;

bind_interrupts!(struct Interrupts {
    UART0_IRQ => uart::BufferedInterruptHandler<UART0>;
    I2C0_IRQ => i2c::InterruptHandler<I2C0>;
});

/// 22 ms of the wire at 115200 baud; the longest that the other tasks keep the ear waiting is a
/// page being drawn, some 5 ms.
const HEARD_BYTES: usize = 256;
/// Four of the longest frames; the mouth waits when it is full.
const SAID_BYTES: usize = 256;
/// As fast as the glass goes: a whole picture takes 25 ms.
const GLASS_HZ: u32 = 400_000;

/// Where the glass hangs.
pub type GlassBus = I2c<'static, I2C0, i2c::Async>;

/// Everything on the board.
pub struct Board {
    pub ear: BufferedUartRx,
    pub mouth: BufferedUartTx,
    pub glass: GlassBus,
    pub contacts: ContactPins,
    pub lines: Lines,
    pub watchdog: Watchdog,
}

impl Board {
    pub fn new() -> Self {
        static HEARD: StaticCell<[u8; HEARD_BYTES]> = StaticCell::new();
        static SAID: StaticCell<[u8; SAID_BYTES]> = StaticCell::new();

        let p = embassy_rp::init(Default::default());
        let mut speed = uart::Config::default();
        speed.baudrate = stairlight_link::BAUD;
        let (said, heard) = (SAID.init([0; SAID_BYTES]), HEARD.init([0; HEARD_BYTES]));
        let wire = BufferedUart::new(p.UART0, p.PIN_0, p.PIN_1, Interrupts, said, heard, speed);
        // embassy leaves the line without a pull. When the Pi has no power it floats, and every
        // spark would be an interrupt.
        pac::PADS_BANK0.gpio(1).modify(|pad| pad.set_pue(true));
        let (mouth, ear) = wire.split();

        let mut bus = i2c::Config::default();
        bus.frequency = GLASS_HZ;
        Self {
            ear,
            mouth,
            glass: I2c::new_async(p.I2C0, p.PIN_5, p.PIN_4, Interrupts, bus),
            contacts: ContactPins {
                previous: Input::new(p.PIN_10, Pull::Up),
                next: Input::new(p.PIN_11, Pull::Up),
                do_it: Input::new(p.PIN_12, Pull::Up),
                bay: Input::new(p.PIN_13, Pull::Up),
            },
            lines: Lines {
                ask: Output::new(p.PIN_14, Level::Low),
                cut: Output::new(p.PIN_15, Level::Low),
                green: Output::new(p.PIN_16, Level::Low),
                red: Output::new(p.PIN_17, Level::Low),
            },
            watchdog: Watchdog::new(p.WATCHDOG),
        }
    }
}

/// Keys and door, as contacts to ground.
pub struct ContactPins {
    previous: Input<'static>,
    next: Input<'static>,
    do_it: Input<'static>,
    bay: Input<'static>,
}

impl ContactPins {
    pub fn look(&self) -> Contacts {
        Contacts {
            previous: self.previous.is_low(),
            next: self.next.is_low(),
            do_it: self.do_it.is_low(),
            bay: self.bay.is_low(),
        }
    }
}

/// The lines to the Pi, and the light.
pub struct Lines {
    ask: Output<'static>,
    cut: Output<'static>,
    green: Output<'static>,
    red: Output<'static>,
}

impl Lines {
    pub fn set(&mut self, outputs: Outputs) {
        self.ask.set_level(outputs.ask_to_shut_down.into());
        self.cut.set_level(outputs.cut_power.into());
        self.green.set_level(outputs.lamps.green.into());
        self.red.set_level(outputs.lamps.red.into());
        // A wire that rests high would feed the Pi through its input while it should be without
        // power: let go of it for those five seconds.
        pac::PADS_BANK0.gpio(0).modify(|pad| pad.set_od(outputs.cut_power));
    }
}

/// What the panic handler needs: the Pi left alone, and the glass without interrupts.
pub struct LastBoard {
    pub glass: I2c<'static, I2C0, i2c::Blocking>,
    pub watchdog: Watchdog,
}

impl LastBoard {
    /// Takes the pins away from whatever holds them, for code that never returns to it.
    #[expect(unsafe_code, reason = "the panic handler has nobody to ask for the pins")]
    pub fn take() -> Self {
        // SAFETY: interrupts are off and the caller does not return, so nobody else uses the
        // peripherals again before the reset.
        let p = unsafe { Peripherals::steal() };
        // Forgotten, not dropped: dropping would let go of the pins.
        core::mem::forget(Output::new(p.PIN_14, Level::Low));
        core::mem::forget(Output::new(p.PIN_15, Level::Low));
        let mut bus = i2c::Config::default();
        bus.frequency = GLASS_HZ;
        Self { glass: I2c::new_blocking(p.I2C0, p.PIN_5, p.PIN_4, bus), watchdog: Watchdog::new(p.WATCHDOG) }
    }
}
