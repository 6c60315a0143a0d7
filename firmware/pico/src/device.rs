//! The device: starts everything, then one task owns the panel's mind.
//!
//! ```text
//!   contacts --.                      .--> lines and light
//!   ear -------+--> EVENTS --> mind --+--> SHEET --> glass
//!   (time) ----'                      '--> MOUTH --> mouth
//! ```
//!
//! Each task leaves a mark when it has gone round; `alive` feeds the watchdog only when all have.

mod alive;
mod board;
mod contacts;
mod glass;
mod identity;
mod kept;
mod panic;
mod wire;

use embassy_executor::Spawner;
use embassy_futures::select::{Either, select};
use embassy_sync::blocking_mutex::raw::ThreadModeRawMutex;
use embassy_sync::channel::Channel;
use embassy_time::{Duration, Instant, Ticker};
use stairlight_panel::{Event, Millis, Panel};

use self::alive::Task;
use self::board::{Board, Lines};

/// Everything that happens, in order. Senders wait when it is full, so nothing is dropped: the
/// ear's bytes wait in the wire's own buffer, a key in its contact. Eight is a burst of beats.
static EVENTS: Channel<ThreadModeRawMutex, Event, 8> = Channel::new();

/// The mind's own pulse: fine enough for the light's quarter seconds and a fresh page.
const TICK: Duration = Duration::from_millis(100);

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let kept = kept::Kept::take();
    let board = Board::new();
    // A task that cannot be spawned is a bug that the first start shows, with its text.
    spawner.spawn(alive::watch(board.watchdog).expect("spawned once"));
    spawner.spawn(contacts::read(board.contacts).expect("spawned once"));
    spawner.spawn(wire::ear(board.ear).expect("spawned once"));
    spawner.spawn(wire::mouth(board.mouth).expect("spawned once"));
    spawner.spawn(glass::show(board.glass, kept.glass_is_suspect()).expect("spawned once"));
    spawner.spawn(mind(board.lines, kept).expect("spawned once"));
}

#[embassy_executor::task]
async fn mind(mut lines: Lines, kept: kept::Kept) {
    let mut panel = Panel::new(identity::of_this_build(&kept), kept.carried(), now());
    let mut ticker = Ticker::every(TICK);
    loop {
        // Time comes first: a flood of frames must not stop the clock.
        let event = match select(ticker.next(), EVENTS.receive()).await {
            Either::First(()) => Event::Tick,
            Either::Second(event) => event,
        };
        let outbox = panel.handle(event, now());
        lines.set(panel.outputs(now()));
        for message in outbox {
            wire::MOUTH.send(message).await;
        }
        kept::note_carried(panel.carried(now()));
        // A page is laid out once per burst, not once per frame of it.
        if EVENTS.is_empty() {
            glass::SHEET.signal(panel.sheet(now()));
        }
        alive::mark(Task::Mind);
    }
}

fn now() -> Millis {
    Millis(Instant::now().as_millis())
}
