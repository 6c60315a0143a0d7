//! Writing content onto a stick, signed: the publisher's side.
//!
//! What was published last is remembered beside the keys (`published/`): the number only ever rises, whatever
//! stick is at hand, and the same content again gives the same bytes. Only files that differ are written, each
//! under another name first, the date last: a stick that is pulled too early holds the old content or says
//! that something is missing.

mod memory;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use thiserror::Error;
use tough::schema::{RoleType, Signed, Timestamp as TimestampRole};

use self::memory::{KeptRole, Memory};
use super::file_name::{CORE_NUMBERS, FileName};
use super::keys::{KeyRing, KeysError, NUMBER_SIGNATURES};
use super::local::{self, LocalError, Packet};
use super::numbers::{self, Difference};
use super::source::REPOSITORY;

/// The folder beside the keys that remembers what was published last.
pub const MEMORY: &str = "published";

/// Why nothing was published.
#[derive(Debug, Error)]
pub enum PublishError {
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error(transparent)]
    Local(#[from] LocalError),
    #[error("{file}: {cause}")]
    File { file: PathBuf, cause: io::Error },
    #[error("{0}: there is no content here. Name the folder that holds content/ and locales/.")]
    NoContent(PathBuf),
    #[error("the keys for {0} are not here. Bring the folder that holds them: --keys DIR can stand several times.")]
    KeyMissing(&'static str),
    #[error("numbers that stand on every paper change, and two people must sign that. Bring the second targets key: --keys DIR can stand several times. {}",
        .changes.iter().map(|change| format!("{change}.")).collect::<Vec<_>>().join(" "))]
    NumbersNeedTwo { changes: Vec<Difference> },
    #[error(
        "{stick} holds number {there}, but these keys know only up to {here}. Bring the newest folder of keys, with what it has published."
    )]
    Behind { stick: PathBuf, there: u64, here: u64 },
    #[error("{0}: what was last published cannot be read. Bring a good copy of this folder.")]
    BadMemory(PathBuf),
    #[error("the county {0} has entries in the content and in a packet. Leave one of them out.")]
    CountyTwice(String),
}

/// What is to be published.
pub struct Order<'a> {
    /// The folder that holds `content/` and `locales/`.
    pub folder: &'a Path,
    pub ring: &'a KeyRing,
    pub stick: &'a Path,
    pub today: Timestamp,
    /// Packets of counties; counties published before go on without one.
    pub counties: &'a [Packet],
    /// Fingerprints of counties' keys that somebody has compared.
    pub county_keys: &'a [String],
}

/// The files of a content, by their names.
type Files = BTreeMap<FileName, Vec<u8>>;

/// What was done.
#[derive(Debug, Default)]
pub struct Report {
    pub number: u64,
    pub files: usize,
    /// Files written to the stick, and their bytes.
    pub written: usize,
    pub bytes: u64,
    /// Core numbers that are new in this content; two people have signed them.
    pub numbers: Vec<Difference>,
    /// Files in the folder that are no part of the content.
    pub left_out: Vec<PathBuf>,
}

/// Files by their names on the stick, those of the metadata in the order in which they are written.
#[derive(Default)]
struct Repository {
    targets: BTreeMap<String, Vec<u8>>,
    metadata: Vec<(String, Vec<u8>)>,
}

/// # Errors
/// [`PublishError`]; nothing on the stick has changed then, unless it was the stick that failed.
pub fn publish(order: &Order) -> Result<Report, PublishError> {
    let (content, left_out) = gather(order.folder)?;
    let mut memory = Memory::read(&order.ring.home.join(MEMORY))?;
    not_behind(order.stick, memory.number)?;
    let numbers = approve_numbers(order, &content, &mut memory)?;
    take_counties(order, &content, &mut memory)?;
    let repository = memory.sign(order, &content)?;
    // Remembered first: a number that has been used up is no loss, one that means two contents is.
    memory.write(&repository)?;
    let mut report = Report { number: memory.number, files: content.len(), numbers, left_out, ..Report::default() };
    write(&order.stick.join(REPOSITORY), &repository, &mut report)?;
    Ok(report)
}

fn at(file: &Path) -> impl FnOnce(io::Error) -> PublishError {
    let file = file.to_path_buf();
    move |cause| PublishError::File { file, cause }
}

/// The files of the content, and those in its folders that are none.
fn gather(root: &Path) -> Result<(Files, Vec<PathBuf>), PublishError> {
    let mut content = BTreeMap::new();
    let mut left_out = Vec::new();
    let mut folders = vec![PathBuf::from("content"), PathBuf::from("locales")];
    while let Some(folder) = folders.pop() {
        let place = root.join(&folder);
        for entry in fs::read_dir(&place).map_err(|_| PublishError::NoContent(root.to_path_buf()))? {
            let entry = entry.map_err(at(&place))?;
            let path = folder.join(entry.file_name());
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type().map_err(at(&place))?.is_dir() {
                folders.push(path);
            } else if let Some(name) = FileName::of_path(&path) {
                content.insert(name, fs::read(entry.path()).map_err(at(&entry.path()))?);
            } else {
                left_out.push(path);
            }
        }
    }
    left_out.sort();
    Ok((content, left_out))
}

/// A stick that somebody has published on since must not be turned back.
fn not_behind(stick: &Path, here: u64) -> Result<(), PublishError> {
    let file = stick.join(REPOSITORY).join("metadata/timestamp.json");
    let there = fs::read(file).ok().and_then(|bytes| serde_json::from_slice::<Signed<TimestampRole>>(&bytes).ok());
    match there.map(|there| there.signed.version.get()) {
        Some(there) if there > here => Err(PublishError::Behind { stick: stick.to_path_buf(), there, here }),
        _ => Ok(()),
    }
}

/// Carries the statement of the core numbers on, or has a new one signed by two.
fn approve_numbers(order: &Order, content: &Files, memory: &mut Memory) -> Result<Vec<Difference>, PublishError> {
    let name = FileName::parse("services.json").expect("a constant name");
    let no_content = || PublishError::NoContent(order.folder.to_path_buf());
    let wanted = content.get(&name).and_then(|bytes| numbers::of_directory(bytes)).ok_or_else(no_content)?;
    let signers = order.ring.of(RoleType::Targets);
    let known = memory.roles.get(numbers::ROLE).and_then(|role| serde_json::from_slice(&role.file).ok());
    // Keys that have been renewed sign again: the old signatures say nothing to a device that has the new root.
    let by_these = memory.root == order.ring.roots.len();
    if by_these && known.as_ref() == Some(&wanted) {
        return Ok(Vec::new());
    }
    let changes = numbers::differences(&known.unwrap_or_default(), &wanted);
    if (signers.len() as u64) < NUMBER_SIGNATURES {
        return Err(PublishError::NumbersNeedTwo { changes });
    }
    let file = numbers::statement(&wanted);
    let version =
        memory.roles.get(numbers::ROLE).map_or(NonZeroU64::MIN, |role| role.signed.signed.version.saturating_add(1));
    let signed = local::sign_one(CORE_NUMBERS, &file, version, order.today, &signers);
    memory.roles.insert(numbers::ROLE.to_owned(), KeptRole { signed, key: None, file });
    Ok(changes)
}

fn take_counties(order: &Order, content: &Files, memory: &mut Memory) -> Result<(), PublishError> {
    for packet in order.counties {
        let role = local::role_of(&packet.county);
        let known = memory.roles.get(&role).and_then(|role| role.key.as_ref()) == Some(&packet.key);
        let id = local::fingerprint(&packet.key);
        if !known && !order.county_keys.contains(&id) {
            return Err(LocalError::UnknownKey { county: packet.county.clone(), id }.into());
        }
        let kept = KeptRole { signed: packet.role.clone(), key: Some(packet.key.clone()), file: packet.file.clone() };
        memory.roles.insert(role, kept);
    }
    let counties = memory.roles.keys().filter_map(|role| local::county_of_role(role));
    for county in counties {
        if content.keys().any(|name| name.as_str() == local::file_of(county)) {
            return Err(PublishError::CountyTwice(county.to_owned()));
        }
    }
    Ok(())
}

/// Copies what was published to where new keys are.
pub(super) fn copy_memory(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Writes what differs, then takes away what is no longer listed.
fn write(folder: &Path, repository: &Repository, report: &mut Report) -> Result<(), PublishError> {
    let (metadata, targets) = (folder.join("metadata"), folder.join("targets"));
    for place in [&targets, &metadata] {
        fs::create_dir_all(place).map_err(at(place))?;
    }
    let files = repository.targets.iter().map(|(name, bytes)| (targets.join(name), bytes));
    let lists = repository.metadata.iter().map(|(name, bytes)| (metadata.join(name), bytes));
    for (file, bytes) in files.chain(lists) {
        if replace(&file, bytes)? {
            report.written += 1;
            report.bytes += bytes.len() as u64;
        }
    }
    clear(&targets, &|name| repository.targets.contains_key(name))?;
    clear(&metadata, &|name| repository.metadata.iter().any(|(listed, _)| listed == name))
}

/// Writes a file under another name and renames it, unless it is there already; says whether it wrote.
fn replace(file: &Path, bytes: &[u8]) -> Result<bool, PublishError> {
    if fs::read(file).is_ok_and(|there| there == bytes) {
        return Ok(false);
    }
    let part = file.with_extension("part");
    let mut out = fs::File::create(&part).map_err(at(&part))?;
    out.write_all(bytes).and_then(|()| out.sync_all()).map_err(at(&part))?;
    fs::rename(&part, file).map_err(at(file))?;
    Ok(true)
}

fn clear(folder: &Path, keep: &dyn Fn(&str) -> bool) -> Result<(), PublishError> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !keep(&name) && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
        }
    }
    Ok(())
}
