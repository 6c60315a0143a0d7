//! What is particular to a printer family, read from `printers.toml`.
//! Nothing here talks to a printer; a wrong value here is a slip that does not come out, so unknown
//! keys and impossible values are errors that name file and line.

mod bytes;
mod pick;

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

pub use bytes::Bytes;

use crate::printer::uri::Flow;
use crate::slip::MAX_WIDTH;

/// The profiles that the program carries, so that it prints even when the content has none.
const BUILT_IN: &str = include_str!("../../content/printers.toml");

/// One printer family.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// Short name, for settings and lists.
    pub name: String,
    /// One line for people.
    pub about: String,
    /// Printable dots across.
    pub dots: u32,
    /// Dots per inch, across and along.
    pub dpi: u32,
    /// Most rows in one raster command; clones garble at 256 and more.
    #[serde(default = "default_band_rows")]
    pub band_rows: u32,
    /// Most bytes in one raster command, its header included; clones garble at about 4 KB.
    #[serde(default = "default_band_bytes")]
    pub band_bytes: u32,
    /// `GS L` moves raster too.
    #[serde(default)]
    pub left_margin: bool,
    /// `GS v 0` with m = 3 doubles both ways.
    #[serde(default)]
    pub enlarge: bool,
    /// `GS P x y` is sent with these units per inch, where `ESC J` and `GS L` do not count dots by default.
    #[serde(default)]
    pub motion_units: Option<[u8; 2]>,
    /// Bytes that cut; empty without a cutter.
    #[serde(default)]
    pub cut: Bytes,
    /// The cut bytes feed to the cutter by themselves (`GS V 66`).
    #[serde(default)]
    pub cut_feeds: bool,
    /// From the head to the cutter or the tear bar.
    pub cutter_mm: u32,
    /// Bytes that hand the slip out of a presenter.
    #[serde(default)]
    pub present: Bytes,
    /// Bytes that take an untaken slip back, or drop it.
    #[serde(default)]
    pub retract: Bytes,
    /// After this long an untaken slip is taken back.
    #[serde(default = "default_retract_s")]
    pub retract_after_s: u32,
    /// How it tells its condition.
    #[serde(default)]
    pub status: Dialect,
    /// How it tells that a slip is on paper.
    #[serde(default)]
    pub barrier: Barrier,
    /// How it forgets what it holds, whatever its condition.
    #[serde(default)]
    pub clear: Clear,
    /// For printers that cannot forget: at most this many unprinted rows are ever inside.
    #[serde(default)]
    pub hold_rows: Option<u32>,
    /// It has a sensor for the end of the roll coming near.
    #[serde(default)]
    pub near_end: bool,
    /// Serial line rate as delivered.
    #[serde(default = "default_baud")]
    pub baud: u32,
    /// Serial flow control as delivered.
    #[serde(default = "default_flow")]
    pub flow: Flow,
    /// Fastest paper speed.
    pub head_mm_per_s: u32,
    /// Receive buffer.
    pub buffer_bytes: u32,
    /// Parts of the IEEE 1284 device id by which it is picked.
    #[serde(default)]
    pub device_id: Vec<DeviceId>,
    /// Where the numbers come from.
    #[serde(default)]
    pub source: String,
}

/// Both parts must occur in the device id, whatever the case; an empty part fits all.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceId {
    #[serde(default)]
    pub mfg: String,
    #[serde(default)]
    pub mdl: String,
}

/// How a printer tells its condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// It tells nothing.
    #[default]
    None,
    /// `DLE EOT 1` to `4`, answered at once.
    Eot,
    /// `GS a`: pushed when something changes, and asked by `DLE EOT`.
    Asb,
    /// `DLE EOT 20`, the full status of kiosk printers, answered at once.
    Full,
    /// `DLE EOT 1`, `2` and `4`, answered only after what was sent before.
    EotInOrder,
    /// `GS r 1`, answered only after what was sent before and not while stopped.
    GsR,
    /// `ESC v`, of panel printers: paper, fault and heat in one byte, after what was sent before.
    EscV,
}

/// How a printer tells that everything before is on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Barrier {
    /// Not at all: a job ends as unknown.
    #[default]
    None,
    /// A question answered in order: `GS r 1`, or the dialect's own.
    GsR,
    /// `GS ( H` function 48.
    GsH,
}

/// How a printer forgets what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clear {
    /// Not at all by a command.
    #[default]
    None,
    /// `DLE ENQ 2`, but only out of a cutter error.
    EnqOnError,
    /// `DLE ENQ 2`, in any condition.
    Enq,
    /// `DLE DC4` function 8, in any condition.
    Dc4,
}

/// Why the profiles could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("{file}: cannot be read ({source}); put the file back or leave the setting out")]
    Read { file: String, source: std::io::Error },
    #[error("{file}, line {line}: {message}")]
    Parse { file: String, line: usize, message: String },
    #[error("{file}, line {line}: printer \"{name}\": {message}")]
    Value { file: String, line: usize, name: String, message: String },
    #[error("there is no printer profile \"{name}\"; `stairlight printers` lists them: {known}")]
    Unknown { name: String, known: String },
}

/// All profiles, in the order of the file.
#[derive(Clone, Debug)]
pub struct Profiles {
    printers: Vec<Profile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    printer: Vec<toml::Spanned<Profile>>,
}

impl Profiles {
    /// The profiles compiled into the program.
    pub fn built_in() -> Profiles {
        // A test parses this very text, so the empty list is never what a user sees.
        Profiles::parse("printers.toml", BUILT_IN).unwrap_or(Profiles { printers: Vec::new() })
    }

    /// Reads `printers.toml`.
    pub fn load(path: &Path) -> Result<Profiles, ProfileError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| ProfileError::Read { file: file.clone(), source })?;
        Profiles::parse(&file, &text)
    }

    /// Reads profiles from `text`; `file` is for messages.
    pub fn parse(file: &str, text: &str) -> Result<Profiles, ProfileError> {
        let line = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        let parsed: File = toml::from_str(text).map_err(|error| ProfileError::Parse {
            file: file.to_owned(),
            line: line(error.span().map_or(0, |span| span.start)),
            message: error.message().trim().to_owned(),
        })?;
        let mut printers: Vec<Profile> = Vec::new();
        for entry in parsed.printer {
            let at = line(entry.span().start);
            let profile = entry.into_inner();
            let twice = printers.iter().any(|other| other.name == profile.name);
            let wrong = if twice { Some("the name is taken".to_owned()) } else { profile.wrong() };
            if let Some(message) = wrong {
                let (file, name) = (file.to_owned(), profile.name);
                return Err(ProfileError::Value { file, line: at, name, message });
            }
            printers.push(profile);
        }
        Ok(Profiles { printers })
    }

    /// Every profile.
    pub fn iter(&self) -> std::slice::Iter<'_, Profile> {
        self.printers.iter()
    }

    /// The profile of that name.
    pub fn named(&self, name: &str) -> Result<&Profile, ProfileError> {
        self.iter().find(|profile| profile.name == name).ok_or_else(|| ProfileError::Unknown {
            name: name.to_owned(),
            known: self.iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

impl Profile {
    /// Rows in `mm` of paper, rounded up.
    pub fn rows_in_mm(&self, mm: u32) -> u32 {
        (mm * self.dpi * 10).div_ceil(254)
    }

    /// Paper length of `rows`.
    pub fn mm(&self, rows: u32) -> f64 {
        f64::from(rows) * 25.4 / f64::from(self.dpi)
    }

    /// How long the head needs for `rows`.
    pub fn time_for_rows(&self, rows: u32) -> Duration {
        Duration::from_secs_f64(self.mm(rows) / f64::from(self.head_mm_per_s.max(1)))
    }

    /// Whether the printer can be made to forget what it holds in any condition.
    pub fn forgets(&self) -> bool {
        matches!(self.clear, Clear::Enq | Clear::Dc4)
    }

    fn wrong(&self) -> Option<String> {
        let ranges = [
            ("dots", self.dots, 64, MAX_WIDTH),
            ("dpi", self.dpi, 100, 400),
            ("band-rows", self.band_rows, 8, 255),
            ("band-bytes", self.band_bytes, 256, 16_384),
            ("cutter-mm", self.cutter_mm, 0, 100),
            ("head-mm-per-s", self.head_mm_per_s, 10, 500),
            ("buffer-bytes", self.buffer_bytes, 512, 1 << 20),
            ("retract-after-s", self.retract_after_s, 1, 600),
            ("hold-rows", self.hold_rows.unwrap_or(24), 2, 255),
        ];
        for (key, value, least, most) in ranges {
            if !(least..=most).contains(&value) {
                return Some(format!("{key} = {value} is not within {least} to {most}"));
            }
        }
        if self.band_bytes * 2 > self.buffer_bytes * 3 {
            return Some("band-bytes must fit into buffer-bytes".to_owned());
        }
        let unforgetting = !self.forgets() && self.status != Dialect::None;
        if self.barrier == Barrier::GsH && matches!(self.status, Dialect::GsR | Dialect::EscV) {
            return Some("barrier = \"gs-h\" needs status asb, eot or full".to_owned());
        }
        if unforgetting && self.hold_rows.is_none() {
            return Some("it has no clear = \"enq\" or \"dc4\", so hold-rows is needed".to_owned());
        }
        None
    }
}

fn default_band_rows() -> u32 {
    255
}

fn default_band_bytes() -> u32 {
    4096
}

fn default_retract_s() -> u32 {
    20
}

fn default_baud() -> u32 {
    115_200
}

fn default_flow() -> Flow {
    Flow::Rts
}
