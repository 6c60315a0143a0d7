//! What only a person can finish: reviews, rights that are not sure, numbers to be dialled.

use super::{Date, Kind, Publication, Report, Source, shown};
use crate::content::topic::Confidence;
use crate::content::{Review, Service};
use crate::publish::lines::{DirectoryLines, TopicLines};

/// A number is dialled again after so many days.
const DIALLED_EVERY: i64 = 90;

pub fn check(publication: &Publication, today: Date, report: &mut Report) {
    cards(publication, report);
    catalogues(publication, report);
    numbers(publication, today, report);
}

fn cards(publication: &Publication, report: &mut Report) {
    for topic in &publication.content.topics {
        let path = publication.folders.content.join("topics").join(format!("{}.toml", topic.id));
        let lines = TopicLines::of(&std::fs::read_to_string(&path).unwrap_or_default());
        for card in &topic.cards {
            let key = format!("card.{}.{}", topic.id, card.id);
            let source = |field| Source { file: shown(&path, &publication.folders), line: lines.get(&card.id, field) };
            if card.review == Review::Draft {
                report.add(Kind::Draft, &source("review"), &key, "nobody has reviewed it");
            }
            if card.confidence == Some(Confidence::C) {
                report.add(Kind::Unsure, &source("confidence"), &key, "the law is not sure (confidence C)");
            }
        }
    }
}

fn catalogues(publication: &Publication, report: &mut Report) {
    for catalogue in &publication.catalogues {
        if catalogue.review == Review::Draft {
            let line = catalogue.entries.iter().find(|entry| entry.is_header()).map(|header| header.line);
            report.add_in(Kind::Draft, catalogue, line, Some("X-Review"), "no native speaker has reviewed it");
        }
        if !publication.folders.locales.join(&catalogue.tag).join("review.md").exists() {
            report.add_in(
                Kind::Notes,
                catalogue,
                None,
                None,
                format!("there is no locales/{}/review.md", catalogue.tag),
            );
        }
    }
}

fn numbers(publication: &Publication, today: Date, report: &mut Report) {
    let content = &publication.content;
    let path = publication.folders.content.join("services.json");
    let source = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = DirectoryLines::of(&source, content.services.iter().map(|service| service.id.as_str()));
    for service in content.services.iter().filter(|service| service.helper.is_some()) {
        if let Some(doubt) = doubt(service, today) {
            let line = lines.get(&service.id, "assured_date");
            let source = Source { file: shown(&path, &publication.folders), line };
            report.add(Kind::Unverified, &source, &format!("service.{}", service.id), doubt);
        }
    }
}

/// Whether a number that was dialled on that day still counts as checked.
pub fn is_fresh(dialled: Date, today: Date) -> bool {
    (0..=DIALLED_EVERY).contains(&today.days_since(dialled))
}

/// Why the number of a service cannot be relied on today.
fn doubt(service: &Service, today: Date) -> Option<String> {
    let Some(day) = &service.assured_date else {
        return Some("nobody has dialled the number yet".to_owned());
    };
    let Some(date) = Date::parse(day) else {
        return Some(format!("assured_date is \"{day}\", which is no day such as 2026-11-21"));
    };
    match today.days_since(date) {
        days if days < 0 => Some(format!("assured_date {date} is not yet")),
        days if days > DIALLED_EVERY => Some(format!("the number was last dialled {days} days ago, on {date}")),
        _ => None,
    }
}
