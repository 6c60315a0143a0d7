//! The glass: an SSD1306 of 128 x 64 dots that may be unplugged, come back, or hang.
//!
//! Unplugged, it does not answer: it is tried again every two seconds and everything else goes on.
//! One that holds the bus makes this task stand still, and the watchdog restarts the panel. If that
//! happens three times in a row, the glass is left dark for ten minutes: watching over the Pi
//! matters more than showing it.

use embassy_futures::select::{Either, select};
use embassy_sync::blocking_mutex::raw::ThreadModeRawMutex;
use embassy_sync::signal::Signal;
use embassy_time::{Duration, Instant, Timer};
use ssd1306::mode::{BufferedGraphicsModeAsync, DisplayConfigAsync};
use ssd1306::prelude::{DisplayRotation, I2CInterface};
use ssd1306::size::DisplaySize128x64;
use ssd1306::{I2CDisplayInterface, Ssd1306Async};
use stairlight_panel::draw::draw;
use stairlight_panel::pages::Sheet;

use super::alive::{ROUND, Task, mark};
use super::board::GlassBus;
use super::kept;

/// What to show; only the latest counts.
pub static SHEET: Signal<ThreadModeRawMutex, Sheet> = Signal::new();

/// How often an unplugged glass is tried.
const TRY_AGAIN: Duration = Duration::from_secs(2);
/// A glass that was unplugged and plugged in between two pictures has forgotten how it was set up,
/// and does not say so. Setting it up again cannot be seen.
const SET_UP_AGAIN: Duration = Duration::from_secs(30);
/// How long a suspect glass is left alone.
const SUSPECT_FOR: Duration = Duration::from_secs(600);

type Display = Ssd1306Async<I2CInterface<GlassBus>, DisplaySize128x64, BufferedGraphicsModeAsync<DisplaySize128x64>>;

#[embassy_executor::task]
pub async fn show(bus: GlassBus, suspect: bool) {
    if suspect {
        rest(SUSPECT_FOR).await;
    }
    let wire = I2CDisplayInterface::new(bus);
    let mut display =
        Ssd1306Async::new(wire, DisplaySize128x64, DisplayRotation::Rotate0).into_buffered_graphics_mode();
    let mut sheet = Sheet::Dark;
    loop {
        // Whatever the error, the cure is the same: wait, and set it up anew.
        if present(&mut display, &mut sheet).await.is_err() {
            rest(TRY_AGAIN).await;
        }
    }
}

/// Sets the glass up and shows every new sheet, until setting up is due again.
async fn present(display: &mut Display, sheet: &mut Sheet) -> Result<(), display_interface::DisplayError> {
    let begin = Instant::now();
    display.init().await?;
    draw(sheet, display)?;
    display.flush().await?;
    while begin.elapsed() < SET_UP_AGAIN {
        mark(Task::Glass);
        let Either::First(new) = select(SHEET.wait(), Timer::after(ROUND)).await else {
            continue;
        };
        if new != *sheet {
            *sheet = new;
            draw(sheet, display)?;
            display.flush().await?;
        }
    }
    // Half a minute without a hang.
    kept::note_glass_works();
    Ok(())
}

/// Waits without standing still.
async fn rest(span: Duration) {
    let end = Instant::now() + span;
    while Instant::now() < end {
        mark(Task::Glass);
        Timer::after(ROUND).await;
    }
}
