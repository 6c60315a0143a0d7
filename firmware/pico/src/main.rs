//! The service panel's firmware, for the RP2040 on a Raspberry Pi Pico.
//!
//! Only wiring: pins, tasks and the watchdog. What the panel decides, shows and says is
//! `stairlight-panel`; what goes over the wire is `stairlight-link`. On a PC this program is a stub,
//! so that `cargo test --workspace` needs no cross compiler.

#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod device;

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!(
        "This is firmware. Build it with\n  \
         cargo build -p stairlight-pico --profile firmware --target thumbv6m-none-eabi"
    );
    std::process::exit(2);
}
