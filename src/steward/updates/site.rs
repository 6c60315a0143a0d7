//! The site's settings in the steward's hands: those that staff chose at the screen, and those on a stick.
//!
//! Checks and writes; what they mean is `site`'s.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::content::Content;
use crate::printer::Profiles;
use crate::site::{PrinterSite, Site};
use crate::slots::Slots;

/// The file on a stick, at its top.
pub const FILE: &str = "stairlight-site.toml";
/// Far more than any settings take.
const LONGEST: u64 = 64 << 10;

/// The settings as staff changed them at the screen: what belongs to the device stays as it is.
pub fn from_screen(wanted: Site, slots: &Slots) -> Result<Site, String> {
    let own = Site::read(&slots.folders().site).unwrap_or_default();
    let printer = PrinterSite { uri: own.printer.uri, profile: wanted.printer.profile };
    checked(Site { printer, screen: own.screen, ..wanted }, slots)
}

/// The settings on a stick.
pub fn from_stick(stick: &Path, slots: &Slots) -> Result<Site, String> {
    let path = stick.join(FILE);
    let missing = || format!("There is no {FILE} on the stick. Put it at the top, beside the folder stairlight.");
    let unreadable = |error: io::Error| format!("{FILE} cannot be read ({error}). Take another stick.");
    let meta = std::fs::symlink_metadata(&path).map_err(|_| missing())?;
    if !meta.is_file() || meta.len() > LONGEST {
        return Err(format!("{FILE} is no settings file: too long, or not a file."));
    }
    let mut text = String::new();
    File::open(&path).and_then(|file| file.take(LONGEST).read_to_string(&mut text)).map_err(unreadable)?;
    let site: Site = toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{FILE}, line {line}: {}", error.message())
    })?;
    checked(site, slots)
}

/// The same, if it can be used with the content that is there.
fn checked(site: Site, slots: &Slots) -> Result<Site, String> {
    if let Some((key, problem)) = site.problem() {
        return Err(format!("{key}: {problem}."));
    }
    let unknown = |what: &str, name: &str, help: &str| Err(format!("There is no {what} \"{name}\" here. {help}"));
    if !site.printer.profile.is_empty() && Profiles::built_in().named(&site.printer.profile).is_err() {
        return unknown("printer model", &site.printer.profile, "`stairlight printers` lists them.");
    }
    let Ok(content) = Content::load(&slots.folders()) else { return Ok(site) };
    let county = |name: &String| content.services.iter().any(|service| service.x_counties.contains(name));
    if !site.county.is_empty() && !county(&site.county) {
        return unknown("county", &site.county, "Write it as on the screen's list.");
    }
    match site.languages_first.iter().find(|tag| content.find_language(tag).is_err()) {
        Some(tag) => unknown("language", tag, "`stairlight content list` shows them."),
        None => Ok(site),
    }
}

/// Puts the settings into use; they stay whatever content comes.
pub fn keep(site: &Site, slots: &Slots) -> Result<(), String> {
    let text = toml::to_string(site).map_err(|error| error.to_string())?;
    slots
        .keep_site(text.as_bytes())
        .map_err(|error| format!("The settings cannot be kept ({error}). Tell whoever looks after the device."))
}
