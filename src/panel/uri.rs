//! Where the service panel is: `serial:`, `tcp:` or `virtual:`.
//! Parsing touches no device; whether one is there is the line's business.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A panel's address, as written in `site.toml` and on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanelUri {
    /// The wire of the real panel; its speed is fixed by the link.
    Serial(PathBuf),
    /// The emulated panel, which gives its wire on a port of its machine.
    Tcp { host: String, port: u16 },
    /// The virtual panel inside this process; it keeps a picture of its glass in the folder.
    Virtual(PathBuf),
}

/// The forms that exist, for messages.
pub const FORMS: &str = "serial:/dev/ttyAMA0, tcp:127.0.0.1:7000, virtual:/tmp/stairlight";

/// Why an address was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    #[error("\"{0}\" is not a panel address; write one of {FORMS}")]
    Scheme(String),
    #[error("the panel address \"{0}\" names no device, host or folder; write one of {FORMS}")]
    Empty(String),
    #[error("the panel address \"{0}\" has no usable port; write e.g. tcp:127.0.0.1:7000 or tcp:[::1]:7000")]
    Port(String),
    #[error("the panel address \"{0}\" has settings; the panel's wire has none: write e.g. serial:/dev/ttyAMA0")]
    Settings(String),
}

impl FromStr for PanelUri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<PanelUri, UriError> {
        let (scheme, rest) = text.split_once(':').ok_or_else(|| UriError::Scheme(text.to_owned()))?;
        let path = || match rest {
            "" => Err(UriError::Empty(text.to_owned())),
            path => Ok(PathBuf::from(path)),
        };
        match scheme {
            "serial" if rest.contains('?') => Err(UriError::Settings(text.to_owned())),
            "serial" => Ok(PanelUri::Serial(path()?)),
            "tcp" => tcp(text, rest),
            "virtual" => Ok(PanelUri::Virtual(path()?)),
            _ => Err(UriError::Scheme(text.to_owned())),
        }
    }
}

fn tcp(text: &str, rest: &str) -> Result<PanelUri, UriError> {
    let (host, port) = rest.rsplit_once(':').ok_or_else(|| UriError::Port(text.to_owned()))?;
    // An IPv6 address is written in brackets; without them its last group is no port.
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if bare.contains(':') && bare == host {
        return Err(UriError::Port(text.to_owned()));
    }
    match port.parse() {
        _ if bare.is_empty() => Err(UriError::Empty(text.to_owned())),
        Ok(port) if port > 0 => Ok(PanelUri::Tcp { host: bare.to_owned(), port }),
        _ => Err(UriError::Port(text.to_owned())),
    }
}

impl fmt::Display for PanelUri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PanelUri::Serial(path) => write!(out, "serial:{}", path.display()),
            PanelUri::Tcp { host, port } if host.contains(':') => write!(out, "tcp:[{host}]:{port}"),
            PanelUri::Tcp { host, port } => write!(out, "tcp:{host}:{port}"),
            PanelUri::Virtual(folder) => write!(out, "virtual:{}", folder.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_comes_back_as_it_was_written() {
        for text in [
            "serial:/dev/ttyAMA0",
            "tcp:127.0.0.1:7000",
            "tcp:localhost:7000",
            "tcp:[::1]:7000",
            "virtual:/tmp/stairlight",
            "virtual:.",
        ] {
            let uri: Result<PanelUri, _> = text.parse();
            assert_eq!(uri.map(|uri| uri.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for text in [
            "",
            "serial",
            "serial:",
            "serial:/dev/ttyAMA0?baud=9600",
            "/dev/ttyAMA0",
            "usb:/dev/ttyACM0",
            "tcp:7000",
            "tcp::7000",
            "tcp:h:0",
            "tcp:h:99999",
            "tcp:::1:7000",
            "virtual:",
            "emulated",
        ] {
            let refused = text.parse::<PanelUri>().expect_err(text).to_string();
            let example = ["serial:/dev", "tcp:127.0.0.1:7000"].iter().any(|form| refused.contains(form));
            assert!(example, "{text}: {refused}");
        }
    }
}
