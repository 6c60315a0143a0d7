//! The pages that are neither cards nor helpers.

use super::compose::{Page, Sketch};
use super::{
    CallCardView, ChunkView, CoverView, DisplayView, HomeView, LanguagesView, NoticeView, PaperView, RememberStage,
    RememberView, Screen, Target, View,
};
use crate::content::LanguageId;
use crate::content::paper::cover_key;
use crate::visit::{Action, Memory, PrinterState, Recall, TextSize, Theme, chunks_with_letters};

impl Sketch<'_> {
    pub fn languages(&self, all: bool) -> View {
        self.page("languages", |page| {
            let choices = self
                .visit
                .offered_languages(all)
                .into_iter()
                .map(|id| {
                    let language = self.content.language(id);
                    let target = self.target(Action::ChooseLanguage(id), language.autonym.clone());
                    let detail = if language.name == language.autonym { String::new() } else { language.name.clone() };
                    target.with_detail(detail)
                })
                .collect();
            let more = self.offered(Action::AllLanguages, page.fixed("languages", "more")?);
            Some(Screen::Languages(LanguagesView { choices, more, promises: self.promises() }))
        })
    }

    /// The promise in each language that can be shown, the visitor's own first.
    fn promises(&self) -> Vec<String> {
        let mut promises: Vec<String> = Vec::new();
        let others = self.visit.offered_languages(false);
        for id in std::iter::once(self.language).chain(others) {
            let promise = super::words::fixed(self.content.words(id), "languages", "promise");
            if let Some(promise) = promise.filter(|promise| !promises.contains(promise)) {
                promises.push(promise);
            }
        }
        promises
    }

    pub fn call_card(&self, id: LanguageId) -> View {
        let language = self.content.language(id);
        let service = self.visit.first_helper();
        let number = service.and_then(|id| self.content.service(id).number()).map(|phone| phone.number.clone());
        self.page("call-card", |page| {
            Some(Screen::CallCard(CallCardView {
                autonym: language.autonym.clone(),
                say: format!("{}, please", language.call_name),
                number: number.clone().unwrap_or_default(),
                relay: if language.is_signed() { Some(page.fixed("call-card", "relay")?) } else { None },
                remember: match service {
                    Some(id) => Some(
                        self.target(Action::Remember(id), page.fixed("call-card", "remember")?).with_icon("keypad"),
                    ),
                    None => None,
                },
                home: self.target(Action::ChooseLanguage(self.content.english()), page.fixed("call-card", "home")?),
            }))
        })
    }

    pub fn home(&self) -> View {
        self.page("home", |page| {
            let topics = self
                .picked(|action| match action {
                    Action::OpenTopic(id) => Some(self.content.topic(id)),
                    _ => None,
                })
                .into_iter()
                .map(|(action, topic)| {
                    Some(self.target(action, page.text(&topic.title_key(), &topic.title)?).with_icon(&topic.icon))
                })
                .collect::<Option<Vec<_>>>()?;
            let target = |action, field, icon| Some(self.target(action, page.fixed("home", field)?).with_icon(icon));
            Some(Screen::Home(HomeView {
                topics,
                numbers: target(Action::OpenHelpers, "numbers", "people")?,
                paper: target(Action::OpenPaper, "paper", "paper")?,
                kept: target(Action::OpenKept, "kept", "leaf")?,
            }))
        })
    }

    pub fn paper(&self) -> View {
        let choice = self.visit.paper();
        self.page("paper", |page| {
            let covers = self
                .picked(|action| match action {
                    Action::ChooseCover(index) => Some(index),
                    _ => None,
                })
                .into_iter()
                .map(|(action, index)| {
                    let cover = self.content.site.covers[index];
                    let name = page.text(&cover_key(cover, "name"), &self.content.paper.cover(cover).name)?;
                    Some(self.target(action, name).chosen_if(choice.cover == index))
                })
                .collect::<Option<Vec<_>>>()?;
            let tongues = self
                .picked(|action| match action {
                    Action::WithEnglish(with) => Some(with),
                    _ => None,
                })
                .into_iter()
                .map(|(action, with)| {
                    let label = if with {
                        page.fixed("paper", "with-english")?
                    } else {
                        self.content.language(self.language).autonym.clone()
                    };
                    Some(self.target(action, label).chosen_if(choice.with_english == with))
                })
                .collect::<Option<Vec<_>>>()?;
            let trouble = match self.visit.printer() {
                PrinterState::Ready => None,
                PrinterState::NotReady => Some(page.fixed("paper", "not-ready")?),
                PrinterState::Resting => Some(page.fixed("paper", "resting")?),
            };
            let remember = self.first_remember(page.fixed("paper", "remember")?);
            Some(Screen::Paper(PaperView {
                order: self.visit.paper_order(),
                covers,
                tongues,
                print: self.offered(Action::Print, page.fixed("paper", "print")?).map(|t| t.with_icon("printer")),
                trouble,
                remember,
            }))
        })
    }

    fn first_remember(&self, label: String) -> Option<Target> {
        let service = self.visit.first_helper()?;
        self.offered(Action::Remember(service), label).map(|target| target.with_icon("keypad"))
    }

    pub fn remember(&self, recall: Recall) -> View {
        let service = self.content.service(recall.service);
        let phone = service.number().expect("only a service with a number is offered to remember");
        let chunks = chunks_with_letters(&phone.number, phone.x_letters.as_deref());
        self.page("remember", |page| {
            let label = match &service.helper {
                Some(helper) => page.text(&service.key("label"), &helper.label)?,
                None => String::new(),
            };
            let mut before = 0;
            let chunks = chunks
                .iter()
                .enumerate()
                .map(|(index, chunk)| {
                    let start = before;
                    before += chunk.digits.len();
                    ChunkView {
                        digits: shown(&chunk.digits, index, start, recall.memory),
                        letters: match recall.memory {
                            Memory::Learn { chunk: upto } if index > upto => String::new(),
                            Memory::Try { .. } => String::new(),
                            _ => chunk.letters.clone().unwrap_or_default(),
                        },
                        current: matches!(recall.memory, Memory::Learn { chunk } if chunk == index),
                    }
                })
                .collect();
            let keypad = self.picked(|action| match action {
                Action::Digit(digit) => Some(digit.to_string()),
                _ => None,
            });
            let choices = self.picked(|action| match action {
                Action::TryIt => Some("try-it"),
                Action::ShowAgain => Some("show"),
                Action::GoHome => Some("home"),
                _ => None,
            });
            Some(Screen::Remember(RememberView {
                label,
                chunks,
                stage: match recall.memory {
                    Memory::Learn { .. } => RememberStage::Learn,
                    Memory::Try { slip: false, .. } => RememberStage::Try,
                    Memory::Try { slip: true, .. } => RememberStage::Again,
                    Memory::Known => RememberStage::Known,
                },
                keypad: keypad.into_iter().map(|(action, digit)| self.target(action, digit)).collect(),
                choices: choices
                    .into_iter()
                    .map(|(action, word)| Some(self.target(action, page.fixed("remember", word)?)))
                    .collect::<Option<_>>()?,
            }))
        })
    }

    pub fn printing(&self) -> View {
        self.notice("printer", "printing", Some("printing-how"))
    }

    pub fn take_it(&self, sure: bool) -> View {
        let (title, text) = if sure { ("take", "take-how") } else { ("unknown", "unknown-how") };
        self.notice("paper", title, Some(text))
    }

    pub fn trouble(&self) -> View {
        self.notice("info", "failed", Some("failed-how"))
    }

    fn notice(&self, icon: &'static str, title: &str, text: Option<&str>) -> View {
        self.page("notice", |page| {
            let word = |field: &str| page.fixed("notice", field);
            let choices = self.picked(|action| match action {
                Action::Remember(_) => Some("remember"),
                Action::GoHome => Some("home"),
                _ => None,
            });
            Some(Screen::Notice(NoticeView {
                icon,
                title: word(title)?,
                text: match text {
                    Some(field) => word(field)?,
                    None => String::new(),
                },
                choices: choices
                    .into_iter()
                    .map(|(action, field)| Some(self.target(action, word(field)?)))
                    .collect::<Option<_>>()?,
            }))
        })
    }

    pub fn display(&self) -> View {
        let settings = self.visit.settings();
        self.page("display", |page| {
            let word = |field| page.fixed("display", field);
            let sizes = TextSize::ALL
                .into_iter()
                .zip(["small", "normal", "large", "largest"])
                .map(|(size, field)| {
                    Some(self.target(Action::ChooseSize(size), word(field)?).chosen_if(settings.size == size))
                })
                .collect::<Option<_>>()?;
            let themes = Theme::ALL
                .into_iter()
                .zip(["calm", "light", "dark"])
                .map(|(theme, field)| {
                    Some(self.target(Action::ChooseTheme(theme), word(field)?).chosen_if(settings.theme == theme))
                })
                .collect::<Option<_>>()?;
            let time = if settings.more_time { "usual-time" } else { "more-time" };
            let time = self.target(Action::MoreTime(!settings.more_time), word(time)?).with_icon("clock");
            Some(Screen::Display(DisplayView { sizes, themes, time }))
        })
    }

    pub fn kept(&self) -> View {
        self.page("kept", |_: &Page<'_>| Some(Screen::Kept))
    }

    pub fn veil(&self) -> View {
        self.page("cover", |page| Some(Screen::Veil(self.target(Action::Wake, page.fixed("cover", "touch")?))))
    }

    pub fn cover(&self) -> View {
        self.page("cover", |page| {
            let wake = self.target(Action::Wake, page.fixed("cover", "start")?);
            Some(Screen::Cover(CoverView { kind: self.visit.cover_screen(), wake }))
        })
    }
}

/// The digits of one chunk as far as they may be seen: later chunks are not shown while learning,
/// untapped digits not while trying. `start` is how many digits stand before the chunk.
fn shown(digits: &str, index: usize, start: usize, memory: Memory) -> String {
    const HIDDEN: char = '•';
    let seen = match memory {
        Memory::Learn { chunk } if index > chunk => 0,
        Memory::Learn { .. } | Memory::Known => digits.len(),
        Memory::Try { right, .. } => right.saturating_sub(start),
    };
    digits.chars().enumerate().map(|(at, digit)| if at < seen { digit } else { HIDDEN }).collect()
}
