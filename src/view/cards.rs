//! Topics and cards.

use super::compose::{Page, Sketch};
use super::words::filled;
use super::{Beside, CardView, PanelView, Screen, TopicView, View};
use crate::content::{Card, CardKind, Topic, TopicId, Words};
use crate::visit::{Action, Said};

/// How many titles a section shows of what is in it: more would not fit one screen.
const FIRST_TITLES: usize = 1;

impl Sketch<'_> {
    pub fn topic(&self, id: TopicId) -> View {
        let topic = self.content.topic(id);
        self.page("topic", |page| {
            let sections = topic
                .sections()
                .into_iter()
                .map(|kind| {
                    let titles: Option<Vec<String>> =
                        topic.section(kind).take(FIRST_TITLES).map(|card| title(page, topic, card)).collect();
                    let target = self.target(Action::OpenSection(kind), page.fixed("topic", section_word(kind))?);
                    Some(target.with_icon(kind_icon(kind)).with_detail(titles?.join(" · ")))
                })
                .collect::<Option<Vec<_>>>()?;
            Some(Screen::Topic(TopicView {
                title: page.text(&topic.title_key(), &topic.title)?,
                sections,
                helpers: self.target(Action::OpenHelpers, page.fixed("topic", "helpers")?).with_icon("people"),
            }))
        })
    }

    pub fn card(&self, topic: TopicId, kind: CardKind, index: usize, said: Said) -> View {
        let topic = self.content.topic(topic);
        let card = topic.section(kind).nth(index).expect("a visit steps only through cards that there are");
        self.page("card", |page| {
            let story = kind == CardKind::Story && said == Said::Front;
            let claim = kind == CardKind::Myth && said == Said::Front;
            let field = if story { ("heads-up", card.heads_up.as_deref()) } else { ("text", Some(card.text.as_str())) };
            let text = match field {
                _ if claim => String::new(),
                (name, Some(english)) => text(page, topic, card, name, english)?,
                (_, None) => String::new(),
            };
            let english = self.visit.settings().english && !page.is_english();
            Some(Screen::Card(Box::new(CardView {
                icon: card.picture.clone().unwrap_or_else(|| topic.icon.clone()),
                kind: page.fixed("card", if story { "heads-up" } else { kind_word(kind) })?,
                title: title(page, topic, card)?,
                text,
                law: match &card.law {
                    Some(law) => Some(filled(&page.fixed("card", "law")?, "law", law)),
                    None => None,
                },
                claim: match &card.claim {
                    Some(claim) => {
                        Some(filled(&page.fixed("card", "quote")?, "claim", &text_of_claim(page, topic, card, claim)?))
                    }
                    None => None,
                },
                answer: match (said, card.truth) {
                    (Said::Turned { .. }, Some(truth)) => Some(page.fixed("card", answer_word(truth))?),
                    _ => None,
                },
                choices: self.card_choices(page)?,
                panels: self.panels(page, topic, card)?,
                english: english.then(|| beside(topic, card, story, claim)),
                show_english: self.show_english(page)?,
            })))
        })
    }

    /// The parts of the card's drawing.
    fn panels(&self, page: &Page<'_>, topic: &Topic, card: &Card) -> Option<Vec<PanelView>> {
        let parts = Card::PANEL_FIELDS.iter().zip(&card.panels);
        parts
            .map(|(field, panel)| {
                let label = text(page, topic, card, field, &panel.label)?;
                Some(PanelView { picture: panel.picture.clone(), label })
            })
            .collect()
    }

    /// What can be touched on the card: a guess, or the story after its heads-up.
    fn card_choices(&self, page: &Page<'_>) -> Option<Vec<super::Target>> {
        let picked = self.picked(|action| match action {
            Action::Guess(guess) => Some(answer_word(guess)),
            Action::GoOn => Some("go-on"),
            _ => None,
        });
        picked.into_iter().map(|(action, word)| Some(self.target(action, page.fixed("card", word)?))).collect()
    }

    /// The button that shows or hides the English beside a draft. `Some(None)` where there is none.
    pub(super) fn show_english(&self, page: &Page<'_>) -> Option<Option<super::Target>> {
        let picked = self.picked(|action| match action {
            Action::ShowEnglish(show) => Some(if show { "show-english" } else { "hide-english" }),
            _ => None,
        });
        match picked.first() {
            Some((action, word)) => Some(Some(self.target(*action, page.fixed("frame", word)?))),
            None => Some(None),
        }
    }
}

fn text(page: &Page<'_>, topic: &Topic, card: &Card, field: &str, english: &str) -> Option<String> {
    page.text(&card.key(&topic.id, field), english)
}

fn title(page: &Page<'_>, topic: &Topic, card: &Card) -> Option<String> {
    text(page, topic, card, "title", &card.title)
}

fn text_of_claim(page: &Page<'_>, topic: &Topic, card: &Card, claim: &str) -> Option<String> {
    text(page, topic, card, "claim", claim)
}

/// The card's English, as far as it is shown.
fn beside(topic: &Topic, card: &Card, story: bool, claim: bool) -> Beside {
    let english = Words::English;
    let get = |field: &str, source: &str| english.get(&card.key(&topic.id, field), source).unwrap_or_default();
    let text = match (story, claim, &card.heads_up, &card.claim) {
        (true, _, Some(heads_up), _) => get("heads-up", heads_up),
        (_, true, _, Some(claim)) => get("claim", claim),
        _ => get("text", &card.text),
    };
    Beside { title: get("title", &card.title), text }
}

fn answer_word(truth: bool) -> &'static str {
    if truth { "true" } else { "not-true" }
}

fn section_word(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Sign => "signs",
        CardKind::Right => "rights",
        CardKind::Myth => "myths",
        CardKind::Step => "steps",
        CardKind::Story => "stories",
        CardKind::Word => "words",
    }
}

fn kind_word(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Sign => "sign",
        CardKind::Right => "right",
        CardKind::Myth => "myth",
        CardKind::Step => "step",
        CardKind::Story => "story",
        CardKind::Word => "word",
    }
}

/// The same for every topic, so that the icon says no more than the word beside it.
fn kind_icon(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Sign => "info",
        CardKind::Right => "scales",
        CardKind::Myth => "speech",
        CardKind::Step => "check",
        CardKind::Story => "book",
        CardKind::Word => "message",
    }
}
