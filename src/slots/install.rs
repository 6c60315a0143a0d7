//! Taking an offer: into `incoming`, checked as a whole there, and put into use by one rename.
//!
//! Nothing of what the device has is touched before the last step. Whatever goes wrong earlier leaves rubbish
//! in `incoming` and no more; whatever goes wrong later leaves a slot that nothing points to.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::disk::{self, Disk};
use super::pointer::{self, Pointer};
use super::{InUse, Record, SlotId, Slots, check, record};
use crate::content::{Content, Folders};
use crate::trust::metadata::sha256;
use crate::trust::{Changes, FileName, Listed, Offer, Refusal};

/// What a disk sets aside for a file beside its bytes, and what is left free for everything else.
const BLOCK: u64 = 4 << 10;
const SPARE: u64 = 4 << 20;
/// What a slow stick gives, and what a file costs on a slow card: for an estimate before anything is known.
const SLOW_BYTES_PER_SECOND: u64 = 2 << 20;
const PER_FILE: Duration = Duration::from_millis(15);

/// Where a file of the new content comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Stick,
    /// Copied from the slot in use, which stays.
    Active(SlotId),
    /// Linked from the slot before, which goes away afterwards.
    Previous(SlotId),
}

/// What taking an offer means for the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    files: Vec<(FileName, Listed, From)>,
    /// Read from the stick.
    pub from_stick: u64,
    /// Written on the device.
    pub written: u64,
    /// Files written on the device.
    pub new_files: u64,
}

impl Plan {
    /// About how long it takes, before anything is known of the stick.
    pub fn time(&self) -> Duration {
        let count = u32::try_from(self.new_files).unwrap_or(u32::MAX);
        Duration::from_secs(1 + self.from_stick / SLOW_BYTES_PER_SECOND) + PER_FILE.saturating_mul(count)
    }
}

/// How far it has come, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub of: u64,
}

/// A copy that is whole, checked and not yet in use.
pub struct Prepared {
    pub content: Arc<Content>,
    pub plan: Plan,
    record: Record,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    InUse {
        id: SlotId,
        record: Record,
    },
    /// The stick holds what is in use already.
    AlreadyThere,
}

impl Slots {
    /// Whether the stick holds exactly what is in use.
    pub fn has(&self, offer: &Offer) -> bool {
        matches!(self.in_use(), InUse::Slot { record, .. } if record.number == offer.number && record.files == offer.files)
    }

    /// What would be copied.
    pub fn plan(&self, offer: &Offer) -> Plan {
        let pointer = pointer::read(self);
        let there = |id: Option<SlotId>| id.and_then(|id| Some((id, record::read(self, id).ok()?)));
        let (active, previous) = (there(pointer.active), there(pointer.previous));
        let holds = |slot: &Option<(SlotId, Record)>, name: &FileName, listed: &Listed| {
            let (id, record) = slot.as_ref()?;
            (record.files.get(name) == Some(listed) && self.is_whole(*id, name, listed)).then_some(*id)
        };
        let mut plan = Plan { files: Vec::new(), from_stick: 0, written: 0, new_files: 0 };
        for (name, listed) in &offer.files {
            let from = match (holds(&previous, name, listed), || holds(&active, name, listed)) {
                (Some(id), _) => From::Previous(id),
                (None, active) => active().map_or(From::Stick, From::Active),
            };
            if from == From::Stick {
                plan.from_stick += listed.length;
            }
            if !matches!(from, From::Previous(_)) {
                plan.written += listed.length;
                plan.new_files += 1;
            }
            plan.files.push((name.clone(), *listed, from));
        }
        plan
    }

    fn is_whole(&self, id: SlotId, name: &FileName, listed: &Listed) -> bool {
        let read = self.disk.read(&self.place(id).join(name.path()));
        read.is_ok_and(|bytes| bytes.len() as u64 == listed.length && sha256(&bytes) == listed.sha256)
    }

    /// Copies what differs, checks all of it, and says what it changes. Nothing is in use yet.
    ///
    /// # Errors
    /// [`Refusal`]; the device is as it was.
    pub fn prepare(&self, offer: &Offer, progress: &mut dyn FnMut(Progress)) -> Result<Prepared, Refusal> {
        let in_use = self.folders();
        offer.judge_numbers(&self.disk.read(&in_use.content.join("services.json")).unwrap_or_default())?;
        let plan = self.plan(offer);
        self.make_room(&plan)?;
        let record = Record::of(offer);
        let mut copy = Copy { slots: self, offer, plan: &plan, done: 0, progress, made: Vec::new() };
        let checked = copy.run(&record).and_then(|()| self.certain_and_whole(&copy.made));
        match checked {
            Ok(content) => Ok(Prepared { content, plan, record }),
            Err(refusal) => {
                self.discard();
                Err(refusal)
            }
        }
    }

    /// Waits for the card and reads the copy as a whole meanwhile.
    fn certain_and_whole(&self, made: &[PathBuf]) -> Result<Arc<Content>, Refusal> {
        let folders = Folders::under(&self.incoming());
        std::thread::scope(|scope| {
            let check = scope.spawn(|| check::whole(&folders));
            let synced = self.disk.sync(made).map_err(Refusal::Device);
            let checked = check.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            synced.and(checked)
        })
    }

    /// What a prepared copy changes in the content in use, in words.
    pub fn changes(&self, prepared: &Prepared) -> Changes {
        let old = Content::load(&self.folders()).unwrap_or_else(|_| Content::built_in());
        let files = prepared.plan.files.iter();
        let differ = files.filter(|(name, listed, _)| !self.uses(name, listed)).map(|(name, ..)| name);
        Changes::between(&old, &prepared.content, differ)
    }

    /// Whether the content in use has this very file.
    fn uses(&self, name: &FileName, listed: &Listed) -> bool {
        match self.in_use() {
            InUse::Slot { record, .. } => record.files.get(name) == Some(listed),
            InUse::Factory => {
                let folders = self.folders();
                let root = folders.content.parent().unwrap_or(Path::new(""));
                self.disk.read(&root.join(name.path())).is_ok_and(|bytes| sha256(&bytes) == listed.sha256)
            }
        }
    }

    /// Throws a prepared copy away.
    pub fn discard(&self) {
        // What cannot be removed now is removed at the next start.
        let _ = disk::remove_all(self.disk.as_ref(), &self.incoming());
    }

    /// Puts a prepared copy into use. The floor rises in the same step.
    ///
    /// # Errors
    /// [`Refusal::Device`]; the device is as it was, or, where the last sync alone has failed, has the new
    /// content already. The slot that is no longer needed stays until [`Slots::tidy`].
    pub fn commit(&self, prepared: Prepared) -> Result<Taken, Refusal> {
        let old = pointer::read(self);
        let taken = self.disk.list(&self.state.join("slots")).map_err(Refusal::Device)?;
        let newest = taken.iter().filter_map(|entry| entry.name.parse::<SlotId>().ok()).max();
        let id = newest.unwrap_or(0) + 1;
        let pointer = Pointer { active: Some(id), previous: old.active, floor: Some(id) };
        self.switch_to(id, &pointer).map_err(Refusal::Device)?;
        Ok(Taken::InUse { id, record: prepared.record })
    }

    fn switch_to(&self, id: SlotId, pointer: &Pointer) -> io::Result<()> {
        self.disk.rename(&self.incoming(), &self.place(id))?;
        // The folder above names this one, which may be as new as its first content.
        let above = self.state.parent().unwrap_or(&self.state).to_path_buf();
        pointer::write(self, pointer, vec![self.state.join("slots"), self.state.clone(), above])
    }

    /// Verifies, copies and puts into use in one go.
    ///
    /// # Errors
    /// [`Refusal`]; the device is as it was.
    pub fn take(&self, offer: &Offer, progress: &mut dyn FnMut(Progress)) -> Result<Taken, Refusal> {
        if self.has(offer) {
            return Ok(Taken::AlreadyThere);
        }
        let taken = self.commit(self.prepare(offer, progress)?)?;
        self.tidy();
        Ok(taken)
    }

    fn make_room(&self, plan: &Plan) -> Result<(), Refusal> {
        self.tidy();
        let files = plan.files.len() as u64 * 2 + 16;
        let bytes = plan.written + plan.new_files * BLOCK + files * BLOCK / 2 + SPARE;
        let room = self.disk.room(&self.state).map_err(Refusal::Device)?;
        if room.bytes < bytes || room.files < files {
            return Err(Refusal::Full { bytes, free_bytes: room.bytes, files, free_files: room.files });
        }
        Ok(())
    }
}

/// One copy under way.
struct Copy<'a> {
    slots: &'a Slots,
    offer: &'a Offer,
    plan: &'a Plan,
    done: u64,
    progress: &'a mut dyn FnMut(Progress),
    /// Files and folders that are not certain yet.
    made: Vec<PathBuf>,
}

impl Copy<'_> {
    /// Fills `incoming`.
    fn run(&mut self, record: &Record) -> Result<(), Refusal> {
        let incoming = self.slots.incoming();
        self.folders(&incoming).map_err(Refusal::Device)?;
        for (name, listed, from) in &self.plan.files {
            let to = incoming.join(name.path());
            match from {
                From::Previous(id) => {
                    let old = self.slots.place(*id).join(name.path());
                    // A file system without links gets a copy.
                    if self.disk().link(&old, &to).is_err() {
                        self.copy(&old, &to, listed)?;
                    }
                }
                From::Active(id) => self.copy(&self.slots.place(*id).join(name.path()), &to, listed)?,
                From::Stick => self.fetch(name, &to, listed)?,
            }
        }
        let trust = self.offer.floor.files().map(|(name, bytes)| (incoming.join("trust").join(name), bytes.to_vec()));
        for (file, bytes) in trust.chain([(incoming.join(record::name()), record.bytes())]) {
            disk::write(self.disk(), &file, &bytes).map_err(Refusal::Device)?;
            self.made.push(file);
        }
        Ok(())
    }

    fn disk(&self) -> &dyn Disk {
        self.slots.disk.as_ref()
    }

    fn folders(&mut self, incoming: &Path) -> io::Result<()> {
        let mut folders = BTreeSet::from([incoming.to_path_buf(), incoming.join("trust")]);
        for (name, ..) in &self.plan.files {
            let file = incoming.join(name.path());
            folders.extend(file.ancestors().skip(1).take_while(|folder| *folder != incoming).map(Path::to_path_buf));
        }
        folders.iter().try_for_each(|folder| self.disk().make_folder(folder))?;
        self.made.extend(folders);
        Ok(())
    }

    /// From the slot in use. It was whole a moment ago; what is read now is hashed again.
    fn copy(&mut self, from: &Path, to: &Path, listed: &Listed) -> Result<(), Refusal> {
        let bytes = self.disk().read(from).map_err(Refusal::Device)?;
        if sha256(&bytes) != listed.sha256 {
            let cause = io::Error::new(io::ErrorKind::InvalidData, "its own copy of a file is damaged");
            return Err(Refusal::Device(cause));
        }
        disk::write(self.disk(), to, &bytes).map_err(Refusal::Device)?;
        self.made.push(to.to_path_buf());
        self.tell(listed.length);
        Ok(())
    }

    /// From the stick, hashed as it comes by the trust store, and not read again.
    fn fetch(&mut self, name: &FileName, to: &Path, listed: &Listed) -> Result<(), Refusal> {
        let mut out = self.disk().create(to).map_err(Refusal::Device)?;
        self.made.push(to.to_path_buf());
        let offer = self.offer;
        let mut length = 0;
        offer.read(name, &mut |piece| {
            out.write_all(piece).map_err(Refusal::Device)?;
            length += piece.len() as u64;
            self.tell(piece.len() as u64);
            Ok(())
        })?;
        out.flush().map_err(Refusal::Device)?;
        if length == listed.length { Ok(()) } else { Err(Refusal::Damaged { file: name.to_string() }) }
    }

    fn tell(&mut self, bytes: u64) {
        self.done += bytes;
        (self.progress)(Progress { done: self.done, of: self.plan.written });
    }
}
