//! What was published last, remembered beside the keys: its number, its lists, and the roles that are carried
//! on unchanged. Signs the next one.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use serde_json::{Value, json};
use tough::TargetName;
use tough::schema::{Delegations, RoleType, Signed, Snapshot, Targets, Timestamp as TimestampRole};

use super::{Files, Order, PublishError, Repository, at, replace};
use crate::trust::keys::{self, KeyRing, NUMBER_SIGNATURES};
use crate::trust::metadata::{self, FORMAT, OURS, SPEC_VERSION};
use crate::trust::{local, numbers};

/// Signatures are good for so long, and are made again in the last half year of it.
const YEARS: i64 = 1;
const RENEW_HOURS: i64 = 180 * 24;

/// A delegated role that is carried on from one publishing to the next.
pub(super) struct KeptRole {
    pub signed: Signed<Targets>,
    /// A county's own key; the statement of core numbers is signed by the keys of the root.
    pub key: Option<tough::schema::key::Key>,
    pub file: Vec<u8>,
}

impl KeptRole {
    fn file_name(&self) -> String {
        self.signed.signed.targets.keys().next().map(|name| name.raw().to_owned()).unwrap_or_default()
    }
}

/// What was published last, as it lies beside the keys.
pub(super) struct Memory {
    folder: PathBuf,
    pub number: u64,
    /// How many roots there were.
    pub root: usize,
    targets: Option<Signed<Targets>>,
    snapshot: Option<Vec<u8>>,
    timestamp: Option<Vec<u8>>,
    pub roles: BTreeMap<String, KeptRole>,
}

impl Memory {
    pub fn read(folder: &Path) -> Result<Self, PublishError> {
        let bad = || PublishError::BadMemory(folder.to_path_buf());
        let mut memory = Self {
            folder: folder.to_path_buf(),
            number: 0,
            root: 0,
            targets: None,
            snapshot: None,
            timestamp: None,
            roles: BTreeMap::new(),
        };
        let Ok(timestamp) = fs::read(folder.join("timestamp.json")) else { return Ok(memory) };
        let parsed: Signed<TimestampRole> = serde_json::from_slice(&timestamp).map_err(|_| bad())?;
        memory.number = parsed.signed.version.get();
        memory.timestamp = Some(timestamp);
        memory.snapshot = Some(fs::read(folder.join("snapshot.json")).map_err(|_| bad())?);
        let targets = fs::read(folder.join("targets.json")).map_err(|_| bad())?;
        let targets: Signed<Targets> = serde_json::from_slice(&targets).map_err(|_| bad())?;
        let ours = targets.signed._extra.get(OURS);
        memory.root = ours.and_then(|ours| ours.get("root")).and_then(Value::as_u64).unwrap_or(0) as usize;
        for role in targets.signed.delegations.iter().flat_map(|delegations| &delegations.roles) {
            let signed = fs::read(folder.join(format!("{}.role.json", role.name))).map_err(|_| bad())?;
            let signed: Signed<Targets> = serde_json::from_slice(&signed).map_err(|_| bad())?;
            let mut kept = KeptRole { signed, key: None, file: Vec::new() };
            kept.file = fs::read(folder.join(kept.file_name())).map_err(|_| bad())?;
            if role.name != numbers::ROLE {
                let keys = targets.signed.delegations.as_ref().map(|delegations| &delegations.keys);
                kept.key = keys.and_then(|keys| keys.get(role.keyids.first()?)).cloned();
            }
            memory.roles.insert(role.name.clone(), kept);
        }
        memory.targets = Some(targets);
        Ok(memory)
    }

    /// The whole repository: as it was when nothing differs, else signed under the next number.
    pub fn sign(&mut self, order: &Order, content: &Files) -> Result<Repository, PublishError> {
        let mut targets = self.wanted_targets(order, content);
        let renew = order.today.checked_add(RENEW_HOURS.hours()).unwrap_or(order.today);
        let same = |old: &Signed<Targets>| {
            old.signed.targets == targets.targets
                && old.signed.delegations == targets.delegations
                && self.root == order.ring.roots.len()
                && old.signed.expires > renew
        };
        let unchanged = self.targets.as_ref().is_some_and(same)
            && self.roles.iter().all(|(name, role)| {
                fs::read(self.folder.join(format!("{name}.role.json")))
                    .is_ok_and(|bytes| bytes == metadata::bytes(&role.signed))
            });
        if !unchanged {
            let number = NonZeroU64::MIN.saturating_add(self.number);
            let expires = metadata::expiry(order.today, YEARS);
            targets.version = number;
            targets.expires = expires;
            let about =
                json!({ "format": FORMAT, "published": metadata::day(order.today), "root": order.ring.roots.len() });
            targets._extra.insert(OURS.to_owned(), about);
            let signed =
                metadata::sign(targets, &needed(order.ring, RoleType::Targets, "the list of files (targets)")?);
            let mut snapshot = Snapshot::new(SPEC_VERSION.to_owned(), number, expires);
            snapshot.meta.insert("targets.json".to_owned(), metadata::line(number, &metadata::bytes(&signed)));
            for (name, role) in &self.roles {
                let line = metadata::line(role.signed.signed.version, &metadata::bytes(&role.signed));
                snapshot.meta.insert(format!("{name}.json"), line);
            }
            let snapshot = metadata::bytes(&metadata::sign(
                snapshot,
                &needed(order.ring, RoleType::Snapshot, "the table of lists (snapshot)")?,
            ));
            let mut timestamp = TimestampRole::new(SPEC_VERSION.to_owned(), number, expires);
            timestamp.meta.insert("snapshot.json".to_owned(), metadata::line(number, &snapshot));
            let timestamp =
                metadata::sign(timestamp, &needed(order.ring, RoleType::Timestamp, "the date (timestamp)")?);
            self.number = number.get();
            self.targets = Some(signed);
            self.snapshot = Some(snapshot);
            self.timestamp = Some(metadata::bytes(&timestamp));
        }
        Ok(self.repository(order, content))
    }

    fn wanted_targets(&self, order: &Order, content: &Files) -> Targets {
        let mut targets = Targets::new(SPEC_VERSION.to_owned(), NonZeroU64::MIN, order.today);
        for (name, bytes) in content {
            targets.targets.insert(TargetName::new(name.as_str()).expect("a plain name"), local::target(bytes));
        }
        let mut delegations = Delegations { keys: HashMap::new(), roles: Vec::new() };
        for (name, role) in &self.roles {
            let file = role.file_name();
            let (threshold, public): (u64, Vec<_>) = match &role.key {
                Some(key) => (1, vec![key.clone()]),
                None => (NUMBER_SIGNATURES, order.ring.root.signed.keys(RoleType::Targets).cloned().collect()),
            };
            let ids: Vec<_> = public.iter().map(keys::id).collect();
            delegations.keys.extend(ids.iter().cloned().zip(public));
            let threshold = NonZeroU64::new(threshold).unwrap_or(NonZeroU64::MIN);
            delegations.roles.push(local::delegated(name, ids, threshold, &file));
        }
        targets.delegations = Some(delegations);
        targets
    }

    fn repository(&self, order: &Order, content: &Files) -> Repository {
        let mut repository = Repository::default();
        let own = content.iter().map(|(name, bytes)| (name.as_str().to_owned(), bytes));
        let signed_apart = self.roles.values().map(|role| (role.file_name(), &role.file));
        for (name, bytes) in own.chain(signed_apart) {
            repository.targets.insert(format!("{}.{name}", metadata::sha256(bytes)), bytes.clone());
        }
        let list = &mut repository.metadata;
        list.extend(
            order
                .ring
                .roots
                .iter()
                .enumerate()
                .map(|(index, bytes)| (format!("{}.root.json", index + 1), bytes.clone())),
        );
        let version = |name: &str, version: NonZeroU64| format!("{version}.{name}.json");
        list.extend(
            self.roles
                .iter()
                .map(|(name, role)| (version(name, role.signed.signed.version), metadata::bytes(&role.signed))),
        );
        if let (Some(targets), Some(snapshot), Some(timestamp)) = (&self.targets, &self.snapshot, &self.timestamp) {
            list.push((version("targets", targets.signed.version), metadata::bytes(targets)));
            list.push((format!("{}.snapshot.json", self.number), snapshot.clone()));
            list.push(("timestamp.json".to_owned(), timestamp.clone()));
        }
        repository
    }

    pub fn write(&self, repository: &Repository) -> Result<(), PublishError> {
        fs::create_dir_all(&self.folder).map_err(at(&self.folder))?;
        for (name, role) in &self.roles {
            replace(&self.folder.join(format!("{name}.role.json")), &metadata::bytes(&role.signed))?;
            replace(&self.folder.join(role.file_name()), &role.file)?;
        }
        for (name, bytes) in repository.metadata.iter().rev().take(3).rev() {
            let plain = name.split_once('.').filter(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()));
            replace(&self.folder.join(plain.map_or(name.as_str(), |(_, plain)| plain)), bytes)?;
        }
        Ok(())
    }
}

fn needed<'a>(ring: &'a KeyRing, role: RoleType, what: &'static str) -> Result<Vec<&'a keys::Key>, PublishError> {
    let keys = ring.of(role);
    let need = ring.root.signed.roles.get(&role).map_or(1, |role| role.threshold.get());
    if (keys.len() as u64) < need { Err(PublishError::KeyMissing(what)) } else { Ok(keys) }
}
