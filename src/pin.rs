//! The staff's PIN: six digits, kept as an argon2 hash, with a wait after wrong tries that outlives a restart.
//!
//! It guards the device's settings and content, not people: a visitor never types anything. Whoever forgets it
//! resets it at the service panel with the bay open, or by a signed file for one device and one time ([`code`]);
//! there is no master PIN.

pub mod code;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde::{Deserialize, Serialize};

pub use self::code::{ResetCode, Unfit};
use crate::slots::Disk;
use crate::slots::disk::replace;

/// Wrong tries before the first wait.
const FREE_TRIES: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// What a try costs: 19 MB and two passes, a tenth of a second on a Raspberry Pi 4. Six digits are few, so it
/// is the waiting that protects them; this is for a card that was carried away.
const MEMORY_KB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Six digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin([u8; 6]);

impl Pin {
    /// `None` for anything but six digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 6] = text.as_bytes().try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// One that many would try first: all digits the same, or counting up or down.
    pub fn is_weak(self) -> bool {
        let steps: Vec<i8> = self.0.windows(2).map(|pair| pair[1].wrapping_sub(pair[0]).cast_signed()).collect();
        steps.iter().all(|step| *step == steps[0]) && matches!(steps[0], -1..=1)
    }
}

/// Never the digits.
impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin")
    }
}

/// What became of a try, or of setting a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinAnswer {
    Good,
    /// Wrong; the next try counts only after so many seconds.
    Wrong {
        wait_seconds: u32,
    },
    /// Not looked at: it is too early.
    Wait {
        seconds: u32,
    },
    /// There is none; the first one that is set counts.
    NoneSet,
    /// Too easy to guess; choose another.
    Weak,
    /// It cannot be read or written. Reset it at the service panel with the bay open.
    Unreadable,
}

/// What lies on the disk.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    salt: [u8; 16],
    hash: [u8; 32],
    /// Tries since the last good one. Counted before a try is looked at: pulling the plug gives no free ones.
    wrong: u32,
}

enum Found {
    None,
    Kept(Kept),
    Torn,
}

/// Where the PIN is kept.
pub struct PinKeeper {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    /// No try is looked at before.
    until: Duration,
}

impl PinKeeper {
    /// The PIN of the device with this state folder. A wait that was under way begins anew.
    pub fn new(disk: Arc<dyn Disk>, state: &Path, now: Duration) -> Self {
        let mut keeper = Self { disk, folder: state.to_path_buf(), until: now };
        if let Found::Kept(kept) = keeper.find() {
            keeper.until = now + wait(kept.wrong);
        }
        keeper
    }

    pub fn is_set(&self) -> bool {
        !matches!(self.find(), Found::None)
    }

    /// Tries a PIN.
    pub fn try_pin(&mut self, pin: Pin, now: Duration) -> PinAnswer {
        let mut kept = match self.find() {
            Found::None => return PinAnswer::NoneSet,
            Found::Torn => return PinAnswer::Unreadable,
            Found::Kept(kept) => kept,
        };
        if now < self.until {
            return PinAnswer::Wait { seconds: seconds(self.until - now) };
        }
        kept.wrong = kept.wrong.saturating_add(1);
        self.until = now + wait(kept.wrong);
        if self.write(&kept).is_err() {
            return PinAnswer::Unreadable;
        }
        let same = hash(pin, &kept.salt).is_some_and(|hash| verify_slices_are_equal(&hash, &kept.hash).is_ok());
        if !same {
            return PinAnswer::Wrong { wait_seconds: seconds(wait(kept.wrong)) };
        }
        self.until = now;
        kept.wrong = 0;
        // A count that stays too high costs staff a wait, and nobody else anything.
        let _ = self.write(&kept);
        PinAnswer::Good
    }

    /// Sets the PIN. Where there is one already, whoever calls has seen it tried and found good.
    pub fn set(&mut self, pin: Pin) -> PinAnswer {
        if pin.is_weak() {
            return PinAnswer::Weak;
        }
        // First, so that no power cut leaves a new PIN that an old file could take away.
        if self.spend_code().is_err() {
            return PinAnswer::Unreadable;
        }
        let mut salt = [0; 16];
        let filled = aws_lc_rs::rand::fill(&mut salt).is_ok();
        match hash(pin, &salt).filter(|_| filled) {
            Some(hash) if self.write(&Kept { salt, hash, wrong: 0 }).is_ok() => PinAnswer::Good,
            _ => PinAnswer::Unreadable,
        }
    }

    /// Takes the PIN away; true where there was one.
    ///
    /// # Errors
    /// When it is still there.
    pub fn forget(&mut self) -> io::Result<bool> {
        let was_there = match self.disk.remove_file(&self.file()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            removed => {
                removed?;
                self.disk.sync(std::slice::from_ref(&self.folder))?;
                true
            }
        };
        self.until = Duration::ZERO;
        // Should this fail: no new PIN is kept before it is done.
        let _ = self.spend_code();
        Ok(was_there)
    }

    fn file(&self) -> PathBuf {
        self.folder.join("pin.json")
    }

    fn find(&self) -> Found {
        match self.disk.read(&self.file()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Found::None,
            Err(_) => Found::Torn,
            Ok(bytes) => serde_json::from_slice(&bytes).map_or(Found::Torn, Found::Kept),
        }
    }

    fn write(&self, kept: &Kept) -> io::Result<()> {
        let bytes = serde_json::to_vec(kept).map_err(io::Error::other)?;
        replace(self.disk.as_ref(), &self.file(), &bytes, Vec::new())
    }
}

fn wait(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE_TRIES) {
        None => Duration::ZERO,
        Some(more) => FIRST_WAIT.saturating_mul(1 << more.min(12)).min(LONGEST_WAIT),
    }
}

/// Rounded up: a wait of nothing is no wait.
fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}

fn hash(pin: Pin, salt: &[u8]) -> Option<[u8; 32]> {
    let params = Params::new(MEMORY_KB, PASSES, 1, Some(32)).ok()?;
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(&pin.0, salt, &mut out).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::RealDisk;

    fn pin(text: &str) -> Pin {
        Pin::parse(text).expect("six digits")
    }

    fn keeper(place: &Path, now: u64) -> PinKeeper {
        PinKeeper::new(Arc::new(RealDisk), place, Duration::from_secs(now))
    }

    #[test]
    fn six_digits_and_nothing_else() {
        for text in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert!(Pin::parse(text).is_none(), "{text}");
        }
        for text in ["000000", "777777", "123456", "654321", "456789"] {
            assert!(pin(text).is_weak(), "{text}");
        }
        for text in ["135790", "112233", "890123", "271828"] {
            assert!(!pin(text).is_weak(), "{text}");
        }
        assert_eq!(format!("{:?}", pin("271828")), "Pin");
    }

    #[test]
    fn the_first_is_set_and_then_asked_for() {
        let place = tempfile::tempdir().expect("a place");
        let mut keeper = keeper(place.path(), 0);
        let now = Duration::ZERO;
        assert_eq!(keeper.try_pin(pin("271828"), now), PinAnswer::NoneSet);
        assert_eq!(keeper.set(pin("111111")), PinAnswer::Weak);
        assert_eq!(keeper.set(pin("271828")), PinAnswer::Good);
        assert_eq!(keeper.try_pin(pin("271828"), now), PinAnswer::Good);
        assert_eq!(keeper.try_pin(pin("271829"), now), PinAnswer::Wrong { wait_seconds: 0 });
        let kept = std::fs::read_to_string(place.path().join("pin.json")).expect("it is kept");
        assert!(!kept.contains("271828"));
    }

    #[test]
    fn waiting_grows_and_outlives_a_restart() {
        let place = tempfile::tempdir().expect("a place");
        let mut one = keeper(place.path(), 0);
        one.set(pin("271828"));
        let wrong = pin("314159");
        let mut now = Duration::ZERO;
        let mut waits = Vec::new();
        for _ in 0..12 {
            let PinAnswer::Wrong { wait_seconds } = one.try_pin(wrong, now) else { panic!("wrong") };
            waits.push(wait_seconds);
            now += Duration::from_secs(wait_seconds.into());
        }
        assert_eq!(waits, [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        // Even the right one is not looked at too early, nor after a restart.
        now -= Duration::from_secs(1);
        assert_eq!(one.try_pin(pin("271828"), now), PinAnswer::Wait { seconds: 1 });
        let mut two = keeper(place.path(), 5);
        assert_eq!(two.try_pin(pin("271828"), Duration::from_secs(6)), PinAnswer::Wait { seconds: 3599 });
        assert_eq!(two.try_pin(pin("271828"), Duration::from_secs(3605)), PinAnswer::Good);
        assert_eq!(two.try_pin(wrong, Duration::from_secs(3605)), PinAnswer::Wrong { wait_seconds: 0 });
    }

    #[test]
    fn a_forgotten_one_is_reset_and_a_torn_one_does_not_open() {
        let place = tempfile::tempdir().expect("a place");
        let mut keeper = keeper(place.path(), 0);
        assert!(!keeper.forget().expect("there is none"));
        keeper.set(pin("271828"));
        std::fs::write(place.path().join("pin.json"), "{").expect("it is torn");
        assert!(keeper.is_set());
        assert_eq!(keeper.try_pin(pin("271828"), Duration::ZERO), PinAnswer::Unreadable);
        assert!(keeper.forget().expect("it can be removed") && !keeper.is_set());
    }
}
