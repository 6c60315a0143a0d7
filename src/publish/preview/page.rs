//! The page that shows the pictures: each beside its texts, its English and how far it was reviewed.
//! One file without scripts, that opens in any browser.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Paper, Publication, Shot};
use crate::content::po::Entry;
use crate::content::{LanguageId, Review};
use crate::publish::Text;

const STYLE: &str = "\
body { font: 16px/1.5 'Noto Sans', system-ui, sans-serif; color: #1b2733; background: #faf9f6; margin: 2em auto; \
max-width: 75em; padding: 0 1em; }
nav a { margin-inline-end: 1em; }
section { border-top: 1px solid #c9d2d7; padding: 1em 0; display: flex; flex-wrap: wrap; gap: 1.5em; }
figure { margin: 0; flex: 1 1 30em; max-width: 40em; }
img { max-width: 100%; height: auto; border: 1px solid #6b7a86; background: #fff; display: block; margin-bottom: .5em; }
.paper img { width: 15em; }
.paper figure { flex: 0 0 16em; }
.texts { flex: 1 1 30em; }
h3 { font-size: 1em; margin: 0 0 .5em; font-family: monospace; }
dl { margin: 0 0 1em; }
dt { font: 13px monospace; color: #2b3946; margin-top: .8em; }
dd { margin: 0; white-space: pre-line; }
dd.own { font-size: 1.15em; }
.state { display: inline-block; border: 1px solid; border-radius: .4em; padding: 0 .5em; font-size: .85em; }
.open { font-weight: bold; }
";

/// The page as HTML.
pub fn page(publication: &Publication, id: LanguageId, papers: &[Paper], shots: &[Shot]) -> String {
    Page::new(publication, id).html(papers, shots)
}

struct Page<'a> {
    publication: &'a Publication,
    id: LanguageId,
    entries: HashMap<&'a str, &'a Entry>,
}

impl<'a> Page<'a> {
    fn new(publication: &'a Publication, id: LanguageId) -> Self {
        let catalogue = publication.catalogues.iter().find(|catalogue| catalogue.language == id);
        let entries = catalogue.map(|catalogue| catalogue.living().map(|e| (e.place.as_str(), e)).collect());
        Self { publication, id, entries: entries.unwrap_or_default() }
    }

    fn html(&self, papers: &[Paper], shots: &[Shot]) -> String {
        let language = self.publication.content.language(self.id);
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{name} <span {own}>{autonym}</span></h1>\n",
            name = escaped(&language.name),
            own = self.own(),
            autonym = escaped(&language.autonym),
        );
        self.introduction(&mut out);
        heading(&mut out, "paper", "The small paper");
        for paper in papers {
            self.paper(&mut out, paper);
        }
        let mut chapter = |anchor, title, belongs: fn(&str) -> bool| {
            heading(&mut out, anchor, title);
            self.chapter(&mut out, shots.iter().filter(|shot| belongs(&shot.name)));
        };
        chapter("screens", "Screens", |name| !name.contains('.'));
        chapter("topics", "Topics and cards", |name| name.starts_with("topic.") || name.starts_with("card."));
        chapter("helpers", "Who can help", |name| name.starts_with("service."));
        out.push_str("</body>\n</html>\n");
        out
    }

    /// The attributes of an element in the language.
    fn own(&self) -> String {
        let language = self.publication.content.language(self.id);
        let direction = if language.is_rtl() { "rtl" } else { "ltr" };
        format!("lang=\"{}\" dir=\"{direction}\"", escaped(&language.tag))
    }

    fn introduction(&self, out: &mut String) {
        let texts = &self.publication.texts;
        let open = texts.iter().filter(|text| self.is_open(text)).count();
        let state = match self.publication.content.review(self.id) {
            Review::Draft => "draft: nobody has reviewed it",
            Review::Reviewed => "reviewed by a native speaker",
            Review::Approved => "approved by a survivor-led or advocate group",
        };
        let path = match self.entries.is_empty() {
            true => "content/".to_owned(),
            false => format!("locales/{}/LC_MESSAGES/stairlight.po", self.publication.content.language(self.id).tag),
        };
        writeln!(
            out,
            "<p><span class=\"state\">{state}</span> {} texts, {open} of them not translated or stale.</p>\n\
             <p>Every page as a visitor sees it. Beside each picture: the key of each text, the text, and the English. \
             To change something, name its key; the texts are in {}.</p>\n\
             <nav><a href=\"#paper\">Paper</a><a href=\"#screens\">Screens</a><a href=\"#topics\">Topics and cards</a>\
             <a href=\"#helpers\">Who can help</a></nav>",
            texts.len(),
            escaped(&path),
        )
        .expect("a String takes everything");
    }

    fn paper(&self, out: &mut String, paper: &Paper) {
        let words: String = paper.words.iter().map(|line| format!("<bdi>{}</bdi>\n", escaped(line))).collect();
        writeln!(
            out,
            "<section class=\"paper\"><figure><img src=\"{}\" alt=\"\"></figure>\
             <div class=\"texts\"><h3>{}</h3><dl><dd class=\"own\" {}>{words}</dd></dl></div></section>",
            escaped(&paper.file),
            escaped(&paper.caption),
            self.own(),
        )
        .expect("a String takes everything");
    }

    /// The pictures, one section for each page: all its screenfuls, and a card that is turned.
    fn chapter<'s>(&self, out: &mut String, shots: impl Iterator<Item = &'s Shot>) {
        let mut sections: Vec<(&str, Vec<&Shot>)> = Vec::new();
        for shot in shots {
            let name = shot.name.strip_suffix(".turned").unwrap_or(&shot.name);
            match sections.last_mut() {
                Some((last, shots)) if *last == name => shots.push(shot),
                _ => sections.push((name, vec![shot])),
            }
        }
        let mut told = Vec::new();
        for (name, shots) in sections {
            writeln!(out, "<section id=\"{}\"><figure>", escaped(name)).expect("a String takes everything");
            for shot in &shots {
                writeln!(out, "<img src=\"{}\" alt=\"\" loading=\"lazy\">", escaped(&shot.file)).expect("a String");
            }
            writeln!(out, "</figure><div class=\"texts\"><h3>{}</h3>", escaped(name)).expect("a String");
            self.states(out, name, &shots);
            let prefix = prefix(name);
            if !told.contains(&prefix) {
                self.texts(out, &prefix);
                told.push(prefix);
            }
            out.push_str("</div></section>\n");
        }
    }

    /// How far the page's texts are, in words.
    fn states(&self, out: &mut String, name: &str, shots: &[&Shot]) {
        let content = &self.publication.content;
        // After "leave" the screen is in the resting language again.
        let fell_back = name != "cover" && shots.iter().any(|shot| shot.language != self.id);
        if fell_back && self.id != content.english() && content.has_text(self.id) {
            out.push_str("<p class=\"open\">A text of this page is missing, so it comes out in English.</p>\n");
        }
        let Some((topic, card)) = name.strip_prefix("card.").and_then(|name| name.split_once('.')) else { return };
        let card = content.topics.iter().filter(|t| t.id == topic).flat_map(|t| &t.cards).find(|c| c.id == card);
        if let Some(card) = card {
            let law = card.law.as_ref().map(|law| format!(" Law: {}.", escaped(law))).unwrap_or_default();
            let sure = card.confidence.map(|sure| format!(" Confidence: {sure:?}.")).unwrap_or_default();
            writeln!(
                out,
                "<p><span class=\"state\">English: {}</span> Source: {}.{law}{sure}</p>",
                card.review.name(),
                escaped(card.source.trim_end_matches('.')),
            )
            .expect("a String takes everything");
        }
    }

    fn texts(&self, out: &mut String, prefix: &str) {
        out.push_str("<dl>\n");
        for text in self.publication.texts.iter().filter(|text| text.place.starts_with(prefix)) {
            write!(out, "<dt>{}</dt>", escaped(&text.place)).expect("a String takes everything");
            if !self.entries.is_empty() {
                match self.entries.get(text.place.as_str()) {
                    Some(entry) if !entry.text.is_empty() => {
                        let stale = if self.is_open(text) {
                            " <span class=\"state\">stale: the English has changed</span>"
                        } else {
                            ""
                        };
                        write!(
                            out,
                            "<dd class=\"own\"><span {}>{}</span>{stale}</dd>",
                            self.own(),
                            escaped(&entry.text)
                        )
                    }
                    _ => write!(out, "<dd class=\"open\">not translated</dd>"),
                }
                .expect("a String takes everything");
            }
            writeln!(out, "<dd lang=\"en\" dir=\"ltr\">{}</dd>", escaped(&text.english)).expect("a String");
        }
        out.push_str("</dl>\n");
    }

    /// True where the language lacks the text of today.
    fn is_open(&self, text: &Text) -> bool {
        self.publication.content.words(self.id).get(&text.place, &text.english).is_none()
    }
}

fn heading(out: &mut String, anchor: &str, title: &str) {
    writeln!(out, "<h2 id=\"{anchor}\">{title}</h2>").expect("a String takes everything");
}

/// The beginning of the keys of the texts that a page shows.
fn prefix(name: &str) -> String {
    let group = match name {
        "languages" | "languages-all" => "languages",
        "numbers" | "who-can-help" => "helpers",
        "call-card" => "call-card",
        "veil" | "cover" => "cover",
        "printing" | "take-it" => "notice",
        name if name.starts_with("paper") => "paper",
        name if name.starts_with("remember") => "remember",
        name if name.contains('.') => return format!("{name}/"),
        name => name,
    };
    format!("ui.{group}/")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_know_their_texts() {
        assert_eq!(prefix("card.work.no-pay"), "card.work.no-pay/");
        assert_eq!(prefix("paper-not-ready"), "ui.paper/");
        assert_eq!(prefix("home"), "ui.home/");
    }

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        assert_eq!(escaped("a <b> & \"c\""), "a &lt;b&gt; &amp; &quot;c&quot;");
    }
}
