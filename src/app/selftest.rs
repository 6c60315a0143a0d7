//! `stairlight selftest`: walks a person through the parts of the device, and keeps what they find with the
//! day. It does by itself what it can, and asks about the rest in plain words.

use std::error::Error;
use std::io::{BufRead, IsTerminal, Write, stdin, stdout};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::Common;
use super::device::{self, DeviceArgs};
use super::run::home;
use crate::clock::{Clock, Date};
use crate::health::conditions::Conditions;
use crate::health::tested::{Part, Test, TestBook};
use crate::panel::{Link, Panel, PanelUri, StaffLanguage, Status};
use crate::printer::commands::{self, CommandError};
use crate::printer::{PrinterUri, Profiles};
use crate::publish::Severity;
use crate::publish::check::{self, Options};
use crate::site::Site;
use crate::slots::RealDisk;

/// How long the service panel may take to say who it is.
const HELLO: Duration = Duration::from_secs(6);

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SelftestArgs {
    #[command(subcommand)]
    one: Option<One>,
    /// Keep what was found in this state folder, for the health report.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The printer, where no kiosk has it; without it the person looks at a test page printed elsewhere.
    #[arg(long, value_name = "URI")]
    printer: Option<PrinterUri>,
    /// The service panel, where no steward has it.
    #[arg(long, value_name = "URI")]
    panel: Option<PanelUri>,
    /// Only these parts: screen, touch, keys, printer, panel, sound, content.
    #[arg(long, value_name = "PARTS", value_delimiter = ',', value_parser = part)]
    only: Vec<Part>,
}

#[derive(Subcommand)]
enum One {
    /// Print a test slip and say what the printer can do.
    Printer(commands::SelftestArgs),
    /// Say whether the system is set as the device needs it: no swap, no dumps, no radio, nothing kept.
    Device(DeviceArgs),
}

/// How a part did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// Not there, or nobody could look.
    Left,
}

fn part(word: &str) -> Result<Part, String> {
    let known = Part::ALL.map(Part::word).join(", ");
    Part::ALL.into_iter().find(|part| part.word() == word).ok_or_else(|| format!("there is: {known}"))
}

/// One part in depth, or all of them with a person.
pub fn selftest(common: &Common, args: &SelftestArgs) -> Result<(), Box<dyn Error>> {
    match &args.one {
        Some(One::Printer(args)) => Ok(commands::selftest_printer(args, &Profiles::built_in(), &mut stdout())?),
        Some(One::Device(args)) => device::selftest(args),
        None => walk(common, args),
    }
}

fn walk(common: &Common, args: &SelftestArgs) -> Result<(), Box<dyn Error>> {
    if !stdin().is_terminal() {
        println!("Nobody can be asked at a terminal here; answers are read from the input: y, n, or s to skip.");
    }
    let book = args.state.as_ref().map(|state| TestBook::new(Arc::new(RealDisk), state));
    let today = Date::today();
    let day = Conditions::unknown(today).clock_is_right().then_some(today);
    let parts = if args.only.is_empty() { Part::ALL.to_vec() } else { args.only.clone() };
    let mut person = Person { answers: stdin().lock() };
    let mut failed = 0;
    for part in parts {
        let outcome = match part {
            Part::Printer => printer(common, args, &mut person)?,
            Part::Panel => panel(args, &mut person)?,
            Part::Content => content(common, args)?,
            // Nothing to hear.
            Part::Sound => Outcome::Left,
            _ => person.judges(question(part))?,
        };
        let words = match outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "FAILED",
            Outcome::Left => "left out",
        };
        println!("{:8} {words}", part.word());
        failed += usize::from(outcome == Outcome::Failed);
        if let (Some(book), Outcome::Passed | Outcome::Failed) = (&book, outcome) {
            book.keep(part, Test { passed: outcome == Outcome::Passed, day }).map_err(|error| {
                format!("the outcome cannot be kept ({error}). Is the state folder there, and may you write into it?")
            })?;
        }
    }
    match failed {
        0 => Ok(()),
        1 => Err("one part failed; the health report says what to do".into()),
        _ => Err(format!("{failed} parts failed; the health report says what to do").into()),
    }
}

/// What a person must look at, for the parts that nothing else can judge.
fn question(part: Part) -> &'static str {
    match part {
        Part::Screen => "Look at the screen. Is it bright, whole, without lines or dark spots?",
        Part::Touch => "Touch a tile in each corner of the home page. Does each do what it says?",
        Part::Keys => "Use each key: forward, back, choose, leave. Does each do what it should?",
        Part::Sound => "This program has no sound.",
        Part::Printer => "Did the test page come out whole, dark and cut off?",
        Part::Panel => "Look at the service panel. Does it show how the device is, and is its light on?",
        Part::Content => "Open three topics. Are words and numbers there?",
    }
}

fn printer(common: &Common, args: &SelftestArgs, person: &mut Person<impl BufRead>) -> Result<Outcome, Box<dyn Error>> {
    if let Some(uri) = &args.printer {
        let site = common.folders().ok().and_then(|folders| Site::read(&folders.site).ok()).unwrap_or_default();
        let profile = Some(site.printer.profile).filter(|name| !name.is_empty());
        let own = commands::SelftestArgs { printer: uri.clone(), profile };
        match commands::selftest_printer(&own, &Profiles::built_in(), &mut stdout()) {
            Ok(()) => {}
            Err(error @ (CommandError::NotPassed | CommandError::Selftest(_))) => {
                println!("{error}");
                return Ok(Outcome::Failed);
            }
            Err(error) => return Err(error.into()),
        }
    }
    person.judges(question(Part::Printer))
}

fn panel(args: &SelftestArgs, person: &mut Person<impl BufRead>) -> Result<Outcome, Box<dyn Error>> {
    let Some(uri) = &args.panel else { return person.judges(question(Part::Panel)) };
    let clock = Clock::real();
    let status = Status::of(&Conditions::unknown(Date::today()), StaffLanguage::English);
    let panel = Panel::start(uri, &clock, status, |_| {})?;
    while clock.now() < HELLO && !matches!(panel.link(), Link::Met { .. }) {
        std::thread::sleep(Duration::from_millis(50));
    }
    match panel.link() {
        Link::Met { identity } => {
            println!("The panel answers; its firmware is {}.", identity.firmware);
            person.judges(question(Part::Panel))
        }
        link => {
            println!("{}. Check its cable in the service bay.", link.name());
            Ok(Outcome::Failed)
        }
    }
}

/// Nobody has to be asked whether the content is right: the publisher's check says so.
fn content(common: &Common, args: &SelftestArgs) -> Result<Outcome, Box<dyn Error>> {
    let home = match common.folders() {
        Ok(folders) => home(folders, args.state.as_deref()),
        Err(error) => {
            println!("{error}");
            return Ok(Outcome::Failed);
        }
    };
    let rot = home.settle();
    rot.iter()
        .for_each(|rot| println!("The content that should be in use is damaged: {rot}. Put the newest stick in."));
    let options = Options { release: false, today: Date::today(), screens: false, signed: None };
    let mut wrong = check::check(&home.folders(), &options);
    wrong.retain(|finding| finding.severity == Severity::Error);
    wrong.iter().for_each(|finding| println!("{finding}"));
    Ok(if wrong.is_empty() && rot.is_none() { Outcome::Passed } else { Outcome::Failed })
}

/// Whoever answers.
struct Person<R> {
    answers: R,
}

impl<R: BufRead> Person<R> {
    /// Asks until there is an answer; the end of the input leaves the rest out.
    fn judges(&mut self, question: &str) -> Result<Outcome, Box<dyn Error>> {
        loop {
            print!("{question} [y/n, s to skip] ");
            stdout().flush()?;
            let mut line = String::new();
            if self.answers.read_line(&mut line)? == 0 {
                println!();
                return Ok(Outcome::Left);
            }
            match line.trim().to_lowercase().as_str() {
                "y" | "yes" => return Ok(Outcome::Passed),
                "n" | "no" => return Ok(Outcome::Failed),
                "s" | "skip" => return Ok(Outcome::Left),
                _ => println!("Please answer y for yes, n for no, or s to skip."),
            }
        }
    }
}
