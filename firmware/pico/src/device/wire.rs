//! The two ends of the wire to the Pi: an ear and a mouth. Neither understands what it passes on.

use embassy_futures::select::{Either, select};
use embassy_rp::uart::{BufferedUartRx, BufferedUartTx};
use embassy_sync::blocking_mutex::raw::ThreadModeRawMutex;
use embassy_sync::channel::Channel;
use embassy_time::{Duration, Timer};
use embedded_io_async::{Read, Write};
use stairlight_link::{FLUSH, Receiver, ToPi, encode};
use stairlight_panel::Event;

use super::EVENTS;
use super::alive::{ROUND, Task, mark};

/// What the mind wants said. One event causes three messages at most; the mind waits when this is
/// full, and the wire always empties it.
pub static MOUTH: Channel<ThreadModeRawMutex, ToPi, 4> = Channel::new();

/// After an error of the line itself. A wire that is being plugged in makes one after another; so
/// they take a tenth of the chip at most, and the 32 that its FIFO holds are gone in 64 ms.
const AFTER_ERROR: Duration = Duration::from_millis(2);

#[embassy_executor::task]
pub async fn ear(mut wire: BufferedUartRx) {
    let mut receiver = Receiver::new();
    let mut bytes = [0; 32];
    loop {
        mark(Task::Ear);
        // The timer also covers a wake-up that comes between looking and waiting.
        match select(wire.read(&mut bytes), Timer::after(ROUND)).await {
            Either::First(Ok(count)) => {
                for byte in &bytes[..count] {
                    if let Some(event) = receiver.push(*byte).and_then(Event::from_wire) {
                        EVENTS.send(event).await;
                    }
                }
            }
            Either::First(Err(_)) => {
                EVENTS.send(Event::WireFault).await;
                Timer::after(AFTER_ERROR).await;
            }
            Either::Second(()) => {}
        }
    }
}

#[embassy_executor::task]
pub async fn mouth(mut wire: BufferedUartTx) {
    // The chip's start may have left half a byte on the line. Writing to the buffer cannot fail:
    // embassy's error type for it has no way to occur without flow control.
    let _ = wire.write_all(&FLUSH).await;
    loop {
        mark(Task::Mouth);
        if let Either::First(message) = select(MOUTH.receive(), Timer::after(ROUND)).await {
            let _ = wire.write_all(&encode(&message)).await;
        }
    }
}
