//! From contacts that bounce to keys that were pressed.
//!
//! Whoever reads the pins calls [`Keys::sample`] every few milliseconds with what they see. A
//! contact counts as changed once it has stood still for [`SETTLED`]; a key kept down for
//! [`HELD_FOR`] is *held*, which is how anything that cannot be taken back is asked for.

use crate::time::{Millis, Span};

/// Small push buttons bounce for up to 10 ms, worn ones for twice that.
pub const SETTLED: Span = Span::millis(25);

/// Long enough not to happen by leaning on the panel.
pub const HELD_FOR: Span = Span::seconds(2);

/// The three buttons in the service bay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// One page back.
    Previous,
    /// One page on.
    Next,
    /// Do what the page's last line says.
    Do,
}

/// What happened to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyEvent {
    /// It went down.
    Down(Key),
    /// It came up before it was held.
    Tapped(Key),
    /// It has been down for [`HELD_FOR`].
    Held(Key),
}

/// The service bay's door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Shut; also what a broken wire to the switch looks like.
    Closed,
    /// Open.
    Open,
}

/// What the pins show at one moment: `true` is a closed contact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contacts {
    /// The button for the page before.
    pub previous: bool,
    /// The button for the next page.
    pub next: bool,
    /// The button that does things.
    pub do_it: bool,
    /// The bay's switch, whose contact closes when the door opens.
    pub bay: bool,
}

/// A change that the rest of the panel wants to know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A key.
    Key(KeyEvent),
    /// The door.
    Bay(Door),
}

/// At most: down or tapped for each of three keys, and the door.
pub type Changes = heapless::Vec<Change, 4>;

/// The debounced contacts.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    previous: Button,
    next: Button,
    do_it: Button,
    bay: Contact,
}

impl Keys {
    /// Takes one look at the pins.
    pub fn sample(&mut self, contacts: Contacts, now: Millis) -> Changes {
        let mut changes = Changes::new();
        let buttons = [
            (Key::Previous, &mut self.previous, contacts.previous),
            (Key::Next, &mut self.next, contacts.next),
            (Key::Do, &mut self.do_it, contacts.do_it),
        ];
        for (key, button, closed) in buttons {
            changes.extend(button.sample(key, closed, now).map(Change::Key));
        }
        changes.extend(
            self.bay.sample(contacts.bay, now).map(|open| Change::Bay(if open { Door::Open } else { Door::Closed })),
        );
        changes
    }
}

/// One contact that bounces.
#[derive(Debug, Clone, Default)]
struct Contact {
    closed: bool,
    /// Since when it has looked different from `closed`.
    differs_since: Option<Millis>,
}

impl Contact {
    /// The new position, once it has settled.
    fn sample(&mut self, closed: bool, now: Millis) -> Option<bool> {
        if closed == self.closed {
            self.differs_since = None;
            return None;
        }
        let since = *self.differs_since.get_or_insert(now);
        if now.since(since) < SETTLED {
            return None;
        }
        self.closed = closed;
        self.differs_since = None;
        Some(closed)
    }
}

/// A contact with a finger on it.
#[derive(Debug, Clone, Default)]
struct Button {
    contact: Contact,
    /// Since when it is down and not yet held.
    down_since: Option<Millis>,
}

impl Button {
    fn sample(&mut self, key: Key, closed: bool, now: Millis) -> Option<KeyEvent> {
        match self.contact.sample(closed, now) {
            Some(true) => {
                self.down_since = Some(now);
                Some(KeyEvent::Down(key))
            }
            Some(false) => self.down_since.take().map(|_| KeyEvent::Tapped(key)),
            None => {
                let since = self.down_since?;
                if now.since(since) < HELD_FOR {
                    return None;
                }
                self.down_since = None;
                Some(KeyEvent::Held(key))
            }
        }
    }
}
