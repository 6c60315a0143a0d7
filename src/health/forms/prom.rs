//! The report as gauges for Prometheus. No counters: nothing here counts. What is unknown is left out.

use std::fmt::Write as _;

use crate::health::{Report, State};

pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let state = match report.state {
        State::Working => 0,
        State::NeedsStaff => 1,
        State::OutOfService => 2,
    };
    gauge(&mut out, "health_state", "The device: 0 is working, 1 needs staff, 2 is out of service.");
    sample(&mut out, "health_state", &[], f64::from(state));
    if !report.findings.is_empty() {
        gauge(&mut out, "health_finding", "What is wrong, and who can do something about it.");
    }
    for finding in &report.findings {
        sample(&mut out, "health_finding", &[("problem", &finding.id), ("who", finding.who.name())], 1.0);
    }
    for fact in &report.facts {
        if let Some(number) = fact.number {
            gauge(&mut out, &fact.id, &format!("{}: {}.", fact.group.name(), fact.label));
            sample(&mut out, &fact.id, &[], number);
        }
    }
    gauge(&mut out, "program_info", "The program's version.");
    let version = report.facts.iter().find(|fact| fact.id == "program_version");
    sample(&mut out, "program_info", &[("version", version.map_or("", |fact| fact.value.as_str()))], 1.0);
    out
}

fn gauge(out: &mut String, name: &str, help: &str) {
    write!(out, "# HELP stairlight_{name} {help}\n# TYPE stairlight_{name} gauge\n")
        .expect("a String takes everything");
}

fn sample(out: &mut String, name: &str, labels: &[(&str, &str)], value: f64) {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let labels: Vec<String> = labels.iter().map(|(label, text)| format!("{label}=\"{}\"", quoted(text))).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    writeln!(out, "stairlight_{name}{labels} {value}").expect("a String takes everything");
}
