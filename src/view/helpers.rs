//! Who can help: rows of numbers, and what happens when one calls. Numbers are the directory's own
//! strings, untouched.

use super::compose::{Page, Sketch};
use super::words::filled;
use super::{Beside, HelperRow, HelperView, HelpersView, Screen, View};
use crate::content::{Helper, Service, ServiceId, TopicId};
use crate::visit::Action;

impl Sketch<'_> {
    pub fn helpers(&self, topic: Option<TopicId>) -> View {
        let services = self.visit.helpers(topic);
        self.page("helpers", |page| {
            let rows = services.iter().map(|id| self.helper_row(page, *id)).collect::<Option<Vec<_>>>()?;
            let title = page.fixed("helpers", if topic.is_some() { "title" } else { "numbers" })?;
            let paper = self.target(Action::OpenPaper, page.fixed("home", "paper")?).with_icon("paper");
            let nameless = topic.is_none() && self.content.site.county.is_empty();
            let county = if nameless { Some(page.fixed("helpers", "county")?) } else { None };
            Some(Screen::Helpers(HelpersView { title, rows, county, paper }))
        })
    }

    fn helper_row(&self, page: &Page<'_>, id: ServiceId) -> Option<HelperRow> {
        let service = self.content.service(id);
        let helper = self.words_for(id);
        let label = page.text(&service.key("label"), &helper.label)?;
        let target = self.target(Action::OpenHelper(id), label);
        self.row(page, service, helper, target)
    }

    pub fn helper(&self, id: ServiceId) -> View {
        let service = self.content.service(id);
        let helper = self.words_for(id);
        self.page("helper", |page| {
            let text = |field: &str, english: &str| page.text(&service.key(field), english);
            let heading = |field| page.fixed("helper", field);
            let mut parts = vec![
                (heading("call")?, text("call", &helper.call)?),
                (heading("tell")?, text("tell", &helper.tell)?),
                (heading("hours")?, text("hours", &helper.hours)?),
                (heading("languages")?, text("languages", &helper.languages)?),
            ];
            if let Some(date) = &service.assured_date {
                parts.push((filled(&heading("checked")?, "date", date), String::new()));
            }
            // The row on top is not a button here.
            let label = super::Target {
                action: Action::OpenHelper(id),
                id: -1,
                label: text("label", &helper.label)?,
                detail: String::new(),
                icon: String::new(),
                chosen: false,
                focused: false,
            };
            let english = self.visit.settings().english && !page.is_english();
            Some(Screen::Helper(Box::new(HelperView {
                row: self.row(page, service, helper, label)?,
                purpose: text("for", &helper.purpose)?,
                parts,
                remember: self.offered(Action::Remember(id), heading("remember")?).map(|t| t.with_icon("keypad")),
                english: english.then(|| Beside {
                    title: helper.label.clone(),
                    text: [&helper.purpose, &helper.call, &helper.tell].map(String::as_str).join("\n"),
                }),
                show_english: self.show_english(page)?,
            })))
        })
    }

    /// Only services with words for visitors are ever offered.
    fn words_for(&self, id: ServiceId) -> &Helper {
        self.content.helper(id).expect("loading refuses topics whose helpers have no words")
    }

    fn row(&self, page: &Page<'_>, service: &Service, helper: &Helper, target: super::Target) -> Option<HelperRow> {
        let word = |field| page.fixed("helpers", field);
        let (channel, number) = match (service.voice(), service.text()) {
            (Some(phone), _) => (word("call")?, phone.number.clone()),
            (None, Some(phone)) => match &phone.x_keyword {
                Some(keyword) => {
                    let written = match &helper.text_word {
                        Some(english) => filled(&page.text(&service.key("text-word"), english)?, "word", keyword),
                        None => keyword.clone(),
                    };
                    (filled(&word("text-word")?, "word", &written), phone.number.clone())
                }
                None => (word("text")?, phone.number.clone()),
            },
            // Only on the web: nothing to dial, and the kiosk opens no page.
            (None, None) => (String::new(), service.url.clone().unwrap_or_default()),
        };
        let mut also = vec![page.text(&service.key("hours"), &helper.hours)?];
        if service.voice().is_some() && service.text().is_some() {
            also.push(word("text")?);
        }
        if service.has_chat() {
            also.push(word("chat")?);
        }
        Some(HelperRow { target, channel, number, also: also.join(" · "), say: self.say(page, service)? })
    }

    /// "Call and say: Khmer", where the only way to be understood is an interpreter on the phone.
    /// `Some(None)` where it need not be said.
    fn say(&self, page: &Page<'_>, service: &Service) -> Option<Option<String>> {
        let language = self.content.language(self.language);
        let needed = self.language != self.content.english() && service.needs_interpreter(&language.tag);
        if !needed {
            return Some(None);
        }
        let say = page.fixed("helpers", "say")?;
        Some(Some(filled(&say, "language", &language.call_name)))
    }
}
