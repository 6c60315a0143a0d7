//! Reads all the content from disk and checks that its parts fit together.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::catalogue::{Catalogue, Review};
use super::language::{Language, LanguagesFile, Mode};
use super::paper::{Cover, PaperText};
use super::reference::Reference;
use super::service::{Directory, PrintTier, Service};
use super::topic::Topic;
use super::{Content, ContentError, Folders};
use crate::site::Site;
use crate::trust::file_name::county_stem;

pub(super) fn load(folders: &Folders) -> Result<Content, ContentError> {
    let mut content = survey(folders).map_err(|wrong| wrong.into_iter().next().expect("a failed survey says why"))?;
    if !content.site.show_drafts {
        content.topics = without_drafts(content.topics);
    }
    Ok(content)
}

/// Reads everything, drafts and all; where that cannot be done, says what is wrong in every file and
/// not only in the first.
pub(super) fn survey(folders: &Folders) -> Result<Content, Vec<ContentError>> {
    let mut wrong = Vec::new();
    let site = keep(Site::read(&folders.site), &mut wrong);
    let languages = keep(languages(&folders.content.join("languages.toml")), &mut wrong);
    let catalogues = catalogues(folders, languages.as_deref().unwrap_or_default())
        .into_iter()
        .map(|read| read.and_then(|read| keep(read, &mut wrong)))
        .collect();
    let services_path = folders.content.join("services.json");
    let mut services = keep(text(&services_path).and_then(|source| directory(&services_path, &source)), &mut wrong);
    if let Some(known) = &mut services {
        keep(counties(&folders.content.join("counties"), known), &mut wrong);
    }
    let known = services.as_deref().unwrap_or_default();
    let (mut topics, mut paper_words, mut references) = (None, None, None);
    if services.is_some() {
        references = keep_all(read_references(&folders.content.join("staff"), known), &mut wrong);
        topics = keep_all(read_topics(&folders.content.join("topics"), known), &mut wrong);
        let path = folders.content.join("paper.toml");
        paper_words = keep(read_toml(&path).and_then(|words| paper(&path, words, known)), &mut wrong);
    }
    match (site, languages, services, topics, paper_words, references) {
        (Some(site), Some(languages), Some(services), Some(topics), Some(paper), Some(references))
            if wrong.is_empty() =>
        {
            Ok(Content { languages, catalogues, topics, services, references, paper, site, built_in: false })
        }
        _ => Err(wrong),
    }
}

fn keep<T>(read: Result<T, ContentError>, wrong: &mut Vec<ContentError>) -> Option<T> {
    read.map_err(|error| wrong.push(error)).ok()
}

fn keep_all<T>(read: Result<T, Vec<ContentError>>, wrong: &mut Vec<ContentError>) -> Option<T> {
    read.map_err(|errors| wrong.extend(errors)).ok()
}

/// Every language's catalogue, where it has one. They are most of what is read, and the next visitor's
/// screen waits for it, so each is read by a thread of its own.
fn catalogues(folders: &Folders, languages: &[Language]) -> Vec<Option<Result<Catalogue, ContentError>>> {
    std::thread::scope(|threads| {
        let read = |language: &Language| {
            let path = folders.catalogue(&language.tag);
            let there = language.mode == Mode::Text && language.tag != "en" && path.exists();
            there.then(|| threads.spawn(move || Catalogue::read(&path)))
        };
        let under_way: Vec<_> = languages.iter().map(read).collect();
        let whole = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|why| std::panic::resume_unwind(why))
        };
        under_way.into_iter().map(|thread| thread.map(whole)).collect()
    })
}

/// The files that the program carries for the day when those on disk are broken. A test reads them,
/// so they are known to be good.
pub(super) fn built_in() -> Content {
    let path = |name: &str| PathBuf::from(format!("(built in) {name}"));
    let services = directory(&path("services.json"), include_str!("../../content/services.json"))
        .expect("the directory that is built in is checked by a test");
    let paper = parse_toml(&path("paper.toml"), include_str!("../../content/paper.toml"))
        .expect("the paper's words that are built in are checked by a test");
    let english: LanguagesFile = parse_toml(&path("languages.toml"), include_str!("../../content/languages.toml"))
        .expect("the languages that are built in are checked by a test");
    let languages: Vec<Language> =
        english.language.into_iter().filter(|l| l.tag == "en" || l.mode == Mode::Card).collect();
    let catalogues = languages.iter().map(|_| None).collect();
    // The numbers are shown whether or not anybody has reviewed the words beside them.
    let site = Site { show_drafts: true, ..Site::default() };
    Content { languages, catalogues, topics: Vec::new(), services, references: Vec::new(), paper, site, built_in: true }
}

fn text(path: &Path) -> Result<String, ContentError> {
    fs::read_to_string(path).map_err(|cause| ContentError::Unreadable { file: path.to_path_buf(), cause })
}

/// Reads a TOML file into a typed value; a mistake is named with file and line.
pub(crate) fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<T, ContentError> {
    parse_toml(path, &text(path)?)
}

fn parse_toml<T: DeserializeOwned>(path: &Path, source: &str) -> Result<T, ContentError> {
    toml::from_str(source).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(source.len());
        let line = source.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        ContentError::Syntax { file: path.to_path_buf(), line, message: error.message().to_owned() }
    })
}

fn value(file: &Path, key: impl Into<String>, problem: impl Into<String>) -> ContentError {
    ContentError::Value { file: file.to_path_buf(), key: key.into(), problem: problem.into() }
}

fn languages(path: &Path) -> Result<Vec<Language>, ContentError> {
    let languages = read_toml::<LanguagesFile>(path)?.language;
    let mut seen = HashSet::new();
    for language in &languages {
        let tag = &language.tag;
        if tag.is_empty() || !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') || !seen.insert(tag) {
            return Err(value(path, tag, "a tag is made of letters, digits and -, and stands once"));
        }
        if !(1.0..=3.0).contains(&language.line_height) {
            return Err(value(path, format!("{tag}: line_height"), "1.0 to 3.0"));
        }
    }
    if !seen.contains(&"en".to_owned()) {
        return Err(value(path, "en", "English is the source of every text and must be in the table"));
    }
    Ok(languages)
}

/// Reads and checks a directory of services.
pub(crate) fn directory(path: &Path, source: &str) -> Result<Vec<Service>, ContentError> {
    let directory: Directory = serde_json::from_str(source).map_err(|error| ContentError::Syntax {
        file: path.to_path_buf(),
        line: error.line(),
        message: error.to_string(),
    })?;
    let mut seen = HashSet::new();
    for service in &directory.services {
        if !seen.insert(&service.id) {
            return Err(value(path, &service.id, "this id stands twice"));
        }
        if let Some(problem) = service.problem() {
            return Err(value(path, &service.id, problem));
        }
    }
    Ok(directory.services)
}

/// Adds what counties have signed themselves; most devices have none.
fn counties(folder: &Path, services: &mut Vec<Service>) -> Result<(), ContentError> {
    let unreadable = |cause| ContentError::Unreadable { file: folder.to_path_buf(), cause };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(unreadable)?,
    };
    let mut paths = entries.map(|entry| Ok(entry.map_err(unreadable)?.path())).collect::<Result<Vec<_>, _>>()?;
    let hidden = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "json") && !hidden(path));
    paths.sort();
    for path in paths {
        let county = path.file_stem().unwrap_or_default().to_string_lossy();
        let entries = local_services(&county, &path, &text(&path)?, services)?;
        services.extend(entries);
    }
    Ok(())
}

/// A county's own entries: local services of that county, and nothing that stands on every paper or takes
/// the place of another entry.
pub(super) fn local_services(
    county: &str,
    path: &Path,
    source: &str,
    known: &[Service],
) -> Result<Vec<Service>, ContentError> {
    let services = directory(path, source)?;
    for service in &services {
        let here = |name: &String| county_stem(name) == county;
        let problem = if service.x_print_tier != PrintTier::Local {
            "a county's own entries are of the tier local"
        } else if service.x_counties.is_empty() || !service.x_counties.iter().all(here) {
            "x_counties names this county and no other"
        } else if service.slip_order.is_some() || service.slip_text.is_some() {
            "a county's own entries have no place among the core numbers"
        } else if known.iter().any(|other| other.id == service.id) {
            "this id is taken by another entry"
        } else {
            continue;
        };
        return Err(value(path, &service.id, problem));
    }
    Ok(services)
}

fn read_topics(folder: &Path, services: &[Service]) -> Result<Vec<Topic>, Vec<ContentError>> {
    let mut wrong = Vec::new();
    let paths = toml_files(folder).map_err(|error| vec![error])?;
    let mut topics: Vec<Topic> = paths.iter().filter_map(|path| keep(topic(path, services), &mut wrong)).collect();
    topics.sort_by_key(|topic| topic.order);
    if wrong.is_empty() { Ok(topics) } else { Err(wrong) }
}

/// The TOML files of a folder, by name.
fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, ContentError> {
    let unreadable = |cause| ContentError::Unreadable { file: folder.to_path_buf(), cause };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.extension().is_some_and(|ext| ext == "toml") && !hidden {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The pages for staff. Content from before there were any has none.
fn read_references(folder: &Path, services: &[Service]) -> Result<Vec<Reference>, Vec<ContentError>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut wrong = Vec::new();
    let paths = toml_files(folder).map_err(|error| vec![error])?;
    let mut references: Vec<_> = paths.iter().filter_map(|path| keep(reference(path, services), &mut wrong)).collect();
    references.sort_by_key(|reference| reference.order);
    if wrong.is_empty() { Ok(references) } else { Err(wrong) }
}

fn reference(path: &Path, services: &[Service]) -> Result<Reference, ContentError> {
    let reference: Reference = read_toml(path)?;
    if path.file_stem().is_none_or(|stem| stem != reference.id.as_str()) {
        return Err(value(path, "id", format!("\"{}\" is not the file's name", reference.id)));
    }
    if let Some((key, problem)) = reference.problem() {
        return Err(value(path, key, problem));
    }
    let named = reference.sections.iter().flat_map(|section| &section.services);
    match named.into_iter().find(|id| services.iter().all(|service| service.id != **id)) {
        Some(id) => Err(value(path, "services", format!("there is no service \"{id}\""))),
        None => Ok(reference),
    }
}

/// Leaves out the cards that nobody has reviewed, and topics of which nothing is left.
fn without_drafts(mut topics: Vec<Topic>) -> Vec<Topic> {
    for topic in &mut topics {
        topic.cards.retain(|card| card.review > Review::Draft);
    }
    topics.retain(|topic| !topic.cards.is_empty());
    topics
}

fn topic(path: &Path, services: &[Service]) -> Result<Topic, ContentError> {
    let topic: Topic = read_toml(path)?;
    if path.file_stem().is_none_or(|stem| stem != topic.id.as_str()) {
        return Err(value(path, "id", format!("\"{}\" is not the file's name", topic.id)));
    }
    let mut seen = HashSet::new();
    for card in &topic.cards {
        if !seen.insert(&card.id) {
            return Err(value(path, &card.id, "this card id stands twice in the topic"));
        }
        if let Some(problem) = card.problem() {
            return Err(value(path, &card.id, problem));
        }
    }
    if topic.cards.is_empty() {
        return Err(value(path, "cards", "a topic has at least one card"));
    }
    for id in &topic.helpers {
        match services.iter().find(|service| &service.id == id) {
            None => return Err(value(path, "helpers", format!("there is no service \"{id}\""))),
            Some(service) if service.helper.is_none() => {
                return Err(value(path, "helpers", format!("\"{id}\" has no words for visitors (x_youth)")));
            }
            Some(_) => {}
        }
    }
    Ok(topic)
}

fn paper(path: &Path, paper: PaperText, services: &[Service]) -> Result<PaperText, ContentError> {
    for cover in Cover::ALL {
        let Some(text) = paper.cover.get(&cover) else {
            return Err(value(path, format!("cover.{}", cover.name()), "is missing"));
        };
        for id in &text.also {
            let good = services.iter().any(|s| &s.id == id && s.is_core() && s.helper.is_some() && s.voice().is_some());
            if !good {
                return Err(value(
                    path,
                    format!("cover.{}.also", cover.name()),
                    format!("\"{id}\" is not a core service with a number to call"),
                ));
            }
        }
    }
    Ok(paper)
}
