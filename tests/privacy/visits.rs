//! Visits at the kiosk on its rig: at random, or on a way that a mirror of the visit has found.

use std::time::{Duration, Instant};

use stairlight::visit::{Action, Key};

use crate::bench::{Kiosk, Place};
use crate::stage::Play;

const SOON: Duration = Duration::from_secs(20);

/// How many, and how many of them when the slow tests run.
pub fn how_many(few: usize, many: usize) -> usize {
    if std::env::var_os("RUN_SLOW_TESTS").is_some_and(|set| set == "1") { many } else { few }
}

/// Numbers that look random, and are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Somebody who touches and presses anything, and goes in some way.
pub fn random(kiosk: &mut Kiosk, dice: &mut Dice) {
    let before = kiosk.renewals();
    for _ in 0..3 + dice.below(9) {
        if dice.below(4) == 0 {
            let key = ["next", "next", "previous", "select", "back"][dice.below(5) as usize];
            kiosk.key(key);
        } else {
            kiosk.say(&format!("touch {} {}", 20 + dice.below(1240), 20 + dice.below(760)));
        }
    }
    if dice.below(3) == 0 {
        // Walks away. With "more time" it takes longer.
        for _ in 0..5 {
            kiosk.pass(100);
        }
    }
    leave(kiosk, before);
}

/// Leaves, and waits until the process has replaced itself since it had done so `before` times.
pub fn leave(kiosk: &mut Kiosk, before: usize) {
    kiosk.key("leave");
    kiosk.pass(1);
    kiosk.pass(1);
    assert!(kiosk.await_renewal(before, SOON).is_some(), "no fresh process after a visit");
}

/// A visit whose mirror knows the way. Begins at the resting picture.
pub struct Guided<'a> {
    kiosk: &'a mut Kiosk,
    pub play: Play,
    before: usize,
}

impl<'a> Guided<'a> {
    pub fn begin(kiosk: &'a mut Kiosk) -> Guided<'a> {
        // A cover screen goes by itself.
        kiosk.pass(31);
        let before = kiosk.renewals();
        Guided { kiosk, play: Play::begin(), before }
    }

    /// Goes to what does this by keys alone, and selects it.
    pub fn choose(&mut self, action: Action) -> &mut Self {
        for _ in 0..200 {
            let actions = self.play.visit.actions();
            if self.play.visit.focus().and_then(|at| actions.get(at).copied()) == Some(action) {
                self.play.key(Key::Select);
                self.kiosk.key("select");
                return self;
            }
            self.play.key(Key::Next);
            self.kiosk.key("next");
        }
        panic!("the keys never reach it on {}", self.play.see());
    }

    pub fn language(&mut self, tag: &str) -> &mut Self {
        let content = self.play.visit.content().clone();
        let language = Action::ChooseLanguage(content.find_language(tag).expect("a language"));
        if !self.play.visit.actions().contains(&language) {
            self.choose(Action::AllLanguages);
        }
        self.choose(language)
    }

    /// Prints, and waits for the paper.
    pub fn print(&mut self, place: &Place) -> &mut Self {
        let papers = place.papers();
        // A fresh process looks at its printer first.
        std::thread::sleep(Duration::from_secs(2));
        self.choose(Action::OpenPaper).choose(Action::Print);
        let start = Instant::now();
        while place.papers() == papers {
            assert!(start.elapsed() < SOON, "no paper: {}", place.read("log/kiosk"));
            std::thread::sleep(Duration::from_millis(50));
        }
        // Until the printer has said that it is done.
        std::thread::sleep(Duration::from_millis(1_500));
        self
    }

    pub fn kiosk(&mut self) -> &mut Kiosk {
        self.kiosk
    }

    pub fn leave(&mut self) {
        leave(self.kiosk, self.before);
    }
}
