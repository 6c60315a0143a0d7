//! The pins on the visitor's side: the leave key, the keypad and the status light.
//!
//! Keys reach the visit as a keyboard's do. The light says that the screen lives, and nothing of who
//! uses it: the same before the first visit of a day and after the last. A machine without pins is
//! no failure; it has a touch screen. The service bay's keys are the panel's, not ours.

#[cfg(feature = "pi")]
mod pi;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::clock::Clock;
use crate::diary::Entry;
use crate::visit::Key;

/// A contact that changes faster than this bounces.
const SETTLED: Duration = Duration::from_millis(20);
/// How often the light is looked after, and the longest that the thread outlives its handle.
const ROUND: Duration = Duration::from_secs(1);
/// A screen that has said nothing for this long is dead, and the light goes out.
const SILENT: Duration = Duration::from_secs(5);

/// A key's contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// The key is down.
    Closed,
    Open,
}

/// The light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    Lit,
    Dark,
}

/// What a board has on the visitor's side.
pub trait Front: Send {
    /// Waits for a key's contact to change, at most this long.
    ///
    /// # Errors
    /// When the keys can no longer be read.
    fn wait(&mut self, within: Duration) -> Result<Option<(Key, Contact)>, NoGpio>;

    /// Switches the light.
    fn light(&mut self, light: Light);
}

/// Why there are no pins. None of these keeps the kiosk from running.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoGpio {
    #[error("no GPIO here: built without the feature `pi`")]
    NotBuilt,
    #[error("no GPIO here: this is no Raspberry Pi that is known")]
    NotAPi,
    #[error("no GPIO here: {0}; add the kiosk's user to the group gpio, and see that nothing else holds the pins")]
    Refused(String),
}

/// The pins of this machine.
///
/// # Errors
/// [`NoGpio`] with the reason, on every machine but a Raspberry Pi that lets us.
pub fn open() -> Result<Box<dyn Front>, NoGpio> {
    #[cfg(feature = "pi")]
    return pi::Pins::open().map(|pins| Box::new(pins) as Box<dyn Front>);
    #[cfg(not(feature = "pi"))]
    Err(NoGpio::NotBuilt)
}

/// The pins at work, on a thread of their own that ends with this value.
pub struct Pins {
    alive: Arc<Alive>,
}

struct Alive {
    clock: Clock,
    /// When the screen last went round, in milliseconds.
    beat: AtomicU64,
    stop: AtomicBool,
}

impl Pins {
    /// Starts the thread. `on_key` runs on it and must return at once: send the key on.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(
        mut front: Box<dyn Front>,
        clock: &Clock,
        mut on_key: impl FnMut(Key) + Send + 'static,
    ) -> std::io::Result<Pins> {
        let alive = Arc::new(Alive { clock: clock.clone(), beat: AtomicU64::new(0), stop: AtomicBool::new(false) });
        let pins = Pins { alive: alive.clone() };
        pins.beat();
        std::thread::Builder::new().name("pins".to_owned()).spawn(move || {
            let mut keys = Keypad::default();
            while !alive.stop.load(Ordering::Relaxed) {
                front.light(alive.light());
                match front.wait(ROUND) {
                    Ok(Some((key, contact))) => {
                        keys.changed(key, contact, alive.clock.now()).into_iter().for_each(&mut on_key);
                    }
                    Ok(None) => {}
                    Err(error) => {
                        Entry::KeysGone(&error).note();
                        break;
                    }
                }
            }
            front.light(Light::Dark);
        })?;
        Ok(pins)
    }

    /// The screen's loop has gone round. To be called once a second, whoever is there.
    pub fn beat(&self) {
        self.alive.beat.store(millis(self.alive.clock.now()), Ordering::Relaxed);
    }
}

impl Drop for Pins {
    fn drop(&mut self) {
        self.alive.stop.store(true, Ordering::Relaxed);
    }
}

impl Alive {
    fn light(&self) -> Light {
        let silent = millis(self.clock.now()).saturating_sub(self.beat.load(Ordering::Relaxed));
        if u128::from(silent) < SILENT.as_millis() { Light::Lit } else { Light::Dark }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Makes presses of contacts: a key counts once, when it goes down after it has rested.
#[derive(Default)]
pub struct Keypad {
    /// When each key's contact last changed.
    changed: Vec<(Key, Duration)>,
}

impl Keypad {
    /// Takes a change of a contact; gives the key if that is a press.
    pub fn changed(&mut self, key: Key, contact: Contact, now: Duration) -> Option<Key> {
        let last = self.changed.iter_mut().find(|(other, _)| *other == key);
        let rested = last.as_ref().is_none_or(|(_, at)| now.saturating_sub(*at) >= SETTLED);
        match last {
            Some((_, at)) => *at = now,
            None => self.changed.push((key, now)),
        }
        (rested && contact == Contact::Closed).then_some(key)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};

    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    /// Pins in a test's hand.
    struct Bench {
        changes: Receiver<(Key, Contact)>,
        lights: Sender<Light>,
    }

    impl Front for Bench {
        fn wait(&mut self, _within: Duration) -> Result<Option<(Key, Contact)>, NoGpio> {
            match self.changes.recv_timeout(MS(5)) {
                Ok(change) => Ok(Some(change)),
                Err(RecvTimeoutError::Timeout) => Ok(None),
                Err(RecvTimeoutError::Disconnected) => Err(NoGpio::Refused("pulled out".to_owned())),
            }
        }

        fn light(&mut self, light: Light) {
            // The test may have seen enough.
            let _ = self.lights.send(light);
        }
    }

    #[test]
    fn a_press_counts_once_however_it_bounces() {
        let mut keypad = Keypad::default();
        let mut at = MS(1_000);
        let mut presses = 0;
        for _ in 0..3 {
            for end in [Contact::Closed, Contact::Open] {
                let other = if end == Contact::Closed { Contact::Open } else { Contact::Closed };
                for contact in [end, other, end, other, end] {
                    presses += usize::from(keypad.changed(Key::Leave, contact, at).is_some());
                    at += MS(3);
                }
                at += MS(100);
            }
        }
        assert_eq!(presses, 3);
    }

    #[test]
    fn keys_do_not_wait_for_each_other() {
        let mut keypad = Keypad::default();
        let pressed = [Key::Next, Key::Leave].map(|key| keypad.changed(key, Contact::Closed, MS(7)).is_some());
        assert_eq!(pressed, [true, true]);
    }

    #[test]
    fn keys_come_through_and_the_light_says_that_the_screen_lives() {
        let ((press, changes), (lights, seen)) = (channel(), channel());
        let (clock, hand) = Clock::manual();
        let (tell, told) = channel();
        let on_key = move |key| tell.send(key == Key::Leave).expect("the test listens");
        let pins = Pins::start(Box::new(Bench { changes, lights }), &clock, on_key).expect("a thread");
        press.send((Key::Leave, Contact::Closed)).expect("it lives");
        assert_eq!(told.recv_timeout(MS(5_000)), Ok(true));
        assert_eq!(seen.recv_timeout(MS(5_000)), Ok(Light::Lit));
        let soon = |light| (0..1_000).any(|_| seen.recv_timeout(MS(5_000)) == Ok(light));
        hand.advance(SILENT);
        assert!(soon(Light::Dark), "a screen that hangs");
        pins.beat();
        assert!(soon(Light::Lit));
        drop(pins);
        assert!(soon(Light::Dark), "it ends");
    }

    #[test]
    fn keys_that_go_away_are_no_failure() {
        let ((press, changes), (lights, seen)) = (channel(), channel());
        let pins = Pins::start(Box::new(Bench { changes, lights }), &Clock::real(), |_| {}).expect("a thread");
        drop(press);
        while seen.recv_timeout(MS(5_000)).is_ok() {}
        pins.beat();
    }

    #[cfg(not(feature = "pi"))]
    #[test]
    fn a_pc_has_no_pins_and_says_so() {
        let reason = open().err().map(|error| error.to_string());
        assert!(reason.is_some_and(|reason| reason.starts_with("no GPIO here")));
    }

    /// Also where the program is built for the device: a PC is no Pi, and that is no failure.
    #[cfg(feature = "pi")]
    #[test]
    fn a_pc_has_no_pins_and_says_so() {
        let known =
            std::fs::read_to_string("/proc/device-tree/model").is_ok_and(|model| model.contains("Raspberry Pi"));
        assert!(known || open().is_err_and(|error| error == NoGpio::NotAPi));
    }
}
