//! `printers.toml`: what is in it is sound, and what is wrong with it is named by file and line.

use std::path::Path;

use stairlight::printer::{PrinterUri, ProfileError, Profiles};

const SOUND: &str = "# a comment\n\n[[printer]]\nname = \"a\"\nabout = \"one\"\ndots = 384\ndpi = 203\n\
     cutter-mm = 10\nhead-mm-per-s = 60\nbuffer-bytes = 4096\n";

fn refused(text: &str) -> String {
    match Profiles::parse("site/printers.toml", text) {
        Ok(_) => panic!("accepted:\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// The message names the file, the line and the thing.
fn check(change: impl Fn(&str) -> String, line: usize, words: &str) {
    let said = refused(&change(SOUND));
    let place = format!("site/printers.toml, line {line}: ");
    assert!(said.starts_with(&place) && said.contains(words), "{said}");
}

#[test]
fn what_is_wrong_is_named_by_file_and_line() {
    assert!(Profiles::parse("x", SOUND).is_ok());
    check(|text| text.replace("dpi", "dpl"), 7, "dpl");
    check(|text| format!("{text}colour = true\n"), 11, "colour");
    check(|text| format!("{text}status = \"morse\"\n"), 11, "morse");
    check(|text| format!("{text}cut = \"1D 5G\"\n"), 11, "1D 5G");
    check(|text| format!("{text}cut = 7\n"), 11, "string");
    check(|text| text.replace("dots = 384", "dots = 5000"), 3, "dots = 5000");
    check(|text| text.replace("dots = 384", "dots = -1"), 6, "-1");
    check(|text| text.replace("buffer-bytes = 4096", "buffer-bytes = 512"), 3, "band-bytes");
    check(|text| format!("{text}status = \"eot\"\n"), 3, "hold-rows");
    check(|text| format!("{text}status = \"gs-r\"\nhold-rows = 24\nbarrier = \"gs-h\"\n"), 3, "gs-h");
    check(|text| format!("{text}\n{text}"), 14, "the name is taken");
    check(|text| format!("{text}\n[[printer]]\n"), 12, "missing field");
    check(|text| format!("{text}device-id = [{{ mfg = \"x\", serial = \"y\" }}]\n"), 11, "serial");
    check(|text| format!("[paper]\n{text}"), 1, "paper");
    check(|_| "printer = [".to_owned(), 1, "");
}

#[test]
fn a_missing_file_says_so() {
    let refused = Profiles::load(Path::new("nowhere/printers.toml"));
    assert!(matches!(&refused, Err(ProfileError::Read { file, .. }) if file == "nowhere/printers.toml"));
}

#[test]
fn the_file_in_the_content_is_what_is_built_in() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/printers.toml");
    let loaded = Profiles::load(&path).unwrap_or_else(|error| panic!("{error}"));
    let built_in = Profiles::built_in();
    assert!(loaded.iter().eq(built_in.iter()) && built_in.iter().count() >= 10);
    let text = std::fs::read_to_string(path).unwrap();
    for line in ["CC BY 4.0", "escpos-printer-db"] {
        assert!(text.contains(line), "the attribution lacks {line}");
    }
}

/// The one combination that would let a printer hold more of a slip than is said.
#[test]
fn what_cannot_forget_is_held_short() {
    for profile in Profiles::built_in().iter() {
        let short = profile.hold_rows.is_some_and(|rows| rows <= 24);
        let tells = profile.status != stairlight::printer::profile::Dialect::None;
        assert!(profile.forgets() || short || !tells, "{}", profile.name);
        assert!(!profile.about.is_empty() && profile.source.len() < 40);
    }
}

#[test]
fn a_profile_is_picked_by_name_or_by_address() {
    let profiles = Profiles::built_in();
    let pick = |uri: &str, wanted| {
        let uri: PrinterUri = uri.parse().unwrap();
        profiles.pick(&uri, wanted).map(|profile| profile.name.clone()).map_err(|error| error.to_string())
    };
    assert_eq!(pick("paper:out", None).as_deref(), Ok("paper-58"));
    assert_eq!(pick("paper:out", Some("paper-80")).as_deref(), Ok("paper-80"));
    assert_eq!(pick("usb:/dev/usb/lp7", None).as_deref(), Ok("generic-58"));
    assert_eq!(pick("tcp:192.0.2.1:9100", Some("epson-tm-t88")).as_deref(), Ok("epson-tm-t88"));
    let unknown = pick("paper:out", Some("epsom")).unwrap_err();
    assert!(unknown.contains("epsom") && unknown.contains("epson-tm-t88"), "{unknown}");
}
