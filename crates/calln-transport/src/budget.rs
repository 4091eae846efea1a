//! Bytes that all connections of a server share: one budget for what comes in, one for what goes out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The part of what is still free that one connection may fill (dynamic queue thresholds, after Choudhury and Hahne):
/// with plenty free a connection's own limits come first. The fuller the budget gets, the less each connection is given,
/// so that a crowd of slow ones can't use up what the quick ones need.
const SHARE: usize = 8;
/// What a connection may always hold of either budget, in bytes: of a message that it has begun, and of what waits to be
/// written to it. An offer of usual size fits, so that an ordinary caller is heard and answered however full a budget is.
pub(crate) const ALWAYS: usize = 8 << 10;

/// A number of bytes that many connections share.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    used: AtomicUsize,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: AtomicUsize::new(0) }
    }

    pub(crate) fn take(&self, bytes: usize) {
        self.used.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Relaxed);
    }

    /// How many are taken.
    pub(crate) fn used(&self) -> usize {
        self.used.load(Relaxed)
    }

    /// Whether that many bytes more would be too much.
    pub(crate) fn is_short_of(&self, bytes: usize) -> bool {
        self.used.load(Relaxed) + bytes > self.limit
    }

    /// How much one connection may hold now.
    pub(crate) fn share(&self) -> usize {
        self.limit.saturating_sub(self.used.load(Relaxed)) / SHARE
    }
}

/// The budget has no room for what a connection has begun to send.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[error("too much is being received at this moment; try again")]
pub(crate) struct OverBudget;

/// Bytes taken from a budget, given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Charge {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Charge {
    /// Nothing yet.
    pub(crate) fn none(budget: &Arc<Budget>) -> Self {
        Self { budget: Arc::clone(budget), bytes: 0 }
    }

    /// Bytes that are held whatever the budget says, because they are here already.
    pub(crate) fn of(budget: &Arc<Budget>, bytes: usize) -> Self {
        budget.take(bytes);
        Self { budget: Arc::clone(budget), bytes }
    }

    /// Raises the charge to `bytes` in all. Never lowers it.
    ///
    /// # Errors
    /// The connection would hold more than its share. Its charge stays what it was.
    pub(crate) fn raise_to(&mut self, bytes: usize) -> Result<(), OverBudget> {
        let more = bytes.saturating_sub(self.bytes);
        let free = self.budget.limit.saturating_sub(self.budget.used() - self.bytes.min(self.budget.used()));
        if more > 0 && bytes > ALWAYS && bytes > free / SHARE {
            return Err(OverBudget);
        }
        self.budget.take(more);
        self.bytes += more;
        Ok(())
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.budget.give_back(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_crowd_of_greedy_connections_leaves_each_newcomer_what_it_may_always_hold() {
        let budget = Arc::new(Budget::new(1 << 20));
        let mut held = Vec::new();
        for _ in 0..200 {
            let mut charge = Charge::none(&budget);
            // 64 KiB if it can be had, else half of that, and so on.
            let got = (0..4).any(|halved| charge.raise_to((64 << 10) >> halved).is_ok());
            assert!(got, "8 KiB can always be had");
            held.push(charge);
        }
        assert!(budget.used() <= (1 << 20) + 200 * ALWAYS, "{}", budget.used());
        drop(held);
        assert_eq!(budget.used(), 0);
    }

    proptest! {
        #[test]
        fn what_is_charged_is_given_back_and_never_exceeds_budget_and_floor(
            steps in prop::collection::vec((0usize..8, 0usize..100_000), 1..200)
        ) {
            let budget = Arc::new(Budget::new(256 << 10));
            let mut charges: Vec<_> = (0..8).map(|_| Charge::none(&budget)).collect();
            for (which, bytes) in steps {
                let _ = charges[which].raise_to(bytes);
                prop_assert!(budget.used() <= (256 << 10) + 8 * ALWAYS);
                if bytes % 7 == 0 {
                    charges[which] = Charge::none(&budget);
                }
            }
            drop(charges);
            prop_assert_eq!(budget.used(), 0);
        }
    }
}
