//! What differs from site to site: `site.toml`. Its defaults ship with the content; staff change
//! them behind the PIN or bring them on a stick. Says nothing about visitors.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

mod differences;

pub use self::differences::Difference;
use crate::content::paper::Cover;
use crate::content::{ContentError, read_toml};

/// One site's settings.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// Whether texts that nobody has reviewed may be shown. The device says so beside them.
    pub show_drafts: bool,
    /// The county, as in the directory ("Los Angeles"); empty when not set.
    pub county: String,
    /// Language tags that stand first on the resting screen.
    pub languages_first: Vec<String>,
    /// What the screen shows after "leave".
    pub cover_screen: CoverScreen,
    /// The covers offered for the small paper; the first is chosen at the start of a visit.
    pub covers: Vec<Cover>,
    pub idle: Idle,
    pub screen: Screen,
    pub printer: PrinterSite,
    pub panel: PanelSite,
    /// The site's own helper, such as its counsellor.
    pub helper: Option<LocalHelper>,
}

/// The screen after "leave": it looks like a resting information screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverScreen {
    /// Library-like opening words.
    Library,
    /// School-like words.
    School,
    /// Only the mark.
    Mark,
}

/// When an untouched screen is hidden and forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Idle {
    pub veil_seconds: u64,
    pub forget_seconds: u64,
}

/// The visible size of the panel. Type and targets are set in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Screen {
    pub width_mm: f32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct PrinterSite {
    /// Where the printer is: `usb:/dev/usb/lp0`, `serial:...`, `tcp:...`, `file:...`, `paper:DIR`.
    pub uri: String,
    /// A name from `printers.toml`; empty picks one by the printer's own id.
    pub profile: String,
}

/// The service panel in the bay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct PanelSite {
    pub language: PanelLanguage,
}

/// The languages that the service panel has words in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Default)]
pub enum PanelLanguage {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "es")]
    Spanish,
}

/// A person or room at this site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LocalHelper {
    /// "Room 12" or a name the site wants on paper.
    pub label: String,
    /// Empty where the label says all: a room to go to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
}

impl CoverScreen {
    pub const ALL: [Self; 3] = [Self::Library, Self::School, Self::Mark];
}

impl PanelLanguage {
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];
}

impl Default for Site {
    fn default() -> Self {
        Self {
            show_drafts: false,
            county: String::new(),
            languages_first: vec!["en".to_owned(), "es".to_owned()],
            cover_screen: CoverScreen::Library,
            covers: Cover::ALL.to_vec(),
            idle: Idle::default(),
            screen: Screen::default(),
            printer: PrinterSite::default(),
            panel: PanelSite::default(),
            helper: None,
        }
    }
}

impl Default for Idle {
    fn default() -> Self {
        Self { veil_seconds: 45, forget_seconds: 75 }
    }
}

impl Default for Screen {
    /// A 10.1 inch panel.
    fn default() -> Self {
        Self { width_mm: 217.0 }
    }
}

impl Idle {
    pub fn veil(self) -> Duration {
        Duration::from_secs(self.veil_seconds)
    }

    pub fn forget(self) -> Duration {
        Duration::from_secs(self.forget_seconds)
    }
}

impl Site {
    /// Reads `site.toml`.
    ///
    /// # Errors
    /// [`ContentError`] with file, line and key.
    pub fn read(path: &Path) -> Result<Self, ContentError> {
        let site: Self = read_toml(path)?;
        match site.problem() {
            Some((key, problem)) => Err(ContentError::Value { file: path.to_path_buf(), key: key.to_owned(), problem }),
            None => Ok(site),
        }
    }

    /// What is wrong with the settings by themselves: the key, and what it must be.
    pub fn problem(&self) -> Option<(&'static str, String)> {
        let digits = |text: &str| {
            let only = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            only && (text.is_empty() || text.bytes().any(|b| b.is_ascii_digit()))
        };
        if self.covers.is_empty() {
            return Some(("covers", "name at least one cover".to_owned()));
        }
        if !(10..=600).contains(&self.idle.veil_seconds) || self.idle.forget_seconds <= self.idle.veil_seconds {
            return Some(("idle", "veil_seconds is 10 to 600, and forget_seconds is more than that".to_owned()));
        }
        if !(80.0..=700.0).contains(&self.screen.width_mm) {
            return Some(("screen.width_mm", "the visible width of the panel, 80 to 700 mm".to_owned()));
        }
        match &self.helper {
            Some(helper) if helper.label.is_empty() || helper.label.chars().count() > 24 => {
                Some(("helper.label", "1 to 24 letters fit on the paper".to_owned()))
            }
            Some(helper) if !digits(&helper.number) => {
                Some(("helper.number", format!("\"{}\": only digits and - are printed", helper.number)))
            }
            _ => None,
        }
    }
}
