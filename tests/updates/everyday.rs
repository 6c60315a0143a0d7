//! What happens every day: publish, take, take the next one, go back.

use std::fs;
use std::path::Path;
use std::process::Command;

use stairlight::content::{Content, Folders};
use stairlight::slots::{InUse, SlotsError, Taken};
use stairlight::trust::publish::PublishError;
use stairlight::trust::{FileName, Refusal, keys};

use crate::stage::{Stage, content_tree, copy, today, tree};

#[test]
fn content_is_published_taken_and_used() {
    let stage = Stage::new();
    let report = stage.publish();
    assert_eq!((report.number, report.files), (1, 8));
    let slots = stage.device();
    assert_eq!(slots.in_use(), InUse::Factory);
    let Taken::InUse { id, record } = stage.take().expect("it is taken") else { panic!("it is new") };
    assert_eq!((id, record.number, record.published.as_deref()), (1, 1, Some("2031-03-01")));
    assert_eq!(record.signers, ["targets-1", "targets-2"]);
    assert_eq!(content_tree(&slots.folders()), content_tree(&Folders::under(&stage.content())));
    Content::load(&slots.folders()).expect("it can be read");
    assert_eq!(stage.take().expect("it is taken"), Taken::AlreadyThere);
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let stage = Stage::new();
    stage.publish();
    let first = tree(&stage.stick());
    let again = stage.publish();
    assert_eq!((again.number, again.written), (1, 0));
    assert_eq!(tree(&stage.stick()), first);
    fs::remove_dir_all(stage.stick()).expect("a new stick");
    assert_eq!(stage.publish().number, 1);
    assert_eq!(tree(&stage.stick()), first);
}

#[test]
fn only_what_changed_is_written_to_the_stick() {
    let stage = Stage::new();
    stage.publish();
    let report = stage.next("I work, and I am paid half.");
    // The topic, the list of files, the table of lists, the date.
    assert_eq!((report.number, report.written), (2, 4));
    let metadata = tree(&stage.stick().join("stairlight/metadata"));
    let names: Vec<String> = metadata.keys().map(|path| path.display().to_string()).collect();
    assert_eq!(names, ["1.core-numbers.json", "1.root.json", "2.snapshot.json", "2.targets.json", "timestamp.json"]);
}

#[test]
fn only_what_changed_is_copied_to_the_device() {
    let stage = Stage::having_taken(&["one", "two", "three"]);
    stage.next("four");
    let plan = stage.slots().plan(&stage.offer().expect("good"));
    assert_eq!(plan.new_files, 1, "one card, one file");
    assert!(plan.written < 500 && plan.from_stick == plan.written, "{plan:?}");
}

#[test]
fn the_content_before_is_kept_and_can_be_gone_back_to() {
    let stage = Stage::new();
    let slots = stage.device();
    assert!(matches!(slots.go_back(), Err(SlotsError::NothingBefore)));
    for words in ["one", "two", "three"] {
        stage.next(words);
        stage.take().expect("it is taken");
    }
    assert_eq!(
        fs::read_dir(stage.state().join("contents/slots")).expect("slots").count(),
        2,
        "the one in use and the one before"
    );
    let InUse::Slot { record, .. } = slots.go_back().expect("there is one") else { panic!("not the factory's") };
    assert_eq!(record.number, 2);
    let text = fs::read_to_string(slots.folders().content.join("topics/work.toml")).expect("the topic");
    assert!(text.contains("\"two\""));
    // And forward again, and to the factory's.
    slots.go_back().expect("there is one");
    assert!(matches!(slots.in_use(), InUse::Slot { record, .. } if record.number == 3));
    assert_eq!(slots.go_to_factory().expect("always"), InUse::Factory);
    assert!(matches!(slots.go_back().expect("there is one"), InUse::Slot { record, .. } if record.number == 3));
}

#[test]
fn going_back_does_not_open_the_door_to_old_sticks() {
    let stage = Stage::new();
    stage.device();
    stage.next("one");
    stage.take().expect("it is taken");
    let old_stick = tree(&stage.stick());
    for words in ["two", "three"] {
        stage.next(words);
        stage.take().expect("it is taken");
    }
    stage.slots().go_back().expect("there is one");
    fs::remove_dir_all(stage.stick()).expect("a stick");
    for (path, bytes) in &old_stick {
        let path = stage.stick().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    assert!(
        stage.refusal().contains("older content (number 1) than this device has had (number 3)"),
        "{}",
        stage.refusal()
    );
    // The newest is not older than itself: it may come back.
    fs::remove_dir_all(stage.stick()).expect("a stick");
    stage.publish();
    assert!(matches!(stage.take().expect("it is taken"), Taken::InUse { record, .. } if record.number == 3));
}

#[test]
fn changes_are_told_with_every_number_old_beside_new() {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    stage.edit("content/services.json", "1-888-373-7888", "1-888-373-7889");
    fs::remove_dir_all(stage.content().join("locales/es")).expect("a language");
    stage.next("I am paid late.");
    let prepared = stage.slots().prepare(&stage.offer().expect("good"), &mut |_| {}).expect("it is good");
    assert_eq!(
        stage.slots().changes(&prepared).lines(),
        [
            "Number of \"Talk to someone any time\" (on every paper): 1-888-373-7888 becomes 1-888-373-7889",
            "Language no longer there: Spanish",
            "Topic \"Work\": 1 page",
        ]
    );
    stage.slots().discard();
    assert!(matches!(stage.slots().in_use(), InUse::Slot { record, .. } if record.number == 1), "nobody has said yes");
}

#[test]
fn a_core_number_needs_two_signatures() {
    let stage = Stage::new();
    stage.publish();
    let one = stage.some_keys("one", &["1.root.json", "targets-1.key", "snapshot.key", "timestamp.key"]);
    let two = stage.some_keys("two", &["targets-2.key"]);
    crate::stage::copy(&stage.keys().join("published"), &one.join("published"));
    // One person may change anything else.
    stage.edit("content/topics/work.toml", "I work, but", "I work and");
    assert_eq!(stage.publish_with(std::slice::from_ref(&one), &[], &[]).expect("one is enough").number, 2);
    stage.device();
    stage.take().expect("it is taken");
    stage.edit("content/services.json", "1-888-373-7888", "1-888-373-7889");
    let error = stage.publish_with(std::slice::from_ref(&one), &[], &[]).expect_err("two are needed");
    assert!(matches!(&error, PublishError::NumbersNeedTwo { .. }));
    assert!(error.to_string().contains("1-888-373-7888, 233733 (text), 711 becomes 1-888-373-7889"), "{error}");
    let report = stage.publish_with(&[one, two], &[], &[]).expect("two are enough");
    assert_eq!((report.number, report.numbers.len()), (3, 1));
    stage.take().expect("it is taken");
}

/// The second signature stays with the numbers: a device that missed the content in which they changed still
/// finds it.
#[test]
fn a_device_that_missed_a_change_of_numbers_takes_the_next_content() {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    stage.edit("content/services.json", "1-888-373-7888", "1-888-373-7889");
    stage.publish();
    let one = stage.some_keys("one", &["1.root.json", "targets-1.key", "snapshot.key", "timestamp.key"]);
    crate::stage::copy(&stage.keys().join("published"), &one.join("published"));
    stage.edit("content/topics/work.toml", "I work, but", "I work and");
    assert_eq!(stage.publish_with(&[one], &[], &[]).expect("one is enough").number, 3);
    stage.take().expect("the numbers are signed by two");
}

#[test]
fn new_keys_come_by_stick() {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    let new_keys = stage.dir.path().join("new-keys");
    keys::renew(&[stage.keys()], &new_keys, today()).expect("two root keys are there");
    stage.edit("content/topics/work.toml", "I work, but", "I work and");
    assert_eq!(stage.publish_with(std::slice::from_ref(&new_keys), &[], &[]).expect("the new keys").number, 2);
    stage.take().expect("the old root vouches for the new");
    // From now on the old keys are worth nothing.
    stage.edit("content/topics/work.toml", "I work and", "I work, but");
    fs::remove_dir_all(stage.stick()).expect("a new stick");
    stage.next("I work for them.");
    stage.next("I work for him.");
    assert!(stage.refusal().contains("is not signed by enough of the people"), "{}", stage.refusal());
}

#[test]
fn too_few_old_root_keys_make_no_new_root() {
    let stage = Stage::new();
    let few = stage.some_keys("few", &["1.root.json", "root-1.key"]);
    let error = keys::renew(&[few], &stage.dir.path().join("out"), today()).expect_err("one is too few");
    assert!(error.to_string().starts_with("1 of the 2 root keys"), "{error}");
}

#[test]
fn keys_are_never_written_over() {
    let stage = Stage::new();
    let error = keys::new(&stage.keys(), keys::Purpose::Content, today()).expect_err("there are keys");
    assert!(error.to_string().contains("there are keys here already"), "{error}");
}

#[test]
fn a_publisher_who_is_behind_is_told() {
    let stage = Stage::new();
    let early =
        stage.some_keys("early", &["1.root.json", "targets-1.key", "targets-2.key", "snapshot.key", "timestamp.key"]);
    stage.next("one");
    stage.next("two");
    let error = stage.publish_with(&[early], &[], &[]).expect_err("the stick is ahead");
    assert!(error.to_string().contains("number 2, but these keys know only up to 0"), "{error}");
}

#[test]
fn content_that_a_device_could_not_show_is_refused_as_a_whole() {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    stage.edit("content/topics/work.toml", "kind = \"sign\"", "kind = \"sing\"");
    stage.publish();
    let Err(Refusal::Content(error)) = stage.take() else { panic!("the same check as the publisher's") };
    assert!(error.to_string().contains("work.toml"), "{error}");
    assert!(!stage.state().join("contents/incoming").exists(), "nothing is left behind");
    assert!(matches!(stage.slots().in_use(), InUse::Slot { record, .. } if record.number == 1));
}

/// The program of a device may be older than the catalogues: words that it has no place for do no harm.
#[test]
fn words_for_a_newer_program_are_passed_over() {
    let stage = Stage::new();
    stage.device();
    let catalogue = stage.content().join("locales/es/LC_MESSAGES/stairlight.po");
    let text = fs::read_to_string(&catalogue).expect("a catalogue");
    let entry = "\nmsgctxt \"ui.later/something\"\nmsgid \"Something\"\nmsgstr \"Algo\"\n";
    fs::write(&catalogue, text + entry).expect("it can be written");
    stage.publish();
    assert!(matches!(stage.take().expect("it is taken"), Taken::InUse { record, .. } if record.number == 1));
}

#[test]
fn every_file_of_our_own_content_has_a_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, files) in [("content", tree(&root.join("content"))), ("locales", tree(&root.join("locales")))] {
        for path in files.keys() {
            let path = Path::new(folder).join(path);
            let outside = path.ends_with("review.md") || path.ends_with("root.json");
            assert_eq!(FileName::of_path(&path).is_none(), outside, "{}", path.display());
        }
    }
}

/// What the publisher's check says of a number on every paper, before anybody signs it: against the stick that
/// was published last, against a folder, and against what came with the program.
#[test]
fn the_check_says_which_numbers_two_must_sign() {
    let stage = Stage::new();
    stage.publish();
    let before = stage.dir.path().join("before");
    copy(&stage.content(), &before);
    fs::copy(stage.keys().join("1.root.json"), stage.content().join("content/root.json")).expect("the root");
    let said = |since: Option<&Path>| {
        let mut check = Command::new(env!("CARGO_BIN_EXE_stairlight"));
        check.arg("--data").arg(stage.content()).args(["content", "check", "--all"]);
        since.map(|place| check.arg("--since").arg(place));
        let output = check.output().expect("the program starts");
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().filter(|line| line.contains("two-signatures")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(said(Some(&stage.stick())), [""; 0]);
    assert_eq!(said(Some(&before)), [""; 0]);
    stage.edit("content/services.json", "1-888-373-7888", "1-888-373-7889");
    let told = "warning (two-signatures): content/services.json, line 107, service.nhth: a number on every paper changes: \
                nhth: 1-888-373-7888, 233733 (text), 711 becomes 1-888-373-7889, 233733 (text), 711. Two people dial the new \
                number, and two sign it: `content publish` with the keys of both.";
    assert_eq!(said(Some(&stage.stick())), [told]);
    assert_eq!(said(Some(&before)), [told]);
    assert!(said(None).iter().any(|line| line.contains("service.nhth") && line.contains("becomes 1-888-373-7889")));
}
