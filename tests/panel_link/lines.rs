//! Lines that are slow, full, missing or held by somebody else.

use stairlight::health::Screen;
use std::io::{BufReader, Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use serialport::TTYPort;
use stairlight::panel::{Line, LineError, Link, PanelEnd, SerialLine, TcpLine};
use stairlight_link::{Heard, Receiver, ToPanel, ToPi, encode};

use crate::bench::{Bench, IDENTITY, now_is, working};
use crate::tube::{Tube, messages};

const WITHIN: Duration = Duration::from_secs(1);

fn at(tenths: u32) -> Duration {
    Duration::from_millis(100) * tenths
}

#[test]
fn a_slow_wire_gets_whole_messages() {
    let mut tube = Tube::new();
    let mut end = PanelEnd::new();
    tube.takes(1);
    for tenth in 0..20 {
        end.step(at(tenth), &mut tube, &working());
    }
    let bytes = tube.bytes();
    assert_eq!(bytes[..1], stairlight_link::FLUSH);
    let heard = messages(bytes);
    assert_eq!(heard[0], ToPanel::Hello { version: stairlight_link::PROTOCOL });
    assert!(heard.contains(&ToPanel::Health(working().shown())), "{heard:?}");
}

/// A beat that was held up is a sign of life from the past: it must not be sent later.
#[test]
fn a_full_wire_keeps_no_beats() {
    let mut tube = Tube::new();
    let mut end = PanelEnd::new();
    end.step(at(0), &mut tube, &working());
    tube.bytes();
    tube.takes(0);
    for tenth in 1..40 {
        end.step(at(tenth), &mut tube, &working());
    }
    tube.takes(usize::MAX);
    let mut dead = working();
    now_is(&mut dead, |is| is.screen = Screen::Silent);
    for tenth in 40..60 {
        end.step(at(tenth), &mut tube, &dead);
    }
    let beats = tube.heard().iter().filter(|said| matches!(said, ToPanel::Beat { .. })).count();
    assert_eq!(beats, 1, "the one that was already on its way");
}

#[test]
fn a_wire_that_stays_full_is_opened_again() {
    let mut tube = Tube::new();
    let mut end = PanelEnd::new();
    tube.takes(0);
    for tenth in 0..100 {
        end.step(at(tenth), &mut tube, &working());
    }
    assert_eq!(tube.opened(), 2);
}

/// Half a message from before the wire was lost does not spoil the first one after.
#[test]
fn a_new_wire_begins_anew() {
    let mut tube = Tube::new();
    let mut end = PanelEnd::new();
    let hello = encode(&ToPi::Hello { version: stairlight_link::PROTOCOL, panel: IDENTITY });
    tube.send(&hello[..5]);
    end.step(at(0), &mut tube, &working());
    tube.takes(0);
    (1..80).for_each(|tenth| drop(end.step(at(tenth), &mut tube, &working())));
    assert_eq!(end.link(), Link::Absent);
    tube.takes(usize::MAX);
    tube.send(&hello);
    (80..120).for_each(|tenth| drop(end.step(at(tenth), &mut tube, &working())));
    assert_eq!(end.link(), Link::Met { identity: IDENTITY });
}

#[test]
fn errors_say_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = |path: &std::path::Path| SerialLine::new(path).open(WITHIN).expect_err("no line");
    let missing = open(&folder.path().join("nothing"));
    assert!(matches!(missing, LineError::Missing(_)), "{missing:?}");
    let file = folder.path().join("file");
    std::fs::write(&file, "text").expect("a file");
    let no_line = open(&file);
    assert!(matches!(no_line, LineError::NotALine(_)), "{no_line:?}");
    let no_line = open(folder.path());
    assert!(matches!(no_line, LineError::NotALine(_)), "{no_line:?}");
}

#[test]
fn a_port_is_held_by_one() {
    let (_panel, ours) = TTYPort::pair().expect("a pseudo-terminal");
    let path = serialport::SerialPort::name(&ours).expect("it has a name");
    drop(ours);
    let mut first = SerialLine::new(path.as_ref());
    first.open(WITHIN).expect("it is free");
    let busy = SerialLine::new(path.as_ref()).open(WITHIN).expect_err("it is held");
    assert!(matches!(busy, LineError::Busy(_)), "{busy:?}");
    first.close();
    SerialLine::new(path.as_ref()).open(WITHIN).expect("it is free again");
}

/// A port that nobody reads from fills up; writing says "not now" and does not wait.
#[test]
fn a_full_port_does_not_hold_us() {
    let bench = Bench::new();
    let mut line = SerialLine::new(&bench.path());
    line.open(WITHIN).expect("it is free");
    let taken = (0..4000).map(|_| line.write(&[0; 61]).expect("it is open")).take_while(|taken| *taken == 61).count();
    assert!(taken < 4000, "a pseudo-terminal holds less than 256 KB");
    assert_eq!(line.write(&[0; 61]).expect("it is open"), 0);
}

/// The emulator's wire: the same conversation over TCP.
#[test]
fn it_works_over_tcp() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut line = TcpLine::new("127.0.0.1", port);
    let mut end = PanelEnd::new();
    end.step(at(0), &mut line, &working());
    let (mut panel, _) = listener.accept().expect("it came");
    panel.write_all(&encode(&ToPi::Hello { version: stairlight_link::PROTOCOL, panel: IDENTITY })).expect("open");
    let met = (1..5000).any(|n| {
        std::thread::sleep(Duration::from_millis(1));
        end.step(Duration::from_millis(n), &mut line, &working());
        end.link() == Link::Met { identity: IDENTITY }
    });
    assert!(met);
    let mut ear = Receiver::<ToPanel>::new();
    let first = BufReader::new(panel).bytes().find_map(|byte| ear.push(byte.expect("open")));
    assert_eq!(first, Some(Ok(Heard::Message(ToPanel::Hello { version: stairlight_link::PROTOCOL }))));
}
