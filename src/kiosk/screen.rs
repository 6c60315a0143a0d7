//! The screen: puts a [`View`] into the window's globals, and hands touches and keys on as events.
//!
//! The only place that names the screen toolkit's window. Decides nothing about what is shown.

mod adapters;
mod glass;
mod icons;
mod letters;
mod measures;

use std::cell::RefCell;
use std::mem::{Discriminant, discriminant};
use std::rc::Rc;

use slint::{ComponentHandle, Global};
use stairlight_ui as ui;

pub use self::glass::{Glass, Picture, fingerprint};
use self::icons::Icons;
pub use self::letters::{Letters, register_fonts};
pub use self::measures::{Measures, measures};
use crate::content::{Content, LanguageId};
use crate::slip::Bitmap;
use crate::view::{self, Target, View};
use crate::visit::{Action, Key, TextSize, Theme};

/// What a person did at the screen.
pub enum Input {
    /// Touched this target, known by the id it was drawn with.
    Target(i32),
    Key(Key),
    /// A finger on the page that chose nothing.
    Touched,
    /// The mark was held: staff want their pages.
    Staff,
}

/// The window and what was last put on it.
pub struct Screen {
    app: ui::App,
    icons: Icons,
    last: RefCell<Option<Shown>>,
}

struct Shown {
    language: LanguageId,
    size: TextSize,
    leaf: Leaf,
    /// Every id on the screen with what it means.
    targets: Vec<(i32, Action)>,
}

/// Which screenful of which page is shown.
#[derive(PartialEq)]
struct Leaf {
    page: Discriminant<view::Screen>,
    /// Tells pages of one kind apart. On a page for staff the first line is what came of the last touch.
    title: String,
    fold: usize,
}

impl Leaf {
    fn of(view: &View) -> Self {
        use view::Screen as Page;
        let title = match &view.screen {
            Page::Topic(topic) => topic.title.clone(),
            Page::Card(card) => card.title.clone(),
            Page::Helpers(helpers) => helpers.title.clone(),
            Page::Helper(helper) => helper.purpose.clone(),
            Page::Remember(remember) => remember.label.clone(),
            Page::Notice(notice) => notice.title.clone(),
            Page::Staff(staff) => {
                let first = staff.lines.first().map(|line| line.text.as_str());
                format!("{} {}", staff.title, first.unwrap_or_default())
            }
            _ => String::new(),
        };
        Self { page: discriminant(&view.screen), title, fold: view.frame.fold }
    }
}

impl Screen {
    /// Makes the window. Fonts must have been registered.
    ///
    /// # Errors
    /// Those of the screen toolkit: no display, no device.
    pub fn new() -> Result<Self, slint::PlatformError> {
        Ok(Self { app: ui::App::new()?, icons: Icons::default(), last: RefCell::new(None) })
    }

    /// Calls `take` for everything a person does.
    pub fn on_input(&self, take: impl Fn(Input) + 'static) {
        let take = Rc::new(take);
        let touch = ui::Touch::get(&self.app);
        let chosen = take.clone();
        touch.on_chosen(move |id| chosen(Input::Target(id)));
        let held = take.clone();
        touch.on_staff(move || held(Input::Staff));
        let felt = take.clone();
        touch.on_felt(move || felt(Input::Touched));
        touch.on_key(move |press| {
            take(Input::Key(match press {
                ui::Press::Next => Key::Next,
                ui::Press::Previous => Key::Previous,
                ui::Press::Select => Key::Select,
                ui::Press::Back => Key::Back,
                ui::Press::Leave => Key::Leave,
            }));
        });
    }

    /// A way for other threads to have `hear` called on this one, soon.
    pub fn on_news(&self, hear: impl Fn() + 'static) -> Bell {
        ui::Touch::get(&self.app).on_news(hear);
        Bell(self.app.as_weak())
    }

    /// The action behind an id, if it is still on the screen.
    pub fn action(&self, id: i32) -> Option<Action> {
        let last = self.last.borrow();
        last.as_ref()?.targets.iter().find(|(shown, _)| *shown == id).map(|(_, action)| *action)
    }

    /// Sets the panel: its pixels and how many of them are a millimetre.
    pub fn set_panel(&self, width_px: u32, height_px: u32, width_mm: f32) {
        let theme = ui::Theme::get(&self.app);
        let mm = width_px as f32 / width_mm;
        theme.set_mm(mm);
        // On a panel lower than 110 mm the bars must leave room for the page.
        theme.set_compact((height_px as f32) / mm < 110.0);
        theme.set_screen_height(height_px as f32);
        theme.set_screen_width(width_px as f32);
    }

    /// Shows a view. `preview` is the bitmap of the small paper where the view shows it.
    pub fn show(&self, view: &View, content: &Content, preview: Option<&Bitmap>) {
        let language = content.language(view.frame.language);
        let letters = Letters::of(language);
        let theme = ui::Theme::get(&self.app);
        theme.set_scheme(match view.frame.theme {
            Theme::Calm => ui::Scheme::Calm,
            Theme::Light => ui::Scheme::Light,
            Theme::Dark => ui::Scheme::Dark,
        });
        theme.set_capital(capital_mm(view.frame.size));
        let changed = self.last.borrow().as_ref().is_none_or(|last| last.language != view.frame.language);
        if changed {
            theme.set_rtl(letters.is_rtl());
            theme.set_family(language.font.as_str().into());
            theme.set_line_factor(letters.line_factor());
            let words = content.words(view.frame.language);
            ui::words::fill(&ui::Words::get(&self.app), |group, field, english| {
                let text = words.get(&format!("ui.{group}/{field}"), english);
                letters.shape(&text.unwrap_or_else(|| english.to_owned()))
            });
        }
        let fill = adapters::Fill { app: &self.app, icons: &self.icons, letters: &letters };
        fill.frame(view);
        fill.page(&view.screen, preview);
        let targets = view.targets().into_iter().map(|Target { id, action, .. }| (*id, *action)).collect();
        let size = view.frame.size;
        let same = self.last.borrow().as_ref().is_some_and(|l| l.size == size && l.language == view.frame.language);
        self.fit_bars(!same);
        let leaf = Leaf::of(view);
        // Otherwise the page stays where a finger has pushed it.
        if !same || self.last.borrow().as_ref().is_none_or(|last| last.leaf != leaf) {
            self.app.invoke_turn_page();
        }
        *self.last.borrow_mut() = Some(Shown { language: view.frame.language, size, leaf, targets });
    }

    /// Makes the bars' words as large as there is room for. Within one language and size they only
    /// ever shrink, so that they do not jump from page to page.
    fn fit_bars(&self, anew: bool) {
        let theme = ui::Theme::get(&self.app);
        let sizes = if theme.get_compact() { &BAR_CAPITALS[1..] } else { &BAR_CAPITALS[..] };
        if anew {
            theme.set_bar_limit(sizes[0]);
        }
        for smaller in sizes {
            if self.fits() {
                break;
            }
            theme.set_bar_limit(smaller.min(theme.get_bar_limit()));
        }
    }

    /// How many screenfuls the page takes as it is laid out now.
    pub fn folds(&self) -> usize {
        self.make_parts();
        usize::try_from(self.app.get_folds()).unwrap_or(1)
    }

    /// False where the words of a bar need more room than the panel has.
    pub fn fits(&self) -> bool {
        self.make_parts();
        self.app.get_fits()
    }

    /// The parts of a page that has just been shown are made only when something looks at them: a
    /// frame, a touch, a key. A key that is no key is the cheapest of these.
    ///
    /// One look makes one layer: the parts of a part (a text inside a list's row) are made by the next.
    /// A page measured too early is too short, and its end could not be reached.
    fn make_parts(&self) {
        for _ in 0..LAYERS {
            self.window()
                .dispatch_event(slint::platform::WindowEvent::KeyReleased { text: slint::SharedString::new() });
            self.app.get_page_length();
        }
    }

    /// Where the page ends and the lower bar begins, in pixels from the top of the panel.
    pub fn page_end(&self) -> u32 {
        self.app.get_page_end() as u32
    }

    pub fn app(&self) -> &ui::App {
        &self.app
    }

    pub fn window(&self) -> &slint::Window {
        self.app.window()
    }
}

/// How deep lists and conditions stand in each other on a page, and one more.
const LAYERS: usize = 4;

/// Rings on the thread of the screen. Cheap to clone; silent once the window is gone.
#[derive(Clone)]
pub struct Bell(slint::Weak<ui::App>);

impl Bell {
    pub fn ring(&self) {
        // An error means that the event loop has ended, and with it the need to ring.
        let _ = self.0.upgrade_in_event_loop(|app| ui::Touch::get(&app).invoke_news());
    }
}

/// Capitals of the words in the bars, in millimetres, largest first; a small panel starts at the
/// second. Never below the smallest of the four sizes.
const BAR_CAPITALS: [f32; 5] = [6.7, 5.0, 4.6, 4.3, 4.0];

/// Height of a capital letter for each of the four sizes, in millimetres.
fn capital_mm(size: TextSize) -> f32 {
    match size {
        TextSize::Small => 4.0,
        TextSize::Normal => 5.0,
        TextSize::Large => 6.7,
        TextSize::Largest => 8.7,
    }
}
