//! What lasts: files, health in every form, and the diaries, after visits of every kind and after
//! none.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use stairlight::visit::Action;

use crate::bench::{Device, Place, bytes};
use crate::visits::{Dice, Guided, how_many, random};

/// Everything that a device has written and shown to staff.
#[derive(PartialEq)]
struct Left {
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// Sorted: the steward and the panel's link are threads, and who speaks first at the start is chance.
    health: Vec<String>,
    /// The health report as staff, monitors and telephones get it.
    reports: Vec<String>,
    glass: Vec<u8>,
    kiosk: String,
    /// How the kiosk's process was called, for everybody on the device to see.
    arguments: String,
}

/// Looks at a device that works, and ends it.
fn left(device: Device) -> (Left, Place) {
    device.settle();
    let glass = bytes(&device.place.path("panel/panel.png"));
    let arguments = fs::read(format!("/proc/{}/cmdline", device.kiosk.pid())).expect("it lives");
    let reports = ["text", "json", "prom", "nagios", "qr"].map(|form| report(&device.place, form)).to_vec();
    let place = device.end();
    let root = place.path("");
    let name = |path: PathBuf| path.strip_prefix(&root).expect("in it").to_owned();
    let mut health: Vec<_> = place.read("log/steward").lines().map(str::to_owned).collect();
    health.sort();
    let left = Left {
        files: place.lasting().into_iter().map(|(path, (bytes, _))| (name(path), bytes)).collect(),
        health,
        reports,
        glass,
        kiosk: place.read("log/kiosk"),
        // Folders and devices have other names in every test.
        arguments: String::from_utf8_lossy(&arguments)
            .split('\0')
            .filter(|word| !word.contains('/'))
            .collect::<Vec<_>>()
            .join(" "),
    };
    (left, place)
}

/// What the steward that runs says of the device, in one form.
fn report(place: &Place, form: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stairlight"));
    command.args(["health", "--format", form, "--health"]).arg(place.path("health.json"));
    let output = command.output().expect("it starts");
    assert!(output.status.code() != Some(3) && output.stderr.is_empty(), "the steward runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A device that nobody touches, and one that is used.
fn compare(used: impl FnOnce(&mut Device)) -> (Left, Place) {
    let (unused, _) = left(Device::start());
    let mut device = Device::start();
    device.settle();
    let before = device.place.lasting();
    let written = |place: &Place| fs::metadata(place.path("health.json")).and_then(|data| data.modified()).ok();
    let report_before = written(&device.place);
    used(&mut device);
    assert!(report_before.is_some() && written(&device.place) == report_before, "the report was written anew");
    let (left, place) = left(device);
    let after = place.lasting();
    assert!(before == after, "files changed: {:?}", changed(&before, &after));
    assert!(left.files == unused.files, "files differ");
    assert_eq!(left.health, unused.health, "the steward's diary, and the health in it");
    assert_eq!(left.reports, unused.reports, "the health report in every form");
    assert!(left.reports[0].starts_with("Working\n"), "{}", left.reports[0]);
    assert_eq!(left.kiosk, unused.kiosk, "the kiosk's diary");
    assert_eq!(left.arguments, unused.arguments, "the process's arguments");
    assert!(left.glass == unused.glass, "the service panel's glass");
    assert!(!left.health.is_empty() && !left.glass.is_empty(), "there is something to compare");
    (left, place)
}

fn changed<T: PartialEq>(before: &BTreeMap<PathBuf, T>, after: &BTreeMap<PathBuf, T>) -> Vec<PathBuf> {
    let all = before.keys().chain(after.keys());
    let mut changed: Vec<_> = all.filter(|path| before.get(*path) != after.get(*path)).cloned().collect();
    changed.dedup();
    changed
}

/// I-1 and I-7: two visits that differ in everything leave the same as no visit.
#[test]
fn i_1_and_i_7_any_visit_leaves_what_none_leaves() {
    compare(|device| {
        for (tag, prints) in [("en", false), ("es", true), ("ar", false)] {
            let mut visit = Guided::begin(&mut device.kiosk);
            visit.language(tag);
            if prints {
                visit.print(&device.place);
            }
            visit.leave();
        }
        assert!(device.place.papers() > 0, "something was printed");
    });
}

/// What `stairlight seizure` prints about everything that the device could have written.
fn seizure(place: &Place, manifest: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stairlight"));
    command.args(["seizure", "--root"]).arg(place.data()).args(arguments);
    if arguments.is_empty() {
        command.arg("--against").arg(manifest);
    }
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// I-13: the card after a thousand visits is the card after none. A sceptic's own command says so too.
#[test]
fn i_13_many_visits_leave_nothing() {
    let visits = how_many(20, 1_000);
    let kept = tempfile::NamedTempFile::new().expect("a file");
    let (_, place) = compare(|device| {
        fs::write(kept.path(), seizure(&device.place, kept.path(), &["--manifest"])).expect("a file");
        let mut dice = Dice::new(13);
        for visit in 0..visits {
            random(&mut device.kiosk, &mut dice);
            if visit % 100 == 99 {
                Guided::begin(&mut device.kiosk).language("es").print(&device.place).leave();
            }
        }
        assert!(device.kiosk.renewals() >= visits, "a fresh process after each");
    });
    let said = seizure(&place, kept.path(), &[]);
    assert!(said.starts_with("Nothing has changed"), "{said}");
}

/// I-5: nothing that the device says anywhere names a language, a page or a word of what was read,
/// not even when everything is logged that could be.
#[test]
fn i_5_no_output_names_what_was_read() {
    let content = crate::stage::content();
    let (left, place) = compare(|device| {
        let mut visit = Guided::begin(&mut device.kiosk);
        visit.language("es");
        for topic in &content.topics {
            let topic = content.find_topic(&topic.id).expect("it is one of them");
            visit.choose(Action::OpenTopic(topic)).choose(Action::GoHome);
        }
        visit.print(&device.place).leave();
    });
    let said = format!("{}\n{}\n{}", left.kiosk, left.health.join("\n"), left.arguments);
    let said = format!("{said}\n{}", left.reports[..4].join("\n"));
    let mut words: Vec<String> = content.languages.iter().map(|language| language.tag.clone()).collect();
    words.extend(content.languages.iter().map(|language| language.name.clone()));
    words.extend(content.topics.iter().map(|topic| topic.id.clone()));
    words.extend(content.topics.iter().flat_map(|topic| topic.cards.iter().map(|card| card.id.clone())));
    words.extend(content.services.iter().map(|service| service.id.clone()));
    // Two letters can be a language, and a word of English.
    for word in words.iter().filter(|word| word.len() > 2) {
        let named = said.split(|letter: char| !letter.is_alphanumeric() && letter != '-').any(|said| said == word);
        assert!(!named, "\"{word}\" is in {}: {said}", place.path("log").display());
    }
}
