//! Sessions that must not meet again, because one of them said so.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::clock::Moment;
use crate::{
    defaults::{APART_LIVES, APART_PAIRS},
    ids::Tag,
};

/// The pairs that are kept apart, [`APART_PAIRS`] at most and each for [`APART_LIVES`].
#[derive(Default)]
pub(super) struct Apart {
    pairs: FxHashSet<[Tag; 2]>,
    /// When to forget the pairs, in that order.
    forgetting: VecDeque<(Moment, [Tag; 2])>,
}

impl Apart {
    /// Keeps two sessions apart from now on. For those who are already, nothing changes.
    pub(super) fn keep(&mut self, pair: [Tag; 2], now: Moment) {
        let pair = ordered(pair);
        if pair[0] == pair[1] || !self.pairs.insert(pair) {
            return;
        }
        self.forgetting.push_back((now.after(APART_LIVES), pair));
        if self.forgetting.len() > APART_PAIRS {
            self.forget_first();
        }
    }

    /// Whether the two are kept apart. Costs nothing while nobody is.
    pub(super) fn are(&self, a: Option<Tag>, b: Option<Tag>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) if !self.pairs.is_empty() => self.pairs.contains(&ordered([a, b])),
            _ => false,
        }
    }

    /// When there is a pair to forget.
    pub(super) fn next(&self) -> Option<Moment> {
        self.forgetting.front().map(|(due, _)| *due)
    }

    /// Forgets the pairs whose time is up.
    pub(super) fn forget(&mut self, now: Moment) {
        while self.next().is_some_and(|due| due <= now) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, pair)) = self.forgetting.pop_front() {
            self.pairs.remove(&pair);
        }
    }
}

fn ordered([a, b]: [Tag; 2]) -> [Tag; 2] {
    if a.0 <= b.0 { [a, b] } else { [b, a] }
}
