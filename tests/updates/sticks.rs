//! Sticks as they come: empty, dirty, wrongly packed, full of other things. Each gets its own message.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stairlight::slots::disk::Room;
use stairlight::slots::{Disk, RealDisk, Slots};
use stairlight::trust::source::Entry;

use crate::stage::{Stage, copy};

fn stage() -> Stage {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage
}

#[test]
fn an_empty_stick() {
    let stage = stage();
    fs::remove_dir_all(stage.stick().join("stairlight")).expect("it is emptied");
    assert_eq!(stage.refusal(), "This stick is empty. Put the folder \"stairlight\" on it, or use another stick.");
    // What systems leave behind is not content.
    for clutter in ["System Volume Information", ".Trashes", ".fseventsd", "$RECYCLE.BIN", "._.Trashes"] {
        fs::create_dir_all(stage.stick().join(clutter)).expect("clutter");
    }
    fs::write(stage.stick().join("System Volume Information/WPSettings.dat"), "x").expect("clutter");
    fs::write(stage.stick().join(".DS_Store"), "x").expect("clutter");
    assert!(stage.refusal().starts_with("This stick is empty."), "{}", stage.refusal());
}

#[test]
fn a_stick_with_other_things() {
    let stage = stage();
    fs::remove_dir_all(stage.stick().join("stairlight")).expect("it is emptied");
    fs::write(stage.stick().join("stairlight.zip"), "PK").expect("a file");
    fs::create_dir_all(stage.stick().join("holiday/pictures")).expect("folders");
    assert_eq!(
        stage.refusal(),
        "There is no Stairlight content on this stick. The folder \"stairlight\" must lie on it, not packed in a zip."
    );
    // A folder of that name alone is not enough.
    fs::create_dir_all(stage.stick().join("stairlight")).expect("a folder");
    assert!(stage.refusal().starts_with("There is no Stairlight content"), "{}", stage.refusal());
}

#[test]
fn a_stick_with_two_contents() {
    let stage = stage();
    copy(&stage.stick().join("stairlight"), &stage.stick().join("old/stairlight"));
    assert_eq!(
        stage.refusal(),
        "There are 2 Stairlight folders on this stick (old/stairlight, stairlight). Leave only the one that you want, \
         and put the stick in again."
    );
}

#[test]
fn content_one_folder_too_deep_is_found() {
    let stage = stage();
    copy(&stage.stick().join("stairlight"), &stage.stick().join("New folder/Stairlight"));
    fs::remove_dir_all(stage.stick().join("stairlight")).expect("it is moved");
    stage.take().expect("there is only one that can be meant");
}

#[test]
fn what_a_mac_leaves_beside_each_file_does_no_harm() {
    let stage = stage();
    let stick = stage.stick().join("stairlight");
    for folder in ["metadata", "targets"] {
        for entry in fs::read_dir(stick.join(folder)).expect("a folder").flatten() {
            let beside = format!("._{}", entry.file_name().to_string_lossy());
            fs::write(stick.join(folder).join(beside), [0u8, 5, 22, 7]).expect("a file");
        }
        fs::write(stick.join(folder).join(".DS_Store"), "x").expect("a file");
    }
    fs::write(stage.stick().join("._stairlight"), "x").expect("a file");
    stage.take().expect("it is taken");
    // And the publisher's next run does not mind either.
    stage.next("two");
    stage.take().expect("it is taken");
}

#[test]
fn a_million_entries_are_not_read_to_the_end() {
    let stage = stage();
    for index in 0..6000 {
        fs::write(stage.stick().join(format!("f{index}")), "").expect("a file");
    }
    // The folder may lie beyond what is looked at; the stick is refused or taken, and soon.
    let refused = stage.take().err().map(|refusal| refusal.to_string());
    assert!(refused.is_none_or(|said| said.contains("no Stairlight content")));
}

/// On a stick formatted with a file system of Linux.
#[test]
fn links_and_pipes_on_a_stick_are_not_followed() {
    let stage = stage();
    let file = stage.stick().join("stairlight/metadata/timestamp.json");
    let real = stage.dir.path().join("timestamp.json");
    fs::rename(&file, &real).expect("it is moved");
    std::os::unix::fs::symlink(&real, &file).expect("a link");
    assert!(stage.take().is_err(), "a link leads anywhere");
    fs::remove_file(&file).expect("it was there");
    rustix::fs::mknodat(rustix::fs::CWD, &file, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).expect("a pipe");
    assert!(stage.refusal().starts_with("There is no Stairlight content"), "{}", stage.refusal());
}

/// A disk with little room.
struct Small(Room);

impl Disk for Small {
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(file)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        RealDisk.list(folder)
    }
    fn room(&self, _folder: &Path) -> io::Result<Room> {
        Ok(self.0)
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        panic!("{} is made though there is no room", folder.display())
    }
    fn create(&self, file: &Path) -> io::Result<Box<dyn io::Write>> {
        panic!("{} is made though there is no room", file.display())
    }
    fn link(&self, _from: &Path, to: &Path) -> io::Result<()> {
        panic!("{} is made though there is no room", to.display())
    }
    fn rename(&self, _from: &Path, to: &Path) -> io::Result<()> {
        panic!("{} is made though there is no room", to.display())
    }
    fn remove_file(&self, file: &Path) -> io::Result<()> {
        RealDisk.remove_file(file)
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.remove_folder(folder)
    }
    fn sync(&self, _paths: &[PathBuf]) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_device_without_room_says_so_before_it_copies() {
    let stage = stage();
    let factory = stairlight::content::Folders::under(&crate::stage::fixture());
    for room in [Room { bytes: 100_000, files: 1 << 20 }, Room { bytes: 1 << 40, files: 3 }] {
        let slots = Slots::new(Arc::new(Small(room)), &stage.state(), &factory);
        let refusal = slots.take(&stage.offer().expect("good"), &mut |_| {}).expect_err("no room").to_string();
        assert!(refusal.starts_with("The device has no room:") && refusal.contains("Nothing has changed"), "{refusal}");
    }
}

#[test]
fn progress_goes_up_to_the_end() {
    let stage = stage();
    let slots = stage.slots();
    let mut seen = Vec::new();
    slots.take(&stage.offer().expect("good"), &mut |progress| seen.push(progress)).expect("it is taken");
    let last = seen.last().expect("something was copied");
    assert_eq!(last.done, last.of);
    assert!(seen.windows(2).all(|pair| pair[0].done <= pair[1].done));
}
