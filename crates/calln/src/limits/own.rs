//! The limits of one connection.

use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, RateLimiter};

use super::defaults::{OWN_REFUSALS, OWN_REQUESTS, OWN_SIGNALS};
use super::table::quota;

/// What one connection may do.
pub(crate) struct Own {
    requests: DefaultDirectRateLimiter,
    signals: DefaultDirectRateLimiter,
    refusals: DefaultDirectRateLimiter,
}

impl Own {
    pub(crate) fn new() -> Self {
        Self {
            requests: RateLimiter::direct(quota(OWN_REQUESTS)),
            signals: RateLimiter::direct(quota(OWN_SIGNALS)),
            refusals: RateLimiter::direct(quota(OWN_REFUSALS)),
        }
    }

    /// Counts one more request.
    pub(crate) fn request(&self) -> Result<(), Duration> {
        count(&self.requests)
    }

    /// Counts one more frame of set-up.
    pub(crate) fn signal(&self) -> Result<(), Duration> {
        count(&self.signals)
    }

    /// Counts one more refusal. True: there have been enough, and the connection is to end.
    pub(crate) fn refused(&self) -> bool {
        self.refusals.check().is_err()
    }
}

fn count(limiter: &DefaultDirectRateLimiter) -> Result<(), Duration> {
    limiter.check().map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
}
