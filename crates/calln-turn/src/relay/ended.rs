//! Ids that are over, though their credentials are not.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

/// The ids that were ended, each for as long as credentials for it may still live.
#[derive(Default)]
pub(super) struct Ended {
    ids: HashSet<Box<str>>,
    /// When to forget them, in that order.
    forgetting: VecDeque<(Instant, Box<str>)>,
}

impl Ended {
    /// Keeps `id` for `kept`, which is the same for all.
    pub(super) fn insert(&mut self, now: Instant, id: &str, kept: Duration) {
        if self.ids.insert(id.into()) {
            self.forgetting.push_back((now + kept, id.into()));
        }
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// When the next one can be forgotten.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.forgetting.front().map(|(at, _)| *at)
    }

    /// Forgets those whose time is over.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some((_, id)) = self.forgetting.pop_front_if(|(at, _)| *at <= now) {
            self.ids.remove(&id);
        }
    }
}
