//! What is known, as lines for people and numbers for other programs. A fact that the device cannot tell
//! is "unknown" and has no number.

use serde::{Deserialize, Serialize};

use super::conditions::{Conditions, ContentState, PanelState, PinState, Roll, Screen, Sense, Source};
use super::system::{Card, Memory, Space, Start};
use super::tested::Part;
use crate::clock::Date;
use crate::panel::{Celsius, Link, PowerCondition};
use crate::publish::check::is_fresh;
use crate::setting::Found;
use crate::socket::PrinterCondition;

/// How coarse the temperature is: enough to tell a warm device from one that needs its vents cleared.
const DEGREES: i8 = 5;

/// One fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The same for ever, for other programs: `printer_paper`.
    pub id: String,
    pub group: Group,
    pub label: String,
    pub value: String,
    /// Where it can be compared; yes is 1 and no is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<f64>,
}

/// Facts that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    Printer,
    Content,
    Device,
    System,
    Staff,
    SelfTests,
}

impl Group {
    pub const ALL: [Group; 6] =
        [Group::Printer, Group::Content, Group::Device, Group::System, Group::Staff, Group::SelfTests];

    pub fn name(self) -> &'static str {
        match self {
            Group::Printer => "Printer",
            Group::Content => "Content",
            Group::Device => "Device",
            Group::System => "System",
            Group::Staff => "Staff",
            Group::SelfTests => "Self-tests",
        }
    }
}

/// What a fact says, and its number.
type Value = (String, Option<f64>);

const UNKNOWN: &str = "unknown";

/// All facts, in the order of their groups.
pub fn facts(is: &Conditions) -> Vec<Fact> {
    let mut list = List(Vec::new());
    printer(is, &mut list);
    content(is, &mut list);
    device(is, &mut list);
    system(is, &mut list);
    list.add(
        Group::Staff,
        "pin_set",
        "Staff PIN",
        match is.pin {
            PinState::Unknown => unknown(),
            PinState::Set => yes("set"),
            PinState::NotSet => no("not set"),
        },
    );
    for part in Part::ALL {
        let value = match is.tests.of(part) {
            None => ("never tested".to_owned(), None),
            Some(test) => {
                let day = test.day.map_or_else(|| "on an unknown day".to_owned(), |day| format!("on {day}"));
                if test.passed { yes(&format!("passed {day}")) } else { no(&format!("FAILED {day}")) }
            }
        };
        let label = part.name().trim_start_matches("the ");
        list.add(Group::SelfTests, &format!("test_{}_passed", part.word()), &capital(label), value);
    }
    list.0
}

fn printer(is: &Conditions, list: &mut List) {
    use PrinterCondition as P;
    let condition = is.printer;
    let link = match condition {
        P::Unknown => unknown(),
        P::Unplugged => no("not connected"),
        P::Silent => no("does not answer"),
        _ => yes("connected"),
    };
    // A printer with one trouble does not tell of the others.
    let part = |bad: &[(P, &str)], good: &str| match bad.iter().find(|(trouble, _)| *trouble == condition) {
        Some((_, words)) => no(words),
        None if matches!(condition, P::Ready | P::NearEnd) => yes(good),
        None => unknown(),
    };
    let paper = match condition {
        P::NearEnd => yes("near its end"),
        _ => part(&[(P::PaperOut, "none"), (P::Jam, "stuck")], "there"),
    };
    list.add(Group::Printer, "printer_connected", "Link", link);
    list.add(Group::Printer, "printer_paper", "Paper", paper);
    list.add(Group::Printer, "printer_cover_closed", "Cover", part(&[(P::CoverOpen, "open")], "closed"));
    list.add(Group::Printer, "printer_head_good", "Head", part(&[(P::Overheated, "hot"), (P::Fault, "fault")], "good"));
    list.add(Group::Printer, "printer_cutter_good", "Cutter", part(&[(P::CutterStuck, "stuck")], "good"));
    list.add(
        Group::Printer,
        "printer_roll_meters",
        "Roll",
        match is.roll {
            Roll::Unknown => unknown(),
            Roll::NoPrinter => ("no printer is named".to_owned(), None),
            Roll::Millimetres(wide) => (format!("{wide} mm"), Some(f64::from(wide) / 1_000.0)),
        },
    );
}

fn content(is: &Conditions, list: &mut List) {
    let content = &is.content;
    list.add(
        Group::Content,
        "content_whole",
        "State",
        match content.state {
            ContentState::Unknown => unknown(),
            ContentState::Whole => yes("whole"),
            ContentState::FellBack => no("fell back to earlier content"),
            ContentState::Damaged => no("damaged"),
            ContentState::Missing => no("missing"),
            ContentState::SettingsBroken => no("settings cannot be read"),
        },
    );
    list.add(
        Group::Content,
        "content_from_stick",
        "Source",
        match content.source {
            None => unknown(),
            Some(Source::Factory) => no("factory"),
            Some(Source::Stick) => yes("stick"),
        },
    );
    let number = content.number.map(|number| (number.to_string(), Some(precise(number))));
    list.add(Group::Content, "content_number", "Number", number.unwrap_or_else(unknown));
    list.add(Group::Content, "content_published", "Published", day(content.published));
    list.add(Group::Content, "content_review_by", "Renew by", day(content.review_by));
    let languages = content
        .languages
        .map(|languages| (format!("{} of {} complete", languages.whole, languages.of), Some(small(languages.whole))));
    list.add(Group::Content, "languages_complete", "Languages", languages.unwrap_or_else(unknown));
    let numbers = content.dialled.as_ref().filter(|_| is.clock_is_right()).map(|days| {
        let fresh = days.iter().flatten().filter(|day| is_fresh(**day, is.day)).count();
        (format!("{fresh} of {} dialled in the last 90 days", days.len()), Some(small(fresh)))
    });
    list.add(Group::Content, "numbers_checked", "Numbers", numbers.unwrap_or_else(unknown));
}

fn device(is: &Conditions, list: &mut List) {
    list.add(
        Group::Device,
        "screen_alive",
        "Screen",
        match is.screen {
            Screen::Unknown => unknown(),
            Screen::Alive => yes("answers"),
            Screen::Silent => no("does not answer"),
        },
    );
    list.add(
        Group::Device,
        "panel_connected",
        "Service panel",
        match is.panel {
            PanelState::Unknown => unknown(),
            PanelState::Linked(Link::Met { .. }) => yes("connected"),
            PanelState::Linked(link) => no(&link.name().to_lowercase()),
        },
    );
    list.add(
        Group::Device,
        "panel_firmware",
        "Panel firmware",
        match is.panel {
            PanelState::Linked(Link::Met { identity }) => (identity.firmware.to_string(), None),
            _ => unknown(),
        },
    );
    list.add(
        Group::Device,
        "temperature_celsius",
        "Temperature",
        match is.temperature {
            Sense::Told(measured) => {
                let Celsius(degrees) = coarse(measured);
                (format!("about {degrees} C"), Some(f64::from(degrees)))
            }
            Sense::Silent | Sense::Strange => unknown(),
        },
    );
    list.add(
        Group::Device,
        "power_good",
        "Power supply",
        match is.power {
            PowerCondition::Unknown => unknown(),
            PowerCondition::Good => yes("good"),
            PowerCondition::Low => no("too weak"),
            PowerCondition::WasLow => no("was too weak since the start"),
            PowerCondition::SlowedByHeat => no("slowed down by heat"),
        },
    );
    list.add(
        Group::Device,
        "memory_enough",
        "Memory",
        sensed(is.memory, |memory| match memory {
            Memory::Enough => yes("enough"),
            Memory::Little => no("nearly full"),
        }),
    );
    list.add(
        Group::Device,
        "disk_enough",
        "Disk",
        sensed(is.disk, |space| match space {
            Space::Enough => yes("room enough"),
            Space::Little => no("little room"),
            Space::Full => no("full"),
        }),
    );
    list.add(
        Group::Device,
        "card_good",
        "Memory card",
        sensed(is.card, |card| match card {
            Card::Good => yes("good"),
            Card::Wearing => no("wears out"),
            Card::Worn => no("worn out"),
        }),
    );
    list.add(
        Group::Device,
        "started_in_order",
        "Last start",
        sensed(is.start, |start| match start {
            Start::Ordinary => yes("ordinary"),
            Start::Watchdog => no("by the watchdog"),
            Start::Heat => no("after too much heat"),
            Start::Power => no("after a power failure"),
        }),
    );
    let clock = if is.clock_is_right() { yes("plausible") } else { no("wrong") };
    list.add(Group::Device, "clock_plausible", "Clock", clock);
}

fn system(is: &Conditions, list: &mut List) {
    for (part, found) in is.setting.iter().flat_map(|setting| setting.found()) {
        let value = match found {
            Found::Good => yes("good"),
            // What was seen stays in the diary: it is text of the system's.
            Found::Wrong(_) => no("WRONG"),
            Found::Unknown => unknown(),
        };
        let id = format!("setting_{}_good", part.name().replace([' ', '-'], "_"));
        list.add(Group::System, &id, &capital(part.name()), value);
    }
    let fence = match (is.screen, is.lacks.is_empty()) {
        (Screen::Unknown, true) => unknown(),
        (_, true) => yes("whole"),
        (_, false) => no("lacks something"),
    };
    list.add(Group::System, "fence_whole", "Fence around the kiosk", fence);
    list.add(Group::System, "steward_runs", "Steward", if is.steward { yes("runs") } else { no("does not run") });
    list.add(Group::System, "program_version", "Program", (env!("CARGO_PKG_VERSION").to_owned(), None));
}

/// Rounded to the nearest step; no chip lives at the ends of what the type holds.
pub fn coarse(Celsius(degrees): Celsius) -> Celsius {
    let half = DEGREES / 2;
    Celsius(degrees.clamp(-120, 120).saturating_add(half).div_euclid(DEGREES) * DEGREES)
}

struct List(Vec<Fact>);

impl List {
    fn add(&mut self, group: Group, id: &str, label: &str, (value, number): Value) {
        self.0.push(Fact { id: id.to_owned(), group, label: label.to_owned(), value, number });
    }
}

fn unknown() -> Value {
    (UNKNOWN.to_owned(), None)
}

fn yes(words: &str) -> Value {
    (words.to_owned(), Some(1.0))
}

fn no(words: &str) -> Value {
    (words.to_owned(), Some(0.0))
}

fn sensed<T>(sense: Sense<T>, words: impl Fn(T) -> Value) -> Value {
    sense.told().map_or_else(unknown, words)
}

fn day(day: Option<Date>) -> Value {
    day.map_or_else(unknown, |day| (day.to_string(), None))
}

fn small(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A content's number is small; a gauge holds no more than 53 bits of it.
#[allow(clippy::cast_precision_loss)]
fn precise(number: u64) -> f64 {
    number as f64
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_temperature_is_coarse() {
        for (measured, shown) in
            [(0, 0), (2, 0), (3, 5), (47, 45), (48, 50), (-2, 0), (-3, -5), (127, 120), (-128, -120)]
        {
            assert_eq!(coarse(Celsius(measured)), Celsius(shown), "{measured}");
        }
    }
}
