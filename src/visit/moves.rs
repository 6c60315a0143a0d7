//! How a visit moves: what each action, key and piece of news does.

use std::sync::Arc;
use std::time::Duration;

use super::event::{Effect, JobEnd, JobNumber, Key, PrinterState};
use super::remember::{chunks, digits};
use super::{Action, Memory, Page, Recall, Said, Visit};
use crate::content::{CardKind, Content, LanguageId, Mode, ServiceId, TopicId};

impl Visit {
    pub(super) fn key(&mut self, key: Key, now: Duration) -> Vec<Effect> {
        match key {
            Key::Leave => return self.chosen(Action::Leave, now),
            _ if self.veiled || self.page == Page::Cover => return self.chosen(Action::Wake, now),
            Key::Back => return self.chosen(Action::Back, now),
            Key::Select => {
                if let Some(action) = self.focus.and_then(|at| self.actions().get(at).copied()) {
                    return self.chosen(action, now);
                }
            }
            Key::Next | Key::Previous => {}
        }
        self.touch(now);
        let count = self.actions().len();
        self.focus = key.moves(self.focus, count);
        Vec::new()
    }

    pub(super) fn chosen(&mut self, action: Action, now: Duration) -> Vec<Effect> {
        self.touch(now);
        if !self.actions().contains(&action) {
            return Vec::new();
        }
        // After a key, the focus stays with the keys' user on the next page.
        let keys = self.focus.is_some();
        let effects = self.act(action, now);
        if keys && self.focus.is_none() && action != Action::Leave {
            self.focus = Some(0);
        }
        effects
    }

    fn act(&mut self, action: Action, now: Duration) -> Vec<Effect> {
        match action {
            Action::Leave => return self.end(Page::Cover, now),
            Action::Print => return self.print(),
            Action::Back => self.go_back(),
            Action::Next => self.step_on(),
            Action::More => {
                self.fold += 1;
                self.changed();
            }
            Action::Wake if self.veiled => {
                self.veiled = false;
                self.changed();
            }
            Action::Wake => {
                self.forget(Page::Languages { all: false }, now);
                self.touch(now);
            }
            Action::OpenDisplay => self.open(Page::Display),
            Action::OpenLanguages => self.open(Page::Languages { all: false }),
            Action::AllLanguages => self.replace(Page::Languages { all: true }),
            Action::ChooseLanguage(language) => self.choose_language(language),
            Action::OpenTopic(topic) => self.open(Page::Topic(topic)),
            Action::OpenSection(kind) => {
                if let Page::Topic(topic) = self.page {
                    self.open(Page::Card { topic, kind, index: 0, said: Said::Front });
                }
            }
            Action::Guess(guess) => self.turn(Said::Turned { guess: Some(guess) }),
            Action::GoOn => self.turn(Said::Turned { guess: None }),
            Action::OpenHelpers => self.open(Page::Helpers(self.topic())),
            Action::OpenHelper(service) => self.open(Page::Helper(service)),
            Action::OpenPaper => self.open(Page::Paper),
            Action::OpenKept => self.open(Page::Kept),
            Action::GoHome => self.go_home(),
            Action::Remember(service) => {
                self.open(Page::Remember(Recall { service, memory: Memory::Learn { chunk: 0 } }));
            }
            Action::TryIt => self.recall(Memory::Try { right: 0, slip: false }),
            Action::ShowAgain => self.recall(Memory::Learn { chunk: 0 }),
            Action::Digit(digit) => self.tap(digit),
            Action::ChooseCover(cover) => self.set(|visit| visit.paper.cover = cover),
            Action::WithEnglish(with) => self.set(|visit| visit.paper.with_english = with),
            Action::ChooseSize(size) => self.set(|visit| visit.settings.size = size),
            Action::ChooseTheme(theme) => self.set(|visit| visit.settings.theme = theme),
            Action::MoreTime(more) => self.set(|visit| visit.settings.more_time = more),
            Action::ShowEnglish(english) => self.set(|visit| visit.settings.english = english),
            Action::Staff(_) => {}
        }
        Vec::new()
    }

    /// A change on the same page: the keys stay where they are.
    fn set(&mut self, change: impl FnOnce(&mut Self)) {
        change(self);
        self.serial = self.serial.wrapping_add(1);
    }

    /// What can be chosen has changed.
    pub(super) fn changed(&mut self) {
        self.serial = self.serial.wrapping_add(1);
        self.focus = None;
    }

    /// Another page takes this one's place; "back" does not return to it.
    fn replace(&mut self, page: Page) {
        self.page = page;
        (self.fold, self.folds) = (0, 1);
        self.changed();
    }

    pub(super) fn open(&mut self, page: Page) {
        // Going round in a circle does not make the trail longer. Languages are opened from anywhere
        // and lead back to where one was.
        let circle = self.trail.iter().position(|before| *before == page && !matches!(page, Page::Languages { .. }));
        if let Some(at) = circle {
            self.trail.truncate(at);
        } else if self.page != page {
            self.trail.push(self.page);
        }
        self.replace(page);
    }

    fn go_back(&mut self) {
        match self.page {
            Page::Card { topic, kind, index, .. } if index > 0 => {
                self.replace(Page::Card { topic, kind, index: index - 1, said: Said::Front });
            }
            Page::Remember(Recall { memory: Memory::Learn { chunk }, .. }) if chunk > 0 => {
                self.recall(Memory::Learn { chunk: chunk - 1 });
            }
            _ => {
                if let Some(page) = self.trail.pop() {
                    self.replace(page);
                }
            }
        }
    }

    pub(super) fn go_home(&mut self) {
        self.trail.clear();
        self.trail.push(Page::Languages { all: false });
        self.replace(Page::Home);
    }

    pub(super) fn can_go_back(&self) -> bool {
        !self.trail.is_empty() && !matches!(self.page, Page::Printing(_) | Page::TakeIt { .. } | Page::Cover)
    }

    fn choose_language(&mut self, language: LanguageId) {
        let content = self.content.clone();
        if content.language(language).mode == Mode::Card || !content.has_text(language) {
            self.open(Page::CallCard(language));
            return;
        }
        self.settings.language = language;
        self.settings.english = false;
        // Chosen in the middle of reading, the page stays and changes its language.
        while matches!(self.trail.last(), Some(Page::Languages { .. } | Page::CallCard(_))) {
            self.trail.pop();
        }
        match self.trail.pop() {
            Some(page) => self.replace(page),
            None => self.go_home(),
        }
    }

    /// The topic that the page belongs to, if any.
    pub fn topic(&self) -> Option<TopicId> {
        match self.page {
            Page::Topic(topic) | Page::Card { topic, .. } => Some(topic),
            _ => None,
        }
    }

    /// The helpers of a topic, or the general ones.
    pub fn helpers(&self, topic: Option<TopicId>) -> Vec<ServiceId> {
        match topic {
            Some(topic) => {
                let ids = &self.content.topic(topic).helpers;
                ids.iter().filter_map(|id| self.content.find_service(id).ok()).collect()
            }
            None => self.content.general_helpers(),
        }
    }

    /// True before a story, where going on means skipping it.
    pub fn skips(&self) -> bool {
        matches!(self.page, Page::Card { kind: CardKind::Story, said: Said::Front, .. })
    }

    /// The first number of the paper: the one to remember.
    pub fn first_helper(&self) -> Option<ServiceId> {
        self.content.general_helpers().into_iter().find(|id| self.content.service(*id).number().is_some())
    }

    /// The languages on the resting page, in order: with text first, then those with a call card.
    pub fn offered_languages(&self, all: bool) -> Vec<LanguageId> {
        let content = &self.content;
        let (text, cards): (Vec<_>, Vec<_>) =
            (0..content.languages.len()).map(LanguageId).partition(|id| content.has_text(*id));
        let first = |id: &LanguageId| {
            let tag = &content.language(*id).tag;
            content.site.languages_first.iter().position(|first| first == tag).unwrap_or(usize::MAX)
        };
        let mut text = text;
        text.sort_by_key(first);
        if all { text.into_iter().chain(cards).collect() } else { text }
    }

    pub fn has_more_languages(&self) -> bool {
        self.offered_languages(true).len() > self.offered_languages(false).len()
    }

    /// How many cards the section has that is being read.
    pub fn series(&self) -> Option<(usize, usize)> {
        match self.page {
            Page::Card { topic, kind, index, .. } => Some((index, self.content.topic(topic).section(kind).count())),
            Page::Remember(Recall { service, memory: Memory::Learn { chunk } }) => {
                Some((chunk, self.chunk_count(service)))
            }
            _ => None,
        }
    }

    fn chunk_count(&self, service: ServiceId) -> usize {
        self.content.service(service).number().map_or(0, |phone| chunks(&phone.number).len())
    }

    /// A series always goes on: after a section's last card comes the next section, after the last
    /// section who can help. A claim can be passed over, a story skipped.
    pub(super) fn has_next(&self) -> bool {
        match self.page {
            Page::Card { .. } => true,
            Page::Remember(Recall { memory: Memory::Learn { chunk }, service }) => {
                chunk + 1 < self.chunk_count(service)
            }
            _ => false,
        }
    }

    fn step_on(&mut self) {
        match self.page {
            Page::Card { topic, kind, index, .. } => {
                let count = self.content.topic(topic).section(kind).count();
                let card = |kind, index| Page::Card { topic, kind, index, said: Said::Front };
                if index + 1 < count {
                    self.replace(card(kind, index + 1));
                } else {
                    match self.section_after(topic, kind) {
                        Some(kind) => self.replace(card(kind, 0)),
                        None => self.replace(Page::Helpers(Some(topic))),
                    }
                }
            }
            Page::Remember(Recall { memory: Memory::Learn { chunk }, .. }) => {
                self.recall(Memory::Learn { chunk: chunk + 1 });
            }
            _ => {}
        }
    }

    fn section_after(&self, topic: TopicId, kind: CardKind) -> Option<CardKind> {
        self.content.topic(topic).sections().into_iter().find(|next| *next > kind)
    }

    fn turn(&mut self, said: Said) {
        if let Page::Card { topic, kind, index, .. } = self.page {
            self.replace(Page::Card { topic, kind, index, said });
        }
    }

    fn recall(&mut self, memory: Memory) {
        if let Page::Remember(recall) = self.page {
            self.replace(Page::Remember(Recall { memory, ..recall }));
        }
    }

    /// A digit tapped while trying: right digits add up, a wrong one is shown and costs nothing.
    fn tap(&mut self, digit: u8) {
        let Page::Remember(Recall { service, memory: Memory::Try { right, .. } }) = self.page else { return };
        let Some(phone) = self.content.service(service).number() else { return };
        let number: Vec<u8> = digits(&phone.number).collect();
        let memory = match number.get(right) {
            Some(wanted) if *wanted == digit && right + 1 == number.len() => Memory::Known,
            Some(wanted) if *wanted == digit => Memory::Try { right: right + 1, slip: false },
            _ => Memory::Try { right, slip: true },
        };
        let focus = self.focus;
        self.recall(memory);
        if memory != Memory::Known {
            self.focus = focus;
        }
    }

    pub(super) fn can_print(&self) -> bool {
        self.printer == PrinterState::Ready && self.job.is_none()
    }

    fn print(&mut self) -> Vec<Effect> {
        let job = JobNumber(self.next_job);
        self.next_job += 1;
        self.job = Some(job);
        self.replace(Page::Printing(job));
        vec![Effect::Print(job, self.paper_order())]
    }

    pub(super) fn job_ended(&mut self, job: JobNumber, end: JobEnd, now: Duration) {
        // An older job's end is no news for this visit.
        if self.job != Some(job) {
            return;
        }
        self.job = None;
        if self.page == Page::Printing(job) {
            // Paper coming out wakes the person as much as a touch would.
            self.touched_at = now;
            match end {
                JobEnd::Done => self.replace(Page::TakeIt { sure: true }),
                JobEnd::Unknown => self.replace(Page::TakeIt { sure: false }),
                JobEnd::Failed => self.replace(Page::Trouble),
            }
        }
    }

    pub(super) fn printer_changed(&mut self, state: PrinterState) {
        if self.printer != state {
            self.printer = state;
            if self.page == Page::Paper {
                self.changed();
            }
        }
    }

    pub(super) fn content_came(&mut self, content: Arc<Content>) {
        self.waiting = Some(content);
        if !self.begun {
            let (page, now) = (self.page, self.touched_at);
            self.forget(page, now);
        }
    }

    pub(super) fn measured(&mut self, folds: usize) {
        let folds = folds.clamp(1, 99);
        if folds != self.folds {
            let at = self.focus.and_then(|at| self.actions().get(at).copied());
            self.folds = folds;
            self.fold = self.fold.min(folds - 1);
            self.serial = self.serial.wrapping_add(1);
            // The keys stay on the same thing although "more" came or went.
            self.focus = at.map(|action| self.actions().iter().position(|a| *a == action).unwrap_or(0));
        }
    }
}
