//! Every message survives the wire, fits its buffer, and meets newer ends with grace.

use proptest::prelude::*;
use stairlight_link::{
    ContentVersion, FRAME_MAX, Fault, Frame, Heard, Message, NextStep, OverallState, Receiver, ToPanel, ToPi, Version,
    encode,
};

use crate::{any, samples};

/// Feeds bytes to a fresh ear; gives all that it heard.
pub fn hear<M: Message>(bytes: &[u8]) -> Vec<Result<Heard<M>, Fault>> {
    let mut ear = Receiver::new();
    bytes.iter().filter_map(|byte| ear.push(*byte)).collect()
}

/// Frames a payload as the other end would, whatever is in it.
pub fn frame(payload: &[u8]) -> Vec<u8> {
    let crc = crc::Crc::<u16>::new(&crc::CRC_16_IBM_SDLC).checksum(payload);
    let mut whole = payload.to_vec();
    whole.extend(crc.to_le_bytes());
    let mut out = vec![0; whole.len() + 3];
    let used = cobs::encode(&whole, &mut out);
    out.truncate(used + 1);
    out
}

fn check_shape(frame: &Frame) {
    let (end, inside) = frame.split_last().unwrap();
    assert_eq!(*end, 0, "a frame ends in its only zero");
    assert!(!inside.contains(&0), "a frame ends in its only zero: {frame:02x?}");
}

proptest! {
    #[test]
    fn to_panel_there_and_back(message in any::to_panel()) {
        let frame = encode(&message);
        check_shape(&frame);
        prop_assert_eq!(hear(&frame), vec![Ok(Heard::Message(message))]);
    }

    #[test]
    fn to_pi_there_and_back(message in any::to_pi()) {
        let frame = encode(&message);
        check_shape(&frame);
        prop_assert_eq!(hear(&frame), vec![Ok(Heard::Message(message))]);
    }

    /// However the bytes are cut into reads, a run of messages comes out whole and in order.
    #[test]
    fn a_run_of_messages_keeps_its_order(run in prop::collection::vec(any::to_panel(), 1..20)) {
        let bytes: Vec<u8> = run.iter().flat_map(encode).collect();
        let expected: Vec<_> = run.into_iter().map(|m| Ok(Heard::Message(m))).collect();
        prop_assert_eq!(hear(&bytes), expected);
    }
}

/// The sum in the comment of `BODY_MAX`, counted: the longest health body has 22 bytes.
#[test]
fn the_longest_message_is_as_long_as_the_comment_says() {
    let around = 1 + 2 + 1 + 1; // kind, CRC, COBS, zero
    let longest = samples::to_panel().iter().map(|(_, m)| encode(m).len()).max();
    assert_eq!(longest, Some(22 + around));
    assert!(22 + around <= FRAME_MAX);
}

/// Spare kinds and kinds from the far future are heard as unknown, whatever they carry.
#[test]
fn unknown_kinds_are_ignored() {
    for kind in (0..=u8::MAX).filter(|k| !(1..=7).contains(k)) {
        for payload in [&[kind][..], &[kind, 1, 2, 3]] {
            let unknown = vec![Ok(Heard::Unknown { kind })];
            assert_eq!(hear::<ToPanel>(&frame(payload)), unknown);
            let unknown = vec![Ok(Heard::Unknown { kind })];
            assert_eq!(hear::<ToPi>(&frame(payload)), unknown);
        }
    }
}

/// Values that a newer Pi may send are read as the cautious member, not as a fault.
#[test]
fn unknown_values_are_read_with_care() {
    let from_the_future = [5, 200, 201, 202, 203, 0, 0, 204, 205, 206];
    let heard = hear::<ToPanel>(&frame(&from_the_future));
    let [Ok(Heard::Message(ToPanel::Health(health)))] = heard.as_slice() else {
        panic!("not a health message: {heard:?}");
    };
    assert_eq!(health.state, OverallState::NeedsStaff);
    assert_eq!(health.next, NextStep::SeeScreen);
}

/// A hello of another version is recognised by its first byte, however it goes on.
#[test]
fn another_version_is_told_apart() {
    let other = vec![Ok(Heard::OtherVersion(Version(9)))];
    assert_eq!(hear::<ToPanel>(&frame(&[1, 9])), other);
    assert_eq!(hear::<ToPanel>(&frame(&[1, 9, 77, 78])), other);
    let other = vec![Ok(Heard::OtherVersion(Version(9)))];
    assert_eq!(hear::<ToPi>(&frame(&[1, 9, 77])), other);
}

/// A body that is too short or too long for its kind is a fault, never a guess.
#[test]
fn bodies_must_fit_their_kind() {
    for body in [&[1][..], &[1, 1, 0], &[2], &[2, 1, 1], &[3], &[4, 0], &[5, 1], &[6, 1], &[7, 1]] {
        assert_eq!(hear::<ToPanel>(&frame(body)), vec![Err(Fault::BadBody)], "{body:?}");
    }
    for body in [&[1][..], &[1, 1, 0], &[2], &[3], &[3, 1, 1], &[4], &[4, 2], &[5, 0]] {
        assert_eq!(hear::<ToPi>(&frame(body)), vec![Err(Fault::BadBody)], "{body:?}");
    }
}

#[test]
fn a_content_version_cannot_spell() {
    assert!(ContentVersion::try_from("2026-11-03.2").is_ok());
    assert!(ContentVersion::try_from("").is_ok());
    for text in ["maria", "2026a", "2026 11", "2026-11-03.22", "２０２６"] {
        assert!(ContentVersion::try_from(text).is_err(), "{text}");
    }
    // Nor on the wire: a letter in the version's place spoils the message.
    let with_a_letter = [5, 1, 1, 1, 1, 1, b'a', 0, 1, 0, 1];
    assert_eq!(hear::<ToPanel>(&frame(&with_a_letter)), vec![Err(Fault::BadBody)]);
}
