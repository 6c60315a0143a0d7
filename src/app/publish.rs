//! The publisher's commands: read the content, let `crate::publish` do the work, print or write what
//! came of it.

use std::error::Error;
use std::fs;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Common, Usage};
use crate::content::{ContentError, Mode, po};
use crate::publish::hsds::{self, Addresses, Fate};
use crate::publish::{Publication, merge, preview, status};
use crate::visit::TextSize;

#[derive(Args)]
pub struct StatusArgs {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Args)]
pub struct ExtractArgs {
    /// Where it goes [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args)]
pub struct MergeArgs {
    /// Only this language [default: all with text; one without a catalogue gets an empty one].
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
}

#[derive(Args)]
pub struct PreviewArgs {
    /// The language, by its tag; `content status` lists them.
    #[arg(long, value_name = "TAG")]
    lang: String,
    /// Where the pictures and index.html go.
    #[arg(long, value_name = "DIR", default_value = "preview")]
    out: PathBuf,
    /// The text size, 1 (small) to 4 (very large).
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    size: u8,
}

#[derive(Args)]
pub struct ImportArgs {
    /// The package: a file.json, or the folder of its CSV tables.
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// Where the entries go; a new file [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Keep addresses, for staff. Left out by default: a shelter hides where it is.
    #[arg(long)]
    with_addresses: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The content for its makers, or all that is wrong with it, a line each.
pub fn publication(common: &Common) -> Result<Publication, Box<dyn Error>> {
    Ok(Publication::read(&common.folders()?).map_err(|errors| list(&errors))?)
}

fn list(errors: &[ContentError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

pub fn status(common: &Common, args: &StatusArgs) -> Result<(), Box<dyn Error>> {
    let rows = status::status(&publication(common)?);
    match args.format {
        Format::Text => write!(stdout(), "{}", status::table(&rows))?,
        Format::Json => writeln!(stdout(), "{}", serde_json::to_string_pretty(&json!({ "languages": rows }))?)?,
    }
    Ok(())
}

pub fn extract(common: &Common, args: &ExtractArgs) -> Result<(), Box<dyn Error>> {
    let publication = publication(common)?;
    let template = po::write(&merge::template(&publication.texts));
    match &args.out {
        None => stdout().write_all(template.as_bytes())?,
        Some(out) => {
            write(out, &template)?;
            println!("{}: {} texts", out.display(), publication.texts.len());
        }
    }
    Ok(())
}

pub fn merge(common: &Common, args: &MergeArgs) -> Result<(), Box<dyn Error>> {
    let publication = publication(common)?;
    let content = &publication.content;
    let wanted = args.lang.as_deref().map(|tag| content.find_language(tag)).transpose()?;
    for (index, language) in content.languages.iter().enumerate() {
        let id = content.find_language(&language.tag)?;
        let asked = wanted.map_or(language.mode == Mode::Text, |wanted| wanted == id);
        if !asked || id == content.english() {
            continue;
        }
        let file = publication.folders.catalogue(&language.tag);
        let Some(catalogue) = publication.catalogues.iter().find(|catalogue| catalogue.language.0 == index) else {
            write(&file, &po::write(&merge::empty(&language.tag, &publication.texts)))?;
            println!("{:8} new, {} texts to translate", language.tag, publication.texts.len());
            continue;
        };
        let (merged, changes) = merge::merge(&publication.texts, &catalogue.entries);
        let (before, after) = (fs::read_to_string(&file)?, po::write(&merged));
        if before == after {
            println!("{:8} is up to date", language.tag);
            continue;
        }
        write(&file, &after)?;
        println!(
            "{:8} {} new, {} stale, {} moved, {} set aside",
            language.tag, changes.new, changes.stale, changes.moved, changes.set_aside
        );
    }
    Ok(())
}

pub fn preview(common: &Common, args: &PreviewArgs) -> Result<(), Box<dyn Error>> {
    let publication = publication(common)?;
    let language = publication.content.find_language(&args.lang)?;
    let size = TextSize::ALL[usize::from(args.size) - 1];
    let count = preview::write(&publication, language, size, &args.out)?;
    println!("{count} pictures. Open {} in a browser.", args.out.join("index.html").display());
    Ok(())
}

pub fn import(common: &Common, args: &ImportArgs) -> Result<(), Box<dyn Error>> {
    if let Some(out) = args.out.as_deref().filter(|out| out.exists()) {
        let told = "is there already. Name a new file; entries are taken into services.json one by one";
        return Err(Usage(format!("{} {told}", out.display())).into());
    }
    let known = common.content()?.services.iter().map(|service| service.id.clone()).collect();
    let addresses = if args.with_addresses { Addresses::Keep } else { Addresses::Withhold };
    let import = hsds::import(&args.package, &known, addresses)?;
    for line in &import.report {
        eprintln!("{line}");
    }
    let count = |fate| import.report.iter().filter(|line| line.fate == fate).count();
    eprintln!(
        "{} services taken, {} things withheld, {} refused.",
        import.taken,
        count(Fate::Withheld),
        count(Fate::Refused)
    );
    if import.taken == 0 {
        return Err("nothing was taken".into());
    }
    match &args.out {
        None => stdout().write_all(import.directory.as_bytes())?,
        Some(out) => write(out, &import.directory)?,
    }
    Ok(())
}

/// Writes a file and the folders that it needs; a file that is half written never takes its place.
pub fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    let beside = path.with_extension("part");
    fs::write(&beside, text).map_err(told)?;
    fs::rename(&beside, path).map_err(told)?;
    Ok(())
}
