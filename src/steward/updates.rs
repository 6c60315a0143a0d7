//! Sticks and contents in the steward's hands: notices a stick, offers it, takes it when staff say yes.
//!
//! Decides and tells; the reading and copying is done by the `worker`, a thread of its own, because a stick
//! can take a minute for every read and the device's health must be told meanwhile.

mod pin;
mod place;
mod report_place;
mod site;
mod told;
mod worker;

use std::io;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Duration;

pub use self::pin::SharedPin;
use self::place::Mark;
pub use self::place::StickPlace;
pub use self::report_place::ReportPlace;
use self::worker::{Do, SiteFrom, Told};
use crate::clock::Clock;
use crate::pin::{PinAnswer, PinKeeper};
use crate::slots::{InUse, Rot, Slots};
use crate::socket::{StaffNews, StaffWish};

/// A good PIN counts for so long without another wish.
const OPEN: Duration = Duration::from_secs(5 * 60);

/// The system has so long to mount a stick before it is said to be unreadable.
const MOUNTING: Duration = Duration::from_secs(4);

/// Where a stick stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Out,
    Looking,
    /// Refused, in use already, or taken: nothing more to do with this stick.
    Settled,
    Offered,
    Copying,
    Ready,
}

/// The device's contents, its stick and its PIN.
pub struct Updates {
    slots: Slots,
    place: Option<StickPlace>,
    pin: SharedPin,
    clock: Clock,
    worker: Sender<(u64, Do)>,
    told: Receiver<(u64, Told)>,
    stage: Stage,
    /// The stick that was last looked at.
    seen: Option<Mark>,
    /// Since when a stick is plugged in that is not mounted yet.
    bare_since: Option<Duration>,
    /// Counts sticks, so that news of one that is gone are not taken for the next one's.
    turn: u64,
    /// Until then the PIN was good.
    open_until: Option<Duration>,
    /// What was said last of the stick, for staff who come later.
    said: Option<StaffNews>,
    fell_back: Option<Rot>,
    /// A report is being written; that changes the stick, and it is the same one all the same.
    saving: bool,
}

/// What the steward is started with.
pub struct UpdatesSetup {
    pub slots: Slots,
    /// The root of trust that came with the program.
    pub root: Vec<u8>,
    /// Where sticks appear; `None` for a device without.
    pub stick: Option<StickPlace>,
    pub pin: PinKeeper,
}

impl Updates {
    /// Checks what is in use and starts the worker.
    ///
    /// # Errors
    /// When no thread can be started. A state folder that cannot be written is logged: what is there can
    /// still be shown.
    pub fn start(setup: UpdatesSetup, clock: &Clock) -> io::Result<Self> {
        let UpdatesSetup { slots, root, stick, pin } = setup;
        let fell_back = match slots.start() {
            Ok(start) => start.fell_back,
            Err(error) => {
                tracing::error!(%error, "no new content can be taken");
                slots.settle()
            }
        };
        if let Some(rot) = &fell_back {
            tracing::warn!(%rot, "the content in use was damaged; gone back to what is good");
        }
        let (worker, orders) = channel();
        let (tell, told) = channel();
        let own = slots.clone();
        std::thread::Builder::new().name("sticks".into()).spawn(move || worker::work(&own, &root, &orders, &tell))?;
        Ok(Self {
            slots,
            place: stick,
            pin: SharedPin::new(pin),
            clock: clock.clone(),
            worker,
            told,
            stage: Stage::Out,
            seen: None,
            bare_since: None,
            turn: 0,
            open_until: None,
            said: None,
            fell_back,
            saving: false,
        })
    }

    /// The PIN, for the service panel.
    pub fn pin(&self) -> SharedPin {
        self.pin.clone()
    }

    /// Another kiosk is there: it has heard nothing yet.
    pub fn kiosk_came(&mut self) {
        self.pin.kiosk_came();
    }

    /// True while content is copied.
    pub fn is_busy(&self) -> bool {
        self.stage == Stage::Copying
    }

    /// True while what is shown is not what should be, because that was damaged.
    pub fn has_fallen_back(&self) -> bool {
        self.fell_back.is_some()
    }

    /// The number of the content in use; `None` for the one that came with the program.
    pub fn number(&self) -> Option<u64> {
        match self.slots.in_use() {
            InUse::Slot { record, .. } => Some(record.number),
            InUse::Factory => None,
        }
    }

    /// Looks whether a stick came or went, and hears the worker.
    pub fn round(&mut self) -> Vec<StaffNews> {
        let mut news = Vec::new();
        if self.pin.is_newly_missing() {
            self.lock();
            news.push(StaffNews::NoPin);
        }
        self.look(&mut news);
        loop {
            match self.told.try_recv() {
                // Of a stick that is gone, only what is in use by now still counts, and what staff wait for.
                Ok((turn, told))
                    if turn == self.turn
                        || matches!(told, Told::InUse(_) | Told::Taken(_) | Told::SiteTaken | Told::Saved(_)) =>
                {
                    self.hear(told, &mut news)
                }
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return news,
            }
        }
    }

    fn look(&mut self, news: &mut Vec<StaffNews>) {
        let Some(place) = self.place.clone().filter(|_| !self.saving) else { return };
        let mark = place.mark();
        if mark == self.seen {
            self.bare_since = None;
            return;
        }
        if StickPlace::is_bare(mark.as_ref()) {
            let now = self.clock.now();
            if now.saturating_sub(*self.bare_since.get_or_insert(now)) < MOUNTING {
                return;
            }
        }
        self.bare_since = None;
        let there = mark.is_some();
        self.seen = mark;
        news.push(if there { StaffNews::Looking } else { StaffNews::StickOut });
        if !there && self.stage == Stage::Ready {
            // What was copied does not need the stick any more.
            return;
        }
        self.turn += 1;
        self.lock();
        self.said = Some(if there { StaffNews::Looking } else { StaffNews::StickOut });
        self.stage = if there { Stage::Looking } else { Stage::Out };
        self.tell(if there { Do::Look(place) } else { Do::Drop });
    }

    /// Does what staff wish, where they may.
    pub fn wish(&mut self, wish: StaffWish) -> Vec<StaffNews> {
        let now = self.clock.now();
        match wish {
            StaffWish::Pin(pin) => {
                let answer = self.pin.keeper().try_pin(pin, now);
                if answer == PinAnswer::Good {
                    self.open_until = Some(now + OPEN);
                }
                return vec![StaffNews::Pin(answer)];
            }
            StaffWish::ForgotPin => return vec![self.pin.reset_code()],
            StaffWish::Leave => {
                self.lock();
                return Vec::new();
            }
            StaffWish::SetPin(pin) if !self.pin.keeper().is_set() || self.is_open(now) => {
                let answer = self.pin.keeper().set(pin);
                if answer == PinAnswer::Good {
                    self.open_until = Some(now + OPEN);
                }
                return vec![StaffNews::Pin(answer)];
            }
            _ if !self.is_open(now) => return vec![StaffNews::Locked],
            _ => self.open_until = Some(now + OPEN),
        }
        match (wish, self.stage) {
            (StaffWish::Tell, stage) => self.told(stage),
            (StaffWish::Site(site), _) => {
                self.tell(Do::KeepSite(SiteFrom::Screen(site)));
                Vec::new()
            }
            (StaffWish::TakeSite, _) => {
                self.tell(Do::KeepSite(SiteFrom::Stick));
                Vec::new()
            }
            (StaffWish::ReadSite, stage) if stage != Stage::Copying => match self.place.clone() {
                Some(place) => {
                    self.tell(Do::ReadSite(place));
                    Vec::new()
                }
                None => vec![StaffNews::SiteRefused("This device has no place for sticks.".to_owned())],
            },
            (StaffWish::Take, Stage::Offered) => {
                self.stage = Stage::Copying;
                self.tell(Do::Copy);
                vec![StaffNews::Copying { percent: 0 }]
            }
            (StaffWish::Yes, Stage::Ready) => {
                self.tell(Do::Use);
                Vec::new()
            }
            (StaffWish::No, Stage::Ready) => {
                self.stage = Stage::Offered;
                self.tell(Do::Discard);
                Vec::new()
            }
            // Not while a copy is under way: it compares with what is in use.
            (StaffWish::GoBack, stage) if stage != Stage::Copying => {
                self.tell(Do::GoBack);
                Vec::new()
            }
            (StaffWish::GoToFactory, stage) if stage != Stage::Copying => {
                self.tell(Do::GoToFactory);
                Vec::new()
            }
            // A touch on a picture that is no longer true; or about the device's health, which is the watch's.
            _ => Vec::new(),
        }
    }

    /// What staff must know who have just come.
    fn told(&self, stage: Stage) -> Vec<StaffNews> {
        let in_use = StaffNews::InUse { number: self.number() };
        let stick = match stage {
            Stage::Copying => Some(StaffNews::Copying { percent: 0 }),
            Stage::Ready => Some(StaffNews::Ready),
            _ => self.said.clone(),
        };
        [in_use].into_iter().chain(stick).collect()
    }

    /// Writes a report onto the stick, because staff ask for it. The PIN is the caller's to ask for.
    pub fn save(&mut self, files: Vec<(String, String)>) -> Vec<StaffNews> {
        match &self.place {
            // A copy goes on reading while this waits for its turn.
            Some(place) => {
                self.tell(Do::Save(place.clone(), files));
                self.saving = true;
                Vec::new()
            }
            None => vec![StaffNews::ReportNotSaved("This device has no place for sticks.".to_owned())],
        }
    }

    /// Whether staff have shown their PIN; asking is a sign that they are still there.
    pub fn lets_in(&mut self) -> bool {
        let now = self.clock.now();
        let open = self.is_open(now);
        if open {
            self.open_until = Some(now + OPEN);
        }
        open
    }

    fn is_open(&self, now: Duration) -> bool {
        self.open_until.is_some_and(|until| now < until)
    }

    fn lock(&mut self) {
        self.open_until = None;
    }

    fn tell(&self, order: Do) {
        if self.worker.send((self.turn, order)).is_err() {
            tracing::error!("the thread for sticks has stopped; restart the device");
        }
    }
}
