//! What differs between two sites' settings, in words for staff. Changes nothing.

use super::{CoverScreen, LocalHelper, PanelLanguage, Site};

/// One setting that differs: its name, and how it is before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub what: &'static str,
    pub old: String,
    pub new: String,
}

impl Site {
    /// Every setting that is another in `new`, in the order of the file.
    pub fn differences(&self, new: &Site) -> Vec<Difference> {
        let (before, after) = (self.settings(), new.settings());
        let both = before.into_iter().zip(after);
        both.filter(|((_, old), (_, new))| old != new)
            .map(|((what, old), (_, new))| Difference { what, old, new })
            .collect()
    }

    /// Every setting by its name and in words. One that is missing here could change unseen: a test
    /// takes this struct apart.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let Self { show_drafts, county, languages_first, cover_screen, covers, idle, screen, printer, panel, helper } =
            self;
        let covers: Vec<_> = covers.iter().map(|cover| cover.name()).collect();
        vec![
            ("Unreviewed texts", if *show_drafts { "shown, and marked" } else { "not shown" }.to_owned()),
            ("County", or_none(county, "not set")),
            ("Languages first", or_none(&languages_first.join(", "), "none")),
            ("Screen after Leave", cover_screen.words().to_owned()),
            ("Paper covers", covers.join(", ")),
            (
                "Waiting times",
                format!("hidden after {} s, forgotten after {} s", idle.veil_seconds, idle.forget_seconds),
            ),
            ("Screen width", format!("{} mm", screen.width_mm)),
            ("Printer connection", or_none(&printer.uri, "none")),
            ("Printer model", or_none(&printer.profile, "found by itself")),
            ("Service panel's language", panel.language.words().to_owned()),
            ("Your own helper", helper.as_ref().map_or_else(|| "none".to_owned(), LocalHelper::words)),
        ]
    }
}

fn or_none(text: &str, none: &str) -> String {
    if text.is_empty() { none.to_owned() } else { text.to_owned() }
}

impl CoverScreen {
    pub fn words(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::School => "school",
            Self::Mark => "the mark alone",
        }
    }
}

impl PanelLanguage {
    pub fn words(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Spanish",
        }
    }
}

impl LocalHelper {
    pub fn words(&self) -> String {
        format!("{} {}", self.label, self.number).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Idle, PanelSite, PrinterSite, Screen};

    #[test]
    fn every_setting_that_differs_is_named_once() {
        let old = Site::default();
        assert_eq!(old.differences(&old), []);
        let new = Site {
            show_drafts: true,
            county: "Fresno".to_owned(),
            languages_first: vec!["vi".to_owned()],
            cover_screen: CoverScreen::Mark,
            covers: vec![crate::content::paper::Cover::Study],
            idle: Idle { veil_seconds: 60, forget_seconds: 90 },
            screen: Screen { width_mm: 154.0 },
            printer: PrinterSite { uri: "usb:/dev/usb/lp0".to_owned(), profile: "paper-80".to_owned() },
            panel: PanelSite { language: PanelLanguage::Spanish },
            helper: Some(LocalHelper { label: "Room 12".to_owned(), number: "1-800-555-0199".to_owned() }),
        };
        let differences = old.differences(&new);
        assert_eq!(differences.len(), old.settings().len());
        assert_eq!(differences[1], Difference { what: "County", old: "not set".to_owned(), new: "Fresno".to_owned() });
        assert_eq!(differences[10].new, "Room 12 1-800-555-0199");
    }
}
