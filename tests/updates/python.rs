//! Repositories made by the independent implementation of TUF in Python (`tests/fixtures/tuf/make.py`): good
//! ones are taken, bad ones refused, with the same words as our own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stairlight::content::Folders;
use stairlight::slots::{RealDisk, Slots, Taken};
use stairlight::trust::{Offer, Refusal, StickFolder};

use crate::stage::{content_tree, copy, fixture, place, today};

fn made() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tuf")
}

struct Device {
    dir: tempfile::TempDir,
    slots: Slots,
    root: Vec<u8>,
}

impl Device {
    fn new() -> Self {
        let dir = place();
        fs::create_dir_all(dir.path().join("state")).expect("a folder");
        let slots = Slots::new(Arc::new(RealDisk), &dir.path().join("state"), &Folders::under(&fixture()));
        slots.start().expect("it starts");
        let root = fs::read(made().join("good/metadata/1.root.json")).expect("a root");
        Self { dir, slots, root }
    }

    fn open(&self, case: &str) -> Result<Offer, Refusal> {
        let stick = self.dir.path().join("stick").join(case);
        copy(&made().join(case).join("metadata"), &stick.join("stairlight/metadata"));
        copy(&made().join("targets"), &stick.join("stairlight/targets"));
        Offer::open(Arc::new(StickFolder::new(&stick)), &self.slots.floor(self.root.clone()), today())
    }

    fn take(&self, case: &str) -> Result<Taken, Refusal> {
        self.slots.take(&self.open(case)?, &mut |_| {})
    }
}

#[test]
fn a_good_repository_is_taken() {
    let device = Device::new();
    let Taken::InUse { record, .. } = device.take("good").expect("it is good") else { panic!("it is new") };
    assert_eq!((record.number, record.signers.len()), (2, 2));
    assert!(content_tree(&device.slots.folders()) == content_tree(&Folders::under(&fixture())));
}

#[test]
fn an_expired_one_is_taken_with_a_remark() {
    let device = Device::new();
    let offer = device.open("expired").expect("old signatures are a remark");
    let remarks: Vec<String> = offer.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks,
        ["This content should have been renewed by 2025-01-01. It can be used. Ask for newer content."]
    );
    device.slots.take(&offer, &mut |_| {}).expect("it is taken");
}

#[test]
fn enough_signatures_are_enough() {
    Device::new().take("at-threshold").expect("two of two");
}

#[test]
fn bad_ones_are_refused_and_the_good_one_stays() {
    for (case, said) in [
        ("rolled-back", "older content (number 1) than this device has had (number 2)"),
        (
            "under-threshold",
            "not signed by enough of the people whom this device trusts (1 of 2 for its list of files)",
        ),
        ("unknown-key", "not signed by enough of the people whom this device trusts (0 of 1 for its date)"),
        ("mixed", "\"3.snapshot.json\" on this stick is damaged"),
        ("oversized", "\"paper.toml\" on this stick is too large"),
        ("longer-than-signed", "\"paper.toml\" on this stick is too large"),
        ("wrongly-hashed", "\"paper.toml\" on this stick is damaged"),
    ] {
        let device = Device::new();
        device.take("good").expect("it is good");
        let refusal = device.take(case).expect_err(case).to_string();
        assert!(refusal.contains(said), "{case}: {refusal}");
        assert_eq!(device.slots.floor(device.root.clone()).number(), Some(2), "{case}");
        assert!(matches!(device.take("good").expect("it is there"), Taken::AlreadyThere), "{case}");
    }
}
