//! Time, as the lobby counts it.

use std::time::{Duration, Instant};

/// Nanoseconds since the lobby's first input: half the size of an [`Instant`], and every caller keeps several. They
/// last 584 years.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Moment(pub(super) u64);

impl Moment {
    pub(super) fn after(self, delay: Duration) -> Self {
        Self(self.0.saturating_add(nanos(delay)))
    }

    /// Zero when `earlier` is later.
    pub(super) fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// Turns the owner's time into [`Moment`]s, and never runs backwards.
#[derive(Default)]
pub(super) struct Clock {
    start: Option<Instant>,
    now: Moment,
}

impl Clock {
    pub(super) fn advance(&mut self, now: Instant) -> Moment {
        let start = *self.start.get_or_insert(now);
        self.now = self.now.max(Moment(nanos(now.saturating_duration_since(start))));
        self.now
    }

    /// None before the first input, and for moments that no `Instant` can name.
    pub(super) fn instant(&self, moment: Moment) -> Option<Instant> {
        self.start?.checked_add(Duration::from_nanos(moment.0))
    }
}

fn nanos(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1_000_000_000).saturating_add(u64::from(duration.subsec_nanos()))
}
