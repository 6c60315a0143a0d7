//! Translators' files: nothing is lost between our merge and gettext's own tools. Where gettext is not
//! installed, the tests with the real tools say so and pass.

use std::fs;
use std::path::Path;
use std::process::Command;

use stairlight::content::po::{self, Entry};
use stairlight::publish::Publication;
use stairlight::publish::merge::{Changes, empty, merge, template};

use crate::fixture::{Fixture, catalogue};

fn has_gettext(test: &str) -> bool {
    let there =
        ["msgmerge", "msgfmt", "msgcat"].iter().all(|tool| Command::new(tool).arg("--version").output().is_ok());
    if !there {
        // Straight to standard error, so that it is seen although the test passes.
        use std::io::Write as _;
        let said = writeln!(
            std::io::stderr(),
            "\n*** SKIPPED: {test}: gettext is not installed (apt-get install gettext) ***\n"
        );
        said.expect("standard error can be written");
    }
    there
}

fn run(tool: &str, arguments: &[&Path], flags: &[&str]) -> Vec<u8> {
    let output = Command::new(tool).args(flags).args(arguments).output().expect("the tool starts");
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn read(fixture: &Fixture) -> Publication {
    Publication::read(&fixture.folders()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Without what is only for the eye.
fn gist(entries: &[Entry]) -> Vec<Entry> {
    entries.iter().map(|entry| Entry { line: 0, ..entry.clone() }).collect()
}

#[test]
fn merging_todays_catalogues_changes_no_text() {
    let here = stairlight::content::Folders::under(Path::new(env!("CARGO_MANIFEST_DIR")));
    let publication = Publication::read(&here).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert!(publication.catalogues.len() > 20);
    for catalogue in &publication.catalogues {
        let (merged, _) = merge(&publication.texts, &catalogue.entries);
        let texts = |entries: &[Entry]| -> Vec<(String, String)> {
            let mut texts: Vec<_> = entries
                .iter()
                .map(|e| (e.place.clone(), e.text.clone()))
                .filter(|(_, text)| !text.is_empty())
                .collect();
            texts.sort();
            texts
        };
        assert_eq!(texts(&merged).len(), texts(&catalogue.entries).len(), "{}: a text was lost", catalogue.tag);
        let (again, changes) = merge(&publication.texts, &merged);
        assert_eq!((gist(&again), changes), (gist(&merged), Changes::default()), "{}: a second merge", catalogue.tag);
        let written = po::write(&merged);
        assert_eq!(gist(&po::parse(&written).expect("what we write is read")), gist(&merged), "{}", catalogue.tag);
    }
}

#[test]
fn a_new_language_begins_with_an_empty_catalogue() {
    let publication = read(&Fixture::with(&[]));
    let entries = empty("so", &publication.texts);
    assert_eq!(entries[0].field("Language"), Some("so"));
    assert_eq!(entries.len(), publication.texts.len() + 1);
    assert!(entries[1..].iter().all(|entry| entry.text.is_empty() && !entry.stale));
}

#[test]
fn gettext_reads_and_checks_what_we_write() {
    if !has_gettext("gettext_reads_and_checks_what_we_write") {
        return;
    }
    let fixture = Fixture::with(&["es", "ar", "km", "zh-Hans"]);
    let publication = read(&fixture);
    for catalogue in &publication.catalogues {
        let file = fixture.path(&catalogue.file);
        let (merged, _) = merge(&publication.texts, &catalogue.entries);
        fs::write(&file, po::write(&merged)).expect("it can be written");
        run("msgfmt", &[&file], &["--check", "--output-file=/dev/null"]);
        let formatted = run("msgcat", &[&file], &["--no-wrap"]);
        assert_eq!(
            String::from_utf8_lossy(&formatted),
            po::write(&merged),
            "{}: msgcat writes it otherwise",
            catalogue.tag
        );
    }
    let pot = fixture.path("stairlight.pot");
    fs::write(&pot, po::write(&template(&publication.texts))).expect("it can be written");
    run("msgfmt", &[&pot], &["--check-format", "--output-file=/dev/null"]);
}

#[test]
fn a_lost_placeholder_is_seen_by_gettext_too() {
    if !has_gettext("a_lost_placeholder_is_seen_by_gettext_too") {
        return;
    }
    let fixture = Fixture::with(&["es"]);
    fixture.translate("es", "ui.frame/position", "{number}");
    let publication = read(&fixture);
    let (merged, _) = merge(&publication.texts, &publication.catalogues[0].entries);
    let file = fixture.path(&catalogue("es"));
    fs::write(&file, po::write(&merged)).expect("it can be written");
    let output = Command::new("msgfmt").args(["--check", "-o", "/dev/null"]).arg(&file).output().expect("msgfmt");
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("count"));
}

#[test]
fn msgmerge_and_our_merge_agree() {
    if !has_gettext("msgmerge_and_our_merge_agree") {
        return;
    }
    let fixture = Fixture::with(&["es"]);
    let file = fixture.path(&catalogue("es"));
    // A translator's remark, a changed English text, a new card and one that is gone.
    fixture.change(&catalogue("es"), |po| po.replacen("#. screen word", "# ¿Mejor \\\"volver\\\"?\n#. screen word", 1));
    fixture.change("content/topics/work.toml", |toml| {
        let changed = toml.replacen("title = \"Work without pay\"", "title = \"Work and no pay\"", 1);
        changed.replacen("id = \"no-pay\"", "id = \"no-pay-here\"", 1)
    });
    fixture.change("content/topics/food.toml", |toml| {
        toml.replacen("title = \"Not enough food\"", "title = \"Too little food\"", 1)
    });
    let publication = read(&fixture);
    let pot = fixture.path("stairlight.pot");
    fs::write(&pot, po::write(&template(&publication.texts))).expect("it can be written");

    let (ours, changes) = merge(&publication.texts, &publication.catalogues[0].entries);
    assert_eq!((changes.stale, changes.moved), (1, 1), "{changes:?}");
    let theirs = run("msgmerge", &[&file, &pot], &["--quiet", "--no-wrap", "--previous", "--no-fuzzy-matching"]);
    let theirs = po::parse(&String::from_utf8(theirs).expect("UTF-8")).expect("what msgmerge writes is read");
    // Without its guesses msgmerge sets aside what changed; all that did not change is alike.
    let same = |entry: &&Entry| !entry.stale && !entry.obsolete && !entry.text.is_empty();
    let unchanged: Vec<Entry> = gist(&ours).into_iter().filter(|e| same(&e)).collect();
    let theirs: Vec<Entry> = gist(&theirs).into_iter().filter(|e| same(&e)).collect();
    assert_eq!(unchanged, theirs);
    assert_eq!(unchanged[1].remarks, ["¿Mejor \\\"volver\\\"?"], "the translator's remark is kept");

    // And msgmerge finds nothing to do after us.
    fs::write(&file, po::write(&ours)).expect("it can be written");
    let after = run("msgmerge", &[&file, &pot], &["--quiet", "--no-wrap", "--previous"]);
    assert_eq!(String::from_utf8_lossy(&after), po::write(&ours));
    run("msgfmt", &[&file], &["--check", "--output-file=/dev/null"]);
}
