//! Topics and their cards (`content/topics/*.toml`), with the rules that each card must keep.
//! English source texts only; translations are looked up by [`Card::key`].

use serde::Deserialize;

/// An index into [`Content::topics`](super::Content::topics). It says what somebody reads, so it
/// can be compared but not printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TopicId(pub(crate) usize);

/// What a card is. The order is the order of the sections in a topic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum CardKind {
    /// Something that can happen. Never a score.
    Sign,
    /// What the law gives.
    Right,
    /// What people say, and whether it is so.
    Myth,
    /// Something one can do now.
    Step,
    /// A made-up story, with a heads-up and a skip.
    Story,
    /// A word explained.
    Word,
}

impl CardKind {
    pub const ALL: [Self; 6] = [Self::Sign, Self::Right, Self::Myth, Self::Step, Self::Story, Self::Word];
}

/// How sure the source of a right is; `C` may not be released.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
pub enum Confidence {
    A,
    B,
    C,
    S,
}

/// One part of a card's drawing.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Icon name.
    pub picture: String,
    pub label: String,
}

/// One idea in at most [`Card::WORD_LIMIT`] words.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Unique within its topic: `[a-z0-9-]`.
    pub id: String,
    pub kind: CardKind,
    pub title: String,
    pub text: String,
    /// For a right: the citation. Never translated.
    #[serde(default)]
    pub law: Option<String>,
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// For a myth: what people say.
    #[serde(default)]
    pub claim: Option<String>,
    /// For a myth: whether what people say is so.
    #[serde(default)]
    pub truth: Option<bool>,
    /// For a story: what is in it, said before it is shown.
    #[serde(default)]
    pub heads_up: Option<String>,
    /// A drawing that goes with the card, by icon name.
    #[serde(default)]
    pub picture: Option<String>,
    /// A drawing in parts, in the order that they are read: each an icon and a few words.
    #[serde(default)]
    pub panels: Vec<Panel>,
    /// Where the fact is from, for staff.
    pub source: String,
    pub review: super::Review,
}

impl Card {
    /// Words on a card, title and all, at most. Sixty words at eighty a minute are 45 seconds: the
    /// time after which the screen is veiled.
    pub const WORD_LIMIT: usize = 60;

    /// The fields of a drawing's labels; more parts than these do not fit a screen side by side.
    pub const PANEL_FIELDS: [&str; 4] = ["panel-1", "panel-2", "panel-3", "panel-4"];

    /// The context under which a translator finds one of this card's texts.
    pub fn key(&self, topic: &str, field: &str) -> String {
        format!("card.{topic}.{}/{field}", self.id)
    }

    /// Every translatable text of the card: field name and English.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            Some(("title", self.title.as_str())),
            self.claim.as_deref().map(|text| ("claim", text)),
            self.heads_up.as_deref().map(|text| ("heads-up", text)),
            Some(("text", self.text.as_str())),
        ];
        let panels = Self::PANEL_FIELDS.iter().zip(&self.panels).map(|(field, panel)| (*field, panel.label.as_str()));
        fields.into_iter().flatten().chain(panels)
    }

    /// Says what is wrong with the card by itself, if anything: fields that its kind needs or may
    /// not have, and its length.
    pub fn problem(&self) -> Option<String> {
        let myth = self.kind == CardKind::Myth;
        if self.id.is_empty() || !self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Some("an id is made of a-z, 0-9 and -".to_owned());
        }
        if myth != (self.claim.is_some() && self.truth.is_some()) {
            return Some("a myth, and only a myth, has both `claim` and `truth`".to_owned());
        }
        if (self.kind == CardKind::Story) != self.heads_up.is_some() {
            return Some("a story, and only a story, has `heads_up`".to_owned());
        }
        if (self.kind == CardKind::Right) != (self.law.is_some() && self.confidence.is_some()) {
            return Some("a right, and only a right, has both `law` and `confidence`".to_owned());
        }
        if self.panels.len() > Self::PANEL_FIELDS.len() {
            return Some(format!("a drawing has at most {} panels", Self::PANEL_FIELDS.len()));
        }
        let words: usize = self.texts().map(|(_, text)| text.split_whitespace().count()).sum();
        (words > Self::WORD_LIMIT).then(|| format!("{words} words; at most {} fit on a card", Self::WORD_LIMIT))
    }
}

/// A topic: one tile on the home screen.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The file's name without `.toml`.
    pub id: String,
    /// Place on the home screen, small first.
    pub order: u32,
    /// Icon name in `ui/icons/`.
    pub icon: String,
    pub title: String,
    /// Service ids, the most fitting first.
    pub helpers: Vec<String>,
    pub cards: Vec<Card>,
}

impl Topic {
    pub fn title_key(&self) -> String {
        format!("topic.{}/title", self.id)
    }

    /// The kinds that this topic has cards of, in section order.
    pub fn sections(&self) -> Vec<CardKind> {
        CardKind::ALL.into_iter().filter(|kind| self.section(*kind).next().is_some()).collect()
    }

    /// The cards of one section, in file order.
    pub fn section(&self, kind: CardKind) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(move |card| card.kind == kind)
    }
}
