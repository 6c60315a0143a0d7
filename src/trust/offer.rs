//! A repository that has been verified: who signed it, what it holds, and its files, hashed as they are read.
//!
//! The trust store works in a scratch folder that is thrown away. It writes its files in place, so a power
//! cut could tear them, and it refuses to work after the clock has gone back, as it does on a board without
//! a battery. What it has accepted is handed out as a new [`Floor`], which becomes the device's own in the
//! same step that takes the content. A date that has passed is a remark ([`Remark`]): no number to call is
//! ever withheld because a device has had no network.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroU64;
use std::path::Path;
use std::sync::Arc;

use futures_util::StreamExt;
use jiff::Timestamp;
use serde_json::Value;
use tough::schema::{PathSet, Role, RoleType, Root, Signed, Targets};
use tough::{ExpirationEnforcement, Limits, Repository, RepositoryLoader, TargetName};

use super::Floor;
use super::file_name::{BadName, CORE_NUMBERS, FileName};
use super::keys::{NUMBER_SIGNATURES, is_test, name_of};
use super::metadata::{FORMAT, OURS, Sha256, day};
use super::refusal::Refusal;
use super::source::{FILE_LIMIT, Found, METADATA_LIMIT, Reader, Source, find};
use super::{local, numbers};

/// A repository may list this many files, and all of them together may be this large.
const FILES_LIMIT: usize = 2000;
const TOTAL_LIMIT: u64 = 256 << 20;
/// The statement of the core numbers is a few kilobytes.
const STATEMENT_LIMIT: u64 = 256 << 10;

/// Something that staff should know and that stops nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The signatures are older than their makers meant them to be used.
    Expired { since: String },
    /// Published on a day that has not come yet, by this device's clock.
    FromTheFuture { published: String },
    /// Signed for trying things out.
    Test,
}

impl std::fmt::Display for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Expired { since } => {
                write!(f, "This content should have been renewed by {since}. It can be used. Ask for newer content.")
            }
            Self::FromTheFuture { published } => write!(
                f,
                "This content was published on {published}, which has not come yet by this device's clock. The clock may be wrong."
            ),
            Self::Test => write!(f, "This content is signed with test keys. Do not use it where young people come."),
        }
    }
}

/// A file of the offer, as its makers signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub length: u64,
    pub sha256: Sha256,
}

/// A verified repository on a stick that is still there.
pub struct Offer {
    repository: Repository,
    runtime: tokio::runtime::Runtime,
    /// The number of the content: it only ever rises.
    pub number: u64,
    /// The day it was published, as its makers say.
    pub published: Option<String>,
    /// The names of the keys that signed the list of files.
    pub signers: Vec<String>,
    /// The counties that have signed entries of their own.
    pub counties: Vec<String>,
    pub files: BTreeMap<FileName, Listed>,
    pub remarks: Vec<Remark>,
    /// The floor once this has been taken.
    pub floor: Floor,
    /// The core numbers that two people have signed.
    approved: Option<numbers::CoreNumbers>,
}

impl Offer {
    /// Finds and verifies the repository on a stick. `floor` is not changed by that: a stick that is pulled
    /// in the middle of it can be put in again.
    ///
    /// # Errors
    /// [`Refusal`], in words for staff.
    pub fn open(source: Arc<dyn Source>, floor: &Floor, today: Timestamp) -> Result<Self, Refusal> {
        let folder = match find(source.as_ref()).map_err(Refusal::of_stick)? {
            Found::One(folder) => folder,
            Found::Several(folders) => return Err(Refusal::Several { folders }),
            Found::Empty => return Err(Refusal::Empty),
            Found::Other => return Err(Refusal::NothingForUs),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(Refusal::Device)?;
        let scratch = tempfile::tempdir().map_err(Refusal::Device)?;
        for (name, bytes) in floor.files() {
            fs::write(scratch.path().join(name), bytes).map_err(Refusal::Device)?;
        }
        let reader = Reader { source, folder };
        let root = floor.root_bytes().to_vec();
        let repository = runtime.block_on(load(reader, &root, scratch.path())).map_err(Refusal::from)?;
        let new_floor = Floor::of_folder(scratch.path()).map_err(Refusal::Device)?;
        new_floor.is_no_other(floor)?;
        let about = About::of(&repository.targets().signed, today)?;
        let (files, counties) = files(&repository.targets().signed)?;
        let mut offer = Self {
            number: repository.timestamp().signed.version.get(),
            signers: signers(repository.root(), repository.targets()),
            published: about.published,
            remarks: about.remarks,
            floor: new_floor,
            approved: None,
            runtime,
            counties,
            files,
            repository,
        };
        offer.remark(today);
        offer.approved = offer.approved_numbers()?;
        Ok(offer)
    }

    /// Reads one file and hands it on piece by piece. The file is good only when this returns `Ok`.
    ///
    /// # Errors
    /// [`Refusal`]: damaged, larger than signed, or the stick is gone; or whatever `take` says.
    pub fn read(&self, name: &FileName, take: &mut dyn FnMut(&[u8]) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.read_named(name.as_str(), take)
    }

    /// A whole file.
    ///
    /// # Errors
    /// As [`Offer::read`].
    pub fn bytes(&self, name: &FileName) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        self.read(name, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }

    /// Writes every file into a folder, laid out as content: to look at it, not to use it.
    ///
    /// # Errors
    /// As [`Offer::read`]; [`Refusal::Device`] when the folder cannot be written.
    pub fn unpack(&self, folder: &Path) -> Result<(), Refusal> {
        for name in self.files.keys() {
            let path = folder.join(name.path());
            let parent = path.parent().unwrap_or(folder);
            let bytes = self.bytes(name)?;
            fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes)).map_err(Refusal::Device)?;
        }
        Ok(())
    }

    /// Looks whether the directory on the stick may replace the one in use: a core number that differs must
    /// have been signed by two people.
    ///
    /// # Errors
    /// [`Refusal::NumbersNeedTwo`] with the numbers; [`Refusal::Damaged`] for a directory without any.
    pub fn judge_numbers(&self, in_use: &[u8]) -> Result<(), Refusal> {
        let name = FileName::parse("services.json").expect("a constant name");
        let missing = || Refusal::Missing { file: name.to_string() };
        if !self.files.contains_key(&name) {
            return Err(missing());
        }
        let offered = numbers::of_directory(&self.bytes(&name)?).ok_or_else(|| Refusal::damaged(name.as_str()))?;
        // Numbers in use that cannot be read (rotten, or none) leave only the signatures to go by.
        let changes = match numbers::of_directory(in_use) {
            Some(in_use) => numbers::differences(&in_use, &offered),
            None => numbers::differences(&BTreeMap::new(), &offered),
        };
        if changes.is_empty() || self.approved.as_ref() == Some(&offered) {
            Ok(())
        } else {
            Err(Refusal::NumbersNeedTwo { changes })
        }
    }

    /// The core numbers that two people have signed, if they have.
    pub fn signed_numbers(&self) -> Option<&numbers::CoreNumbers> {
        self.approved.as_ref()
    }

    fn read_named(&self, name: &str, take: &mut dyn FnMut(&[u8]) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let target = TargetName::new(name).map_err(|_| Refusal::StrangeName { name: name.to_owned() })?;
        self.runtime.block_on(async {
            let missing = || Refusal::Missing { file: name.to_owned() };
            let mut pieces = Box::pin(self.repository.read_target(&target).await?.ok_or_else(missing)?);
            while let Some(piece) = pieces.next().await {
                take(&piece?)?;
            }
            Ok(())
        })
    }

    /// The statement of the core numbers, if it is there and two of the keys that may sign content have
    /// signed it. How many its delegation asks for does not count: one person alone could lower that.
    fn approved_numbers(&self) -> Result<Option<numbers::CoreNumbers>, Refusal> {
        let Some(role) = self.repository.delegated_role(numbers::ROLE) else { return Ok(None) };
        let Some(signed) = &role.targets else { return Ok(None) };
        let listed = TargetName::new(CORE_NUMBERS).ok().and_then(|name| signed.signed.targets.get(&name));
        let within = listed.is_some_and(|target| target.length <= STATEMENT_LIMIT);
        let signatures = NonZeroU64::new(NUMBER_SIGNATURES).expect("two");
        if !within || !is_signed_by(self.repository.root(), signed, signatures) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        self.read_named(CORE_NUMBERS, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(serde_json::from_slice(&bytes).ok())
    }

    fn remark(&mut self, today: Timestamp) {
        let repository = &self.repository;
        let dates = [
            repository.root().signed.expires,
            repository.targets().signed.expires,
            repository.snapshot().signed.expires,
            repository.timestamp().signed.expires,
        ];
        if let Some(first) = dates.into_iter().min().filter(|first| *first < today) {
            self.remarks.push(Remark::Expired { since: day(first) });
        }
        if is_test(&repository.root().signed) {
            self.remarks.push(Remark::Test);
        }
    }
}

async fn load(reader: Reader, root: &[u8], scratch: &Path) -> tough::error::Result<Repository> {
    let (metadata, targets) = Reader::addresses();
    let limits = Limits {
        max_root_size: METADATA_LIMIT,
        max_targets_size: METADATA_LIMIT,
        max_timestamp_size: METADATA_LIMIT,
        max_snapshot_size: METADATA_LIMIT,
        max_root_updates: 256,
    };
    RepositoryLoader::new(&root, metadata, targets)
        .transport(reader)
        .limits(limits)
        .datastore(scratch)
        // Dates are looked at in `remark`.
        .expiration_enforcement(ExpirationEnforcement::Unsafe)
        .load()
        .await
}

/// What the publisher says about the content.
struct About {
    published: Option<String>,
    remarks: Vec<Remark>,
}

impl About {
    fn of(targets: &Targets, today: Timestamp) -> Result<Self, Refusal> {
        let Some(ours) = targets._extra.get(OURS) else { return Ok(Self { published: None, remarks: Vec::new() }) };
        if ours.get("format").and_then(Value::as_u64).is_some_and(|format| format > FORMAT) {
            return Err(Refusal::NewerProgram { what: "its format".to_owned() });
        }
        let is_day = |text: &&str| text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let published = ours.get("published").and_then(Value::as_str).filter(is_day).map(str::to_owned);
        let ahead = published.clone().filter(|published| *published > day(today));
        let remarks = ahead.map(|published| Remark::FromTheFuture { published }).into_iter().collect();
        Ok(Self { published, remarks })
    }
}

/// Every file of the content that is listed, and the counties that list any. Each role may list only what
/// is its own.
fn files(targets: &Targets) -> Result<(BTreeMap<FileName, Listed>, Vec<String>), Refusal> {
    let mut files = BTreeMap::new();
    let mut counties = Vec::new();
    for role in targets.delegations.iter().flat_map(|delegations| &delegations.roles) {
        let Some(signed) = &role.targets else { continue };
        let only = match (role.name.as_str(), local::county_of_role(&role.name)) {
            (numbers::ROLE, _) => CORE_NUMBERS.to_owned(),
            (_, Some(county)) => local::file_of(county),
            _ => return Err(Refusal::NewerProgram { what: printable(&role.name) }),
        };
        let matches = matches!(&role.paths, PathSet::Paths(paths) if paths.iter().all(|path| path.value() == only));
        let strays = signed.signed.targets.keys().find(|name| name.raw() != only);
        if !matches || strays.is_some() || signed.signed.delegations.as_ref().is_some_and(|d| !d.roles.is_empty()) {
            let file = strays.map_or(only, |name| printable(name.raw()));
            return Err(Refusal::Overreach { who: printable(&role.name), file });
        }
        if role.name != numbers::ROLE {
            counties.extend(local::county_of_role(&role.name).map(str::to_owned));
            list(&signed.signed, &mut files)?;
        }
    }
    // Last, so that where both list a file the agency's own stands, as in the trust store.
    list(targets, &mut files)?;
    let total = files.values().fold(0u64, |sum: u64, file: &Listed| sum.saturating_add(file.length));
    if files.len() > FILES_LIMIT || total > TOTAL_LIMIT {
        return Err(Refusal::TooMuch { files: files.len(), bytes: total });
    }
    counties.sort();
    Ok((files, counties))
}

fn list(targets: &Targets, files: &mut BTreeMap<FileName, Listed>) -> Result<(), Refusal> {
    for (name, target) in &targets.targets {
        let file = FileName::parse(name.raw()).map_err(|bad| match bad {
            BadName::Strange => Refusal::StrangeName { name: printable(name.raw()) },
            BadName::Unknown => Refusal::NewerProgram { what: printable(name.raw()) },
        })?;
        if target.length > FILE_LIMIT {
            return Err(Refusal::TooLarge { file: file.to_string() });
        }
        let sha256 = Sha256::of_slice(&target.hashes.sha256).ok_or_else(|| Refusal::damaged("targets.json"))?;
        files.insert(file, Listed { length: target.length, sha256 });
    }
    Ok(())
}

/// A name from a stick, fit to be shown: no signs that turn the line round, and not too long.
pub(super) fn printable(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    name.chars().take(40).map(safe).collect()
}

/// The names of the keys of the root that signed, each checked by itself.
fn signers(root: &Signed<Root>, targets: &Signed<Targets>) -> Vec<String> {
    let mut names = Vec::new();
    for signature in &targets.signatures {
        let alone = Signed { signed: targets.signed.clone(), signatures: vec![signature.clone()] };
        if is_signed_by(root, &alone, NonZeroU64::MIN)
            && let Some(key) = root.signed.keys.get(&signature.keyid)
        {
            names.push(name_of(key));
        }
    }
    names.sort();
    names
}

/// Whether at least `count` different keys that may sign content have signed a role.
fn is_signed_by<T: Role>(root: &Signed<Root>, role: &Signed<T>, count: NonZeroU64) -> bool {
    let mut root = root.signed.clone();
    let Some(keys) = root.roles.get_mut(&RoleType::Targets) else { return false };
    keys.threshold = count;
    root.verify_role(role).is_ok()
}
