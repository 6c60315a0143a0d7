//! How the staff's pages move: what each choice, key and piece of news does.

use std::time::Duration;

use super::page::Back;
use super::{Choice, Effect, OPEN, Page, Purpose, SHUT, Setting, Staff, Stick};
use crate::socket::{StaffNews, StaffWish};
use crate::visit::Key;

/// A PC, mostly.
const NOT_HERE: &str = "This machine was started without a folder for its state (--state), so nothing can be changed.";

impl Staff {
    pub(super) fn key(&mut self, key: Key, now: Duration) -> Vec<Effect> {
        if key == Key::Leave {
            return self.chosen(Choice::Leave, now);
        }
        self.touched_at = now;
        if matches!(self.page, Page::Test(super::SelfTest::Keys)) {
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
        self.focus = match (self.focus, key) {
            (None, _) => Some(0),
            (Some(at), Key::Next) => Some((at + 1) % count),
            (Some(at), Key::Previous) => Some((at + count - 1) % count),
            (at, _) => at,
        };
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
            Choice::PrintReport | Choice::SaveReport => {}
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
            // The end of the guide: what comes now is chosen freely.
            Page::Menu => {
                self.guided = false;
                self.trail.clear();
                self.replace(page);
                return Vec::new();
            }
            Page::Setting(setting) => self.setting_opened(setting),
            Page::Test(_) | Page::Printer => self.test_opened(),
            _ => {}
        }
        self.open_page(page);
        Vec::new()
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

    fn go_back(&mut self) {
        if let Some(page) = self.trail.pop() {
            self.replace(page);
        }
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
        let wait = if self.open { OPEN } else { SHUT };
        // A copy that staff wait for is activity.
        if matches!(self.stick, Stick::Copying(_)) {
            self.touched_at = now;
        }
        if now.saturating_sub(self.touched_at) >= wait { self.leave() } else { Vec::new() }
    }

    fn leave(&mut self) -> Vec<Effect> {
        vec![Effect::Wish(StaffWish::Leave), Effect::Ended]
    }

    /// What the steward tells.
    pub(super) fn news(&mut self, news: StaffNews, now: Duration) -> Vec<Effect> {
        let stick = match news {
            StaffNews::Refused(why) => Stick::Refused(why),
            StaffNews::Pin(answer) => return self.answered(answer),
            StaffNews::NoPin if self.open => return Vec::new(),
            StaffNews::NoPin => {
                self.no_pin();
                return Vec::new();
            }
            StaffNews::NotHere => {
                self.note = Some(NOT_HERE.to_owned());
                self.changed();
                return Vec::new();
            }
            StaffNews::Locked => {
                self.lock();
                return Vec::new();
            }
            StaffNews::StickOut => Stick::Out,
            StaffNews::Looking => Stick::Looking,
            StaffNews::AlreadyThere => Stick::AlreadyThere,
            StaffNews::Found { number, published, seconds } => Stick::Found { number, published, seconds },
            StaffNews::Copying { percent } => Stick::Copying(percent),
            StaffNews::Ready => Stick::Ready,
            StaffNews::Taken => Stick::Taken,
            StaffNews::Remark(remark) => {
                self.remarks.push(remark);
                self.changed();
                return Vec::new();
            }
            StaffNews::Change(change) => {
                self.changes.push(change);
                return Vec::new();
            }
            StaffNews::InUse { number } => {
                self.in_use = Some(number);
                self.changed();
                return Vec::new();
            }
            StaffNews::NotBack(why) | StaffNews::SiteRefused(why) => {
                self.note = Some(why);
                self.changed();
                return Vec::new();
            }
            // Asked for behind the PIN, and answered after it was wanted again.
            StaffNews::Site(_) | StaffNews::SiteTaken if !self.open => return Vec::new(),
            StaffNews::Site(site) => {
                self.draft = *site;
                self.from_stick = true;
                self.open_page(Page::Agree);
                return Vec::new();
            }
            StaffNews::SiteTaken => {
                self.site_taken();
                return Vec::new();
            }
        };
        self.stick_is(stick, now);
        Vec::new()
    }

    fn stick_is(&mut self, stick: Stick, now: Duration) {
        match stick {
            Stick::Out | Stick::Looking | Stick::Found { .. } => self.remarks.clear(),
            Stick::Copying(0) => self.changes.clear(),
            _ => {}
        }
        let ready = stick == Stick::Ready && self.stick != Stick::Ready;
        // Somebody is putting a stick in or taking it out.
        if !matches!(stick, Stick::Copying(_)) {
            self.touched_at = now;
        }
        self.stick = stick;
        self.changed();
        if ready && self.open && self.page == Page::Content {
            self.open_page(Page::Changes);
        } else if self.page == Page::Changes && self.stick != Stick::Ready {
            self.go_back();
        }
    }

    fn answered(&mut self, answer: crate::pin::PinAnswer) -> Vec<Effect> {
        if !self.pin_answered(answer) {
            return Vec::new();
        }
        let changed = !matches!(self.page, Page::Pin(Purpose::Enter));
        self.open = true;
        self.note = None;
        self.trail.clear();
        let page = if self.stick == Stick::Out { Page::Menu } else { Page::Content };
        self.replace(Page::Menu);
        if self.guided {
            self.open_page(Page::Setting(Setting::County));
        } else if changed {
            self.note = Some("The new PIN counts from now on.".to_owned());
        } else if page == Page::Content {
            self.open_page(page);
        }
        vec![Effect::Wish(StaffWish::Tell)]
    }

    /// The steward wants the PIN again.
    fn lock(&mut self) {
        self.open = false;
        self.trail.clear();
        self.replace(Page::Pin(Purpose::Enter));
    }

    fn site_taken(&mut self) {
        let guided = self.guided;
        self.trail.clear();
        self.replace(Page::Menu);
        self.open_page(if guided { Page::Printer } else { Page::Site });
        self.note = Some("Done. Visitors see it from the next visit on.".to_owned());
        self.from_stick = false;
    }
}
