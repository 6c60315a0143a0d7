//! Every form of the report, held to a file; and what each form's own readers make of it.

use std::io::Write;
use std::process::{Command, Stdio};

use stairlight::health::conditions::Languages;
use stairlight::health::forms::{self, Format, json, paper, qr};
use stairlight::health::system::{Card, Memory, Space, Start};
use stairlight::health::tested::Test;
use stairlight::health::{Conditions, ContentState, PanelState, Part, PinState, Report, Roll, Screen, Sense, Source};
use stairlight::panel::{Celsius, Identity, Link, PowerCondition};
use stairlight::printer::{Profiles, report_driver};
use stairlight::setting::Setting;
use stairlight::socket::{PrinterCondition, Protection};
use stairlight_link::{BuildId, FirmwareVersion, ResetReason};

use crate::golden::{agree, compare};
use crate::{date, well};

/// A device of which everything is known, and all of it is good.
fn best() -> Conditions {
    let mut is = well();
    is.appliance = true;
    is.roll = Roll::Millimetres(58);
    is.content.source = Some(Source::Stick);
    is.content.number = Some(7);
    is.content.published = Some(date("2026-11-20"));
    is.content.review_by = Some(date("2027-11-20"));
    is.content.languages = Some(Languages { whole: 24, of: 24 });
    is.content.dialled = Some(vec![Some(date("2026-11-19")); 58]);
    is.pin = PinState::Set;
    let identity =
        Identity { firmware: FirmwareVersion(0, 1, 0), build: BuildId([0; 4]), reset: ResetReason::PowerOn, resets: 0 };
    is.panel = PanelState::Linked(Link::Met { identity });
    is.temperature = Sense::Told(Celsius(47));
    is.power = PowerCondition::Good;
    is.memory = Sense::Told(Memory::Enough);
    is.disk = Sense::Told(Space::Enough);
    is.card = Sense::Told(Card::Good);
    is.start = Sense::Told(Start::Ordinary);
    for part in Part::ALL {
        is.tests = is.tests.with(part, Test { passed: true, day: Some(date("2026-11-30")) });
    }
    is
}

/// Everything at once that can be wrong together.
fn worst() -> Conditions {
    let mut is = best();
    is.screen = Screen::Silent;
    is.printer = PrinterCondition::CutterStuck;
    is.lacks = vec![Protection::Files, Protection::Calls, Protection::Dumps, Protection::Memory];
    is.content.state = ContentState::FellBack;
    is.content.review_by = Some(date("2026-11-25"));
    is.content.dialled = Some(vec![None; 58]);
    is.pin = PinState::NotSet;
    is.panel = PanelState::Linked(Link::Absent);
    is.temperature = Sense::Strange;
    is.power = PowerCondition::SlowedByHeat;
    is.memory = Sense::Told(Memory::Little);
    is.disk = Sense::Told(Space::Full);
    is.card = Sense::Told(Card::Worn);
    is.start = Sense::Told(Start::Watchdog);
    // An empty root: what can be seen to be missing is wrong, the rest is unknown.
    is.setting = Some(Setting::under(tempfile::tempdir().expect("a folder").path()));
    is.report_fails = true;
    for part in Part::ALL {
        is.tests = is.tests.with(part, Test { passed: false, day: None });
    }
    is
}

/// The goldens hold the program's version as `VERSION`: a release changes nothing else in them.
fn without_version(text: &str) -> String {
    text.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"VERSION\"")
        .replace(&format!(" {}\n", env!("CARGO_PKG_VERSION")), " VERSION\n")
}

#[test]
fn each_form_is_as_it_was() {
    let mut differences = Vec::new();
    let devices = [("best", best()), ("worst", worst()), ("unknown", Conditions::unknown(date("2026-12-01")))];
    for (name, is) in devices {
        let report = Report::of(&is);
        for (format, ending) in [
            (Format::Text, "txt"),
            (Format::Json, "json"),
            (Format::Prom, "prom"),
            (Format::Nagios, "nagios"),
            (Format::Qr, "qr"),
        ] {
            let text = without_version(&format.of(&report));
            differences.push(compare(&format!("health/{name}.{ending}"), text.as_bytes(), |a, b| a == b));
        }
        let text = without_version(&format!("{}\n", paper::lines(&report).join("\n")));
        differences.push(compare(&format!("health/{name}.paper"), text.as_bytes(), |a, b| a == b));
    }
    agree(differences);
}

#[test]
fn what_is_written_as_json_is_read_back_the_same() {
    for is in [best(), worst()] {
        let report = Report::of(&is);
        assert_eq!(json::parse(&json::text(&report)).expect("a report"), report);
    }
    for (text, words) in [
        ("{\"schema\": 2}", "schema 2"),
        ("{\"schema\": 1}", "no health report"),
        ("{}", "no health report"),
        ("", "no health report"),
        ("[1, 2]", "no health report"),
    ] {
        let error = json::parse(text).expect_err(text).to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
}

/// The camera of a telephone sees the short state.
#[test]
fn the_code_decodes_to_the_short_state() {
    for is in [best(), worst()] {
        let report = Report::of(&is);
        assert_eq!(seen(&qr::text(&report.short())), report.short());
    }
}

/// Looks at blocks as a camera does: two rows a line, eight dots for each block.
fn seen(blocks: &str) -> String {
    const DOT: usize = 8;
    let rows: Vec<Vec<char>> = blocks.lines().map(|line| line.chars().collect()).collect();
    let (wide, high) = (rows[0].len(), rows.len() * 2);
    let is_light = |x: usize, y: usize| match rows[y / 2][x] {
        '█' => true,
        '▀' => y.is_multiple_of(2),
        '▄' => !y.is_multiple_of(2),
        ' ' => false,
        other => panic!("\"{other}\" is no block"),
    };
    let light = |x: usize, y: usize| if is_light(x / DOT, y / DOT) { 255 } else { 0 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(wide * DOT, high * DOT, light);
    let codes = picture.detect_grids();
    assert_eq!(codes.len(), 1, "one code\n{blocks}");
    codes[0].decode().expect("it can be read").1
}

#[test]
fn the_dots_for_the_screen_are_those_of_the_terminal() {
    let line = "Needs staff: Load a paper roll.";
    let dots = qr::dots(line).expect("short enough");
    assert_eq!(dots.dark.len(), dots.side * dots.side);
    let picture = |x: usize, y: usize| {
        let inside = |at: usize| (4..4 + dots.side).contains(&(at / 6));
        let dark = inside(x) && inside(y) && dots.dark[(y / 6 - 4) * dots.side + x / 6 - 4];
        if dark { 0 } else { 255 }
    };
    let side = (dots.side + 8) * 6;
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, picture);
    assert_eq!(picture.detect_grids()[0].decode().expect("it can be read").1, line);
}

/// The text format of Prometheus, as far as gauges go: help, type, samples of that name, and no counter.
#[test]
fn gauges_are_gauges() {
    for is in [best(), worst(), Conditions::unknown(date("1970-01-01"))] {
        let text = Format::Prom.of(&Report::of(&is));
        assert!(text.ends_with('\n') && !text.contains("\n\n"), "{text}");
        let (mut names, mut name) = (Vec::new(), String::new());
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (new, words) = help.split_once(' ').expect("help has words");
                assert!(!words.is_empty() && !names.contains(&new.to_owned()), "{line}");
                assert!(new.starts_with("stairlight_") && !new.ends_with("_total"), "{line}");
                assert!(new.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'));
                names.push(new.to_owned());
                name = new.to_owned();
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                assert_eq!(kind, format!("{name} gauge"));
            } else {
                let rest = line.strip_prefix(name.as_str()).expect("a sample of that name");
                assert!(rest.starts_with(['{', ' ']), "{line}");
                let value = line.rsplit(' ').next().expect("a value");
                assert!(value.parse::<f64>().is_ok_and(f64::is_finite), "{line}");
            }
        }
        assert!(names.len() > 3);
        promtool(&text);
    }
}

/// Prometheus' own checker, where it is installed.
fn promtool(text: &str) {
    let mut command = Command::new("promtool");
    command.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut checker) = command.spawn() else {
        eprintln!("promtool is not installed; only this test's own reading was done");
        return;
    };
    checker.stdin.take().expect("piped").write_all(text.as_bytes()).expect("it reads");
    let output = checker.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.trim().is_empty(), "{said}\n{text}");
}

#[test]
fn monitors_get_one_line_and_a_code() {
    let code = |is: &Conditions| {
        let (line, code) = forms::nagios(&Report::of(is));
        assert!(line.ends_with('\n') && line.lines().count() == 1 && !line.contains('|'), "{line}");
        (line.trim().to_owned(), code)
    };
    assert_eq!(code(&best()), ("STAIRLIGHT OK - Working: Nothing to do.".to_owned(), 0));
    let mut is = best();
    is.printer = PrinterCondition::PaperOut;
    assert_eq!(code(&is), ("STAIRLIGHT WARNING - Needs staff: Load a paper roll. (anyone)".to_owned(), 1));
    is.screen = Screen::Silent;
    assert_eq!(code(&is).1, 2);
    is.steward = false;
    assert_eq!(code(&is).1, 3, "who is not watched over is not known");
}

/// On every paper the report fits: plain letters, and no line is lost at its end.
#[test]
fn the_printed_report_fits_on_any_paper() {
    for is in [best(), worst()] {
        let lines = paper::lines(&Report::of(&is));
        assert!(lines.iter().all(|line| line.is_ascii()), "{lines:?}");
        for profile in Profiles::built_in().iter() {
            let rows = report_driver::laid_out(paper::TITLE, &lines, profile);
            assert!(rows.len() <= report_driver::MOST_LINES, "{}: {} lines", profile.name, rows.len());
        }
    }
}
