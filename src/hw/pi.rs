//! The visitor's pins of a Raspberry Pi. The only file that names `rppal`.
//!
//! Keys close to ground and are pulled up; the kernel wakes us, so an idle device does nothing. The
//! serial line to the service panel is not here: its pins are set up by the system (see
//! `firmware/README.md`), and it is opened as any serial port.

use std::time::Duration;

use rppal::gpio::{Error, Gpio, InputPin, OutputPin, Trigger};

use super::{Contact, Front, Light, NoGpio};
use crate::visit::Key;

/// BCM numbers, with the header's pin beside. GPIO14, 15 and 17 belong to the service panel.
const KEYS: [(u8, Key); 5] = [
    (22, Key::Leave),    // pin 15
    (23, Key::Previous), // pin 16
    (24, Key::Next),     // pin 18
    (25, Key::Select),   // pin 22
    (27, Key::Back),     // pin 13
];
/// Pin 12; high is lit.
const LIGHT: u8 = 18;
/// The kernel's own filter, before ours.
const DEBOUNCE: Duration = Duration::from_millis(5);

/// Leave key, keypad and light.
pub struct Pins {
    gpio: Gpio,
    keys: Vec<(InputPin, Key)>,
    light: OutputPin,
}

impl Pins {
    pub fn open() -> Result<Pins, NoGpio> {
        let gpio = Gpio::new()?;
        let mut keys = Vec::new();
        for (number, key) in KEYS {
            let mut pin = gpio.get(number)?.into_input_pullup();
            pin.set_interrupt(Trigger::Both, Some(DEBOUNCE))?;
            keys.push((pin, key));
        }
        // It stays as it is: a process that replaces itself after a visit must not make it flicker.
        let light = gpio.get(LIGHT)?.into_output();
        Ok(Pins { gpio, keys, light })
    }
}

impl Front for Pins {
    fn wait(&mut self, within: Duration) -> Result<Option<(Key, Contact)>, NoGpio> {
        let pins: Vec<&InputPin> = self.keys.iter().map(|(pin, _)| pin).collect();
        let Some((changed, event)) = self.gpio.poll_interrupts(&pins, false, Some(within))? else {
            return Ok(None);
        };
        let key = self.keys.iter().find(|(pin, _)| pin.pin() == changed.pin()).map(|(_, key)| *key);
        let contact = if event.trigger == Trigger::FallingEdge { Contact::Closed } else { Contact::Open };
        Ok(key.map(|key| (key, contact)))
    }

    fn light(&mut self, light: Light) {
        match light {
            Light::Lit => self.light.set_high(),
            Light::Dark => self.light.set_low(),
        }
    }
}

impl From<Error> for NoGpio {
    fn from(error: Error) -> NoGpio {
        match error {
            Error::UnknownModel => NoGpio::NotAPi,
            other => NoGpio::Refused(other.to_string()),
        }
    }
}
