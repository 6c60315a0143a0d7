//! Pages to read: what to do when a youth tells you, who must report, laws, programs.

use super::{Choice, Item, Line, Page, Sheet, Staff};
use crate::content::Review;
use crate::content::reference::Section;

impl Staff {
    pub(super) fn references_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("To read").say("For staff. Not legal advice. Every line has its source.");
        let references = self.content.references.iter().enumerate();
        sheet.items = references.map(|(at, page)| Item::new(Choice::Open(Page::Reference(at)), &page.title)).collect();
        if sheet.items.is_empty() {
            sheet = sheet.say("This content has no pages for staff. Bring a newer stick.");
        }
        sheet
    }

    pub(super) fn reference_sheet(&self, index: usize) -> Sheet {
        let Some(page) = self.content.references.get(index) else { return self.references_sheet() };
        let mut sheet = Sheet::new(&page.title);
        sheet.lines = page.sections.iter().flat_map(|section| self.section(section)).collect();
        sheet
    }

    fn section(&self, section: &Section) -> Vec<Line> {
        let mut lines = vec![Line::strong(&section.title), Line::plain(&section.text)];
        lines.extend(section.items.iter().map(|item| Line::plain(format!("•  {item}"))));
        for id in &section.services {
            let Ok(id) = self.content.find_service(id) else { continue };
            let service = self.content.service(id);
            let number = service.phones.first().map_or("no number", |phone| phone.number.as_str());
            let doubt = if service.is_withheld() { " (not verified, or not for young people)" } else { "" };
            lines.push(Line::plain(format!("•  {}: {number}{doubt}", service.name)));
        }
        let draft = if section.review == Review::Draft { " Draft, not reviewed." } else { "" };
        lines.push(Line::quiet(format!("Source: {}.{draft}", section.source.trim_end_matches('.'))));
        lines
    }
}
