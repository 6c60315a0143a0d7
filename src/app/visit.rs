//! `stairlight visit`: a whole visit without a window.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::paper;
use super::{Common, Usage};
use crate::content::Content;
use crate::content::paper::Cover;
use crate::kiosk::tour::{Panel, Plan, Tour};
use crate::slip::Width;
use crate::visit::{TextSize, Theme};

#[derive(Args)]
pub struct VisitArgs {
    /// The language, by its tag; `content list --languages` lists them.
    #[arg(long, value_name = "TAG")]
    lang: String,
    /// The topic to read [default: the first].
    #[arg(long, value_name = "ID")]
    topic: Option<String>,
    /// What the small paper looks like: plain, bookmark, study or receipt.
    #[arg(long, value_name = "COVER", default_value = "plain")]
    cover: String,
    /// Where the pictures go.
    #[arg(long, value_name = "DIR", default_value = "visit")]
    out: PathBuf,
    /// The panel: 1280x800, 1024x600 or 800x480.
    #[arg(long, value_name = "PIXELS", default_value = "1280x800")]
    panel: String,
    /// The text size, 1 (small) to 4 (very large).
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    size: u8,
    /// The colours.
    #[arg(long, value_enum, default_value_t = Colours::Calm)]
    theme: Colours,
}

#[derive(Clone, Copy, ValueEnum)]
enum Colours {
    /// Soft colours.
    Calm,
    /// Black on white.
    Light,
    /// White on black.
    Dark,
}

pub fn visit(common: &Common, args: &VisitArgs) -> Result<(), Box<dyn Error>> {
    let content = common.content()?;
    let plan = plan(&content, args)?;
    let count = write(&content, &plan, &args.out)?;
    println!("{count} pictures, slip.png and slip.bin are in {}", args.out.display());
    Ok(())
}

fn plan(content: &Content, args: &VisitArgs) -> Result<Plan, Box<dyn Error>> {
    let topic = match (&args.topic, content.topics.first()) {
        (Some(id), _) => content.find_topic(id)?,
        (None, Some(first)) => content.find_topic(&first.id)?,
        (None, None) => return Err("the content has no topic".into()),
    };
    let cover = Cover::find(&args.cover)?;
    let offered = &content.site.covers;
    let cover = offered.iter().position(|offer| *offer == cover).ok_or_else(|| {
        let known: Vec<_> = offered.iter().map(|cover| cover.name()).collect();
        Usage(format!("this site does not offer the cover \"{}\". It offers: {}", args.cover, known.join(", ")))
    })?;
    let panel = [Panel::WIDE, Panel::SEVEN, Panel::COARSE];
    let name = |panel: &Panel| format!("{}x{}", panel.width, panel.height);
    let panel = panel.into_iter().find(|panel| name(panel) == args.panel).ok_or_else(|| {
        Usage(format!(
            "there is no panel \"{}\". There is: {}",
            args.panel,
            panel.iter().map(name).collect::<Vec<_>>().join(", ")
        ))
    })?;
    Ok(Plan {
        language: content.find_language(&args.lang)?,
        topic,
        cover,
        size: TextSize::ALL[usize::from(args.size) - 1],
        theme: match args.theme {
            Colours::Calm => Theme::Calm,
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
        },
        panel,
        width: Width::default(),
    })
}

/// Makes the visit and writes its pictures and its paper into `out`; returns how many pictures.
pub fn write(content: &Arc<Content>, plan: &Plan, out: &Path) -> Result<usize, Box<dyn Error>> {
    fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let (stops, slip) = Tour::run(content, plan)?;
    for (index, stop) in stops.iter().enumerate() {
        let path = out.join(format!("{:02}-{}.png", index + 1, stop.name));
        let file = File::create(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        stop.picture.write_png(BufWriter::new(file))?;
    }
    if let Some(slip) = slip {
        paper::write_png(&slip, &out.join("slip.png"))?;
        paper::write_bytes(slip, &out.join("slip.bin"))?;
    }
    Ok(stops.len())
}
