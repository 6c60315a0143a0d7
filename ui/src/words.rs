//! The fixed words of the screens, made from `strings.slint` when the package is built.

/// One fixed word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The screen it stands on.
    pub group: &'static str,
    pub field: &'static str,
    pub english: &'static str,
}

impl Word {
    /// Its place in a catalogue: `ui.home/numbers`.
    pub fn place(&self) -> String {
        format!("ui.{}/{}", self.group, self.field)
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));
