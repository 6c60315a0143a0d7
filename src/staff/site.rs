//! The site's settings: shown, chosen from lists or typed, and shown as a difference before they are taken.

use std::collections::BTreeSet;

use super::{Choice, Effect, Item, Line, Page, Setting, Sheet, Staff};
use crate::content::LanguageId;
use crate::content::paper::Cover;
use crate::printer::Profiles;
use crate::site::{CoverScreen, Idle, LocalHelper, PanelLanguage};
use crate::socket::StaffWish;

/// Waiting times to choose from, in seconds: to the veil, and to forgetting.
const WAITS: [(u64, u64); 4] = [(30, 50), (45, 75), (60, 100), (90, 150)];
/// What fits on the paper.
const NAME_LETTERS: usize = 24;
const NUMBER_LETTERS: usize = 16;

impl Setting {
    /// The name that [`Site::settings`](crate::site::Site::settings) has for it.
    fn name(self) -> &'static str {
        match self {
            Self::County => "County",
            Self::HelperName | Self::HelperNumber => "Your own helper",
            Self::Languages => "Languages first",
            Self::CoverScreen => "Screen after Leave",
            Self::Covers => "Paper covers",
            Self::Waits => "Waiting times",
            Self::PrinterModel => "Printer model",
            Self::Drafts => "Unreviewed texts",
            Self::PanelLanguage => "Service panel's language",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::County => "Visitors then see the lines of their county.",
            Self::HelperName => "A name or a room, as it should stand on the small paper. Leave it empty for none.",
            Self::HelperNumber => "The number to call. Leave it empty if the name or the room says all.",
            Self::Languages => "These stand first on the resting screen. Choose them in order.",
            Self::CoverScreen => "What the screen shows after Leave.",
            Self::Covers => "How the small paper may look. The first is the usual one.",
            Self::Waits => "How long a page may stand untouched before it is hidden, and before it is forgotten.",
            Self::PrinterModel => "Only if the printer is not found by itself.",
            Self::Drafts => "Texts that no person has reviewed yet. The screen says so beside them.",
            Self::PanelLanguage => "The words in the service bay.",
        }
    }

    /// Several may be chosen.
    fn is_list(self) -> bool {
        matches!(self, Self::Languages | Self::Covers)
    }

    pub(super) fn is_typed(self) -> bool {
        matches!(self, Self::HelperName | Self::HelperNumber)
    }
}

impl Staff {
    pub(super) fn site_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("This site");
        sheet.lines.extend(self.note.iter().map(Line::strong));
        let values = self.content.site.settings();
        for setting in Setting::ALL.into_iter().filter(|setting| *setting != Setting::HelperNumber) {
            let value = values.iter().find(|(name, _)| *name == setting.name());
            let value = value.map(|(_, value)| value.clone()).unwrap_or_default();
            let item = Item::new(Choice::Open(Page::Setting(setting)), setting.name());
            sheet.items.push(item.with_detail(value));
        }
        sheet.item(Item::new(Choice::ReadSite, "Take the settings from the stick").with_detail("stairlight-site.toml"))
    }

    pub(super) fn setting_sheet(&self, setting: Setting) -> Sheet {
        let mut sheet = Sheet::new(setting.name()).say(setting.help());
        if self.guide.is_some() {
            sheet.lines.push(Line::quiet("You can change this later."));
        }
        match setting {
            Setting::HelperName => {
                sheet.entry = Some(self.entry.clone());
                let letters = ('a'..='z').chain('0'..='9').chain(['.', '-', ' ']);
                let shown = |letter: char| if letter == ' ' { "Space".to_owned() } else { letter.to_string() };
                sheet.keys = letters.map(|letter| Item::new(Choice::Type(letter), shown(letter))).collect();
                sheet.keys.push(Item::new(Choice::Erase, "Erase"));
                sheet.keys_in_a_row = 10;
            }
            Setting::HelperNumber => {
                sheet.entry = Some(self.entry.clone());
                sheet = sheet.with_digits();
                sheet.keys.insert(10, Item::new(Choice::Type('-'), "-"));
            }
            _ => {
                let options = self.options(setting);
                sheet.items = options
                    .into_iter()
                    .enumerate()
                    .map(|(index, (label, chosen))| Item::new(Choice::Pick(index), label).chosen_if(chosen))
                    .collect();
            }
        }
        if setting.is_typed() || setting.is_list() {
            sheet.items.push(Item::new(Choice::Done, "Done").with_icon("check"));
        }
        self.with_onward(sheet)
    }

    /// What can be picked, and whether it is chosen now.
    fn options(&self, setting: Setting) -> Vec<(String, bool)> {
        let draft = &self.draft;
        match setting {
            Setting::County => {
                let names = [String::new()].into_iter().chain(self.counties());
                let label = |name: &str| if name.is_empty() { "Not set".to_owned() } else { name.to_owned() };
                names.map(|name| (label(&name), name == draft.county)).collect()
            }
            Setting::Languages => {
                let place = |tag: &String| draft.languages_first.iter().position(|first| first == tag);
                let name = |id: LanguageId| self.content.language(id);
                self.languages()
                    .into_iter()
                    .map(|id| match place(&name(id).tag) {
                        Some(place) => (format!("{}. {}", place + 1, name(id).name), true),
                        None => (name(id).name.clone(), false),
                    })
                    .collect()
            }
            Setting::CoverScreen => {
                CoverScreen::ALL.iter().map(|cover| (cover.words().to_owned(), *cover == draft.cover_screen)).collect()
            }
            Setting::Covers => {
                Cover::ALL.iter().map(|cover| (cover.name().to_owned(), draft.covers.contains(cover))).collect()
            }
            Setting::Waits => WAITS
                .iter()
                .map(|(veil, forget)| {
                    let chosen = draft.idle.veil_seconds == *veil && draft.idle.forget_seconds == *forget;
                    (format!("{veil} seconds, then {forget}"), chosen)
                })
                .collect(),
            Setting::PrinterModel => printer_models()
                .into_iter()
                .map(|name| {
                    let label = if name.is_empty() { "Found by itself".to_owned() } else { name.clone() };
                    (label, name == draft.printer.profile)
                })
                .collect(),
            Setting::Drafts => {
                vec![("Show them".to_owned(), draft.show_drafts), ("Do not show them".to_owned(), !draft.show_drafts)]
            }
            Setting::PanelLanguage => PanelLanguage::ALL
                .iter()
                .map(|language| (language.words().to_owned(), *language == draft.panel.language))
                .collect(),
            Setting::HelperName | Setting::HelperNumber => Vec::new(),
        }
    }

    pub(super) fn pick(&mut self, setting: Setting, index: usize) {
        let (counties, languages) = (self.counties(), self.languages());
        let draft = &mut self.draft;
        match setting {
            Setting::County => {
                draft.county = index.checked_sub(1).and_then(|at| counties.iter().nth(at).cloned()).unwrap_or_default();
            }
            Setting::Languages => {
                if let Some(id) = languages.get(index) {
                    toggle(&mut draft.languages_first, self.content.language(*id).tag.clone());
                }
            }
            Setting::CoverScreen => draft.cover_screen = CoverScreen::ALL[index],
            Setting::Covers => toggle(&mut draft.covers, Cover::ALL[index]),
            Setting::Waits => {
                let (veil_seconds, forget_seconds) = WAITS[index];
                draft.idle = Idle { veil_seconds, forget_seconds };
            }
            Setting::PrinterModel => draft.printer.profile = printer_models().swap_remove(index),
            Setting::Drafts => draft.show_drafts = index == 0,
            Setting::PanelLanguage => draft.panel.language = PanelLanguage::ALL[index],
            Setting::HelperName | Setting::HelperNumber => {}
        }
        self.changed();
        if !setting.is_list() {
            self.open_page(Page::Agree);
        }
    }

    pub(super) fn setting_opened(&mut self, setting: Setting) {
        if setting != Setting::HelperNumber {
            self.draft = self.content.site.clone();
            self.from_stick = false;
        }
        let helper = self.content.site.helper.clone();
        self.entry = match setting {
            Setting::HelperName => helper.map(|helper| helper.label).unwrap_or_default(),
            Setting::HelperNumber => helper.map(|helper| helper.number).unwrap_or_default(),
            _ => String::new(),
        };
    }

    pub(super) fn setting_typed(&mut self, setting: Setting, letter: char) {
        let longest = if setting == Setting::HelperName { NAME_LETTERS } else { NUMBER_LETTERS };
        let begins = self.entry.is_empty() || self.entry.ends_with(' ');
        if self.entry.chars().count() < longest && !(letter == ' ' && begins) {
            self.entry.push(if begins { letter.to_ascii_uppercase() } else { letter });
        }
    }

    /// What was typed or chosen is whole.
    pub(super) fn setting_done(&mut self, setting: Setting) {
        let entry = self.entry.trim().to_owned();
        match setting {
            Setting::HelperName if entry.is_empty() => {
                self.draft.helper = None;
                self.open_page(Page::Agree);
            }
            Setting::HelperName => {
                self.draft.helper = Some(LocalHelper { label: entry, number: String::new() });
                self.setting_opened(Setting::HelperNumber);
                self.open_page(Page::Setting(Setting::HelperNumber));
            }
            Setting::HelperNumber => {
                if let Some(helper) = &mut self.draft.helper {
                    helper.number = entry;
                }
                self.open_page(Page::Agree);
            }
            _ => self.open_page(Page::Agree),
        }
    }

    pub(super) fn agree_sheet(&self) -> Sheet {
        let differences = self.content.site.differences(&self.draft);
        let mut sheet = Sheet::new("What changes");
        sheet.lines.extend(self.note.iter().map(Line::strong));
        if let Some((key, problem)) = self.draft.problem() {
            return sheet.say(format!("This cannot be used. {key}: {problem}.")).item(Item::new(Choice::Back, "Back"));
        }
        if differences.is_empty() {
            return self.with_onward(sheet.say("Nothing changes.").item(Item::new(Choice::Back, "Back")));
        }
        for difference in &differences {
            sheet.lines.push(Line::plain(difference.what));
            sheet.lines.push(Line::strong(format!("{} becomes {}", difference.old, difference.new)));
        }
        sheet
            .say("Visitors see it from the next visit on.")
            .item(Item::new(Choice::Agree, "Yes, use it").with_icon("check"))
            .item(Item::new(Choice::Back, "No"))
    }

    pub(super) fn agreed(&mut self) -> Vec<Effect> {
        let wish = match self.from_stick {
            true => StaffWish::TakeSite,
            false => StaffWish::Site(Box::new(self.draft.clone())),
        };
        vec![Effect::Wish(wish)]
    }

    /// Every county that the directory knows a line in.
    fn counties(&self) -> BTreeSet<String> {
        self.content.services.iter().flat_map(|service| service.x_counties.iter().cloned()).collect()
    }

    fn languages(&self) -> Vec<LanguageId> {
        (0..self.content.languages.len()).map(LanguageId).filter(|id| self.content.has_text(*id)).collect()
    }
}

fn printer_models() -> Vec<String> {
    let profiles = Profiles::built_in();
    [String::new()].into_iter().chain(profiles.iter().map(|profile| profile.name.clone())).collect()
}

/// Puts it at the end, or takes it out; the last one stays.
fn toggle<T: PartialEq>(list: &mut Vec<T>, thing: T) {
    match list.iter().position(|one| *one == thing) {
        Some(at) if list.len() > 1 => {
            list.remove(at);
        }
        Some(_) => {}
        None => list.push(thing),
    }
}
