//! Whom a caller has just met.

use std::time::Duration;

use super::{clock::Moment, lists::NIL};
use crate::defaults::RECENT_PARTNERS;

/// The partners of a caller's last calls by their marks, the last one first, each with the time when the call ended:
/// one cache line in all.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Recent {
    /// [`NIL`] from the first free place on.
    partners: [u32; RECENT_PARTNERS],
    /// In ticks; the upper bits are left out, as nothing here is older than they can tell.
    ended: [u32; RECENT_PARTNERS],
}

/// Nanoseconds in a tick are two to the power of this; 32 bits of ticks are close to five hours.
const TICK: u32 = 12;

/// Longest time that partners can be remembered for.
pub(super) const LONGEST_WINDOW: Duration = Duration::from_secs(4 * 60 * 60);

impl Default for Recent {
    fn default() -> Self {
        Self { partners: [NIL; RECENT_PARTNERS], ended: [0; RECENT_PARTNERS] }
    }
}

impl Recent {
    pub(super) fn is_empty(&self) -> bool {
        self.partners[0] == NIL
    }

    pub(super) fn record(&mut self, partner: u32, now: Moment) {
        self.partners.copy_within(..RECENT_PARTNERS - 1, 1);
        self.ended.copy_within(..RECENT_PARTNERS - 1, 1);
        self.partners[0] = partner;
        self.ended[0] = ticks(now);
    }

    /// When the last of these calls with `partner` ended, to the tick.
    pub(super) fn last_with(&self, partner: u32, now: Moment) -> Option<Moment> {
        // Nearly always there is none, and this compares all eight at once.
        if !self.partners.iter().fold(false, |found, &p| found | (p == partner)) {
            return None;
        }
        let at = self.partners.iter().position(|&p| p == partner)?;
        Some(moment(self.ended[at], now))
    }

    /// Drops those whose calls ended `window` ago or earlier. True if nobody is left.
    pub(super) fn forget(&mut self, now: Moment, window: Duration) -> bool {
        let in_use = self.partners.iter().take_while(|&&partner| partner != NIL);
        // The last comes first, so all that still count come before all that don't.
        let count =
            in_use.zip(&self.ended).take_while(|&(_, &ended)| now.since(moment(ended, now)) < window).count();
        self.partners[count..].fill(NIL);
        self.ended[count..].fill(0);
        count == 0
    }

    #[cfg(test)]
    pub(super) fn is_blank(&self) -> bool {
        self.partners == [NIL; RECENT_PARTNERS] && self.ended == [0; RECENT_PARTNERS]
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the upper bits are meant to go")]
const fn ticks(moment: Moment) -> u32 {
    (moment.0 >> TICK) as u32
}

/// The last moment up to `now` that is this many ticks.
const fn moment(then: u32, now: Moment) -> Moment {
    let age = ticks(now).wrapping_sub(then);
    Moment(((now.0 >> TICK) - age as u64) << TICK)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_nanos(100 << TICK);

    const fn at(ticks: u64) -> Moment {
        Moment(ticks << TICK)
    }

    fn those_of(recent: &Recent, now: u64) -> Vec<u32> {
        let counts =
            |&id: &u32| recent.last_with(id, at(now)).is_some_and(|ended| at(now).since(ended) < WINDOW);
        (1..50).filter(counts).collect()
    }

    fn eleven() -> Recent {
        let mut recent = Recent::default();
        for id in 1..=11 {
            recent.record(id, at(u64::from(id) * 10));
        }
        recent
    }

    #[test]
    fn the_last_eight_count_and_only_within_the_window() {
        let recent = eleven();
        assert_eq!(those_of(&recent, 110), [4, 5, 6, 7, 8, 9, 10, 11]);
        assert_eq!(those_of(&recent, 160), [7, 8, 9, 10, 11]);
    }

    #[test]
    fn of_two_calls_with_one_partner_the_later_counts() {
        let mut recent = Recent::default();
        recent.record(1, at(10));
        recent.record(1, at(70));
        assert_eq!(recent.last_with(1, at(80)), Some(at(70)));
    }

    #[test]
    fn a_lobby_may_stay_open_for_longer_than_ticks_are_told_apart() {
        let mut recent = Recent::default();
        let late = (7 << 32) - 10;
        recent.record(1, at(late));
        assert_eq!(recent.last_with(1, at(late + 30)), Some(at(late)));
        assert!(LONGEST_WINDOW.as_nanos() < 1 << (32 + TICK));
    }

    #[test]
    fn p08_what_no_longer_counts_is_erased_and_the_rest_keeps_its_order() {
        let mut recent = eleven();
        assert!(!recent.forget(at(160), WINDOW));
        assert!(recent.partners.iter().all(|&p| p == NIL || p >= 7));
        for id in 12..=15 {
            recent.record(id, at(160));
        }
        assert_eq!(those_of(&recent, 160), [8, 9, 10, 11, 12, 13, 14, 15]);
        assert!(recent.forget(at(260), WINDOW));
        assert!(recent.is_blank());
    }
}
