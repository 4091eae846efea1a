//! Whether something that a client has begun to send goes on: a least rate over a window. Sans-IO.
//!
//! A window without a byte is too long a silence whenever it begins.
//!
//! A flat time limit would call a slow line dead: 15,000 bytes at GPRS's 2,500 a second take six seconds. A limit on
//! silence alone would let a client hold what it has begun with one byte now and then (slowloris).

use std::time::Duration;

use tokio::time::Instant;

/// How fast what has been begun must go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct LeastRate {
    /// Bytes that must come in each window.
    pub(crate) bytes: usize,
    /// Length of a window, which is also the longest silence.
    pub(crate) window: Duration,
    /// Longest time in all.
    pub(crate) total: Duration,
}

impl LeastRate {
    /// `rate` bytes a second on the average of each window, for messages of `largest` bytes: twice the time that one of
    /// those takes at that rate is the longest in all.
    pub(crate) fn new(rate: u32, window: Duration, largest: usize) -> Self {
        let a_second = f64::from(rate.max(1));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small product")]
        let bytes = (a_second * window.as_secs_f64()) as usize;
        #[expect(clippy::cast_precision_loss, reason = "sizes of messages are small")]
        let total = Duration::from_secs_f64(2.0 * largest as f64 / a_second).max(window);
        Self { bytes: bytes.max(1), window, total }
    }
}

/// It comes too slowly.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[error("less than the least rate")]
pub(crate) struct TooSlow;

/// Something begun and not yet complete.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    window_ends: Instant,
    /// When the last of it came.
    last: Instant,
    /// Bytes that came in this window.
    came: usize,
    ends: Instant,
}

impl Progress {
    pub(crate) fn new(rate: &LeastRate, now: Instant) -> Self {
        Self { window_ends: now + rate.window, last: now, came: 0, ends: now + rate.total }
    }

    /// More of it came.
    pub(crate) fn came(&mut self, bytes: usize, now: Instant) {
        if bytes > 0 {
            self.came = self.came.saturating_add(bytes);
            self.last = now;
        }
    }

    /// When to ask [`Progress::check`] next.
    pub(crate) fn deadline(&self, rate: &LeastRate) -> Instant {
        self.window_ends.min(self.last + rate.window).min(self.ends)
    }

    /// Begins the next window where one is over.
    ///
    /// # Errors
    /// Too little came in it, or nothing for as long as a window, or it takes too long in all.
    pub(crate) fn check(&mut self, rate: &LeastRate, now: Instant) -> Result<(), TooSlow> {
        let over = now >= self.window_ends;
        if now >= self.ends || now >= self.last + rate.window || (over && self.came < rate.bytes) {
            return Err(TooSlow);
        }
        if over {
            (self.window_ends, self.came) = (now + rate.window, 0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn rate() -> LeastRate {
        LeastRate::new(250, 20 * SECOND, 64 << 10)
    }

    /// Sends `bytes` at `speed` a second, in pieces of a tenth of that; whether it gets through.
    fn gets_through(bytes: usize, speed: usize) -> bool {
        let (rate, start) = (rate(), Instant::now());
        let mut progress = Progress::new(&rate, start);
        let (mut sent, mut tenths) = (0, 0);
        while sent < bytes {
            tenths += 1;
            if progress.check(&rate, start + tenths * SECOND / 10).is_err() {
                return false;
            }
            sent += speed / 10;
            progress.came(speed / 10, start + tenths * SECOND / 10);
        }
        true
    }

    #[test]
    fn slow_lines_get_through_and_trickles_do_not() {
        for (bytes, speed, through) in [
            (15_000, 2_500, true),
            (8_900, 1_500, true),
            (6_000, 400, true),
            (64 << 10, 300, true),
            (15_000, 100, false),
            (64 << 10, 10, false),
        ] {
            assert_eq!(gets_through(bytes, speed), through, "{bytes} bytes at {speed} B/s");
        }
        assert!(gets_through(1_500, 100), "what is complete within a window needs no rate");
    }

    #[test]
    fn what_goes_on_for_ever_ends_all_the_same() {
        let (rate, start) = (rate(), Instant::now());
        let mut progress = Progress::new(&rate, start);
        let ended = (1..).find(|second| {
            progress.came(1_000, start + *second * SECOND);
            progress.check(&rate, start + *second * SECOND).is_err()
        });
        assert_eq!(ended, Some(525), "twice 64 KiB at 250 B/s");
    }

    #[test]
    fn silence_is_over_after_a_window_whatever_came_before() {
        let (rate, start) = (rate(), Instant::now());
        let mut progress = Progress::new(&rate, start);
        progress.came(60_000, start + SECOND);
        assert_eq!(progress.deadline(&rate), start + 20 * SECOND);
        assert_eq!(progress.check(&rate, start + 20 * SECOND), Ok(()));
        assert_eq!(progress.deadline(&rate), start + 21 * SECOND);
        assert_eq!(progress.check(&rate, start + 21 * SECOND), Err(TooSlow));
    }

    proptest! {
        #[test]
        fn nothing_below_the_rate_lasts_longer_than_two_windows(pieces in prop::collection::vec(0usize..249, 60)) {
            let (rate, start) = (rate(), Instant::now());
            let mut progress = Progress::new(&rate, start);
            let lasted = (1u32..).zip(&pieces).take_while(|(second, bytes)| {
                progress.came(**bytes, start + *second * SECOND);
                progress.check(&rate, start + *second * SECOND).is_ok()
            });
            prop_assert!(lasted.count() < 40);
        }
    }
}
