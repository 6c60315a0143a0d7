//! Noise, losses and flipped bits: a message is heard as it was sent, or not at all; and the next
//! one after a zero is always heard.

use proptest::prelude::*;
use stairlight_link::{Fault, Heard, Receiver, ToPanel, ToPi, encode};

use crate::frames::hear;
use crate::{any, samples};

fn good() -> Vec<u8> {
    encode(&ToPanel::Beat { n: 7 }).to_vec()
}

fn ends_in_a_good_beat(bytes: &[u8]) -> bool {
    hear(bytes).last() == Some(&Ok(Heard::Message(ToPanel::Beat { n: 7 })))
}

proptest! {
    /// Anything may come: no panic, and a zero puts the ear back in step.
    #[test]
    fn noise_then_a_zero_then_a_frame(noise in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut bytes = noise;
        bytes.push(0);
        bytes.extend(good());
        prop_assert!(ends_in_a_good_beat(&bytes));
        hear::<ToPi>(&bytes);
    }

    /// Without that zero the first frame may be lost with the noise, never the second.
    #[test]
    fn noise_costs_one_frame_at_most(noise in prop::collection::vec(any::<u8>(), 0..600)) {
        let bytes = [noise, good(), good()].concat();
        prop_assert!(ends_in_a_good_beat(&bytes));
    }

    /// A frame that stops half way says nothing and does not spoil the one after its successor.
    #[test]
    fn a_cut_frame_says_nothing(message in any::to_panel(), keep in 0.0..1.0) {
        let whole = encode(&message);
        let kept = (whole.len() as f64 * keep) as usize;
        let half = &whole[..kept];
        prop_assert!(hear::<ToPanel>(half).is_empty());
        let bytes = [half, &[0], &good()].concat();
        prop_assert!(ends_in_a_good_beat(&bytes));
    }

    /// Up to three flipped bits under the COBS layer: the CRC finds them all.
    #[test]
    fn flipped_bits_in_the_payload_are_found(
        message in any::to_panel(),
        flips in prop::collection::btree_set(0_usize..400, 1..=3),
    ) {
        let mut payload = encode(&message).to_vec();
        payload.pop();
        let length = cobs::decode_in_place(&mut payload).unwrap();
        payload.truncate(length);
        let mut changed = payload.clone();
        for flip in flips.iter().map(|flip| flip % (8 * length)) {
            changed[flip / 8] ^= 1 << (flip % 8);
        }
        // Two flips may fall on the same bit and undo each other.
        prop_assume!(changed != payload);
        let mut out = vec![0; length + 3];
        let used = cobs::encode(&changed, &mut out);
        prop_assert_eq!(hear::<ToPanel>(&out[..=used]), vec![Err(Fault::BadCrc)]);
    }

    /// Any damage on the wire itself: never a panic, and back in step after a zero.
    #[test]
    fn flipped_bits_on_the_wire_pass(
        message in any::to_panel(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..12),
    ) {
        let mut bytes = encode(&message).to_vec();
        for (at, bit) in flips {
            *at.get_mut(&mut bytes) ^= 1 << bit;
        }
        bytes.push(0);
        bytes.extend(good());
        prop_assert!(ends_in_a_good_beat(&bytes));
    }
}

/// Every single flipped bit of every sample, on the wire: nothing that was not sent is heard.
#[test]
fn no_single_flip_makes_another_message() {
    for (name, message) in samples::to_panel() {
        for_every_flip(&encode(&message), |bytes, place| {
            let heard = hear::<ToPanel>(bytes);
            assert!(!heard.iter().any(is_message), "{name}, {place}: {heard:?}");
        });
    }
    for (name, message) in samples::to_pi() {
        for_every_flip(&encode(&message), |bytes, place| {
            let heard = hear::<ToPi>(bytes);
            assert!(!heard.iter().any(is_message), "{name}, {place}: {heard:?}");
        });
    }
}

fn is_message<M>(heard: &Result<Heard<M>, Fault>) -> bool {
    matches!(heard, Ok(Heard::Message(_)))
}

fn for_every_flip(frame: &[u8], mut check: impl FnMut(&[u8], &str)) {
    for place in 0..8 * frame.len() {
        let mut bytes = frame.to_vec();
        bytes[place / 8] ^= 1 << (place % 8);
        bytes.push(0);
        check(&bytes, &format!("byte {} bit {}", place / 8, place % 8));
    }
}

/// More bytes than any frame has are one fault, however many they are.
#[test]
fn an_endless_frame_is_one_fault() {
    let mut bytes = vec![0x55; 10_000];
    bytes.push(0);
    assert_eq!(hear::<ToPanel>(&bytes), vec![Err(Fault::TooLong)]);
}

#[test]
fn zeros_alone_are_no_fault() {
    assert!(hear::<ToPanel>(&[0; 100]).is_empty());
}

/// A port that is closed half way through a frame and opened again starts clean.
#[test]
fn forgetting_starts_clean() {
    let mut ear = Receiver::<ToPanel>::new();
    for byte in &good()[..3] {
        assert_eq!(ear.push(*byte), None);
    }
    ear.forget();
    let heard: Vec<_> = good().iter().filter_map(|byte| ear.push(*byte)).collect();
    assert_eq!(heard, vec![Ok(Heard::Message(ToPanel::Beat { n: 7 }))]);
}
