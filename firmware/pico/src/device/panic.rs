//! An error of the panel's own: the Pi's lines are let go, the text stands on the glass for eight
//! seconds, and the watchdog restarts the chip.
//!
//! The Pi keeps its power and notices nothing but a missing answer or two.

use core::fmt::Write;
use core::panic::PanicInfo;

use display_interface_i2c::I2CInterface;
use embassy_time::Duration;
use ssd1306::Ssd1306;
use ssd1306::mode::DisplayConfig;
use ssd1306::prelude::DisplayRotation;
use ssd1306::size::DisplaySize128x64;
use stairlight_panel::draw::{ErrorText, draw_error};

use super::board::LastBoard;
use super::kept;

/// As long as the chip can wait: somebody may have to fetch glasses.
const SHOWN_FOR: Duration = Duration::from_secs(8);

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    kept::note_panic();
    let mut board = LastBoard::take();
    // Started before the glass is touched: if the glass is what is broken, this ends it too.
    board.watchdog.start(SHOWN_FOR);

    let mut text = ErrorText::new();
    // Text that does not fit is left away.
    if let Some(place) = info.location() {
        let file = place.file().rsplit('/').next().unwrap_or_default();
        let _ = write!(text, "{file}:{} ", place.line());
    }
    let _ = write!(text, "{}", info.message());
    let wire = I2CInterface::new(board.glass, 0x3C, 0x40);
    let mut display = Ssd1306::new(wire, DisplaySize128x64, DisplayRotation::Rotate0).into_buffered_graphics_mode();
    // A glass that does not answer changes nothing now.
    let _ = display.init();
    let _ = draw_error(&text, &mut display);
    let _ = display.flush();
    loop {
        // Nothing wakes it; the watchdog counts on.
        cortex_m::asm::wfe();
    }
}
