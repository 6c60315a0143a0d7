//! The English: reading level, long sentences, numbers that belong into the directory, words that no
//! paper may carry. The loader has already refused cards that are too long.

use super::{Kind, Publication, Report, Source, banned_in, numbers, shown};
use crate::publish::Role;
use crate::publish::reading::{GRADE_LIMIT, SENTENCE_LIMIT, measure};

pub fn check(publication: &Publication, banned: &[String], report: &mut Report) {
    for text in &publication.texts {
        if text.is_on_paper()
            && let Some(word) = banned_in(&text.english, banned)
        {
            report.add(Kind::Banned, &text.source, &text.place, format!("\"{word}\" may not stand on paper"));
        }
        if text.role != Role::Screen {
            unknown_numbers(publication, &text.source, &text.place, &text.english, report);
        }
    }
    prose(publication, report);
    if let Some(helper) = &publication.content.site.helper
        && let Some(word) = banned_in(&helper.label, banned)
    {
        let file = shown(&publication.folders.content.join("site.toml"), &publication.folders);
        let source = Source { file, line: None };
        report.add(Kind::Banned, &source, "helper.label", format!("\"{word}\" may not stand on paper"));
    }
}

/// Telephone numbers in running text: seven digits or more, or a hyphen in a run of that length.
fn unknown_numbers(publication: &Publication, source: &Source, place: &str, text: &str, report: &mut Report) {
    let known = |number: &str| {
        publication.content.services.iter().flat_map(|service| &service.phones).any(|phone| phone.number == number)
    };
    for number in numbers(text).into_keys() {
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if digits >= 7 && !known(number) {
            let message = format!("the number {number} is not in the directory");
            report.add(Kind::UnknownNumber, source, place, message);
        }
    }
}

/// Cards and helpers as prose: without titles and labels, which are no sentences.
fn prose(publication: &Publication, report: &mut Report) {
    let texts = publication.texts.iter().filter(|text| matches!(text.role, Role::CardText | Role::HelperText { .. }));
    let mut pieces: Vec<(&str, &Source, Vec<&str>)> = Vec::new();
    for text in texts {
        let owner = text.place.split_once('/').map_or(text.place.as_str(), |(owner, _)| owner);
        match pieces.last_mut() {
            Some((last, source, parts)) if *last == owner => {
                parts.push(&text.english);
                // A card is named by its text, which is its last part.
                if text.role == Role::CardText {
                    *source = &text.source;
                }
            }
            _ => pieces.push((owner, &text.source, vec![&text.english])),
        }
    }
    for (owner, source, parts) in pieces {
        let Some(reading) = measure(&parts.join(" ")) else { continue };
        if reading.grade > GRADE_LIMIT {
            let message = format!("reads at grade {:.1}; at most {GRADE_LIMIT:.0}", reading.grade);
            report.add(Kind::ReadingLevel, source, owner, message);
        }
        if reading.longest_sentence > SENTENCE_LIMIT {
            let message = format!("a sentence of {} words; at most {SENTENCE_LIMIT}", reading.longest_sentence);
            report.add(Kind::Sentence, source, owner, message);
        }
    }
}
