//! `stairlight content ...`: what there is, and the publisher's tools.

use std::error::Error;

use clap::{Args, Subcommand};

use super::Common;
use super::check::{self, CheckArgs};
use super::publish::{self, ExtractArgs, ImportArgs, MergeArgs, PreviewArgs, StatusArgs};
use super::trust::{TrustCommand, trust};
use crate::content::{Content, LanguageId};

#[derive(Subcommand)]
pub enum ContentCommand {
    /// List the topics, languages and helpers there are.
    List(ListArgs),
    /// Say what is wrong or unfinished in all of it; exit code 1 where something is wrong.
    Check(CheckArgs),
    /// How far each language is, and how long its paper.
    Status(StatusArgs),
    /// Write the template for translators (.pot).
    Extract(ExtractArgs),
    /// Bring the catalogues up to date with the English; nothing translated is lost.
    Merge(MergeArgs),
    /// Draw every page and paper of a language, with an index.html to look through them.
    Preview(PreviewArgs),
    /// Take services from an Open Referral HSDS 3.0 package: file.json, or a folder of CSV tables.
    ImportHsds(ImportArgs),
    #[command(flatten)]
    Trust(TrustCommand),
}

#[derive(Args)]
pub struct ListArgs {
    /// Only the tags of the languages with text, one a line.
    #[arg(long)]
    languages: bool,
}

pub fn content(common: &Common, command: &ContentCommand) -> Result<(), Box<dyn Error>> {
    match command {
        ContentCommand::List(ListArgs { languages: true }) => {
            for (_, tag) in with_text(&*common.content()?) {
                println!("{tag}");
            }
        }
        ContentCommand::List(ListArgs { languages: false }) => list(&*common.content()?),
        ContentCommand::Check(args) => check::check(common, args)?,
        ContentCommand::Status(args) => publish::status(common, args)?,
        ContentCommand::Extract(args) => publish::extract(common, args)?,
        ContentCommand::Merge(args) => publish::merge(common, args)?,
        ContentCommand::Preview(args) => publish::preview(common, args)?,
        ContentCommand::Trust(command) => trust(common, command)?,
        ContentCommand::ImportHsds(args) => publish::import(common, args)?,
    }
    Ok(())
}

/// The languages that have text, in the order of the screen.
fn with_text(content: &Content) -> Vec<(LanguageId, &str)> {
    let ids = content.languages.iter().enumerate().map(|(index, language)| (LanguageId(index), language.tag.as_str()));
    ids.filter(|(id, _)| content.has_text(*id)).collect()
}

fn list(content: &Content) {
    println!("Topics");
    for topic in &content.topics {
        println!("  {:8} {} ({} cards)", topic.id, topic.title, topic.cards.len());
    }
    println!("\nLanguages with text");
    for (id, tag) in with_text(content) {
        let language = content.language(id);
        let review = content.review(id).name();
        println!("  {tag:8} {} ({}), {review}", language.name, language.autonym);
    }
    let cards = content.languages.len() - with_text(content).len();
    println!("\nLanguages with a call card only: {cards}");
    let helpers = content.services.iter().filter(|service| service.helper.is_some()).count();
    println!("Services in the directory: {}, shown to visitors: {helpers}", content.services.len());
    println!(
        "Covers of the small paper: {}",
        content.site.covers.iter().map(|c| c.name()).collect::<Vec<_>>().join(", ")
    );
}
