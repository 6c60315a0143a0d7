//! Contacts that bounce, keys that are held, and the door.

use proptest::prelude::*;
use stairlight_panel::keys::{Change, Contacts, Door, HELD_FOR, Key, KeyEvent, Keys, SETTLED};
use stairlight_panel::time::Millis;

/// How often the firmware looks at the pins.
const EVERY: u64 = 5;

/// Plays levels of one contact, one per look; gives what came out.
fn play(set: impl Fn(&mut Contacts, bool), levels: impl IntoIterator<Item = bool>) -> Vec<Change> {
    let mut keys = Keys::default();
    let looks = levels.into_iter().enumerate();
    looks
        .flat_map(|(look, level)| {
            let mut contacts = Contacts::default();
            set(&mut contacts, level);
            keys.sample(contacts, Millis(look as u64 * EVERY))
        })
        .collect()
}

fn next(contacts: &mut Contacts, closed: bool) {
    contacts.next = closed;
}

fn for_millis(level: bool, millis: u64) -> Vec<bool> {
    vec![level; (millis / EVERY) as usize]
}

const DOWN: Change = Change::Key(KeyEvent::Down(Key::Next));
const TAPPED: Change = Change::Key(KeyEvent::Tapped(Key::Next));
const HELD: Change = Change::Key(KeyEvent::Held(Key::Next));

#[test]
fn a_press_is_down_then_tapped() {
    let levels = [for_millis(false, 50), for_millis(true, 200), for_millis(false, 100)].concat();
    assert_eq!(play(next, levels), [DOWN, TAPPED]);
}

#[test]
fn a_press_that_bounces_is_one_press() {
    let bounce = [true, false, true, true, false, true, false, false, true, false];
    let levels = [&bounce[..], &for_millis(true, 200), &bounce.map(|level| !level), &for_millis(false, 100)].concat();
    assert_eq!(play(next, levels), [DOWN, TAPPED]);
}

#[test]
fn a_crackle_is_nothing() {
    let levels = [true, false, false, true, true, false, true, false].repeat(40);
    assert_eq!(play(next, levels), []);
}

/// Held comes while the key is still down, once, and letting go is then not a tap.
#[test]
fn a_held_key_is_held_once() {
    let long = HELD_FOR.as_millis() + 3_000;
    let levels = [for_millis(true, long), for_millis(false, 100)].concat();
    assert_eq!(play(next, levels), [DOWN, HELD]);
}

/// A bounce while the key is held does not begin the two seconds anew.
#[test]
fn a_bounce_does_not_interrupt_holding() {
    let half = for_millis(true, 1_200);
    let levels = [half.clone(), for_millis(false, 10), half, for_millis(false, 100)].concat();
    assert_eq!(play(next, levels), [DOWN, HELD]);
}

#[test]
fn the_door_opens_and_closes() {
    let levels = [for_millis(true, 100), for_millis(false, 100)].concat();
    let changes = play(|contacts, closed| contacts.bay = closed, levels);
    assert_eq!(changes, [Change::Bay(Door::Open), Change::Bay(Door::Closed)]);
}

#[test]
fn keys_do_not_mix() {
    let both = |contacts: &mut Contacts, closed| {
        contacts.previous = closed;
        contacts.do_it = closed;
    };
    let changes = play(both, [for_millis(true, 100), for_millis(false, 100)].concat());
    let expected = [
        KeyEvent::Down(Key::Previous),
        KeyEvent::Down(Key::Do),
        KeyEvent::Tapped(Key::Previous),
        KeyEvent::Tapped(Key::Do),
    ];
    assert_eq!(changes, expected.map(Change::Key));
}

proptest! {
    /// Whatever the contact does: down first, then exactly one of tapped or held, and so on; and
    /// never two changes closer together than a contact needs to settle.
    #[test]
    fn any_crackle_makes_whole_presses(levels in prop::collection::vec(any::<bool>(), 0..2_000)) {
        let mut keys = Keys::default();
        let mut down = false;
        let mut last: Option<Millis> = None;
        for (look, level) in levels.into_iter().enumerate() {
            let now = Millis(look as u64 * EVERY);
            let contacts = Contacts { next: level, ..Contacts::default() };
            for change in keys.sample(contacts, now) {
                match change {
                    DOWN => prop_assert!(!std::mem::replace(&mut down, true)),
                    TAPPED | HELD => prop_assert!(std::mem::replace(&mut down, false)),
                    other => prop_assert!(false, "nobody touched {:?}", other),
                }
                if let Some(last) = last {
                    prop_assert!(now.since(last) >= SETTLED);
                }
                last = Some(now);
            }
        }
    }
}
