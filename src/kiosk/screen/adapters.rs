//! View in, globals out: one function for each screen. Maps; decides nothing.

use slint::{Global, Image, ModelRc, Rgb8Pixel, SharedPixelBuffer, SharedString, VecModel};
use stairlight_ui as ui;

use super::icons::Icons;
use super::letters::Letters;
use crate::site::CoverScreen;
use crate::slip::Bitmap;
use crate::staff::Weight;
use crate::view::{
    Beside, CallCardView, CardView, ChunkView, DisplayView, HelperRow, HelperView, HelpersView, HomeView,
    LanguagesView, NoticeView, PanelView, PaperView, RememberStage, RememberView, Screen, StaffView, Target, TopicView,
    View,
};

/// Fills the globals of one window.
pub struct Fill<'a> {
    pub app: &'a ui::App,
    pub icons: &'a Icons,
    pub letters: &'a Letters,
}

impl Fill<'_> {
    pub fn frame(&self, view: &View) {
        let frame = &view.frame;
        let to = ui::FrameAdapter::get(self.app);
        to.set_fold(i32::try_from(frame.fold).unwrap_or(0));
        to.set_home(self.optional(frame.home.as_ref()));
        to.set_text_size(self.optional(frame.text_size.as_ref()));
        to.set_languages(self.optional(frame.languages.as_ref()));
        to.set_leave(self.optional(frame.leave.as_ref()));
        to.set_back(self.optional(frame.back.as_ref()));
        to.set_next(self.optional(frame.more.as_ref().or(frame.next.as_ref())));
        to.set_draft(self.text(frame.draft.as_deref().unwrap_or_default()));
        to.set_has_position(frame.position.is_some());
        if let Some(position) = &frame.position {
            to.set_position(self.text(&position.text));
            to.set_number(i32::try_from(position.number).unwrap_or(0));
            to.set_count(i32::try_from(position.count).unwrap_or(0));
        }
        to.set_screen(match &view.screen {
            Screen::Languages(_) => ui::Screen::Languages,
            Screen::CallCard(_) => ui::Screen::CallCard,
            Screen::Home(_) => ui::Screen::Home,
            Screen::Topic(_) => ui::Screen::Topic,
            Screen::Card(_) => ui::Screen::Card,
            Screen::Helpers(_) => ui::Screen::Helpers,
            Screen::Helper(_) => ui::Screen::Helper,
            Screen::Paper(_) => ui::Screen::Paper,
            Screen::Remember(_) => ui::Screen::Remember,
            Screen::Notice(_) => ui::Screen::Notice,
            Screen::Display(_) => ui::Screen::Display,
            Screen::Kept => ui::Screen::Kept,
            Screen::Veil(_) => ui::Screen::Veil,
            Screen::Cover(_) => ui::Screen::Cover,
            Screen::Staff(_) => ui::Screen::Staff,
        });
    }

    pub fn page(&self, page: &Screen, preview: Option<&Bitmap>) {
        match page {
            Screen::Languages(view) => self.languages(view),
            Screen::CallCard(view) => self.call_card(view),
            Screen::Home(view) => self.home(view),
            Screen::Topic(view) => self.topic(view),
            Screen::Card(view) => self.card(view),
            Screen::Helpers(view) => self.helpers(view),
            Screen::Helper(view) => self.helper(view),
            Screen::Paper(view) => self.paper(view, preview),
            Screen::Remember(view) => self.remember(view),
            Screen::Notice(view) => self.notice(view),
            Screen::Display(view) => self.display(view),
            Screen::Staff(view) => self.staff(view),
            Screen::Kept => {}
            Screen::Veil(target) => ui::CoverAdapter::get(self.app).set_wake(self.target(target)),
            Screen::Cover(view) => {
                let to = ui::CoverAdapter::get(self.app);
                to.set_wake(self.target(&view.wake));
                to.set_kind(match view.kind {
                    CoverScreen::Library => ui::CoverKind::Books,
                    CoverScreen::School => ui::CoverKind::School,
                    CoverScreen::Mark => ui::CoverKind::Mark,
                });
            }
        }
    }

    fn languages(&self, view: &LanguagesView) {
        let to = ui::LanguagesAdapter::get(self.app);
        to.set_choices(self.pairs(&view.choices));
        to.set_more(self.optional(view.more.as_ref()));
        let mut promises = view.promises.iter();
        to.set_promise(self.text(promises.next().map_or("", String::as_str)));
        to.set_promise_beside(self.text(promises.next().map_or("", String::as_str)));
    }

    fn call_card(&self, view: &CallCardView) {
        let to = ui::CallCardAdapter::get(self.app);
        to.set_autonym(self.text(&view.autonym));
        to.set_say(view.say.as_str().into());
        to.set_number(view.number.as_str().into());
        to.set_relay(self.text(view.relay.as_deref().unwrap_or_default()));
        to.set_remember(self.optional(view.remember.as_ref()));
        to.set_home(self.target(&view.home));
    }

    fn home(&self, view: &HomeView) {
        let to = ui::HomeAdapter::get(self.app);
        to.set_topics(self.pairs(&view.topics));
        to.set_numbers(self.target(&view.numbers));
        to.set_paper(self.target(&view.paper));
        to.set_kept(self.target(&view.kept));
    }

    fn topic(&self, view: &TopicView) {
        let to = ui::TopicAdapter::get(self.app);
        to.set_title(self.text(&view.title));
        to.set_sections(self.pairs(&view.sections));
        to.set_helpers(self.target(&view.helpers));
    }

    /// A card's drawing: from left to right, which in right-to-left languages is from its end, or one
    /// part under the other where type is large.
    fn panels(&self, view: &CardView) {
        let panel =
            |panel: &PanelView| ui::Panel { picture: self.icons.get(&panel.picture), label: self.text(&panel.label) };
        let mut panels: Vec<_> = view.panels.iter().map(panel).collect();
        let to = ui::CardAdapter::get(self.app);
        let mut rows = Vec::new();
        if ui::Theme::get(self.app).get_stacked() {
            rows = std::mem::take(&mut panels);
        } else if self.letters.is_rtl() {
            panels.reverse();
        }
        to.set_panels(model(panels.into_iter()));
        to.set_panel_rows(model(rows.into_iter()));
    }

    fn card(&self, view: &CardView) {
        let to = ui::CardAdapter::get(self.app);
        to.set_icon(self.icons.get(&view.icon));
        to.set_kind(self.text(&view.kind));
        to.set_title(self.text(&view.title));
        to.set_text(self.text(&view.text));
        to.set_law(self.text(view.law.as_deref().unwrap_or_default()));
        to.set_claim(self.text(view.claim.as_deref().unwrap_or_default()));
        to.set_answer(self.text(view.answer.as_deref().unwrap_or_default()));
        self.panels(view);
        to.set_choices(self.pair(&view.choices));
        let (title, text) = english(view.english.as_ref());
        to.set_english_title(title);
        to.set_english_text(text);
        to.set_show_english(self.optional(view.show_english.as_ref()));
    }

    fn helpers(&self, view: &HelpersView) {
        let to = ui::HelpersAdapter::get(self.app);
        to.set_title(self.text(&view.title));
        to.set_rows(model(view.rows.iter().map(|row| self.row(row))));
        to.set_county(self.text(view.county.as_deref().unwrap_or_default()));
        to.set_paper(self.target(&view.paper));
    }

    fn helper(&self, view: &HelperView) {
        let to = ui::HelperAdapter::get(self.app);
        to.set_row(self.row(&view.row));
        to.set_purpose(self.text(&view.purpose));
        let line = |text: &str, strong| ui::Line { text: self.text(text), strong };
        let lines = view.parts.iter().flat_map(|(heading, text)| [line(heading, true), line(text, false)]);
        to.set_lines(model(lines.filter(|line| !line.text.is_empty())));
        to.set_remember(self.optional(view.remember.as_ref()));
        let (title, text) = english(view.english.as_ref());
        to.set_english_title(title);
        to.set_english_text(text);
        to.set_show_english(self.optional(view.show_english.as_ref()));
    }

    fn row(&self, row: &HelperRow) -> ui::Row {
        ui::Row {
            target: self.target(&row.target),
            channel: self.text(&row.channel),
            // As it is: digits are read left to right, and nothing is added to them.
            number: row.number.as_str().into(),
            also: self.text(&row.also),
            say: self.text(row.say.as_deref().unwrap_or_default()),
        }
    }

    fn paper(&self, view: &PaperView, preview: Option<&Bitmap>) {
        let to = ui::PaperAdapter::get(self.app);
        to.set_preview(preview.map(|bitmap| picture(bitmap, self.letters.is_rtl())).unwrap_or_default());
        to.set_covers(self.pairs(&view.covers));
        to.set_tongues(self.pair(&view.tongues));
        to.set_print(self.optional(view.print.as_ref()));
        to.set_trouble(self.text(view.trouble.as_deref().unwrap_or_default()));
        to.set_remember(self.optional(view.remember.as_ref()));
    }

    fn remember(&self, view: &RememberView) {
        let to = ui::RememberAdapter::get(self.app);
        to.set_label(self.text(&view.label));
        to.set_chunks(model(view.chunks.iter().map(|ChunkView { digits, letters, current }| ui::ChunkShown {
            digits: digits.as_str().into(),
            letters: letters.as_str().into(),
            current: *current,
        })));
        to.set_stage(match view.stage {
            RememberStage::Learn => ui::Stage::Learn,
            RememberStage::Try => ui::Stage::Try,
            RememberStage::Again => ui::Stage::Again,
            RememberStage::Known => ui::Stage::Known,
        });
        to.set_keypad(self.targets(&view.keypad));
        to.set_choices(self.pair(&view.choices));
    }

    fn notice(&self, view: &NoticeView) {
        let to = ui::NoticeAdapter::get(self.app);
        to.set_icon(self.icons.get(view.icon));
        to.set_title(self.text(&view.title));
        to.set_text(self.text(&view.text));
        to.set_choices(self.pair(&view.choices));
    }

    fn display(&self, view: &DisplayView) {
        let to = ui::DisplayAdapter::get(self.app);
        to.set_sizes(self.pairs(&view.sizes));
        to.set_themes(self.targets(&view.themes));
        to.set_time(self.target(&view.time));
    }

    fn staff(&self, view: &StaffView) {
        let to = ui::StaffAdapter::get(self.app);
        to.set_title(self.text(&view.title));
        to.set_lines(model(view.lines.iter().map(|line| ui::StaffLine {
            text: self.text(&line.text),
            strong: line.weight == Weight::Strong,
            quiet: line.weight == Weight::Quiet,
        })));
        to.set_has_entry(view.entry.is_some());
        to.set_entry(view.entry.as_deref().unwrap_or_default().into());
        to.set_keys(self.targets(&view.keys));
        to.set_keys_in_a_row(i32::try_from(view.keys_in_a_row).unwrap_or(1));
        to.set_items(self.pairs(&view.items));
        to.set_progress(view.progress.map_or(-1, i32::from));
    }

    fn text(&self, text: &str) -> SharedString {
        self.letters.shape(text).into()
    }

    fn target(&self, target: &Target) -> ui::Target {
        ui::Target {
            shown: true,
            id: target.id,
            label: self.text(&target.label),
            detail: self.text(&target.detail),
            icon: self.icons.get(self.turned(&target.icon)),
            chosen: target.chosen,
            focused: target.focused,
        }
    }

    /// Arrows point where reading goes.
    fn turned<'n>(&self, icon: &'n str) -> &'n str {
        match (icon, self.letters.is_rtl()) {
            ("chevron-on", false) | ("chevron-back", true) => "chevron-right",
            ("chevron-on", true) | ("chevron-back", false) => "chevron-left",
            (icon, _) => icon,
        }
    }

    fn optional(&self, target: Option<&Target>) -> ui::Target {
        target.map(|target| self.target(target)).unwrap_or_default()
    }

    fn targets(&self, targets: &[Target]) -> ModelRc<ui::Target> {
        model(targets.iter().map(|target| self.target(target)))
    }

    fn pair(&self, targets: &[Target]) -> ui::Pair {
        ui::Pair { first: self.optional(targets.first()), second: self.optional(targets.get(1)) }
    }

    fn pairs(&self, targets: &[Target]) -> ModelRc<ui::Pair> {
        model(targets.chunks(2).map(|pair| self.pair(pair)))
    }
}

fn english(beside: Option<&Beside>) -> (SharedString, SharedString) {
    beside.map(|Beside { title, text }| (title.into(), text.into())).unwrap_or_default()
}

fn model<T: Clone + 'static>(items: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from(items.collect::<Vec<T>>()))
}

/// The fold nearest to the middle: marks at both edges in rows that are blank between them.
fn middle_fold(bitmap: &Bitmap) -> Option<u32> {
    let half = bitmap.height() / 2;
    let marked = |y: &u32| {
        let row = bitmap.row(*y);
        let (first, last) = (row[0], row[row.len() - 1]);
        first != 0 && last != 0 && row[2..row.len() - 2].iter().all(|byte| *byte == 0)
    };
    (0..bitmap.height()).filter(marked).min_by_key(|y| y.abs_diff(half))
}

/// The paper as a picture, dot by dot. A paper is three times as long as it is wide and a screen is
/// not, so its lower half stands beside its upper one, parted at a fold, which is always between two entries.
fn picture(bitmap: &Bitmap, rtl: bool) -> Image {
    const BETWEEN: u32 = 32;
    let (width, half) = (bitmap.width(), bitmap.height() / 2);
    let part = middle_fold(bitmap).unwrap_or(half);
    let height = part.max(bitmap.height() - part);
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(2 * width + BETWEEN, height);
    let columns = pixels.width();
    for (at, pixel) in (0..).zip(pixels.make_mut_slice()) {
        let (x, y) = (at % columns, at / columns);
        // The upper part stands where reading begins.
        let (second, x) = if x < width { (rtl, x) } else { (!rtl, x.wrapping_sub(width + BETWEEN)) };
        let ink = x < width && if second { bitmap.get(x, part + y) } else { y < part && bitmap.get(x, y) };
        let shade = if ink { 0 } else { 255 };
        *pixel = Rgb8Pixel::new(shade, shade, shade);
    }
    Image::from_rgb8(pixels)
}
