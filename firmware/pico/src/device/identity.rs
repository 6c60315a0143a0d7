//! Who this panel is: version and build from the compiler, the start from `kept`.

use stairlight_link::{BuildId, FirmwareVersion, Identity, ResetReason};

use super::kept::{Kept, Start};

const FIRMWARE: FirmwareVersion = FirmwareVersion(
    number(env!("CARGO_PKG_VERSION_MAJOR")),
    number(env!("CARGO_PKG_VERSION_MINOR")),
    number(env!("CARGO_PKG_VERSION_PATCH")),
);

/// Eight hexadecimal digits from `build.rs`.
const BUILD: BuildId = match u32::from_str_radix(env!("STAIRLIGHT_BUILD_ID"), 16) {
    Ok(id) => BuildId(id.to_be_bytes()),
    Err(_) => panic!("build.rs writes eight hexadecimal digits"),
};

const fn number(digits: &str) -> u8 {
    match u8::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => panic!("the parts of the version are below 256"),
    }
}

/// The panel's half of the hello.
pub fn of_this_build(kept: &Kept) -> Identity {
    let reset = match kept.start() {
        Start::Power => ResetReason::PowerOn,
        Start::Watchdog => ResetReason::Watchdog,
        Start::Panic => ResetReason::Panicked,
        Start::Unknown => ResetReason::Unknown,
    };
    Identity { firmware: FIRMWARE, build: BUILD, reset, resets: kept.resets() }
}
