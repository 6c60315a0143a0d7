//! A token bucket against emptying the roll. It lives in memory only: it keeps no count of what was
//! printed, is never written anywhere and starts anew with the process.

use std::time::Duration;

/// How many slips may be taken in a row, and how fast that comes back.
pub struct Bucket {
    capacity: u32,
    refill: Duration,
    /// When the bucket would be full again; the only thing remembered, and it means nothing once past.
    full_at: Duration,
}

/// How long to wait kindly before the next slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub Duration);

impl Bucket {
    /// A full bucket: `capacity` slips at once, one more after each `refill`.
    pub fn new(capacity: u32, refill: Duration) -> Bucket {
        Bucket { capacity: capacity.max(1), refill, full_at: Duration::ZERO }
    }

    /// A bucket with one slip in it at `now`: for a process that replaces itself after each visit,
    /// so that leaving and coming back is no way around the limit.
    pub fn with_one(capacity: u32, refill: Duration, now: Duration) -> Bucket {
        let mut bucket = Bucket::new(capacity, refill);
        bucket.full_at = now + refill * (bucket.capacity - 1);
        bucket
    }

    /// How long until a slip may be taken; `None` when one may be taken now.
    pub fn wait(&self, now: Duration) -> Option<Wait> {
        let latest = now + self.refill * (self.capacity - 1);
        (self.full_at > latest).then(|| Wait(self.full_at - latest))
    }

    /// Takes one slip, or says how long until one may be taken.
    pub fn take(&mut self, now: Duration) -> Result<(), Wait> {
        let latest = now + self.refill * (self.capacity - 1);
        if self.full_at > latest {
            return Err(Wait(self.full_at - latest));
        }
        self.full_at = self.full_at.max(now) + self.refill;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn three_at_once_then_one_a_minute() {
        let mut bucket = Bucket::new(3, MINUTE);
        let now = Duration::from_secs(5);
        assert!((0..3).all(|_| bucket.take(now).is_ok()));
        assert_eq!(bucket.take(now), Err(Wait(MINUTE)));
        assert_eq!(bucket.take(now + MINUTE / 2), Err(Wait(MINUTE / 2)));
        assert_eq!(bucket.take(now + MINUTE), Ok(()));
        assert!(bucket.take(now + MINUTE).is_err());
        assert!((0..3).all(|_| bucket.take(now + MINUTE * 10).is_ok()));
    }

    #[test]
    fn a_fresh_process_has_one() {
        let mut bucket = Bucket::with_one(3, MINUTE, MINUTE);
        assert_eq!(bucket.take(MINUTE), Ok(()));
        assert_eq!(bucket.take(MINUTE), Err(Wait(MINUTE)));
    }
}
