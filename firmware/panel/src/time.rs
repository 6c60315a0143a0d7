//! Moments and spans of time, in milliseconds since the panel started.
//!
//! `core::time::Duration` counts nanoseconds in two words, which costs this chip a division for
//! every comparison; the panel thinks in milliseconds. There is no date and no time of day here:
//! the panel has no calendar.

use core::ops::Add;

/// A moment: so many milliseconds after the panel's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u64);

/// How long something lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u64);

impl Millis {
    /// How long ago `earlier` was; nothing if it is still to come.
    pub const fn since(self, earlier: Millis) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// So many milliseconds.
    pub const fn millis(millis: u64) -> Self {
        Self(millis)
    }

    /// So many seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds * 1_000)
    }

    /// So many minutes.
    pub const fn minutes(minutes: u64) -> Self {
        Self::seconds(minutes * 60)
    }

    /// So many hours.
    pub const fn hours(hours: u64) -> Self {
        Self::minutes(hours * 60)
    }

    /// The number of milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.0
    }
}

impl Add<Span> for Millis {
    type Output = Millis;

    fn add(self, span: Span) -> Millis {
        Millis(self.0.saturating_add(span.0))
    }
}
