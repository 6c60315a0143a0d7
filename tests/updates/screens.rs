//! The staff's screens against a steward that is real: stick in, PIN, what changes, a look, yes, in use.
//!
//! The kiosk's desk is the product's own; only the wire between the two is a function call.

use std::sync::Arc;
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::content::Content;
use stairlight::kiosk::desk::{Desk, Outcome, PaperPrinter};
use stairlight::pin::PinKeeper;
use stairlight::slip::{Bitmap, Width};
use stairlight::slots::{InUse, RealDisk, Slots};
use stairlight::socket::StaffNews;
use stairlight::steward::{Forgotten, StaffPin, StickPlace, Updates, UpdatesSetup};
use stairlight::view::{Screen, StaffView};
use stairlight::visit::{Action, Event, JobNumber, PrinterState};

use crate::stage::Stage;

struct NoPrinter;

impl PaperPrinter for NoPrinter {
    fn print(&mut self, _: JobNumber, _: Bitmap) {
        panic!("staff never print a visitor's paper");
    }

    fn cancel(&mut self, _: JobNumber) {}
}

pub struct Play {
    desk: Desk<NoPrinter>,
    updates: Updates,
    slots: Slots,
    clock: Clock,
}

impl Play {
    fn new(stage: &Stage) -> Self {
        let clock = Clock::real();
        let slots = stage.slots();
        let pin = PinKeeper::new(Arc::new(RealDisk), &stage.state(), clock.now());
        let stick = Some(StickPlace::folder(stage.stick()));
        let setup = UpdatesSetup { slots: slots.clone(), root: stage.root(), stick, pin };
        let updates = Updates::start(setup, &clock).expect("a thread");
        let content = Content::load(&slots.folders()).expect("the factory's content");
        let desk = Desk::new(content, NoPrinter, Width::default(), PrinterState::NotReady, clock.now());
        Self { desk, updates, slots, clock }
    }

    fn tell(&mut self, news: Vec<StaffNews>) {
        for news in news {
            let outcome = self.desk.staff_news(news, self.clock.now());
            self.does(outcome);
        }
    }

    fn does(&mut self, outcome: Outcome) {
        for wish in outcome.wishes {
            let news = self.updates.wish(wish);
            self.tell(news);
        }
        if outcome.look {
            let content = Content::load(&self.slots.offered()).expect("it was checked");
            self.desk.look_at(content, self.clock.now());
        }
    }

    /// Waits until the page says this.
    pub fn until(&mut self, words: &str) {
        for _ in 0..500 {
            let news = self.updates.round();
            self.tell(news);
            if self.see().contains(words) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("no \"{words}\", but: {}", self.see());
    }

    pub fn page(&self) -> StaffView {
        match self.desk.view().screen {
            Screen::Staff(page) => page,
            _ => panic!("no page for staff"),
        }
    }

    fn see(&self) -> String {
        match self.desk.view().screen {
            Screen::Staff(page) => {
                let words: Vec<_> = page.lines.iter().map(|line| line.text.as_str()).collect();
                format!("{}: {}", page.title, words.join(" "))
            }
            Screen::Languages(_) => "visitors".to_owned(),
            Screen::Cover(_) => "cover".to_owned(),
            _ => "another page".to_owned(),
        }
    }

    pub fn touch(&mut self, label: &str) {
        let view = self.desk.view();
        let target = view.targets().into_iter().find(|target| target.label == label).map(|target| target.action);
        let action = target.unwrap_or_else(|| panic!("no \"{label}\" on {}", self.see()));
        let outcome = self.desk.handle(Event::Chosen(action), self.clock.now());
        self.does(outcome);
    }

    pub fn type_in(&mut self, text: &str) {
        for letter in text.chars() {
            self.touch(&letter.to_string());
        }
    }

    pub fn hold_the_mark(&mut self) {
        let outcome = self.desk.open_staff(self.clock.now());
        self.does(outcome);
    }

    pub fn set_up(stage: &Stage) -> Self {
        let mut play = Self::new(stage);
        play.until("Choose a PIN");
        play.type_in("271828");
        play.type_in("271828");
        play.until("Service panel's language");
        for _ in 0..3 {
            play.touch("Next");
        }
        play.touch("Leave");
        play
    }
}

#[test]
fn new_content_goes_from_the_stick_to_the_screen() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    assert_eq!(play.see(), "cover");
    stage.edit("content/services.json", "1-888-373-7888", "1-888-373-7889");
    stage.publish();
    play.until("New content found: number 1");
    let offered: Vec<_> = play.page().items.into_iter().map(|item| item.label).collect();
    assert_eq!(offered, ["I forgot the PIN"], "nothing of the content before the PIN");
    play.type_in("271828");
    play.until("In use: the content that came with the device.");
    play.touch("Copy it, and show me what changes");
    play.until("What changes: Number of");
    assert!(play.see().contains("1-888-373-7888 becomes 1-888-373-7889"), "{}", play.see());
    assert_eq!(play.slots.in_use(), InUse::Factory, "nobody has said yes");

    // A look at it, as visitors would see it; and back.
    play.touch("Let me look at it first");
    assert_eq!(play.see(), "visitors");
    let numbers = play.desk.content().services.iter().filter_map(|service| service.number());
    assert!(numbers.into_iter().any(|phone| phone.number.ends_with("888-373-7889")), "the new one is shown");
    assert!(play.desk.is_in_use());
    let outcome = play.desk.handle(Event::Chosen(Action::Leave), play.clock.now());
    assert!(!outcome.visit_ended, "staff are still there");
    assert!(play.see().starts_with("What changes"), "{}", play.see());

    play.touch("Yes, use it");
    play.until("Done. You can take the stick.");
    assert!(matches!(play.slots.in_use(), InUse::Slot { record, .. } if record.number == 1));
    play.touch("Go back to what came with the device");
    play.touch("Yes, go back");
    play.until("In use: the content that came with the device.");
    play.touch("Leave");
    assert!(!play.desk.is_in_use());
}

#[test]
fn a_sites_settings_are_kept_whatever_content_comes() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    std::fs::create_dir_all(stage.stick()).expect("a stick");
    let settings = "covers = [\"study\"]\n[printer]\nuri = \"usb:/dev/usb/lp0\"\n";
    std::fs::write(stage.stick().join("stairlight-site.toml"), settings).expect("settings");
    play.until("There are settings for a site on this stick");
    play.type_in("271828");
    play.until("In use");
    play.touch("Back");
    play.touch("This site");
    play.touch("Take the settings from the stick");
    play.until("Paper covers");
    assert!(play.see().contains("none becomes usb:/dev/usb/lp0"), "{}", play.see());
    play.touch("Yes, use it");
    play.until("Done.");
    let site = stairlight::site::Site::read(&play.slots.folders().site).expect("it is kept");
    assert_eq!(site.printer.uri, "usb:/dev/usb/lp0");
    // From the screen the printer's connection cannot be changed.
    let content = Content::load(&play.slots.folders()).expect("it can be read");
    let outcome = play.desk.handle(Event::Content(content), play.clock.now());
    play.does(outcome);
    play.touch("Screen after Leave");
    play.touch("the mark alone");
    play.touch("Yes, use it");
    play.until("Done.");
    let site = stairlight::site::Site::read(&play.slots.folders().site).expect("it is kept");
    assert_eq!((site.printer.uri.as_str(), site.covers.len()), ("usb:/dev/usb/lp0", 1));
    assert_eq!(site.cover_screen, stairlight::site::CoverScreen::Mark);
}

#[test]
fn bad_settings_are_refused_with_the_line() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    for (text, words) in [
        ("county = \"Atlantis\"\n", "There is no county \"Atlantis\" here."),
        ("show_drafts = true\ncolour = 3\n", "line 2: unknown field `colour`"),
        ("languages_first = [\"xx\"]\n", "There is no language \"xx\" here."),
        ("[printer]\nprofile = \"typewriter\"\n", "There is no printer model \"typewriter\" here."),
        ("[idle]\nveil_seconds = 2\nforget_seconds = 3\n", "veil_seconds is 10 to 600"),
    ] {
        let _ = std::fs::remove_dir_all(stage.stick());
        play.until("");
        std::fs::create_dir_all(stage.stick()).expect("a stick");
        std::fs::write(stage.stick().join("stairlight-site.toml"), text).expect("settings");
        play.until("There are settings");
        if play.see().contains("your PIN") {
            play.type_in("271828");
            play.until("In use");
        }
        play.touch("Back");
        play.touch("This site");
        play.touch("Take the settings from the stick");
        play.until(words);
        play.touch("Leave");
    }
    assert!(!stage.state().join("contents/site.toml").exists());
}

#[test]
fn a_visit_is_not_disturbed_by_a_stick() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    play.touch("Touch to start");
    let outcome = play.desk.handle(Event::Touched, play.clock.now());
    play.does(outcome);
    stage.publish();
    for _ in 0..50 {
        let news = play.updates.round();
        play.tell(news);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(play.see(), "visitors");
    // Staff hold the mark: the stick is known to the steward, and told after the PIN.
    let outcome = play.desk.open_staff(play.clock.now());
    assert!(outcome.visit_ended, "the visit is wiped first");
    play.type_in("271828");
    play.until("For staff: ");
    play.touch("Content");
    play.until("New content found");
}

#[test]
fn a_pin_that_was_reset_in_the_bay_is_chosen_anew_at_the_screen() {
    let stage = Stage::new();
    let mut play = Play::set_up(&stage);
    // What the service panel's key does.
    assert_eq!(play.updates.pin().forget(), Forgotten::Done);
    play.until("Choose a PIN");
    play.type_in("161803");
    play.type_in("161803");
    play.until("Service panel's language");
    play.touch("Leave");
    let outcome = play.desk.open_staff(play.clock.now());
    play.does(outcome);
    play.type_in("271828");
    play.until("That was not the PIN.");
    play.type_in("161803");
    play.until("For staff: ");
}

/// Between plugging in and mounting there is a moment in which the stick looks unreadable.
#[test]
fn a_stick_has_time_to_be_mounted() {
    let stage = Stage::new();
    let (clock, hand) = Clock::pushed();
    let pin = PinKeeper::new(Arc::new(RealDisk), &stage.state(), clock.now());
    let device = stage.dir.path().join("device");
    let stick = Some(StickPlace::folder(stage.stick()).with_device(device.clone()));
    let setup = UpdatesSetup { slots: stage.slots(), root: stage.root(), stick, pin };
    let mut updates = Updates::start(setup, &clock).expect("a thread");
    let mut hear = |seconds: u64| {
        let mut all = Vec::new();
        for _ in 0..seconds {
            hand.advance(Duration::from_secs(1));
            all.extend(updates.round());
            std::thread::sleep(Duration::from_millis(100));
            all.extend(updates.round());
        }
        all
    };
    hear(1);
    std::fs::write(&device, [0; 4096]).expect("a device");
    assert_eq!(hear(2), [], "it may be mounted yet");
    stage.publish();
    let news = hear(3);
    assert!(news.iter().any(|news| matches!(news, StaffNews::Found { number: 1, .. })), "{news:?}");
    std::fs::remove_dir_all(stage.stick()).expect("it is pulled out");
    std::fs::remove_file(&device).expect("it is pulled out");
    assert_eq!(hear(1), [StaffNews::StickOut]);
    // One that cannot be mounted is told after a while.
    std::fs::write(&device, [0; 4096]).expect("a device");
    assert_eq!(hear(3), []);
    let news = hear(4);
    assert!(matches!(news.last(), Some(StaffNews::Refused(_))), "{news:?}");
}
