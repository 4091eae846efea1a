//! Numbers, times, yes and no.

use std::num::NonZeroU32;
use std::time::Duration;

use toml::Value as Toml;

use super::{Item, found, not};

/// Longest time that a setting may be: as long as anything is kept at all. Every clock reaches further than that.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whole seconds.
impl Item for Duration {
    const EXPECTED: &'static str = "a number of seconds, 2592000 (30 days) at the most";

    fn from_text(text: &str) -> Result<Self, String> {
        let time = text.parse().map(Self::from_secs).map_err(|_| not(text))?;
        if time <= LONGEST { Ok(time) } else { Err(not(text)) }
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        let seconds = value.as_integer().ok_or_else(|| found(value))?;
        Self::from_text(&seconds.to_string())
    }

    fn to_toml(&self) -> Toml {
        Toml::Integer(i64::try_from(self.as_secs()).unwrap_or(i64::MAX))
    }
}

impl Item for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| not(text))
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| found(value))
    }

    fn to_toml(&self) -> Toml {
        Toml::Boolean(*self)
    }
}

impl Item for NonZeroU32 {
    const EXPECTED: &'static str = "a whole number from 1 to 4294967295";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| not(text))
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        let number = value.as_integer().ok_or_else(|| found(value))?;
        u32::try_from(number).ok().and_then(Self::new).ok_or_else(|| not(&number.to_string()))
    }

    fn to_toml(&self) -> Toml {
        Toml::Integer(self.get().into())
    }
}

/// A share in percent, from 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(u32);

impl Percent {
    /// None where that is no share.
    pub(in crate::config) const fn new(percent: u32) -> Option<Self> {
        if matches!(percent, 1..=100) { Some(Self(percent)) } else { None }
    }

    /// From 1 to 100.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Item for Percent {
    const EXPECTED: &'static str = "a whole number from 1 to 100";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().ok().and_then(Self::new).ok_or_else(|| not(text))
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        Self::from_text(&value.as_integer().ok_or_else(|| found(value))?.to_string())
    }

    fn to_toml(&self) -> Toml {
        Toml::Integer(self.0.into())
    }
}

/// A count that may be zero.
impl Item for u32 {
    const EXPECTED: &'static str = "a whole number, or 0";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| not(text))
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        let count = value.as_integer().ok_or_else(|| found(value))?;
        Self::try_from(count).map_err(|_| not(&count.to_string()))
    }

    fn to_toml(&self) -> Toml {
        Toml::Integer(i64::from(*self))
    }
}

/// Only what fits is given to it: the defaults below.
#[expect(clippy::cast_possible_truncation, reason = "a handful")]
pub(in crate::config) const fn small(n: usize) -> u32 {
    n as u32
}

pub(in crate::config) const fn kib(kib: u32) -> NonZeroU32 {
    count(kib * 1024)
}

/// A default that is a share. Called in `const` blocks only, where the compiler refuses what is none.
#[expect(clippy::expect_used, reason = "runs at compile time, on literals")]
pub(in crate::config) const fn percent(n: u32) -> Percent {
    Percent::new(n).expect("defaults are shares")
}

/// A default that is a count. Called in `const` blocks only, where the compiler refuses a zero.
#[expect(clippy::expect_used, reason = "runs at compile time, on literals")]
pub(in crate::config) const fn count(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("defaults aren't zero")
}
