//! How the staff's pages move: what each choice, key and second does.

use std::time::Duration;

use super::page::Back;
use super::{Choice, Effect, GUIDE, Item, OPEN, Page, SHUT, Sheet, Staff, Stick};
use crate::health::Part;
use crate::socket::StaffWish;
use crate::visit::Key;

impl Staff {
    pub(super) fn key(&mut self, key: Key, now: Duration) -> Vec<Effect> {
        if key == Key::Leave {
            return self.chosen(Choice::Leave, now);
        }
        self.touched_at = now;
        if matches!(self.page, Page::Test(Part::Keys)) {
            return self.key_tried(key);
        }
        match key {
            Key::Back => return self.chosen(Choice::Back, now),
            Key::Select => {
                if let Some(choice) = self.focus.and_then(|at| self.choices().get(at).copied()) {
                    let focus = self.focus;
                    let effects = self.chosen(choice, now);
                    // On a page to type on the keys stay where they are.
                    if choice.letter().is_some() || choice == Choice::Erase {
                        self.focus = focus;
                    } else if self.focus.is_none() {
                        self.focus = Some(0);
                    }
                    return effects;
                }
            }
            Key::Next | Key::Previous | Key::Leave => {}
        }
        let count = self.choices().len();
        self.focus = key.moves(self.focus, count);
        Vec::new()
    }

    pub(super) fn chosen(&mut self, choice: Choice, now: Duration) -> Vec<Effect> {
        self.touched_at = now;
        if !self.choices().contains(&choice) {
            return Vec::new();
        }
        let wish = |wish| vec![Effect::Wish(wish)];
        match choice {
            Choice::Leave => return self.leave(),
            Choice::Back => self.go_back(),
            Choice::More => {
                self.fold += 1;
                self.changed();
            }
            Choice::Onward => return self.onward(),
            Choice::Open(page) => return self.opened(page),
            Choice::Type(letter) => return self.typed(letter),
            Choice::Erase => {
                self.erase();
                self.changed();
            }
            Choice::Done => {
                if let Page::Setting(setting) = self.page {
                    self.setting_done(setting);
                }
            }
            Choice::Take => return wish(StaffWish::Take),
            Choice::Use => {
                self.go_back();
                return wish(StaffWish::Yes);
            }
            Choice::Discard => {
                self.go_back();
                return wish(StaffWish::No);
            }
            Choice::Preview => return vec![Effect::Preview],
            Choice::GoBack(back) => {
                self.go_back();
                return wish(match back {
                    Back::Before => StaffWish::GoBack,
                    Back::Factory => StaffWish::GoToFactory,
                });
            }
            Choice::Pick(index) => {
                if let Page::Setting(setting) = self.page {
                    self.pick(setting, index);
                }
            }
            Choice::ReadSite => return wish(StaffWish::ReadSite),
            Choice::Agree => return self.agreed(),
            Choice::PrintTest => return vec![Effect::TestPage],
            Choice::PrintReport => return wish(StaffWish::PrintReport),
            Choice::SaveReport => return wish(StaffWish::SaveReport),
            Choice::Field(at) => return self.field(at),
            Choice::Judge(passed) => return self.judged(passed),
        }
        Vec::new()
    }

    fn typed(&mut self, letter: char) -> Vec<Effect> {
        let effects = match self.page {
            Page::Pin(purpose) => {
                self.entry.push(letter);
                self.pin_typed(purpose)
            }
            Page::Setting(setting) => {
                self.setting_typed(setting, letter);
                Vec::new()
            }
            _ => Vec::new(),
        };
        self.changed();
        effects
    }

    fn opened(&mut self, page: Page) -> Vec<Effect> {
        self.note = None;
        match page {
            Page::Setting(setting) => self.setting_opened(setting),
            Page::Test(_) | Page::Printer => self.test_opened(),
            Page::Forgotten => {
                self.open_page(page);
                return vec![Effect::Wish(StaffWish::ForgotPin)];
            }
            Page::Health => {
                self.open_page(page);
                return vec![Effect::Wish(StaffWish::Health)];
            }
            _ => {}
        }
        self.open_page(page);
        Vec::new()
    }

    /// The next page of the first start; after the last one the menu, where everything is chosen freely.
    pub(super) fn onward(&mut self) -> Vec<Effect> {
        self.guide = self.guide.map(|at| at + 1);
        self.guided()
    }

    /// The page of the first start that it is at.
    pub(super) fn guided(&mut self) -> Vec<Effect> {
        self.trail.clear();
        self.replace(Page::Menu);
        match self.guide.and_then(|at| GUIDE.get(at)) {
            Some(page) => self.opened(*page),
            None => {
                self.guide = None;
                Vec::new()
            }
        }
    }

    /// During the first start every page has a way on.
    pub(super) fn with_onward(&self, mut sheet: Sheet) -> Sheet {
        if self.guide.is_some() {
            sheet.items.push(Item::new(Choice::Onward, "Next").with_icon("chevron-on"));
        }
        sheet
    }

    pub(super) fn open_page(&mut self, page: Page) {
        self.trail.push(self.page);
        self.replace(page);
    }

    /// Another page takes this one's place.
    pub(super) fn replace(&mut self, page: Page) {
        self.page = page;
        if !matches!(page, Page::Setting(_)) {
            self.entry.clear();
        }
        (self.fold, self.folds) = (0, 1);
        self.focus = None;
        self.changed();
    }

    pub(super) fn go_back(&mut self) {
        if let Some(page) = self.trail.pop() {
            self.replace(page);
        }
    }

    /// What came of a wish stands at the top of the page, and a long page is turned back to there.
    pub(super) fn answer(&mut self, words: String) {
        self.note = Some(words);
        self.fold = 0;
        self.changed();
    }

    /// What can be chosen has changed: a touch on the picture before means nothing.
    pub(super) fn changed(&mut self) {
        self.serial = self.serial.wrapping_add(1);
    }

    pub(super) fn measured(&mut self, folds: usize) {
        let folds = folds.clamp(1, 99);
        if folds != self.folds {
            self.folds = folds;
            self.fold = self.fold.min(folds - 1);
            self.changed();
        }
    }

    pub(super) fn tick(&mut self, now: Duration) -> Vec<Effect> {
        // A code takes its time to be written down.
        let wait = if self.open || self.page == Page::Forgotten { OPEN } else { SHUT };
        // A copy that staff wait for is activity.
        if matches!(self.stick, Stick::Copying(_)) {
            self.touched_at = now;
        }
        self.is_slow = self.slow_at.is_some_and(|at| at <= now);
        if now.saturating_sub(self.touched_at) >= wait { self.leave() } else { Vec::new() }
    }

    fn leave(&mut self) -> Vec<Effect> {
        // Before the PIN was good there is nothing to close, and the steward need not know that somebody was here.
        let close = self.open.then_some(Effect::Wish(StaffWish::Leave));
        close.into_iter().chain([Effect::Ended]).collect()
    }
}
