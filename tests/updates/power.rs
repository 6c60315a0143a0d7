//! The power is cut at every operation that touches the disk: afterwards the device has exactly the old or
//! exactly the new content, and the same stick can be taken again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stairlight::content::{Content, Folders};
use stairlight::slots::{InUse, Rot, Slots, Taken};
use stairlight::trust::{Offer, StickFolder};

use crate::lossy::{Fault, LOSSES, Loss, LossyDisk};
use crate::stage::{Stage, content_tree, copy, today};

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// A device that has taken three contents, and a stick with the fourth.
struct Scene {
    stage: Stage,
    factory: Folders,
    old: Tree,
    new: Tree,
}

impl Scene {
    fn new() -> Self {
        let stage = Stage::having_taken(&["one", "two", "three"]);
        let old = content_tree(&stage.slots().folders());
        // A changed card, a changed catalogue, one that is gone, one that is new.
        stage.edit("locales/es/LC_MESSAGES/stairlight.po", "Trabajo", "El trabajo");
        fs::remove_dir_all(stage.content().join("locales/zh-Hans")).expect("a language");
        copy(&stage.content().join("locales/es"), &stage.content().join("locales/vi"));
        stage.next("four");
        let new = content_tree(&Folders::under(&stage.content()));
        let factory = Folders::under(&crate::stage::fixture());
        Self { stage, factory, old, new }
    }

    /// A copy of the device's state folder.
    fn state(&self, place: &Path) -> PathBuf {
        let state = place.join("state");
        copy(&self.stage.state(), &state);
        state
    }

    fn slots(&self, disk: &LossyDisk, state: &Path) -> Slots {
        Slots::new(Arc::new(disk.clone()), state, &self.factory)
    }

    fn offer(&self, slots: &Slots) -> Offer {
        let stick = Arc::new(StickFolder::new(&self.stage.stick()));
        Offer::open(stick, &slots.floor(self.stage.root()), today()).expect("a good stick")
    }

    /// Starts a device on what the cut has left, and looks.
    fn look(&self, image: &Path, case: &str) -> u64 {
        let slots = Slots::new(Arc::new(stairlight::slots::RealDisk), image, &self.factory);
        let start = slots.start().unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(start.fell_back, None, "{case}: nothing that was in use may suffer");
        let InUse::Slot { record, .. } = start.in_use else { panic!("{case}: the factory's content") };
        let there = content_tree(&slots.folders());
        match record.number {
            3 => assert!(there == self.old, "{case}: not exactly the old content"),
            4 => assert!(there == self.new, "{case}: not exactly the new content"),
            other => panic!("{case}: content {other}"),
        }
        Content::load(&slots.folders()).unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(
            slots.floor(self.stage.root()).number(),
            Some(record.number),
            "{case}: the floor rises with the content"
        );
        assert!(!image.join("contents/incoming").exists(), "{case}: rubbish is left");
        let (_, before) = slots.before().unwrap_or_else(|| panic!("{case}: the content before is gone"));
        assert_eq!(before.number, record.number - 1, "{case}");
        record.number
    }
}

#[test]
fn a_power_cut_at_any_operation_leaves_the_old_or_the_new_content() {
    let scene = Scene::new();
    let whole = crate::stage::place();
    let state = scene.state(whole.path());
    let disk = LossyDisk::new(&state, None);
    let slots = scene.slots(&disk, &state);
    slots.take(&scene.offer(&slots), &mut |_| {}).expect("it is taken");
    let operations = disk.count();
    let (mut cases, mut news) = (0, 0);
    for at in 0..=operations {
        let place = crate::stage::place();
        let state = scene.state(place.path());
        let disk = LossyDisk::new(&state, Some((at, Fault::PowerCut)));
        let slots = scene.slots(&disk, &state);
        let offer = scene.offer(&slots);
        let _ = slots.take(&offer, &mut |_| {});
        for loss in LOSSES {
            let image = place.path().join(format!("{loss:?}"));
            disk.after(loss, &image);
            let number = scene.look(&image, &format!("cut at {at}, {loss:?}"));
            cases += 1;
            news += usize::from(number == 4);
        }
        // And the stick is put in again.
        let image = place.path().join("Everything");
        let slots = scene.slots(&LossyDisk::new(&image, None), &image);
        slots.take(&scene.offer(&slots), &mut |_| {}).unwrap_or_else(|error| panic!("cut at {at}: {error}"));
        assert_eq!(scene.look(&image, "taken again"), 4);
    }
    println!(
        "{operations} operations, {} cuts, {cases} disks: {} with the old content, {news} with the new",
        operations + 1,
        cases - news
    );
    assert!(operations > 40, "{operations} operations: is everything written through the layer?");
    assert!(news >= 8, "the last cut comes after everything");
}

/// Going back is one rename as well; so is the repair of a torn pointer.
#[test]
fn a_power_cut_while_going_back_leaves_one_of_the_two() {
    let scene = Scene::new();
    for at in 0..6 {
        let place = crate::stage::place();
        let state = scene.state(place.path());
        let disk = LossyDisk::new(&state, Some((at, Fault::PowerCut)));
        let went = scene.slots(&disk, &state).go_back();
        for loss in LOSSES {
            let image = place.path().join(format!("{loss:?}"));
            disk.after(loss, &image);
            let slots = Slots::new(Arc::new(stairlight::slots::RealDisk), &image, &scene.factory);
            let start = slots.start().expect("it starts");
            assert_eq!(start.fell_back, None, "cut at {at}, {loss:?}");
            let InUse::Slot { record, .. } = start.in_use else { panic!("cut at {at}, {loss:?}") };
            assert!(record.number == 3 || record.number == 2, "cut at {at}, {loss:?}: {}", record.number);
            assert!(went.is_err() || record.number == 2, "cut at {at}, {loss:?}: it was said to be done");
            assert_eq!(slots.floor(scene.stage.root()).number(), Some(3), "the floor never falls");
        }
    }
}

#[test]
fn a_power_cut_while_a_torn_pointer_is_mended_loses_nothing() {
    let scene = Scene::new();
    for at in 0..8 {
        let place = crate::stage::place();
        let state = scene.state(place.path());
        fs::write(state.join("contents/in-use.json"), "torn").expect("it is torn");
        let disk = LossyDisk::new(&state, Some((at, Fault::PowerCut)));
        let _ = scene.slots(&disk, &state).start();
        for loss in LOSSES {
            let image = place.path().join(format!("{loss:?}"));
            disk.after(loss, &image);
            let slots = Slots::new(Arc::new(stairlight::slots::RealDisk), &image, &scene.factory);
            let start = slots.start().expect("it starts");
            assert!(matches!(start.fell_back, None | Some(Rot::Pointer)), "{start:?}");
            assert!(matches!(start.in_use, InUse::Slot { record, .. } if record.number == 3), "cut at {at}, {loss:?}");
        }
    }
}

/// A full or failing card is not a power cut: the device goes on, says so, and can try again.
#[test]
fn a_disk_that_fails_at_any_operation_changes_nothing() {
    let scene = Scene::new();
    let mut cases = 0;
    for fault in [
        Fault::Once(io::ErrorKind::StorageFull),
        Fault::Once(io::ErrorKind::ReadOnlyFilesystem),
        Fault::Since(io::ErrorKind::ReadOnlyFilesystem),
    ] {
        for at in 0.. {
            let place = crate::stage::place();
            let state = scene.state(place.path());
            let disk = LossyDisk::new(&state, Some((at, fault)));
            let slots = scene.slots(&disk, &state);
            let offer = scene.offer(&slots);
            let taken = slots.take(&offer, &mut |_| {});
            let number = match slots.in_use() {
                InUse::Slot { record, .. } => record.number,
                InUse::Factory => 0,
            };
            match &taken {
                Ok(Taken::InUse { .. }) => assert_eq!(number, 4),
                Ok(Taken::AlreadyThere) => panic!("it is new"),
                Err(refusal) => {
                    let said = refusal.to_string();
                    assert!(said.contains("cannot write") && said.contains("Try once more"), "{said}");
                }
            }
            let tree = if number == 4 { &scene.new } else { &scene.old };
            assert!(&content_tree(&slots.folders()) == tree, "failed at {at}");
            // Started anew on the same disk, it shows the same.
            let anew = scene.slots(&disk, &state);
            let _ = anew.start();
            assert!(&content_tree(&anew.folders()) == tree, "failed at {at}");
            disk.mend();
            let again = slots.take(&scene.offer(&slots), &mut |_| {});
            assert!(again.is_ok(), "failed at {at}: {:?}", again.err().map(|refusal| refusal.to_string()));
            assert!(content_tree(&slots.folders()) == scene.new, "failed at {at}");
            cases += 1;
            if at >= disk.count() {
                break;
            }
        }
    }
    println!("{cases} failures of the disk");
}

/// The test above would be worth nothing if a missing sync went unseen: without any sync it must fail.
#[test]
fn a_device_that_never_syncs_is_found_out() {
    let scene = Scene::new();
    let place = crate::stage::place();
    let state = scene.state(place.path());
    let disk = LossyDisk::new(&state, None);
    let slots = Slots::new(Arc::new(Careless(disk.clone())), &state, &scene.factory);
    slots.take(&scene.offer(&slots), &mut |_| {}).expect("it is taken");
    let image = place.path().join("image");
    disk.after(Loss::Bytes, &image);
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| scene.look(&image, "careless")));
    assert!(found.is_err(), "names without bytes are no content");
}

/// A disk on which nobody ever syncs.
struct Careless(LossyDisk);

impl stairlight::slots::Disk for Careless {
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.0.read(file)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<stairlight::trust::source::Entry>> {
        self.0.list(folder)
    }
    fn room(&self, folder: &Path) -> io::Result<stairlight::slots::disk::Room> {
        self.0.room(folder)
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.0.make_folder(folder)
    }
    fn create(&self, file: &Path) -> io::Result<Box<dyn io::Write>> {
        self.0.create(file)
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.link(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn remove_file(&self, file: &Path) -> io::Result<()> {
        self.0.remove_file(file)
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.0.remove_folder(folder)
    }
    fn sync(&self, _paths: &[PathBuf]) -> io::Result<()> {
        Ok(())
    }
}
