//! Staff at the screen in the hands of a test: chooses by label, and says what is seen.

use std::time::Duration;

use stairlight::pin::{Pin, PinAnswer};
use stairlight::socket::{StaffNews, StaffWish};
use stairlight::staff::{Choice, Effect, Event, Staff};
use stairlight::visit::Key;

pub const PIN: &str = "271828";

pub fn pin() -> Pin {
    Pin::parse(PIN).expect("six digits")
}

pub struct Play {
    pub staff: Staff,
    pub now: Duration,
    pub effects: Vec<Effect>,
}

impl Play {
    /// The mark was held.
    pub fn begin() -> Self {
        let now = Duration::from_secs(1000);
        Self { staff: Staff::open(crate::stage::content(), 7, now), now, effects: Vec::new() }
    }

    /// Behind the PIN.
    pub fn inside() -> Self {
        let mut play = Self::begin();
        play.type_in(PIN);
        play.news(StaffNews::Pin(PinAnswer::Good));
        play.effects.clear();
        play
    }

    pub fn event(&mut self, event: Event) -> &mut Self {
        self.now += Duration::from_millis(100);
        let effects = self.staff.handle(event, self.now);
        self.effects.extend(effects);
        self
    }

    pub fn news(&mut self, news: StaffNews) -> &mut Self {
        self.event(Event::News(news))
    }

    pub fn key(&mut self, key: Key) -> &mut Self {
        self.event(Event::Key(key))
    }

    /// Touches what carries this label.
    pub fn touch(&mut self, label: &str) -> &mut Self {
        let sheet = self.staff.sheet();
        let item = sheet.keys.iter().chain(&sheet.items).find(|item| item.label == label).map(|item| item.choice);
        let choice = match label {
            "Back" => Some(Choice::Back),
            "Leave" => Some(Choice::Leave),
            _ => None,
        };
        let choice = item.or(choice).unwrap_or_else(|| panic!("no \"{label}\" on {}", self.see()));
        self.event(Event::Chosen(choice))
    }

    pub fn type_in(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.event(Event::Chosen(Choice::Type(letter)));
        }
        self
    }

    /// Lets time pass, second by second.
    pub fn wait(&mut self, seconds: u64) -> &mut Self {
        for _ in 0..seconds {
            self.now += Duration::from_secs(1);
            let effects = self.staff.handle(Event::Tick, self.now);
            self.effects.extend(effects);
        }
        self
    }

    /// Title and words, in a line.
    pub fn see(&self) -> String {
        let sheet = self.staff.sheet();
        let words: Vec<_> = sheet.lines.iter().map(|line| line.text.as_str()).collect();
        format!("{}: {}", sheet.title, words.join(" "))
    }

    pub fn title(&self) -> String {
        self.staff.sheet().title
    }

    /// What can be chosen on the page, without its frame.
    pub fn items(&self) -> Vec<String> {
        self.staff.sheet().items.into_iter().map(|item| item.label).collect()
    }

    pub fn offers(&self, label: &str) -> bool {
        self.staff.sheet().items.iter().any(|item| item.label == label)
    }

    /// What was wished since the last time.
    pub fn wishes(&mut self) -> Vec<StaffWish> {
        let wishes = std::mem::take(&mut self.effects).into_iter().filter_map(|effect| match effect {
            Effect::Wish(wish) => Some(wish),
            _ => None,
        });
        wishes.collect()
    }

    pub fn has_ended(&self) -> bool {
        self.effects.contains(&Effect::Ended)
    }
}
