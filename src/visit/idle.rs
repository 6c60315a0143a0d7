//! Time in a visit: the veil, forgetting, and the pages that go on by themselves.

use std::time::Duration;

use super::event::Effect;
use super::{Page, Visit};

/// "Take it" goes home by itself; nobody's screen should tell that somebody has just printed.
const TAKE_IT: Duration = Duration::from_secs(20);
/// The cover screen becomes the resting screen again.
const COVER: Duration = Duration::from_secs(30);
/// A printer thread that never answers must not hold a visit on the printing page.
const PRINTING: Duration = Duration::from_secs(60);
/// "More time" makes the waits this many times longer: 3 minutes to the veil, 5 to forgetting.
const MORE_TIME: u32 = 4;

impl Visit {
    /// Somebody is there.
    pub(super) fn touch(&mut self, now: Duration) {
        self.touched_at = now;
        if self.page != Page::Cover {
            self.begun = true;
        }
    }

    pub(super) fn tick(&mut self, now: Duration) -> Vec<Effect> {
        let idle = now.saturating_sub(self.touched_at);
        match self.page {
            Page::Cover if idle >= COVER => {
                self.forget(Page::Languages { all: false }, now);
                return Vec::new();
            }
            Page::TakeIt { .. } if idle >= TAKE_IT => {
                self.go_home();
                // Nobody touched anything: the waits go on from the last touch.
                return Vec::new();
            }
            Page::Printing(_) if idle >= PRINTING => {
                // What has not started by now must not start later.
                let cancel = self.job.take().map(Effect::CancelPrint);
                self.open(Page::Trouble);
                return cancel.into_iter().collect();
            }
            // Paper on its way is activity; a veil over "printing" would make people touch again.
            Page::Printing(_) | Page::Cover => return Vec::new(),
            _ => {}
        }
        if !self.begun {
            return Vec::new();
        }
        let stretch = if self.settings.more_time { MORE_TIME } else { 1 };
        let waits = self.content.site.idle;
        if idle >= waits.forget() * stretch {
            return self.end(Page::Languages { all: false }, now);
        }
        if idle >= waits.veil() * stretch && !self.veiled && !matches!(self.page, Page::Languages { .. }) {
            self.veiled = true;
            self.changed();
        }
        Vec::new()
    }

    /// Ends the visit: wipes it, and asks for what must be undone outside.
    pub(super) fn end(&mut self, page: Page, now: Duration) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.job.take().map(Effect::CancelPrint).into_iter().collect();
        if self.begun {
            effects.push(Effect::VisitEnded);
        }
        self.forget(page, now);
        effects
    }
}
