//! The printer's commands for the command line: what they take, what they do, what can go wrong.
//! Parsing the command line and exit codes are the program's.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};

use crate::clock::Clock;
use crate::printer::paper::serve::{Hand, Place, ServeError, serve};
use crate::printer::paper::{Fault, Model};
use crate::printer::profile::{Barrier, Clear, Dialect, Profile, ProfileError, Profiles};
use crate::printer::selftest::{self, Mark, SelftestError};
use crate::printer::uri::PrinterUri;

/// Why a printer command failed.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Selftest(#[from] SelftestError),
    #[error("the printer did not pass; the lines marked BAD say what to do")]
    NotPassed,
    #[error("the output could not be written ({0})")]
    Output(#[from] io::Error),
}

/// `stairlight paper`: a printer on the screen of your mind.
#[derive(Clone, Debug, clap::Args)]
pub struct PaperArgs {
    /// Listen on this TCP address, as network printers do
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9100", conflicts_with = "pty")]
    pub listen: String,
    /// Be a serial printer at a new pseudo-terminal instead
    #[arg(long)]
    pub pty: bool,
    /// Write each piece of paper as a PNG into this directory
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Be a printer of this family (`stairlight printers` lists them)
    #[arg(long, value_name = "NAME", default_value = "paper-58")]
    pub profile: String,
}

/// `stairlight selftest printer`.
#[derive(Clone, Debug, clap::Args)]
pub struct SelftestArgs {
    /// The printer's address, e.g. usb:/dev/usb/lp0
    #[arg(long, value_name = "URI", default_value = "usb:/dev/usb/lp0")]
    pub printer: PrinterUri,
    /// Its family, if the device id does not say (`stairlight printers` lists them)
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
}

/// Lists the printer families.
pub fn printers(profiles: &Profiles, out: &mut dyn Write) -> Result<(), CommandError> {
    let row = [
        "name".to_owned(),
        "dots".to_owned(),
        "dpi".to_owned(),
        "tells".to_owned(),
        "confirms".to_owned(),
        "forgets".to_owned(),
        "about".to_owned(),
    ];
    let rows: Vec<[String; 7]> = std::iter::once(row).chain(profiles.iter().map(described)).collect();
    let widths: Vec<usize> = (0..6).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0)).collect();
    for row in &rows {
        for (cell, width) in row.iter().zip(&widths) {
            write!(out, "{cell:<width$}  ")?;
        }
        writeln!(out, "{}", row[6])?;
    }
    Ok(())
}

fn described(profile: &Profile) -> [String; 7] {
    let tells = match profile.status {
        Dialect::None => "nothing",
        Dialect::Eot => "at once",
        Dialect::Asb => "by itself",
        Dialect::Full => "at once, all",
        Dialect::EotInOrder => "in order",
        Dialect::GsR | Dialect::EscV => "in order, little",
    };
    let confirms = if profile.barrier == Barrier::None { "no" } else { "yes" };
    let forgets = match profile.clear {
        Clear::Dc4 | Clear::Enq => "yes".to_owned(),
        Clear::EnqOnError | Clear::None => match profile.hold_rows {
            Some(rows) => format!("no, holds {:.0} mm", profile.mm(rows)),
            None => "NO".to_owned(),
        },
    };
    [
        profile.name.clone(),
        profile.dots.to_string(),
        profile.dpi.to_string(),
        tells.to_owned(),
        confirms.to_owned(),
        forgets,
        profile.about.clone(),
    ]
}

/// Runs the virtual printer until its input ends. Lines of input break and repair it: `paper-out`,
/// `-paper-out`.
pub fn paper(
    args: &PaperArgs,
    profiles: &Profiles,
    input: impl BufRead + Send + 'static,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    let profile = profiles.named(&args.profile)?;
    let place = if args.pty { Place::Pty } else { Place::Tcp(args.listen.clone()) };
    let (tell, hands) = channel();
    std::thread::Builder::new().name("paper-hands".to_owned()).spawn(move || listen(input, &tell))?;
    let mut said = Ok(());
    serve(&place, Model::of(profile), &args.out, &Clock::real(), &hands, |address| {
        said = writeln!(out, "{address}  {}  slips in {}", profile.name, args.out.display())
            .and_then(|()| writeln!(out, "type a fault to break it, -fault to repair it, quit to end: {}", words()))
            .and_then(|()| out.flush());
    })?;
    Ok(said?)
}

fn words() -> String {
    Fault::ALL.map(Fault::word).join(", ")
}

/// Input that ends without `quit` leaves the printer running, as in the background of a shell.
fn listen(input: impl BufRead, hands: &Sender<Hand>) {
    for line in input.lines().map_while(Result::ok) {
        let word = line.trim();
        let hand = match word.strip_prefix('-') {
            _ if word == "quit" => Some(Hand::Stop),
            Some(fault) => fault.parse().ok().map(Hand::Repair),
            None => word.parse().ok().map(Hand::Break),
        };
        match hand {
            Some(hand) if hands.send(hand).is_err() => return,
            Some(_) => {}
            None => eprintln!("\"{word}\" is none of: {}, quit", words()),
        }
    }
    loop {
        // Dropping the sender would stop the printer.
        std::thread::park();
    }
}

/// Runs the printer's self-test and says what came of it.
pub fn selftest_printer(args: &SelftestArgs, profiles: &Profiles, out: &mut dyn Write) -> Result<(), CommandError> {
    let profile = profiles.pick(&args.printer, args.profile.as_deref())?;
    writeln!(out, "{}: {} ({})", args.printer, profile.name, profile.about)?;
    let verdicts = selftest::run(&args.printer, profile, &Clock::real())?;
    for line in selftest::lines(&verdicts) {
        writeln!(out, "{line}")?;
    }
    if verdicts.iter().any(|verdict| verdict.mark == Mark::Bad) { Err(CommandError::NotPassed) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_is_listed_with_what_it_can() {
        let mut out = Vec::new();
        assert!(printers(&Profiles::built_in(), &mut out).is_ok());
        let text = String::from_utf8_lossy(&out).into_owned();
        assert_eq!(text.lines().count(), Profiles::built_in().iter().count() + 1);
        assert!(text.lines().any(|line| line.starts_with("epson-tm-t20 ") && line.contains("by itself")));
        assert!(text.lines().any(|line| line.starts_with("generic-58 ") && line.contains(" NO ")));
    }

    #[test]
    fn every_fault_has_a_word_that_comes_back() {
        for fault in Fault::ALL {
            assert_eq!(fault.word().parse(), Ok(fault));
        }
        assert!("paper".parse::<Fault>().is_err());
    }

    #[test]
    fn a_virtual_printer_breaks_at_its_input_and_ends_with_quit() {
        let dir = std::env::temp_dir().join(format!("stairlight-paper-{}", std::process::id()));
        let args = PaperArgs {
            listen: "127.0.0.1:0".to_owned(),
            pty: false,
            out: dir.clone(),
            profile: "paper-58".to_owned(),
        };
        let mut out = Vec::new();
        let input = io::Cursor::new("paper-out\nnonsense\n-paper-out\nquit\n");
        let ended = paper(&args, &Profiles::built_in(), input, &mut out);
        assert!(ended.is_ok() && String::from_utf8_lossy(&out).starts_with("tcp:127.0.0.1:"));
        let unknown = PaperArgs { profile: "nobody".to_owned(), ..args };
        let refused = paper(&unknown, &Profiles::built_in(), io::empty(), &mut out);
        assert!(matches!(refused, Err(CommandError::Profile(ProfileError::Unknown { .. }))));
        let _ = std::fs::remove_dir(dir);
    }
}
