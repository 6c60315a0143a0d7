//! `stairlight selftest`: asks, believes nobody twice, and keeps the day.

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use stairlight::clock::Date;
use stairlight::health::tested::{Part, Test, TestBook};
use stairlight::slots::RealDisk;

fn walk(arguments: &[&str], answers: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stairlight"));
    command.arg("selftest").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the program");
    // It may have ended before it has read everything.
    let _ = process.stdin.take().expect("piped").write_all(answers.as_bytes());
    process.wait_with_output().expect("it ends")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn each_part_is_kept_with_its_day() {
    let state = tempfile::tempdir().expect("a folder");
    let folder = state.path().display().to_string();
    let output = walk(&["--state", &folder], "y\nwhat?\nno\nskip\nYES\n");
    assert_eq!(output.status.code(), Some(1), "one has failed: {}", said(&output));
    let tests = TestBook::new(Arc::new(RealDisk), state.path()).read();
    let today = Some(Date::today());
    let expected = [
        (Part::Screen, Some(Test { passed: true, day: today })),
        (Part::Touch, Some(Test { passed: false, day: today })),
        (Part::Keys, None),
        (Part::Printer, Some(Test { passed: true, day: today })),
        // The answers were over.
        (Part::Panel, None),
        (Part::Sound, None),
        (Part::Content, Some(Test { passed: true, day: today })),
    ];
    for (part, test) in expected {
        assert_eq!(tests.of(part), test, "{part:?}\n{}", said(&output));
    }
    // The next walk changes what it tests, and nothing else.
    let output = walk(&["--state", &folder, "--only", "touch"], "y\n");
    assert!(output.status.success(), "{}", said(&output));
    let tests = TestBook::new(Arc::new(RealDisk), state.path()).read();
    assert!(tests.of(Part::Touch).is_some_and(|test| test.passed) && tests.of(Part::Screen).is_some());
    let text = fs::read_to_string(state.path().join("selftest.toml")).expect("a file");
    assert!(!text.contains(':'), "a day, and no time: {text}");
}

#[test]
fn what_it_can_do_itself_it_does() {
    let place = tempfile::tempdir().expect("a folder");
    let panel = format!("virtual:{}", place.path().join("panel").display());
    let output = walk(&["--only", "panel", "--panel", &panel], "y\n");
    assert!(
        output.status.success() && said(&output).contains("The panel answers; its firmware is"),
        "{}",
        said(&output)
    );
    let output = walk(&["--only", "panel", "--panel", "serial:/nowhere/panel"], "y\n");
    assert!(!output.status.success() && said(&output).contains("No panel"), "nobody is asked: {}", said(&output));
    let output = walk(&["--only", "content", "--data", "/nowhere"], "");
    assert!(!output.status.success() && said(&output).contains("/nowhere"), "{}", said(&output));
    let printer = format!("paper:{}", place.path().join("paper").display());
    let output = walk(&["--only", "printer", "--printer", &printer], "y\n");
    assert!(output.status.success() && said(&output).contains("confirmed the test slip"), "{}", said(&output));
    let output = walk(&["--only", "nose"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("screen, touch"), "{}", said(&output));
}

#[test]
fn a_book_that_is_torn_or_cannot_be_written_loses_nothing_else() {
    let state = tempfile::tempdir().expect("a folder");
    let book = TestBook::new(Arc::new(RealDisk), state.path());
    let test = Test { passed: true, day: None };
    for torn in ["", "[[[", "[screen]\npassed = 3\n", "[nose]\npassed = true\n", "[screen]\npassed = true\ntime = 3\n"]
    {
        fs::write(state.path().join("selftest.toml"), torn).expect("a file");
        assert_eq!(book.read(), stairlight::health::Tests::default(), "{torn}");
        assert!(book.keep(Part::Keys, test).expect("it is written").of(Part::Keys).is_some());
    }
    fs::write(state.path().join("selftest.toml"), [0xff, 0xfe]).expect("a file");
    assert_eq!(book.read().of(Part::Keys), None);
    let nowhere = TestBook::new(Arc::new(RealDisk), &state.path().join("none"));
    assert!(nowhere.keep(Part::Keys, test).is_err());
    let output = walk(&["--only", "touch", "--state", "/proc"], "y\n");
    assert!(!output.status.success() && said(&output).contains("cannot be kept"), "{}", said(&output));
}
