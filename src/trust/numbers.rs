//! The numbers that stand on every paper, and who may change them.
//!
//! A wrong core number is the worst that content can do, so one person alone cannot bring one: beside the
//! list of files lies a statement of all core numbers (`core-numbers.json`, the delegated role
//! `core-numbers`) with the signatures of two people. As long as no core number changes, the same statement
//! is carried on, and the rest of the content needs one signature. A device that has missed some contents
//! still finds two signatures under the numbers it is to take.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The role that signs the statement.
pub const ROLE: &str = "core-numbers";

/// Every number of the core services, by service and place in its list.
pub type CoreNumbers = BTreeMap<String, Vec<CoreNumber>>;

/// One number, with everything that changes what a caller reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoreNumber {
    /// `voice`, `text` or `textphone`.
    pub kind: String,
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<u64>,
    /// The word to text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// What the device would dial, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dial: Option<String>,
}

impl fmt::Display for CoreNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)?;
        if let Some(extension) = self.extension {
            write!(f, " extension {extension}")?;
        }
        match &self.keyword {
            Some(keyword) => write!(f, " (text {keyword})"),
            None if self.kind == "text" => write!(f, " (text)"),
            None => Ok(()),
        }
    }
}

/// A service whose core numbers are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub service: String,
    pub old: Vec<CoreNumber>,
    pub new: Vec<CoreNumber>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |numbers: &[CoreNumber]| match numbers {
            [] => "none".to_owned(),
            numbers => numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        };
        write!(f, "{}: {} becomes {}", super::offer::printable(&self.service), list(&self.old), list(&self.new))
    }
}

/// The core numbers that came with this program.
pub fn built_in() -> CoreNumbers {
    of_directory(include_bytes!("../../content/services.json"))
        .expect("the directory that is built in is checked by a test")
}

/// The core numbers of a directory file, or `None` for a file that is no directory. Reads only what it
/// needs: the rest of the file is the loader's to check.
pub fn of_directory(bytes: &[u8]) -> Option<CoreNumbers> {
    let directory: Value = serde_json::from_slice(bytes).ok()?;
    let mut numbers = CoreNumbers::new();
    for service in directory.get("services")?.as_array()? {
        if service.get("x_print_tier").and_then(Value::as_str) != Some("core") {
            continue;
        }
        let id = service.get("id")?.as_str()?.to_owned();
        let phones = service.get("phones")?.as_array()?;
        let shown = phones.iter().filter(|phone| phone.get("x_withheld") != Some(&Value::Bool(true)));
        let known = shown.map(core_number).collect::<Option<Vec<_>>>()?;
        // Two services under one id would hide one another.
        if numbers.insert(id, known).is_some() {
            return None;
        }
    }
    Some(numbers)
}

fn core_number(phone: &Value) -> Option<CoreNumber> {
    let text = |key: &str| phone.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(CoreNumber {
        kind: text("type")?,
        number: text("number")?,
        extension: phone.get("extension").and_then(Value::as_u64),
        keyword: text("x_keyword"),
        dial: text("x_dial"),
    })
}

/// The services whose numbers differ, those that came and those that went.
pub fn differences(old: &CoreNumbers, new: &CoreNumbers) -> Vec<Difference> {
    let services: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let of = |numbers: &CoreNumbers, id: &String| numbers.get(id).cloned().unwrap_or_default();
    services
        .into_iter()
        .filter(|id| old.get(*id) != new.get(*id))
        .map(|id| Difference { service: id.clone(), old: of(old, id), new: of(new, id) })
        .collect()
}

/// The statement as it is signed.
pub fn statement(numbers: &CoreNumbers) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(numbers).expect("strings and numbers");
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(number: &str, tier: &str) -> Vec<u8> {
        let json = format!(
            r#"{{"services": [{{"id": "nhth", "x_print_tier": "{tier}", "phones": [{{"type": "voice", "number": "{number}"}}]}}]}}"#
        );
        json.into_bytes()
    }

    #[test]
    fn a_changed_a_new_and_a_lost_number_differ() {
        let old = of_directory(&directory("1-888-373-7888", "core")).expect("a directory");
        let new = of_directory(&directory("1-888-373-7889", "core")).expect("a directory");
        let told: Vec<String> = differences(&old, &new).iter().map(ToString::to_string).collect();
        assert_eq!(told, ["nhth: 1-888-373-7888 becomes 1-888-373-7889"]);
        let gone = of_directory(&directory("1-888-373-7888", "topic")).expect("a directory");
        assert_eq!(differences(&old, &gone).len(), 1);
        assert_eq!(differences(&gone, &old).len(), 1);
        assert!(differences(&old, &old).is_empty());
    }

    #[test]
    fn the_statement_comes_back_as_it_was_signed() {
        let numbers = built_in();
        assert!(numbers.len() > 10);
        assert_eq!(serde_json::from_slice::<CoreNumbers>(&statement(&numbers)).expect("our own"), numbers);
    }

    #[test]
    fn what_is_no_directory_is_none() {
        for bytes in ["", "[]", "{\"services\": 1}", "{\"services\": [{\"x_print_tier\": \"core\"}]}"] {
            assert_eq!(of_directory(bytes.as_bytes()), None);
        }
    }
}
