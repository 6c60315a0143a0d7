//! The machine looked at under a root: sensors that are not there, and sensors that lie.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use stairlight::content::Folders;
use stairlight::health::system::{self, Card, Memory, Space, Start};
use stairlight::health::{Conditions, ContentState, Lookout, PinState, Report, Roll, Sense, Source, State};
use stairlight::panel::{Celsius, PowerCondition};
use stairlight::slots::disk::Room;
use stairlight::slots::{Home, RealDisk, Slots};
use tempfile::TempDir;

use crate::date;

const TEMPERATURE: &str = "sys/class/thermal/thermal_zone0/temp";
const THROTTLED: &str = "sys/devices/platform/soc/soc:firmware/get_throttled";
const WATCHDOG: &str = "sys/class/watchdog/watchdog0/bootstatus";
const LIFE: &str = "sys/block/mmcblk0/device/life_time";
const END: &str = "sys/block/mmcblk0/device/pre_eol_info";
const MEMORY: &str = "proc/meminfo";

pub fn put(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn empty() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

pub fn repository() -> Folders {
    Folders::under(Path::new(env!("CARGO_MANIFEST_DIR")))
}

/// What a device with this root finds, as an appliance with a state folder.
fn looked(root: &Path, state: &Path, home: Home) -> Conditions {
    let mut is = Conditions::unknown(date("2026-12-01"));
    Lookout::new(root, Some(state), Arc::new(RealDisk), home, true).look(&mut is, Duration::ZERO, false);
    is
}

#[test]
fn a_machine_without_sensors_is_unknown_and_no_worse() {
    let (root, state) = (empty(), empty());
    let is = looked(root.path(), state.path(), repository().into());
    assert_eq!((is.temperature, is.power), (Sense::Silent, PowerCondition::Unknown));
    assert_eq!((is.memory, is.card, is.start), (Sense::Silent, Sense::Silent, Sense::Silent));
    let report = Report::of(&is);
    for id in ["temperature_celsius", "power_good", "memory_enough", "card_good", "started_in_order"] {
        let fact = report.facts.iter().find(|fact| fact.id == id).expect(id);
        assert_eq!((fact.value.as_str(), fact.number), ("unknown", None), "{id}");
    }
    assert!(!report.findings.iter().any(|finding| finding.id == "sensor-strange"));
}

#[test]
fn a_sensor_that_lies_is_unknown_and_said_to_lie() {
    for (file, lies) in [
        (TEMPERATURE, &["", "warm", "-300000", "999000", "9223372036854775807", "\u{0}\u{0}"][..]),
        (MEMORY, &["", "MemTotal: x kB", "MemTotal: 0 kB\nMemAvailable: 0 kB", "MemTotal: 10 kB\nMemAvailable: 11 kB"]),
        (LIFE, &["0x0c 0x0c", "much", "0xff", "0x01 0xzz"]),
        (END, &["0x04", "-1"]),
        (WATCHDOG, &["", "yes", "-1", "99999999999"]),
    ] {
        for lie in lies {
            let (root, state) = (empty(), empty());
            put(root.path(), file, lie);
            let report = Report::of(&looked(root.path(), state.path(), repository().into()));
            let named = report.findings.iter().filter(|finding| finding.id == "sensor-strange").count();
            assert_eq!(named, 1, "{file}: {lie:?}");
        }
    }
}

/// A folder where a file should be, and bytes that are no text.
#[test]
fn a_tree_gone_mad_stops_nobody() {
    let (root, state) = (empty(), empty());
    for file in [TEMPERATURE, THROTTLED, WATCHDOG, LIFE, END, MEMORY, "proc/mounts", "proc/swaps", "etc/localtime"] {
        fs::create_dir_all(root.path().join(file)).expect("a folder");
    }
    looked(root.path(), state.path(), repository().into());
    let root = empty();
    for file in [TEMPERATURE, THROTTLED, WATCHDOG, LIFE, END, MEMORY, "proc/mounts", "proc/swaps", "proc/cmdline"] {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, [0xff, 0xfe, 0, b'\n', 0x80]).expect("a file");
    }
    looked(root.path(), state.path(), repository().into());
}

#[test]
fn what_the_sensors_say_is_understood() {
    let root = empty();
    let at = root.path();
    put(at, TEMPERATURE, "47312\n");
    put(at, THROTTLED, "50000\n");
    let state = empty();
    let is = looked(at, state.path(), repository().into());
    assert_eq!((is.temperature, is.power), (Sense::Told(Celsius(47)), PowerCondition::WasLow));
    for (text, memory) in [
        ("MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 500 kB\n", Memory::Enough),
        ("MemTotal: 1000 kB\nMemAvailable: 79 kB\n", Memory::Little),
    ] {
        put(at, MEMORY, text);
        assert_eq!(system::memory(at), Sense::Told(memory));
    }
    for (life, end, card) in [
        ("0x01 0x01", "0x01", Sense::Told(Card::Good)),
        ("0x00 0x00", "0x00", Sense::Silent),
        ("0x01 0x09", "0x01", Sense::Told(Card::Wearing)),
        ("0x01 0x01", "0x02", Sense::Told(Card::Wearing)),
        ("0x0b 0x01", "0x01", Sense::Told(Card::Worn)),
        ("0x01 0x01", "0x03", Sense::Told(Card::Worn)),
    ] {
        put(at, LIFE, life);
        put(at, END, end);
        assert_eq!(system::card(at), card, "{life} {end}");
    }
    for (bits, start) in [
        ("0", Start::Ordinary),
        ("32", Start::Watchdog),
        ("33", Start::Watchdog),
        ("1", Start::Heat),
        ("16", Start::Power),
    ] {
        put(at, WATCHDOG, bits);
        assert_eq!(system::start(at), Sense::Told(start), "{bits}");
    }
}

#[test]
fn a_disk_is_full_before_the_last_byte() {
    let room = |bytes, files| Space::of(Room { bytes, files });
    assert_eq!(room(0, 0), Space::Full);
    assert_eq!(room(1 << 20, u64::MAX), Space::Full);
    assert_eq!(room(1 << 40, 3), Space::Full, "no more names");
    assert_eq!(room(50 << 20, u64::MAX), Space::Little);
    assert_eq!(room(1 << 30, u64::MAX), Space::Enough);
    // No state folder: nobody knows.
    let (root, state) = (empty(), empty());
    let is = looked(root.path(), &state.path().join("none"), repository().into());
    assert_eq!(is.disk, Sense::Silent);
    assert_ne!(looked(root.path(), state.path(), repository().into()).disk, Sense::Silent);
}

/// A device that nobody has finished setting up: each lack has a state, a sentence and a next step.
#[test]
fn a_half_provisioned_device_says_what_it_lacks() {
    let (root, state, data) = (empty(), empty(), empty());
    let ids = |is: &Conditions| {
        let report = Report::of(is);
        assert_eq!(report.state, State::NeedsStaff);
        assert!(report.next.is_some());
        report.findings.into_iter().map(|finding| finding.id).collect::<Vec<_>>()
    };
    // Nothing at all.
    let is = looked(root.path(), state.path(), Folders::under(data.path()).into());
    assert_eq!((is.content.state, is.pin, is.roll), (ContentState::Missing, PinState::NotSet, Roll::Unknown));
    let found = ids(&is);
    assert!(found.contains(&"content-missing".to_owned()) && found.contains(&"pin-not-set".to_owned()), "{found:?}");
    // Content without settings, and with settings that are none.
    let site = data.path().join("site.toml");
    for text in [None, Some("county = 7"), Some("[[["), Some("idle.veil_seconds = 1")] {
        text.map_or_else(|| (), |text| fs::write(&site, text).expect("a file"));
        let is = looked(root.path(), state.path(), repository().with_site(site.clone()).into());
        assert_eq!(is.content.state, ContentState::SettingsBroken, "{text:?}");
        assert!(ids(&is).contains(&"settings-broken".to_owned()));
    }
    // Settings that name nothing are good, and an appliance is told that it has no printer.
    fs::write(&site, "").expect("a file");
    let is = looked(root.path(), state.path(), repository().with_site(site).into());
    assert_eq!((is.content.state, is.roll), (ContentState::Whole, Roll::NoPrinter));
    assert!(ids(&is).contains(&"no-printer".to_owned()));
    // And a PIN.
    fs::write(state.path().join("pin.json"), "{}").expect("a file");
    assert_eq!(looked(root.path(), state.path(), repository().into()).pin, PinState::Set);
}

#[test]
fn the_content_is_looked_at() {
    let (root, state) = (empty(), empty());
    let home = Home::State(Slots::new(Arc::new(RealDisk), state.path(), &repository()));
    let content = looked(root.path(), state.path(), home).content;
    assert_eq!((content.state, content.source, content.number), (ContentState::Whole, Some(Source::Factory), None));
    let languages = content.languages.expect("they are counted");
    assert!(languages.whole <= languages.of && languages.of > 20, "{languages:?}");
    assert!(content.dialled.expect("they are looked at").len() > 20);
}

/// The roll is as wide as the printer that the settings name.
#[test]
fn the_roll_comes_from_the_settings() {
    let (root, state) = (empty(), empty());
    let site = state.path().join("site.toml");
    for (text, roll) in [
        ("printer.profile = \"epson-tm-t88\"", Roll::Millimetres(80)),
        ("printer.profile = \"csn-a2\"", Roll::Millimetres(58)),
        ("printer.profile = \"of my dreams\"", Roll::Unknown),
        ("printer.uri = \"usb:/dev/usb/lp0\"", Roll::Unknown),
        ("printer.uri = \"serial:/dev/ttyAMA0\"", Roll::Millimetres(58)),
        ("", Roll::NoPrinter),
    ] {
        fs::write(&site, text).expect("a file");
        let is = looked(root.path(), state.path(), repository().with_site(site.clone()).into());
        assert_eq!(is.roll, roll, "{text}");
    }
}
