//! `stairlight content ...`: what there is.

use std::error::Error;

use clap::{Args, Subcommand};

use super::Common;
use crate::content::{Content, LanguageId, Review};

#[derive(Subcommand)]
pub enum ContentCommand {
    /// List the topics, languages and helpers there are.
    List(ListArgs),
}

#[derive(Args)]
pub struct ListArgs {
    /// Only the tags of the languages with text, one a line.
    #[arg(long)]
    languages: bool,
}

pub fn content(common: &Common, command: &ContentCommand) -> Result<(), Box<dyn Error>> {
    let content = common.content()?;
    match command {
        ContentCommand::List(ListArgs { languages: true }) => {
            for (_, tag) in with_text(&content) {
                println!("{tag}");
            }
        }
        ContentCommand::List(ListArgs { languages: false }) => list(&content),
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
        let review = match content.review(id) {
            Review::Draft => "draft",
            Review::Reviewed => "reviewed",
            Review::Approved => "approved",
        };
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
