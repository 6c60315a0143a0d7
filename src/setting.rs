//! Whether the system around the device is as it must be: read off `/proc`, `/sys` and a few settings,
//! under a root folder, so that an image or a test's tree can be looked at as well.
//!
//! Changes nothing, and keeps nobody from starting: a wrong setting is told to the manager. On a PC
//! these do not matter; there the answer is "not an appliance".

mod checks;

use std::fs;
use std::path::{Path, PathBuf};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Memory must not go to a disk.
    Swap,
    /// A crash must leave nothing.
    CoreDumps,
    /// The system's journal must go with the power.
    Journal,
    /// Nothing may be sent through the air.
    Radios,
    /// The system's own files must not change.
    Root,
    /// A time must not tell where the device stands.
    TimeZone,
    /// Memory that was given back must not keep what was in it.
    FreedMemory,
}

/// How it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Good,
    /// With what was seen, in a few words.
    Wrong(String),
    /// The system does not say.
    Unknown,
}

/// A system's setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    found: Vec<(Part, Found)>,
}

impl Part {
    pub const ALL: [Part; 7] =
        [Part::Swap, Part::CoreDumps, Part::Journal, Part::Radios, Part::Root, Part::TimeZone, Part::FreedMemory];

    pub fn name(self) -> &'static str {
        match self {
            Part::Swap => "swap",
            Part::CoreDumps => "core dumps",
            Part::Journal => "journal",
            Part::Radios => "radios",
            Part::Root => "read-only system",
            Part::TimeZone => "time zone",
            Part::FreedMemory => "freed memory",
        }
    }

    /// How to put it right.
    pub fn remedy(self) -> &'static str {
        match self {
            Part::Swap => "Switch swap and zram off (swapoff -a), and take them out of the image.",
            Part::CoreDumps => "Set kernel.core_pattern to |/bin/false and fs.suid_dumpable to 0.",
            Part::Journal => "Set Storage=volatile in journald.conf, and remove /var/log/journal and syslog.",
            Part::Radios => {
                "Switch wireless and Bluetooth off in the boot settings (dtoverlay=disable-wifi, disable-bt)."
            }
            Part::Root => "Mount / read-only, or with an overlay in memory.",
            Part::TimeZone => "Set the time zone to UTC.",
            Part::FreedMemory => "Start the kernel with init_on_free=1.",
        }
    }
}

impl Setting {
    /// This machine's.
    pub fn here() -> Setting {
        Setting::under(Path::new("/"))
    }

    /// That of a system whose files lie in another place.
    pub fn under(root: &Path) -> Setting {
        let tree = Tree { root: root.to_owned() };
        Setting { found: Part::ALL.into_iter().map(|part| (part, checks::check(part, &tree))).collect() }
    }

    pub fn found(&self) -> impl Iterator<Item = (Part, &Found)> {
        self.found.iter().map(|(part, found)| (*part, found))
    }

    /// Whether nothing is known to be wrong.
    pub fn is_sound(&self) -> bool {
        !self.found.iter().any(|(_, found)| matches!(found, Found::Wrong(_)))
    }

    /// One line for each part, for the manager.
    pub fn words(&self) -> Vec<String> {
        let line = |(part, found): (Part, &Found)| match found {
            Found::Good => format!("good     {}", part.name()),
            Found::Unknown => format!("unknown  {}", part.name()),
            Found::Wrong(seen) => format!("WRONG    {}: {seen}. {}", part.name(), part.remedy()),
        };
        self.found().map(line).collect()
    }
}

/// A system's files.
struct Tree {
    root: PathBuf,
}

impl Tree {
    fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.path(file)).ok()
    }

    /// The names in a folder; none where there is no folder.
    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests;
