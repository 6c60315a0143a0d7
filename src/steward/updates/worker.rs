//! The thread that reads sticks and writes contents. It does one thing after the other and decides nothing.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use jiff::Timestamp;

use super::report_place::{ReportPlace, trouble};
use super::{StickPlace, site};
use crate::clock;
use crate::pin::ResetCode;
use crate::site::Site;
use crate::slots::{InUse, Prepared, Slots, SlotsError, Taken};
use crate::trust::reset::ResetRefusal;
use crate::trust::{Floor, Offer, Refusal, Reset, StickFolder};

/// A stick that brings settings and nothing else.
const SITE_ALONE: &str =
    "There are settings for a site on this stick, and no content. Open \"This site\" to take them.";

/// Orders; each comes with the count of the stick that it is about.
pub(super) enum Do {
    Look(StickPlace),
    Copy,
    Use,
    Discard,
    GoBack,
    GoToFactory,
    /// Read the settings on the stick.
    ReadSite(StickPlace),
    KeepSite(SiteFrom),
    /// Files by name, for the manager.
    Save(StickPlace, Vec<(String, String)>),
    /// The stick is gone.
    Drop,
}

/// Where the settings come from that are to be kept.
pub(super) enum SiteFrom {
    Screen(Box<Site>),
    /// As they were read last.
    Stick,
}

/// What came of it.
pub(super) enum Told {
    Refused(String),
    AlreadyThere,
    /// A file that resets a PIN, after whatever else the stick holds: the code that is signed, or why it is not.
    Reset(Result<ResetCode, String>),
    Found {
        number: u64,
        published: Option<String>,
        seconds: u32,
        remarks: Vec<String>,
    },
    Percent(u8),
    Ready(Vec<String>),
    InUse(Option<u64>),
    /// What was on the stick is in use.
    Taken(u64),
    NotBack(String),
    Site(Box<Site>),
    SiteTaken,
    SiteRefused(String),
    /// The names of the files, or why they are not there.
    Saved(Result<Vec<String>, String>),
}

/// Works until the steward is gone.
pub(super) fn work(slots: &Slots, root: &[u8], orders: &Receiver<(u64, Do)>, tell: &Sender<(u64, Told)>) {
    let mut bench = Bench { slots, root, offer: None, prepared: None, site: None };
    while let Ok((turn, order)) = orders.recv() {
        let mut say = |told| {
            // The steward is gone only when the process is.
            let _ = tell.send((turn, told));
        };
        if let Err(refusal) = bench.work(order, &mut say) {
            say(Told::Refused(refusal.to_string()));
        }
    }
}

struct Bench<'a> {
    slots: &'a Slots,
    root: &'a [u8],
    offer: Option<Offer>,
    prepared: Option<Prepared>,
    /// The settings that were read from the stick and shown.
    site: Option<Site>,
}

impl Bench<'_> {
    fn work(&mut self, order: Do, say: &mut dyn FnMut(Told)) -> Result<(), Refusal> {
        match order {
            Do::Look(place) => self.look(&place, say),
            Do::Copy => self.copy(say)?,
            Do::Use => {
                if let Some(prepared) = self.prepared.take()
                    && let Taken::InUse { record, .. } = self.slots.commit(prepared)?
                {
                    say(Told::Taken(record.number));
                    self.slots.tidy();
                }
            }
            Do::Discard => self.discard(),
            Do::GoBack => went(self.slots.go_back(), say),
            Do::GoToFactory => went(self.slots.go_to_factory(), say),
            Do::ReadSite(place) => match site::from_stick(place.path(), self.slots) {
                Ok(site) => {
                    self.site = Some(site.clone());
                    say(Told::Site(Box::new(site)));
                }
                Err(why) => say(Told::SiteRefused(why)),
            },
            Do::KeepSite(from) => say(self.keep_site(from).map_or_else(Told::SiteRefused, |()| Told::SiteTaken)),
            Do::Save(place, files) => say(Told::Saved(match place.save(&files) {
                Ok(()) => Ok(files.into_iter().map(|(name, _)| name).collect()),
                Err(error) => Err(trouble(&error)),
            })),
            Do::Drop => {
                self.discard();
                (self.offer, self.site) = (None, None);
            }
        }
        Ok(())
    }

    fn look(&mut self, place: &StickPlace, say: &mut dyn FnMut(Told)) {
        self.discard();
        self.offer = None;
        if let Some(trouble) = place.trouble() {
            return say(Told::Refused(trouble));
        }
        let today = Timestamp::try_from(clock::calendar()).unwrap_or(Timestamp::UNIX_EPOCH);
        let floor = self.slots.floor(self.root.to_vec());
        let stick = Arc::new(StickFolder::new(place.path()));
        let offer = Offer::open(stick.clone(), &floor, today);
        let reset = signed_code(&stick, &floor, offer.as_ref().ok());
        match offer {
            Ok(offer) => self.offered(offer, say),
            Err(Refusal::NothingForUs) if place.path().join(site::FILE).exists() => {
                say(Told::Refused(SITE_ALONE.to_owned()));
            }
            Err(Refusal::NothingForUs) if reset.is_some() => {}
            // The stick is put in again, and all of it is looked at then.
            Err(refusal) if refusal.is_passing() => return say(Told::Refused(refusal.to_string())),
            Err(refusal) => say(Told::Refused(refusal.to_string())),
        }
        if let Some(code) = reset {
            say(Told::Reset(code.map_err(|refusal| refusal.to_string())));
        }
    }

    fn offered(&mut self, offer: Offer, say: &mut dyn FnMut(Told)) {
        if self.slots.has(&offer) {
            return say(Told::AlreadyThere);
        }
        let seconds = u32::try_from(self.slots.plan(&offer).time().as_secs()).unwrap_or(u32::MAX);
        let remarks = offer.remarks.iter().map(ToString::to_string).collect();
        say(Told::Found { number: offer.number, published: offer.published.clone(), seconds, remarks });
        self.offer = Some(offer);
    }

    fn keep_site(&mut self, from: SiteFrom) -> Result<(), String> {
        let site = match from {
            SiteFrom::Screen(site) => site::from_screen(*site, self.slots)?,
            SiteFrom::Stick => self.site.take().ok_or("The stick is gone. Put it in again, and read the settings.")?,
        };
        site::keep(&site, self.slots)
    }

    fn copy(&mut self, say: &mut dyn FnMut(Told)) -> Result<(), Refusal> {
        let Some(offer) = &self.offer else { return Ok(()) };
        let mut last = 0;
        let prepared = self.slots.prepare(offer, &mut |progress| {
            let percent = u8::try_from(progress.done * 100 / progress.of.max(1)).unwrap_or(100);
            if percent > last {
                last = percent;
                say(Told::Percent(percent));
            }
        })?;
        say(Told::Ready(self.slots.changes(&prepared).lines()));
        self.prepared = Some(prepared);
        Ok(())
    }

    fn discard(&mut self) {
        if self.prepared.take().is_some() {
            self.slots.discard();
        }
    }
}

/// The code in the stick's file that resets a PIN, if it is there and well signed. Content on the same stick may
/// bring newer keys, each signed by those before: whoever has forgotten the PIN cannot take that content first.
fn signed_code(stick: &StickFolder, floor: &Floor, offer: Option<&Offer>) -> Option<Result<ResetCode, ResetRefusal>> {
    let reset = Reset::find(stick).transpose()?;
    let by = |floor: &Floor, reset: &Reset| reset.verify(&floor.root().ok_or(ResetRefusal::NoRoot)?);
    Some(reset.and_then(|reset| match (by(floor, &reset), offer) {
        (Err(_), Some(offer)) => by(&offer.floor, &reset),
        (code, _) => code,
    }))
}

fn went(done: Result<InUse, SlotsError>, say: &mut dyn FnMut(Told)) {
    say(match done {
        Ok(InUse::Slot { record, .. }) => Told::InUse(Some(record.number)),
        Ok(InUse::Factory) => Told::InUse(None),
        Err(error) => Told::NotBack(error.to_string()),
    });
}
