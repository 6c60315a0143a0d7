//! The first bytes of whatever is plugged in.
#![cfg_attr(fuzzing, no_main)]

use std::io;

use stairlight::trust::medium::{Blocks, probe};

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target(bytes));

#[cfg(not(fuzzing))]
fn main() {
    stairlight_fuzz::run("medium", 200_000, target);
}

fn target(bytes: &[u8]) {
    let medium = probe(&Stick(bytes));
    assert!(medium.trouble().is_none_or(|words| words.len() > 20));
}

/// The input, then zeros: as large as a stick.
struct Stick<'a>(&'a [u8]);

impl Blocks for Stick<'_> {
    fn size(&self) -> u64 {
        1 << 32
    }

    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        for (place, byte) in (at..).zip(buffer) {
            *byte = usize::try_from(place).ok().and_then(|place| self.0.get(place)).copied().unwrap_or(0);
        }
        Ok(())
    }
}
