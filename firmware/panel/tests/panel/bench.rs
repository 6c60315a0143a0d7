//! A panel with a clock, keys and a Pi that says what the test wants.

use stairlight_link::{PROTOCOL, ToPanel, ToPi};
use stairlight_panel::keys::{Change, Door, Key, KeyEvent};
use stairlight_panel::pages::Sheet;
use stairlight_panel::supervisor::Carried;
use stairlight_panel::time::{Millis, Span};
use stairlight_panel::{Event, Panel};

use crate::scenes;

/// A panel with a clock and all that it said.
pub struct Bench {
    pub panel: Panel,
    pub now: Millis,
    pub said: Vec<ToPi>,
    /// The number of the Pi's next beat.
    beat: u16,
}

impl Bench {
    pub fn begin() -> Self {
        let now = Millis(0);
        Self { panel: Panel::new(scenes::identity(), Carried::default(), now), now, said: Vec::new(), beat: 0 }
    }

    /// A Pi that said hello, how it is, and beats; the bay open.
    pub fn running() -> Self {
        let mut bench = Self::begin();
        bench.pass(Span::seconds(5));
        bench.hear(ToPanel::Hello { version: PROTOCOL });
        bench.hear(ToPanel::Health(scenes::working()));
        bench.beat();
        bench.event(Event::Contact(Change::Bay(Door::Open)));
        bench.said.clear();
        bench
    }

    pub fn event(&mut self, event: Event) {
        self.said.extend(self.panel.handle(event, self.now));
    }

    pub fn hear(&mut self, message: ToPanel) {
        self.event(Event::Heard(message));
    }

    pub fn pass(&mut self, span: Span) {
        let end = self.now + span;
        while self.now < end {
            self.now = self.now + Span::millis(100);
            self.event(Event::Tick);
        }
    }

    pub fn beats(&mut self, seconds: u16) {
        for _ in 0..seconds {
            self.beat();
            self.pass(Span::seconds(1));
        }
    }

    pub fn beat(&mut self) {
        self.hear(ToPanel::Beat { n: self.beat });
        self.beat = self.beat.wrapping_add(1);
    }

    pub fn tap(&mut self, key: Key) {
        self.event(Event::Contact(Change::Key(KeyEvent::Down(key))));
        self.event(Event::Contact(Change::Key(KeyEvent::Tapped(key))));
    }

    pub fn hold(&mut self, key: Key) {
        self.event(Event::Contact(Change::Key(KeyEvent::Down(key))));
        self.event(Event::Contact(Change::Key(KeyEvent::Held(key))));
    }

    pub fn turn_pages(&mut self, pages: usize) {
        (0..pages).for_each(|_| self.tap(Key::Next));
    }

    pub fn sheet(&self) -> Sheet {
        self.panel.sheet(self.now)
    }

    pub fn title(&self) -> &'static str {
        match self.sheet() {
            Sheet::Lines { title, .. } => title,
            other => panic!("no title on {other:?}"),
        }
    }

    pub fn last_line(&self) -> &'static str {
        match self.sheet() {
            Sheet::Lines { last, .. } => last,
            other => panic!("no last line on {other:?}"),
        }
    }

    pub fn word(&self) -> String {
        match self.sheet() {
            Sheet::Big { word, .. } => word.join(" ").trim().to_owned(),
            other => panic!("no big word on {other:?}"),
        }
    }

    pub fn take_said(&mut self) -> Vec<ToPi> {
        std::mem::take(&mut self.said)
    }

    pub fn hellos(&self) -> usize {
        self.said.iter().filter(|said| matches!(said, ToPi::Hello { .. })).count()
    }
}
