//! Calls between callers on two kinds of network.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::call::Call;
use super::caller::{Browser, Caller};
use super::kinds::{Kind, Way};
use super::lab::Lab;
use crate::field::table::Table;

/// Calls of each pair, for the median. Who waits and who comes take turns.
const ROUNDS: usize = 3;

/// Which browser waits in the first round, and which comes.
pub(super) type Browsers = [Browser; 2];

/// What became of one pair.
pub(super) struct Outcome {
    pub(super) kinds: (Kind, Kind),
    /// Of the two sides, in the order of the kinds.
    pub(super) ways: [Way; 2],
    /// The median of the times from the click to the voice, in milliseconds; or what went wrong.
    pub(super) voice: eyre::Result<f64>,
}

/// Those who call, a browser for each kind and side. They are kept, since their start takes longer than a call.
#[derive(Default)]
pub(super) struct Callers([HashMap<(Kind, Browser), Caller>; 2]);

impl Callers {
    /// Calls of every one of these pairs, with a line for each.
    pub(super) fn call(
        &mut self,
        lab: &mut Lab<'_>,
        pairs: &[(Kind, Kind)],
        browsers: Browsers,
        hidden: bool,
    ) -> eyre::Result<Table> {
        let mut table = Table::default();
        for (one, other) in pairs.iter().copied() {
            let ways = if hidden { Kind::relayed(one, other) } else { Kind::ways(one, other) };
            let mut voices = Vec::new();
            let mut failure = None;
            for round in 0..ROUNDS {
                match self.round(lab, [one, other], browsers, ways, hidden, round % 2 == 1) {
                    Ok(voice) => voices.push(voice),
                    Err(error) => {
                        failure = Some(error);
                        break;
                    }
                }
            }
            let voice = match failure {
                Some(error) => Err(error),
                None => Ok(median(&mut voices)),
            };
            table.add(Outcome { kinds: (one, other), ways, voice });
        }
        Ok(table)
    }

    /// One call; `turned`: the second kind's caller waits, and the first's comes.
    fn round(
        &mut self,
        lab: &mut Lab<'_>,
        kinds: [Kind; 2],
        browsers: Browsers,
        ways: [Way; 2],
        hidden: bool,
        turned: bool,
    ) -> eyre::Result<f64> {
        for side in [0, 1] {
            let who = (kinds[side], browsers[side]);
            if let Entry::Vacant(place) = self.0[side].entry(who) {
                let home = lab.home(who.0)?;
                place.insert(lab.caller(&home, who.1)?);
            }
        }
        let [ones, others] = &mut self.0;
        let (Some(one), Some(other)) =
            (ones.get_mut(&(kinds[0], browsers[0])), others.get_mut(&(kinds[1], browsers[1])))
        else {
            eyre::bail!("the callers are gone");
        };
        let (waiter, newcomer, ways) =
            if turned { (other, one, [ways[1], ways[0]]) } else { (one, other, ways) };
        let mut call = Call { waiter, newcomer };
        let voice = call.connect(ways, hidden);
        call.end()?;
        voice
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
