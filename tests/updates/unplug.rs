//! The stick is pulled while it is read: at every 4 KB, at every opening, in the middle of a listing; and
//! sticks that lie about what they hold.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use stairlight::slots::{InUse, Slots};
use stairlight::trust::source::Entry;
use stairlight::trust::{Refusal, Source, StickFolder};

use crate::stage::{Stage, content_tree};

/// A stick that can be read for so many bytes, and opened and listed so many times. Then it is gone.
#[derive(Debug)]
pub struct Pulled {
    stick: StickFolder,
    bytes: Arc<AtomicI64>,
    calls: AtomicI64,
    /// What the system says of a stick that is not there.
    kind: io::ErrorKind,
}

impl Pulled {
    pub fn new(stick: &Path, bytes: i64, calls: i64, kind: io::ErrorKind) -> Arc<Self> {
        let (stick, bytes) = (StickFolder::new(stick), Arc::new(AtomicI64::new(bytes)));
        Arc::new(Self { stick, bytes, calls: AtomicI64::new(calls), kind })
    }

    fn call(&self) -> io::Result<()> {
        let gone = self.calls.fetch_sub(1, Ordering::SeqCst) <= 0 || self.bytes.load(Ordering::SeqCst) < 0;
        if gone { Err(self.kind.into()) } else { Ok(()) }
    }
}

impl Source for Pulled {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send + Sync>> {
        self.call()?;
        Ok(Box::new(Flow { file: self.stick.open(path)?, left: self.bytes.clone(), kind: self.kind }))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.call()?;
        self.stick.list(folder)
    }
}

struct Flow {
    file: Box<dyn Read + Send + Sync>,
    left: Arc<AtomicI64>,
    kind: io::ErrorKind,
}

impl Read for Flow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::SeqCst);
        if left <= 0 {
            // It stays gone.
            self.left.store(-1, Ordering::SeqCst);
            return Err(self.kind.into());
        }
        let room = buffer.len().min(usize::try_from(left).unwrap_or(0));
        let count = self.file.read(&mut buffer[..room])?;
        self.left.fetch_sub(count as i64, Ordering::SeqCst);
        Ok(count)
    }
}

/// A device with content 1 and a stick with content 2, all of it changed.
fn scene() -> (Stage, Slots) {
    let stage = Stage::new();
    let slots = stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    for file in ["content/services.json", "content/languages.toml", "content/paper.toml"] {
        let path = stage.content().join(file);
        let text = fs::read_to_string(&path).expect("a file");
        // A catalogue's worth of spaces, so that there is something to be pulled out of.
        fs::write(&path, text + &" ".repeat(30_000) + "\n").expect("a file");
    }
    stage.next("two");
    (stage, slots)
}

fn unharmed(stage: &Stage, slots: &Slots, refusal: &Refusal, case: &str) {
    assert!(refusal.is_passing(), "{case}: {refusal}");
    let said = refusal.to_string();
    assert!(
        said.starts_with("The stick cannot be read any more") && said.contains("Put it in again"),
        "{case}: {said}"
    );
    assert!(matches!(slots.in_use(), InUse::Slot { record, .. } if record.number == 1), "{case}");
    assert!(!stage.state().join("contents/incoming").exists(), "{case}: something is left behind");
}

#[test]
fn a_stick_pulled_at_every_4_kb_changes_nothing() {
    let (stage, slots) = scene();
    let before = content_tree(&slots.folders());
    let mut points = 0;
    for bytes in (0..).step_by(4096) {
        let kind = [io::ErrorKind::Other, io::ErrorKind::NotConnected][points % 2];
        let source = Pulled::new(&stage.stick(), bytes, i64::MAX, kind);
        let taken = stage.offer_from(source.clone()).and_then(|offer| slots.take(&offer, &mut |_| {}));
        let Err(refusal) = taken else { break };
        unharmed(&stage, &slots, &refusal, &format!("pulled after {bytes} bytes"));
        assert!(content_tree(&slots.folders()) == before);
        points += 1;
    }
    println!("{points} points, every 4096 bytes");
    assert!(points > 25, "{points} points");
    assert!(matches!(slots.in_use(), InUse::Slot { record, .. } if record.number == 2), "at last it was left in");
}

#[test]
fn a_stick_pulled_between_two_files_changes_nothing() {
    let (stage, slots) = scene();
    let mut points = 0;
    for calls in 0.. {
        let source = Pulled::new(&stage.stick(), i64::MAX, calls, io::ErrorKind::Other);
        let taken = stage.offer_from(source).and_then(|offer| slots.take(&offer, &mut |_| {}));
        let Err(refusal) = taken else { break };
        unharmed(&stage, &slots, &refusal, &format!("pulled after {calls} calls"));
        points += 1;
    }
    println!("{points} points, at every opening and listing");
    assert!(points > 10, "{points} points");
}

/// Metadata cut off at every byte, as a stick written too fast leaves it.
#[test]
fn metadata_cut_off_at_any_byte_is_refused() {
    let (stage, slots) = scene();
    let mut points = 0;
    for (file, step) in
        [("timestamp.json", 1), ("2.snapshot.json", 7), ("2.targets.json", 31), ("1.core-numbers.json", 31)]
    {
        let path = stage.stick().join("stairlight/metadata").join(file);
        let whole = fs::read(&path).expect("metadata");
        // The last byte is a line's end, and the text is whole without it: the hash in the next list sees that.
        for length in (0..whole.len() - 1).step_by(step) {
            fs::write(&path, &whole[..length]).expect("a file");
            let refusal = stage.take().err().unwrap_or_else(|| panic!("{file} of {length} bytes"));
            assert!(matches!(refusal, Refusal::Damaged { .. }), "{file} of {length} bytes: {refusal}");
            points += 1;
        }
        fs::write(&path, whole).expect("a file");
    }
    println!("{points} points");
    slots.take(&stage.offer().expect("good again"), &mut |_| {}).expect("it is taken");
}

/// A stick that is one file at the first reading and another at the second.
#[derive(Debug)]
struct Liar {
    stick: StickFolder,
    opened: AtomicUsize,
    lie_from: usize,
}

impl Source for Liar {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send + Sync>> {
        let file = self.stick.open(path)?;
        if self.opened.fetch_add(1, Ordering::SeqCst) < self.lie_from {
            return Ok(file);
        }
        Ok(Box::new(Flipped(file, false)))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.stick.list(folder)
    }
}

struct Flipped(Box<dyn Read + Send + Sync>, bool);

impl Read for Flipped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        if !self.1 && count > 0 {
            self.1 = true;
            buffer[0] ^= 1;
        }
        Ok(count)
    }
}

#[test]
fn a_stick_that_gives_other_bytes_later_is_found_out() {
    let (stage, slots) = scene();
    let mut refused = 0;
    for lie_from in 0.. {
        let liar = Arc::new(Liar { stick: StickFolder::new(&stage.stick()), opened: AtomicUsize::new(0), lie_from });
        let taken = stage.offer_from(liar.clone()).and_then(|offer| slots.take(&offer, &mut |_| {}));
        match taken {
            Ok(_) => break,
            Err(refusal) => assert!(matches!(refusal, Refusal::Damaged { .. }), "lies from {lie_from}: {refusal}"),
        }
        refused += 1;
    }
    assert!(refused > 8, "{refused}");
    assert!(matches!(slots.in_use(), InUse::Slot { record, .. } if record.number == 2));
    let work = stairlight::content::Folders::under(&stage.content());
    assert!(content_tree(&slots.folders()) == content_tree(&work));
}

#[test]
fn one_stick_a_hundred_times() {
    let (stage, slots) = scene();
    for time in 0..100 {
        // Every other time it is pulled while it is read.
        if time % 2 == 0 {
            let source = Pulled::new(&stage.stick(), 6000, i64::MAX, io::ErrorKind::Other);
            let taken = stage.offer_from(source).and_then(|offer| slots.take(&offer, &mut |_| {}));
            assert!(taken.is_err(), "time {time}");
        } else {
            stage.take().expect("it is taken, or is there already");
        }
    }
    assert_eq!(fs::read_dir(stage.state().join("contents/slots")).expect("slots").count(), 2);
}

#[test]
fn another_stick_put_in_during_the_copy_is_found_out() {
    let (stage, slots) = scene();
    let offer = stage.offer().expect("good");
    fs::remove_dir_all(stage.stick()).expect("it is pulled");
    let refusal = slots.take(&offer, &mut |_| {}).expect_err("nothing is there");
    assert!(matches!(refusal, Refusal::Missing { .. } | Refusal::Gone { .. }), "{refusal}");
    stage.next("three");
    let refusal = slots.take(&offer, &mut |_| {}).expect_err("that is another content");
    assert!(matches!(refusal, Refusal::Missing { .. } | Refusal::Damaged { .. }), "{refusal}");
    stage.take().expect("the new stick is as good as any");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 150, failure_persistence: None, ..Default::default() })]

    /// Whatever lies on a stick, it is taken as signed or refused in words; nothing panics and nothing hangs.
    #[test]
    fn any_bytes_on_a_stick_are_refused_in_words(
        file: proptest::sample::Index,
        at: proptest::sample::Index,
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
        whole: bool,
    ) {
        thread_local!(static SCENE: (Stage, Slots) = scene());
        SCENE.with(|(stage, slots)| {
            let files: Vec<_> = crate::stage::tree(&stage.stick()).into_iter().collect();
            let (path, old) = &files[file.index(files.len())];
            let mut new = old.clone();
            let at = at.index(new.len().max(1)).min(new.len());
            let end = (at + bytes.len()).min(new.len());
            new.splice(at..end, bytes.iter().copied());
            fs::write(stage.stick().join(path), if whole { &bytes } else { &new }).expect("a file");
            let before = slots.in_use();
            // Only verified: what is good stays as it is for the next case.
            match stage.offer_from(Arc::new(StickFolder::new(&stage.stick()))) {
                Ok(offer) => {
                    for name in offer.files.keys() {
                        if let Ok(read) = offer.bytes(name) {
                            assert_eq!(stairlight::trust::metadata::sha256(&read), offer.files[name].sha256);
                        }
                    }
                }
                Err(refusal) => assert!(refusal.to_string().len() > 20, "{refusal}"),
            }
            assert_eq!(slots.in_use(), before);
            fs::write(stage.stick().join(path), old).expect("a file");
        });
    }
}
