//! Rates.

use std::time::Instant;

/// A token bucket that holds two seconds' worth.
#[derive(Clone, Copy)]
pub(super) struct Bucket {
    /// Millionths of a token, so that a short wait isn't rounded to nothing.
    micro_tokens: u64,
    at: Instant,
}

const MICRO: u64 = 1_000_000;

impl Bucket {
    /// A full bucket.
    pub(super) fn full(per_second: u32, now: Instant) -> Self {
        Self { micro_tokens: capacity(per_second), at: now }
    }

    /// Takes `tokens`; false, with nothing taken, where there are not that many.
    pub(super) fn take(&mut self, per_second: u32, now: Instant, tokens: usize) -> bool {
        let waited = now.saturating_duration_since(self.at).as_micros();
        let gained = u64::try_from(waited).unwrap_or(u64::MAX).saturating_mul(per_second.into());
        self.micro_tokens = self.micro_tokens.saturating_add(gained).min(capacity(per_second));
        self.at = self.at.max(now);
        match self.micro_tokens.checked_sub(tokens as u64 * MICRO) {
            Some(rest) => {
                self.micro_tokens = rest;
                true
            }
            None => false,
        }
    }
}

fn capacity(per_second: u32) -> u64 {
    u64::from(per_second) * 2 * MICRO
}
