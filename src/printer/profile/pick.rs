//! Picks a profile: by the name that was set, else by the IEEE 1284 device id of a USB printer, else
//! the one that claims nothing. It sends nothing to a printer.

use std::path::Path;

use super::{DeviceId, Profile, ProfileError, Profiles};
use crate::printer::uri::PrinterUri;

/// Used where nothing is known.
const UNKNOWN: &str = "generic-58";
/// Used for the virtual printer.
const VIRTUAL: &str = "paper-58";

impl Profiles {
    /// The profile for an address: `wanted` by name if it is set, else what the device says it is.
    pub fn pick(&self, uri: &PrinterUri, wanted: Option<&str>) -> Result<&Profile, ProfileError> {
        match (wanted, uri) {
            (Some(name), _) => self.named(name),
            (None, PrinterUri::Paper(_)) => self.named(VIRTUAL),
            (None, PrinterUri::Usb(device)) => {
                let id = device_id(device);
                let found = id.and_then(|id| self.by_device_id(&id));
                found.map_or_else(|| self.named(UNKNOWN), Ok)
            }
            (None, _) => self.named(UNKNOWN),
        }
    }

    /// The first profile whose device id fits `id`, e.g. `MFG:EPSON;MDL:TM-T20II;CLS:PRINTER;`.
    pub fn by_device_id(&self, id: &str) -> Option<&Profile> {
        let mfg = field(id, &["MFG", "MANUFACTURER"])?.to_ascii_lowercase();
        let mdl = field(id, &["MDL", "MODEL"])?.to_ascii_lowercase();
        let fits = |part: &DeviceId| {
            let named = !part.mfg.is_empty() || !part.mdl.is_empty();
            named && mfg.contains(&part.mfg.to_ascii_lowercase()) && mdl.contains(&part.mdl.to_ascii_lowercase())
        };
        self.iter().find(|profile| profile.device_id.iter().any(fits))
    }
}

/// The device id of a `usblp` node, where the kernel shows it.
fn device_id(device: &Path) -> Option<String> {
    let node = device.file_name()?;
    let shown = Path::new("/sys/class/usbmisc").join(node).join("device/ieee1284_id");
    std::fs::read_to_string(shown).ok()
}

fn field<'a>(id: &'a str, keys: &[&str]) -> Option<&'a str> {
    id.split(';').find_map(|part| {
        let (key, value) = part.split_once(':')?;
        // The first field follows a two-byte length that some kernels leave in.
        let key = key.trim_matches(|c: char| !c.is_ascii_alphabetic());
        keys.iter().any(|wanted| key.eq_ignore_ascii_case(wanted)).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_pick_their_family() {
        let profiles = Profiles::built_in();
        let name = |id| profiles.by_device_id(id).map(|profile| profile.name.as_str());
        assert_eq!(name("MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;"), Some("epson-tm-t20"));
        assert_eq!(name("\u{0}\u{35}MFG:EPSON;MDL:TM-T88V;"), Some("epson-tm-t88"));
        assert_eq!(name("MANUFACTURER:CUSTOM SPA;MODEL:VKP80 II;"), Some("custom-vkp80"));
        assert_eq!(name("MFG:ACME;MDL:LASER;"), None);
        assert_eq!(name("nonsense;;:::"), None);
        assert_eq!(name(""), None);
    }
}
