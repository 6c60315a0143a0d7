//! The icons, by name. One line-drawn family; they are tinted where they are shown.

macro_rules! icons {
    ($($name:literal),* $(,)?) => {
        /// Every icon: its name and its SVG.
        pub const ICONS: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("../icons/", $name, ".svg")))),*];
    };
}

icons![
    "bag",
    "bed",
    "book",
    "bowl",
    "briefcase",
    "bus",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "clock",
    "coin",
    "door",
    "globe",
    "house",
    "info",
    "keypad",
    "leaf",
    "lock",
    "message",
    "paper",
    "people",
    "phone",
    "printer",
    "scales",
    "speech",
    "stairs",
    "step-fair",
    "step-forced",
    "step-unfair",
    "step-young",
    "text-size",
    "usb",
];

/// The SVG of an icon, if there is one of that name.
pub fn svg(name: &str) -> Option<&'static [u8]> {
    ICONS.iter().find(|(icon, _)| *icon == name).map(|(_, svg)| *svg)
}
