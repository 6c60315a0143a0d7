//! The contents that a device keeps, one folder each, and which of them is in use.
//!
//! ```text
//! STATE/contents/               what the kiosk may read:
//!     in-use.json               which slot is in use, which was before, which holds the floor; one rename switches
//!     slots/7/                  a content that was taken from a stick: content/, locales/, trust/, record.json
//!     slots/6/                  the one before it
//!     incoming/                 one that is being taken; after a power cut it is rubbish
//!     site.toml                 the site's own settings, if it has any, with their hash
//! STATE/pin.json                see `pin`
//! STATE/reset-code.json         see `pin::code`
//! ```
//!
//! A slot is never changed once it is in its place. Beside the slots there is always the factory content, on
//! the part of the disk that is never written. Every effect on the disk goes through [`Disk`], so that a test
//! can fail each of them and lose or reorder what was not yet synced.
//!
//! Files that do not change are not read from the stick. They are linked from the slot before last, which goes
//! away, and not from the one in use: two slots that shared their blocks would rot together.

pub mod check;
pub mod disk;
pub mod install;
pub mod pointer;
pub mod record;
pub mod seal;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;

pub use self::check::Rot;
pub use self::disk::{Disk, RealDisk};
pub use self::install::{Plan, Prepared, Progress, Taken};
pub use self::pointer::Pointer;
pub use self::record::Record;
use crate::content::{Content, ContentError, Folders};
use crate::trust::Floor;

/// The folder of the state that the kiosk may read.
pub const CONTENTS: &str = "contents";

/// The site's own settings.
const SITE: &str = "site.toml";

/// A slot's number. It rises with every content that is taken and is not the content's own number.
pub type SlotId = u64;

/// Why the state folder cannot be used.
#[derive(Debug, Error)]
pub enum SlotsError {
    #[error("{path}: {cause}. Is the folder there, and may the steward write into it?")]
    State { path: PathBuf, cause: io::Error },
    #[error("there is no earlier content on this device to go back to.")]
    NothingBefore,
    #[error("the earlier content is damaged ({0}) and cannot be used.")]
    BeforeIsRotten(Rot),
}

/// Which content is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InUse {
    /// From a stick.
    Slot { id: SlotId, record: Record },
    /// What came with the program.
    Factory,
}

/// What was found when the device started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub in_use: InUse,
    /// What was wrong with the content that should have been in use.
    pub fell_back: Option<Rot>,
}

/// Where a process finds the content: in one place for good, or where the state folder says at the moment.
#[derive(Clone)]
pub enum Home {
    Fixed(Folders),
    State(Slots),
}

impl Home {
    pub fn folders(&self) -> Folders {
        match self {
            Self::Fixed(folders) => folders.clone(),
            Self::State(slots) => slots.folders(),
        }
    }
}

impl Home {
    /// Turns to the first content whose bytes are those that were taken from the stick, in this process alone;
    /// says what is wrong with the one that should be in use.
    pub fn settle(&self) -> Option<Rot> {
        match self {
            Self::Fixed(_) => None,
            Self::State(slots) => slots.settle(),
        }
    }

    /// Reads the content that is to be shown. Every byte is compared first: a card that begins to fail turns one
    /// digit of a number into another, and can often not be written any more, so nobody may wait until the
    /// damage has been noted on it.
    ///
    /// # Errors
    /// As [`Content::load`].
    pub fn load(&self) -> Result<Arc<Content>, ContentError> {
        self.settle();
        Content::load(&self.folders())
    }

    /// Everything below which content can lie, now or later: all that a process needs to read.
    pub fn readable(&self) -> Vec<PathBuf> {
        let (factory, state) = match self {
            Self::Fixed(folders) => (folders, None),
            Self::State(slots) => (&slots.factory, Some(slots.state.clone())),
        };
        [factory.content.clone(), factory.locales.clone()].into_iter().chain(state).collect()
    }
}

impl From<Folders> for Home {
    fn from(folders: Folders) -> Self {
        Self::Fixed(folders)
    }
}

/// The state folder.
#[derive(Clone)]
pub struct Slots {
    disk: Arc<dyn Disk>,
    state: PathBuf,
    factory: Folders,
    /// What counts instead of the file that says what is in use, where that names damaged content.
    held: Arc<Mutex<Option<Pointer>>>,
}

impl Slots {
    /// The slots in the folder `state`, with the factory content to fall back on.
    pub fn new(disk: Arc<dyn Disk>, state: &Path, factory: &Folders) -> Self {
        Self { disk, state: state.join(CONTENTS), factory: factory.clone(), held: Arc::default() }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Pointer>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, id: SlotId) -> PathBuf {
        self.state.join("slots").join(id.to_string())
    }

    fn incoming(&self) -> PathBuf {
        self.state.join("incoming")
    }

    /// Where the content in use lies, as the pointer says, without a look at it. A site that has settings of
    /// its own (`site.toml` in the state folder) keeps them, whatever content comes, as long as they are whole.
    pub fn folders(&self) -> Folders {
        let folders = match pointer::read(self).active {
            Some(id) => Folders::under(&self.place(id)),
            None => self.factory.clone(),
        };
        match self.own_settings() {
            Some(true) => folders.with_site(self.state.join(SITE)),
            _ => folders,
        }
    }

    /// Whether the site's own settings are whole; `None` where it has none.
    fn own_settings(&self) -> Option<bool> {
        self.disk.read(&self.state.join(SITE)).ok().map(|bytes| seal::holds(&bytes))
    }

    /// Whether the site's own settings have changed by themselves, so that they do not count.
    pub fn settings_are_damaged(&self) -> bool {
        self.own_settings() == Some(false)
    }

    /// Which content is in use, as the pointer says.
    pub fn in_use(&self) -> InUse {
        let active = pointer::read(self).active;
        let slot = active.and_then(|id| Some(InUse::Slot { id, record: record::read(self, id).ok()? }));
        slot.unwrap_or(InUse::Factory)
    }

    /// The day by which the content of a slot should be renewed: until then its signatures were meant.
    pub fn review_by(&self, id: SlotId) -> Option<String> {
        let bytes = self.disk.read(&self.place(id).join("trust/targets.json")).ok()?;
        let metadata: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        Some(metadata.get("signed")?.get("expires")?.as_str()?.get(..10)?.to_owned())
    }

    /// Turns to the first content that is whole, in this process alone, and says what is wrong with the one
    /// that should be in use. Writes nothing.
    pub fn settle(&self) -> Option<Rot> {
        let (pointer, torn) = match pointer::find(self) {
            pointer::Found::Good(pointer) => (pointer, false),
            pointer::Found::None => (Pointer::default(), false),
            pointer::Found::Torn => (pointer::rebuild(self), true),
        };
        let (kept, rot) = self.first_whole(pointer);
        let rot = rot.or(torn.then_some(Rot::Pointer));
        *self.held() = rot.is_some().then_some(kept);
        rot
    }

    /// Whether the newest content that was taken is neither in use nor kept: it was damaged, and still nothing
    /// newer has come. Going back keeps it.
    pub fn lacks_the_newest(&self) -> bool {
        let pointer = pointer::read(self);
        pointer.floor.is_some() && pointer.floor != pointer.active && pointer.floor != pointer.previous
    }

    /// The content before, if it is there and whole.
    pub fn before(&self) -> Option<(SlotId, Record)> {
        let id = pointer::read(self).previous?;
        Some((id, check::slot(self, id).ok()?))
    }

    /// Looks at everything once, when the device starts: checks the content in use, turns to the one before or
    /// to the factory's when it is damaged and notes that, and takes rubbish away.
    ///
    /// # Errors
    /// [`SlotsError::State`] when the folder cannot be written. What is in use is whole all the same.
    pub fn start(&self) -> Result<Start, SlotsError> {
        let fell_back = self.settle();
        let above = self.state.parent().unwrap_or(&self.state).to_path_buf();
        for folder in [above, self.state.clone(), self.state.join("slots")] {
            match self.disk.make_folder(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(state(&folder, error)),
                _ => {}
            }
        }
        if fell_back.is_some() {
            let kept = pointer::read(self);
            pointer::write(self, &kept, Vec::new()).map_err(|cause| state(&self.state, cause))?;
        }
        self.tidy();
        Ok(Start { in_use: self.in_use(), fell_back })
    }

    /// The pointer as it is, or one that names the first content that is whole.
    fn first_whole(&self, pointer: Pointer) -> (Pointer, Option<Rot>) {
        let Some(active) = pointer.active else { return (pointer, None) };
        let rot = match check::slot(self, active) {
            Ok(_) => return (pointer, None),
            Err(rot) => rot,
        };
        let previous = pointer.previous.filter(|id| check::slot(self, *id).is_ok());
        (Pointer { active: previous, previous: None, ..pointer }, Some(rot))
    }

    /// Goes back to the content before. The floor stays: an older stick is refused as before.
    ///
    /// # Errors
    /// [`SlotsError`]; nothing has changed then.
    pub fn go_back(&self) -> Result<InUse, SlotsError> {
        let pointer = pointer::read(self);
        let previous = pointer.previous.ok_or(SlotsError::NothingBefore)?;
        check::slot(self, previous).map_err(SlotsError::BeforeIsRotten)?;
        self.switch(Pointer { active: Some(previous), previous: pointer.active, ..pointer })
    }

    /// Goes back to what came with the program.
    ///
    /// # Errors
    /// [`SlotsError::State`]
    pub fn go_to_factory(&self) -> Result<InUse, SlotsError> {
        let pointer = pointer::read(self);
        if pointer.active.is_none() {
            return Ok(InUse::Factory);
        }
        self.switch(Pointer { active: None, previous: pointer.active, ..pointer })
    }

    fn switch(&self, pointer: Pointer) -> Result<InUse, SlotsError> {
        pointer::write(self, &pointer, Vec::new()).map_err(|cause| state(&self.state, cause))?;
        Ok(self.in_use())
    }

    /// What the device has accepted last. `root` is what came with the program; a newer one from a stick
    /// counts more.
    pub fn floor(&self, root: Vec<u8>) -> Floor {
        let shipped = Floor::of_root(root);
        let Some(id) = pointer::read(self).floor else { return shipped };
        let place = self.place(id).join("trust");
        let names = self.disk.list(&place).unwrap_or_default();
        let files = names.into_iter().filter_map(|entry| {
            let bytes = self.disk.read(&place.join(&entry.name)).ok()?;
            Some((entry.name, bytes))
        });
        Floor::of_files(files).with_newer_root(shipped)
    }

    /// Where a content lies that was copied and is not in use yet.
    pub fn offered(&self) -> Folders {
        Folders::under(&self.incoming())
    }

    /// Puts the site's own settings into use, in one step.
    ///
    /// # Errors
    /// When they cannot be written; the old ones are in use then.
    pub fn keep_site(&self, text: &[u8]) -> io::Result<()> {
        disk::replace(self.disk.as_ref(), &self.state.join(SITE), &seal::sealed(text), Vec::new())
    }

    /// Takes away what nothing points to: slow on a card, so after everybody has been told. What cannot be removed now is removed the next time.
    pub fn tidy(&self) {
        let pointer = pointer::read(self);
        let kept = [pointer.active, pointer.previous, pointer.floor];
        let _ = disk::remove_all(self.disk.as_ref(), &self.incoming());
        for entry in self.disk.list(&self.state.join("slots")).unwrap_or_default() {
            if !entry.name.parse().is_ok_and(|id: SlotId| kept.contains(&Some(id))) {
                let _ = disk::remove_all(self.disk.as_ref(), &self.state.join("slots").join(&entry.name));
            }
        }
    }
}

fn state(path: &Path, cause: io::Error) -> SlotsError {
    SlotsError::State { path: path.to_path_buf(), cause }
}
