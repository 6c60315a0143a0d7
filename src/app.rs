//! The command line: what each command takes, and how errors reach the person who typed it.
//!
//! The commands themselves are small; the work is done by the library's modules.

mod check;
mod content;
mod device;
mod emulated;
mod health;
mod paper;
mod publish;
mod reset;
mod run;
mod selftest;
mod trust;
mod visit;

use std::error::Error;
use std::io::{BufReader, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::content::{Content, ContentError, Folders, Unknown};
use crate::diary;
use crate::panel::UriError as PanelUriError;
use crate::printer::{Profiles, UriError, commands};

/// Information for young people at a kiosk: plain words, numbers to call, a small paper, nothing kept.
///
/// Without a command it runs the kiosk in a window with simulated hardware. Where there is no display
/// it makes a demonstration visit instead and says where the pictures are.
#[derive(Parser)]
#[command(name = "stairlight", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
}

/// Options of every command.
#[derive(Args)]
struct Common {
    /// The folder that holds `content/` and `locales/` [default: the installed one, else the checkout].
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Run kiosk and steward together, in a window, with simulated hardware.
    Run(run::RunArgs),
    /// Run the kiosk: the screen, and the printer. It writes nothing.
    Kiosk(run::KioskArgs),
    /// Run the steward: the device's health, and news of the content. It knows nothing about visits.
    Steward(run::StewardArgs),
    /// Make a whole visit without a window: one picture for each screen, and the small paper.
    Visit(visit::VisitArgs),
    /// Draw or print the small paper.
    Slip(paper::SlipArgs),
    /// List the printer families that are known, and what each can do.
    Printers,
    /// Be a virtual printer that any ESC/POS program can print to.
    Paper(commands::PaperArgs),
    /// Say how the device is: its state, what to do, and who can do it.
    Health(health::HealthArgs),
    /// Walk through the parts of the device: yes or no for each, kept with the day.
    Selftest(selftest::SelftestArgs),
    /// For a sceptic: list every file that changed since the device was made, and why it exists.
    Seizure(device::SeizureArgs),
    /// Look at the content, sign it, bring it onto a device.
    #[command(subcommand)]
    Content(content::ContentCommand),
}

/// Something a person typed does not exist, or does not fit.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Reads the command line, does what it says, and returns the exit code: 0 when it was done, 2 when
/// the command line does not make sense, 1 for everything else.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(matches!(cli.command, Some(Command::Kiosk(_))));
    let done = match cli.command {
        None => run::run(&cli.common, &run::RunArgs::default()),
        Some(Command::Run(args)) => run::run(&cli.common, &args),
        Some(Command::Kiosk(args)) => run::kiosk(&cli.common, &args),
        Some(Command::Steward(args)) => run::steward(&cli.common, &args),
        Some(Command::Visit(args)) => visit::visit(&cli.common, &args),
        Some(Command::Slip(args)) => paper::slip(&cli.common, &args),
        Some(Command::Printers) => commands::printers(&Profiles::built_in(), &mut stdout()).map_err(Into::into),
        Some(Command::Paper(args)) => {
            commands::paper(&args, &Profiles::built_in(), BufReader::new(stdin()), &mut stdout()).map_err(Into::into)
        }
        Some(Command::Health(args)) => match health::health(&cli.common, &args) {
            // Monitors ask for a code of its own for each state.
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Some(Command::Selftest(args)) => selftest::selftest(&cli.common, &args),
        Some(Command::Seizure(args)) => device::seizure(&args),
        Some(Command::Content(command)) => content::content(&cli.common, &command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stairlight: {error}");
            ExitCode::from(if is_usage(error.as_ref()) { 2 } else { 1 })
        }
    }
}

fn is_usage(error: &(dyn Error + 'static)) -> bool {
    error.is::<Unknown>() || error.is::<UriError>() || error.is::<PanelUriError>() || error.is::<Usage>()
}

/// The diary goes to standard error; `STAIRLIGHT_LOG` sets how much of it (error, warn, info, debug). A
/// kiosk says only what is on its own closed list, whatever is set.
fn start_log(kiosk: bool) {
    let filter = match tracing_subscriber::EnvFilter::try_from_env("STAIRLIGHT_LOG") {
        _ if kiosk => tracing_subscriber::EnvFilter::new(format!("{}=info", diary::TARGET)),
        Ok(filter) => filter,
        Err(_) => tracing_subscriber::EnvFilter::new("stairlight=info"),
    };
    // A second start in one process keeps the first log.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).without_time().try_init();
}

impl Common {
    fn folders(&self) -> Result<Folders, ContentError> {
        Folders::find(self.data.as_deref())
    }

    /// The content, or the reason why it cannot be read: for commands that are about the content.
    fn content(&self) -> Result<std::sync::Arc<Content>, ContentError> {
        Content::load(&self.folders()?)
    }
}
