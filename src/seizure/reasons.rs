//! Why a file may differ from the day the device was made. A closed list: what is not on it has no
//! reason to be there.

/// A place, and why something is there. A place that ends in `/` holds for everything below it.
const REASONS: [(&str, &str); 10] = [
    ("var/lib/stairlight/in-use.json", "which content is shown, since staff brought one on a stick"),
    ("var/lib/stairlight/slots/", "content that staff brought on a stick: the signed files, and who signed them"),
    ("var/lib/stairlight/incoming/", "content that was being taken from a stick when the power went"),
    ("var/lib/stairlight/pin.json", "the staff PIN as a hash, and how long to wait after wrong tries"),
    ("var/lib/stairlight/site.toml", "settings that staff have changed"),
    ("var/lib/stairlight", "the steward's folder; its time is that of the last change by staff"),
    ("etc/machine-id", "a number that the system gives itself at its first start"),
    ("var/lib/systemd/random-seed", "random numbers for the next start, written when the device stops"),
    ("etc/fake-hwclock.data", "the time of the last orderly stop, for a board without a clock of its own"),
    ("lost+found/", "pieces that a file system check has found"),
];

/// Why the file of this name exists or differs, if there is a reason.
pub fn why(name: &str) -> Option<&'static str> {
    let holds = |place: &str| if place.ends_with('/') { name.starts_with(place) } else { name == place };
    REASONS.iter().find(|(place, _)| holds(place)).map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_the_list_has_a_reason() {
        assert!(why("var/lib/stairlight/slots/7/content/site.toml").is_some_and(|why| why.contains("stick")));
        assert!(why("etc/machine-id").is_some());
        for strange in ["home/pi/.cache", "var/log/journal/0/system.journal", "var/lib/stairlight-visits", "etc/passwd"]
        {
            assert_eq!(why(strange), None, "{strange}");
        }
    }
}
