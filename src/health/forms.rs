//! The report written down: for people, for a printer, and for programs. One report, many forms; none says
//! more than another. docs/health.md describes them.

pub mod json;
pub mod paper;
pub mod prom;
pub mod qr;

use std::fmt::Write as _;

use super::{Group, NOTHING, Report, State};

/// A form that the report can be had in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: docs/health.md.
    Json,
    /// Gauges for the text file collector of Prometheus.
    Prom,
    /// One line and an exit code, as Nagios and Icinga ask for.
    Nagios,
    /// The state and the one next step, for a telephone's camera.
    Qr,
}

impl Format {
    /// The report in this form.
    pub fn of(self, report: &Report) -> String {
        match self {
            Format::Text => text(report),
            Format::Json => json::text(report),
            Format::Prom => prom::text(report),
            Format::Nagios => nagios(report).0,
            Format::Qr => qr::text(&report.short()),
        }
    }
}

/// For people: the word, what to do, what is wrong, what is known.
pub fn text(report: &Report) -> String {
    let mut out = format!("{}\n", report.state.name());
    match &report.next {
        Some(next) => line(&mut out, &format!("Next: {} ({})", next.step, next.who.name())),
        None => line(&mut out, &format!("Next: {NOTHING}")),
    }
    if !report.findings.is_empty() {
        out.push('\n');
    }
    for finding in &report.findings {
        line(&mut out, &format!("* {}", finding.what));
        line(&mut out, &format!("  {} ({})", finding.step, finding.who.name()));
    }
    for group in Group::ALL {
        let facts = report.facts.iter().filter(|fact| fact.group == group);
        let lines: String = facts.map(|fact| format!("  {:24}{}\n", fact.label, fact.value)).collect();
        if !lines.is_empty() {
            write!(out, "\n{}\n{lines}", group.name()).expect("a String takes everything");
        }
    }
    let day = report.day.as_deref().unwrap_or("a day that the device does not know");
    write!(out, "\nMade on {day}.\n").expect("a String takes everything");
    out
}

/// The line that a monitor shows, and its exit code.
pub fn nagios(report: &Report) -> (String, u8) {
    let (word, code) = match report.state {
        // Without the steward, screen and printer are not known.
        _ if !report.is_watched() => ("UNKNOWN", 3),
        State::Working => ("OK", 0),
        State::NeedsStaff => ("WARNING", 1),
        State::OutOfService => ("CRITICAL", 2),
    };
    let who = report.next.as_ref().map(|next| format!(" ({})", next.who.name())).unwrap_or_default();
    // What stands behind a bar would be taken for measurements.
    (format!("STAIRLIGHT {word} - {}{who}\n", report.short().replace('|', "/")), code)
}

fn line(out: &mut String, words: &str) {
    out.push_str(words);
    out.push('\n');
}
