//! The content in use and the one on the stick: shown, taken, thrown away, gone back from.

use super::page::Back;
use super::{Choice, Item, Line, Page, Sheet, Staff, Stick, Weight};
use crate::content::Review;

impl Staff {
    pub(super) fn content_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("Content");
        sheet.lines.extend(self.note.iter().map(Line::strong));
        sheet.lines.push(Line::plain(self.in_use_words()));
        sheet.lines.push(Line::plain(self.languages_words()));
        sheet.lines.extend(self.stick_lines());
        if let Stick::Copying(percent) = self.stick {
            sheet.progress = Some(percent);
            return sheet.say(if self.is_slow {
                "This stick is slow. It goes on: do not take it yet. Next time another stick would be quicker."
            } else {
                "You can wait here. Do not take the stick yet."
            });
        }
        match self.stick {
            Stick::Found { .. } => {
                sheet.items.push(Item::new(Choice::Take, "Copy it, and show me what changes").with_icon("chevron-on"));
            }
            Stick::Ready => {
                sheet
                    .items
                    .push(Item::new(Choice::Open(Page::Changes), "Show me what changes").with_icon("chevron-on"));
            }
            _ => {}
        }
        let back = |back, label: &str| Item::new(Choice::Open(Page::Sure(back)), label);
        sheet.items.push(back(Back::Before, "Go back to the content before"));
        sheet.items.push(back(Back::Factory, "Go back to what came with the device"));
        sheet
    }

    pub(super) fn changes_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("What changes");
        if self.changes.is_empty() {
            sheet = sheet.say("No number changes, and no page.");
        }
        for change in &self.changes {
            let weight = if change.starts_with("Number") { Weight::Strong } else { Weight::Plain };
            sheet.lines.push(Line { text: change.clone(), weight });
        }
        sheet
            .say("Visitors see it from the next visit on. You can go back later.")
            .item(Item::new(Choice::Use, "Yes, use it").with_icon("check"))
            .item(Item::new(Choice::Discard, "No, leave it as it is"))
            .item(Item::new(Choice::Preview, "Let me look at it first").with_icon("book"))
    }

    pub(super) fn sure_sheet(&self, back: Back) -> Sheet {
        let words = match back {
            Back::Before => "The content that was in use before this one will be shown again.",
            Back::Factory => {
                "The content that came with the device will be shown again, with its numbers as they were then."
            }
        };
        Sheet::new("Go back?")
            .say(words)
            .item(Item::new(Choice::GoBack(back), "Yes, go back").with_icon("check"))
            .item(Item::new(Choice::Back, "No"))
    }

    fn in_use_words(&self) -> String {
        match self.in_use {
            None => "In use: not known yet.".to_owned(),
            Some(None) => "In use: the content that came with the device.".to_owned(),
            Some(Some(number)) => format!("In use: content {number}."),
        }
    }

    fn languages_words(&self) -> String {
        let content = &self.content;
        if content.built_in {
            return "The content cannot be read. Only the built-in numbers are shown. Bring the newest stick."
                .to_owned();
        }
        let text: Vec<_> =
            (0..content.languages.len()).map(crate::content::LanguageId).filter(|id| content.has_text(*id)).collect();
        let drafts = text.iter().filter(|id| content.review(**id) == Review::Draft).count();
        format!("{} languages. {drafts} of them are drafts that nobody has reviewed yet.", text.len())
    }

    /// What there is to say about the stick.
    pub(super) fn stick_lines(&self) -> Vec<Line> {
        let words = match &self.stick {
            Stick::Out => return Vec::new(),
            Stick::Looking => "A stick is in. It is being read.".to_owned(),
            Stick::Refused(why) => why.clone(),
            Stick::AlreadyThere => "What is on this stick is in use already. You can take the stick.".to_owned(),
            Stick::Found { number, published, seconds } => {
                let of = published.as_ref().map(|date| format!(" of {date}")).unwrap_or_default();
                format!("New content found: number {number}{of}. Copying it takes about {seconds} seconds.")
            }
            Stick::Copying(percent) => format!("Copying: {percent} percent."),
            Stick::Ready => "Copied and checked. Nothing has changed yet.".to_owned(),
            Stick::Taken => "Done. You can take the stick.".to_owned(),
            Stick::PinTaken => "The old PIN is gone. You can take the stick.".to_owned(),
        };
        let remarks = self.remarks.iter().map(Line::quiet);
        [Line::strong(words)].into_iter().chain(remarks).collect()
    }

    /// The same in a few words, for the menu.
    pub(super) fn stick_in_short(&self) -> &'static str {
        match self.stick {
            Stick::Out => "What is in use; go back",
            Stick::Looking => "A stick is being read",
            Stick::Refused(_) => "The stick was not taken: see why",
            Stick::AlreadyThere | Stick::Taken => "In use; you can take the stick",
            Stick::Found { .. } => "New content found",
            Stick::PinTaken => "It has reset the PIN; you can take it",
            Stick::Copying(_) => "Being copied",
            Stick::Ready => "New content is ready for a yes",
        }
    }
}
