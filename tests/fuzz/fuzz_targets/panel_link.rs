//! Any bytes on the service panel's wire, both ways.
//!
//! The ears never panic, every message that they understand is encoded back to something that is
//! understood the same, and after a zero the next good frame is always heard.
#![cfg_attr(fuzzing, no_main)]

use stairlight_link::{Heard, Message, Receiver, ToPanel, ToPi, encode};

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target(bytes));

#[cfg(not(fuzzing))]
fn main() {
    stairlight_fuzz::run("panel_link", 200_000, target);
}

fn target(bytes: &[u8]) {
    // As they come, and as frames whose checksum is right: noise alone seldom gets that far.
    listen::<ToPanel>(bytes, ToPanel::Beat { n: 7 });
    listen::<ToPi>(bytes, ToPi::BeatAck { n: 7 });
    let framed = framed(bytes);
    listen::<ToPanel>(&framed, ToPanel::Beat { n: 7 });
    listen::<ToPi>(&framed, ToPi::BeatAck { n: 7 });
}

fn listen<M: Message + Clone + PartialEq + std::fmt::Debug>(bytes: &[u8], good: M) {
    let mut ear = Receiver::<M>::new();
    for byte in bytes {
        if let Some(Ok(Heard::Message(message))) = ear.push(*byte) {
            assert_eq!(hear(&mut Receiver::new(), &message), Some(message));
        }
    }
    ear.push(0);
    assert_eq!(hear(&mut ear, &good), Some(good));
}

/// Encodes a message and gives what the ear makes of it.
fn hear<M: Message>(ear: &mut Receiver<M>, message: &M) -> Option<M> {
    let heard = encode(message).iter().filter_map(|byte| ear.push(*byte)).last();
    match heard {
        Some(Ok(Heard::Message(message))) => Some(message),
        _ => None,
    }
}

/// Puts a true checksum behind each payload. The first byte of a payload is its length.
fn framed(mut bytes: &[u8]) -> Vec<u8> {
    let crc = crc::Crc::<u16>::new(&crc::CRC_16_IBM_SDLC);
    let mut wire = Vec::new();
    while let Some((length, rest)) = bytes.split_first() {
        let (payload, rest) = rest.split_at((*length as usize % 64).min(rest.len()));
        bytes = rest;
        let whole = [payload, &crc.checksum(payload).to_le_bytes()].concat();
        let mut frame = vec![0; whole.len() + 2];
        let used = cobs::encode(&whole, &mut frame);
        wire.extend_from_slice(&frame[..used]);
        wire.push(0);
    }
    wire
}
