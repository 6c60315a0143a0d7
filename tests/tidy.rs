//! The architecture's rules, read off the source tree. ARCHITECTURE.md states them.

use std::fs;
use std::path::{Path, PathBuf};

use skrifa::{FontRef, MetadataProvider};
use stairlight_ui::fonts::FONTS;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every file under `folder` with this ending, and its text.
fn sources(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(ROOT).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == ending) {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((path, text));
            }
        }
    }
    found
}

fn ours(ending: &str) -> Vec<(PathBuf, String)> {
    ["src", "ui", "firmware", "tests", "benches"].iter().flat_map(|folder| sources(folder, ending)).collect()
}

fn under(path: &Path, place: &str) -> bool {
    path.strip_prefix(ROOT).is_ok_and(|path| path.starts_with(place))
}

/// Lines of code, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn only_the_screen_names_slint() {
    for (path, text) in sources("src", "rs") {
        if under(&path, "src/kiosk") {
            continue;
        }
        let named = code(&text).find(|line| line.contains("slint::") || line.contains("slint_"));
        assert_eq!(named, None, "{}", path.display());
    }
}

#[test]
fn only_the_clock_reads_the_clock() {
    for (path, text) in sources("src", "rs") {
        if under(&path, "src/clock.rs") {
            continue;
        }
        let read = code(&text).find(|line| line.contains("Instant::now") || line.contains("SystemTime::now"));
        assert_eq!(read, None, "{}", path.display());
    }
}

#[test]
fn only_one_file_names_the_pins() {
    for (path, text) in sources("src", "rs") {
        if under(&path, "src/hw/pi.rs") {
            continue;
        }
        assert!(!code(&text).any(|line| line.contains("rppal")), "{}", path.display());
    }
}

#[test]
fn the_visit_is_pure() {
    for (path, text) in sources("src", "rs") {
        if !under(&path, "src/visit")
            && !under(&path, "src/view")
            && !under(&path, "src/slip/design.rs")
            && !under(&path, "src/slip/sheet.rs")
        {
            continue;
        }
        for word in ["std::fs", "std::net", "std::thread", "std::process", "std::env", "tracing::", "println!"] {
            assert!(!code(&text).any(|line| line.contains(word)), "{} uses {word}", path.display());
        }
    }
}

#[test]
fn nothing_of_a_visit_can_be_printed_or_stored() {
    // The few types that say nothing of a visit by themselves.
    let free = ["PrinterState", "JobEnd", "Chunk", "Width", "InkBounds", "BitmapError"];
    for (path, text) in sources("src", "rs") {
        let place = ["src/visit", "src/view", "src/slip"]
            .iter()
            .any(|place| under(&path, place) || under(&path, &format!("{place}.rs")));
        if !place {
            continue;
        }
        let lines: Vec<&str> = code(&text).collect();
        for (at, line) in lines.iter().enumerate() {
            let derives =
                line.contains("derive(") && ["Debug", "Serialize", "Display"].iter().any(|word| line.contains(word));
            if !derives {
                continue;
            }
            let item = lines[at..]
                .iter()
                .find(|line| line.contains("struct ") || line.contains("enum "))
                .expect("an item follows");
            assert!(free.iter().any(|name| item.contains(name)), "{}: {item}", path.display());
        }
    }
}

#[test]
fn the_kiosk_logs_through_its_diary_alone() {
    let places =
        ["src/kiosk", "src/printer", "src/hw", "src/fence", "src/slip", "src/content", "src/view", "src/visit"];
    for (path, text) in sources("src", "rs") {
        if !places.iter().any(|place| under(&path, place) || under(&path, &format!("{place}.rs"))) {
            continue;
        }
        let logged = code(&text).find(|line| line.contains("tracing::"));
        assert_eq!(logged, None, "{}", path.display());
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in ours("rs") {
        assert!(text.starts_with("//!") || text.starts_with("#!["), "{} opens without //!", path.display());
    }
    for (path, text) in ours("slint") {
        assert!(text.starts_with("//"), "{} opens without a comment", path.display());
    }
}

#[test]
fn no_file_is_long() {
    for (path, text) in ours("rs").into_iter().chain(ours("slint")) {
        let lines = text.lines().count();
        assert!(lines <= 600, "{}: {lines} lines; is there a second idea in it?", path.display());
    }
}

#[test]
fn colours_are_tokens() {
    for (path, text) in sources("ui", "slint") {
        let theme = path.ends_with("theme.slint");
        for line in code(&text).filter(|_| !theme) {
            let hex = line
                .split('#')
                .nth(1)
                .is_some_and(|rest| rest.chars().take(6).filter(char::is_ascii_hexdigit).count() == 6);
            assert!(!hex, "{}: {line}", path.display());
        }
    }
}

#[test]
fn words_on_screens_come_from_the_catalogue() {
    for (path, text) in sources("ui", "slint") {
        if under(&path, "ui/adapters") || under(&path, "ui/strings.slint") {
            continue;
        }
        let literal = code(&text).find(|line| {
            line.split_once("text: \"").is_some_and(|(_, rest)| rest.chars().next().is_some_and(char::is_alphabetic))
        });
        assert_eq!(literal, None, "{}", path.display());
    }
}

/// A PC has other fonts to fall back on, a device has none: there a letter without a shape is simply not drawn.
#[test]
fn words_in_the_code_have_a_shape_in_our_own_fonts() {
    let fonts: Vec<_> = FONTS.iter().map(|font| FontRef::new(font.data).expect("a font").charmap()).collect();
    for (path, text) in sources("src", "rs").into_iter().chain(sources("ui", "slint")) {
        let shown = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code(shown) {
            let line = line.split(" // ").next().unwrap_or_default();
            let strange = line.chars().find(|c| !c.is_ascii() && !fonts.iter().any(|font| font.map(*c).is_some()));
            assert_eq!(strange, None, "{}: {line}", path.display());
        }
    }
}

#[test]
fn the_map_names_every_module() {
    let map = fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let library = fs::read_to_string(Path::new(ROOT).join("src/lib.rs")).expect("src/lib.rs");
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules {
        assert!(map.contains(&format!("`{module}`")), "ARCHITECTURE.md does not name `{module}`");
    }
}

#[test]
fn the_tests_that_documents_name_exist() {
    let tests: String = ours("rs").into_iter().map(|(_, text)| text).collect();
    for document in ["PRIVACY.md", "ARCHITECTURE.md", "docs/hangs.md", "docs/sticks.md"] {
        let text = fs::read_to_string(Path::new(ROOT).join(document)).expect("the document");
        for name in text.split('`').skip(1).step_by(2) {
            let test =
                name.contains('_') && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if test && name.matches('_').count() >= 2 {
                assert!(tests.contains(&format!("fn {name}(")), "{document} names {name}, which is nowhere");
            }
        }
    }
}

/// What staff read stands in the program, word for word.
#[test]
fn the_words_that_a_document_quotes_are_the_programs() {
    let program: String = sources("src", "rs").into_iter().map(|(_, text)| text.replace("\\\"", "\"")).collect();
    let document = fs::read_to_string(Path::new(ROOT).join("docs/sticks.md")).expect("the document");
    let quoted: Vec<&str> =
        document.split('“').skip(1).filter_map(|rest| rest.split_once('”')).map(|(words, _)| words).collect();
    assert!(quoted.len() > 20);
    for words in quoted {
        assert!(program.contains(words), "nothing says \"{words}\"");
    }
}
