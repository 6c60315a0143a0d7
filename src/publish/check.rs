//! Everything that can be checked about the content without asking a person: `stairlight content check`.
//!
//! A check returns findings and changes nothing. *Errors* are wrong: a number that differs, a letter
//! that no font has. *Warnings* are unfinished: drafts, stale and missing texts, numbers that nobody
//! has dialled. For a release, unfinished texts are errors too, but for languages in their short form:
//! what is missing there comes out in English, page by page.

mod catalogues;
mod edition;
mod english;
mod letters;
mod report;
mod room;
mod signatures;
mod states;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use self::edition::Edition;
use self::report::Report;
pub use self::states::is_fresh;
use super::{Finding, Kind, Publication, Source, shown};
use crate::clock::Date;
use crate::content::po::MistakeKind;
use crate::content::{ContentError, Folders};
use crate::slip::TypeSetter;
use crate::trust::numbers::CoreNumbers;

/// How to look.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What is unfinished is refused.
    pub release: bool,
    /// The day on which it is checked.
    pub today: Date,
    /// Lay out the screens too. Needs the screen's toolkit on this thread, but no display.
    pub screens: bool,
    /// The core numbers that are signed already: what differs from them is told.
    pub signed: Option<&'a CoreNumbers>,
}

/// Checks the content in `folders`. Empty where nothing is wrong or unfinished.
pub fn check(folders: &Folders, options: &Options<'_>) -> Vec<Finding> {
    let mut report = Report::new(options.release);
    match Publication::read(folders) {
        Err(errors) => errors.iter().for_each(|error| report.broken(error, folders)),
        Ok(publication) => {
            let banned = match banned_words(folders) {
                Ok(words) => words,
                Err(error) => {
                    report.broken(&error, folders);
                    Vec::new()
                }
            };
            std::thread::scope(|scope| {
                let setting = scope.spawn(|| set_everything(&publication, options));
                english::check(&publication, &banned, &mut report);
                catalogues::check(&publication, &banned, &mut report);
                report.join(setting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            });
            if options.screens {
                room::check_screens(&publication, &mut report);
            }
            states::check(&publication, options.today, &mut report);
            if let Some(signed) = options.signed {
                signatures::check(&publication, signed, &mut report);
            }
        }
    }
    report.done()
}

/// Sets every text as it will be seen. That is what takes the time, and a device has more than one core: each
/// takes the next language that nobody has taken.
fn set_everything(publication: &Publication, options: &Options<'_>) -> Report {
    let editions = Edition::all(publication);
    let next = AtomicUsize::new(0);
    let set = || {
        let (mut report, mut setter) = (Report::new(options.release), TypeSetter::new());
        while let Some(edition) = editions.get(next.fetch_add(1, Ordering::Relaxed)) {
            letters::check(edition, &mut setter, &mut report);
            room::check_paper(publication, edition, &mut setter, &mut report);
        }
        report
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(set)).collect();
        let mut report = set();
        letters::check_names(publication, &mut report);
        for other in others {
            report.join(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        report
    })
}

/// The words that no paper may carry, in lower case.
fn banned_words(folders: &Folders) -> Result<Vec<String>, ContentError> {
    let file = folders.content.join("banned-words.txt");
    let text = std::fs::read_to_string(&file).map_err(|cause| ContentError::Unreadable { file, cause })?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_lowercase).collect())
}

/// The first banned word that a text holds, if any.
fn banned_in<'a>(text: &str, banned: &'a [String]) -> Option<&'a str> {
    let lower = text.to_lowercase();
    banned.iter().map(String::as_str).find(|word| lower.contains(word))
}

/// How often each number stands in a text: digits, and hyphens between them.
fn numbers(text: &str) -> HashMap<&str, usize> {
    let mut counted = HashMap::new();
    let runs = text.split(|c: char| !c.is_ascii_digit() && c != '-').map(|run| run.trim_matches('-'));
    for run in runs.filter(|run| !run.is_empty()) {
        *counted.entry(run).or_default() += 1;
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted() {
        assert_eq!(
            numbers("Call 1-888-373-7888 - or 211, not 211."),
            HashMap::from([("1-888-373-7888", 1), ("211", 2)])
        );
        assert!(numbers("a - b").is_empty());
    }

    #[test]
    fn banned_words_are_found_inside_others() {
        let banned = ["hotline".to_owned(), "víctima".to_owned()];
        assert_eq!(banned_in("A Hotlines number", &banned), Some("hotline"));
        assert_eq!(banned_in("VÍCTIMAS", &banned), Some("víctima"));
        assert_eq!(banned_in("A line", &banned), None);
    }
}
