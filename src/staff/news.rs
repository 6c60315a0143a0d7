//! What the steward tells, and where it leads.

use std::time::Duration;

use super::{Effect, Page, Purpose, Staff, Stick};
use crate::pin::PinAnswer;
use crate::socket::{StaffNews, StaffWish};

/// A PC, mostly.
const NOT_HERE: &str = "This machine was started without a folder for its state (--state), so nothing can be changed.";

/// A copy that takes so many times what was estimated is slow, and some seconds are no matter.
const SLOW: u64 = 2;
const PATIENCE: Duration = Duration::from_secs(10);

impl Staff {
    /// What the steward tells.
    pub(super) fn news(&mut self, news: StaffNews, now: Duration) -> Vec<Effect> {
        let stick = match news {
            StaffNews::Refused(why) => Stick::Refused(why),
            StaffNews::Pin(answer) => return self.answered(answer),
            StaffNews::ResetCode(code) => {
                self.code = Some(code);
                self.changed();
                return Vec::new();
            }
            StaffNews::NoPin if self.open => return Vec::new(),
            StaffNews::NoPin => {
                self.no_pin();
                return Vec::new();
            }
            StaffNews::NotHere => {
                self.answer(NOT_HERE.to_owned());
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
            StaffNews::PinTaken => Stick::PinTaken,
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
                self.answer(why);
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
            StaffNews::SiteTaken => return self.site_taken(),
            news @ (StaffNews::Health(_)
            | StaffNews::ReportPrint(_)
            | StaffNews::ReportSaved { .. }
            | StaffNews::ReportNotSaved(_)
            | StaffNews::TestKept { .. }
            | StaffNews::TestNotKept) => {
                self.check_news(news);
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
        self.slow_at = match (&self.stick, &stick) {
            (Stick::Found { seconds, .. }, Stick::Copying(_)) => {
                Some(now + Duration::from_secs(u64::from(*seconds) * SLOW) + PATIENCE)
            }
            (_, Stick::Copying(_)) => self.slow_at,
            _ => None,
        };
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

    fn answered(&mut self, answer: PinAnswer) -> Vec<Effect> {
        if !self.pin_answered(answer) {
            return Vec::new();
        }
        let changed = !matches!(self.page, Page::Pin(Purpose::Enter));
        self.open = true;
        self.note = None;
        self.trail.clear();
        self.replace(Page::Menu);
        let mut effects = vec![Effect::Wish(StaffWish::Tell)];
        if self.guide.is_some() {
            effects.extend(self.guided());
        } else if changed {
            self.note = Some("The new PIN counts from now on.".to_owned());
        } else if self.stick != Stick::Out {
            self.open_page(Page::Content);
        }
        effects
    }

    /// The steward wants the PIN again.
    fn lock(&mut self) {
        self.open = false;
        self.trail.clear();
        self.replace(Page::Pin(Purpose::Enter));
    }

    fn site_taken(&mut self) -> Vec<Effect> {
        self.from_stick = false;
        if self.guide.is_some() {
            return self.onward();
        }
        self.trail.clear();
        self.replace(Page::Menu);
        self.open_page(Page::Site);
        self.note = Some("Done. Visitors see it from the next visit on.".to_owned());
        Vec::new()
    }
}
