//! What is on the screen, as plain data: a pure function of the visit.
//!
//! All words are resolved here, in one language a page. Knows no screen toolkit, no pixel and no
//! file. A page whose words are not all there in the visitor's language comes out whole in English.

mod cards;
mod compose;
mod helpers;
mod pages;
mod staff;
mod words;

pub use self::compose::Target;
pub use self::staff::staff_view;
use crate::content::LanguageId;
use crate::site::CoverScreen;
use crate::staff::Line;
use crate::visit::{Page, PaperOrder, TextSize, Theme, Visit};

/// A whole screen.
#[derive(Clone, PartialEq)]
pub struct View {
    pub frame: Frame,
    pub screen: Screen,
}

/// What stands round every page.
#[derive(Clone, PartialEq)]
pub struct Frame {
    /// The language that the page came out in.
    pub language: LanguageId,
    pub size: TextSize,
    pub theme: Theme,
    /// Changes whenever another page is shown or what can be chosen on it changes.
    pub serial: u32,
    /// Which screenful of a long page is shown, from 0.
    pub fold: usize,
    pub leave: Option<Target>,
    pub text_size: Option<Target>,
    pub languages: Option<Target>,
    pub home: Option<Target>,
    pub back: Option<Target>,
    pub next: Option<Target>,
    pub more: Option<Target>,
    /// Where in a series the page stands: number from 1, and count.
    pub position: Option<Position>,
    /// Said where nobody has reviewed the text yet.
    pub draft: Option<String>,
}

/// "3 of 5", also shown as dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Position {
    pub number: usize,
    pub count: usize,
    pub text: String,
}

/// The page itself.
#[derive(Clone, PartialEq)]
pub enum Screen {
    Languages(LanguagesView),
    CallCard(CallCardView),
    Home(HomeView),
    Topic(TopicView),
    Card(Box<CardView>),
    Helpers(HelpersView),
    Helper(Box<HelperView>),
    Paper(PaperView),
    Remember(RememberView),
    Notice(NoticeView),
    Display(DisplayView),
    Kept,
    Veil(Target),
    Cover(CoverView),
    Staff(StaffView),
}

#[derive(Clone, PartialEq)]
pub struct LanguagesView {
    /// Label: the language's own name; detail: its English name.
    pub choices: Vec<Target>,
    pub more: Option<Target>,
    /// "Nothing about you is kept", in each language that can be shown, to be shown in turn.
    pub promises: Vec<String>,
}

#[derive(Clone, PartialEq)]
pub struct CallCardView {
    pub autonym: String,
    /// What to say, in English: "Mixteco, please".
    pub say: String,
    pub number: String,
    /// For sign language: how to call by relay.
    pub relay: Option<String>,
    pub remember: Option<Target>,
    pub home: Target,
}

#[derive(Clone, PartialEq)]
pub struct HomeView {
    pub topics: Vec<Target>,
    pub numbers: Target,
    pub paper: Target,
    pub kept: Target,
}

#[derive(Clone, PartialEq)]
pub struct TopicView {
    pub title: String,
    /// Label: what kind of cards; detail: the titles of its first cards.
    pub sections: Vec<Target>,
    pub helpers: Target,
}

/// One idea.
#[derive(Clone, PartialEq)]
pub struct CardView {
    pub icon: String,
    /// What kind of card, as a small word above the title.
    pub kind: String,
    pub title: String,
    pub text: String,
    /// For a right: "This is the law: ...".
    pub law: Option<String>,
    /// For a myth: what people say, in the language's own quotation marks.
    pub claim: Option<String>,
    /// "True" or "Not true", after a guess.
    pub answer: Option<String>,
    /// A drawing in parts, in reading order. Empty for most cards.
    pub panels: Vec<PanelView>,
    /// What can be touched on the card itself.
    pub choices: Vec<Target>,
    /// The English beside a draft.
    pub english: Option<Beside>,
    pub show_english: Option<Target>,
}

/// One part of a card's drawing.
#[derive(Clone, PartialEq, Eq)]
pub struct PanelView {
    pub picture: String,
    pub label: String,
}

/// The same words in English.
#[derive(Clone, PartialEq, Eq)]
pub struct Beside {
    pub title: String,
    pub text: String,
}

#[derive(Clone, PartialEq)]
pub struct HelpersView {
    pub title: String,
    pub rows: Vec<HelperRow>,
    /// How to find the line of one's county, where the site has not named its county.
    pub county: Option<String>,
    pub paper: Target,
}

/// A helper among others: the target's label says what it is for.
#[derive(Clone, PartialEq)]
pub struct HelperRow {
    pub target: Target,
    /// "Call", "Text", or "Text HOME to".
    pub channel: String,
    /// As printed, always read left to right.
    pub number: String,
    /// "Any time, day or night. Text. Chat."
    pub also: String,
    /// "Call and say: Khmer", where voice interpreting is the only channel in this language.
    pub say: Option<String>,
}

#[derive(Clone, PartialEq)]
pub struct HelperView {
    pub row: HelperRow,
    pub purpose: String,
    /// Heading and text: hours, languages, what happens when you call, when they must tell.
    pub parts: Vec<(String, String)>,
    pub remember: Option<Target>,
    pub english: Option<Beside>,
    pub show_english: Option<Target>,
}

#[derive(Clone, PartialEq)]
pub struct PaperView {
    /// What the preview shows: the very paper that "print" would print.
    pub order: PaperOrder,
    pub covers: Vec<Target>,
    /// Own language, or own and English.
    pub tongues: Vec<Target>,
    pub print: Option<Target>,
    /// Why print is not offered.
    pub trouble: Option<String>,
    pub remember: Option<Target>,
}

#[derive(Clone, PartialEq)]
pub struct RememberView {
    /// What the number is for.
    pub label: String,
    pub chunks: Vec<ChunkView>,
    pub stage: RememberStage,
    /// Digits to tap, in keypad order, while trying.
    pub keypad: Vec<Target>,
    /// "Try it", "show it again", "done".
    pub choices: Vec<Target>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct ChunkView {
    /// What is shown: the digits, or dots for those not yet tapped.
    pub digits: String,
    pub letters: String,
    /// The one being learnt now.
    pub current: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RememberStage {
    Learn,
    Try,
    /// A digit was not the right one.
    Again,
    Known,
}

/// One sentence and a way on.
#[derive(Clone, PartialEq)]
pub struct NoticeView {
    pub icon: &'static str,
    pub title: String,
    pub text: String,
    pub choices: Vec<Target>,
}

#[derive(Clone, PartialEq)]
pub struct DisplayView {
    pub sizes: Vec<Target>,
    pub themes: Vec<Target>,
    pub time: Target,
}

#[derive(Clone, PartialEq)]
pub struct CoverView {
    pub kind: CoverScreen,
    pub wake: Target,
}

/// A page for staff. Always English.
#[derive(Clone, PartialEq)]
pub struct StaffView {
    pub title: String,
    pub lines: Vec<Line>,
    /// What has been typed.
    pub entry: Option<String>,
    pub keys: Vec<Target>,
    pub keys_in_a_row: usize,
    pub items: Vec<Target>,
    /// How far something has come, in percent.
    pub progress: Option<u8>,
}

/// Draws the screen of a visit, as data.
pub fn view(visit: &Visit) -> View {
    let sketch = compose::Sketch::new(visit);
    if visit.is_veiled() {
        return sketch.veil();
    }
    match visit.page() {
        Page::Languages { all } => sketch.languages(all),
        Page::CallCard(language) => sketch.call_card(language),
        Page::Home => sketch.home(),
        Page::Topic(topic) => sketch.topic(topic),
        Page::Card { topic, kind, index, said } => sketch.card(topic, kind, index, said),
        Page::Helpers(topic) => sketch.helpers(topic),
        Page::Helper(service) => sketch.helper(service),
        Page::Paper => sketch.paper(),
        Page::Remember(recall) => sketch.remember(recall),
        Page::Printing(_) => sketch.printing(),
        Page::TakeIt { sure } => sketch.take_it(sure),
        Page::Trouble => sketch.trouble(),
        Page::Display => sketch.display(),
        Page::Kept => sketch.kept(),
        Page::Cover => sketch.cover(),
    }
}

impl View {
    /// Everything on the screen that can be chosen, in the keys' order.
    pub fn targets(&self) -> Vec<&Target> {
        let Frame { leave, text_size, languages, home, back, next, more, .. } = &self.frame;
        let mut targets = self.screen.targets();
        targets.extend([more, next, back, home, text_size, languages, leave].into_iter().flatten());
        targets
    }
}

impl Screen {
    pub(crate) fn targets(&self) -> Vec<&Target> {
        match self {
            Self::Languages(view) => view.choices.iter().chain(&view.more).collect(),
            Self::CallCard(view) => view.remember.iter().chain([&view.home]).collect(),
            Self::Home(view) => view.topics.iter().chain([&view.numbers, &view.paper, &view.kept]).collect(),
            Self::Topic(view) => view.sections.iter().chain([&view.helpers]).collect(),
            Self::Card(view) => view.choices.iter().chain(&view.show_english).collect(),
            Self::Helpers(view) => view.rows.iter().map(|row| &row.target).chain([&view.paper]).collect(),
            Self::Helper(view) => view.remember.iter().chain(&view.show_english).collect(),
            Self::Paper(view) => {
                view.covers.iter().chain(&view.tongues).chain(&view.print).chain(&view.remember).collect()
            }
            Self::Remember(view) => view.keypad.iter().chain(&view.choices).collect(),
            Self::Notice(view) => view.choices.iter().collect(),
            Self::Display(view) => view.sizes.iter().chain(&view.themes).chain([&view.time]).collect(),
            Self::Kept => Vec::new(),
            Self::Veil(target) => vec![target],
            Self::Cover(view) => vec![&view.wake],
            Self::Staff(view) => view.keys.iter().chain(&view.items).collect(),
        }
    }
}
