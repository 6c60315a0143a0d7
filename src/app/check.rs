//! `stairlight content check`: says what is wrong or unfinished in the content, and changes nothing.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::publish::Format;
use super::{Common, Usage, trust};
use crate::clock::Date;
use crate::content::Folders;
use crate::publish::check::{self, Options};
use crate::publish::{Finding, Severity};
use crate::trust::numbers::{self, CoreNumbers};
use crate::trust::{Floor, Offer, StickFolder};

#[derive(Args)]
pub struct CheckArgs {
    /// Check for a release: drafts, stale texts, unsure rights and undialled numbers are refused.
    #[arg(long)]
    release: bool,
    /// Print every warning, not only the first of each kind.
    #[arg(long)]
    all: bool,
    /// What was published last, a stick or a folder with content/: numbers on every paper that differ are told
    /// [default: the numbers that came with this program].
    #[arg(long, value_name = "DIR")]
    since: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub fn check(common: &Common, args: &CheckArgs) -> Result<(), Box<dyn Error>> {
    let folders = common.folders()?;
    let signed = signed(&folders, args.since.as_deref())?;
    let options = Options { release: args.release, today: Date::today(), screens: true, signed: Some(&signed) };
    let findings = check::check(&folders, &options);
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut out = stdout().lock();
    match args.format {
        Format::Json => {
            let report = json!({ "errors": errors, "warnings": warnings, "findings": findings });
            writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
        }
        Format::Text => {
            print_findings(&mut out, &findings, args.all)?;
            writeln!(out, "{errors} errors, {warnings} warnings.")?;
        }
    }
    match errors {
        0 => Ok(()),
        1 => Err("the content has an error".into()),
        count => Err(format!("the content has {count} errors").into()),
    }
}

/// Every error; of warnings, the first of each kind in each file unless all are asked for.
fn print_findings(out: &mut impl Write, findings: &[Finding], all: bool) -> std::io::Result<()> {
    let mut warnings: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in findings {
        let error = finding.severity == Severity::Error;
        let told = warnings.entry((finding.kind.name(), &finding.file)).or_default();
        *told += usize::from(!error);
        if all || error || *told == 1 {
            let word = if error { "error" } else { "warning" };
            writeln!(out, "{word} ({}): {finding}", finding.kind.name())?;
        }
    }
    for ((kind, file), count) in warnings.into_iter().filter(|(_, count)| !all && *count > 1) {
        writeln!(out, "  {file}: {} more ({kind}); --all shows them", count - 1)?;
    }
    Ok(())
}

/// The core numbers that two people have signed, as a stick holds them; or those of an earlier content.
fn signed(folders: &Folders, since: Option<&Path>) -> Result<CoreNumbers, Box<dyn Error>> {
    let Some(place) = since else { return Ok(numbers::built_in()) };
    let nothing =
        || Usage(format!("{}: there is neither a stick's content here nor a folder content/", place.display()));
    if let Ok(directory) = std::fs::read(Folders::under(place).content.join("services.json")) {
        return Ok(numbers::of_directory(&directory).ok_or_else(nothing)?);
    }
    let floor = Floor::of_root(trust::root(folders, None)?);
    let offer = Offer::open(Arc::new(StickFolder::new(place)), &floor, trust::today())?;
    Ok(offer.signed_numbers().cloned().ok_or_else(nothing)?)
}
