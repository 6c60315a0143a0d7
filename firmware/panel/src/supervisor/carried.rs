//! What the supervisor takes with it when the panel restarts itself.
//!
//! A few bits, because they live in the watchdog's registers. Without them a panel that restarts
//! would switch on what staff switched off, cut into an update, and forget how often it has cut.

/// What a panel that restarts itself must not forget about the Pi.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Cuts in the last hour, at most three.
    pub cuts: u8,
    /// Whether to watch the Pi at all.
    pub standing: Standing,
    /// For how many whole minutes an update still asks to be left alone. Rounded down, so that a
    /// panel that restarts again and again does not prolong it.
    pub hold_off_minutes: u8,
}

/// How the Pi stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// It is to run.
    #[default]
    Watched,
    /// Staff shut it down.
    Stopped,
    /// Restarting it did not help.
    GivenUp,
}
