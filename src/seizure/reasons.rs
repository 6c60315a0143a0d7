//! Why a file may differ from the day the device was made. A closed list: what is not on it has no
//! reason to be there.

use std::path::Path;

/// A file is written under this ending first; one is left when the power goes at that moment.
const HALF: &str = "new";

/// A place, and why something is there. A place that ends in `/` holds for everything below it, too.
const REASONS: [(&str, &str); 13] = [
    ("var/lib/stairlight/contents/in-use.json", "which content is shown, since staff brought one on a stick"),
    (
        "var/lib/stairlight/contents/slots/",
        "content that staff brought on a stick: the signed files, and who signed them",
    ),
    ("var/lib/stairlight/contents/incoming/", "content that was being taken from a stick when the power went"),
    ("var/lib/stairlight/contents/site.toml", "settings that staff have changed"),
    ("var/lib/stairlight/contents", "the part of the steward's folder that the screen's process may read"),
    ("var/lib/stairlight/pin.json", "the staff PIN as a hash, and how long to wait after wrong tries"),
    ("var/lib/stairlight/reset-code.json", "the code that somebody who forgot the staff PIN has asked for"),
    ("var/lib/stairlight/selftest.toml", "on which day each part of the device passed its test"),
    ("var/lib/stairlight", "the steward's folder; its time is that of the last change by staff"),
    ("etc/machine-id", "a number that the system gives itself at its first start"),
    ("var/lib/systemd/random-seed", "random numbers for the next start, written when the device stops"),
    ("etc/fake-hwclock.data", "the time of the last orderly stop, for a board without a clock of its own"),
    ("lost+found/", "pieces that a file system check has found"),
];

/// Why the file of this name exists or differs, if there is a reason.
pub fn why(name: &str) -> Option<&'static str> {
    let holds = |place: &str| match place.strip_suffix('/') {
        Some(folder) => name.starts_with(place) || name == folder,
        None => name == place || Path::new(name) == Path::new(place).with_extension(HALF),
    };
    REASONS.iter().find(|(place, _)| holds(place)).map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_the_list_has_a_reason() {
        assert!(why("var/lib/stairlight/contents/slots/7/content/site.toml").is_some_and(|why| why.contains("stick")));
        assert!(why("var/lib/stairlight/pin.new").is_some());
        assert!(why("etc/machine-id").is_some());
        for strange in ["home/pi/.cache", "var/log/journal/0/system.journal", "var/lib/stairlight-visits", "etc/passwd"]
        {
            assert_eq!(why(strange), None, "{strange}");
        }
    }
}
