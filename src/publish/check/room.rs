//! Texts that have no room: on the paper at both widths, and on the screen at the largest size on the
//! panel where it is tightest. Long pages are turned, so that length is no fault there; words that a bar
//! cannot hold are. A word longer than its line is broken in the middle: nothing is lost, but it is
//! told.

use super::edition::Edition;
use super::letters::flaw_of;
use super::{Kind, Publication, Report, Source};
use crate::content::paper::Cover;
use crate::content::{Content, LanguageId, TopicId};
use crate::kiosk::screen::{Measures, measures};
use crate::kiosk::tour::{Panel, Plan, Tour};
use crate::publish::{Role, Text};
use crate::slip::{self, Align, Style, TypeSetter, Width};
use crate::visit::{PaperOrder, TextSize, Theme};

/// The most lines that a label or a heading may take on the paper.
const LABEL_LINES: usize = 2;

/// The paper in one language.
pub fn check_paper(publication: &Publication, edition: &Edition<'_>, setter: &mut TypeSetter, report: &mut Report) {
    let language = edition.language;
    for said in edition.said().iter().filter(|said| !said.stale && said.text.is_on_paper()) {
        let short = matches!(said.text.role, Role::Label { .. }) || said.text.place.ends_with("/heading");
        for width in [Width::Dots384, Width::Dots576] {
            let dots = width.dots();
            let fit = slip::fit(said.words, language, short, width, setter);
            if let Some(flaw) = flaw_of(fit.missing, fit.circles, language.slip_font()) {
                edition.tell(report, Kind::Letter, said, format!("{flaw}, on the paper of {dots} dots"));
            }
            if fit.broken {
                edition.tell(report, Kind::Room, said, format!("a word is wider than the paper of {dots} dots"));
            }
            if short && fit.lines > LABEL_LINES {
                let message = format!("takes {} lines on the paper of {dots} dots; at most {LABEL_LINES}", fit.lines);
                edition.tell(report, Kind::Room, said, message);
            }
        }
    }
    panels(&publication.content, edition, setter, report);
}

/// Papers of which a panel is longer than the hand that hides it.
fn panels(content: &Content, edition: &Edition<'_>, setter: &mut TypeSetter, report: &mut Report) {
    let language = edition.id;
    for cover in Cover::ALL.into_iter().filter(|cover| slip::is_whole(content, language, *cover)) {
        for width in [Width::Dots384, Width::Dots576] {
            let order = PaperOrder { language, beside: None, cover };
            if let Some(length) = slip::unfoldable(content, order, width, setter) {
                let (dots, mm) = (width.dots(), length / 8);
                let message = format!("between two folds of the paper of {dots} dots are {mm} mm; at most 51");
                let source = Source { file: edition.file(), line: None };
                report.add(Kind::Room, &source, &format!("paper.{}", cover.name()), message);
            }
        }
    }
}

/// The panels, tightest last. The smallest one decides about words; bars are looked at on all.
const PANELS: [Panel; 3] = [Panel::WIDE, Panel::SEVEN, Panel::COARSE];

pub fn check_screens(publication: &Publication, report: &mut Report) {
    let measured: Result<Vec<Measures>, _> = PANELS.iter().map(|panel| measures(*panel, TextSize::Largest)).collect();
    match measured {
        Ok(measured) => words(publication, &measured, report),
        Err(error) => {
            let source = Source { file: "ui/app.slint".to_owned(), line: None };
            report.add(Kind::Broken, &source, "screen", format!("the screens cannot be laid out: {error}"));
            return;
        }
    }
    bars(publication, report);
}

fn words(publication: &Publication, measured: &[Measures], report: &mut Report) {
    let mut setter = TypeSetter::new();
    for edition in Edition::all(publication) {
        let language = edition.language;
        for said in edition.said().iter().filter(|said| !said.stale) {
            for spot in spots(said.text) {
                // Set once in ems: panels differ in how many of them a line has.
                let style = Style {
                    family: &language.font,
                    language: &language.tag,
                    em: 100.0,
                    bold: spot.bold,
                    rtl: language.is_rtl(),
                    align: Align::Start,
                    spacing: 0.0,
                };
                let ems = setter.widest_word(said.words, style) / 100.0;
                let least = measured
                    .iter()
                    .map(|measures| (spot.room)(measures) / (spot.type_size)(measures))
                    .fold(f32::MAX, f32::min);
                if ems > least {
                    let message = format!(
                        "a word is {ems:.1} letters wide where {} has room for {least:.1} at the largest size",
                        spot.name
                    );
                    edition.tell(report, Kind::BrokenWord, said, message);
                    break;
                }
            }
        }
    }
}

/// Somewhere that a text stands on the screen.
struct Spot {
    name: &'static str,
    type_size: fn(&Measures) -> f32,
    room: fn(&Measures) -> f32,
    bold: bool,
}

const PAGE: Spot = Spot { name: "a page", type_size: |m| m.body, room: |m| m.page, bold: false };
const CARD: Spot = Spot { name: "a card", type_size: |m| m.body, room: |m| m.card, bold: false };
const HEADING: Spot = Spot { name: "a heading", type_size: |m| m.heading, room: |m| m.page, bold: true };
const CARD_HEADING: Spot = Spot { name: "a card's heading", type_size: |m| m.heading, room: |m| m.card, bold: true };
const TILE: Spot = Spot { name: "a button", type_size: |m| m.body, room: |m| m.tile, bold: true };
const HALF: Spot = Spot { name: "a button beside another", type_size: |m| m.body, room: |m| m.half_tile, bold: false };
const PLAIN: Spot =
    Spot { name: "a choice beside another", type_size: |m| m.body, room: |m| m.half_plain, bold: false };

/// Where a text stands. Words of the bars are measured on the screen itself ([`bars`]), and the column
/// beside the paper's preview takes what the picture leaves.
fn spots(text: &Text) -> &'static [Spot] {
    match text.role {
        Role::Paper => &[],
        Role::TopicTitle => &[HALF, HEADING],
        Role::CardTitle => &[CARD_HEADING],
        Role::CardText => &[CARD],
        Role::Label { .. } => &[HEADING],
        Role::HelperText { .. } => &[PAGE],
        Role::CoverName => &[],
        Role::Screen => match text.place.as_str() {
            "ui.home/numbers" | "ui.home/paper" => &[HALF],
            "ui.topic/signs" | "ui.topic/rights" | "ui.topic/myths" | "ui.topic/steps" | "ui.topic/stories"
            | "ui.topic/words" => &[HALF],
            "ui.card/true" | "ui.card/not-true" => &[PLAIN, CARD_HEADING],
            "ui.display/small" | "ui.display/normal" | "ui.display/large" | "ui.display/largest" => &[PLAIN],
            "ui.remember/try-it"
            | "ui.remember/show"
            | "ui.remember/home"
            | "ui.notice/remember"
            | "ui.notice/home"
            | "ui.call-card/remember"
            | "ui.call-card/home" => &[PLAIN],
            "ui.topic/helpers" | "ui.helper/remember" | "ui.home/kept" => &[TILE],
            place if place.starts_with("ui.frame/") || place == "ui.card/skip" => &[],
            place if place.starts_with("ui.paper/") => &[],
            place if place.ends_with("/title") => &[HEADING],
            _ => &[PAGE],
        },
    }
}

/// Bars whose words have no room on a panel, at the largest size.
fn bars(publication: &Publication, report: &mut Report) {
    let content = &publication.content;
    if content.topics.is_empty() {
        return;
    }
    for catalogue in &publication.catalogues {
        for panel in PANELS {
            let plan = plan(catalogue.language, panel);
            for page in Tour::squeezed(content, &plan).unwrap_or_default() {
                let message = format!(
                    "the bars of the page \"{page}\" have no room for their words at {} by {}",
                    panel.width, panel.height
                );
                report.add_in(Kind::Room, catalogue, None, Some("ui.frame"), message);
            }
        }
    }
}

fn plan(language: LanguageId, panel: Panel) -> Plan {
    Plan {
        language,
        topic: TopicId(0),
        cover: 0,
        size: TextSize::Largest,
        theme: Theme::Calm,
        panel,
        width: Width::default(),
    }
}
