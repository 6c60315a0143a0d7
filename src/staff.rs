//! What staff see and do at the screen, behind their PIN, as a pure state machine.
//!
//! [`Event`] in, [`Effect`]s out, and [`Staff::sheet`] says what stands on the screen. Like a visit it reads no
//! clock and opens no file; unlike one it talks with the steward, which decides what the PIN allows. A visit is
//! wiped before these screens open, and nothing of a visitor is on them.

mod check;
mod content;
mod moves;
mod news;
mod page;
mod pin;
mod reference;
mod sheet;
mod site;

use std::sync::Arc;
use std::time::Duration;

pub use self::page::{Back, Choice, Page, Purpose, Setting};
pub use self::sheet::{Item, Line, Sheet, Weight};
use crate::content::Content;
use crate::pin::{Pin, ResetCode};
use crate::site::Site;
use crate::socket::{StaffNews, StaffWish, TestPage};
use crate::visit::Key;

/// Without a touch, the PIN's page goes away after this long.
const SHUT: Duration = Duration::from_secs(45);
/// And the pages behind it, which the steward locks by itself as well.
const OPEN: Duration = Duration::from_secs(5 * 60);

/// What the first start asks for after the PIN, page by page.
const GUIDE: [Page; 3] = [Page::Setting(Setting::PanelLanguage), Page::Setting(Setting::County), Page::Printer];

/// Something happened.
pub enum Event {
    Chosen(Choice),
    Key(Key),
    Touched,
    Tick,
    /// The page as drawn takes this many screenfuls.
    Measured {
        folds: usize,
    },
    News(StaffNews),
    /// What became of the test page.
    Tested(TestPage),
    /// Other content is in use.
    Content(Arc<Content>),
}

/// What must happen outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Wish(StaffWish),
    /// Print the printer's test page.
    TestPage,
    /// Show the content that was copied and is not in use yet, as visitors would see it.
    Preview,
    /// Back to the visitors' screens.
    Ended,
}

/// What is known of the stick.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stick {
    Out,
    Looking,
    Refused(String),
    AlreadyThere,
    Found {
        number: u64,
        published: Option<String>,
        seconds: u32,
    },
    Copying(u8),
    Ready,
    /// What it held is in use.
    Taken,
    /// It brought a file that has taken the PIN away.
    PinTaken,
}

/// Staff at the screen.
pub struct Staff {
    content: Arc<Content>,
    page: Page,
    trail: Vec<Page>,
    /// What is being typed.
    entry: String,
    /// What came of the last thing that was done.
    note: Option<String>,
    /// The first of two times that a new PIN is typed.
    first: Option<Pin>,
    /// The device is being set up: how far along [`GUIDE`] it is.
    guide: Option<usize>,
    /// The steward has found the PIN good.
    open: bool,
    /// Shown to whoever has forgotten the PIN.
    code: Option<ResetCode>,
    stick: Stick,
    /// A copy that is not done by then is slow.
    slow_at: Option<Duration>,
    is_slow: bool,
    remarks: Vec<String>,
    changes: Vec<String>,
    /// The number of the content in use; the inner `None` is what came with the program.
    in_use: Option<Option<u64>>,
    /// The settings as they are being changed.
    draft: Site,
    /// Settings that came on a stick, and not from this screen.
    from_stick: bool,
    test: check::Test,
    health: check::HealthPage,
    focus: Option<usize>,
    fold: usize,
    folds: usize,
    serial: u32,
    touched_at: Duration,
}

impl Staff {
    /// The PIN's page, opened by somebody at the screen, or because of news.
    pub fn open(content: Arc<Content>, serial: u32, now: Duration) -> Self {
        let draft = content.site.clone();
        Self {
            content,
            page: Page::Pin(Purpose::Enter),
            trail: Vec::new(),
            entry: String::new(),
            note: None,
            first: None,
            guide: None,
            open: false,
            code: None,
            stick: Stick::Out,
            slow_at: None,
            is_slow: false,
            remarks: Vec::new(),
            changes: Vec::new(),
            in_use: None,
            draft,
            from_stick: false,
            test: check::Test::default(),
            health: check::HealthPage::default(),
            focus: None,
            fold: 0,
            folds: 1,
            serial,
            touched_at: now,
        }
    }

    /// Whether this news alone is a reason to open: it is for somebody who has just put a stick in, or who
    /// sets the device up.
    pub fn is_wanted_for(news: &StaffNews) -> bool {
        matches!(
            news,
            StaffNews::NoPin
                | StaffNews::PinTaken
                | StaffNews::Found { .. }
                | StaffNews::Refused(_)
                | StaffNews::AlreadyThere
        )
    }

    /// Takes one event. What must happen outside comes back as effects, in order.
    pub fn handle(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        let effects = self.take(event, now);
        // News may have taken away what the keys were on.
        let last = self.choices().len() - 1;
        self.focus = self.focus.map(|at| at.min(last));
        effects
    }

    fn take(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        match event {
            Event::Chosen(choice) => self.chosen(choice, now),
            Event::Key(key) => self.key(key, now),
            Event::Touched => {
                self.touched_at = now;
                Vec::new()
            }
            Event::Tick => self.tick(now),
            Event::Measured { folds } => {
                self.measured(folds);
                Vec::new()
            }
            Event::News(news) => self.news(news, now),
            Event::Tested(page) => {
                self.tested(page);
                Vec::new()
            }
            Event::Content(content) => {
                if !self.from_stick && self.draft == self.content.site {
                    self.draft = content.site.clone();
                }
                self.content = content;
                self.changed();
                Vec::new()
            }
        }
    }

    /// What stands on the screen.
    pub fn sheet(&self) -> Sheet {
        match self.page {
            Page::Pin(purpose) => self.pin_sheet(purpose),
            Page::Forgotten => self.forgotten_sheet(),
            Page::Menu => self.menu_sheet(),
            Page::Content => self.content_sheet(),
            Page::Changes => self.changes_sheet(),
            Page::Sure(choice) => self.sure_sheet(choice),
            Page::Site => self.site_sheet(),
            Page::Setting(setting) => self.setting_sheet(setting),
            Page::Agree => self.agree_sheet(),
            Page::Health => self.health_sheet(),
            Page::Printer => self.printer_sheet(),
            Page::SelfTest => self.self_test_sheet(),
            Page::Test(part) => self.test_sheet(part),
            Page::References => self.references_sheet(),
            Page::Reference(index) => self.reference_sheet(index),
        }
    }

    /// Everything that can be chosen now, in the keys' order: the page first, then the frame.
    pub fn choices(&self) -> Vec<Choice> {
        let sheet = self.sheet();
        let mut choices: Vec<_> = sheet.keys.iter().chain(&sheet.items).map(|item| item.choice).collect();
        if self.fold + 1 < self.folds {
            choices.push(Choice::More);
        }
        // Some pages offer "no", which is the way back.
        if !self.trail.is_empty() && !choices.contains(&Choice::Back) {
            choices.push(Choice::Back);
        }
        choices.push(Choice::Leave);
        choices
    }

    pub fn focus(&self) -> Option<usize> {
        self.focus
    }

    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// Which screenful of a long page is shown, from 0, and how many there are.
    pub fn fold(&self) -> (usize, usize) {
        (self.fold.min(self.folds - 1), self.folds)
    }

    pub fn content(&self) -> &Arc<Content> {
        &self.content
    }

    fn menu_sheet(&self) -> Sheet {
        let open = |page, label: &str, icon| Item::new(Choice::Open(page), label).with_icon(icon);
        let mut sheet = Sheet::new("For staff");
        sheet.lines.extend(self.note.iter().map(Line::strong));
        sheet.items = vec![
            open(Page::Content, "Content", "book").with_detail(self.stick_in_short()),
            open(Page::Site, "This site", "house").with_detail("County, your own helper, languages, times"),
            open(Page::Health, "Health", "leaf").with_detail("What is wrong, and what to do"),
            open(Page::Printer, "Printer", "paper").with_detail("A test page"),
            open(Page::SelfTest, "Self-test", "check").with_detail("Screen, touch, keys, printer, panel"),
            open(Page::References, "To read", "scales").with_detail("When a youth tells you; who must report; laws"),
            open(Page::Pin(Purpose::New), "Change the PIN", "lock"),
        ];
        sheet
    }
}
