//! The file on a stick that takes a forgotten PIN away, on one device and once.
//!
//! It names the code that the device shows ([`ResetCode`]) and carries the signatures of two of the people who
//! may sign content, as for a number that stands on every paper. It is no metadata of content and can never
//! pass for it: what is signed says of itself that it resets a PIN. Whether the code is this device's, and not
//! used yet, only the device knows.

use std::io::{self, Read};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tough::schema::{Error as SchemaError, Role, RoleType, Root, Signed};

use super::keys::{KeyRing, NUMBER_SIGNATURES, name_of};
use super::metadata;
use super::source::Source;
use crate::pin::ResetCode;
use crate::slots::RealDisk;
use crate::slots::disk::replace;

/// The file, at the top of the stick.
pub const FILE: &str = "stairlight-reset.json";
/// Two signatures take less than a kilobyte.
const LONGEST: u64 = 16 << 10;

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "_type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Statement {
    PinReset { code: ResetCode },
}

impl Role for Statement {
    /// Signed by those who sign content.
    const TYPE: RoleType = RoleType::Targets;

    /// Never: devices have no clock to rely on. It is good once.
    fn expires(&self) -> Timestamp {
        Timestamp::MAX
    }

    fn version(&self) -> NonZeroU64 {
        NonZeroU64::MIN
    }

    fn filename(&self, _: bool) -> String {
        FILE.to_owned()
    }
}

/// Why the file takes no PIN away.
#[derive(Debug, Error)]
pub enum ResetRefusal {
    #[error("The file {FILE} on this stick is damaged, or no such file. Ask your content office to write it again.")]
    Damaged,
    #[error("The file {FILE} on this stick is too large to be one. Ask your content office to write it again.")]
    TooLarge,
    #[error(
        "The file that would reset the PIN is not signed by enough of the people whom this device trusts ({valid} of {needed}). The PIN stays. Ask your content office for a new file."
    )]
    Untrusted { valid: u64, needed: u64 },
    #[error(
        "The same signature stands twice in the file that would reset the PIN, as if one person were two. The PIN stays. Do not use this stick, and tell those who gave it to you."
    )]
    SignedTwice,
    #[error("The stick cannot be read any more ({0}). The PIN stays. Put it in again, or use another stick.")]
    Gone(io::Error),
    #[error("The device does not know whom to trust: its root is missing or damaged. Call a technician.")]
    NoRoot,
}

/// Why no file was written.
#[derive(Debug, Error)]
pub enum ResetError {
    #[error(
        "\"{0}\" is no code of a device. A code has eight letters and digits, in two groups, and never I, O, 0 or 1. Ask for it again."
    )]
    NoCode(String),
    #[error(
        "{needed} people must sign that a PIN is taken away, and the targets keys of {have} are here. Bring the other's: --keys DIR can stand several times."
    )]
    TooFew { have: usize, needed: u64 },
    #[error("{file}: {cause}. Is the stick there, and may it be written?")]
    File { file: PathBuf, cause: io::Error },
}

/// A file as it was found, not verified yet.
#[derive(Clone, Debug)]
pub struct Reset(Signed<Statement>);

impl Reset {
    /// The file on a stick, if there is one. No link is followed, and no more is read than one can have.
    ///
    /// # Errors
    /// [`ResetRefusal`]
    pub fn find(source: &dyn Source) -> Result<Option<Self>, ResetRefusal> {
        let file = match source.open(Path::new(FILE)) {
            // What is there under that name and is no file is told as no file.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => return Ok(None),
            Err(error) if rustix::io::Errno::from_io_error(&error) == Some(rustix::io::Errno::LOOP) => return Ok(None),
            opened => opened.map_err(ResetRefusal::Gone)?,
        };
        let mut bytes = Vec::new();
        file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(ResetRefusal::Gone)?;
        if bytes.len() as u64 > LONGEST {
            return Err(ResetRefusal::TooLarge);
        }
        Self::parse(&bytes).map(Some)
    }

    /// # Errors
    /// [`ResetRefusal::Damaged`]
    pub fn parse(bytes: &[u8]) -> Result<Self, ResetRefusal> {
        serde_json::from_slice(bytes).map(Self).map_err(|_| ResetRefusal::Damaged)
    }

    /// The code that it names; nobody has verified that.
    pub fn claims(&self) -> ResetCode {
        let Statement::PinReset { code } = self.0.signed;
        code
    }

    /// The code, if enough of the people whom this root names have signed it.
    ///
    /// # Errors
    /// [`ResetRefusal`]
    pub fn verify(&self, root: &Signed<Root>) -> Result<ResetCode, ResetRefusal> {
        let mut root = root.signed.clone();
        let needed = needed(&root);
        root.roles.get_mut(&RoleType::Targets).ok_or(ResetRefusal::NoRoot)?.threshold = needed;
        match root.verify_role(&self.0) {
            Ok(()) => Ok(self.claims()),
            Err(SchemaError::SignatureThreshold { valid, .. }) => {
                Err(ResetRefusal::Untrusted { valid, needed: needed.get() })
            }
            Err(SchemaError::DuplicateKeyId { .. }) => Err(ResetRefusal::SignedTwice),
            Err(_) => Err(ResetRefusal::Damaged),
        }
    }

    /// The names of the root's keys that its signatures claim.
    pub fn signers(&self, root: &Signed<Root>) -> Vec<String> {
        let keys = self.0.signatures.iter().filter_map(|signature| root.signed.keys.get(&signature.keyid));
        let mut names: Vec<String> = keys.map(name_of).collect();
        names.sort();
        names
    }
}

/// As many as for a core number, and never fewer than for content.
fn needed(root: &Root) -> NonZeroU64 {
    let two = NonZeroU64::new(NUMBER_SIGNATURES).expect("two");
    root.roles.get(&RoleType::Targets).map_or(two, |role| role.threshold.max(two))
}

/// The code as people have sent it.
///
/// # Errors
/// [`ResetError::NoCode`]
pub fn code(text: &str) -> Result<ResetCode, ResetError> {
    ResetCode::parse(text).ok_or_else(|| ResetError::NoCode(text.to_owned()))
}

/// Signs the code and writes the file onto the stick, in the place of an older one.
///
/// # Errors
/// [`ResetError`]; nothing on the stick has changed then, unless it was the stick that failed.
pub fn write(code: ResetCode, ring: &KeyRing, stick: &Path) -> Result<Reset, ResetError> {
    let signers = ring.of(RoleType::Targets);
    let needed = needed(&ring.root.signed).get();
    if (signers.len() as u64) < needed {
        return Err(ResetError::TooFew { have: signers.len(), needed });
    }
    let signed = metadata::sign(Statement::PinReset { code }, &signers);
    let file = stick.join(FILE);
    replace(&RealDisk, &file, &metadata::bytes(&signed), Vec::new())
        .map_err(|cause| ResetError::File { file, cause })?;
    Ok(Reset(signed))
}
