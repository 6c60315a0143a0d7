//! The whole panel: takes events, watches the Pi, answers it, and knows what to show.
//!
//! This is the one owner of the panel's state. It decides nothing about the Pi's life itself (that
//! is `supervisor`), nothing about words (`pages`) and nothing about dots (`draw`).
//!
//! It keeps its half of the conversation that `stairlight_link` describes. Beyond that, it says
//! hello again every ten seconds while beats arrive but the Pi's hello or health is missing.

mod beats;
mod request;

use stairlight_link::{
    Action, Fault, Health, Heard, Identity, Outcome, PROTOCOL, StaffLanguage, ToPanel, ToPi, Version,
};

use self::beats::Beats;
use self::request::Request;
use crate::keys::{Change, Door, Key, KeyEvent};
use crate::light::{Lamps, Signal};
use crate::pages::{Doing, Facts, Page, Sheet, sheet};
use crate::supervisor::{Carried, Sign, State, Supervisor};
use crate::time::{Millis, Span};
use crate::words;

/// No second hello within this.
const HELLO_QUIET: Span = Span::millis(stairlight_link::HELLO_QUIET_MS as u64);
/// How often the panel greets a Pi that beats but has not introduced itself.
const HELLO_AGAIN: Span = Span::seconds(10);
/// A page left alone goes back to the first.
const HOME_AFTER: Span = Span::minutes(1);
/// With the bay closed nobody sees the glass, and it wears by shining.
const DARK_AFTER: Span = Span::minutes(1);
/// Before the Pi has said which language staff chose, the words change this often.
const LANGUAGE_TURN: Span = Span::seconds(3);

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key or the bay's door.
    Contact(Change),
    /// A message of the Pi.
    Heard(ToPanel),
    /// A hello of a Pi that speaks another version.
    OtherVersion(Version),
    /// Bytes that were no message, or an error of the wire itself.
    WireFault,
    /// A tenth of a second went by.
    Tick,
}

impl Event {
    /// What the ear heard, as an event; nothing for messages that only a newer panel knows.
    pub fn from_wire(heard: Result<Heard<ToPanel>, Fault>) -> Option<Self> {
        match heard {
            Ok(Heard::Message(message)) => Some(Self::Heard(message)),
            Ok(Heard::OtherVersion(version)) => Some(Self::OtherVersion(version)),
            Ok(Heard::Unknown { .. }) => None,
            Err(_) => Some(Self::WireFault),
        }
    }
}

/// Messages for the Pi from one event. A tick gives at most three: please shut down, hello, bay.
pub type Outbox = heapless::Vec<ToPi, 3>;

/// How the panel's own lines stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outputs {
    /// The light.
    pub lamps: Lamps,
    /// Press the Pi's power key.
    pub ask_to_shut_down: bool,
    /// Cut the Pi's power.
    pub cut_power: bool,
}

/// The panel.
#[derive(Debug, Clone)]
pub struct Panel {
    identity: Identity,
    supervisor: Supervisor,
    page: Page,
    door: Door,
    /// The last key or door.
    touched: Millis,
    /// The `Do` key is down since it lit the glass: letting it go does nothing.
    waking: bool,
    /// The Pi's version; forgotten when it falls silent.
    kiosk: Option<Version>,
    health: Option<Health>,
    /// What staff chose, kept when the Pi falls silent.
    language: Option<StaffLanguage>,
    heard_beat: bool,
    beats: Beats,
    wire_faults: u16,
    hello_sent: Option<Millis>,
    request: Option<Request>,
}

impl Panel {
    /// A panel that has just started; `carried` is what [`carried`](Self::carried) said before it
    /// restarted itself, and nothing after it got power.
    pub fn new(identity: Identity, carried: Carried, now: Millis) -> Self {
        Self {
            identity,
            supervisor: Supervisor::new(carried, now),
            page: Page::State,
            door: Door::Closed,
            touched: now,
            waking: false,
            kiosk: None,
            health: None,
            language: None,
            heard_beat: false,
            beats: Beats::default(),
            wire_faults: 0,
            hello_sent: None,
            request: None,
        }
    }

    /// Takes an event; gives what to tell the Pi.
    pub fn handle(&mut self, event: Event, now: Millis) -> Outbox {
        let mut outbox = Outbox::new();
        match event {
            Event::Contact(Change::Key(key)) => self.key(key, now, &mut outbox),
            Event::Contact(Change::Bay(door)) => self.bay(door, now, &mut outbox),
            Event::Heard(message) => self.heard(message, now, &mut outbox),
            Event::OtherVersion(version) => self.hello(version, now, &mut outbox),
            Event::WireFault => self.wire_faults = self.wire_faults.saturating_add(1),
            Event::Tick => self.tick(now, &mut outbox),
        }
        outbox
    }

    /// How the lines and the light stand now.
    pub fn outputs(&self, now: Millis) -> Outputs {
        Outputs {
            lamps: self.signal().lamps(now),
            ask_to_shut_down: self.supervisor.presses_ask(now),
            cut_power: self.supervisor.cuts_power(),
        }
    }

    /// What stands on the glass now.
    pub fn sheet(&self, now: Millis) -> Sheet {
        if self.door == Door::Closed && now.since(self.touched) >= DARK_AFTER {
            return Sheet::Dark;
        }
        let facts = Facts {
            state: self.supervisor.state(),
            health: self.health.as_ref(),
            kiosk: self.kiosk,
            heard: self.heard_beat,
            cuts: self.supervisor.cuts_this_hour(now),
            wire_faults: self.wire_faults,
            panel: self.identity,
            notice: self.request.as_ref().map(Request::notice),
        };
        sheet(self.page, &facts, self.language_now(now))
    }

    /// What the light says.
    pub fn signal(&self) -> Signal {
        Signal::of(self.state(), self.health.as_ref())
    }

    /// Where the supervisor stands.
    pub fn state(&self) -> State {
        self.supervisor.state()
    }

    /// What to keep over the panel's own restart.
    pub fn carried(&self, now: Millis) -> Carried {
        self.supervisor.carried(now)
    }

    fn key(&mut self, event: KeyEvent, now: Millis, outbox: &mut Outbox) {
        let was_dark = self.sheet(now) == Sheet::Dark;
        self.touched = now;
        if was_dark {
            // The press that lights the glass does nothing else.
            self.turn_to(Page::State);
            self.waking = true;
        }
        let doing = self.page.doing();
        match event {
            KeyEvent::Down(_) | KeyEvent::Tapped(_) if was_dark => {}
            KeyEvent::Down(Key::Previous) => self.turn_to(self.page.previous()),
            KeyEvent::Down(Key::Next) => self.turn_to(self.page.next()),
            KeyEvent::Down(Key::Do) => self.waking = false,
            KeyEvent::Tapped(Key::Do) if !self.waking && !doing.by_holding() => {
                self.do_it(doing, now, outbox);
            }
            KeyEvent::Held(Key::Do) if !self.waking && doing.by_holding() => {
                self.do_it(doing, now, outbox);
            }
            KeyEvent::Tapped(_) | KeyEvent::Held(_) => {}
        }
    }

    fn turn_to(&mut self, page: Page) {
        self.page = page;
        self.request = None;
    }

    fn do_it(&mut self, doing: Doing, now: Millis, outbox: &mut Outbox) {
        match doing {
            Doing::Explain => {
                self.turn_to(Page::explaining(self.state(), self.health.as_ref()));
            }
            Doing::PrintTest => self.ask_for(Action::PrinterTest, now, outbox),
            Doing::Refresh => self.ask_for(Action::Refresh, now, outbox),
            Doing::ShutDown => self.ask_for(Action::SafeShutdown, now, outbox),
            Doing::StartAgain => self.start_again(now),
            Doing::ForgetPin => self.ask_for(Action::PinReset, now, outbox),
        }
    }

    fn ask_for(&mut self, action: Action, now: Millis, outbox: &mut Outbox) {
        let answers = matches!(self.state(), State::Running | State::HoldingOff);
        self.request = Some(if action.needs_open_bay() && self.door == Door::Closed {
            Request::settled(words::BAY_CLOSED, now)
        } else if !answers {
            Request::settled(words::NOT_NOW, now)
        } else {
            post(outbox, ToPi::Do { action });
            Request::asked(action, now)
        });
    }

    fn start_again(&mut self, now: Millis) {
        let notice = match self.supervisor.start_again(now) {
            Ok(()) => words::outcome(Outcome::Started),
            Err(_) => words::NOT_NOW,
        };
        self.request = Some(Request::settled(notice, now));
    }

    fn bay(&mut self, door: Door, now: Millis, outbox: &mut Outbox) {
        self.door = door;
        self.touched = now;
        self.turn_to(Page::State);
        post(outbox, ToPi::Bay { open: door == Door::Open });
    }

    fn heard(&mut self, message: ToPanel, now: Millis, outbox: &mut Outbox) {
        match message {
            ToPanel::Hello { version } => self.hello(version, now, outbox),
            ToPanel::Beat { n } if self.beats.is_new(n) => {
                self.heard_beat = true;
                self.supervisor.heard(Sign::Beat, now);
                post(outbox, ToPi::BeatAck { n });
            }
            ToPanel::Beat { .. } => {}
            ToPanel::HoldOff { seconds } => {
                self.supervisor.heard(Sign::HoldOff(Span::seconds(seconds.into())), now);
            }
            ToPanel::Resume => self.supervisor.heard(Sign::Resume, now),
            ToPanel::Health(health) => {
                self.language = Some(health.language);
                self.health = Some(health);
            }
            ToPanel::Reply { action, outcome } => self.reply(action, outcome, now),
            ToPanel::AskedToShutDownAck => self.supervisor.heard(Sign::Agreed, now),
        }
    }

    fn hello(&mut self, version: Version, now: Millis, outbox: &mut Outbox) {
        if version != PROTOCOL {
            // What an earlier Pi of our version said of itself is not true of this one.
            self.health = None;
        }
        self.kiosk = Some(version);
        self.beats.forget();
        self.supervisor.heard(Sign::Hello, now);
        if self.hello_sent.is_none_or(|sent| now.since(sent) >= HELLO_QUIET) {
            self.say_hello(now, outbox);
        }
    }

    fn reply(&mut self, action: Action, outcome: Outcome, now: Millis) {
        if action == Action::SafeShutdown && outcome == Outcome::Started {
            self.supervisor.heard(Sign::StaffStop, now);
        }
        if let Some(request) = &mut self.request {
            request.reply(action, outcome, now);
        }
    }

    fn tick(&mut self, now: Millis, outbox: &mut Outbox) {
        if self.supervisor.tick(now) {
            post(outbox, ToPi::PleaseShutDown);
        }
        if matches!(self.state(), State::Cut | State::Late | State::Stopped) {
            // A Pi that comes back introduces itself; until then its last words are not news.
            self.kiosk = None;
            self.health = None;
        }
        if now.since(self.touched) >= HOME_AFTER && self.page != Page::State {
            self.turn_to(Page::State);
        }
        if self.request.as_mut().is_some_and(|request| request.is_over(now)) {
            self.request = None;
        }
        if self.hello_due(now) {
            self.say_hello(now, outbox);
        }
    }

    /// At the panel's start, and while a Pi beats that has not said who or how it is.
    fn hello_due(&self, now: Millis) -> bool {
        let Some(sent) = self.hello_sent else {
            return true;
        };
        let knows_enough = match self.kiosk {
            None => false,
            Some(PROTOCOL) => self.health.is_some(),
            // Nothing more that we would understand.
            Some(_) => true,
        };
        self.state() == State::Running && !knows_enough && now.since(sent) >= HELLO_AGAIN
    }

    fn say_hello(&mut self, now: Millis, outbox: &mut Outbox) {
        self.hello_sent = Some(now);
        post(outbox, ToPi::Hello { version: PROTOCOL, panel: self.identity });
        post(outbox, ToPi::Bay { open: self.door == Door::Open });
    }

    fn language_now(&self, now: Millis) -> StaffLanguage {
        let turn = (now.0 / LANGUAGE_TURN.as_millis()) as usize % StaffLanguage::ALL.len();
        self.language.unwrap_or(StaffLanguage::ALL[turn])
    }
}

/// The outbox holds what one event can cause; see [`Outbox`].
fn post(outbox: &mut Outbox, message: ToPi) {
    let posted = outbox.push(message);
    debug_assert!(posted.is_ok(), "one event causes at most three messages");
}
