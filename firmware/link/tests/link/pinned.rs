//! The bytes on the wire, pinned in `pinned.txt`.
//!
//! **Never regenerate them to please this test.** A panel in a locked bay is updated by hand, years
//! after its kiosk, if ever. If a line here fails, kiosks with this crate can no longer talk to
//! panels that are already out there: give the change a new kind, or a new protocol version with
//! the old one still understood. New lines may be added for new kinds.

use std::fmt::Write;

use stairlight_link::{Heard, Message, encode};

use crate::frames::hear;
use crate::samples;

const PINNED: &str = include_str!("pinned.txt");

fn check<M: Message + Clone + PartialEq + std::fmt::Debug>(direction: &str, samples: Vec<(&'static str, M)>) {
    let mut unpinned = String::new();
    for (name, message) in samples {
        let ours = hex(&encode(&message));
        let Some(pinned) = pinned(direction, name) else {
            writeln!(unpinned, "{direction} {name} {ours}").unwrap();
            continue;
        };
        assert_eq!(ours, pinned, "{direction} {name}: panels in the field cannot read this");
        let heard = hear(&bytes(pinned));
        let expected = vec![Ok(Heard::Message(message))];
        assert_eq!(heard, expected, "{direction} {name}: a panel in the field says this");
    }
    assert!(unpinned.is_empty(), "not pinned yet; look at the bytes, then add:\n{unpinned}");
}

#[test]
fn to_panel_as_pinned() {
    check("to-panel", samples::to_panel());
}

#[test]
fn to_pi_as_pinned() {
    check("to-pi", samples::to_pi());
}

fn lines() -> impl Iterator<Item = Vec<&'static str>> {
    PINNED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect())
}

fn pinned(direction: &str, name: &str) -> Option<&'static str> {
    lines().find(|line| line[0] == direction && line[1] == name).map(|line| line[2])
}

/// No line is left behind without a sample that checks it.
#[test]
fn every_pinned_line_is_checked() {
    let samples = samples::to_panel().len() + samples::to_pi().len();
    assert_eq!(lines().count(), samples);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}
