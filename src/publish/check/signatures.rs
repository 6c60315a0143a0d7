//! Numbers that stand on every paper and are not those that two people have signed: the change is told before
//! anybody publishes it. Whether the signatures are there is looked at when it is published, and by every device.

use super::{Kind, Publication, Report, Source, shown};
use crate::publish::lines::DirectoryLines;
use crate::trust::numbers::{self, CoreNumbers};

pub fn check(publication: &Publication, signed: &CoreNumbers, report: &mut Report) {
    let path = publication.folders.content.join("services.json");
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    // A directory that cannot be read is told elsewhere.
    let Some(here) = numbers::of_directory(text.as_bytes()) else { return };
    let lines = DirectoryLines::of(&text, publication.content.services.iter().map(|service| service.id.as_str()));
    for change in numbers::differences(signed, &here) {
        let source = Source { file: shown(&path, &publication.folders), line: lines.get(&change.service, "phones") };
        let message = format!("a number on every paper changes: {change}");
        report.add(Kind::TwoSignatures, &source, &format!("service.{}", change.service), message);
    }
}
