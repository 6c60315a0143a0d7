//! The command line: what it says to a stranger, and to one who mistypes.

use std::path::Path;
use std::process::{Command, Output};

fn stairlight(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stairlight"));
    command.args(arguments).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("STAIRLIGHT_DATA");
    command.output().expect("the program starts")
}

fn said(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

#[test]
fn what_does_not_exist_is_answered_with_what_does() {
    for (arguments, named) in [
        (&["visit", "--lang", "xx"][..], "zh-Hans"),
        (&["visit", "--lang", "en", "--topic", "none"], "friend"),
        (&["visit", "--lang", "en", "--cover", "none"], "bookmark"),
        (&["visit", "--lang", "en", "--panel", "1x1"], "1024x600"),
        (&["slip", "--lang", "xx"], "km"),
        (&["slip", "--lang", "en", "--cover", "none"], "receipt"),
        (&["slip", "--lang", "en", "--width", "400"], "576"),
        (&["slip", "--lang", "en", "--printer", "lp0"], "usb:/dev/usb/lp0"),
        (&["slip", "--lang", "en", "--out", "slip.pdf"], ".png"),
        (&["nothing"], "--help"),
    ] {
        let output = stairlight(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = said(&output.stderr);
        assert!(error.contains(named), "{arguments:?}: {error}");
    }
}

#[test]
fn a_missing_folder_is_named() {
    let output = stairlight(&["--data", "/nowhere/at/all", "content", "list"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output.stderr).contains("/nowhere/at/all"));
}

#[test]
fn help_names_every_command() {
    let help = said(&stairlight(&["--help"]).stdout);
    for command in ["run", "kiosk", "steward", "visit", "slip", "content"] {
        assert!(help.contains(command), "{help}");
    }
}

#[test]
fn languages_are_listed_one_a_line() {
    let tags = said(&stairlight(&["content", "list", "--languages"]).stdout);
    let tags: Vec<&str> = tags.lines().collect();
    for tag in ["en", "es", "ar", "zh-Hans", "km", "vi"] {
        assert!(tags.contains(&tag), "{tags:?}");
    }
}

#[test]
fn a_visit_leaves_pictures_and_the_paper() {
    let place = tempfile::tempdir().expect("a place for files");
    let out = place.path().join("visit");
    let output =
        stairlight(&["visit", "--lang", "es", "--topic", "online", "--out", out.to_str().expect("a plain path")]);
    assert!(output.status.success(), "{}", said(&output.stderr));
    let names: Vec<String> = std::fs::read_dir(&out)
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    for part in
        ["languages", "home", "card-sign", "helper", "paper", "printing", "take-it", "veil", "cover", "slip.png"]
    {
        assert!(names.iter().any(|name| name.contains(part)), "no {part} among {names:?}");
    }
    let bytes = std::fs::read(out.join("slip.bin")).expect("the printer's bytes");
    assert!(bytes.starts_with(&[0x1b, b'@']), "a job starts by bringing the printer to a known state");
}

#[test]
fn a_paper_can_be_printed_on_the_virtual_printer() {
    let place = tempfile::tempdir().expect("a place for files");
    let uri = format!("paper:{}", place.path().display());
    let output = stairlight(&["slip", "--lang", "km", "--printer", &uri]);
    assert!(output.status.success(), "{}", said(&output.stderr));
    assert!(said(&output.stdout).contains("confirms"));
    assert!(Path::new(place.path()).join("slip-0001.png").exists());
}

#[test]
fn without_a_display_there_is_a_demonstration() {
    let output = stairlight(&[]);
    let told = said(&output.stdout);
    assert!(output.status.success(), "{}", said(&output.stderr));
    assert!(told.contains("no display") && told.contains("demonstration"), "{told}");
}

#[test]
fn a_check_says_in_its_exit_code_whether_something_is_wrong() {
    let place = tempfile::tempdir().expect("a place for files");
    let data = place.path().to_str().expect("a plain path");
    let broken = stairlight(&["--data", data, "content", "check"]);
    assert_eq!(broken.status.code(), Some(1), "there is no content in {data}");
    let release = stairlight(&["content", "check", "--release", "--format", "json"]);
    assert_eq!(release.status.code(), Some(1), "drafts are not released");
    let report: serde_json::Value = serde_json::from_slice(&release.stdout).expect("nothing but JSON");
    let finding = &report["findings"][0];
    for field in ["severity", "kind", "file", "line", "key", "language", "message", "remedy"] {
        assert!(finding.get(field).is_some(), "{field} in {finding}");
    }
    assert_eq!(stairlight(&["content", "check", "--format", "xml"]).status.code(), Some(2));
}

#[test]
fn the_publishers_commands_write_what_they_say() {
    let place = tempfile::tempdir().expect("a place for files");
    let template = place.path().join("stairlight.pot");
    let output = stairlight(&["content", "extract", "--out", template.to_str().expect("a plain path")]);
    assert!(output.status.success(), "{}", said(&output.stderr));
    let printed = stairlight(&["content", "extract"]).stdout;
    assert_eq!(std::fs::read(&template).expect("the template"), printed);
    let status = stairlight(&["content", "status", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&status.stdout).expect("JSON");
    assert!(rows["languages"].as_array().is_some_and(|rows| rows.len() > 20));

    let package = concat!(env!("CARGO_MANIFEST_DIR"), "/content/services.json");
    let taken = stairlight(&["content", "import-hsds", package, "--out", template.to_str().expect("a plain path")]);
    assert_eq!(taken.status.code(), Some(2), "a file that is there is not written over");
    let known = stairlight(&["content", "import-hsds", package]);
    assert_eq!(known.status.code(), Some(1), "all of it is in the directory already");
    assert!(known.stdout.is_empty() && said(&known.stderr).contains("already"));
}

#[test]
fn a_new_language_gets_its_catalogue_from_merge() {
    let place = tempfile::tempdir().expect("a place for files");
    for folder in ["content", "content/topics"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        std::fs::create_dir_all(place.path().join(folder)).expect("a folder");
        for file in std::fs::read_dir(from).expect("the folder").flatten().filter(|file| file.path().is_file()) {
            std::fs::copy(file.path(), place.path().join(folder).join(file.file_name())).expect("a copy");
        }
    }
    let data = place.path().to_str().expect("a plain path");
    let merge = || said(&stairlight(&["--data", data, "content", "merge", "--lang", "es"]).stdout);
    assert!(merge().contains("new"));
    let po = std::fs::read_to_string(place.path().join("locales/es/LC_MESSAGES/stairlight.po")).expect("the catalogue");
    assert!(po.contains("Language: es") && po.contains("msgctxt \"ui.frame/leave\""));
    assert!(merge().contains("up to date"));
    assert_eq!(stairlight(&["--data", data, "content", "merge", "--lang", "xx"]).status.code(), Some(2));
}
