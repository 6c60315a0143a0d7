//! What the kiosk says to the steward, byte for byte, and what it says when it breaks.

use std::io::Read;
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::bench::{Kiosk, Place, Printer};

/// Everything that a kiosk sends in this many seconds.
fn sent(seconds: u64, use_it: impl FnOnce(&mut Kiosk, &Place)) -> Vec<u8> {
    let place = Place::new();
    let socket = place.path("steward.socket");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let start = Instant::now();
    let printer = Printer::paper(&place);
    let mut kiosk = Kiosk::start(&place, &printer, Some(&socket), &[]);
    let (mut connection, _) = listener.accept().expect("the kiosk");
    use_it(&mut kiosk, &place);
    std::thread::sleep(Duration::from_secs(seconds).saturating_sub(start.elapsed()));
    connection.set_nonblocking(true).expect("a socket");
    let mut bytes = Vec::new();
    // Ends with "nothing more for now".
    let _ = connection.read_to_end(&mut bytes);
    bytes
}

/// Whatever the visitor does, the steward hears a beat each second and the printer's own condition.
#[test]
fn a_visit_changes_no_byte_to_the_steward() {
    // Postcard's: one byte for the variant, behind the length.
    let alive: &[u8] = &[1, 0, 0];
    let beats = |bytes: &[u8]| bytes.windows(3).filter(|frame| *frame == alive).count();
    let rest = |bytes: &[u8]| -> Vec<u8> {
        let mut rest = bytes.to_vec();
        while let Some(at) = rest.windows(3).position(|frame| frame == alive) {
            rest.drain(at..at + 3);
        }
        rest
    };
    let quiet = sent(14, |_, _| {});
    let used = sent(14, |kiosk, _| {
        let before = kiosk.renewals();
        for key in ["next", "select", "next", "select"] {
            kiosk.key(key);
        }
        kiosk.key("leave");
        kiosk.await_renewal(before, Duration::from_secs(10)).expect("a fresh process");
    });
    assert_eq!(rest(&quiet), rest(&used));
    assert!(beats(&quiet).abs_diff(beats(&used)) <= 2, "{} and {} beats", beats(&quiet), beats(&used));
    assert!(!rest(&quiet).is_empty(), "the printer was told of");
}

/// A bug says where it is and nothing of what it had in hand.
#[test]
fn i_5_a_panic_says_no_word_of_its_message() {
    if std::env::var_os("STAIRLIGHT_PANIC").is_some() {
        stairlight::fence::scrub_panics();
        panic!("what somebody read");
    }
    let own = std::env::current_exe().expect("this test");
    let mut command = Command::new(own);
    command.args(["--exact", "words::i_5_a_panic_says_no_word_of_its_message", "--nocapture"]);
    let output = command.env("STAIRLIGHT_PANIC", "1").env("RUST_BACKTRACE", "full").output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("a bug at tests/privacy/words.rs:"), "{said}");
    assert!(!said.contains("somebody read"), "{said}");
}
