//! Whom a caller would like to meet.

use std::fmt;

use crate::country::{Country, UnknownCountry};

/// Most countries that a wish may name.
pub const MAX_COUNTRIES: usize = 8;

/// Whom a caller would like to meet. Two callers meet only if each one's wish accepts the other's country.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Wish {
    /// Everybody, callers of unknown country included.
    #[default]
    Any,
    /// Callers from these countries.
    Only(Countries),
    /// Callers from any known country but these.
    Except(Countries),
}

impl Wish {
    /// A wish for callers from the countries with these codes. Repeated codes count once.
    ///
    /// # Errors
    /// [`WishError`] for an unknown code, for none, for more than [`MAX_COUNTRIES`] different ones, and for a list with more
    /// entries than there are countries ([`Country::COUNT`]).
    pub fn only<S: AsRef<str>>(codes: &[S]) -> Result<Self, WishError> {
        Countries::from_codes(codes).map(Self::Only)
    }

    /// A wish for callers from any known country but those with these codes. Repeated codes count once.
    ///
    /// # Errors
    /// As [`Wish::only`].
    pub fn except<S: AsRef<str>>(codes: &[S]) -> Result<Self, WishError> {
        Countries::from_codes(codes).map(Self::Except)
    }

    /// Whether a caller from this country is welcome. One of unknown country is welcome to [`Wish::Any`] alone.
    pub fn accepts(&self, country: Option<Country>) -> bool {
        match (self, country) {
            (Self::Any, _) => true,
            (_, None) => false,
            (Self::Only(these), Some(country)) => these.contains(country),
            (Self::Except(these), Some(country)) => !these.contains(country),
        }
    }
}

/// One to [`MAX_COUNTRIES`] different countries, by code.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Countries {
    len: u8,
    /// Sorted; those from `len` on are `Country::default()`, so that equal lists are equal in every byte.
    list: [Country; MAX_COUNTRIES],
}

impl Countries {
    /// The countries with these codes. Repeated codes count once.
    ///
    /// # Errors
    /// As [`Wish::only`].
    pub fn from_codes<S: AsRef<str>>(codes: &[S]) -> Result<Self, WishError> {
        if codes.len() > Country::COUNT {
            return Err(WishError::TooLong);
        }
        let mut list = [Country::default(); MAX_COUNTRIES];
        let mut len = 0;
        for code in codes {
            let country = Country::from_code(code.as_ref())?;
            if list[..len].contains(&country) {
                continue;
            }
            *list.get_mut(len).ok_or(WishError::TooMany)? = country;
            len += 1;
        }
        if len == 0 {
            return Err(WishError::Empty);
        }
        list[..len].sort_unstable();
        #[expect(clippy::cast_possible_truncation, reason = "at most MAX_COUNTRIES")]
        Ok(Self { len: len as u8, list })
    }

    /// The countries, by code.
    pub fn as_slice(&self) -> &[Country] {
        &self.list[..usize::from(self.len)]
    }

    /// Whether the country is one of these.
    pub fn contains(&self, country: Country) -> bool {
        self.as_slice().contains(&country)
    }
}

impl fmt::Debug for Countries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}

/// Why codes make no wish.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WishError {
    /// A code that names no country.
    #[error(transparent)]
    UnknownCountry(#[from] UnknownCountry),
    /// No code at all.
    #[error("the list of countries is empty; name one at least, or wish for anyone")]
    Empty,
    /// More than [`MAX_COUNTRIES`] different codes.
    #[error("the list names more than {MAX_COUNTRIES} countries")]
    TooMany,
    /// More entries than there are countries, repeated ones included.
    #[error("the list is longer than that of all countries")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Option<Country> {
        Some(Country::from_code(code).unwrap())
    }

    #[test]
    fn p04_only_and_except_are_opposites_on_known_countries_and_refuse_unknown_ones() {
        let only = Wish::only(&["FR", "DE", "FR"]).unwrap();
        let except = Wish::except(&["DE", "FR"]).unwrap();
        for other in Country::all() {
            let named = ["DE", "FR"].contains(&other.code());
            assert_eq!(only.accepts(Some(other)), named);
            assert_eq!(except.accepts(Some(other)), !named);
            assert!(Wish::Any.accepts(Some(other)));
        }
        assert!(!only.accepts(None) && !except.accepts(None) && Wish::Any.accepts(None));
        assert_eq!(only, Wish::only(&["DE", "FR"]).unwrap(), "order and repetition are nothing");
        assert!(only.accepts(country("FR")));
    }

    #[test]
    fn a_bad_list_is_refused_with_its_reason() {
        assert_eq!(Wish::only::<&str>(&[]), Err(WishError::Empty));
        assert_eq!(
            Wish::only(&["AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ"]),
            Err(WishError::TooMany)
        );
        assert!(Wish::except(&["AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AO"]).is_ok());
        assert!(Wish::only(&["DE"; Country::COUNT]).is_ok());
        assert_eq!(Wish::only(&["DE"; Country::COUNT + 1]), Err(WishError::TooLong));
        let refused = Wish::except(&["DE", "QQ"]).unwrap_err();
        assert!(refused.to_string().starts_with("\"QQ\" is not"), "{refused}");
    }
}
