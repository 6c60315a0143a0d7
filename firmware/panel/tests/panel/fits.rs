//! Every word in every language has room, and every letter is in the font.

use stairlight_link::{
    Celsius, ContentCondition, FirmwareVersion, Health, Identity, NextStep, Outcome, OverallState, PowerCondition,
    PrinterCondition, ResetReason, RestartsToday, StaffLanguage, Version,
};
use stairlight_panel::pages::{Facts, Page, Sheet, sheet};
use stairlight_panel::supervisor::State;
use stairlight_panel::words;

use crate::glass::Glass;
use crate::scenes;

/// What each kind of line holds, in columns.
const BIG: usize = 8;
const NEXT: usize = 16;
const TITLE: usize = 17;
const HEADLINE: usize = 16;
const DETAIL: usize = 21;
const LAST: usize = 19;

fn check(sheet: &Sheet, what: &str) {
    let glass = Glass::showing(sheet);
    assert_eq!(glass.spilt, 0, "{what}: runs off the glass\n{glass}");
    assert!(glass.lit() > 100, "{what}: nothing to read");
    match sheet {
        Sheet::Dark => panic!("{what}: dark"),
        Sheet::Big { word, next } => {
            word.iter().for_each(|line| fits(line, BIG, what));
            let two = word.iter().all(|line| !line.is_empty());
            let reaches_below = word[0].contains(['g', 'j', 'p', 'q', 'y']);
            assert!(!(two && reaches_below), "{what}: {:?} meets the line below it", word[0]);
            fits(next, NEXT, what);
        }
        Sheet::Lines { title, number: _, headline, details, last } => {
            fits(title, TITLE, what);
            fits(headline, HEADLINE, what);
            details.iter().for_each(|line| fits(line, DETAIL, what));
            fits(last, LAST, what);
        }
    }
}

fn fits(line: &str, columns: usize, what: &str) {
    assert!(line.chars().count() <= columns, "{what}: {line:?} is longer than {columns}");
    let in_font = |c: char| matches!(c, ' '..='~' | '\u{a1}'..='\u{ff}');
    assert!(line.chars().all(in_font), "{what}: {line:?} has letters that the font lacks");
    assert!(!line.ends_with(' '), "{what}: {line:?} seems cut");
}

fn check_everywhere(facts: &Facts<'_>, what: &str) {
    for language in StaffLanguage::ALL {
        for page in Page::ALL {
            let what = format!("{what}, {page:?} in {language:?}");
            check(&sheet(page, facts, *language), &what);
        }
    }
}

/// Every member of every list, one after another.
#[test]
fn every_condition_fits() {
    let mut all: Vec<Health> = Vec::new();
    let mut with = |change: &dyn Fn(&mut Health)| {
        let mut health = scenes::working();
        change(&mut health);
        all.push(health);
    };
    OverallState::ALL.iter().for_each(|v| with(&|h| h.state = *v));
    NextStep::ALL.iter().for_each(|v| with(&|h| h.next = *v));
    PrinterCondition::ALL.iter().for_each(|v| with(&|h| h.printer = *v));
    ContentCondition::ALL.iter().for_each(|v| with(&|h| h.content = *v));
    PowerCondition::ALL.iter().for_each(|v| with(&|h| h.power = *v));
    RestartsToday::ALL.iter().for_each(|v| with(&|h| h.restarts = *v));
    [-128, 0, 127].iter().for_each(|v| with(&|h| h.temperature = Some(Celsius(*v))));
    with(&|h| h.temperature = None);
    with(&|h| h.content_version = scenes::version("0000-00-00.0"));
    with(&|h| h.content_version = scenes::version(""));
    for health in &all {
        check_everywhere(&scenes::running(health), &format!("{health:?}"));
    }
}

#[test]
fn every_state_fits() {
    for state in State::ALL {
        check_everywhere(&scenes::silent(state), &format!("{state:?}"));
    }
}

/// The largest numbers that there can be.
#[test]
fn the_largest_numbers_fit() {
    let worst = scenes::worst();
    for reset in ResetReason::ALL {
        let panel =
            Identity { firmware: FirmwareVersion(255, 255, 255), reset: *reset, resets: 255, ..scenes::identity() };
        let facts =
            Facts { kiosk: Some(Version(255)), cuts: 3, wire_faults: u16::MAX, panel, ..scenes::running(&worst) };
        check_everywhere(&facts, &format!("{reset:?}"));
    }
}

/// What comes of a request stands in the last line's place.
#[test]
fn every_notice_fits() {
    let working = scenes::working();
    let own = [words::ASKED, words::NO_REPLY, words::NOT_NOW, words::BAY_CLOSED];
    for notice in own.into_iter().chain(Outcome::ALL.iter().map(|o| words::outcome(*o))) {
        let facts = Facts { notice: Some(notice), ..scenes::running(&working) };
        check_everywhere(&facts, &format!("{notice:?}"));
    }
}
