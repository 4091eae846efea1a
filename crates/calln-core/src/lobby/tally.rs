//! How many callers there are for whom, without counting them one by one.

use crate::{
    country::Country,
    wish::{Countries, Wish},
};

/// What is counted: callers on the service, and how often callers came to look for a partner.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) callers: i32,
    /// Weighted by [`Forecast`](super::forecast::Forecast).
    pub(super) arrivals: f64,
}

impl Count {
    pub(super) const ONE_CALLER_LESS: Self = Self { callers: -1, arrivals: 0.0 };

    fn add(&mut self, other: Self) {
        self.callers += other.callers;
        self.arrivals += other.arrivals;
    }

    fn subtract(&mut self, other: Self) {
        self.callers -= other.callers;
        self.arrivals -= other.arrivals;
    }
}

const C: usize = Country::COUNT;

/// Counts by country and kind of wish, so that the number of callers compatible with any given one is a sum of a few.
pub(super) struct Tally {
    /// Wish any.
    any: Split,
    /// Wish only, by each country wanted.
    wants: Vec<Split>,
    /// Wish except.
    but: Split,
    /// Wish except, by each country excluded.
    but_not: Vec<Split>,
    /// From a country, with wish any.
    any_of: Vec<Count>,
    /// From a country, with wish except.
    but_of: Vec<Count>,
    /// By viewer's country and own: wish only with the viewer's country in it, less wish except with it in it. The
    /// two are only ever wanted together.
    toward: Vec<Count>,
}

/// A count of all, and of those among them whose country is known.
#[derive(Clone, Copy, Default)]
struct Split {
    all: Count,
    known: Count,
}

impl Split {
    fn add(&mut self, known: bool, count: Count) {
        self.all.add(count);
        if known {
            self.known.add(count);
        }
    }
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            any: Split::default(),
            wants: vec![Split::default(); C],
            but: Split::default(),
            but_not: vec![Split::default(); C],
            any_of: vec![Count::default(); C],
            but_of: vec![Count::default(); C],
            toward: vec![Count::default(); C * C],
        }
    }

    /// Counts a caller with this country and wish.
    pub(super) fn add(&mut self, country: Option<Country>, wish: &Wish, count: Count) {
        let known = country.is_some();
        match wish {
            Wish::Any => {
                self.any.add(known, count);
                if let Some(c) = country {
                    self.any_of[c.index()].add(count);
                }
            }
            Wish::Only(these) => {
                for &d in these.as_slice() {
                    self.wants[d.index()].add(known, count);
                    if let Some(c) = country {
                        self.toward[toward(d, c)].add(count);
                    }
                }
            }
            Wish::Except(these) => {
                self.but.add(known, count);
                if let Some(c) = country {
                    self.but_of[c.index()].add(count);
                }
                for &d in these.as_slice() {
                    self.but_not[d.index()].add(known, count);
                    if let Some(c) = country {
                        self.toward[toward(d, c)].subtract(count);
                    }
                }
            }
        }
    }

    /// The count of those who and a caller of this country with this wish accept each other; the caller among
    /// them, if counted and accepting their own country.
    pub(super) fn compatible(&self, country: Option<Country>, wish: &Wish) -> Count {
        match wish {
            Wish::Any => self.accepting(country, |split| split.all),
            Wish::Only(these) => self.accepting_from(country, these),
            Wish::Except(these) => {
                let mut count = self.accepting(country, |split| split.known);
                count.subtract(self.accepting_from(country, these));
                count
            }
        }
    }

    /// Those who accept a caller of this country.
    fn accepting(&self, country: Option<Country>, part: impl Fn(&Split) -> Count) -> Count {
        let mut count = part(&self.any);
        if let Some(d) = country {
            count.add(part(&self.wants[d.index()]));
            count.add(part(&self.but));
            count.subtract(part(&self.but_not[d.index()]));
        }
        count
    }

    /// Those from these countries who accept a caller of this country.
    fn accepting_from(&self, country: Option<Country>, these: &Countries) -> Count {
        let mut count = Count::default();
        for &c in these.as_slice() {
            count.add(self.any_of[c.index()]);
            if let Some(d) = country {
                count.add(self.but_of[c.index()]);
                count.add(self.toward[toward(d, c)]);
            }
        }
        count
    }

    /// Multiplies the weight of all arrivals.
    pub(super) fn scale_arrivals(&mut self, factor: f64) {
        let Self { any, wants, but, but_not, any_of, but_of, toward } = self;
        let splits = wants.iter_mut().chain(but_not).chain([any, but]);
        let counts = splits.flat_map(|split| [&mut split.all, &mut split.known]);
        for count in counts.chain(any_of).chain(but_of).chain(toward) {
            count.arrivals *= factor;
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        let Self { any, wants, but, but_not, any_of, but_of, toward } = self;
        let splits = wants.iter().chain(but_not).chain([any, but]);
        let counts = splits.flat_map(|split| [&split.all, &split.known]);
        counts.chain(any_of).chain(but_of).chain(toward).all(|count| count.callers == 0)
    }
}

const fn toward(viewer: Country, own: Country) -> usize {
    viewer.index() * C + own.index()
}
