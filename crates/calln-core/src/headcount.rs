//! Public counts of people: rounded, and slow to follow.
//!
//! Rounding alone hides nobody from somebody who brings all the others: with nine callers of one's own, the tenth is seen to
//! come and to go. So a count that is shown rises only when there are [`HEADCOUNT_MARGIN`] more than it says, and falls as
//! soon as there are fewer: one caller who comes and goes moves it once at the most. It never says more than there are.

use crate::defaults::{HEADCOUNT_MARGIN, HEADCOUNT_STEP};

/// A count as it was shown last: nobody, a few, or a multiple of [`HEADCOUNT_STEP`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Shown(usize);

impl Shown {
    /// Follows an exact count.
    pub fn follow(&mut self, count: usize) {
        let sure = rounded(count.saturating_sub(HEADCOUNT_MARGIN)).max(rounded(count).min(1));
        self.0 = self.0.max(sure).min(rounded(count));
    }

    /// A number whose public form is what is shown: no more than there were.
    pub fn count(self) -> usize {
        self.0
    }
}

/// Stands for the public form of a count: none, a few, or a multiple of [`HEADCOUNT_STEP`].
pub(crate) const fn rounded(count: usize) -> usize {
    if count < HEADCOUNT_STEP { (count > 0) as usize } else { count - count % HEADCOUNT_STEP }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_count_rises_late_and_falls_at_once() {
        let mut shown = Shown::default();
        for (count, expected) in [
            (0, 0),
            (1, 1),
            (9, 1),
            (10, 1),
            (14, 1),
            (15, 10),
            (14, 10),
            (10, 10),
            (9, 1),
            (10, 1),
            (24, 10),
            (25, 20),
            (100, 90),
            (105, 100),
            (3, 1),
            (0, 0),
        ] {
            shown.follow(count);
            assert_eq!(shown.count(), expected, "at {count}");
        }
    }

    proptest! {
        #[test]
        fn p13_one_who_comes_and_goes_beside_any_number_of_others_is_seen_once_at_most(
            before in prop::collection::vec(0..60_usize, 0..20),
            others in 1..60_usize,
            visits in 1..30,
        ) {
            let mut shown = Shown::default();
            for count in before {
                shown.follow(count);
            }
            shown.follow(others);
            let (mut changes, mut last) = (0, shown);
            for _ in 0..visits {
                for count in [others + 1, others] {
                    shown.follow(count);
                    prop_assert!(shown.count() <= count);
                    changes += u32::from(shown != last);
                    last = shown;
                }
            }
            prop_assert!(changes <= 1, "{} changes", changes);
        }
    }
}
