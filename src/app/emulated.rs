//! `--panel emulated`: the service panel's real firmware on an emulated chip, beside the steward.
//!
//! For developers, in a checkout: it needs node and the firmware's build. It starts and ends the
//! emulator and passes on what that says; the conversation is `panel`'s, over TCP on this machine.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::str::FromStr;

use crate::panel::{KEYS, PICTURE, PanelUri, UriError};

/// Which panel to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    At(PanelUri),
    Emulated,
}

impl FromStr for Choice {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Choice, UriError> {
        if text == "emulated" { Ok(Choice::Emulated) } else { text.parse().map(Choice::At) }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Choice::At(uri) => uri.fmt(out),
            Choice::Emulated => out.write_str("emulated"),
        }
    }
}

/// Why there is no emulated panel.
#[derive(Debug, thiserror::Error)]
pub enum EmulatedError {
    #[error(
        "{0}: the panel's firmware is not built. Build it first: \
         cargo build -p stairlight-pico --profile firmware --target thumbv6m-none-eabi"
    )]
    NoFirmware(PathBuf),
    #[error("{0}: the emulator is not installed. Install it first: (cd firmware/emulator && npm ci)")]
    NoEmulator(PathBuf),
    #[error("node cannot be started ({0}). The emulator needs node 20.15 or newer; .ci/node can fetch one")]
    NoNode(io::Error),
    #[error("the emulator ended with: {0}")]
    Ended(String),
    #[error("{0}: {1}")]
    Folder(PathBuf, io::Error),
}

/// A running emulator; it ends with this value, and also when this process dies.
pub struct Emulated {
    emulator: Child,
    uri: PanelUri,
}

impl Emulated {
    /// Starts it. The glass is a picture in `folder`, and a file of words there is its keys.
    pub fn start(folder: &Path) -> Result<Emulated, EmulatedError> {
        let (home, firmware) = parts()?;
        std::fs::create_dir_all(folder).map_err(|error| EmulatedError::Folder(folder.to_owned(), error))?;
        let mut emulator = Command::new("node")
            .arg(home.join("emulator.mjs"))
            .args(["serve", "--uart", "tcp:0", "--elf"])
            .arg(firmware)
            .arg("--glass")
            .arg(folder.join(PICTURE))
            .arg("--keys")
            .arg(folder.join(KEYS))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(EmulatedError::NoNode)?;
        // The glass of a closed bay goes dark. The pipe stays open as long as the emulator is wanted.
        let opened = emulator.stdin.as_mut().map_or(Ok(()), |words| words.write_all(b"bay open\n"));
        let mut says = emulator.stderr.take().map(BufReader::new);
        let port = says.as_mut().ok_or_else(String::new).and_then(listening);
        // Kept from here on, so that an emulator that is no use is ended as well.
        let mut emulated = Emulated { emulator, uri: PanelUri::Tcp { host: "127.0.0.1".to_owned(), port: 0 } };
        let (Ok(()), Ok(port)) = (opened, &port) else {
            return Err(EmulatedError::Ended(port.err().unwrap_or_default()));
        };
        emulated.uri = PanelUri::Tcp { host: "127.0.0.1".to_owned(), port: *port };
        if let Some(says) = says {
            pass_on(says);
        }
        Ok(emulated)
    }

    /// Where its wire is.
    pub fn uri(&self) -> &PanelUri {
        &self.uri
    }
}

impl Drop for Emulated {
    fn drop(&mut self) {
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

/// The emulator's folder and the firmware, if both are there. Asked for also before a window opens.
pub fn parts() -> Result<(PathBuf, PathBuf), EmulatedError> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = checkout.join("firmware/emulator");
    let firmware = firmware(checkout);
    if !firmware.is_file() {
        return Err(EmulatedError::NoFirmware(firmware));
    }
    if !home.join("node_modules").is_dir() {
        return Err(EmulatedError::NoEmulator(home));
    }
    Ok((home, firmware))
}

/// The build that the emulator's own tests take.
fn firmware(checkout: &Path) -> PathBuf {
    if let Some(named) = std::env::var_os("STAIRLIGHT_PANEL_ELF") {
        return PathBuf::from(named);
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| checkout.join("target"), PathBuf::from);
    target.join("thumbv6m-none-eabi/firmware/stairlight-pico")
}

/// Waits for the line that names the port; the error is what was said instead.
fn listening(says: &mut BufReader<ChildStderr>) -> Result<u16, String> {
    let mut others = String::new();
    for line in says.by_ref().lines().map_while(Result::ok) {
        if let Some(port) = port(&line) {
            return Ok(port);
        }
        others.push_str(&line);
        others.push('\n');
    }
    Err(others.trim_end().to_owned())
}

fn port(line: &str) -> Option<u16> {
    let told: serde_json::Value = serde_json::from_str(line).ok()?;
    (told["event"] == "listening").then(|| u16::try_from(told["port"].as_u64()?).ok()).flatten()
}

/// What it would do to the machine, and words that it did not understand, go to the diary.
fn pass_on(says: BufReader<ChildStderr>) {
    let pass = move || {
        for line in says.lines().map_while(Result::ok) {
            tracing::warn!(says = %line, "the emulated panel");
        }
    };
    // Without the thread the emulator would one day wait for somebody to read; it is ended first.
    if let Err(error) = std::thread::Builder::new().name("panel-emulator".to_owned()).spawn(pass) {
        tracing::warn!(%error, "what the emulated panel says is lost");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_comes_back_as_it_was_written() {
        for text in ["emulated", "serial:/dev/ttyAMA0", "virtual:/tmp/panel"] {
            assert_eq!(text.parse::<Choice>().map(|choice| choice.to_string()).as_deref(), Ok(text));
        }
        assert!("simulated".parse::<Choice>().is_err());
    }

    #[test]
    fn the_port_is_read_from_its_line_alone() {
        assert_eq!(port(r#"{"event":"listening","port":40123}"#), Some(40_123));
        for other in [r#"{"event":"ask","high":true,"at":9}"#, "Error: no", r#"{"event":"listening","port":99999}"#] {
            assert_eq!(port(other), None, "{other}");
        }
    }
}
