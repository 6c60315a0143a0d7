//! The files of a content, each by its own reader. They are signed when they come from a stick, and may still
//! be wrong: a publisher's slip must be an error with a line and never a panic.
//!
//! The first byte chooses the reader.
#![cfg_attr(fuzzing, no_main)]

use serde::de::DeserializeOwned;
use stairlight::content::service::Directory;
use stairlight::content::{PaperText, Reference, Topic, po};
use stairlight::printer::Profiles;
use stairlight::site::Site;
use stairlight::trust::Reset;
use stairlight::trust::file_name::FileName;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target(bytes));

#[cfg(not(fuzzing))]
fn main() {
    stairlight_fuzz::run("content", 60_000, target);
}

fn target(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    match which % 8 {
        0 => drop(po::parse(&text)),
        1 => {
            if let Ok(directory) = serde_json::from_str::<Directory>(&text) {
                directory.services.iter().for_each(|service| drop(service.problem()));
            }
        }
        2 => {
            if let Some(topic) = toml_of::<Topic>(&text) {
                topic.cards.iter().for_each(|card| drop(card.problem()));
            }
        }
        3 => {
            if let Some(site) = toml_of::<Site>(&text) {
                // What is kept can be read again, and is the same.
                let kept = toml::to_string(&site).expect("settings can be written");
                assert!(toml_of::<Site>(&kept).as_ref() == Some(&site) || site.screen.width_mm.is_nan());
                drop(site.problem());
                // As staff are shown it before they take it.
                assert!(site.differences(&site).is_empty());
                drop(Site::default().differences(&site));
            }
        }
        4 => drop(toml_of::<Reference>(&text).map(|reference| reference.problem())),
        5 => drop((toml_of::<PaperText>(&text), Profiles::parse("printers.toml", &text).is_ok())),
        7 => {
            if let Ok(reset) = Reset::parse(rest) {
                assert_eq!(reset.claims().to_string().len(), 9, "two groups of four");
            }
        }
        _ => {
            if let Ok(name) = FileName::parse(&text) {
                assert_eq!(FileName::of_path(&name.path()).as_ref(), Some(&name), "both ways");
            }
        }
    }
}

fn toml_of<T: DeserializeOwned>(text: &str) -> Option<T> {
    toml::from_str(text).ok()
}
