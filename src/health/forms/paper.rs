//! The report as plain lines for the printer's narrow paper, in ASCII. What is unknown is left out, so
//! that it fits on a hand's length of paper.

use crate::health::{Group, NOTHING, Report};

/// What stands on top, in bold.
pub const TITLE: &str = "How this device is";

/// The heaviest findings; a device with more has a screen, or a technician at it.
const MOST: usize = 12;

/// The lines under the title; the printer breaks those that are too long for its paper.
pub fn lines(report: &Report) -> Vec<String> {
    let mut lines = vec![report.state.name().to_uppercase()];
    match &report.next {
        Some(next) => lines.push(format!("{} ({})", next.step, next.who.name())),
        None => lines.push(NOTHING.to_owned()),
    }
    lines.extend(report.findings.iter().take(MOST).map(|finding| format!("- {}", finding.what)));
    if report.findings.len() > MOST {
        lines.push(format!("- and {} more: see the screen", report.findings.len() - MOST));
    }
    for group in Group::ALL {
        let known = |fact: &&crate::health::Fact| fact.group == group && fact.value != "unknown";
        let facts: Vec<String> =
            report.facts.iter().filter(known).map(|fact| format!("{}: {}", fact.label, fact.value)).collect();
        if !facts.is_empty() {
            lines.push(format!("= {}", group.name()));
            lines.extend(facts);
        }
    }
    lines.push(format!("Made on {}", report.day.as_deref().unwrap_or("an unknown day")));
    lines
}
