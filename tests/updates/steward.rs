//! A stick and the staff, from the kiosk's end of the socket: noticed, offered, taken behind the PIN, in use.

use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use stairlight::clock::Clock;
use stairlight::content::Folders;
use stairlight::health::Lookout;
use stairlight::pin::{Pin, PinAnswer, PinKeeper};
use stairlight::slots::{Home, InUse, RealDisk};
use stairlight::socket::{self, Down, StaffNews, StaffWish, Up};
use stairlight::steward::{self, Setup, StickPlace, Updates, UpdatesSetup, Watch};
use stairlight::watchdog::Watchdog;

use crate::stage::Stage;

/// A steward that runs, and a kiosk in the hands of the test.
struct Desk<'a> {
    stage: &'a Stage,
    kiosk: UnixStream,
    heard: Receiver<Down>,
    steward: Option<JoinHandle<()>>,
}

impl<'a> Desk<'a> {
    fn new(stage: &'a Stage) -> Self {
        let (kiosk, theirs) = UnixStream::pair().expect("a pair");
        let (tell, heard) = channel();
        let mut ear = kiosk.try_clone().expect("an ear");
        std::thread::spawn(move || {
            while let Ok(message) = socket::receive::<Down>(&mut ear) {
                if tell.send(message).is_err() {
                    break;
                }
            }
        });
        let (slots, root, stick, state) = (stage.slots(), stage.root(), stage.stick(), stage.state());
        let steward = std::thread::spawn(move || {
            let clock = Clock::real();
            let pin = PinKeeper::new(Arc::new(RealDisk), &state, clock.now());
            let setup = UpdatesSetup { slots: slots.clone(), root, stick: Some(StickPlace::folder(stick)), pin };
            let mut updates = Updates::start(setup, &clock).expect("a thread");
            let home = Home::State(slots);
            let lookout = Lookout::new(&state, Some(&state), Arc::new(RealDisk), home.clone(), false);
            let mut watch = Watch::new(lookout, None, &clock, updates.has_fallen_back());
            let setup = Setup {
                kiosk: theirs,
                home,
                updates: Some(&mut updates),
                watch: &mut watch,
                watchdog: &Watchdog::default(),
            };
            steward::run(setup, None).expect("a kiosk that ends is no error");
        });
        Self { stage, kiosk, heard, steward: Some(steward) }
    }

    fn wish(&mut self, wish: StaffWish) {
        socket::send(&mut self.kiosk, &Up::Staff(wish)).expect("the steward listens");
    }

    /// Beats until such news come; returns everything heard on the way.
    fn until(&mut self, such: impl Fn(&StaffNews) -> bool) -> Vec<StaffNews> {
        let mut all = Vec::new();
        for _ in 0..300 {
            socket::send(&mut self.kiosk, &Up::Alive).expect("the steward listens");
            while let Ok(message) = self.heard.recv_timeout(Duration::from_millis(100)) {
                if let Down::Staff(news) = message {
                    let done = such(&news);
                    all.push(news);
                    if done {
                        return all;
                    }
                }
            }
        }
        panic!("not heard; but {all:?}");
    }

    fn until_content_changes(&mut self) {
        for _ in 0..300 {
            socket::send(&mut self.kiosk, &Up::Alive).expect("the steward listens");
            while let Ok(message) = self.heard.recv_timeout(Duration::from_millis(100)) {
                if message == Down::ContentChanged {
                    return;
                }
            }
        }
        panic!("the kiosk is not told");
    }

    fn plug(&self) {
        self.stage.publish();
    }

    fn unplug(&self) {
        let _ = std::fs::remove_dir_all(self.stage.stick());
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        let _ = self.kiosk.shutdown(std::net::Shutdown::Both);
        if let Some(steward) = self.steward.take() {
            let ended = steward.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the steward ends without a panic");
        }
    }
}

fn pin() -> Pin {
    Pin::parse("271828").expect("six digits")
}

#[test]
fn a_stick_is_noticed_taken_and_used() {
    let stage = Stage::new();
    let mut desk = Desk::new(&stage);
    desk.plug();
    let news = desk.until(|news| matches!(news, StaffNews::Found { .. }));
    assert_eq!(news[..2], [StaffNews::NoPin, StaffNews::Looking]);
    assert!(matches!(news.last(), Some(StaffNews::Found { number: 1, seconds: 1..=5, .. })), "{news:?}");
    // Nothing is copied before the PIN.
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Locked);
    desk.wish(StaffWish::Pin(pin()));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::NoneSet));
    desk.wish(StaffWish::SetPin(Pin::parse("123456").expect("six digits")));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::Weak));
    desk.wish(StaffWish::SetPin(pin()));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::Good));
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Ready);
    assert_eq!(stage.slots().in_use(), InUse::Factory, "nobody has said yes");
    desk.wish(StaffWish::Yes);
    desk.until_content_changes();
    assert!(matches!(stage.slots().in_use(), InUse::Slot { record, .. } if record.number == 1));
}

#[test]
fn the_staff_may_take_the_stick_before_they_say_yes_or_no() {
    let stage = Stage::new();
    let mut desk = Desk::new(&stage);
    desk.wish(StaffWish::SetPin(pin()));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::Good));
    desk.plug();
    desk.until(|news| matches!(news, StaffNews::Found { .. }));
    // The wait for a stick locks: whoever plugs it in shows that they are staff.
    desk.wish(StaffWish::Pin(pin()));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::Good));
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Ready);
    desk.unplug();
    desk.until(|news| *news == StaffNews::StickOut);
    desk.wish(StaffWish::Yes);
    desk.until(|news| *news == StaffNews::InUse { number: Some(1) });
    // And back to the factory's, and forward again.
    desk.wish(StaffWish::GoToFactory);
    desk.until(|news| *news == StaffNews::InUse { number: None });
    desk.wish(StaffWish::GoBack);
    desk.until(|news| *news == StaffNews::InUse { number: Some(1) });
    desk.wish(StaffWish::GoBack);
    desk.until(|news| matches!(news, StaffNews::NotBack(_) | StaffNews::InUse { .. }));
}

/// Whoever goes back has a reason; the stick that brought the newer content must not bring it again by itself.
#[test]
fn going_back_with_the_stick_still_in_stays_so() {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    let mut desk = Desk::new(&stage);
    desk.until(|news| *news == StaffNews::AlreadyThere);
    desk.wish(StaffWish::SetPin(pin()));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::Good));
    desk.wish(StaffWish::GoToFactory);
    desk.until(|news| *news == StaffNews::InUse { number: None });
    // What is said of it is true again.
    desk.until(|news| matches!(news, StaffNews::Found { number: 1, .. }));
    assert_eq!(stage.slots().in_use(), InUse::Factory);
    drop(desk);
    // Nor after a restart: it is offered, and that is all.
    let mut desk = Desk::new(&stage);
    desk.until(|news| matches!(news, StaffNews::Found { number: 1, .. }));
    assert_eq!(stage.slots().in_use(), InUse::Factory);
}

/// What was shown as changes was compared with other content, so nobody can agree to it any more.
#[test]
fn going_back_before_the_yes_asks_anew() {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    stage.next("I work for them.");
    let mut desk = Desk::new(&stage);
    desk.until(|news| matches!(news, StaffNews::Found { number: 2, .. }));
    desk.wish(StaffWish::SetPin(pin()));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::Good));
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Ready);
    desk.wish(StaffWish::GoToFactory);
    desk.until(|news| *news == StaffNews::InUse { number: None });
    desk.wish(StaffWish::Yes);
    desk.until(|news| matches!(news, StaffNews::Found { number: 2, .. }));
    assert_eq!(stage.slots().in_use(), InUse::Factory, "nobody has said yes to what is compared now");
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Ready);
    desk.wish(StaffWish::Yes);
    desk.until(|news| *news == StaffNews::InUse { number: Some(2) });
}

#[test]
fn a_no_leaves_everything_as_it_was() {
    let stage = Stage::new();
    let mut desk = Desk::new(&stage);
    desk.plug();
    desk.until(|news| matches!(news, StaffNews::Found { .. }));
    desk.wish(StaffWish::SetPin(pin()));
    desk.until(|news| *news == StaffNews::Pin(PinAnswer::Good));
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Ready);
    desk.wish(StaffWish::No);
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Ready);
    desk.wish(StaffWish::No);
    desk.wish(StaffWish::Leave);
    desk.wish(StaffWish::Take);
    desk.until(|news| *news == StaffNews::Locked);
    assert_eq!(stage.slots().in_use(), InUse::Factory);
}

#[test]
fn a_bad_stick_is_refused_in_words_and_the_next_one_is_looked_at() {
    let stage = Stage::new();
    let mut desk = Desk::new(&stage);
    std::fs::create_dir_all(stage.stick().join("holiday")).expect("a stick");
    let news = desk.until(|news| matches!(news, StaffNews::Refused(_)));
    let Some(StaffNews::Refused(words)) = news.last() else { panic!("refused") };
    assert!(words.starts_with("There is no Stairlight content on this stick."), "{words}");
    desk.unplug();
    desk.until(|news| *news == StaffNews::StickOut);
    desk.plug();
    desk.until(|news| matches!(news, StaffNews::Found { number: 1, .. }));
}

#[test]
fn damage_found_at_the_start_is_told_at_once() {
    let stage = Stage::having_taken(&["one", "two"]);
    std::fs::write(stage.slots().folders().content.join("paper.toml"), "rot").expect("it rots");
    stage.next("three");
    let mut desk = Desk::new(&stage);
    desk.until_content_changes();
    assert!(matches!(stage.slots().in_use(), InUse::Slot { record, .. } if record.number == 1));
}

#[test]
fn a_site_keeps_its_own_settings_whatever_content_comes() {
    let stage = Stage::new();
    stage.device();
    stage.publish();
    std::fs::write(stage.state().join("contents/site.toml"), "show_drafts = true\ncounty = \"Fresno\"\n")
        .expect("settings");
    stage.take().expect("it is taken");
    let content = stairlight::content::Content::load(&stage.slots().folders()).expect("it can be read");
    assert_eq!(content.site.county, "Fresno");
    let content = stairlight::content::Content::load(&Folders::under(&stage.content())).expect("it can be read");
    assert_eq!(content.site.county, "");
}
