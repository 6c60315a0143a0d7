//! The service panel in the steward's hands: told how the device is in every round, and obeyed when
//! its keys ask for something.
//!
//! What it asks for is about the device alone. The test page is the kiosk's to print: the steward
//! passes the wish on, and the answer back, and learns no reason for a "not now".

use std::os::unix::net::UnixStream;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use super::machine::{Forgotten, Hands};
use crate::clock::{Clock, Date};
use crate::health::{Conditions, Screen};
use crate::panel::{Answer, Ask, Line, Link, Panel, PanelUri, StaffLanguage, Status, for_uri};
use crate::socket::{self, Down, TestPage};

/// How long the panel has to hear that the machine stops, before the system ends this process.
const WORD_FIRST: Duration = Duration::from_secs(1);

/// A panel starts with the device, and takes some seconds.
const MEETING: Duration = Duration::from_secs(20);

/// The panel, and what the steward can do for it.
pub struct Service {
    panel: Panel,
    asks: Receiver<Ask>,
    hands: Hands,
    /// The kiosk was asked for a test page and has not said how it ended.
    testing: bool,
    /// Staff chose to shut down; done then, so that the panel hears of it first.
    stop_at: Option<Duration>,
    /// A panel that has not answered until then is missed.
    met_by: Duration,
    clock: Clock,
}

impl Service {
    /// Joins the panel at `uri`. One that is not there is waited for.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(uri: &PanelUri, clock: &Clock, hands: Hands) -> std::io::Result<Self> {
        Self::start_on(for_uri(uri, clock), clock, hands)
    }

    /// The same on a line of your own.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start_on(line: Box<dyn Line>, clock: &Clock, hands: Hands) -> std::io::Result<Self> {
        let (tell, asks) = mpsc::channel();
        let nobody = Conditions { screen: Screen::Silent, ..Conditions::unknown(Date::today()) };
        let nothing = Status::of(&nobody, StaffLanguage::English);
        let panel = Panel::start_on(line, clock, nothing, move |ask| {
            // The steward is gone only when the panel is, too.
            let _ = tell.send(ask);
        })?;
        let met_by = clock.now() + MEETING;
        Ok(Self { panel, asks, hands, testing: false, stop_at: None, met_by, clock: clock.clone() })
    }

    /// How the connection to the panel stands; `None` while it may still be on its way.
    pub fn link(&self) -> Option<Link> {
        let link = self.panel.link();
        (matches!(link, Link::Met { .. }) || self.clock.now() >= self.met_by).then_some(link)
    }

    /// One round of the steward. `kiosk` is where a test page is asked for; `None` while there is no
    /// kiosk. Says whether somebody wants everything looked at again.
    pub fn round(&mut self, status: &Status, mut kiosk: Option<&mut UnixStream>) -> LookAgain {
        self.panel.tell(status);
        let now = self.clock.now();
        if self.stop_at.take_if(|at| *at <= now).is_some() {
            self.power_off();
        }
        let mut look = LookAgain::No;
        while let Ok(ask) = self.asks.try_recv() {
            match ask {
                Ask::PrinterTest => self.ask_for_a_test(kiosk.as_deref_mut()),
                Ask::SafeShutdown => self.shut_down(),
                Ask::PinReset => self.forget_pin(),
                Ask::StopNow => self.power_off(),
                Ask::LookAgain => look = LookAgain::Yes,
            }
        }
        look
    }

    /// The kiosk says what became of the test page.
    pub fn tested(&mut self, page: TestPage) {
        // A kiosk that tests without being asked is not the panel's business.
        if self.testing {
            self.testing = page == TestPage::Begun;
            self.panel.answer(Ask::PrinterTest, answer(page));
        }
    }

    /// The kiosk is gone, and what it was asked for with it.
    pub fn kiosk_gone(&mut self) {
        if std::mem::take(&mut self.testing) {
            self.panel.answer(Ask::PrinterTest, Answer::Failed);
        }
    }

    fn ask_for_a_test(&mut self, kiosk: Option<&mut UnixStream>) {
        self.testing = kiosk.is_some_and(|kiosk| socket::send(kiosk, &Down::PrintTestPage).is_ok());
        if !self.testing {
            tracing::warn!("no test page: there is no kiosk to print it");
            self.panel.answer(Ask::PrinterTest, Answer::Failed);
        }
    }

    fn shut_down(&mut self) {
        let answer = match &self.hands.machine {
            Some(_) => {
                self.stop_at = Some(self.clock.now() + WORD_FIRST);
                Answer::Started
            }
            None => {
                tracing::warn!("asked to shut down; not here: this is no appliance");
                Answer::Refused
            }
        };
        self.panel.answer(Ask::SafeShutdown, answer);
    }

    fn power_off(&mut self) {
        let Some(machine) = &mut self.hands.machine else {
            tracing::warn!("the panel wants the machine stopped; not here: this is no appliance");
            return;
        };
        tracing::warn!("the machine is shut down for the service panel");
        if let Err(error) = machine.power_off() {
            tracing::error!(%error, "the machine cannot be shut down; give the steward's user the right to power off");
            self.panel.answer(Ask::SafeShutdown, Answer::Failed);
        }
    }

    fn forget_pin(&mut self) {
        let forgotten = self.hands.pin.forget();
        tracing::warn!(?forgotten, "staff PIN reset at the service panel");
        let answer = match forgotten {
            Forgotten::Done => Answer::Done,
            Forgotten::NoneSet => Answer::NoneSet,
            Forgotten::Failed => Answer::Failed,
        };
        self.panel.answer(Ask::PinReset, answer);
    }
}

/// Whether everything is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookAgain {
    Yes,
    No,
}

fn answer(page: TestPage) -> Answer {
    match page {
        TestPage::Begun => Answer::Started,
        TestPage::Done => Answer::Done,
        TestPage::Unconfirmed => Answer::Unconfirmed,
        TestPage::Failed => Answer::Failed,
        TestPage::NotNow => Answer::Refused,
    }
}
