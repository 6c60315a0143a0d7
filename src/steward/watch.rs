//! The steward's watch over the device: what it knows, the report made of it, and the page for staff.
//!
//! Knows nothing about visits; what it hears of the kiosk are the closed words of `socket::Up`. The report
//! is made anew only when a condition has changed.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::clock::{Clock, Date};
use crate::content::Folders;
use crate::health::file::HealthFile;
use crate::health::forms::{Format, paper};
use crate::health::tested::{Part, Test};
use crate::health::{Conditions, ContentState, Lookout, PanelState, Report, Screen, State};
use crate::panel::{Link, StaffLanguage, Status};
use crate::socket::{HealthPart, PrinterCondition, Protection, ReportLines, StaffNews, fitting};

/// Without a heartbeat for this long the screen counts as dead.
const SILENT: Duration = Duration::from_secs(5);

/// What the steward knows.
pub struct Watch {
    lookout: Lookout,
    clock: Clock,
    is: Conditions,
    last_beat: Duration,
    newest: Newest,
    report: Report,
    /// What the report was made of.
    reported: Conditions,
    /// Where the command line finds it.
    file: Option<HealthFile>,
}

impl Watch {
    /// Looks at everything once. `file` is where the report is handed out, if anywhere.
    pub fn new(mut lookout: Lookout, file: Option<HealthFile>, clock: &Clock, fell_back: bool) -> Watch {
        let mut is = Conditions { screen: Screen::Silent, ..Conditions::unknown(Date::today()) };
        lookout.look(&mut is, clock.now(), fell_back);
        let report = Report::of(&is);
        let newest = newest_change(&lookout.home.folders());
        let (reported, last_beat) = (is.clone(), clock.now());
        let mut watch = Watch { lookout, clock: clock.clone(), is, last_beat, newest, report, reported, file };
        watch.hand_out();
        watch
    }

    pub fn conditions(&self) -> &Conditions {
        &self.is
    }

    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How the panel is told.
    pub fn status(&self, language: StaffLanguage, updating: bool) -> Status {
        Status { updating, ..Status::of(&self.is, language) }
    }

    /// Looks round, and makes the report anew where something has changed. To be called once a second.
    pub fn round(&mut self, panel: Option<Link>) {
        let now = self.clock.now();
        if now.saturating_sub(self.last_beat) > SILENT {
            self.is.screen = Screen::Silent;
        }
        self.is.panel = panel.map_or(PanelState::Unknown, PanelState::Linked);
        self.lookout.round(&mut self.is, now);
        if self.is != self.reported {
            let report = Report::of(&self.is);
            if (report.state, &report.next) != (self.report.state, &self.report.next) {
                note(&report);
            }
            self.report = report;
            self.reported = self.is.clone();
            self.hand_out();
        } else if self.is.report_fails {
            // What stood in the way may be gone.
            self.hand_out();
        }
    }

    fn hand_out(&mut self) {
        let Some(file) = &mut self.file else { return };
        let failed = file.write(&self.report).err();
        if let Some(error) = failed.as_ref().filter(|_| !self.is.report_fails) {
            tracing::warn!(file = %file.path().display(), %error, "the health file cannot be written");
        }
        self.is.report_fails = failed.is_some();
    }

    /// The report as lines for the printer, in messages for the kiosk.
    pub fn paper(&self) -> Vec<ReportLines> {
        ReportLines::parts(paper::lines(&self.report))
    }

    /// The report as files for a stick.
    pub fn files(&self) -> Vec<(String, String)> {
        let file = |name: &str, format: Format| (name.to_owned(), format.of(&self.report));
        vec![file("stairlight-health.txt", Format::Text), file("stairlight-health.json", Format::Json)]
    }

    /// Somebody wants everything looked at again, as if every file were new.
    pub fn look_again(&mut self) {
        self.newest = None;
        self.lookout.look_soon();
    }

    /// Whether another content lies there than when this was last asked; then it is looked at.
    pub fn content_has_changed(&mut self, fell_back: bool) -> bool {
        let newest = newest_change(&self.lookout.home.folders());
        let changed = newest != self.newest;
        if changed {
            self.newest = newest;
            self.lookout.look_at_content(&mut self.is, fell_back);
        }
        changed
    }

    /// A kiosk comes: what was known of another one is not true of it.
    pub fn kiosk_comes(&mut self, fell_back: bool) {
        self.content_has_changed(fell_back);
        self.is.screen = Screen::Silent;
        self.is.printer = PrinterCondition::Unknown;
        self.is.lacks.clear();
        self.last_beat = self.clock.now();
    }

    pub fn kiosk_lives(&mut self) {
        self.last_beat = self.clock.now();
        self.is.screen = Screen::Alive;
    }

    pub fn printer_is(&mut self, condition: PrinterCondition) {
        self.is.printer = condition;
    }

    pub fn content_is_broken(&mut self) {
        if matches!(self.is.content.state, ContentState::Whole | ContentState::Unknown) {
            self.is.content.state = ContentState::Damaged;
        }
    }

    pub fn kiosk_lacks(&mut self, protection: Protection) {
        if !self.is.lacks.contains(&protection) {
            self.is.lacks.push(protection);
        }
    }

    /// The whole report for the staff's page.
    pub fn page(&self) -> Vec<StaffNews> {
        let Report { state, next, findings, facts, .. } = self.report();
        let first = HealthPart::State {
            state: *state,
            step: next.as_ref().map(|next| fitting(&next.step)),
            who: next.as_ref().map(|next| next.who),
        };
        let findings = findings.iter().map(|finding| HealthPart::Finding {
            state: finding.state,
            what: finding.what.clone(),
            step: finding.step.clone(),
            who: finding.who,
        });
        let facts = facts.iter().map(|fact| HealthPart::Fact {
            group: fact.group,
            label: fact.label.clone(),
            value: fact.value.clone(),
        });
        let parts = [first].into_iter().chain(findings).chain(facts).chain([HealthPart::End]);
        parts.map(StaffNews::Health).collect()
    }

    /// Staff have tested a part.
    pub fn tested(&mut self, part: Part, passed: bool) -> StaffNews {
        let day = self.is.clock_is_right().then_some(self.is.day);
        let Some(book) = self.lookout.tests() else { return StaffNews::TestNotKept };
        match book.keep(part, Test { passed, day }) {
            Ok(tests) => {
                self.is.tests = tests;
                StaffNews::TestKept { part, passed }
            }
            Err(error) => {
                tracing::warn!(%error, "a self-test cannot be kept");
                StaffNews::TestNotKept
            }
        }
    }
}

/// The diary has the state, and what to do first.
fn note(report: &Report) {
    let first = report.findings.first().filter(|_| report.next.is_some());
    let what = first.map_or("All is well.", |finding| finding.what.as_str());
    let step = report.next.as_ref().map_or(crate::health::NOTHING, |next| next.step.as_str());
    match report.state {
        State::Working => tracing::info!(state = report.state.name(), what, step, "health"),
        _ => tracing::warn!(state = report.state.name(), what, step, "health"),
    }
}

type Newest = Option<(PathBuf, Option<SystemTime>)>;

/// Where the content lies and when its newest file was last changed: another of either is another content.
fn newest_change(folders: &Folders) -> Newest {
    let mut newest = std::fs::metadata(&folders.site).and_then(|data| data.modified()).ok();
    let place = folders.content.clone();
    let mut folders = vec![folders.content.clone(), folders.locales.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(data) if data.is_dir() => folders.push(entry.path()),
                Ok(data) => newest = newest.max(data.modified().ok()),
                Err(_) => {}
            }
        }
    }
    Some((place, newest))
}
