//! Who comes: made-up callers, the same for the same seed.

use calln_core::{Country, Profile, Tag, Ways, Wish};

/// `SplitMix64` (Steele, Lea and Flood, 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// From 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }
}

/// Countries by Zipf's law: the n-th has a share in proportion to 1/n.
pub(crate) struct Crowd {
    /// Running totals of the shares.
    shares: Vec<f64>,
    countries: Vec<Country>,
}

/// What kind of wish a caller has, as the tables tell them apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Any,
    One,
    Several,
    Except,
}

impl Crowd {
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut countries: Vec<_> = Country::all().collect();
        for i in (1..countries.len()).rev() {
            countries.swap(i, random.below(i as u64 + 1) as usize);
        }
        let mut total = 0.0;
        let mut share = |rank: usize| {
            total += 1.0 / (rank + 1) as f64;
            total
        };
        Self { shares: (0..countries.len()).map(&mut share).collect(), countries }
    }

    fn country(&self, random: &mut Random) -> Country {
        let at = random.unit() * self.shares[self.shares.len() - 1];
        self.countries[self.shares.partition_point(|&share| share <= at)]
    }

    /// 60 % want anyone, 30 % one country (every other time their own), 5 % two to five countries, 5 % all but one
    /// to three. One in fifty is of unknown country.
    pub(crate) fn profile(&self, random: &mut Random, session: u64) -> (Kind, Profile) {
        let own = self.country(random);
        let mut some = |n: u64| -> Vec<&str> { (0..n).map(|_| self.country(random).code()).collect() };
        let one = some(1);
        let several = some(5);
        let (kind, wish) = match random.below(100) {
            0..60 => (Kind::Any, Ok(Wish::Any)),
            60..75 => (Kind::One, Wish::only(&[own.code()])),
            75..90 => (Kind::One, Wish::only(&one)),
            90..95 => (Kind::Several, Wish::only(&several[..2 + random.below(4) as usize])),
            _ => (Kind::Except, Wish::except(&several[..1 + random.below(3) as usize])),
        };
        let profile = Profile {
            pseudonyms: Default::default(),
            country: (random.below(50) > 0).then_some(own),
            wish: wish.unwrap_or_default(),
            session: Some(Tag(session)),
            network: Some(Tag(session / 3)),
            ways: Ways::Any,
            site: None,
        };
        (kind, profile)
    }
}
