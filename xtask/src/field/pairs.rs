//! Calls between callers on two kinds of network.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use eyre::OptionExt as _;

use super::call::{Call, Connected};
use super::caller::{Browser, Caller};
use super::kinds::Kind;
use super::lab::Lab;
use super::outcome::{Heard, Outcome};
use super::table::Table;
use super::way::Way;

/// Calls of each pair, for the median. Who waits and who comes take turns.
const ROUNDS: usize = 3;

/// Those who call, a browser for each kind and side. They are kept, since their start takes longer than a call.
pub(super) struct Callers {
    /// The browsers of the first side and of the second.
    browsers: [Browser; 2],
    /// Whether all hide, so that every call goes through the relay.
    hidden: bool,
    sides: [HashMap<Kind, Caller>; 2],
}

impl Callers {
    pub(super) fn new(browsers: [Browser; 2], hidden: bool) -> Self {
        Self { browsers, hidden, sides: Default::default() }
    }

    /// Calls of every one of these pairs, with a line for each.
    pub(super) fn call(&mut self, lab: &mut Lab<'_>, pairs: &[[Kind; 2]]) -> Table {
        let mut table = Table::default();
        for kinds in pairs.iter().copied() {
            let best = if self.hidden { Kind::relayed(kinds) } else { Kind::ways(kinds) };
            table.add(Outcome { kinds, best, heard: self.rounds(lab, kinds, best) });
        }
        table
    }

    fn rounds(&mut self, lab: &mut Lab<'_>, kinds: [Kind; 2], best: [Way; 2]) -> eyre::Result<Heard> {
        self.invite(lab, kinds)?;
        let (mut voices, mut ways) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let connected = self.round(kinds, best, round % 2 == 1)?;
            voices.push(connected.voice);
            ways.push(connected.ways);
        }
        Ok(Heard { voice: median(&mut voices), ways })
    }

    /// One call; `turned`: the second kind's caller waits, and the first's comes. Gives the ways in the order of the
    /// kinds.
    fn round(&mut self, kinds: [Kind; 2], best: [Way; 2], turned: bool) -> eyre::Result<Connected> {
        let hidden = self.hidden;
        let [ones, others] = &mut self.sides;
        let one = ones.get_mut(&kinds[0]).ok_or_eyre("the first caller is gone")?;
        let other = others.get_mut(&kinds[1]).ok_or_eyre("the second caller is gone")?;
        let in_turn = |[one, other]: [Way; 2]| if turned { [other, one] } else { [one, other] };
        let (waiter, newcomer) = if turned { (other, one) } else { (one, other) };
        let mut call = Call { waiter, newcomer };
        let connected = call.connect(in_turn(best), hidden);
        call.end()?;
        connected.map(|connected| Connected { ways: in_turn(connected.ways), ..connected })
    }

    /// Sees that there is somebody on both sides.
    fn invite(&mut self, lab: &mut Lab<'_>, kinds: [Kind; 2]) -> eyre::Result<()> {
        for ((side, kind), browser) in self.sides.iter_mut().zip(kinds).zip(self.browsers) {
            if let Entry::Vacant(place) = side.entry(kind) {
                let home = lab.home(kind)?;
                place.insert(lab.caller(&home, browser)?);
            }
        }
        Ok(())
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median(&mut [3.0, 100.0, 2.0]), 3.0);
    }
}
