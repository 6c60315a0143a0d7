//! `stairlight health`: the steward's report in any form; where no steward runs, what can be read without
//! one.

use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use clap::Args;

use super::Common;
use super::run::home;
use crate::clock::{Clock, Date};
use crate::content::Folders;
use crate::health::file::{self, PLACE};
use crate::health::forms::{self, Format, paper};
use crate::health::{Conditions, Lookout, Report};
use crate::printer::{FaultKind, JobId, JobState, Printer, PrinterEvent, PrinterHandle, PrinterUri, Profiles};
use crate::site::Site;
use crate::slots::{Home, RealDisk};

/// A printer that has not said how it went by then will not say it.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest report at the speed of a slow head. Whoever lets go of the line before cuts it off.
const PAPER: Duration = Duration::from_secs(8);
/// A printer that was just found is looked at for some seconds before it takes plain lines.
const TRIES: usize = 20;

#[derive(Args)]
pub struct HealthArgs {
    /// In which form.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where the steward puts its report.
    #[arg(long, value_name = "FILE", default_value = PLACE)]
    health: PathBuf,
    /// Where no steward runs: the device's state folder.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Where no steward runs: the root of the system to look at.
    #[arg(long, value_name = "DIR", default_value = "/")]
    root_dir: PathBuf,
    /// Where no steward runs: this is the kiosk's own machine, so look at the system's setting too.
    #[arg(long)]
    appliance: bool,
    /// Print it, on a printer that no kiosk has: usb:/dev/usb/lp0, paper:DIR and so on.
    #[arg(long, value_name = "URI", conflicts_with = "format")]
    print: Option<PrinterUri>,
}

/// Says how the device is; the code is a monitor's where its form was asked for.
pub fn health(common: &Common, args: &HealthArgs) -> Result<ExitCode, Box<dyn Error>> {
    let folders = common.folders().unwrap_or_else(|_| Folders::under(&args.root_dir.join("usr/share/stairlight")));
    let home = home(folders, args.state.as_deref());
    let report = match file::read(&args.health) {
        Ok(Some(report)) => report,
        Ok(None) => alone(args, home.clone()),
        Err(error) if args.format == Format::Nagios => {
            println!("STAIRLIGHT UNKNOWN - {error}");
            return Ok(ExitCode::from(3));
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(uri) = &args.print {
        let site = Site::read(&home.folders().site).unwrap_or_default();
        print(&report, uri, &site.printer.profile)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = std::io::stdout();
    out.write_all(args.format.of(&report).as_bytes())?;
    out.flush()?;
    Ok(match args.format {
        Format::Nagios => ExitCode::from(forms::nagios(&report).1),
        _ => ExitCode::SUCCESS,
    })
}

/// What can be read without a steward.
fn alone(args: &HealthArgs, home: Home) -> Report {
    let fell_back = home.settle().is_some();
    let mut is = Conditions { steward: false, ..Conditions::unknown(Date::today()) };
    let disk = Arc::new(RealDisk);
    let mut lookout = Lookout::new(&args.root_dir, args.state.as_deref(), disk, home, args.appliance);
    lookout.look(&mut is, Duration::ZERO, fell_back);
    Report::of(&is)
}

fn print(report: &Report, uri: &PrinterUri, profile: &str) -> Result<(), Box<dyn Error>> {
    let wanted = Some(profile).filter(|name| !name.is_empty());
    let profile = Profiles::built_in().pick(uri, wanted)?.clone();
    let (tell, heard) = mpsc::channel();
    let handle = Printer::start(uri.clone(), profile, Clock::real(), move |event| {
        // The receiver is gone only after the outcome is known.
        let _ = tell.send(event);
    })?;
    for _ in 0..TRIES {
        match printed(&handle, &heard, report) {
            JobState::Failed(FaultKind::Fault) => std::thread::sleep(PATIENCE / 80),
            JobState::Failed(kind) => return Err(format!("not printed: {kind:?}; see to the printer").into()),
            _ => {
                std::thread::sleep(PAPER);
                println!("Sent. Look whether it came out whole.");
                return Ok(());
            }
        }
    }
    Err("not printed: the printer is not ready; is a kiosk using it?".into())
}

fn printed(handle: &PrinterHandle, heard: &Receiver<PrinterEvent>, report: &Report) -> JobState {
    handle.report(JobId(1), paper::TITLE.to_owned(), paper::lines(report));
    loop {
        match heard.recv_timeout(PATIENCE) {
            Ok(PrinterEvent::Job(_, JobState::Queued | JobState::Sent) | PrinterEvent::Condition(_)) => {}
            Ok(PrinterEvent::Job(_, state)) => return state,
            Err(_) => return JobState::Failed(FaultKind::Silent),
        }
    }
}
