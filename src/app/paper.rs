//! `stairlight slip`: the small paper as a picture, as the printer's bytes, or on a printer.

use std::error::Error;
use std::fs;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use clap::Args;

use super::{Common, Usage};
use crate::clock::Clock;
use crate::content::paper::Cover;
use crate::printer::encode::Encoder;
use crate::printer::{JobId, JobState, Printer, PrinterEvent, PrinterUri, Profile, Profiles};
use crate::slip::{self, Bitmap, TypeSetter, Width};
use crate::visit::PaperOrder;

/// A printer that has not said how it went by then will not say it.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Args)]
pub struct SlipArgs {
    /// The language, by its tag; `content list --languages` lists them.
    #[arg(long, value_name = "TAG")]
    lang: String,
    /// What it looks like: plain, bookmark, study or receipt.
    #[arg(long, value_name = "COVER", default_value = "plain")]
    cover: String,
    /// English under the heading, under each label and under "it is free".
    #[arg(long)]
    with_english: bool,
    /// Dots across: 384 (58 mm paper) or 576 (80 mm).
    #[arg(long, value_name = "DOTS", default_value = "384")]
    width: String,
    /// Write it to a file: a picture (.png) or the printer's bytes (.bin).
    #[arg(long, value_name = "FILE", conflicts_with = "printer")]
    out: Option<PathBuf>,
    /// Print it: usb:/dev/usb/lp0, serial:/dev/ttyAMA0?baud=115200, tcp:HOST:9100, file:PATH, paper:DIR.
    #[arg(long, value_name = "URI")]
    printer: Option<String>,
}

pub fn slip(common: &Common, args: &SlipArgs) -> Result<(), Box<dyn Error>> {
    let content = common.content()?;
    let english = content.english();
    let language = content.find_language(&args.lang)?;
    let order = PaperOrder {
        language,
        beside: (args.with_english && language != english).then_some(english),
        cover: Cover::find(&args.cover)?,
    };
    let width = Width::find(&args.width)?;
    let uri = args.printer.as_deref().map(str::parse::<PrinterUri>).transpose()?;
    let paper = slip::draw(&content, order, width, &mut TypeSetter::new());
    let millimetres = paper.height() / 8;
    match (&args.out, uri) {
        (_, Some(uri)) => print(paper, uri, &content.site.printer.profile),
        (out, None) => {
            let out = out.clone().unwrap_or_else(|| PathBuf::from("slip.png"));
            match out.extension().and_then(|ext| ext.to_str()) {
                Some("png") => write_png(&paper, &out)?,
                Some("bin") => write_bytes(paper, &out)?,
                _ => return Err(Usage(format!("{}: name a .png or a .bin file", out.display())).into()),
            }
            println!("{} ({millimetres} mm of paper)", out.display());
            Ok(())
        }
    }
}

pub fn write_png(paper: &Bitmap, out: &Path) -> Result<(), Box<dyn Error>> {
    let file = File::create(out).map_err(|error| format!("{}: {error}", out.display()))?;
    Ok(paper.write_png(BufWriter::new(file))?)
}

/// Writes the bytes as they would be sent to a plain printer of that width.
pub fn write_bytes(paper: Bitmap, out: &Path) -> Result<(), Box<dyn Error>> {
    let profile = plain_profile(paper.width())?;
    let bytes: Vec<u8> = Encoder::new(paper, &profile)?.flat_map(|chunk| chunk.bytes.to_vec()).collect();
    fs::write(out, bytes).map_err(|error| format!("{}: {error}", out.display()).into())
}

fn plain_profile(dots: u32) -> Result<Profile, Box<dyn Error>> {
    let name = if dots > 384 { "generic-80" } else { "generic-58" };
    Ok(Profiles::built_in().named(name)?.clone())
}

/// Prints one paper and says how it went.
fn print(paper: Bitmap, uri: PrinterUri, profile: &str) -> Result<(), Box<dyn Error>> {
    let wanted = Some(profile).filter(|name| !name.is_empty());
    let profile = Profiles::built_in().pick(&uri, wanted)?.clone();
    let (tell, heard) = mpsc::channel();
    let handle = Printer::start(uri, profile, Clock::real(), move |event| {
        // The receiver is gone only after the outcome is known.
        let _ = tell.send(event);
    })?;
    handle.print(JobId(1), paper);
    loop {
        match heard.recv_timeout(PATIENCE) {
            Ok(PrinterEvent::Job(_, JobState::Queued | JobState::Sent) | PrinterEvent::Condition(_)) => {}
            Ok(PrinterEvent::Job(_, JobState::Confirmed)) => {
                println!("Printed. The printer confirms it.");
                return Ok(());
            }
            Ok(PrinterEvent::Job(_, JobState::Unknown)) => {
                println!("Sent. This printer cannot say whether it was printed: look at it.");
                return Ok(());
            }
            Ok(PrinterEvent::Job(_, JobState::Failed(kind))) => {
                return Err(format!(
                    "not printed: {kind:?}. Nothing of it will be printed later; see to the printer and print again"
                )
                .into());
            }
            Ok(PrinterEvent::Job(_, JobState::Cancelled)) => return Err("not printed: it was cancelled".into()),
            Err(_) => return Err("the printer does not answer; switch it off and on and try again".into()),
        }
    }
}
