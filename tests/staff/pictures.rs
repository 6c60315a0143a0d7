//! Every page for staff as a picture: nothing over the edges, nothing below the end, on all panels.
//!
//! `STAFF_PICTURES=DIR` keeps them, to be looked at and for the documents.

use stairlight::kiosk::screen::{Glass, Picture, Screen, register_fonts};
use stairlight::kiosk::tour::Panel;
use stairlight::pin::{PinAnswer, ResetCode};
use stairlight::socket::{StaffNews, TestPage};
use stairlight::staff::Event;
use stairlight::view::staff_view;

use crate::play::{PIN, Play};
use crate::stage::content;

struct Camera {
    glass: Glass,
    screen: Screen,
    panel: Panel,
    taken: usize,
}

impl Camera {
    fn new(panel: Panel) -> Self {
        let glass = Glass::install(panel.width, panel.height);
        register_fonts();
        let screen = Screen::new().expect("a screen in memory");
        screen.set_panel(panel.width, panel.height, panel.width_mm);
        screen.window().set_size(slint::PhysicalSize::new(panel.width, panel.height));
        slint::ComponentHandle::show(screen.app()).expect("a window in memory");
        Self { glass, screen, panel, taken: 0 }
    }

    /// Every screenful of the page.
    fn take(&mut self, play: &mut Play, name: &str) {
        let folds = self.measure(play);
        for fold in 0..folds {
            if fold > 0 {
                play.event(Event::Chosen(stairlight::staff::Choice::More));
                self.measure(play);
            }
            let picture = self.glass.draw();
            self.keep(&picture, &format!("{name}-{fold}"));
            let place = format!("{name} {fold} of {folds}, {:?}", self.panel);
            assert!(self.screen.fits(), "{place}: the words of a bar have no room");
            for x in [0, picture.width - 1] {
                assert!(is_plain(&picture, |at| (x, at), picture.height), "{place}: something runs over the edge");
            }
            if fold + 1 == folds {
                let end = self.screen.page_end();
                let plain = (end - 4..end).all(|y| is_plain(&picture, |at| (at, y), picture.width));
                assert!(plain, "{place}: the page goes on below its end");
            }
            self.taken += 1;
        }
    }

    fn measure(&mut self, play: &mut Play) -> usize {
        for _ in 0..3 {
            self.screen.show(&staff_view(&play.staff), &content(), None);
            let folds = self.screen.folds();
            if play.staff.fold().1 == folds {
                break;
            }
            play.event(Event::Measured { folds });
        }
        play.staff.fold().1
    }

    fn keep(&self, picture: &Picture, name: &str) {
        if let Some(folder) = std::env::var_os("STAFF_PICTURES") {
            let path = std::path::Path::new(&folder).join(format!("{}-{name}.png", self.panel.width));
            picture.write_png(std::fs::File::create(path).expect("a file")).expect("a picture");
        }
    }
}

fn is_plain(picture: &Picture, at: impl Fn(u32) -> (u32, u32), count: u32) -> bool {
    let pixel = |(x, y): (u32, u32)| picture.pixels[(y * picture.width + x) as usize];
    let first = pixel(at(0));
    let near = |a: u8, b: u8| a.abs_diff(b) <= 3;
    (0..count).all(|i| {
        let here = pixel(at(i));
        near(here.r, first.r) && near(here.g, first.g) && near(here.b, first.b)
    })
}

fn walk(panel: Panel) -> usize {
    let mut camera = Camera::new(panel);
    let mut play = Play::begin();
    play.type_in("2718");
    camera.take(&mut play, "pin");
    let mut play = Play::begin();
    play.touch("I forgot the PIN");
    play.news(StaffNews::ResetCode(ResetCode::parse("WXYZ MQ87").expect("a code")));
    camera.take(&mut play, "pin-forgotten");
    play.news(StaffNews::PinTaken).news(StaffNews::NoPin);
    camera.take(&mut play, "pin-taken");
    let mut play = Play::begin();
    play.news(StaffNews::Looking);
    play.news(StaffNews::Found { number: 12, published: Some("2031-03-01".to_owned()), seconds: 14 });
    camera.take(&mut play, "pin-stick");
    play.type_in(PIN).news(StaffNews::Pin(PinAnswer::Good)).news(StaffNews::InUse { number: Some(11) });
    camera.take(&mut play, "content-found");
    play.touch("Copy it, and show me what changes").news(StaffNews::Copying { percent: 40 });
    camera.take(&mut play, "content-copying");
    for change in [
        "Number of \"Talk to someone, any time\" (on every paper): 1-888-555-0100 becomes 1-888-555-0199",
        "New language: Khmer",
        "Changed words in: Spanish",
        "Topic \"Work\": 3 pages",
    ] {
        play.news(StaffNews::Change(change.to_owned()));
    }
    play.news(StaffNews::Ready);
    camera.take(&mut play, "changes");
    play.touch("Yes, use it").news(StaffNews::InUse { number: Some(12) }).news(StaffNews::Taken);
    camera.take(&mut play, "content-done");
    play.touch("Go back to the content before");
    camera.take(&mut play, "sure");

    let mut play = Play::begin();
    play.news(StaffNews::NoPin);
    camera.take(&mut play, "first-pin");
    let mut play = Play::inside();
    camera.take(&mut play, "menu");
    for (label, name) in [
        ("This site", "site"),
        ("Health", "health"),
        ("Printer", "printer"),
        ("Self-test", "self-test"),
        ("To read", "references"),
    ] {
        play.touch(label);
        if name == "health" {
            crate::flows::health().into_iter().for_each(|part| {
                play.news(part);
            });
        }
        camera.take(&mut play, name);
        play.touch("Back");
    }
    play.touch("Printer").event(Event::Tested(TestPage::Unconfirmed));
    camera.take(&mut play, "printer-unsure");
    play.touch("Back").touch("This site");
    for setting in ["County", "Your own helper", "Languages first", "Paper covers", "Waiting times", "Printer model"] {
        play.touch(setting);
        camera.take(&mut play, &format!("site-{}", setting.to_lowercase().replace(' ', "-")));
        play.touch("Back");
    }
    play.touch("County").touch("Fresno");
    camera.take(&mut play, "site-agree");
    let mut play = Play::inside();
    play.touch("Self-test");
    for part in ["Screen", "Touch", "Keys", "Printer", "Service panel", "Sound", "Content"] {
        play.touch(part);
        camera.take(&mut play, &format!("test-{}", part.to_lowercase().replace(' ', "-")));
        play.touch("Back");
    }
    let mut play = Play::inside();
    play.touch("To read");
    let titles: Vec<String> = play.staff.sheet().items.iter().map(|item| item.label.clone()).collect();
    // They are long, and alike.
    let some = if panel == Panel::WIDE { titles.len() } else { 2 };
    for (at, title) in titles.iter().enumerate().take(some) {
        play.touch(title);
        camera.take(&mut play, &format!("reference-{at}"));
        play.touch("Back");
    }
    camera.taken
}

#[test]
fn every_page_for_staff_keeps_the_rules() {
    let taken: usize = [Panel::WIDE, Panel::SEVEN, Panel::COARSE].into_iter().map(walk).sum();
    assert!(taken > 150, "{taken} pictures");
}
