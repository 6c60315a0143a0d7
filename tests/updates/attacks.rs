//! Attacks on the signed content: each is refused, and staff are told what is the matter and what to do.
//!
//! `Forge` takes a good stick and signs something bad over it with whatever keys the attacker has.

use std::fs;
use std::num::NonZeroU64;
use std::path::PathBuf;

use serde_json::{Value, json};
use stairlight::slots::InUse;
use stairlight::trust::keys::{Key, KeyRing};
use stairlight::trust::metadata::{OURS, bytes, line, sha256, sign};
use tough::TargetName;
use tough::schema::{RoleType, Signed, Snapshot, Targets, Timestamp};

use crate::stage::Stage;

/// The metadata of a published stick, open to be changed and signed again.
struct Forge<'a> {
    stage: &'a Stage,
    ring: KeyRing,
    number: u64,
    targets: Signed<Targets>,
}

impl<'a> Forge<'a> {
    fn new(stage: &'a Stage) -> Self {
        let number = stage.publish().number;
        let ring = KeyRing::read(&[stage.keys()]).expect("keys");
        let file = stage.stick().join(format!("stairlight/metadata/{number}.targets.json"));
        let targets = serde_json::from_slice(&fs::read(file).expect("a list")).expect("ours");
        Self { stage, ring, number, targets }
    }

    fn metadata(&self, name: &str) -> PathBuf {
        self.stage.stick().join("stairlight/metadata").join(name)
    }

    fn keys(&self, role: RoleType) -> Vec<&Key> {
        self.ring.of(role)
    }

    /// Puts a file on the stick and lists it under any name.
    fn add(&mut self, name: &str, content: &[u8]) {
        let target = json!({ "length": content.len(), "hashes": { "sha256": sha256(content).to_string() } });
        let target = serde_json::from_value(target).expect("a target");
        self.targets.signed.targets.insert(TargetName::new(name).expect("a name that TUF knows"), target);
        let file = self.stage.stick().join(format!("stairlight/targets/{}.{name}", sha256(content)));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).expect("a folder");
        }
        let _ = fs::write(file, content);
    }

    /// Signs the list again with these keys, and what stands above it with the right ones.
    fn sign_with(&mut self, keys: &[&Key]) {
        let number = NonZeroU64::MIN.saturating_add(self.number);
        self.number = number.get();
        self.targets.signed.version = number;
        self.targets = sign(self.targets.signed.clone(), keys);
        self.write();
    }

    fn sign(&mut self) {
        let ring = KeyRing::read(&[self.stage.keys()]).expect("keys");
        self.sign_with(&ring.of(RoleType::Targets));
    }

    fn write(&self) {
        let number = NonZeroU64::new(self.number).expect("from 1 on");
        let list = bytes(&self.targets);
        fs::write(self.metadata(&format!("{number}.targets.json")), &list).expect("a list");
        let old = fs::read_dir(self.metadata("")).expect("metadata").flatten();
        let old = old.map(|entry| entry.path()).find(|path| path.to_string_lossy().ends_with(".snapshot.json"));
        let old: Signed<Snapshot> =
            serde_json::from_slice(&fs::read(old.expect("a table")).expect("a table")).expect("ours");
        let mut snapshot = old.signed;
        snapshot.version = number;
        snapshot.meta.insert("targets.json".to_owned(), line(number, &list));
        let snapshot = bytes(&sign(snapshot, &self.keys(RoleType::Snapshot)));
        fs::write(self.metadata(&format!("{number}.snapshot.json")), &snapshot).expect("a table");
        let file = self.metadata("timestamp.json");
        let mut date: Signed<Timestamp> = serde_json::from_slice(&fs::read(&file).expect("a date")).expect("ours");
        date.signed.version = number;
        date.signed.meta.insert("snapshot.json".to_owned(), line(number, &snapshot));
        fs::write(file, bytes(&sign(date.signed, &self.keys(RoleType::Timestamp)))).expect("a date");
    }
}

/// A device that has content 1 and still has it after the stick with this on it.
fn refused(bad: impl FnOnce(&mut Forge), said: &str) {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    stage.edit("content/topics/work.toml", "I work, but", "I work and");
    bad(&mut Forge::new(&stage));
    let refusal = stage.refusal();
    assert!(refusal.contains(said), "said: {refusal}\nexpected: {said}");
    assert!(matches!(stage.slots().in_use(), InUse::Slot { record, .. } if record.number == 1));
    assert!(!stage.state().join("contents/incoming").exists(), "nothing is left behind");
}

#[test]
fn what_nobody_forged_is_taken() {
    let stage = Stage::new();
    stage.device();
    let mut forge = Forge::new(&stage);
    forge.add("extra.toml", b"# harmless");
    forge.sign();
    stage.take().expect("signed as it should be");
}

#[test]
fn keys_that_nobody_trusts() {
    refused(
        |forge| {
            let strangers = [Key::new("targets-1").expect("a key"), Key::new("targets-2").expect("a key")];
            forge.sign_with(&strangers.iter().collect::<Vec<_>>());
        },
        "not signed by enough of the people whom this device trusts (0 of 1 for its list of files). Ask those who gave you the stick",
    );
}

#[test]
fn a_key_of_the_wrong_role() {
    refused(
        |forge| {
            let ring = KeyRing::read(&[forge.stage.keys()]).expect("keys");
            forge.sign_with(&ring.of(RoleType::Snapshot));
        },
        "(0 of 1 for its list of files)",
    );
}

#[test]
fn another_publishers_stick() {
    let (stage, other) = (Stage::new(), Stage::new());
    stage.device();
    other.publish();
    crate::stage::copy(&other.stick(), &stage.stick());
    assert!(stage.refusal().contains("(0 of 1 for its date)"), "{}", stage.refusal());
}

#[test]
fn a_new_root_that_too_few_have_signed() {
    refused(
        |forge| {
            let mut root = forge.ring.root.signed.clone();
            root.version = NonZeroU64::new(2).expect("2");
            let one = [forge.keys(RoleType::Root)[0]];
            fs::write(forge.metadata("2.root.json"), bytes(&sign(root, &one))).expect("a root");
        },
        "(1 of 2 for its list of keys)",
    );
}

#[test]
fn the_same_key_twice_is_one_person() {
    refused(
        |forge| {
            let mut root = forge.ring.root.signed.clone();
            root.version = NonZeroU64::new(2).expect("2");
            let mut root = sign(root, &[forge.keys(RoleType::Root)[0]]);
            root.signatures.push(root.signatures[0].clone());
            fs::write(forge.metadata("2.root.json"), bytes(&root)).expect("a root");
        },
        "The same signature stands twice in this content's list of keys, as if one person were two",
    );
}

#[test]
fn an_older_stick() {
    let stage = Stage::new();
    stage.device();
    stage.next("one");
    crate::stage::copy(&stage.stick(), &stage.dir.path().join("old"));
    stage.next("two");
    stage.take().expect("it is taken");
    fs::remove_dir_all(stage.stick()).expect("a stick");
    crate::stage::copy(&stage.dir.path().join("old"), &stage.stick());
    assert_eq!(
        stage.refusal(),
        "This stick holds older content (number 1) than this device has had (number 2). Ask for a newer stick. \
         To use the content from before, choose \"go back\"."
    );
}

#[test]
fn another_content_under_the_same_number() {
    refused(
        |forge| {
            // Published once more from an older copy of the keys' folder: number 2 means two contents.
            forge.number = 0;
            forge.sign();
        },
        "This stick holds content number 1, but not the one that this device knows under that number",
    );
}

#[test]
fn files_of_different_contents() {
    refused(
        |forge| {
            // The list of content 2 under the name that content 3 gives to its own.
            let file = forge.metadata("2.targets.json");
            let old = fs::read(&file).expect("a list");
            forge.sign();
            fs::write(forge.metadata("3.targets.json"), old).expect("a list");
        },
        "\"3.targets.json\" on this stick is damaged. Write the stick again, or use another stick.",
    );
}

#[test]
fn a_list_that_is_another_version_than_the_table_says() {
    refused(
        |forge| {
            let mut date: Signed<Timestamp> =
                serde_json::from_slice(&fs::read(forge.metadata("timestamp.json")).expect("a date")).expect("ours");
            let entry = date.signed.meta.get_mut("snapshot.json").expect("its one entry");
            (entry.hashes, entry.length) = (None, None);
            entry.version = NonZeroU64::new(9).expect("9");
            fs::copy(forge.metadata("2.snapshot.json"), forge.metadata("9.snapshot.json")).expect("a copy");
            let date = sign(date.signed, &forge.keys(RoleType::Timestamp));
            fs::write(forge.metadata("timestamp.json"), bytes(&date)).expect("a date");
        },
        "Files of different contents are mixed on this stick (table of lists). Empty the stick and write it again.",
    );
}

#[test]
fn one_flipped_bit_in_a_file() {
    refused(
        |forge| {
            let folder = forge.stage.stick().join("stairlight/targets");
            let topic = fs::read_dir(folder).expect("files").flatten().map(|entry| entry.path());
            let topic = topic.filter(|path| path.to_string_lossy().ends_with("topic.work.toml"));
            for topic in topic {
                let mut bytes = fs::read(&topic).expect("the topic");
                bytes[40] ^= 1;
                fs::write(topic, bytes).expect("the topic");
            }
        },
        "\"topic.work.toml\" on this stick is damaged. Write the stick again, or use another stick.",
    );
}

#[test]
fn a_file_longer_or_shorter_than_it_says() {
    let resize = |forge: &mut Forge, length: usize| {
        for entry in fs::read_dir(forge.stage.stick().join("stairlight/targets")).expect("files").flatten() {
            if entry.path().to_string_lossy().ends_with("topic.work.toml") {
                let mut bytes = fs::read(entry.path()).expect("the topic");
                bytes.resize(length, b' ');
                fs::write(entry.path(), bytes).expect("the topic");
            }
        }
    };
    refused(|forge| resize(forge, 100_000), "\"topic.work.toml\" on this stick is too large");
    refused(|forge| resize(forge, 30), "\"topic.work.toml\" on this stick is damaged");
    refused(|forge| resize(forge, 0), "\"topic.work.toml\" on this stick is damaged");
}

#[test]
fn a_file_that_is_missing() {
    refused(
        |forge| {
            for entry in fs::read_dir(forge.stage.stick().join("stairlight/targets")).expect("files").flatten() {
                if entry.path().to_string_lossy().ends_with("topic.work.toml") {
                    fs::remove_file(entry.path()).expect("it was there");
                }
            }
        },
        "\"topic.work.toml\" is missing on this stick. Write the stick again.",
    );
    refused(
        |forge| fs::remove_file(forge.metadata("2.snapshot.json")).expect("it was there"),
        "\"2.snapshot.json\" is missing on this stick. Write the stick again.",
    );
}

#[test]
fn metadata_without_end() {
    for file in ["timestamp.json", "2.root.json", "2.snapshot.json"] {
        refused(
            |forge| fs::write(forge.metadata(file), vec![b' '; 8 << 20]).expect("a file"),
            &format!(
                "\"{file}\" on this stick is too large. Write the stick again; if it stays, tell those who made it."
            ),
        );
    }
}

#[test]
fn a_list_with_too_many_files() {
    refused(
        |forge| {
            for index in 0..2500 {
                let target = json!({ "length": 1, "hashes": { "sha256": sha256(b"x").to_string() } });
                let name = TargetName::new(format!("a{index}.toml")).expect("a name");
                forge.targets.signed.targets.insert(name, serde_json::from_value(target).expect("a target"));
            }
            forge.sign();
        },
        "more than a device takes. Tell those who made it.",
    );
}

#[test]
fn a_file_larger_than_a_device_takes() {
    refused(
        |forge| {
            let target = json!({ "length": 1u64 << 40, "hashes": { "sha256": sha256(b"x").to_string() } });
            let name = TargetName::new("huge.toml").expect("a name");
            forge.targets.signed.targets.insert(name, serde_json::from_value(target).expect("a target"));
            forge.sign();
        },
        "\"huge.toml\" on this stick is too large",
    );
}

#[test]
fn names_that_lead_elsewhere() {
    let long = format!("{}.toml", "a".repeat(70));
    for name in ["../../etc/passwd", "a/b.toml", "A.toml", "\u{202e}lmot.krow", "a b.toml", &long] {
        refused(
            |forge| {
                forge.add(name, b"bad");
                forge.sign();
            },
            "This content has a file with a name that is not allowed (\"",
        );
    }
}

#[test]
fn a_name_with_signs_that_turn_the_line_is_shown_harmless() {
    refused(
        |forge| {
            forge.add("\u{202e}lmot.krow", b"bad");
            forge.sign();
        },
        "(\"?lmot.krow\")",
    );
}

#[test]
fn a_file_that_only_a_newer_program_knows() {
    refused(
        |forge| {
            forge.add("voice.es.opus", b"sound");
            forge.sign();
        },
        "This content is made for a newer program (voice.es.opus). Update the device's program first.",
    );
}

#[test]
fn a_newer_format() {
    refused(
        |forge| {
            forge.targets.signed._extra.insert(OURS.to_owned(), json!({ "format": 2 }));
            forge.sign();
        },
        "This content is made for a newer program (its format). Update the device's program first.",
    );
}

#[test]
fn a_date_in_the_future_and_one_that_has_passed_are_remarks() {
    let stage = Stage::new();
    stage.device();
    let mut forge = Forge::new(&stage);
    forge.targets.signed._extra.insert(OURS.to_owned(), json!({ "format": 1, "published": "2039-01-01" }));
    forge.targets.signed.expires = "2030-06-01T00:00:00Z".parse().expect("a date");
    forge.sign();
    let offer = stage.offer().expect("a device's clock may be wrong");
    let remarks: Vec<String> = offer.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks,
        [
            "This content was published on 2039-01-01, which has not come yet by this device's clock. The clock may be wrong.",
            "This content should have been renewed by 2030-06-01. It can be used. Ask for newer content.",
        ]
    );
    stage.take().expect("numbers to call are never withheld for a date");
}

/// One person alone cannot bring a core number, whatever they write into the metadata.
#[test]
fn one_person_alone_brings_no_core_number() {
    let change = |forge: &mut Forge| {
        let file = forge.stage.content().join("content/services.json");
        let text = fs::read_to_string(file).expect("the directory").replace("1-888-373-7888", "1-900-555-0100");
        forge.add("services.json", text.as_bytes());
    };
    let said = "and only one person has signed that. Two must. nhth: 1-888-373-7888, 233733 (text), 711 becomes 1-900-555-0100";
    // They sign the list of files, and leave the old statement.
    refused(
        |forge| {
            change(forge);
            let ring = KeyRing::read(&[forge.stage.keys()]).expect("keys");
            forge.sign_with(&ring.of(RoleType::Targets)[..1]);
        },
        said,
    );
    // They make a statement of their own and lower the number of signatures that it needs.
    refused(
        |forge| {
            change(forge);
            let text = fs::read_to_string(forge.stage.content().join("content/services.json")).expect("the directory");
            let text = text.replace("1-888-373-7888", "1-900-555-0100");
            let numbers = stairlight::trust::numbers::of_directory(text.as_bytes()).expect("a directory");
            let statement = stairlight::trust::numbers::statement(&numbers);
            let ring = KeyRing::read(&[forge.stage.keys()]).expect("keys");
            let one = &ring.of(RoleType::Targets)[..1];
            let file = forge.metadata("1.core-numbers.json");
            let mut role: Signed<Targets> = serde_json::from_slice(&fs::read(&file).expect("a role")).expect("ours");
            let target = json!({ "length": statement.len(), "hashes": { "sha256": sha256(&statement).to_string() } });
            let name = TargetName::new("core-numbers.json").expect("a name");
            role.signed.targets.insert(name, serde_json::from_value(target).expect("a target"));
            let role = bytes(&sign(role.signed, one));
            fs::write(&file, &role).expect("a role");
            let place =
                forge.stage.stick().join(format!("stairlight/targets/{}.core-numbers.json", sha256(&statement)));
            fs::write(place, &statement).expect("a statement");
            let delegations = forge.targets.signed.delegations.as_mut().expect("delegations");
            delegations.roles[0].threshold = NonZeroU64::MIN;
            // The table of lists must name the new role, too.
            let table = forge.metadata("2.snapshot.json");
            let mut snapshot: Value = serde_json::from_slice(&fs::read(&table).expect("a table")).expect("ours");
            snapshot["signed"]["meta"]["core-numbers.json"] =
                serde_json::to_value(line(NonZeroU64::MIN, &role)).expect("a line");
            fs::write(table, serde_json::to_vec(&snapshot).expect("json")).expect("a table");
            forge.sign_with(one);
        },
        said,
    );
}
