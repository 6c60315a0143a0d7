//! A forgotten PIN and the file on a stick that takes it away: signed by two, for one device, once.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use stairlight::health::tested::{Part, Test, TestBook};
use stairlight::pin::{Pin, PinAnswer, PinKeeper, ResetCode, Unfit};
use stairlight::seizure;
use stairlight::slots::RealDisk;
use stairlight::trust::keys::{self, KeyRing};
use stairlight::trust::reset::{self, FILE, ResetError};
use stairlight::trust::{Reset, StickFolder};

use crate::lossy::{Fault, LOSSES, LossyDisk};
use crate::screens::Play;
use crate::stage::{Stage, copy, place, today, tree};
use crate::unplug::Pulled;

fn code(text: &str) -> ResetCode {
    ResetCode::parse(text).expect("a code")
}

fn write(stage: &Stage, keys: &Path, code: ResetCode) -> PathBuf {
    fs::create_dir_all(stage.stick()).expect("a stick");
    reset::write(code, &KeyRing::read(&[keys.to_path_buf()]).expect("keys"), &stage.stick()).expect("two have signed");
    stage.stick().join(FILE)
}

/// Changes the file as one who has no keys could.
fn tamper(file: &Path, change: impl FnOnce(&mut Value)) {
    let mut json = serde_json::from_slice(&fs::read(file).expect("a file")).expect("it is JSON");
    change(&mut json);
    fs::write(file, serde_json::to_vec(&json).expect("it is JSON")).expect("a file");
}

fn unplug(play: &mut Play, stage: &Stage) {
    let _ = fs::remove_dir_all(stage.stick());
    play.until("");
}

fn pin_is_there(stage: &Stage) -> bool {
    stage.state().join("pin.json").exists()
}

/// The code, as somebody at the screen sees it who has no PIN.
fn ask(play: &mut Play) -> ResetCode {
    play.hold_the_mark();
    play.touch("I forgot the PIN");
    play.until("Send it to your content office.");
    let lines = play.page().lines;
    play.touch("Leave");
    code(lines.iter().find_map(|line| line.text.strip_prefix("The code of this device: ")).expect("the code"))
}

#[test]
fn a_signed_file_takes_the_pin_away_once_and_on_this_device_alone() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    let asked = ask(&mut play);
    assert_eq!(ask(&mut play), asked, "the same until it is used");
    assert!(!stage.state().join("contents/reset-code.json").exists(), "not where the kiosk may read");
    let file = write(&stage, &stage.keys(), asked);
    let used = fs::read(&file).expect("a file");
    play.until("Choose a PIN for staff: The old PIN is gone. You can take the stick.");
    assert!(!pin_is_there(&stage));
    play.type_in("314159");
    play.type_in("314159");
    play.until("Service panel's language");
    play.touch("Leave");

    // The same stick again, and a copy of it later.
    unplug(&mut play, &stage);
    fs::create_dir_all(stage.stick()).expect("a stick");
    fs::write(stage.stick().join(FILE), &used).expect("a copy");
    play.until("The file on this stick has been used already");
    unplug(&mut play, &stage);
    play.touch("Leave");
    let next = ask(&mut play);
    assert_ne!(next, asked);
    fs::create_dir_all(stage.stick()).expect("a stick");
    fs::write(stage.stick().join(FILE), &used).expect("a copy");
    play.until("The file on this stick has been used already");
    assert!(pin_is_there(&stage));
    play.type_in("314159");
    play.until("In use");
}

#[test]
fn every_other_file_leaves_the_pin_and_says_why() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    write(&stage, &stage.keys(), code("ABCD EFGH"));
    play.until("resets the PIN of the device with the code ABCD EFGH, and this device has no code now.");
    unplug(&mut play, &stage);
    play.touch("Leave");
    let asked = ask(&mut play);
    let strangers = Stage::new();
    let own = write(&stage, &stage.keys(), asked);
    let good: Value = serde_json::from_slice(&fs::read(own).expect("a file")).expect("it is JSON");
    unplug(&mut play, &stage);
    type Case<'a> = (&'a str, &'a dyn Fn(&Path), &'a str);
    let cases: [Case; 11] = [
        (
            "another device",
            &|_| drop(write(&stage, &stage.keys(), code("ABCD EFGH"))),
            "of another device (ABCD EFGH). The code of this one is ",
        ),
        (
            "one signature",
            &|file| tamper(file, |json| drop(json["signatures"].as_array_mut().expect("a list").pop())),
            "not signed by enough of the people whom this device trusts (1 of 2). The PIN stays.",
        ),
        (
            "one person twice",
            &|file| tamper(file, |json| json["signatures"][1] = json["signatures"][0].clone()),
            "The same signature stands twice",
        ),
        ("strangers", &|_| drop(write(&stage, &strangers.keys(), asked)), "(0 of 2)"),
        (
            "other roles",
            &|file| {
                tamper(file, |json| {
                    for (at, name) in ["snapshot.key", "timestamp.key"].iter().enumerate() {
                        let key = keys::Key::read(&stage.keys().join(name)).expect("a key");
                        json["signatures"][at] = serde_json::to_value(key.sign(b"{}")).expect("a signature");
                    }
                })
            },
            "(0 of 2)",
        ),
        (
            "another code under the signatures",
            &|file| tamper(file, |json| json["signed"]["code"] = "ABCDEFGH".into()),
            "(0 of 2)",
        ),
        (
            "more words",
            &|file| tamper(file, |json| json["signed"]["more"] = true.into()),
            "stairlight-reset.json on this stick is damaged",
        ),
        (
            "half a file",
            &|file| {
                let bytes = fs::read(file).expect("a file");
                fs::write(file, &bytes[..bytes.len() / 2]).expect("a file");
            },
            "stairlight-reset.json on this stick is damaged",
        ),
        (
            "content's list of files",
            &|file| {
                let made =
                    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tuf/good/metadata/2.targets.json");
                fs::copy(made, file).expect("a copy");
            },
            "stairlight-reset.json on this stick is damaged",
        ),
        (
            "far too long",
            &|file| {
                let more = " ".repeat(1 << 20).into_bytes();
                fs::write(file, [fs::read(file).expect("a file"), more].concat()).expect("a file");
            },
            "stairlight-reset.json on this stick is too large",
        ),
        (
            "a link",
            &|file| {
                let elsewhere = stage.dir.path().join("elsewhere.json");
                fs::rename(file, &elsewhere).expect("a file");
                std::os::unix::fs::symlink(elsewhere, file).expect("a link");
            },
            "There is no Stairlight content on this stick.",
        ),
    ];
    for (case, change, words) in cases {
        fs::create_dir_all(stage.dir.path().join("next")).expect("a folder");
        let file = write(&stage, &stage.keys(), asked);
        // Made whole before the steward sees it.
        change(&file);
        play.until(words);
        assert!(pin_is_there(&stage), "{case}");
        unplug(&mut play, &stage);
    }
    // And the device's own still does it.
    fs::create_dir_all(stage.stick()).expect("a stick");
    fs::write(stage.stick().join(FILE), good.to_string()).expect("a file");
    play.until("Choose a PIN for staff");
}

#[test]
fn a_stick_may_bring_content_too_and_newer_keys() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    let asked = ask(&mut play);
    // The keys were renewed since this device took content last. Alone, the new ones say nothing to it.
    let newer = stage.dir.path().join("newer");
    keys::renew(&[stage.keys()], &newer, today()).expect("new keys");
    write(&stage, &newer, asked);
    play.until("(0 of 2)");
    unplug(&mut play, &stage);
    write(&stage, &newer, asked);
    stage.edit("content/services.json", "1-888-373-7888", "1-888-373-7889");
    stage.publish_with(&[newer], &[], &[]).expect("it can be published");
    play.until("Choose a PIN for staff");
    play.type_in("314159");
    play.type_in("314159");
    play.until("Service panel's language");
    for _ in 0..3 {
        play.touch("Next");
    }
    play.touch("Content");
    play.until("New content found: number 1");
    play.touch("Copy it, and show me what changes");
    play.until("1-888-373-7888 becomes 1-888-373-7889");
    play.touch("No, leave it as it is");
    play.touch("Leave");
    // A file that is refused does not stand in the content's way.
    unplug(&mut play, &stage);
    write(&stage, &stage.keys(), code("ABCD EFGH"));
    stage.publish_with(&[stage.dir.path().join("newer")], &[], &[]).expect("it can be published");
    play.until("New content found");
    play.until("and this device has no code now");
    assert!(pin_is_there(&stage));
}

#[test]
fn two_people_must_be_there_to_sign() {
    let stage = Stage::new();
    fs::create_dir_all(stage.stick()).expect("a stick");
    let one = stage.some_keys("one", &["1.root.json", "targets-1.key", "snapshot.key", "timestamp.key", "root-1.key"]);
    let ring = KeyRing::read(std::slice::from_ref(&one)).expect("keys");
    let refused = reset::write(code("ABCD EFGH"), &ring, &stage.stick()).expect_err("one is not enough");
    assert!(matches!(refused, ResetError::TooFew { have: 1, needed: 2 }), "{refused}");
    assert!(!stage.stick().join(FILE).exists());
    let other = stage.some_keys("other", &["targets-2.key"]);
    let ring = KeyRing::read(&[one, other]).expect("keys");
    let file = reset::write(code("ABCD EFGH"), &ring, &stage.stick()).expect("two");
    assert_eq!(file.signers(&ring.root), ["targets-1", "targets-2"]);
    assert!(reset::code("ABCD EFG0").is_err_and(|error| error.to_string().starts_with("\"ABCD EFG0\" is no code")));
}

/// Written once by this program with keys that are gone: devices in use must go on taking such files.
#[test]
fn a_file_of_an_earlier_program_is_still_taken() {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reset");
    let root = serde_json::from_slice(&fs::read(made.join("1.root.json")).expect("a root")).expect("a root");
    let file = Reset::find(&StickFolder::new(&made)).expect("it can be read").expect("it is there");
    assert_eq!(file.verify(&root).expect("two have signed"), code("STAR LAMP"));
}

#[test]
fn a_stick_pulled_while_the_file_is_read_leaves_the_pin() {
    let stage = Stage::new();
    let file = write(&stage, &stage.keys(), code("ABCD EFGH"));
    let length = i64::try_from(fs::metadata(file).expect("a file").len()).expect("a short one");
    for bytes in (0..length).step_by(50) {
        let source = Pulled::new(&stage.stick(), bytes, i64::MAX, io::ErrorKind::NotConnected);
        let refused = Reset::find(source.as_ref()).expect_err("it is gone").to_string();
        assert!(refused.starts_with("The stick cannot be read any more") && refused.contains("The PIN stays."));
    }
}

/// `stairlight seizure` has a reason for each.
#[test]
fn everything_that_a_device_keeps_has_its_reason() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    ask(&mut play);
    stage.publish();
    stage.take().expect("it is taken");
    stage.slots().keep_site(b"show_drafts = true\n").expect("settings");
    let passed = Test { passed: true, day: None };
    TestBook::new(Arc::new(RealDisk), &stage.state()).keep(Part::Screen, passed).expect("a test");
    let kept: Vec<PathBuf> = tree(&stage.state()).into_keys().collect();
    for name in ["pin.json", "reset-code.json", "selftest.toml", "contents/in-use.json", "contents/site.toml"] {
        assert!(kept.iter().any(|file| file == Path::new(name)), "no {name} in {kept:?}");
    }
    for file in kept {
        for place in file.ancestors() {
            let name = Path::new("var/lib/stairlight").join(place).to_string_lossy().trim_end_matches('/').to_owned();
            assert!(seizure::why(&name).is_some(), "{name} has no reason");
        }
    }
}

/// A device whose staff have asked for a code, as it lies on the disk.
struct Asked {
    stage: Stage,
    code: ResetCode,
    pin: Vec<u8>,
}

impl Asked {
    fn new() -> Self {
        let stage = Stage::new();
        fs::create_dir_all(stage.state()).expect("a folder");
        let mut keeper = PinKeeper::new(Arc::new(RealDisk), &stage.state(), Duration::ZERO);
        assert_eq!(keeper.set(Pin::parse("271828").expect("six digits")), PinAnswer::Good);
        let code = keeper.reset_code().expect("a code");
        let pin = fs::read(stage.state().join("pin.json")).expect("the PIN");
        Self { stage, code, pin }
    }

    /// Cuts the power at every operation of `act`, and looks at every disk that this may leave.
    fn cut(&self, act: impl Fn(&mut PinKeeper), look: impl Fn(&str, Option<&[u8]>, &mut PinKeeper)) -> usize {
        let mut cases = 0;
        for at in 0.. {
            let place = place();
            let state = place.path().join("state");
            copy(&self.stage.state(), &state);
            let disk = LossyDisk::new(&state, Some((at, Fault::PowerCut)));
            let mut keeper = PinKeeper::new(Arc::new(disk.clone()), &state, Duration::ZERO);
            act(&mut keeper);
            for loss in LOSSES {
                let image = place.path().join(format!("{loss:?}"));
                disk.after(loss, &image);
                let pin = fs::read(image.join("pin.json")).ok();
                let mut keeper = PinKeeper::new(Arc::new(RealDisk), &image, Duration::ZERO);
                look(&format!("cut at {at}, {loss:?}"), pin.as_deref(), &mut keeper);
                cases += 1;
            }
            // Nothing was left to cut.
            if disk.count() <= at {
                break;
            }
        }
        cases
    }
}

#[test]
fn a_power_cut_while_the_pin_is_taken_away_leaves_the_old_one_or_none() {
    let asked = Asked::new();
    let take = |keeper: &mut PinKeeper| drop(keeper.reset_by(asked.code));
    let cases = asked.cut(take, |case, pin, keeper| match pin {
        // The stick is put in again.
        Some(pin) => {
            assert_eq!(pin, asked.pin, "{case}: neither the old PIN nor none");
            keeper.reset_by(asked.code).unwrap_or_else(|unfit| panic!("{case}: {unfit}"));
            assert!(!keeper.is_set(), "{case}");
        }
        None => assert!(!keeper.is_set(), "{case}"),
    });
    println!("{cases} disks");
    assert!(cases >= 8 * LOSSES.len(), "{cases}");
}

#[test]
fn a_power_cut_while_a_new_pin_is_chosen_never_leaves_one_that_the_old_file_takes_away() {
    let asked = Asked::new();
    let choose = |keeper: &mut PinKeeper| {
        keeper.set(Pin::parse("314159").expect("six digits"));
    };
    let cases = asked.cut(choose, |case, pin, keeper| {
        let pin = pin.unwrap_or_else(|| panic!("{case}: no PIN"));
        serde_json::from_slice::<Value>(pin).unwrap_or_else(|_| panic!("{case}: a torn PIN"));
        if pin != asked.pin {
            assert!(matches!(keeper.reset_by(asked.code), Err(Unfit::Spent)), "{case}: the old file counts");
            assert!(keeper.is_set(), "{case}");
        }
    });
    assert!(cases >= 8 * LOSSES.len(), "{cases}");
}
