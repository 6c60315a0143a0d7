//! The self-test, the printer's test page and the health page: what the device says of itself, and what only
//! a person can see.

use super::{Choice, Effect, Item, Line, Page, SelfTest, Sheet, Staff};
use crate::socket::TestPage;
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
    pub(super) ended: [Option<bool>; SelfTest::ALL.len()],
}

/// What the steward has told of the device's health.
#[derive(Default)]
pub(super) struct HealthPage {
    pub(super) lines: Vec<Line>,
}

impl SelfTest {
    fn name(self) -> &'static str {
        match self {
            Self::Screen => "Screen",
            Self::Touch => "Touch",
            Self::Keys => "Keys",
            Self::Printer => "Printer",
            Self::Panel => "Service panel",
            Self::Sound => "Sound",
            Self::Content => "Content",
        }
    }
}

impl Staff {
    pub(super) fn health_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("Health");
        sheet.lines.extend(self.note.iter().map(Line::strong));
        sheet.lines.extend(self.health.lines.iter().cloned());
        if self.health.lines.is_empty() {
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
        if self.guided {
            sheet.items.push(Item::new(Choice::Open(Page::Menu), "On").with_icon("chevron-on"));
        }
        sheet
    }

    pub(super) fn self_test_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("Self-test").say("One part after the other. It takes three minutes.");
        for (part, ended) in SelfTest::ALL.into_iter().zip(self.test.ended) {
            let detail = match ended {
                Some(true) => "good",
                Some(false) => "not good: call a technician",
                None => "not tried yet",
            };
            let item = Item::new(Choice::Open(Page::Test(part)), part.name()).with_detail(detail);
            sheet.items.push(item.chosen_if(ended == Some(true)));
        }
        sheet
    }

    pub(super) fn test_sheet(&self, part: SelfTest) -> Sheet {
        let mut sheet = Sheet::new(part.name());
        let judge = |sheet: Sheet, question: &str| {
            sheet
                .say(question)
                .item(Item::new(Choice::Judge(true), "Yes").with_icon("check"))
                .item(Item::new(Choice::Judge(false), "No"))
        };
        match part {
            SelfTest::Screen => judge(
                sheet.say("Look at the whole screen: the four edges, the small letters, one dark and one light place."),
                "Is everything sharp, with no lines, spots or dark corners?",
            ),
            SelfTest::Touch => {
                let field = |at: usize| {
                    Item::new(Choice::Field(at), if self.test.touched[at] { "✓" } else { " " })
                        .chosen_if(self.test.touched[at])
                };
                sheet.keys = (0..FIELDS).map(field).collect();
                sheet.keys_in_a_row = FIELDS_IN_A_ROW;
                sheet.say("Touch every field. Each should answer at once.").item(no("A field does not answer"))
            }
            SelfTest::Keys => {
                let missing: Vec<_> =
                    KEYS.iter().zip(self.test.pressed).filter(|(_, done)| !done).map(|((_, name), _)| *name).collect();
                sheet
                    .say(format!("Press these keys of the keypad: {}.", missing.join(", ")))
                    .say("Leave is not among them: it ends this page, as it ends every page.")
                    .item(no("A key does not answer, or there is no keypad"))
            }
            SelfTest::Printer => {
                sheet.lines.extend(self.test.page.map(test_page_words).map(Line::strong));
                sheet.items.push(Item::new(Choice::PrintTest, "Print a test page").with_icon("printer"));
                judge(sheet, "Is the paper out, black, whole and cut?")
            }
            SelfTest::Panel => judge(
                sheet.say("Open the service bay."),
                "Does the small display show a word, and does it turn the page when a button is pressed?",
            ),
            SelfTest::Sound => sheet
                .say("This device makes no sound, so that nobody hears what somebody reads. There is nothing to try.")
                .item(Item::new(Choice::Judge(true), "Good").with_icon("check")),
            SelfTest::Content => {
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
        let at = SelfTest::ALL.iter().position(|other| *other == part).unwrap_or(0);
        self.test.ended[at] = Some(passed);
        self.trail.pop();
        self.replace(Page::SelfTest);
        Vec::new()
    }

    pub(super) fn tested(&mut self, page: TestPage) {
        self.test.page = Some(page);
        self.changed();
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
