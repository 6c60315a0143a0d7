//! The self-test, the printer's test page and the health page: what the device says of itself, and what only
//! a person can see.

use super::{Choice, Effect, Item, Line, Page, Sheet, Staff};
use crate::health::{Group, Part};
use crate::socket::{HealthPart, StaffNews, StaffWish, TestPage};
use crate::visit::Key;

/// Fields of the touch test: so many that a dead corner is found.
const FIELDS: usize = 24;
const FIELDS_IN_A_ROW: usize = 6;
/// The keys of the keypad, in the order of the test.
const KEYS: [(Key, &str); 4] =
    [(Key::Next, "next"), (Key::Previous, "previous"), (Key::Select, "select"), (Key::Back, "back")];

/// The test that is under way, and how the others ended.
#[derive(Default)]
pub(super) struct Test {
    touched: [bool; FIELDS],
    pressed: [bool; KEYS.len()],
    page: Option<TestPage>,
    pub(super) ended: [Option<bool>; Part::ALL.len()],
}

/// What the steward has told of the device's health: as it comes in, and as it was last whole.
#[derive(Default)]
pub(super) struct HealthPage {
    coming: Vec<Line>,
    group: Option<Group>,
    whole: Vec<Line>,
}

/// A part's name, as a heading.
fn name(part: Part) -> &'static str {
    match part {
        Part::Screen => "Screen",
        Part::Touch => "Touch",
        Part::Keys => "Keys",
        Part::Printer => "Printer",
        Part::Panel => "Service panel",
        Part::Sound => "Sound",
        Part::Content => "Content",
    }
}

impl Staff {
    pub(super) fn health_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("Health");
        sheet.lines.extend(self.note.iter().map(Line::strong));
        sheet.lines.extend(self.health.whole.iter().cloned());
        if self.health.whole.is_empty() {
            sheet = sheet.say("The device is being looked at.");
        }
        sheet
            .item(Item::new(Choice::PrintReport, "Print it").with_icon("printer"))
            .item(Item::new(Choice::SaveReport, "Save it on the stick").with_icon("usb"))
    }

    pub(super) fn printer_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("Printer");
        sheet.lines.push(Line::plain("The test page has no number and no word for visitors."));
        sheet.lines.extend(self.test.page.map(test_page_words).map(Line::strong));
        sheet.items.push(Item::new(Choice::PrintTest, "Print a test page").with_icon("printer"));
        self.with_onward(sheet)
    }

    pub(super) fn self_test_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("Self-test").say("One part after the other. It takes three minutes.");
        for (part, ended) in Part::ALL.into_iter().zip(self.test.ended) {
            let detail = match ended {
                Some(true) => "good",
                Some(false) => "not good: call a technician",
                None => "not tried yet",
            };
            let item = Item::new(Choice::Open(Page::Test(part)), name(part)).with_detail(detail);
            sheet.items.push(item.chosen_if(ended == Some(true)));
        }
        sheet
    }

    pub(super) fn test_sheet(&self, part: Part) -> Sheet {
        let mut sheet = Sheet::new(name(part));
        let judge = |sheet: Sheet, question: &str| {
            sheet
                .say(question)
                .item(Item::new(Choice::Judge(true), "Yes").with_icon("check"))
                .item(Item::new(Choice::Judge(false), "No"))
        };
        match part {
            Part::Screen => judge(
                sheet.say("Look at the whole screen: the four edges, the small letters, one dark and one light place."),
                "Is everything sharp, with no lines, spots or dark corners?",
            ),
            Part::Touch => {
                let field = |at: usize| {
                    Item::new(Choice::Field(at), if self.test.touched[at] { "OK" } else { " " })
                        .chosen_if(self.test.touched[at])
                };
                sheet.keys = (0..FIELDS).map(field).collect();
                sheet.keys_in_a_row = FIELDS_IN_A_ROW;
                sheet.say("Touch every field. Each should answer at once.").item(no("A field does not answer"))
            }
            Part::Keys => {
                let missing: Vec<_> =
                    KEYS.iter().zip(self.test.pressed).filter(|(_, done)| !done).map(|((_, name), _)| *name).collect();
                sheet
                    .say(format!("Press these keys of the keypad: {}.", missing.join(", ")))
                    .say("Leave is not among them: it ends this page, as it ends every page.")
                    .item(no("A key does not answer, or there is no keypad"))
            }
            Part::Printer => {
                sheet.lines.extend(self.test.page.map(test_page_words).map(Line::strong));
                sheet.items.push(Item::new(Choice::PrintTest, "Print a test page").with_icon("printer"));
                judge(sheet, "Is the paper out, black, whole and cut?")
            }
            Part::Panel => judge(
                sheet.say("Open the service bay."),
                "Does the small display show a word, and does it turn the page when a button is pressed?",
            ),
            Part::Sound => sheet
                .say("This device makes no sound, so that nobody hears what somebody reads. There is nothing to try.")
                .item(Item::new(Choice::Judge(true), "Good").with_icon("check")),
            Part::Content => {
                let good = !self.content.built_in;
                let words = if good {
                    "The content can be read, and all its parts fit."
                } else {
                    "The content cannot be read. Bring the newest stick."
                };
                sheet.say(words).item(Item::new(Choice::Judge(good), "On").with_icon("chevron-on"))
            }
        }
    }

    pub(super) fn test_opened(&mut self) {
        self.test = Test { ended: self.test.ended, ..Test::default() };
    }

    /// A field of the touch test. The last one ends it.
    pub(super) fn field(&mut self, at: usize) -> Vec<Effect> {
        if let Some(field) = self.test.touched.get_mut(at) {
            *field = true;
        }
        self.changed();
        if self.test.touched.iter().all(|touched| *touched) { self.judged(true) } else { Vec::new() }
    }

    /// A key of the key test. The last one ends it.
    pub(super) fn key_tried(&mut self, key: Key) -> Vec<Effect> {
        if let Some(at) = KEYS.iter().position(|(tried, _)| *tried == key) {
            self.test.pressed[at] = true;
        }
        self.changed();
        if self.test.pressed.iter().all(|pressed| *pressed) { self.judged(true) } else { Vec::new() }
    }

    /// How the part under test is.
    pub(super) fn judged(&mut self, passed: bool) -> Vec<Effect> {
        let Page::Test(part) = self.page else { return Vec::new() };
        let at = Part::ALL.iter().position(|other| *other == part).unwrap_or(0);
        self.test.ended[at] = Some(passed);
        self.trail.pop();
        self.replace(Page::SelfTest);
        vec![Effect::Wish(StaffWish::Tested { part, passed })]
    }

    pub(super) fn tested(&mut self, page: TestPage) {
        self.test.page = Some(page);
        self.changed();
    }
}

impl Staff {
    /// What the steward tells of the health and of tests. Only what has to do with these pages comes here.
    pub(super) fn check_news(&mut self, news: StaffNews) {
        let note = match news {
            StaffNews::Health(part) => {
                self.health.hear(part);
                self.changed();
                return;
            }
            StaffNews::ReportPrint(page) => test_page_words(page).to_owned(),
            StaffNews::ReportSaved { files } => format!("Saved on the stick: {}.", files.join(", ")),
            StaffNews::ReportNotSaved(why) => why,
            StaffNews::TestNotKept => "This device cannot keep how the test ended.".to_owned(),
            _ => return,
        };
        self.answer(note);
    }
}

impl HealthPage {
    /// One part after the other; the page changes when all have come.
    fn hear(&mut self, part: HealthPart) {
        match part {
            HealthPart::State { state, step, who } => {
                *self = Self { whole: std::mem::take(&mut self.whole), ..Self::default() };
                self.coming.push(Line::strong(state.name()));
                let by = who.map(|who| format!(" ({})", who.name())).unwrap_or_default();
                self.coming.push(Line::strong(step.unwrap_or_else(|| "Nothing to do.".to_owned()) + &by));
            }
            HealthPart::Finding { what, step, who, .. } => {
                self.coming.push(Line::plain(format!("•  {what} {step} ({})", who.name())));
            }
            HealthPart::Fact { group, label, value } => {
                if self.group.replace(group) != Some(group) {
                    self.coming.push(Line::strong(group.name()));
                }
                self.coming.push(Line::quiet(format!("{label}: {value}")));
            }
            HealthPart::End => self.whole = std::mem::take(&mut self.coming),
        }
    }
}

fn no(label: &str) -> Item {
    Item::new(Choice::Judge(false), label)
}

fn test_page_words(page: TestPage) -> &'static str {
    match page {
        TestPage::Begun => "Sent to the printer.",
        TestPage::Done => "Printed.",
        TestPage::Unconfirmed => "Sent. This printer cannot say whether it printed: look at the paper.",
        TestPage::Failed => "Not printed. The health page says what is wrong.",
        TestPage::NotNow => "The printer is in use or rests. Try again in a minute.",
    }
}
