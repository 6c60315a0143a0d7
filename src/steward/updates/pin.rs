//! The PIN in the steward's hands, shared with the service panel: taken away by the panel or by a signed file.
//!
//! Whether there is one is told to the screen in the next round; nothing here talks to it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::pin::{PinAnswer, PinKeeper, ResetCode};
use crate::socket::StaffNews;
use crate::steward::machine::{Forgotten, StaffPin};

/// The PIN, which the service panel may reset too.
#[derive(Clone)]
pub struct SharedPin {
    keeper: Arc<Mutex<PinKeeper>>,
    /// There is none, and the screen has not been told.
    missing: Arc<AtomicBool>,
}

impl SharedPin {
    pub fn new(keeper: PinKeeper) -> Self {
        let missing = Arc::new(AtomicBool::new(!keeper.is_set()));
        Self { keeper: Arc::new(Mutex::new(keeper)), missing }
    }

    pub(super) fn keeper(&self) -> MutexGuard<'_, PinKeeper> {
        // Nothing in it can be left half done.
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another kiosk is there, and has not been told.
    pub(super) fn kiosk_came(&self) {
        let missing = !self.keeper().is_set();
        self.missing.store(missing, Ordering::SeqCst);
    }

    /// Once true, where the screen must be told that there is no PIN.
    pub(super) fn is_newly_missing(&self) -> bool {
        self.missing.swap(false, Ordering::SeqCst)
    }

    /// Takes the PIN away because a signed file says so; in words why not.
    pub(super) fn reset_by(&self, code: ResetCode) -> Result<(), String> {
        let done = self.keeper().reset_by(code).map_err(|unfit| unfit.to_string());
        self.missing.fetch_or(done.is_ok(), Ordering::SeqCst);
        done
    }

    /// The code for a signed file. Whoever stands at the screen may ask: it opens nothing.
    pub(super) fn reset_code(&self) -> StaffNews {
        let mut keeper = self.keeper();
        if !keeper.is_set() {
            return StaffNews::NoPin;
        }
        let failed = |error| {
            tracing::error!(%error, "no code for a reset can be kept");
            StaffNews::Pin(PinAnswer::Unreadable)
        };
        keeper.reset_code().map_or_else(failed, StaffNews::ResetCode)
    }
}

impl StaffPin for SharedPin {
    fn forget(&mut self) -> Forgotten {
        match self.keeper().forget() {
            Ok(true) => {
                self.missing.store(true, Ordering::SeqCst);
                Forgotten::Done
            }
            Ok(false) => Forgotten::NoneSet,
            Err(error) => {
                tracing::error!(%error, "the PIN cannot be removed");
                Forgotten::Failed
            }
        }
    }
}
