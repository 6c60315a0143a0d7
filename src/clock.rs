//! The only place that reads a clock: monotonic time since start, real or set by hand; and the day,
//! for the publisher's tools and for what has been signed. It does not sleep or set timers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use rustix::time::{ClockId, clock_gettime};

/// The date as this machine believes it to be. A device without a network or a battery can be years off, so
/// nothing may be refused because of it.
pub fn calendar() -> SystemTime {
    SystemTime::now()
}

/// Monotonic time since the clock was made; cheap to clone, every clone tells the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    Real(Instant),
    Manual(Arc<AtomicU64>),
    /// Goes by itself, and can be put forward.
    Pushed(Instant, Arc<AtomicU64>),
}

/// The hand of a clock; a test moves it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicU64>);

impl Clock {
    /// The machine's monotonic clock, zero now.
    pub fn real() -> Clock {
        Clock(Source::Real(Instant::now()))
    }

    /// A clock that stands still until its hand is moved.
    pub fn manual() -> (Clock, ManualClock) {
        let nanos = Arc::new(AtomicU64::new(0));
        (Clock(Source::Manual(nanos.clone())), ManualClock(nanos))
    }

    /// A clock that goes by itself and can be put forward by its hand: waiting without the wait.
    pub fn pushed() -> (Clock, ManualClock) {
        let nanos = Arc::new(AtomicU64::new(0));
        (Clock(Source::Pushed(Instant::now(), nanos.clone())), ManualClock(nanos))
    }

    /// How long until the next whole second of the machine's clock. A process that replaces itself
    /// between two of them finds the same seconds again, so what happens on them does not tell of it.
    pub fn to_the_second(&self) -> Duration {
        let machine = || {
            let time = clock_gettime(ClockId::Monotonic);
            Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
        };
        let time = match &self.0 {
            Source::Real(_) => machine(),
            Source::Manual(nanos) => Duration::from_nanos(nanos.load(Ordering::SeqCst)),
            Source::Pushed(_, nanos) => machine() + Duration::from_nanos(nanos.load(Ordering::SeqCst)),
        };
        Duration::from_secs(1) - Duration::from_nanos(time.subsec_nanos().into())
    }

    /// Time since the clock was made; never goes back.
    pub fn now(&self) -> Duration {
        match &self.0 {
            Source::Real(start) => start.elapsed(),
            Source::Manual(nanos) => Duration::from_nanos(nanos.load(Ordering::SeqCst)),
            Source::Pushed(start, nanos) => start.elapsed() + Duration::from_nanos(nanos.load(Ordering::SeqCst)),
        }
    }
}

impl ManualClock {
    /// Moves the hand forward.
    pub fn advance(&self, by: Duration) {
        let nanos = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_add(nanos, Ordering::SeqCst);
    }

    /// How far the hand was moved.
    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::SeqCst))
    }
}

/// A day of the calendar, without a time or a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// The day by the machine's clock, in universal time. The device itself has no trusted clock and
    /// does not ask for it.
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self::of_day(i64::try_from(since.as_secs() / 86_400).unwrap_or_default())
    }

    /// Reads `2026-11-21`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        let date = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        // A day that the calendar does not have comes back as another one.
        (Self::of_day(date.day_number()) == date).then_some(date)
    }

    /// Days from `earlier` to this day; negative where this one is before it.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.day_number() - earlier.day_number()
    }

    /// Days since 1970-01-01. Years are counted from March, so that the leap day is a year's last.
    fn day_number(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let from_march = (month + 9) % 12;
        let year = year - i64::from(month <= 2);
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
    }

    fn of_day(number: i64) -> Self {
        let number = number + 719_468;
        let era = number.div_euclid(146_097);
        let of_era = number.rem_euclid(146_097);
        let of_era_years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * of_era_years + of_era_years / 4 - of_era_years / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = (from_march + 2) % 12 + 1;
        let year = of_era_years + era * 400 + i64::from(month <= 2);
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let small = |number: i64| u8::try_from(number).unwrap_or_default();
        Self { year: i32::try_from(year).unwrap_or_default(), month: small(month), day: small(day) }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let (clock, hand) = Clock::manual();
        let other = clock.clone();
        assert_eq!(clock.now(), Duration::ZERO);
        hand.advance(Duration::from_millis(250));
        assert_eq!((clock.now(), other.now(), hand.now()).0, Duration::from_millis(250));
        assert_eq!(other.now(), hand.now());
    }

    #[test]
    fn the_next_second_is_never_far() {
        let (clock, hand) = Clock::manual();
        assert_eq!(clock.to_the_second(), Duration::from_secs(1));
        hand.advance(Duration::from_millis(3_250));
        assert_eq!(clock.to_the_second(), Duration::from_millis(750));
        let (pushed, hand) = Clock::pushed();
        hand.advance(Duration::from_secs(80));
        assert!(pushed.now() >= Duration::from_secs(80));
        for clock in [pushed, Clock::real()] {
            assert!(clock.to_the_second() <= Duration::from_secs(1));
        }
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let date = |text| Date::parse(text).expect("a day");
        assert_eq!(date("1970-01-01").day_number(), 0);
        assert_eq!(date("2024-03-01").days_since(date("2024-02-28")), 2);
        assert_eq!(date("2023-03-01").days_since(date("2023-02-28")), 1);
        assert_eq!(date("2027-02-19").days_since(date("2026-11-21")), 90);
        assert_eq!(date("2000-02-29").to_string(), "2000-02-29");
        for wrong in ["2023-02-29", "2026-13-01", "2026-1-1", "21.11.2026", "", "2026-11"] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        assert!(Date::today() > date("2024-01-01"));
    }

    #[test]
    fn the_real_clock_never_goes_back() {
        let clock = Clock::real();
        let first = clock.now();
        assert!(clock.now() >= first);
    }
}
