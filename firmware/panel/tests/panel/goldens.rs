//! The pictures of the glass, as text under `tests/golden/`, one file per page, situation and
//! language. The emulator compares the firmware's own glass with the same files.
//!
//! `UPDATE_GOLDEN=1 cargo test -p stairlight-panel` writes what is new or different, and the run
//! still fails: somebody looks at the diff first.

use std::path::PathBuf;
use std::{env, fs};

use stairlight_link::StaffLanguage;
use stairlight_panel::draw::{ErrorText, draw_error};
use stairlight_panel::pages::sheet;

use crate::glass::Glass;
use crate::scenes;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.txt"))
}

fn tag(language: StaffLanguage) -> &'static str {
    match language {
        StaffLanguage::English => "en",
        StaffLanguage::Spanish => "es",
    }
}

/// Compares with a golden picture; gives its name if it is different, and writes it if asked to.
fn compare(name: String, drawn: &Glass) -> Option<String> {
    let path = golden(&name);
    let drawn = drawn.to_string();
    if fs::read_to_string(&path).ok().as_ref() == Some(&drawn) {
        return None;
    }
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    println!("{name} is now:\n{drawn}");
    Some(name)
}

/// The panel's own error, in the words of the emulator's test.
fn error() -> Glass {
    let text = "device.rs:42 index out of bounds: the len is 4 but the index is 9";
    Glass::with(|glass| draw_error(&ErrorText::try_from(text).unwrap(), glass))
}

#[test]
fn pictures_are_as_agreed() {
    let scenes = scenes::pictures().into_iter().flat_map(|(name, page, facts)| {
        StaffLanguage::ALL.iter().map(move |language| {
            let name = format!("{name}.{}", tag(*language));
            compare(name, &Glass::showing(&sheet(page, &facts, *language)))
        })
    });
    let different: Vec<_> = scenes.chain([compare("error".to_owned(), &error())]).flatten().collect();
    assert!(different.is_empty(), "look at the pictures above: {different:?}");
}

/// An error of any length stays on the glass.
#[test]
fn the_longest_error_fits() {
    let text = ErrorText::try_from("\u{e1}".repeat(42).as_str()).unwrap();
    assert_eq!(Glass::with(|glass| draw_error(&text, glass)).spilt, 0);
    let text = ErrorText::try_from("M".repeat(84).as_str()).unwrap();
    assert_eq!(Glass::with(|glass| draw_error(&text, glass)).spilt, 0);
}

/// A picture that nothing draws any more would never be looked at again.
#[test]
fn no_picture_is_left_over() {
    let wanted: Vec<_> = scenes::pictures()
        .iter()
        .flat_map(|(name, ..)| StaffLanguage::ALL.iter().map(move |l| format!("{name}.{}", tag(*l))))
        .chain(["error".to_owned()])
        .map(|name| golden(&name))
        .collect();
    for entry in fs::read_dir(golden("any").parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        assert!(wanted.contains(&path), "{} belongs to no scene", path.display());
    }
}
