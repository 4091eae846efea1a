//! How fast somebody may go: the generic cell rate algorithm (ITU-T I.371, annex A), whose whole state is one instant.

use std::time::{Duration, Instant};

/// A rate, and how far ahead of it one may run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rate {
    /// What one unit takes.
    unit: Duration,
    /// How much time one may be ahead.
    ahead: Duration,
}

impl Rate {
    /// `per_second` units in the long run, `burst` of them at once. Both count as one at the least.
    pub fn new(per_second: u32, burst: u32) -> Self {
        Self::every(Duration::from_secs(1) / per_second.max(1), burst)
    }

    /// The same with `per_minute` units in a minute.
    pub fn a_minute(per_minute: u32, burst: u32) -> Self {
        Self::every(Duration::from_secs(60) / per_minute.max(1), burst)
    }

    /// One unit each `unit` of time in the long run, `burst` of them at once, one at the least.
    pub fn every(unit: Duration, burst: u32) -> Self {
        Self { unit, ahead: unit.saturating_mul(burst.max(1)) }
    }
}

/// How far ahead of a [`Rate`] somebody is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    /// When all that was taken will have been paid for.
    paid: Option<Instant>,
}

impl Pace {
    /// Takes `units`, all or none.
    ///
    /// # Errors
    /// How long to wait until they can be taken. More than the burst can be taken from a standing start only.
    pub fn take(&mut self, now: Instant, rate: Rate, units: u32) -> Result<(), Duration> {
        let start = self.paid.map_or(now, |paid| paid.max(now));
        let cost = rate.unit.saturating_mul(units);
        // What can't be reached by waiting is let through at rest: it is the rate that counts.
        let room = rate.ahead.max(cost);
        let after = (start - now).saturating_add(cost);
        if after > room {
            return Err(after - room);
        }
        self.paid = Some(start + cost);
        Ok(())
    }

    /// Takes as many of `units` as can be taken now.
    pub fn take_up_to(&mut self, now: Instant, rate: Rate, units: u32) {
        let start = self.paid.map_or(now, |paid| paid.max(now));
        let after = start + rate.unit.saturating_mul(units);
        self.paid = Some(after.min(now + rate.ahead).max(start));
    }

    /// Whether one more unit would be too much.
    pub fn is_spent(mut self, now: Instant, rate: Rate) -> bool {
        self.take(now, rate, 1).is_err()
    }

    /// Whether all that was taken has been paid for: as good as new.
    pub fn is_at_rest(self, now: Instant) -> bool {
        self.paid.is_none_or(|paid| paid <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_burst_is_taken_at_once_and_then_one_for_each_unit_of_time() {
        let (mut pace, rate, start) = (Pace::default(), Rate::new(10, 3), Instant::now());
        for _ in 0..3 {
            pace.take(start, rate, 1).unwrap();
        }
        assert_eq!(pace.take(start, rate, 1), Err(Duration::from_millis(100)));
        pace.take(start + Duration::from_millis(100), rate, 1).unwrap();
        assert!(pace.take(start + Duration::from_millis(100), rate, 1).is_err());
    }

    #[test]
    fn whether_more_can_be_taken_is_told_without_taking_it() {
        let (mut pace, rate, start) =
            (Pace::default(), Rate::every(Duration::from_secs(10), 2), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        assert!(pace.is_at_rest(start) && !pace.is_spent(start, rate));
        pace.take(start, rate, 1).unwrap();
        assert!(!pace.is_at_rest(after(9)) && !pace.is_spent(start, rate));
        pace.take(start, rate, 1).unwrap();
        assert!(pace.is_spent(after(9), rate) && !pace.is_spent(after(10), rate));
        assert!(!pace.is_at_rest(after(19)) && pace.is_at_rest(after(20)));
    }

    #[test]
    fn more_than_the_burst_is_taken_by_who_has_rested() {
        let (mut pace, rate, start) = (Pace::default(), Rate::new(10, 3), Instant::now());
        pace.take(start, rate, 5).unwrap();
        assert_eq!(pace.take(start, rate, 5), Err(Duration::from_millis(500)));
    }

    proptest! {
        #[test]
        fn never_more_than_burst_and_rate_and_who_waits_as_told_gets_through(
            steps in prop::collection::vec((0..500_u64, 1..20_u32), 1..200),
        ) {
            let (mut pace, rate, start) = (Pace::default(), Rate::new(100, 20), Instant::now());
            let (mut now, mut taken) = (start, 0);
            for (wait, units) in steps {
                now += Duration::from_millis(wait);
                if let Err(retry) = pace.take(now, rate, units) {
                    now += retry;
                    prop_assert_eq!(pace.take(now, rate, units), Ok(()));
                }
                taken += units;
                let elapsed = (now - start).as_secs_f64();
                prop_assert!(f64::from(taken) <= 20.0 + 100.0 * elapsed + 1e-6);
            }
        }
    }
}
