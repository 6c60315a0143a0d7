//! Collects findings: where, what, how bad.

use super::{ContentError, Finding, Folders, Kind, MistakeKind, Source, shown};
use crate::publish::CatalogueFile;

pub struct Report {
    release: bool,
    findings: Vec<Finding>,
}

impl Report {
    pub fn new(release: bool) -> Self {
        Self { release, findings: Vec::new() }
    }

    /// Something about an English text or another file.
    pub fn add(&mut self, kind: Kind, source: &Source, key: &str, message: impl Into<String>) {
        self.push(kind, &source.file, source.line, Some(key), None, message.into());
    }

    /// Something about a text in a catalogue. `line` is that of its entry; `None` for the whole file.
    pub fn add_in(
        &mut self,
        kind: Kind,
        catalogue: &CatalogueFile,
        line: Option<usize>,
        key: Option<&str>,
        message: impl Into<String>,
    ) {
        self.push(kind, &catalogue.file, line, key, Some(&catalogue.tag), message.into());
    }

    fn push(
        &mut self,
        kind: Kind,
        file: &str,
        line: Option<usize>,
        key: Option<&str>,
        language: Option<&str>,
        message: String,
    ) {
        self.findings.push(Finding {
            severity: kind.severity(self.release),
            kind,
            file: file.to_owned(),
            line,
            key: key.map(str::to_owned),
            language: language.map(str::to_owned),
            message,
            remedy: kind.remedy(),
        });
    }

    /// What keeps a file from being read at all.
    pub fn broken(&mut self, error: &ContentError, folders: &Folders) {
        let (kind, file, line, key, message) = match error {
            ContentError::Unreadable { file, cause } => {
                (Kind::Broken, file.as_path(), None, None, format!("cannot be read ({cause})"))
            }
            ContentError::Syntax { file, line, message } => {
                (Kind::Broken, file.as_path(), Some(*line), None, one_line(message))
            }
            ContentError::Catalogue { file, mistake } => {
                let kind = if mistake.kind == MistakeKind::Plural { Kind::Plural } else { Kind::Broken };
                (kind, file.as_path(), Some(mistake.line), None, mistake.message.clone())
            }
            ContentError::Value { file, key, problem } => {
                (Kind::Broken, file.as_path(), line_of(file, key), Some(key.as_str()), problem.clone())
            }
            ContentError::NoFolder { .. } => (Kind::Broken, folders.content.as_path(), None, None, error.to_string()),
        };
        self.push(kind, &shown(file, folders), line, key, None, message);
    }

    /// What was found beside this.
    pub fn join(&mut self, other: Self) {
        self.findings.extend(other.findings);
    }

    /// The findings in the order of files and lines.
    pub fn done(mut self) -> Vec<Finding> {
        self.findings.sort_by(|a, b| (&a.file, a.line, a.kind).cmp(&(&b.file, b.line, b.kind)));
        self.findings
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a file first says `"key"`: a rule of the loader names the key alone.
fn line_of(file: &std::path::Path, key: &str) -> Option<usize> {
    let text = std::fs::read_to_string(file).ok()?;
    let quoted = format!("\"{key}\"");
    text.lines().position(|line| line.contains(&quoted)).map(|at| at + 1)
}
