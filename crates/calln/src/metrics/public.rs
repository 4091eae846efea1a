//! What anybody may know of how many are here.
//!
//! Whoever asks may have brought all callers but one, and look for that one. So these numbers are taken once a minute, all at
//! the same moment, and each is [slow to follow](calln_core::headcount).

use std::collections::HashMap;
use std::time::{Duration, Instant};

use calln_core::Country;
use calln_core::headcount::Shown;
use calln_wire::http::{CountryCount, Stats};
use calln_wire::server::{Headcount, Small};

/// How old the numbers may be. A visitor wants to know whether somebody is here at all; to be seen coming and going takes
/// numbers that are younger than a call is long.
pub(super) const EVERY: Duration = Duration::from_secs(60);

/// How many there are.
pub(super) struct Exact {
    pub(super) online: usize,
    pub(super) waiting: usize,
    pub(super) talking: usize,
    /// Those who tell their country, by country.
    pub(super) countries: HashMap<Country, u32>,
}

/// What was shown last.
#[derive(Default)]
pub(super) struct Published {
    taken: Option<Instant>,
    online: Shown,
    waiting: Shown,
    talking: Shown,
    countries: HashMap<Country, Shown>,
}

impl Published {
    /// What is shown at `now`: looked up anew with `exact` where the last look was long enough ago.
    pub(super) fn at(&mut self, now: Instant, exact: impl FnOnce() -> Exact) -> Stats {
        if self.taken.is_none_or(|taken| now.saturating_duration_since(taken) >= EVERY) {
            self.taken = Some(now);
            self.follow(&exact());
        }
        let shown = |shown: Shown| Headcount::of(shown.count());
        let mut countries: Vec<_> = self
            .countries
            .iter()
            .filter_map(|(country, shown)| match Headcount::of(shown.count()) {
                Headcount::About(online) => Some(CountryCount { country: country.code().to_owned(), online }),
                Headcount::Small(Small::None | Small::Few) => None,
            })
            .collect();
        countries.sort_unstable_by(|one, other| one.country.cmp(&other.country));
        Stats {
            online: shown(self.online),
            waiting: shown(self.waiting),
            talking: shown(self.talking),
            countries,
        }
    }

    fn follow(&mut self, Exact { online, waiting, talking, countries }: &Exact) {
        self.online.follow(*online);
        self.waiting.follow(*waiting);
        self.talking.follow(*talking);
        for (country, count) in countries {
            self.countries.entry(*country).or_default().follow(*count as usize);
        }
    }
}
