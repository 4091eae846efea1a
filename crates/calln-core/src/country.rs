//! Countries, as ISO 3166-1 alpha-2 names them.

use std::fmt;

/// Every code, in alphabetical order: the 249 of ISO 3166-1 alpha-2 and `XK`, the user-assigned code under which
/// address databases list Kosovo.
const CODES: [[u8; 2]; 250] = parse(
    b"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
      CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
      FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
      JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
      MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
      PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
      TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW",
);

/// Splits the list above; a wrong length or order stops the build.
const fn parse(list: &[u8]) -> [[u8; 2]; 250] {
    let mut codes = [[0; 2]; 250];
    assert!(list.len() == 250 * 3 - 1, "a code is missing or one too many");
    let mut i = 0;
    while i < codes.len() {
        codes[i] = [list[i * 3], list[i * 3 + 1]];
        if i > 0 {
            let (a, b) = (codes[i - 1], codes[i]);
            assert!(a[0] < b[0] || a[0] == b[0] && a[1] < b[1], "the codes are out of order");
        }
        i += 1;
    }
    codes
}

/// A country of ISO 3166-1, or Kosovo (`XK`).
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Country(u8);

impl Country {
    /// How many countries there are.
    pub const COUNT: usize = CODES.len();

    /// The country with this alpha-2 code, in capitals.
    ///
    /// # Errors
    /// [`UnknownCountry`] for anything that isn't one of the codes.
    pub fn from_code(code: &str) -> Result<Self, UnknownCountry> {
        <[u8; 2]>::try_from(code.as_bytes())
            .ok()
            .and_then(|code| CODES.binary_search(&code).ok())
            .and_then(|index| u8::try_from(index).ok())
            .map(Self)
            .ok_or_else(|| UnknownCountry::new(code))
    }

    /// The alpha-2 code.
    pub fn code(self) -> &'static str {
        std::str::from_utf8(&CODES[self.index()]).unwrap_or_default()
    }

    /// Every country, by code.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..=u8::MAX).take(Self::COUNT).map(Self)
    }

    /// The country at this position.
    pub(crate) const fn at(index: usize) -> Self {
        debug_assert!(index < Self::COUNT);
        #[expect(clippy::cast_possible_truncation, reason = "COUNT is below 256")]
        Self(index as u8)
    }

    /// Position among all countries, below [`Self::COUNT`].
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A code that names no country.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{code:?} is not a country code of ISO 3166-1 alpha-2 (two capital letters, such as \"DE\")")]
pub struct UnknownCountry {
    code: String,
}

impl UnknownCountry {
    /// Longer input is cut here, so that an error can't be made to carry much.
    const SHOWN_CHARS: usize = 8;

    fn new(code: &str) -> Self {
        Self { code: code.chars().take(Self::SHOWN_CHARS).collect() }
    }

    /// What was given, cut to its first eight characters.
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// A set of countries: one bit each.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CountrySet([u64; 4]);

impl CountrySet {
    /// Adds a country.
    pub fn insert(&mut self, country: Country) {
        self.0[country.index() / 64] |= 1 << (country.index() % 64);
    }

    /// Takes a country out.
    pub fn remove(&mut self, country: Country) {
        self.0[country.index() / 64] &= !(1 << (country.index() % 64));
    }

    /// Whether the country is in the set.
    pub fn contains(&self, country: Country) -> bool {
        self.0[country.index() / 64] & (1 << (country.index() % 64)) != 0
    }

    /// The countries of the set, by code.
    pub fn iter(&self) -> impl Iterator<Item = Country> + use<> {
        let mut words = self.0;
        (0..4_u8).flat_map(move |i| {
            let word = &mut words[usize::from(i)];
            let mut rest = std::mem::take(word);
            std::iter::from_fn(move || {
                let bit = u8::try_from(rest.trailing_zeros()).ok().filter(|&bit| bit < 64)?;
                rest &= rest - 1;
                Some(Country(i * 64 + bit))
            })
        })
    }
}

impl FromIterator<Country> for CountrySet {
    fn from_iter<I: IntoIterator<Item = Country>>(countries: I) -> Self {
        let mut set = Self::default();
        countries.into_iter().for_each(|country| set.insert(country));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_leads_to_its_country_and_back() {
        assert_eq!(Country::all().len(), 250);
        for country in Country::all() {
            assert_eq!(Country::from_code(country.code()), Ok(country));
        }
    }

    #[test]
    fn what_is_no_code_is_refused_by_name() {
        for code in ["", "D", "de", "ZZ", "UK", "EU", "DEU", "D\u{0}", "ÄÖ"] {
            assert_eq!(Country::from_code(code).unwrap_err().code(), code);
        }
        assert_eq!(Country::from_code(&"x".repeat(1_000_000)).unwrap_err().code(), "xxxxxxxx");
    }

    #[test]
    fn a_set_holds_what_was_put_in_and_not_taken_out() {
        let every_third: Vec<_> = Country::all().step_by(3).collect();
        let mut set: CountrySet = every_third.iter().copied().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), every_third);
        assert!(Country::all().all(|c| set.contains(c) == every_third.contains(&c)));
        every_third.iter().for_each(|&c| set.remove(c));
        assert_eq!(set, CountrySet::default());
    }
}
