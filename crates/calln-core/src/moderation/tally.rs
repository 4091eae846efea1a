//! How often something happened lately.

use std::time::{Duration, Instant};

/// The window is counted in as many slices; what happened counts until its slice falls out.
const SLICES: u32 = 24;

/// Cuts time into slices.
pub(super) struct Slicing {
    start: Instant,
    slice: Duration,
}

/// A count over the last window, in [`SLICES`] slices: it forgets up to one slice early, never late.
#[derive(Default)]
pub(super) struct Tally {
    newest: u32,
    counts: [u16; SLICES as usize],
}

impl Slicing {
    /// Slices of a `window` that is counted from `start`.
    pub(super) fn new(start: Instant, window: Duration) -> Self {
        Self { start, slice: (window / SLICES).max(Duration::from_millis(1)) }
    }

    /// The slice that `now` falls in.
    fn at(&self, now: Instant) -> u32 {
        let slices = now.saturating_duration_since(self.start).as_millis() / self.slice.as_millis();
        u32::try_from(slices).unwrap_or(u32::MAX)
    }
}

impl Tally {
    /// Counts one more.
    pub(super) fn add(&mut self, slicing: &Slicing, now: Instant) {
        let slice = slicing.at(now);
        for passed in (self.newest + 1..=slice).take(SLICES as usize) {
            self.counts[(passed % SLICES) as usize] = 0; // what stands there is a window old
        }
        self.newest = slice;
        let count = &mut self.counts[(slice % SLICES) as usize];
        *count = count.saturating_add(1);
    }

    /// How many within the window.
    pub(super) fn total(&self, slicing: &Slicing, now: Instant) -> u32 {
        let slice = slicing.at(now);
        (0..SLICES)
            .filter_map(|back| self.newest.checked_sub(back))
            .filter(|counted| slice.saturating_sub(*counted) < SLICES)
            .map(|counted| u32::from(self.counts[(counted % SLICES) as usize]))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_forgets_what_is_older_than_the_window() {
        let start = Instant::now();
        let hour = Duration::from_secs(3600);
        let slicing = Slicing::new(start, 24 * hour);
        let mut tally = Tally::default();
        tally.add(&slicing, start);
        tally.add(&slicing, start + 5 * hour);
        for (hours, total) in [(5, 2), (23, 2), (24, 1), (28, 1), (29, 0), (500, 0)] {
            assert_eq!(tally.total(&slicing, start + hours * hour), total, "after {hours} h");
        }
        tally.add(&slicing, start + 26 * hour);
        assert_eq!(tally.total(&slicing, start + 26 * hour), 2);
        tally.add(&slicing, start + 100 * hour);
        assert_eq!(tally.total(&slicing, start + 100 * hour), 1);
        tally.add(&slicing, start + 124 * hour);
        assert_eq!(tally.total(&slicing, start + 124 * hour), 1);
    }
}
