//! Callers who must not meet again, because one of them said so.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::clock::Moment;
use crate::{
    defaults::APART_PAIRS,
    ids::Tag,
    pseudonyms::{ApartPair, Pseudonyms},
};

/// The pairs that are kept apart, [`APART_PAIRS`] at most.
#[derive(Default)]
pub(super) struct Apart {
    /// By two tags that recognise a pair: until when.
    until: FxHashMap<[Tag; 2], Moment>,
    /// When to forget the pairs, in that order.
    forgetting: VecDeque<(Moment, ApartPair)>,
}

impl Apart {
    /// Keeps two callers apart until `due`. To be called in the order of `due`.
    pub(super) fn keep(&mut self, pair: ApartPair, due: Moment) {
        for [own, other] in pair.recognised_by() {
            self.until.insert(ordered([own.tag, other.tag]), due);
        }
        self.forgetting.push_back((due, pair));
        if self.forgetting.len() > APART_PAIRS {
            self.forget_first();
        }
    }

    /// Whether the two are kept apart. A host counts only where `by_host` says so of the one whose host it is. Costs
    /// nothing while nobody is kept apart.
    pub(super) fn are(&self, a: &Pseudonyms, b: &Pseudonyms, by_host: [bool; 2]) -> bool {
        if self.until.is_empty() {
            return false;
        }
        let counts = |pair: ApartPair| {
            pair.recognised_by().any(|[own, other]| {
                (by_host[0] || !own.host)
                    && (by_host[1] || !other.host)
                    && self.until.contains_key(&ordered([own.tag, other.tag]))
            })
        };
        Pseudonyms::pairs(a, b).any(counts)
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
        let Some((due, pair)) = self.forgetting.pop_front() else { return };
        for [own, other] in pair.recognised_by() {
            let tags = ordered([own.tag, other.tag]);
            // A later pair may be recognised by the same.
            if self.until.get(&tags).is_some_and(|until| *until <= due) {
                self.until.remove(&tags);
            }
        }
    }
}

fn ordered([a, b]: [Tag; 2]) -> [Tag; 2] {
    if a.0 <= b.0 { [a, b] } else { [b, a] }
}
