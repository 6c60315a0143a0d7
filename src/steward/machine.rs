//! What the steward can do to the machine, and the staff PIN as far as the panel needs it.
//!
//! Both are seams: nothing here decides when. Neither knows anything about a visit.

use std::io;
use std::process::Command;

/// The machine of the appliance. A developer's PC has none: nobody switches that off from a panel.
pub trait Machine: Send {
    /// Stops everything in order, then the machine. Gives back as soon as that has begun.
    ///
    /// # Errors
    /// When the system refuses.
    fn power_off(&mut self) -> io::Result<()>;
}

/// The device itself: systemd stops the services, then the power.
pub struct Appliance;

impl Machine for Appliance {
    /// The steward's user needs the right `org.freedesktop.login1.power-off`.
    fn power_off(&mut self) -> io::Result<()> {
        let done = Command::new("systemctl").arg("poweroff").output()?;
        if done.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        Err(io::Error::other(if said.is_empty() { done.status.to_string() } else { said }))
    }
}

/// Where the staff PIN is kept.
pub trait StaffPin: Send {
    /// Forgets it; the screen then asks for a new one. Only ever called with the service bay open.
    fn forget(&mut self) -> Forgotten;
}

/// How forgetting the PIN ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    Done,
    /// There is none.
    NoneSet,
    /// It is still there.
    Failed,
}

/// A device whose staff have set no PIN.
pub struct NoPin;

impl StaffPin for NoPin {
    fn forget(&mut self) -> Forgotten {
        Forgotten::NoneSet
    }
}

/// What the steward has at hand when the panel asks.
pub struct Hands {
    /// `None` where the panel may not switch the machine off: on a PC.
    pub machine: Option<Box<dyn Machine>>,
    pub pin: Box<dyn StaffPin>,
}

impl Hands {
    /// A PC.
    pub fn of_a_pc() -> Hands {
        Hands { machine: None, pin: Box::new(NoPin) }
    }

    /// The device.
    pub fn of_the_appliance() -> Hands {
        Hands { machine: Some(Box::new(Appliance)), ..Hands::of_a_pc() }
    }
}
