//! The publisher's keys: made, kept as files, renewed. The device holds none, only the root that names
//! the public halves.
//!
//! A key file is an ordinary PEM private key (Ed25519, PKCS 8); its name says what it is for. The folder
//! also holds the chain of roots, `1.root.json` and on, each signed by the keys of the one before.
//! docs/key-ceremony.md says who keeps which.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::num::NonZeroU64;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jiff::Timestamp;
use serde_json::{Value, json};
use thiserror::Error;
use tough::schema::decoded::{Decoded, Hex};
use tough::schema::key::{Ed25519Key, Ed25519Scheme, Key as PublicKey};
use tough::schema::{RoleKeys, RoleType, Root, Signature, Signed};

use super::file_name::{county_stem, is_stem};
use super::metadata::{self, OURS, SPEC_VERSION};

/// What each key is for, how many there are, and how many must sign.
const ROLES: [(RoleType, &[&str], u64); 4] = [
    (RoleType::Root, &["root-1", "root-2", "root-3"], 2),
    (RoleType::Targets, &["targets-1", "targets-2"], 1),
    (RoleType::Snapshot, &["snapshot"], 1),
    (RoleType::Timestamp, &["timestamp"], 1),
];
const ROOT_YEARS: i64 = 10;
/// So many must sign a change to a core number, however few must sign the rest.
pub const NUMBER_SIGNATURES: u64 = 2;

/// Why keys cannot be made or read.
#[derive(Debug, Error)]
pub enum KeysError {
    #[error("{file}: {cause}")]
    File { file: PathBuf, cause: io::Error },
    #[error("{file}: this is no key of ours ({cause})")]
    NoKey { file: PathBuf, cause: String },
    #[error("{0}: there are keys here already. Name a new folder; a key that is lost cannot be made again.")]
    Taken(PathBuf),
    #[error("{0}: there is no root here (1.root.json). Name the folder that `content keys new` has made.")]
    NoRoot(PathBuf),
    #[error("{file}: cannot be read as a root ({cause})")]
    BadRoot { file: PathBuf, cause: String },
    #[error(
        "{have} of the {need} root keys that must sign are in {folder}. Bring the others: --keys DIR can stand several times."
    )]
    TooFew { folder: PathBuf, have: usize, need: u64 },
    #[error("this machine gives no random numbers, so no key can be made")]
    NoRandomness,
    #[error("\"{0}\" is no county's name")]
    NoCounty(String),
}

/// A private key in memory, with its name.
pub struct Key {
    pub name: String,
    pair: Ed25519KeyPair,
    pem: String,
}

impl Key {
    /// # Errors
    /// [`KeysError::NoRandomness`]
    pub fn new(name: &str) -> Result<Self, KeysError> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeysError::NoRandomness)?;
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|_| KeysError::NoRandomness)?;
        let pem = pem::encode(&pem::Pem::new("PRIVATE KEY", document.as_ref()));
        Ok(Self { name: name.to_owned(), pair, pem })
    }

    /// # Errors
    /// [`KeysError`] with the file.
    pub fn read(file: &Path) -> Result<Self, KeysError> {
        let text = fs::read_to_string(file).map_err(|cause| at(file, cause))?;
        let bad = |cause: String| KeysError::NoKey { file: file.to_path_buf(), cause };
        let parsed = pem::parse(&text).map_err(|error| bad(error.to_string()))?;
        let pair = Ed25519KeyPair::from_pkcs8(parsed.contents()).map_err(|error| bad(error.to_string()))?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, pair, pem: text })
    }

    fn write(&self, folder: &Path) -> Result<(), KeysError> {
        let file = folder.join(format!("{}.key", self.name));
        let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file);
        written.and_then(|mut out| out.write_all(self.pem.as_bytes())).map_err(|cause| at(&file, cause))
    }

    /// The public half, with the key's name, so that people can be told who signed.
    pub fn public(&self) -> PublicKey {
        let name: Value = json!({ "name": self.name });
        PublicKey::Ed25519 {
            keyval: Ed25519Key { public: self.public_bytes(), _extra: HashMap::new() },
            scheme: Ed25519Scheme::Ed25519,
            _extra: HashMap::from([(OURS.to_owned(), name)]),
        }
    }

    fn public_bytes(&self) -> Decoded<Hex> {
        self.pair.public_key().as_ref().to_vec().into()
    }

    fn id(&self) -> Decoded<Hex> {
        id(&self.public())
    }

    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature { keyid: self.id(), sig: self.pair.sign(message).as_ref().to_vec().into() }
    }

    /// Whether `keys` names this key.
    pub fn is_one_of(&self, keys: &[Decoded<Hex>]) -> bool {
        keys.contains(&self.id())
    }
}

pub(super) fn id(key: &PublicKey) -> Decoded<Hex> {
    key.key_id().expect("a key is made of strings")
}

/// The name that a public key carries, or the start of its id.
pub fn name_of(key: &PublicKey) -> String {
    let extra = match key {
        PublicKey::Ed25519 { _extra, .. } | PublicKey::Rsa { _extra, .. } => _extra,
        PublicKey::Ecdsa { _extra, .. } | PublicKey::EcdsaOld { _extra, .. } => _extra,
    };
    let named = extra.get(OURS).and_then(|ours| ours.get("name")).and_then(Value::as_str).filter(|name| is_stem(name));
    named.map_or_else(|| id(key).iter().take(4).map(|byte| format!("{byte:02x}")).collect(), str::to_owned)
}

fn at(file: &Path, cause: io::Error) -> KeysError {
    KeysError::File { file: file.to_path_buf(), cause }
}

/// The keys and roots of one or more folders.
pub struct KeyRing {
    pub keys: Vec<Key>,
    /// Every root from the first on, as bytes.
    pub roots: Vec<Vec<u8>>,
    pub root: Signed<Root>,
    /// The folder that the roots were found in; what was last published is remembered there.
    pub home: PathBuf,
}

impl KeyRing {
    /// Reads every `*.key` in `folders`, and the roots of the first that has any.
    ///
    /// # Errors
    /// [`KeysError`] with the folder or file.
    pub fn read(folders: &[PathBuf]) -> Result<Self, KeysError> {
        let keys = keys_in(folders)?;
        let first = folders.first().cloned().unwrap_or_default();
        let home = folders.iter().find(|folder| folder.join("1.root.json").is_file());
        let home = home.cloned().ok_or(KeysError::NoRoot(first))?;
        let mut roots = Vec::new();
        let mut root = None;
        loop {
            let file = home.join(format!("{}.root.json", roots.len() + 1));
            let bytes = match fs::read(&file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                read => read.map_err(|cause| at(&file, cause))?,
            };
            let parsed = serde_json::from_slice::<Signed<Root>>(&bytes);
            root = Some(parsed.map_err(|error| KeysError::BadRoot { file, cause: error.to_string() })?);
            roots.push(bytes);
        }
        let root = root.ok_or_else(|| KeysError::NoRoot(home.clone()))?;
        Ok(Self { keys, roots, root, home })
    }

    /// The keys at hand that the root names for a role.
    pub fn of(&self, role: RoleType) -> Vec<&Key> {
        let named = self.root.signed.roles.get(&role);
        self.keys.iter().filter(|key| named.is_some_and(|named| key.is_one_of(&named.keyids))).collect()
    }
}

/// Every key in the folders, each once.
pub(super) fn keys_in(folders: &[PathBuf]) -> Result<Vec<Key>, KeysError> {
    let mut keys: Vec<Key> = Vec::new();
    for folder in folders {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(|cause| at(folder, cause))? {
            files.push(entry.map_err(|cause| at(folder, cause))?.path());
        }
        files.sort();
        let hidden = |file: &Path| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        for file in files.iter().filter(|file| file.extension().is_some_and(|ext| ext == "key") && !hidden(file)) {
            let key = Key::read(file)?;
            if keys.iter().all(|known| known.id() != key.id()) {
                keys.push(key);
            }
        }
    }
    Ok(keys)
}

/// What is said in the root itself about where it comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    Content,
    /// For trying things out: a device that trusts it says so.
    Test,
}

/// Makes all keys and the first root in a new folder.
///
/// # Errors
/// [`KeysError`]; nothing that is there is ever written over.
pub fn new(folder: &Path, purpose: Purpose, today: Timestamp) -> Result<(), KeysError> {
    let keys = make(folder)?;
    let root = root_of(&keys, NonZeroU64::MIN, purpose, today);
    let signers: Vec<&Key> = keys.iter().filter(|key| key.name.starts_with("root-")).collect();
    write_root(folder, 1, &metadata::bytes(&metadata::sign(root, &signers)))
}

/// Makes new keys for every role, and a root that names them, signed by the old root keys and the new.
///
/// # Errors
/// [`KeysError::TooFew`] when not enough of the old root keys are in `old`.
pub fn renew(old: &[PathBuf], folder: &Path, today: Timestamp) -> Result<(), KeysError> {
    let ring = KeyRing::read(old)?;
    let signers = ring.of(RoleType::Root);
    let need = ring.root.signed.roles.get(&RoleType::Root).map_or(1, |role| role.threshold.get());
    if (signers.len() as u64) < need {
        return Err(KeysError::TooFew { folder: ring.home.clone(), have: signers.len(), need });
    }
    let keys = make(folder)?;
    let version = ring.root.signed.version.saturating_add(1);
    let purpose = if is_test(&ring.root.signed) { Purpose::Test } else { Purpose::Content };
    let root = root_of(&keys, version, purpose, today);
    let signers: Vec<&Key> =
        signers.into_iter().chain(keys.iter().filter(|key| key.name.starts_with("root-"))).collect();
    for (index, bytes) in ring.roots.iter().enumerate() {
        write_root(folder, index as u64 + 1, bytes)?;
    }
    // The numbers of what was published go on from where they were.
    let published = ring.home.join(super::publish::MEMORY);
    if published.is_dir() {
        super::publish::copy_memory(&published, &folder.join(super::publish::MEMORY))
            .map_err(|cause| at(folder, cause))?;
    }
    write_root(folder, version.get(), &metadata::bytes(&metadata::sign(root, &signers)))
}

/// Makes the key of a county, which may sign its own local entries and nothing else.
///
/// # Errors
/// [`KeysError`]
pub fn new_county(county: &str, folder: &Path) -> Result<(), KeysError> {
    let stem = county_stem(county);
    if !is_stem(&stem) {
        return Err(KeysError::NoCounty(county.to_owned()));
    }
    let folder = fresh(folder)?;
    Key::new(&format!("county-{stem}"))?.write(&folder)
}

/// Whether a root says that it is for trying things out.
pub fn is_test(root: &Root) -> bool {
    root._extra.get(OURS).and_then(|ours| ours.get("test")).and_then(Value::as_bool) == Some(true)
}

fn fresh(folder: &Path) -> Result<PathBuf, KeysError> {
    fs::create_dir_all(folder).map_err(|cause| at(folder, cause))?;
    let mut entries = fs::read_dir(folder).map_err(|cause| at(folder, cause))?;
    if entries.next().is_some() { Err(KeysError::Taken(folder.to_path_buf())) } else { Ok(folder.to_path_buf()) }
}

fn make(folder: &Path) -> Result<Vec<Key>, KeysError> {
    let folder = fresh(folder)?;
    let names = ROLES.iter().flat_map(|(_, names, _)| names.iter());
    let keys = names.map(|name| Key::new(name)).collect::<Result<Vec<_>, _>>()?;
    keys.iter().try_for_each(|key| key.write(&folder))?;
    Ok(keys)
}

fn write_root(folder: &Path, version: u64, bytes: &[u8]) -> Result<(), KeysError> {
    let file = folder.join(format!("{version}.root.json"));
    fs::write(&file, bytes).map_err(|cause| at(&file, cause))
}

fn root_of(keys: &[Key], version: NonZeroU64, purpose: Purpose, today: Timestamp) -> Root {
    let ids_of = |names: &[&str]| {
        let mut ids: Vec<_> = keys.iter().filter(|key| names.contains(&key.name.as_str())).map(Key::id).collect();
        ids.sort();
        ids
    };
    let role = |names: &[&str], threshold: u64| RoleKeys {
        keyids: ids_of(names),
        threshold: NonZeroU64::new(threshold).unwrap_or(NonZeroU64::MIN),
        _extra: HashMap::new(),
    };
    let about = match purpose {
        Purpose::Content => json!({ "test": false }),
        Purpose::Test => json!({ "test": true, "note": "FOR TRYING THINGS OUT. Not for a device in use." }),
    };
    Root {
        spec_version: SPEC_VERSION.to_owned(),
        consistent_snapshot: true,
        version,
        expires: metadata::expiry(today, ROOT_YEARS),
        keys: keys.iter().map(|key| (key.id(), key.public())).collect(),
        roles: ROLES.iter().map(|(kind, names, threshold)| (*kind, role(names, *threshold))).collect(),
        _extra: HashMap::from([(OURS.to_owned(), about)]),
    }
}
