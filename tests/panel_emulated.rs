//! The panel's real firmware, on an emulated chip, with the Pi's real end at the other side of the
//! wire. Needs node and the firmware's build, so `cargo test` alone leaves these out and says so;
//! `.ci/firmware` builds what they need and runs them. In virtual time but for the last file.

#[path = "panel_emulated/bench.rs"]
mod bench;
#[path = "panel_emulated/power.rs"]
mod power;
#[path = "panel_emulated/process.rs"]
mod process;
#[path = "panel_emulated/watch.rs"]
mod watch;
