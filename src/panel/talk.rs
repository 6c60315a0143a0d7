//! Our half of the conversation that `stairlight_link` describes: messages in, messages out.
//!
//! It knows no bytes and no line (`end`), performs nothing that is asked (`requests`), and reads
//! no clock. What it says depends on [`Status`], on time and on the panel, and on nothing else.

use std::time::Duration;

use stairlight_link::{
    Action, BEAT_EVERY_MS, HELLO_QUIET_MS, Health, Heard, Identity, Outcome, PROTOCOL, ToPanel, ToPi, Version,
};

use super::link::Link;
use super::requests::{Answer, Ask, Requests, Taken};
use super::status::Status;

/// No second hello within this.
const HELLO_QUIET: Duration = Duration::from_millis(HELLO_QUIET_MS as u64);
/// How often to greet a panel that answers and has not said who it is: it may have greeted before
/// we listened, and is then quiet for [`HELLO_QUIET`].
const HELLO_AGAIN: Duration = Duration::from_secs(3);
const BEAT_EVERY: Duration = Duration::from_millis(BEAT_EVERY_MS as u64);
/// After a longer pause the panel has called us late, and forgotten how we are.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(10);
/// Beats without an answer for this long: nobody is there. Five beats, because noise may eat two.
const SILENT_AFTER: Duration = Duration::from_secs(5);
/// Health that flickers, such as a temperature between two degrees, is said this often at most.
const HEALTH_EVERY: Duration = Duration::from_secs(1);
/// What one message asks for: the longest that an update may take, and the most that the panel
/// grants at once. An update that ends says so, and one that begins anew asks anew.
const HOLD_OFF_SECONDS: u16 = 30 * 60;
/// The request is renewed this often while the update runs and the steward lives.
const HOLD_OFF_AGAIN: Duration = Duration::from_secs(60);
/// The panel repeats its request to stop every ten seconds; after a longer pause it is a new one.
const STOP_ANEW: Duration = Duration::from_secs(30);

/// The conversation on one wire.
#[derive(Default)]
pub(super) struct Talk {
    said: Vec<ToPanel>,
    panel: Option<Peer>,
    /// Nobody has answered for too long.
    silent: bool,
    /// What the panel said last; closed until it says otherwise.
    bay_open: bool,
    hello_due: bool,
    hello_said: Option<Duration>,
    /// The last beat's number; goes on over reconnects.
    beat: u16,
    beat_due: Duration,
    /// Since when a beat has had no answer.
    unanswered: Option<Duration>,
    /// What was said last, and when; nothing when the panel may not know.
    health: Option<(Health, Duration)>,
    hold_off: HoldOff,
    requests: Requests,
    stop_heard: Option<Duration>,
}

enum Peer {
    Met(Identity),
    OtherVersion(Version),
}

/// What the panel was told about an update.
#[derive(Default)]
enum HoldOff {
    /// Nothing since it started.
    #[default]
    Unsaid,
    /// One runs, said then.
    Asked(Duration),
    /// None runs.
    Resumed,
}

impl Talk {
    /// The wire was opened: everything is to be said anew.
    pub(super) fn opened(&mut self, now: Duration) {
        let Talk { beat, requests, .. } = std::mem::take(self);
        *self = Talk { beat, requests, hello_due: true, beat_due: now, ..Talk::default() };
    }

    /// Takes what the panel said; gives what it wants done.
    pub(super) fn heard(&mut self, heard: Heard<ToPi>, now: Duration, status: &Status) -> Option<Ask> {
        self.unanswered = None;
        self.silent = false;
        let message = match heard {
            Heard::Message(ToPi::Hello { version: _, panel }) => {
                self.met(Peer::Met(panel), now);
                return None;
            }
            Heard::OtherVersion(version) => {
                self.met(Peer::OtherVersion(version), now);
                return None;
            }
            Heard::Message(message) => message,
            Heard::Unknown { .. } => return None,
        };
        match self.panel {
            Some(Peer::Met(_)) => {}
            // A number that we know may mean something else there. Its own power key still works.
            Some(Peer::OtherVersion(_)) => return None,
            None if self.hello_said.is_none_or(|said| now.saturating_sub(said) >= HELLO_AGAIN) => {
                self.hello_due = true;
            }
            None => {}
        }
        match message {
            ToPi::Hello { .. } | ToPi::BeatAck { .. } => None,
            ToPi::Bay { open } => {
                self.bay_open = open;
                None
            }
            ToPi::Do { action } => self.asked(action, now, status),
            ToPi::PleaseShutDown => {
                self.said.push(ToPanel::AskedToShutDownAck);
                let last = self.stop_heard.replace(now);
                last.is_none_or(|last| now.saturating_sub(last) >= STOP_ANEW).then_some(Ask::StopNow)
            }
        }
    }

    /// Says what is due.
    pub(super) fn tick(&mut self, now: Duration, status: &Status) {
        if std::mem::take(&mut self.hello_due) {
            self.hello_said = Some(now);
            self.said.push(ToPanel::Hello { version: PROTOCOL });
        }
        // Before the health: a panel that had given us up forgets what it hears before a beat.
        self.beat(now, status);
        self.hold_off(now, status);
        self.health(now, status);
        self.silent = self.unanswered.is_some_and(|since| now.saturating_sub(since) >= SILENT_AFTER);
    }

    /// The steward's answer, or unasked that it shuts down because staff chose so on the screen.
    pub(super) fn answer(&mut self, ask: Ask, answer: Answer) {
        let Some(action) = ask.action() else {
            return;
        };
        self.requests.answered(action, answer);
        self.reply(action, answer.into());
    }

    /// What is to be sent, in order.
    pub(super) fn take_said(&mut self) -> Vec<ToPanel> {
        std::mem::take(&mut self.said)
    }

    /// How the connection stands on an open wire.
    pub(super) fn link(&self) -> Link {
        match &self.panel {
            Some(Peer::Met(identity)) if !self.silent => Link::Met { identity: *identity },
            Some(Peer::OtherVersion(version)) if !self.silent => Link::OtherVersion { version: *version },
            _ => Link::Silent,
        }
    }

    fn met(&mut self, panel: Peer, now: Duration) {
        self.panel = Some(panel);
        // It follows at once; a panel that has just started has not looked at its door.
        self.bay_open = false;
        // It may have just started and know nothing of what was said before.
        self.health = None;
        self.hold_off = HoldOff::Unsaid;
        self.hello_due |= self.hello_said.is_none_or(|said| now.saturating_sub(said) >= HELLO_QUIET);
    }

    fn asked(&mut self, action: Action, now: Duration, status: &Status) -> Option<Ask> {
        let ask = match action {
            Action::Refresh => {
                self.health = None;
                self.reply(action, Outcome::Done);
                return Some(Ask::LookAgain);
            }
            _ if status.updating || (action.needs_open_bay() && !self.bay_open) => None,
            Action::PrinterTest => Some(Ask::PrinterTest),
            Action::SafeShutdown => Some(Ask::SafeShutdown),
            Action::PinReset => Some(Ask::PinReset),
            Action::Unknown => None,
        };
        let Some(ask) = ask else {
            self.reply(action, Outcome::Refused);
            return None;
        };
        match self.requests.take(action, now) {
            Taken::New => return Some(ask),
            Taken::Waiting => {}
            Taken::Begun => self.reply(action, Outcome::Started),
        }
        None
    }

    fn beat(&mut self, now: Duration, status: &Status) {
        if now < self.beat_due || !status.alive() {
            return;
        }
        if now.saturating_sub(self.beat_due) >= FORGOTTEN_AFTER {
            self.health = None;
        }
        self.beat_due = now + BEAT_EVERY;
        self.beat = self.beat.wrapping_add(1);
        self.said.push(ToPanel::Beat { n: self.beat });
        self.unanswered.get_or_insert(now);
    }

    fn hold_off(&mut self, now: Duration, status: &Status) {
        let due = match self.hold_off {
            HoldOff::Asked(said) => now.saturating_sub(said) >= HOLD_OFF_AGAIN,
            HoldOff::Unsaid | HoldOff::Resumed => true,
        };
        match (status.updating, &self.hold_off) {
            (true, _) if due && status.steward_alive => {
                self.hold_off = HoldOff::Asked(now);
                self.said.push(ToPanel::HoldOff { seconds: HOLD_OFF_SECONDS });
            }
            // Also after a start: the steward before us may have died in an update.
            (false, HoldOff::Unsaid | HoldOff::Asked(_)) => {
                self.hold_off = HoldOff::Resumed;
                self.said.push(ToPanel::Resume);
            }
            _ => {}
        }
    }

    fn health(&mut self, now: Duration, status: &Status) {
        if self.speaks_other() {
            return;
        }
        let health = status.shown();
        let due = match &self.health {
            None => true,
            Some((last, said)) => *last != health && now.saturating_sub(*said) >= HEALTH_EVERY,
        };
        if due {
            self.health = Some((health.clone(), now));
            self.said.push(ToPanel::Health(health));
        }
    }

    fn reply(&mut self, action: Action, outcome: Outcome) {
        if !self.speaks_other() {
            self.said.push(ToPanel::Reply { action, outcome });
        }
    }

    fn speaks_other(&self) -> bool {
        matches!(self.panel, Some(Peer::OtherVersion(_)))
    }
}
