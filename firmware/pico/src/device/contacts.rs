//! Looks at keys and door every 5 ms and passes on what changed.
//!
//! Looking is simpler than interrupts here: a contact that bounces would make dozens of them.

use embassy_time::{Duration, Ticker};
use stairlight_panel::Event;
use stairlight_panel::keys::Keys;

use super::alive::{Task, mark};
use super::board::ContactPins;
use super::{EVENTS, now};

/// Five looks within the time in which a contact settles.
const EVERY: Duration = Duration::from_millis(5);

#[embassy_executor::task]
pub async fn read(pins: ContactPins) {
    let mut keys = Keys::default();
    let mut ticker = Ticker::every(EVERY);
    loop {
        ticker.next().await;
        for change in keys.sample(pins.look(), now()) {
            EVENTS.send(Event::Contact(change)).await;
        }
        mark(Task::Contacts);
    }
}
