//! Who the panel is: firmware version, build and why it last started.
//!
//! Says nothing about the Pi, and no number here is unique to one panel: two panels with the same
//! firmware cannot be told apart.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::wire_enum::wire_enum;

/// The panel's half of the hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The version in the panel's `Cargo.toml`.
    pub firmware: FirmwareVersion,
    /// Which sources it was built from.
    pub build: BuildId,
    /// Why it started.
    pub reset: ResetReason,
    /// How often it has restarted itself since it last got power; stays at 255.
    pub resets: u8,
}

/// Major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FirmwareVersion(pub u8, pub u8, pub u8);

impl fmt::Display for FirmwareVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// A hash of the firmware's sources, so that a build can be named without a version system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildId(pub [u8; 4]);

impl fmt::Display for BuildId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

wire_enum! {
    /// Why the panel's own chip started. 4 to 7 are spare.
    pub enum ResetReason otherwise Unknown {
        /// The chip does not say.
        Unknown = 0,
        /// It got power.
        PowerOn = 1,
        /// A part of it stood still and its watchdog bit.
        Watchdog = 2,
        /// It met an error of its own, showed it and restarted.
        Panicked = 3,
    }
}
