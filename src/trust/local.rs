//! A county's own entries: a directory of local services that the county signs itself.
//!
//! The county's role may list one file, `county.NAME.json`, and the loader takes from it only services of
//! the tier `local` in that county. Core numbers are out of its reach twice over. The agency takes the
//! county's packet into its repository, because the table of lists and the date are the agency's to sign.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tough::TargetName;
use tough::schema::decoded::{Decoded, Hex};
use tough::schema::key::Key as PublicKey;
use tough::schema::{DelegatedRole, Delegations, PathPattern, PathSet, Signed, Target, Targets};

use super::file_name::is_stem;
use super::keys::{self, Key, KeysError, keys_in};
use super::metadata::{self, SPEC_VERSION, sha256};
use super::source::METADATA_LIMIT;

const YEARS: i64 = 2;
const PREFIX: &str = "county-";

/// The county of a role: `fresno` for `county-fresno`.
pub fn county_of_role(role: &str) -> Option<&str> {
    role.strip_prefix(PREFIX).filter(|stem| is_stem(stem))
}

pub fn role_of(county: &str) -> String {
    format!("{PREFIX}{county}")
}

/// The one file that a county's role may list.
pub fn file_of(county: &str) -> String {
    format!("county.{county}.json")
}

/// Why a county's entries cannot be signed or taken.
#[derive(Debug, Error)]
pub enum LocalError {
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error("{file}: {cause}")]
    File { file: PathBuf, cause: io::Error },
    #[error("{0}: there must be one county's key here, made by `content keys county`.")]
    OneKey(PathBuf),
    #[error("{0}: this is no county's packet. `content local` makes one.")]
    NoPacket(PathBuf),
    #[error("the packet of {county} is not signed by its own key, or its file has changed since. Ask for it again.")]
    Unsigned { county: String },
    #[error(
        "the key of {county} is not known here. Its name is {id}. Ask the county on the telephone whether that is theirs; if so, add --county-key {id}"
    )]
    UnknownKey { county: String, id: String },
}

/// What a county hands to the agency.
#[derive(Clone, Debug)]
pub struct Packet {
    pub county: String,
    pub key: PublicKey,
    pub role: Signed<Targets>,
    /// The directory file, byte for byte.
    pub file: Vec<u8>,
}

/// The signed part of a packet, as a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    key: PublicKey,
    role: Signed<Targets>,
}

/// The county whose key lies in `keys`.
///
/// # Errors
/// [`LocalError`]
pub fn county_of_keys(keys: &Path) -> Result<String, LocalError> {
    county_key(keys).map(|(county, _)| county)
}

fn county_key(keys: &Path) -> Result<(String, Key), LocalError> {
    let one = || LocalError::OneKey(keys.to_path_buf());
    let mut found = keys_in(&[keys.to_path_buf()])?;
    let key = found.pop().filter(|_| found.is_empty()).ok_or_else(one)?;
    let county = county_of_role(&key.name).ok_or_else(one)?.to_owned();
    Ok((county, key))
}

/// Signs a county's directory file with the key in `keys` and writes the packet into `out`. The number of
/// the packet is remembered beside the key, so that the next one is newer.
///
/// # Errors
/// [`LocalError`]
pub fn sign(file: &[u8], keys: &Path, out: &Path, today: Timestamp) -> Result<String, LocalError> {
    let (county, key) = county_key(keys)?;
    let at = |file: &Path| {
        let file = file.to_path_buf();
        move |cause| LocalError::File { file, cause }
    };
    let memory = keys.join(envelope_name(&county));
    let last = fs::read(&memory).ok().and_then(|bytes| serde_json::from_slice::<Envelope>(&bytes).ok());
    let version = last.map_or(NonZeroU64::MIN, |last| last.role.signed.version.saturating_add(1));
    let role = sign_one(&file_of(&county), file, version, today, &[&key]);
    let envelope = Envelope { key: key.public(), role };
    let value = serde_json::to_value(&envelope).expect("strings and numbers");
    let text = serde_json::to_vec_pretty(&value).expect("a value can be written");
    fs::create_dir_all(out).map_err(at(out))?;
    for (path, bytes) in
        [(memory, text.as_slice()), (out.join(envelope_name(&county)), &text), (out.join(file_of(&county)), file)]
    {
        fs::write(&path, bytes).map_err(at(&path))?;
    }
    Ok(fingerprint(&envelope.key))
}

fn envelope_name(county: &str) -> String {
    format!("{}.signed.json", role_of(county))
}

/// How people compare a key on the telephone: four groups of four.
pub fn fingerprint(key: &PublicKey) -> String {
    let id = keys::id(key);
    let groups: Vec<String> =
        id.chunks(2).take(4).map(|pair| pair.iter().map(|b| format!("{b:02x}")).collect()).collect();
    groups.join("-")
}

impl Packet {
    /// Reads a packet and checks that its own key has signed it.
    ///
    /// # Errors
    /// [`LocalError`]
    pub fn read(folder: &Path) -> Result<Self, LocalError> {
        let none = || LocalError::NoPacket(folder.to_path_buf());
        let entries = fs::read_dir(folder).map_err(|cause| LocalError::File { file: folder.to_path_buf(), cause })?;
        let name = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let county =
            name.filter_map(|name| county_of_role(name.strip_suffix(".signed.json")?).map(str::to_owned)).next();
        let county = county.ok_or_else(none)?;
        let read = |file: PathBuf| {
            let read = fs::metadata(&file)
                .and_then(|data| if data.len() > METADATA_LIMIT { Ok(Vec::new()) } else { fs::read(&file) });
            read.map_err(|cause| LocalError::File { file, cause })
        };
        let envelope = read(folder.join(envelope_name(&county)))?;
        let file = read(folder.join(file_of(&county)))?;
        let Envelope { key, role } = serde_json::from_slice(&envelope).map_err(|_| none())?;
        let packet = Self { county, key, role, file };
        packet.verify()?;
        Ok(packet)
    }

    fn verify(&self) -> Result<(), LocalError> {
        let unsigned = || LocalError::Unsigned { county: self.county.clone() };
        let (keys, role) = self.delegation();
        let delegations = Delegations { keys: HashMap::from([keys]), roles: vec![role] };
        delegations.verify_role(&self.role, &role_of(&self.county)).map_err(|_| unsigned())?;
        let listed: BTreeMap<_, _> =
            self.role.signed.targets.iter().map(|(name, target)| (name.raw(), target)).collect();
        let one = listed.len() == 1 && listed.get(file_of(&self.county).as_str()) == Some(&&target(&self.file));
        if one { Ok(()) } else { Err(unsigned()) }
    }

    /// What the agency's list of files says about the county.
    pub fn delegation(&self) -> ((Decoded<Hex>, PublicKey), DelegatedRole) {
        let id = keys::id(&self.key);
        (
            (id.clone(), self.key.clone()),
            delegated(&role_of(&self.county), vec![id], NonZeroU64::MIN, &file_of(&self.county)),
        )
    }
}

/// A role that may list one file.
pub(super) fn delegated(name: &str, keyids: Vec<Decoded<Hex>>, threshold: NonZeroU64, file: &str) -> DelegatedRole {
    let pattern = PathPattern::new(file).expect("a plain name is a pattern");
    let paths = PathSet::Paths(vec![pattern]);
    DelegatedRole { name: name.to_owned(), keyids, threshold, paths, terminating: true, targets: None }
}

/// A file as metadata lists it.
pub(super) fn target(bytes: &[u8]) -> Target {
    let hashes = metadata::hashes(sha256(bytes));
    Target { length: bytes.len() as u64, hashes, custom: HashMap::new(), _extra: HashMap::new() }
}

/// A role that lists one file, signed.
pub(super) fn sign_one(
    file: &str,
    bytes: &[u8],
    version: NonZeroU64,
    today: Timestamp,
    keys: &[&Key],
) -> Signed<Targets> {
    let mut targets = Targets::new(SPEC_VERSION.to_owned(), version, metadata::expiry(today, YEARS));
    targets.delegations = None;
    targets.targets.insert(TargetName::new(file).expect("a plain name"), target(bytes));
    metadata::sign(targets, keys)
}
