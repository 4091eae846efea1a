//! Which modules depend on which, folder by folder, and the circles in that.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use super::modules::{Modules, Place};

/// Dependencies between the files and folders that lie in the same folder.
pub(super) struct Graph {
    /// For each, those that it depends on, with one line of source as the evidence.
    edges: BTreeMap<String, BTreeMap<String, String>>,
}

/// A shortest circle through one of its dependencies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Circle(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    from: String,
    to: String,
    evidence: String,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|Step { from, to, evidence }| writeln!(f, "  {from} → {to}: {evidence}"))
    }
}

impl Graph {
    pub(super) fn of(modules: &Modules) -> Self {
        let mut edges = BTreeMap::<String, BTreeMap<String, String>>::new();
        for (place, module) in modules.iter() {
            for path in &module.paths {
                let Some(definer) = modules.definer(place, path) else { continue };
                let Some((from, to)) = siblings(place, &definer) else { continue };
                let evidence = || format!("{} names {}", module.file.display(), path.join("::"));
                edges.entry(from).or_default().entry(to).or_insert_with(evidence);
            }
        }
        Self { edges }
    }

    /// A shortest circle for each dependency that is part of one.
    pub(super) fn circles(&self) -> BTreeSet<Circle> {
        let edges = self.edges.iter().flat_map(|(from, tos)| tos.keys().map(move |to| (from, to)));
        edges
            .filter_map(|(from, to)| {
                let mut round = vec![from.clone()];
                round.extend(self.way(to, from)?);
                let steps = round.windows(2).map(|pair| self.step(&pair[0], &pair[1]));
                let mut steps: Vec<_> = steps.collect();
                // The same circle, wherever it was entered.
                let first = steps.iter().enumerate().min_by_key(|(_, step)| (*step).clone());
                let at = first.map_or(0, |(at, _)| at);
                steps.rotate_left(at);
                Some(Circle(steps))
            })
            .collect()
    }

    fn step(&self, from: &str, to: &str) -> Step {
        let evidence = self.edges.get(from).and_then(|tos| tos.get(to)).cloned().unwrap_or_default();
        Step { from: from.to_owned(), to: to.to_owned(), evidence }
    }

    /// A shortest way between two, both included.
    fn way(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut reached_from = BTreeMap::from([(from, None)]);
        let mut next = VecDeque::from([from]);
        while let Some(at) = next.pop_front() {
            if at == to {
                let way = std::iter::successors(Some(at), |at| reached_from.get(at).copied().flatten());
                let mut way: Vec<_> = way.map(str::to_owned).collect();
                way.reverse();
                return Some(way);
            }
            for beyond in self.edges.get(at).into_iter().flat_map(BTreeMap::keys) {
                if !reached_from.contains_key(beyond.as_str()) {
                    reached_from.insert(beyond, Some(at));
                    next.push_back(beyond);
                }
            }
        }
        None
    }
}

/// The two in the same folder that two modules are or lie in; none where one module lies in the other.
fn siblings(from: &Place, to: &Place) -> Option<(String, String)> {
    let shared = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    let up_to = |place: &Place| Some(place.get(..=shared)?.join("::"));
    up_to(from).zip(up_to(to))
}
