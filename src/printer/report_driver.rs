//! Prints plain lines for staff with the `escpos` crate, whose `Driver` trait is laid over our
//! transport so that its writes have a deadline. Only its text commands are used: its cut, status and
//! retry are not fit for a device that nobody watches, so the cut bytes come from the profile, and
//! what is printed here must never be a visitor's slip.

use std::cell::RefCell;
use std::time::Duration;

use escpos::driver::Driver;
use escpos::errors::PrinterError;
use escpos::printer::Printer;
use escpos::utils::Protocol;

use crate::clock::Clock;
use crate::printer::encode;
use crate::printer::profile::Profile;
use crate::printer::transport::{Transport, TransportError};

/// A page of text takes no longer than this, even at 9600 baud.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long one call may wait for the line.
const CALL: Duration = Duration::from_millis(50);
/// Lines on one report: more is a mistake that would empty the roll.
pub const MOST_LINES: usize = 100;

/// Why a report could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Line(#[from] TransportError),
    #[error("{0}: the printer took only a part of the report; check paper and cover, then try again")]
    Stuck(String),
    #[error("{0}: the report could not be put into commands")]
    Commands(String),
}

/// `escpos` over a transport that is already open.
pub struct ReportDriver<'a> {
    line: RefCell<&'a mut dyn Transport>,
    /// The crate throws the kind of an error away; it is kept here.
    failed: RefCell<Option<ReportError>>,
    clock: Clock,
    until: Duration,
}

impl<'a> ReportDriver<'a> {
    /// A driver that gives up ten seconds from now.
    pub fn new(line: &'a mut dyn Transport, clock: Clock) -> ReportDriver<'a> {
        let until = clock.now() + DEADLINE;
        ReportDriver { line: RefCell::new(line), failed: RefCell::new(None), clock, until }
    }

    fn give_up(&self, error: ReportError) -> PrinterError {
        let words = error.to_string();
        *self.failed.borrow_mut() = Some(error);
        PrinterError::Io(words)
    }
}

impl Driver for ReportDriver<'_> {
    fn name(&self) -> String {
        self.line.borrow().name().to_owned()
    }

    fn write(&self, data: &[u8]) -> Result<(), PrinterError> {
        let mut line = self.line.borrow_mut();
        let mut rest = data;
        while !rest.is_empty() {
            if self.clock.now() >= self.until {
                return Err(self.give_up(ReportError::Stuck(line.name().to_owned())));
            }
            line.wait(true, CALL);
            let count = line.write(rest, CALL).map_err(|error| self.give_up(error.into()))?;
            rest = rest.get(count..).unwrap_or_default();
        }
        Ok(())
    }

    fn read(&self, buffer: &mut [u8]) -> Result<usize, PrinterError> {
        self.line.borrow_mut().read(buffer, CALL).map_err(|error| self.give_up(error.into()))
    }

    fn flush(&self) -> Result<(), PrinterError> {
        Ok(())
    }
}

/// Prints a title and lines, feeds and cuts. What is not ASCII is shown as `?`: printers' code pages
/// differ, and staff's report is in plain English.
pub fn print_report(
    title: &str,
    lines: &[String],
    line: &mut dyn Transport,
    profile: &Profile,
    clock: &Clock,
) -> Result<(), ReportError> {
    let driver = ReportDriver::new(line, clock.clone());
    let mut text = laid_out(title, lines, profile);
    text.truncate(MOST_LINES);
    let mut printer = Printer::new(driver, Protocol::default(), None);
    let printed = commands(&mut printer, &text, profile);
    let driver = printer.driver();
    let (name, failed) = (driver.name(), driver.failed.take());
    match (printed, failed) {
        (_, Some(error)) => Err(error),
        (Err(_), None) => Err(ReportError::Commands(name)),
        (Ok(()), None) => Ok(()),
    }
}

/// A title and lines, broken for the paper of that printer.
pub fn laid_out(title: &str, lines: &[String], profile: &Profile) -> Vec<String> {
    let columns = (profile.dots / 12) as usize;
    let mut text: Vec<String> = vec![plain(title), String::new()];
    text.extend(lines.iter().flat_map(|line| wrapped(&plain(line), columns)));
    text
}

fn commands(printer: &mut Printer<ReportDriver>, text: &[String], profile: &Profile) -> Result<(), PrinterError> {
    printer.custom(&encode::initial(profile))?;
    for (number, line) in text.iter().enumerate() {
        printer.bold(number == 0)?.writeln(line)?;
    }
    printer.custom(&encode::hand_out(profile).bytes)?.print()?;
    Ok(())
}

fn plain(text: &str) -> String {
    text.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' }).collect()
}

/// Breaks a line between words; a word that is too long is broken where it must be.
fn wrapped(line: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut out = vec![String::new()];
    for word in line.split(' ') {
        for part in word.as_bytes().chunks(columns) {
            let part = String::from_utf8_lossy(part);
            match out.last_mut() {
                Some(last) if last.is_empty() => last.push_str(&part),
                Some(last) if last.len() + 1 + part.len() <= columns => {
                    last.push(' ');
                    last.push_str(&part);
                }
                _ => out.push(part.into_owned()),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::printer::paper::{Fault, Model, VirtualPrinter};
    use crate::printer::profile::Profiles;
    use crate::printer::transport::PaperTransport;

    fn printed(fault: Option<Fault>) -> (Result<(), ReportError>, usize) {
        let profiles = Profiles::built_in();
        let profile = profiles.named("paper-58").unwrap_or_else(|error| panic!("{error}"));
        let printer = Arc::new(Mutex::new(VirtualPrinter::new(Model::of(profile))));
        let clock = Clock::real();
        let mut line = PaperTransport::shared(printer.clone(), clock.clone());
        if let Some(fault) = fault {
            printer.lock().unwrap().inject(fault);
        }
        let lines = ["paper: there".to_owned(), "a line that is certainly too long for the paper".to_owned()];
        let result = print_report("Ready", &lines, &mut line, profile, &clock);
        let mut printer = printer.lock().unwrap();
        printer.advance(clock.now() + Duration::from_secs(20));
        (result, printer.take_pieces().len())
    }

    #[test]
    fn lines_come_out_and_are_cut() {
        let (result, pieces) = printed(None);
        assert!(result.is_ok());
        assert_eq!(pieces, 1);
    }

    #[test]
    fn an_unplugged_printer_is_an_error_that_says_so() {
        let (result, pieces) = printed(Some(Fault::Unplugged));
        assert!(matches!(result, Err(ReportError::Line(TransportError::Gone(_)))));
        assert_eq!(pieces, 0);
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrapped("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrapped("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
        assert_eq!(wrapped("", 8), [""]);
    }
}
