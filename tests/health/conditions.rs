//! The table: what each condition makes of a device, what to do about it, and who can.

use std::fs;
use std::path::Path;

use stairlight::health::conditions::Languages;
use stairlight::health::system::{Card, Memory, Space, Start};
use stairlight::health::tested::Test;
use stairlight::health::{
    Conditions, ContentState, Contents, PanelState, Part, PinState, Report, Roll, Screen, Sense, State, Who,
};
use stairlight::panel::{Celsius, Link, PowerCondition};
use stairlight::setting::Setting;
use stairlight::socket::{PrinterCondition as P, Protection};
use stairlight_link::Version;

use State::{NeedsStaff, OutOfService, Working};
use Who::{Anyone, Staff, Technician};

use crate::{date, well};

type Change = fn(&mut Conditions);

/// Condition, state of the whole device, the finding's name, its step, and who can do it. A row a line.
#[rustfmt::skip]
const TABLE: &[(&str, Change, State, &str, &str, Who)] = &[
    ("the screen is silent", |is| is.screen = Screen::Silent, OutOfService, "screen-silent", "Wait one minute; it restarts by itself.", Anyone),
    ("no steward", |is| is.steward = false, NeedsStaff, "steward-absent", "Start the service stairlight-steward, or switch the device off and on.", Technician),
    ("no content", |is| is.content.state = ContentState::Missing, NeedsStaff, "content-missing", "Put the newest stick in.", Staff),
    ("bad settings", |is| is.content.state = ContentState::SettingsBroken, NeedsStaff, "settings-broken", "Choose them again on the screen for staff, or put a good site.toml in their place.", Technician),
    ("bad content", |is| is.content.state = ContentState::Damaged, NeedsStaff, "content-damaged", "Put the newest stick in.", Staff),
    ("a slot is rotten", |is| is.content.state = ContentState::FellBack, NeedsStaff, "content-fell-back", "Put the newest stick in.", Staff),
    ("no paper", |is| is.printer = P::PaperOut, NeedsStaff, "paper-out", "Load a paper roll.", Anyone),
    ("cover open", |is| is.printer = P::CoverOpen, NeedsStaff, "cover-open", "Close the printer's cover.", Anyone),
    ("cutter", |is| is.printer = P::CutterStuck, NeedsStaff, "cutter-stuck", "Open the cover, free the cutter, close it again.", Staff),
    ("jam", |is| is.printer = P::Jam, NeedsStaff, "paper-jam", "Open the cover, take the stuck paper out, close it again.", Staff),
    ("hot head", |is| is.printer = P::Overheated, NeedsStaff, "head-hot", "Wait; it goes on by itself when it has cooled.", Anyone),
    ("printer fault", |is| is.printer = P::Fault, NeedsStaff, "printer-fault", "Switch the printer off and on again.", Staff),
    ("printer unplugged", |is| is.printer = P::Unplugged, NeedsStaff, "printer-unplugged", "Plug the printer's cable in.", Staff),
    ("printer silent", |is| is.printer = P::Silent, NeedsStaff, "printer-silent", "Switch the printer off and on again.", Staff),
    ("near end", |is| is.printer = P::NearEnd, NeedsStaff, "paper-low", "Have a new roll ready.", Anyone),
    ("weak power", |is| is.power = PowerCondition::Low, NeedsStaff, "power-low", "Use the device's own power supply, and push its plugs in.", Staff),
    ("power was weak", |is| is.power = PowerCondition::WasLow, NeedsStaff, "power-was-low", "Use the device's own power supply, and push its plugs in.", Staff),
    ("slowed by heat", |is| is.power = PowerCondition::SlowedByHeat, NeedsStaff, "hot", "Clear its vents, and keep the sun off it.", Staff),
    ("80 degrees", |is| is.temperature = Sense::Told(Celsius(80)), NeedsStaff, "hot", "Clear its vents, and keep the sun off it.", Staff),
    ("no memory", |is| is.memory = Sense::Told(Memory::Little), NeedsStaff, "memory-low", "Shut the device down, and switch it on again.", Staff),
    ("full disk", |is| is.disk = Sense::Told(Space::Full), NeedsStaff, "disk-full", "Look what fills the disk, or put a larger card in.", Technician),
    ("worn card", |is| is.card = Sense::Told(Card::Worn), NeedsStaff, "card-worn", "Replace the card.", Technician),
    ("no PIN", |is| is.pin = PinState::NotSet, NeedsStaff, "pin-not-set", "Choose a PIN on the staff's screen.", Staff),
    ("failed test", |is| is.tests = is.tests.clone().with(Part::Touch, Test { passed: false, day: None }), NeedsStaff, "test-failed-touch", "Repeat the self-test of that part; if it fails again, call a technician.", Staff),
    ("swap", |is| is.setting = Some(swapping()), Working, "setting-swap", "Switch swap and zram off (swapoff -a), and take them out of the image.", Technician),
    ("no fence", |is| is.lacks = vec![Protection::Calls], Working, "lacks-calls", "Tell whoever looks after the device: its system needs an update.", Technician),
    ("watchdog", |is| is.start = Sense::Told(Start::Watchdog), Working, "restarted-by-watchdog", "Tell the technician if that comes again.", Staff),
    ("heat", |is| is.start = Sense::Told(Start::Heat), Working, "restarted-by-heat", "Clear its vents, and keep the sun off it.", Staff),
    ("power failed", |is| is.start = Sense::Told(Start::Power), Working, "restarted-by-power", "Push the plugs of its power supply in.", Staff),
    ("little room", |is| is.disk = Sense::Told(Space::Little), Working, "disk-low", "Look what fills the disk, or put a larger card in.", Technician),
    ("old card", |is| is.card = Sense::Told(Card::Wearing), Working, "card-wearing", "Have a new card ready.", Technician),
    ("no panel", |is| is.panel = PanelState::Linked(Link::Absent), Working, "panel-absent", "Check its cable in the service bay.", Staff),
    ("silent panel", |is| is.panel = PanelState::Linked(Link::Silent), Working, "panel-silent", "Check its cable in the service bay.", Staff),
    ("another panel", |is| is.panel = PanelState::Linked(Link::OtherVersion { version: Version(9) }), Working, "panel-other-version", "Put the matching firmware on it.", Technician),
    ("no printer named", |is| (is.appliance, is.roll, is.printer) = (true, Roll::NoPrinter, P::Unknown), Working, "no-printer", "Name it in site.toml, as printer.uri.", Technician),
    ("review due", |is| is.content.review_by = Some(date("2026-11-30")), Working, "review-due", "Ask for a newer stick.", Staff),
    ("never dialled", |is| is.content.dialled = Some(vec![None]), Working, "numbers-unverified", "Ask for a newer stick with checked numbers.", Staff),
    ("dialled long ago", |is| is.content.dialled = Some(vec![Some(date("2026-12-01")), Some(date("2026-09-01"))]), Working, "numbers-unverified", "Ask for a newer stick with checked numbers.", Staff),
    ("1970", |is| is.day = date("1970-01-01"), Working, "clock-wrong", "Set the clock, or change its battery.", Technician),
    ("2099", |is| is.day = date("2099-01-01"), Working, "clock-wrong", "Set the clock, or change its battery.", Technician),
    ("before the content", |is| is.content.published = Some(date("2026-12-02")), Working, "clock-wrong", "Set the clock, or change its battery.", Technician),
    ("a lying sensor", |is| is.temperature = Sense::Strange, Working, "sensor-strange", "Look at the board.", Technician),
    ("a lying card", |is| is.card = Sense::Strange, Working, "sensor-strange", "Look at the board.", Technician),
    ("no health file", |is| is.report_fails = true, Working, "report-unwritten", "Look at the room and the rights in its folder.", Technician),
];

/// A system that is set well but for its swap.
fn swapping() -> Setting {
    let root = tempfile::tempdir().expect("a folder");
    for (file, text) in [
        ("proc/swaps", "Filename Type Size Used Priority\n/swapfile file 1 0 -2\n"),
        ("proc/sys/kernel/core_pattern", "|/bin/false\n"),
        ("proc/cmdline", "init_on_free=1\n"),
        ("etc/systemd/journald.conf", "Storage=volatile\n"),
    ] {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    Setting::under(root.path())
}

#[test]
fn each_condition_has_a_state_a_sentence_a_step_and_somebody() {
    for (name, change, state, id, step, who) in TABLE {
        let mut is = well();
        change(&mut is);
        let report = Report::of(&is);
        assert_eq!(report.state, *state, "{name}");
        let [finding] = report.findings.as_slice() else { panic!("{name}: {:?}", report.findings) };
        assert_eq!((finding.id.as_str(), finding.step.as_str(), finding.who), (*id, *step, *who), "{name}");
        assert!(finding.what.ends_with('.') && finding.what.len() > 10, "{name}: {}", finding.what);
        let heavy = *state > Working || ["setting", "lacks"].iter().any(|start| id.starts_with(start));
        assert_eq!(report.next.is_some(), heavy, "{name}: remarks ask for nothing");
        if let Some(next) = report.next {
            assert_eq!((next.step.as_str(), next.who), (*step, *who), "{name}");
        }
    }
}

/// Neither good news nor no news is a finding.
#[test]
fn what_is_well_or_unknown_is_no_finding() {
    let changes: [Change; 9] = [
        |_| (),
        |is| is.printer = P::Unknown,
        |is| is.power = PowerCondition::Good,
        |is| is.temperature = Sense::Told(Celsius(79)),
        |is| is.start = Sense::Told(Start::Ordinary),
        |is| is.content.review_by = Some(date("2026-12-01")),
        |is| is.content.dialled = Some(vec![Some(date("2026-12-01")), Some(date("2026-09-02"))]),
        |is| is.tests = is.tests.clone().with(Part::Touch, Test { passed: true, day: None }),
        |is| (is.screen, is.content.state) = (Screen::Unknown, ContentState::Unknown),
    ];
    for change in changes {
        let mut is = well();
        change(&mut is);
        let report = Report::of(&is);
        assert_eq!((report.state, &report.next, report.findings.len()), (Working, &None, 0), "{report:?}");
        assert_eq!(report.short(), "Working: Nothing to do.");
    }
}

#[test]
fn the_heaviest_problem_comes_first() {
    let mut is = well();
    is.report_fails = true;
    is.lacks = vec![Protection::Files];
    assert_eq!(Report::of(&is).findings[0].id, "lacks-files");
    is.printer = P::PaperOut;
    assert_eq!(Report::of(&is).short(), "Needs staff: Load a paper roll.");
    is.screen = Screen::Silent;
    let report = Report::of(&is);
    let ids: Vec<&str> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["screen-silent", "paper-out", "lacks-files", "report-unwritten"]);
}

/// With a clock that is wrong nothing is judged by days, and no day is told as today's.
#[test]
fn a_wrong_clock_blames_nothing_else() {
    for day in ["1970-01-01", "2099-12-31"] {
        let mut is = well();
        is.content.review_by = Some(date("2027-01-01"));
        is.content.dialled = Some(vec![Some(date("2026-11-20")), None]);
        is.day = date(day);
        let report = Report::of(&is);
        let ids: Vec<&str> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
        assert_eq!((ids.as_slice(), &report.day), (["clock-wrong"].as_slice(), &None), "{day}");
        let numbers = report.facts.iter().find(|fact| fact.id == "numbers_checked").expect("a fact");
        assert_eq!((numbers.value.as_str(), numbers.number), ("unknown", None));
    }
}

/// Every finding that there can be is in docs/health.md, and in the table above.
#[test]
fn every_finding_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/health.md");
    let text = fs::read_to_string(path).expect("docs/health.md");
    for (_, _, _, id, _, _) in TABLE {
        let family = ["test-failed", "setting", "lacks"].iter().find(|family| id.starts_with(**family));
        assert!(text.contains(&format!("`{}", family.unwrap_or(id))), "docs/health.md does not name {id}");
    }
    for fact in Report::of(&well()).facts {
        let family = ["test_", "setting_"].iter().find(|family| fact.id.starts_with(**family));
        assert!(text.contains(&format!("`{}", family.unwrap_or(&fact.id.as_str()))), "{}", fact.id);
    }
}

/// All that a condition may be. There is no member for text, a time, a count of use or a visitor's choice, on
/// purpose; do not add one.
#[derive(Debug, PartialEq)]
enum Is {
    /// The device's own, as it is now.
    Condition,
    /// A day, of the device or of its content.
    Day,
    /// About the content, the same on every device that has it.
    Content,
    /// What staff did or chose.
    StaffsDoing,
}

/// Taken apart without `..`: a new field does not compile here until somebody says what it is.
#[test]
fn every_condition_is_about_the_device() {
    let Conditions {
        day: _,
        appliance: _,
        steward: _,
        screen: _,
        printer: _,
        roll: _,
        lacks: _,
        content: Contents { state: _, source: _, number: _, published: _, review_by: _, languages, dialled: _ },
        pin: _,
        panel: _,
        temperature: _,
        power: _,
        memory: _,
        disk: _,
        card: _,
        start: _,
        setting: _,
        tests,
        report_fails: _,
    } = well();
    let Languages { whole: _, of: _ } = languages.unwrap_or(Languages { whole: 0, of: 0 });
    let Test { passed: _, day: _ } = tests.of(Part::Screen).unwrap_or(Test { passed: true, day: None });
    let is = [Is::Day, Is::Condition, Is::Content, Is::StaffsDoing];
    assert_eq!(is.len(), 4);
}
