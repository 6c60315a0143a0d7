//! What is on the glass after a visit, frame by frame.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use stairlight::kiosk::desk::Desk;
use stairlight::kiosk::screen::{Glass, Screen, fingerprint, register_fonts};
use stairlight::kiosk::tour::Tray;
use stairlight::slip::Width;
use stairlight::visit::{Action, Event, PrinterState, TextSize, Theme, Visit};

use crate::bench::{Kiosk, Place, Printer};
use crate::stage::content;
use crate::visits::Guided;

/// The way out takes this long at most, to the picture on the glass.
const OUT: Duration = Duration::from_millis(100);

/// The resting picture and the cover screen, drawn here.
fn resting() -> (String, String) {
    let glass = Glass::install(1280, 800);
    register_fonts();
    let screen = Screen::new().expect("a screen in memory");
    screen.window().set_size(slint::PhysicalSize::new(1280, 800));
    slint::ComponentHandle::show(screen.app()).expect("it shows");
    screen.set_panel(1280, 800, content().site.screen.width_mm);
    let draw = |visit: Visit| {
        let mut desk = Desk::with(visit, Tray::default(), Width::default());
        // A page that is longer than the screen is measured and shown again, as the kiosk does.
        for _ in 0..3 {
            screen.show(&desk.view(), &content(), None);
            desk.handle(Event::Measured { folds: screen.folds() }, Duration::ZERO);
        }
        format!("frame {:016x}", fingerprint(&glass.draw().pixels))
    };
    let rest = draw(Visit::at_rest(content(), PrinterState::NotReady, Duration::ZERO));
    (rest, draw(Visit::under_cover(content(), PrinterState::NotReady, Duration::ZERO)))
}

/// I-4: after "leave" and after forgetting the screen is exactly the resting one, whatever was on it.
#[test]
fn i_4_every_frame_after_leave_is_the_resting_one() {
    let (rest, cover) = resting();
    let place = Place::new();
    let mut kiosk = Kiosk::start(&place, &Printer::None, None, &[]);
    assert_eq!(kiosk.look(), rest, "a device that nobody has touched");
    let mut quickest = Duration::MAX;
    for (tag, size, theme) in [
        ("en", TextSize::Largest, Theme::Dark),
        ("ar", TextSize::Small, Theme::Light),
        ("km", TextSize::Large, Theme::Dark),
    ] {
        let mut visit = Guided::begin(&mut kiosk);
        visit.language(tag).choose(Action::OpenDisplay).choose(Action::ChooseSize(size));
        visit.choose(Action::ChooseTheme(theme));
        let kiosk = visit.kiosk();
        assert_ne!(kiosk.look(), rest);
        let touched = Instant::now();
        kiosk.key("leave");
        quickest = quickest.min(touched.elapsed());
        // Up to the new process, in it, and until the cover goes.
        for _ in 0..5 {
            assert_eq!(kiosk.look(), cover, "after leaving in {tag}");
            std::thread::sleep(Duration::from_millis(10));
        }
        visit.leave();
        assert_eq!(kiosk_look(&mut visit), cover);
        visit.kiosk().pass(31);
        assert_eq!(kiosk_look(&mut visit), rest);
    }
    assert!(quickest < OUT, "the way out took {quickest:?}");

    let mut visit = Guided::begin(&mut kiosk);
    visit.language("es");
    let kiosk = visit.kiosk();
    let before = kiosk.renewals();
    kiosk.pass(80);
    kiosk.pass(1);
    kiosk.await_renewal(before, Duration::from_secs(20)).expect("a fresh process after an abandoned visit");
    assert_eq!(kiosk.look(), rest, "an abandoned page is forgotten");
}

fn kiosk_look(visit: &mut Guided) -> String {
    visit.kiosk().look()
}

/// No question about anybody, because there is nothing to answer with: no screen has a field for text.
#[test]
fn no_screen_asks_for_words() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "slint") {
                seen += 1;
                let text = fs::read_to_string(&path).expect("text");
                let field = ["TextInput", "LineEdit", "TextEdit", "SpinBox"].iter().find(|field| text.contains(*field));
                assert_eq!(field, None, "{}", path.display());
            }
        }
    }
    assert!(seen > 10, "{seen}");
}
