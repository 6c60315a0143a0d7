//! What can be chosen on a page, in the order in which the keys go through it.
//!
//! A touch and a key choose from the same list. What is not in the list cannot be chosen, so a touch
//! on a picture that is no longer true does nothing.

use super::{Memory, Page, Said, TextSize, Theme, Visit};
use crate::content::{CardKind, LanguageId, ServiceId, TopicId};
use crate::staff::Choice;

/// A thing that can be chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The way out: on every page, in the same place.
    Leave,
    /// One step back: in a series to the one before, else to the page behind.
    Back,
    /// To the next card, chunk or page of a series.
    Next,
    /// The next screenful of a long page.
    More,
    OpenDisplay,
    OpenLanguages,
    AllLanguages,
    ChooseLanguage(LanguageId),
    OpenTopic(TopicId),
    OpenSection(CardKind),
    /// What the visitor thinks of a myth's claim.
    Guess(bool),
    /// Show the story after its heads-up.
    GoOn,
    OpenHelpers,
    OpenHelper(ServiceId),
    OpenPaper,
    OpenKept,
    ChooseCover(usize),
    WithEnglish(bool),
    Print,
    Remember(ServiceId),
    /// Stop learning and try the number.
    TryIt,
    Digit(u8),
    /// Show the number again.
    ShowAgain,
    ChooseSize(TextSize),
    ChooseTheme(Theme),
    /// More time before the veil.
    MoreTime(bool),
    /// The English beside a draft.
    ShowEnglish(bool),
    /// Lift the veil, or wake the cover screen.
    Wake,
    /// To the topics.
    GoHome,
    /// On one of the staff's pages. No visit ever offers it.
    Staff(Choice),
}

impl Visit {
    /// Everything that can be chosen now, in the keys' order: the page first, then the frame.
    pub fn actions(&self) -> Vec<Action> {
        if self.veiled {
            return vec![Action::Wake, Action::Leave];
        }
        let mut actions = Vec::new();
        self.page_actions(&mut actions);
        let (fold, folds) = self.fold();
        if fold + 1 < folds {
            actions.push(Action::More);
        } else if self.has_next() {
            actions.push(Action::Next);
        }
        if self.can_go_back() {
            actions.push(Action::Back);
        }
        if self.page == Page::Cover {
            return actions;
        }
        // Paper on its way is not left by mistake; the way out is always there.
        if !matches!(self.page, Page::Printing(_)) {
            if !matches!(self.page, Page::Home | Page::Languages { .. }) && !actions.contains(&Action::GoHome) {
                actions.push(Action::GoHome);
            }
            if self.page != Page::Display {
                actions.push(Action::OpenDisplay);
            }
            if !matches!(self.page, Page::Languages { .. }) {
                actions.push(Action::OpenLanguages);
            }
        }
        actions.push(Action::Leave);
        actions
    }

    /// The page's own actions, without those of the frame round it.
    fn page_actions(&self, actions: &mut Vec<Action>) {
        let content = &self.content;
        match self.page {
            Page::Languages { all } => {
                actions.extend(self.offered_languages(all).into_iter().map(Action::ChooseLanguage));
                if !all && self.has_more_languages() {
                    actions.push(Action::AllLanguages);
                }
            }
            Page::CallCard(_) => {
                if let Some(service) = self.first_helper() {
                    actions.push(Action::Remember(service));
                }
                actions.push(Action::ChooseLanguage(content.english()));
            }
            Page::Home => {
                actions.extend((0..content.topics.len()).map(|index| Action::OpenTopic(TopicId(index))));
                actions.extend([Action::OpenHelpers, Action::OpenPaper, Action::OpenKept]);
            }
            Page::Topic(topic) => {
                actions.extend(content.topic(topic).sections().into_iter().map(Action::OpenSection));
                actions.push(Action::OpenHelpers);
            }
            Page::Card { kind, said, .. } => {
                match (kind, said) {
                    (CardKind::Myth, Said::Front) => actions.extend([Action::Guess(true), Action::Guess(false)]),
                    (CardKind::Story, Said::Front) => actions.push(Action::GoOn),
                    _ => {}
                }
                self.english_action(actions);
            }
            Page::Helpers(topic) => {
                actions.extend(self.helpers(topic).into_iter().map(Action::OpenHelper));
                actions.push(Action::OpenPaper);
            }
            Page::Helper(service) => {
                if content.service(service).number().is_some() {
                    actions.push(Action::Remember(service));
                }
                self.english_action(actions);
            }
            Page::Paper => {
                actions.extend((0..content.site.covers.len()).map(Action::ChooseCover));
                if self.settings.language != content.english() {
                    actions.extend([Action::WithEnglish(false), Action::WithEnglish(true)]);
                }
                if self.can_print() {
                    actions.push(Action::Print);
                }
                actions.extend(self.first_helper().map(Action::Remember));
            }
            Page::Remember(recall) => match recall.memory {
                Memory::Learn { .. } => actions.push(Action::TryIt),
                Memory::Try { .. } => {
                    actions.extend([1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map(Action::Digit));
                    actions.push(Action::ShowAgain);
                }
                Memory::Known => actions.extend([Action::ShowAgain, Action::GoHome]),
            },
            Page::Printing(_) => {}
            Page::TakeIt { sure } => {
                // Where nobody knows whether paper came, the other way out stands beside it.
                if !sure {
                    actions.extend(self.first_helper().map(Action::Remember));
                }
                actions.push(Action::GoHome);
            }
            Page::Trouble => {
                actions.extend(self.first_helper().map(Action::Remember));
                actions.push(Action::GoHome);
            }
            Page::Display => {
                actions.extend(TextSize::ALL.map(Action::ChooseSize));
                actions.extend(Theme::ALL.map(Action::ChooseTheme));
                actions.push(Action::MoreTime(!self.settings.more_time));
            }
            Page::Kept => {}
            Page::Cover => actions.push(Action::Wake),
        }
    }

    /// A draft in another language than English can be read with the English beside it.
    fn english_action(&self, actions: &mut Vec<Action>) {
        let language = self.settings.language;
        if language != self.content.english() && self.content.is_draft(language) {
            actions.push(Action::ShowEnglish(!self.settings.english));
        }
    }
}
