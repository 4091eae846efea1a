//! What all outboxes of a server may hold together.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The part of what is still free that one outbox may fill before its senders are held up (dynamic queue thresholds,
/// after Choudhury and Hahne): with plenty free an outbox's own limits come first, and the fuller it gets the less each
/// slow reader is given, so that a crowd of them can't use up what the quick ones need.
const SHARE: usize = 8;

/// A number of bytes that many outboxes share.
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

    /// How much one outbox may hold now without holding its senders up.
    pub(crate) fn share(&self) -> usize {
        self.limit.saturating_sub(self.used.load(Relaxed)) / SHARE
    }
}
