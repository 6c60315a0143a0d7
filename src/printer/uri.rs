//! Where a printer is: `usb:`, `serial:`, `tcp:`, `file:` or `paper:`.
//! Parsing touches no device; whether one is there is the transport's business.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// How the printer holds back a serial sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// No flow control: only pacing keeps the printer's buffer from overflowing.
    None,
    /// RTS/CTS lines.
    Rts,
    /// XON/XOFF characters.
    Xon,
    /// The printer's DTR line, wired to our DSR, drops while it is busy.
    Dtr,
}

/// A printer's address, as written in `site.toml` and on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrinterUri {
    /// A `usblp` device node.
    Usb(PathBuf),
    /// A serial line; without `baud` or `flow` the profile's apply.
    Serial { device: PathBuf, baud: Option<u32>, flow: Option<Flow> },
    /// A raw network printer, usually port 9100.
    Tcp { host: String, port: u16 },
    /// Bytes into a file, for looking at; nothing answers.
    File(PathBuf),
    /// The virtual printer inside this process; writes its slips as PNGs into the directory.
    Paper(PathBuf),
}

/// The forms that exist, for messages.
pub const FORMS: &str = "usb:/dev/usb/lp0, serial:/dev/ttyAMA0?baud=115200&flow=rts (or xon, dtr, none), \
     tcp:192.0.2.7:9100, file:/tmp/slip.bin, paper:/tmp/slips";

/// Why an address was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    #[error("\"{0}\" is not a printer address; write one of {FORMS}")]
    Scheme(String),
    #[error("the printer address \"{0}\" names no device; write one of {FORMS}")]
    Empty(String),
    #[error(
        "the printer address \"{uri}\" has the unknown setting \"{key}\"; a serial line knows baud and flow: {FORMS}"
    )]
    Setting { uri: String, key: String },
    #[error("the printer address \"{uri}\" has the baud rate \"{baud}\"; use one of 1200 to 921600, e.g. baud=115200")]
    Baud { uri: String, baud: String },
    #[error("the printer address \"{uri}\" has the flow control \"{flow}\"; use rts, xon, dtr or none")]
    Flow { uri: String, flow: String },
    #[error("the printer address \"{0}\" has no usable port; write e.g. tcp:192.0.2.7:9100")]
    Port(String),
}

/// Rates that both Linux and thermal printers know.
const BAUDS: [u32; 11] = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 921_600];

impl FromStr for PrinterUri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<PrinterUri, UriError> {
        let (scheme, rest) = text.split_once(':').ok_or_else(|| UriError::Scheme(text.to_owned()))?;
        let path = || match rest {
            "" => Err(UriError::Empty(text.to_owned())),
            path => Ok(PathBuf::from(path)),
        };
        match scheme {
            "usb" => Ok(PrinterUri::Usb(path()?)),
            "file" => Ok(PrinterUri::File(path()?)),
            "paper" => Ok(PrinterUri::Paper(path()?)),
            "tcp" => tcp(text, rest),
            "serial" => serial(text, rest),
            _ => Err(UriError::Scheme(text.to_owned())),
        }
    }
}

fn tcp(text: &str, rest: &str) -> Result<PrinterUri, UriError> {
    let (host, port) = rest.rsplit_once(':').ok_or_else(|| UriError::Port(text.to_owned()))?;
    // An IPv6 address is written in brackets; without them its last group is no port.
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if bare.contains(':') && bare == host {
        return Err(UriError::Port(text.to_owned()));
    }
    match port.parse() {
        _ if bare.is_empty() => Err(UriError::Empty(text.to_owned())),
        Ok(port) if port > 0 => Ok(PrinterUri::Tcp { host: bare.to_owned(), port }),
        _ => Err(UriError::Port(text.to_owned())),
    }
}

fn serial(text: &str, rest: &str) -> Result<PrinterUri, UriError> {
    let (device, settings) = rest.split_once('?').unwrap_or((rest, ""));
    if device.is_empty() {
        return Err(UriError::Empty(text.to_owned()));
    }
    let (mut baud, mut flow) = (None, None);
    for setting in settings.split('&').filter(|setting| !setting.is_empty()) {
        let uri = text.to_owned();
        match setting.split_once('=').unwrap_or((setting, "")) {
            ("baud", value) => match value.parse() {
                Ok(rate) if BAUDS.contains(&rate) => baud = Some(rate),
                _ => {
                    return Err(UriError::Baud { uri, baud: value.to_owned() });
                }
            },
            ("flow", "none") => flow = Some(Flow::None),
            ("flow", "rts") => flow = Some(Flow::Rts),
            ("flow", "xon") => flow = Some(Flow::Xon),
            ("flow", "dtr") => flow = Some(Flow::Dtr),
            ("flow", value) => {
                return Err(UriError::Flow { uri, flow: value.to_owned() });
            }
            (key, _) => {
                return Err(UriError::Setting { uri, key: key.to_owned() });
            }
        }
    }
    Ok(PrinterUri::Serial { device: PathBuf::from(device), baud, flow })
}

impl fmt::Display for PrinterUri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrinterUri::Usb(path) => write!(out, "usb:{}", path.display()),
            PrinterUri::File(path) => write!(out, "file:{}", path.display()),
            PrinterUri::Paper(path) => write!(out, "paper:{}", path.display()),
            PrinterUri::Tcp { host, port } if host.contains(':') => {
                write!(out, "tcp:[{host}]:{port}")
            }
            PrinterUri::Tcp { host, port } => write!(out, "tcp:{host}:{port}"),
            PrinterUri::Serial { device, baud, flow } => {
                write!(out, "serial:{}", device.display())?;
                let mut mark = '?';
                if let Some(baud) = baud {
                    write!(out, "{mark}baud={baud}")?;
                    mark = '&';
                }
                match flow {
                    Some(flow) => write!(out, "{mark}flow={flow}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Flow::None => "none",
            Flow::Rts => "rts",
            Flow::Xon => "xon",
            Flow::Dtr => "dtr",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_comes_back_as_it_was_written() {
        for text in [
            "usb:/dev/usb/lp0",
            "serial:/dev/ttyAMA0?baud=115200&flow=rts",
            "serial:/dev/ttyAMA0?flow=dtr",
            "serial:/dev/ttyAMA0",
            "tcp:192.0.2.7:9100",
            "tcp:[2001:db8::7]:9100",
            "file:/tmp/slip.bin",
            "paper:slips",
        ] {
            let uri: Result<PrinterUri, _> = text.parse();
            assert_eq!(uri.map(|uri| uri.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for text in [
            "",
            "usb",
            "usb:",
            "lp0",
            "/dev/usb/lp0",
            "http://x",
            "tcp:9100",
            "tcp::9100",
            "tcp:h:0",
            "tcp:h:99999",
            "tcp:2001:db8::7",
            "serial:",
            "serial:?baud=9600",
            "serial:/t?baud=0",
            "serial:/t?baud=12345",
            "serial:/t?flow=yes",
            "serial:/t?parity=even",
            "paper:",
        ] {
            let refused = text.parse::<PrinterUri>();
            let words = refused.map(|uri| uri.to_string()).map_err(|error| error.to_string());
            assert!(words.as_ref().is_err_and(|words| words.len() > 40), "{text}: {words:?}");
        }
    }
}
