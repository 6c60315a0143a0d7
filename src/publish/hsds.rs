//! Takes services from an Open Referral HSDS 3.0 package: JSON as an API or an export gives it, or a
//! folder with the tables as CSV. Writes a directory in our own shape and says of every service what was
//! taken, withheld or refused.
//!
//! What comes in is a proposal. It is never of the tier that stands on every paper, has no words for
//! visitors, and needs verification until a person has dialled the number; the loader's own checks hold
//! for it. Addresses are withheld unless asked for, because a shelter hides where it is, and so are the
//! names and numbers of single persons.

mod entry;
mod number;
mod tables;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use self::entry::{Entry, Told};
use crate::content::{ContentError, directory};

/// Whether addresses are taken over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Addresses {
    Withhold,
    Keep,
}

/// Why a package cannot be read.
#[derive(Debug, Error)]
pub enum HsdsError {
    #[error("{}: cannot be read ({cause}). Name a file.json, or a folder with services.csv and its tables.", .path.display())]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("{}: larger than {} MB. Export fewer services at a time.", .0.display(), MAX_BYTES / 1_000_000)]
    TooLarge(PathBuf),
    #[error("{}, line {line}: {message}. Export the package again.", .path.display())]
    Syntax { path: PathBuf, line: u64, message: String },
    #[error("{}: {message}", .path.display())]
    Shape { path: PathBuf, message: String },
    #[error("what was made of the package is not a directory that the loader takes: {0}")]
    Refused(ContentError),
}

/// A package of a state's services is a tenth of this.
const MAX_BYTES: u64 = 64_000_000;

/// What became of a package.
pub struct Import {
    /// The directory, as `services.json` has it.
    pub directory: String,
    pub taken: usize,
    pub report: Vec<Line>,
}

/// What became of one thing of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The service's name.
    pub service: String,
    pub fate: Fate,
    /// What, and why.
    pub what: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Taken,
    Withheld,
    Refused,
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fate = match self.fate {
            Fate::Taken => "taken",
            Fate::Withheld => "withheld",
            Fate::Refused => "refused",
        };
        write!(f, "{fate:8}  {}: {}", self.service, self.what)
    }
}

#[derive(Serialize)]
struct Directory<'a> {
    hsds_version: &'a str,
    about: String,
    services: Vec<Entry>,
}

/// Reads the package at `path`. Services whose id is `known` are in our directory already.
///
/// # Errors
/// [`HsdsError`]; single services that cannot be taken are told in the report instead.
pub fn import(path: &Path, known: &HashSet<String>, addresses: Addresses) -> Result<Import, HsdsError> {
    let services = if path.is_dir() { tables::read(path)? } else { read_json(path)? };
    let source =
        path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let (mut entries, mut report, mut seen) = (Vec::new(), Vec::new(), known.clone());
    for service in &services {
        let mut told = Told::new(service);
        match entry::take(service, &source, addresses, &mut told) {
            Ok(entry) if seen.insert(entry.id.clone()) => {
                told.taken(format!("{} numbers, as {}", entry.phones.len(), entry.id));
                entries.push(entry);
            }
            Ok(entry) => told.refused(format!("there is a service \"{}\" already", entry.id)),
            Err(why) => told.refused(why),
        }
        report.extend(told.lines);
    }
    let taken = entries.len();
    let about = format!(
        "Imported from {source}. Nothing here is verified: dial each number, then take it over entry by entry."
    );
    let written = Directory { hsds_version: "3.0", about, services: entries };
    let mut text = serde_json::to_string_pretty(&written).expect("the entry's fields are plain values");
    text.push('\n');
    directory(Path::new("services.json"), &text).map_err(HsdsError::Refused)?;
    Ok(Import { directory: text, taken, report })
}

/// Reads a file that is not too large.
fn bounded(path: &Path) -> Result<Vec<u8>, HsdsError> {
    let unreadable = |cause| HsdsError::Unreadable { path: path.to_owned(), cause };
    if fs::metadata(path).map_err(unreadable)?.len() > MAX_BYTES {
        return Err(HsdsError::TooLarge(path.to_owned()));
    }
    fs::read(path).map_err(unreadable)
}

fn read_json(path: &Path) -> Result<Vec<Value>, HsdsError> {
    let value: Value = serde_json::from_slice(&bounded(path)?).map_err(|error| HsdsError::Syntax {
        path: path.to_owned(),
        line: error.line() as u64,
        message: error.to_string(),
    })?;
    services_in(value).ok_or_else(|| HsdsError::Shape {
        path: path.to_owned(),
        message: "holds no services: a service, a list of them, or a page of an API with `contents`".to_owned(),
    })
}

/// The services of a JSON package: one, a list, a page of an API, or organizations with theirs.
fn services_in(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(items) => Some(items.into_iter().filter_map(services_in).flatten().collect()),
        Value::Object(mut object) => {
            if let Some(inner) = object.remove("contents") {
                return services_in(inner);
            }
            match object.remove("services") {
                // An organization, or the whole package, with its services inside.
                Some(Value::Array(mut services)) => {
                    let owner = object.contains_key("name").then_some(Value::Object(object));
                    for service in services.iter_mut().filter_map(Value::as_object_mut) {
                        if let Some(owner) = &owner {
                            service.entry("organization").or_insert_with(|| owner.clone());
                        }
                    }
                    Some(services)
                }
                _ if object.contains_key("name") || object.contains_key("id") => Some(vec![Value::Object(object)]),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn services_are_found_in_every_shape() {
        let one = json!({ "id": "a", "name": "A" });
        let names = |value: Value| -> Vec<String> {
            let services = services_in(value).unwrap_or_default();
            services.iter().map(|s| s["organization"]["name"].as_str().unwrap_or("-").to_owned()).collect()
        };
        assert_eq!(names(one.clone()), ["-"]);
        assert_eq!(names(json!([one, one])), ["-", "-"]);
        assert_eq!(names(json!({ "total_items": 1, "contents": [one] })), ["-"]);
        assert_eq!(names(json!([{ "id": "o", "name": "Org", "services": [one] }])), ["Org"]);
        assert_eq!(services_in(json!({ "total_items": 0, "contents": [] })), Some(vec![]));
        assert_eq!(services_in(json!("text")), None);
        assert_eq!(services_in(json!({ "other": 1 })), None);
    }
}
