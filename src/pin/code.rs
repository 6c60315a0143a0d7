//! The code by which a forgotten PIN is reset from afar: the device makes it, and a signed file must name it.
//!
//! It is no secret and opens nothing. It binds a signed file to one device and one time: a file that was used
//! once, or copied to another device, does nothing. Who signs is `trust::reset`'s.

use std::fmt;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::PinKeeper;
use crate::slots::disk::replace;

/// Without I, O, 0 and 1, which people take for one another. 32 signs: five bits each, none more likely.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH: usize = 8;

/// Eight letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResetCode([u8; LENGTH]);

impl ResetCode {
    fn new() -> io::Result<Self> {
        let mut random = [0; LENGTH];
        aws_lc_rs::rand::fill(&mut random).map_err(|_| io::Error::other("this machine gives no random numbers"))?;
        Ok(Self(random.map(|byte| SIGNS[usize::from(byte % 32)])))
    }

    /// As people write it: in groups or not, in capitals or not.
    pub fn parse(text: &str) -> Option<Self> {
        let signs: Vec<u8> =
            text.bytes().filter(|b| !matches!(b, b' ' | b'-')).map(|b| b.to_ascii_uppercase()).collect();
        let signs: [u8; LENGTH] = signs.try_into().ok()?;
        signs.iter().all(|sign| SIGNS.contains(sign)).then_some(Self(signs))
    }
}

/// In two groups, to be read aloud and copied.
impl fmt::Display for ResetCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, sign) in self.0.iter().enumerate() {
            let gap = if at == LENGTH / 2 { " " } else { "" };
            write!(f, "{gap}{}", char::from(*sign))?;
        }
        Ok(())
    }
}

impl From<ResetCode> for String {
    fn from(code: ResetCode) -> Self {
        code.to_string().replace(' ', "")
    }
}

/// In files there is one way to write it.
impl TryFrom<String> for ResetCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).filter(|code| String::from(*code) == text).ok_or("not the code of a device")
    }
}

/// Why a code resets nothing here.
#[derive(Debug, Error)]
pub enum Unfit {
    #[error(
        "The file on this stick resets the PIN of another device ({theirs}). The code of this one is {own}. Send that to your content office."
    )]
    Other { theirs: ResetCode, own: ResetCode },
    #[error(
        "The file on this stick resets the PIN of the device with the code {theirs}, and this device has no code now. Choose \"I forgot the PIN\", and send the code that you see to your content office."
    )]
    NotAsked { theirs: ResetCode },
    #[error(
        "The file on this stick has been used already, or a PIN was chosen since it was asked for. It works once. If the PIN is forgotten again, choose \"I forgot the PIN\", and send the new code."
    )]
    Spent,
    #[error("The PIN cannot be taken away ({0}). Put the stick in once more; if it stays, call a technician.")]
    Kept(io::Error),
}

/// What lies on the disk.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    /// Shown to staff, and not used yet.
    asked: Option<ResetCode>,
    /// The last one that counts no more.
    spent: Option<ResetCode>,
}

impl PinKeeper {
    /// The code of this device, made when it is first asked for. It stays the same until it is used or a PIN
    /// is chosen.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn reset_code(&mut self) -> io::Result<ResetCode> {
        let codes = self.codes();
        if let Some(code) = codes.asked {
            return Ok(code);
        }
        let code = ResetCode::new()?;
        self.keep(&Codes { asked: Some(code), ..codes })?;
        Ok(code)
    }

    /// Takes the PIN away, if this is the device's code. Whoever calls has seen it signed.
    ///
    /// # Errors
    /// [`Unfit`]: the PIN is still there.
    pub fn reset_by(&mut self, code: ResetCode) -> Result<(), Unfit> {
        let codes = self.codes();
        match codes.asked {
            Some(asked) if asked == code => self.forget().map(drop).map_err(Unfit::Kept),
            _ if codes.spent == Some(code) => Err(Unfit::Spent),
            Some(own) => Err(Unfit::Other { theirs: code, own }),
            None => Err(Unfit::NotAsked { theirs: code }),
        }
    }

    /// No file that names the code of now is taken any more.
    pub(super) fn spend_code(&self) -> io::Result<()> {
        match self.codes().asked {
            None => Ok(()),
            spent => self.keep(&Codes { asked: None, spent }),
        }
    }

    /// A file that cannot be read is as good as none: the next code is another one.
    fn codes(&self) -> Codes {
        let bytes = self.disk.read(&self.code_file()).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn keep(&self, codes: &Codes) -> io::Result<()> {
        let bytes = serde_json::to_vec(codes).map_err(io::Error::other)?;
        replace(self.disk.as_ref(), &self.code_file(), &bytes, Vec::new())
    }

    fn code_file(&self) -> PathBuf {
        self.folder.join("reset-code.json")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::super::{Pin, PinAnswer};
    use super::*;
    use crate::slots::RealDisk;

    #[test]
    fn a_code_is_read_as_people_write_it_and_kept_in_one_way() {
        let code = ResetCode::parse("abcd-ef 23").expect("a code");
        assert_eq!(code.to_string(), "ABCD EF23");
        assert_eq!(serde_json::to_string(&code).expect("a text"), "\"ABCDEF23\"");
        for wrong in
            ["", "ABCDEF2", "ABCDEF234", "ABCDEFI2", "ABCDEFO2", "ABCDEF02", "ABCDEF12", "ÄBCDEF2", "ABCD_EF23"]
        {
            assert_eq!(ResetCode::parse(wrong), None, "{wrong}");
        }
        for other in ["\"abcdef23\"", "\"ABCD EF23\"", "7"] {
            assert!(serde_json::from_str::<ResetCode>(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_code_stays_until_it_is_used_or_a_pin_is_chosen() {
        let place = tempfile::tempdir().expect("a place");
        let keeper = || PinKeeper::new(Arc::new(RealDisk), place.path(), Duration::ZERO);
        let pin = Pin::parse("271828").expect("six digits");
        assert_eq!(keeper().set(pin), PinAnswer::Good);
        let first = keeper().reset_code().expect("a code");
        assert_eq!(keeper().reset_code().expect("a code"), first);
        keeper().reset_by(first).expect("it is the device's");
        assert!(!keeper().is_set());
        assert!(matches!(keeper().reset_by(first), Err(Unfit::Spent)));
        keeper().set(pin);
        assert!(matches!(keeper().reset_by(first), Err(Unfit::Spent)));
        assert!(keeper().is_set(), "an old file takes nothing away");

        let second = keeper().reset_code().expect("a code");
        assert_ne!(second, first);
        assert!(matches!(keeper().reset_by(first), Err(Unfit::Spent)));
        keeper().set(pin);
        assert!(matches!(keeper().reset_by(second), Err(Unfit::Spent)), "a PIN was chosen since");
        assert!(matches!(keeper().reset_by(first), Err(Unfit::NotAsked { .. })));
        let third = keeper().reset_code().expect("a code");
        assert!(matches!(keeper().reset_by(first), Err(Unfit::Other { own, .. }) if own == third));
        assert!(keeper().is_set());
        // As at the panel.
        assert!(keeper().forget().expect("it is there"));
        assert!(matches!(keeper().reset_by(third), Err(Unfit::Spent)));
    }
}
