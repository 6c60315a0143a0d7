//! How long the supervisor waits, and how often it may cut. Every number with its reason.

use crate::time::Span;

/// Beats come every second; twenty missing ones are no hiccup. `systemd` restarts a stuck kiosk
/// after 15 s, so a late Pi usually comes back without us.
pub const LATE_AFTER: Span = Span::seconds(20);

/// The Pi's own watchdog bites after 60 s and a start takes up to a minute: before three minutes
/// of silence its own cures are still at work.
pub const ASK_AFTER: Span = Span::minutes(3);

/// From power to the first beat: 40 s on a Pi 4; a checked file system may need three times that.
pub const START_ALLOWED: Span = Span::minutes(3);

/// How long a Pi that was asked may take to stop.
pub const STOP_ALLOWED: Span = Span::minutes(1);

/// A Pi that said it stops for staff and still beats after so long has not stopped.
pub const STOP_IGNORED: Span = Span::minutes(2);

/// A Pi that agreed to stop and has been silent for so long has written what it had to write.
pub const HALTED_AFTER: Span = Span::seconds(30);

/// How long the asking line is pressed, like a power key. Once only: pressed again, it would wake
/// a Pi that has just halted.
pub const ASK_PULSE: Span = Span::seconds(1);

/// A request to stop is repeated on the wire, in case the first one was lost.
pub const ASK_AGAIN: Span = Span::seconds(10);

/// The supply's capacitors are empty after about one second; a Pi needs all of its rails down.
pub const CUT_FOR: Span = Span::seconds(5);

/// The wait after a start without beats, by how many cuts have not helped yet.
pub const BACK_OFF: [Span; MOST_CUTS] = [Span::minutes(1), Span::minutes(4), Span::minutes(16)];

/// The most cuts in [`CUT_WINDOW`], and the most in a row that do not help.
pub const MOST_CUTS: usize = 3;

/// See [`MOST_CUTS`].
pub const CUT_WINDOW: Span = Span::hours(1);

/// A Pi that has run for so long is well again: cuts before that no longer count as "in a row".
pub const WELL_AFTER: Span = Span::minutes(10);

/// After giving up, one more try. Rare, because a Pi may be well and only its wire broken: then
/// every try disturbs a kiosk that works.
pub const TRY_AGAIN_AFTER: Span = Span::hours(6);

/// The most that one hold-off message can ask for.
pub const HOLD_OFF_ONCE: Span = Span::minutes(30);

/// The most that hold-offs can add up to without one beat in between: four times the longest
/// update. A Pi that hangs inside an update is restarted after that.
pub const HOLD_OFF_IN_ALL: Span = Span::hours(2);
