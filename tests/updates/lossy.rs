//! A disk that can lose its power at any operation and then remembers only what it must.
//!
//! The program writes to a real folder through it, so the loader reads what was written; beside that, every
//! operation is noted. After the cut, [`LossyDisk::after`] builds what a disk may hold then: a file's bytes
//! are certain only up to its last sync, a name only when its folder was synced afterwards, and everything
//! else is lost, kept, torn or mixed as the chosen [`Loss`] says. Renames are whole or not at all, which is
//! what file systems promise. An own layer and not strace's injection: a killed process leaves every write
//! in the system's cache, so it cannot show a missing sync at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use stairlight::slots::Disk;
use stairlight::slots::RealDisk;
use stairlight::slots::disk::Room;
use stairlight::trust::source::Entry;

/// What becomes of that which was not synced.
#[derive(Clone, Copy, Debug)]
pub enum Loss {
    /// All of it is there: only the process died.
    Nothing,
    /// All of it is gone.
    Everything,
    /// Names are there, the bytes behind them are not.
    Bytes,
    /// Names are there, and half of the bytes.
    Torn,
    /// Names are there, and as many zeros as there should be bytes.
    Zeros,
    /// Each for itself, by chance.
    Mixed(u64),
}

pub const LOSSES: [Loss; 8] = [
    Loss::Nothing,
    Loss::Everything,
    Loss::Bytes,
    Loss::Torn,
    Loss::Zeros,
    Loss::Mixed(1),
    Loss::Mixed(2),
    Loss::Mixed(3),
];

/// What happens at the chosen operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// The machine is dead from here on.
    PowerCut,
    /// This one fails, and the next may not.
    Once(io::ErrorKind),
    /// This one and all that follow fail: the kernel no longer writes to a card that is dying.
    Since(io::ErrorKind),
}

type Inode = usize;

#[derive(Clone, Debug)]
enum Op {
    MakeFolder(PathBuf),
    Name(PathBuf, Inode),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

impl Op {
    /// The folder whose sync makes it certain.
    fn folder(&self) -> &Path {
        let (Self::MakeFolder(path) | Self::Name(path, _) | Self::Rename(_, path) | Self::Remove(path)) = self;
        path.parent().expect("below the root")
    }
}

#[derive(Clone, Default)]
struct Bytes {
    now: Vec<u8>,
    synced: Vec<u8>,
}

#[derive(Default)]
struct State {
    inodes: Vec<Bytes>,
    /// What each name means at this moment, to find the bytes that a sync or a link is about.
    names: BTreeMap<PathBuf, Inode>,
    /// Every change of a name, and whether it is certain.
    ops: Vec<(Op, bool)>,
    count: usize,
    fault: Option<(usize, Fault)>,
    dead: bool,
}

#[derive(Clone)]
pub struct LossyDisk {
    root: PathBuf,
    state: Arc<Mutex<State>>,
}

impl LossyDisk {
    /// A disk over the folder `root`, whose files are all certain, with a fault at an operation.
    pub fn new(root: &Path, fault: Option<(usize, Fault)>) -> Self {
        let mut state = State { fault, ..State::default() };
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    state.ops.push((Op::MakeFolder(path.clone()), true));
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).expect("a file");
                    let inode = state.inode(bytes.clone());
                    state.inodes[inode].synced = bytes;
                    state.names.insert(path.clone(), inode);
                    state.ops.push((Op::Name(path, inode), true));
                }
            }
        }
        Self { root: root.to_path_buf(), state: Arc::new(Mutex::new(state)) }
    }

    /// Nothing fails any more.
    pub fn mend(&self) {
        self.state.lock().expect("one thread").fault = None;
    }

    /// How many operations there were.
    pub fn count(&self) -> usize {
        self.state.lock().expect("one thread").count
    }

    /// Builds in `place` what the disk holds after the cut.
    pub fn after(&self, loss: Loss, place: &Path) {
        let state = self.state.lock().expect("one thread");
        let mut chance = Chance(match loss {
            Loss::Mixed(seed) => seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ state.count as u64,
            _ => 1,
        });
        let mut tree: BTreeMap<PathBuf, Option<Inode>> = BTreeMap::from([(self.root.clone(), None)]);
        for (op, certain) in &state.ops {
            let kept = *certain
                || match loss {
                    Loss::Everything => false,
                    Loss::Mixed(_) => chance.next().is_multiple_of(2),
                    _ => true,
                };
            if kept {
                apply(&mut tree, op);
            }
        }
        for (path, inode) in tree {
            let path = place.join(path.strip_prefix(&self.root).expect("below the root"));
            match inode {
                None => fs::create_dir_all(path).expect("a folder"),
                Some(inode) => fs::write(path, state.inodes[inode].left(loss, &mut chance)).expect("a file"),
            }
        }
    }

    /// Counts an operation, and fails where it is to fail.
    fn step(&self) -> io::Result<std::sync::MutexGuard<'_, State>> {
        let mut state = self.state.lock().expect("one thread");
        if state.dead {
            return Err(io::Error::other("no power"));
        }
        let here = state.count;
        state.count += 1;
        match state.fault {
            Some((at, Fault::PowerCut)) if at == here => {
                state.dead = true;
                Err(io::Error::other("no power"))
            }
            Some((at, Fault::Once(kind))) if at == here => Err(kind.into()),
            Some((at, Fault::Since(kind))) if at <= here => Err(kind.into()),
            _ => Ok(state),
        }
    }
}

impl State {
    fn inode(&mut self, now: Vec<u8>) -> Inode {
        self.inodes.push(Bytes { now, synced: Vec::new() });
        self.inodes.len() - 1
    }
}

impl Bytes {
    fn left(&self, loss: Loss, chance: &mut Chance) -> Vec<u8> {
        let torn = |end: usize| self.now.iter().copied().take(end.max(self.synced.len())).collect();
        if self.now == self.synced {
            return self.now.clone();
        }
        match loss {
            Loss::Nothing => self.now.clone(),
            Loss::Everything | Loss::Bytes => self.synced.clone(),
            Loss::Torn => torn(self.now.len() / 2),
            Loss::Zeros => vec![0; self.now.len()],
            Loss::Mixed(_) => torn(chance.next() as usize % (self.now.len() + 1)),
        }
    }
}

/// Does to a tree what the operation did, if what it needs is there.
fn apply(tree: &mut BTreeMap<PathBuf, Option<Inode>>, op: &Op) {
    if tree.get(op.folder()) != Some(&None) {
        return;
    }
    match op {
        Op::MakeFolder(path) => {
            tree.insert(path.clone(), None);
        }
        Op::Name(path, inode) => {
            tree.insert(path.clone(), Some(*inode));
        }
        Op::Remove(path) => tree.retain(|known, _| !known.starts_with(path)),
        Op::Rename(from, to) => {
            let moved: Vec<PathBuf> = tree.keys().filter(|known| known.starts_with(from)).cloned().collect();
            for path in moved {
                let target = to.join(path.strip_prefix(from).expect("it starts with it"));
                // `join` of an empty rest leaves a slash behind.
                let target = if path == *from { to.clone() } else { target };
                let node = tree.remove(&path).expect("it was listed");
                tree.insert(target, node);
            }
        }
    }
}

/// Small and repeatable.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }
}

struct OpenFile {
    disk: LossyDisk,
    inode: Inode,
    real: Box<dyn Write>,
}

impl Write for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.disk.step()?;
        let count = self.real.write(bytes)?;
        state.inodes[self.inode].now.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reading is never cut: it changes nothing.
impl Disk for LossyDisk {
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(file)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        RealDisk.list(folder)
    }

    fn room(&self, _folder: &Path) -> io::Result<Room> {
        Ok(Room { bytes: 1 << 30, files: 1 << 20 })
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if folder.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut state = self.step()?;
        RealDisk.make_folder(folder)?;
        state.ops.push((Op::MakeFolder(folder.to_path_buf()), false));
        Ok(())
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn Write>> {
        let mut state = self.step()?;
        let real = RealDisk.create(file)?;
        let inode = state.inode(Vec::new());
        state.names.insert(file.to_path_buf(), inode);
        state.ops.push((Op::Name(file.to_path_buf(), inode), false));
        Ok(Box::new(OpenFile { disk: self.clone(), inode, real }))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.step()?;
        RealDisk.link(from, to)?;
        let inode = state.names[from];
        state.names.insert(to.to_path_buf(), inode);
        state.ops.push((Op::Name(to.to_path_buf(), inode), false));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.step()?;
        RealDisk.rename(from, to)?;
        let moved: Vec<PathBuf> = state.names.keys().filter(|name| name.starts_with(from)).cloned().collect();
        for name in moved {
            let inode = state.names.remove(&name).expect("it was listed");
            let rest = name.strip_prefix(from).expect("it starts with it");
            let target = if name == from { to.to_path_buf() } else { to.join(rest) };
            state.names.insert(target, inode);
        }
        state.ops.push((Op::Rename(from.to_path_buf(), to.to_path_buf()), false));
        Ok(())
    }

    fn remove_file(&self, file: &Path) -> io::Result<()> {
        if !file.exists() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut state = self.step()?;
        RealDisk.remove_file(file)?;
        state.names.remove(file);
        state.ops.push((Op::Remove(file.to_path_buf()), false));
        Ok(())
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.step()?;
        RealDisk.remove_folder(folder)?;
        state.ops.push((Op::Remove(folder.to_path_buf()), false));
        Ok(())
    }

    /// One after the other, each an operation of its own: the power can go between any two.
    fn sync(&self, paths: &[PathBuf]) -> io::Result<()> {
        paths.iter().try_for_each(|path| if path.is_dir() { self.sync_folder(path) } else { self.sync_file(path) })
    }
}

impl LossyDisk {
    fn sync_file(&self, file: &Path) -> io::Result<()> {
        let mut state = self.step()?;
        let inode = state.names[file];
        state.inodes[inode].synced = state.inodes[inode].now.clone();
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.step()?;
        let mut at = folder.to_path_buf();
        // Names that a later rename of the folder has carried along are found under their old path.
        for (op, certain) in state.ops.iter_mut().rev() {
            if op.folder() == at {
                *certain = true;
            }
            if let Op::Rename(from, to) = op
                && let Ok(rest) = at.strip_prefix(&*to)
            {
                at = from.join(rest);
            }
        }
        Ok(())
    }
}

/// The layer forgets what it must and keeps what it must: else it would prove nothing.
#[test]
fn the_disk_of_the_tests_forgets_what_was_not_synced() {
    let place = crate::stage::place();
    let (root, image) = (place.path().join("root"), |name: &str| place.path().join(name));
    fs::create_dir_all(&root).expect("a folder");
    fs::write(root.join("old"), "old").expect("a file");
    let disk = LossyDisk::new(&root, None);
    let write = |name: &str, bytes: &[u8]| disk.create(&root.join(name)).and_then(|mut out| out.write_all(bytes));
    write("synced", b"whole").expect("it can be written");
    disk.sync(&[root.join("synced"), root.clone()]).expect("a sync");
    write("unsynced", b"whole").expect("it can be written");
    disk.rename(&root.join("synced"), &root.join("old")).expect("a rename");
    let names = |folder: &Path| {
        let tree = crate::stage::tree(folder);
        tree.into_iter()
            .map(|(path, bytes)| format!("{}={}", path.display(), String::from_utf8_lossy(&bytes)))
            .collect::<Vec<_>>()
    };
    disk.after(Loss::Nothing, &image("nothing"));
    assert_eq!(names(&image("nothing")), ["old=whole", "unsynced=whole"]);
    disk.after(Loss::Everything, &image("everything"));
    assert_eq!(names(&image("everything")), ["old=old", "synced=whole"]);
    disk.after(Loss::Bytes, &image("bytes"));
    assert_eq!(names(&image("bytes")), ["old=whole", "unsynced="]);
    disk.after(Loss::Torn, &image("torn"));
    assert_eq!(names(&image("torn")), ["old=whole", "unsynced=wh"]);
}
