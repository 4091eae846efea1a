//! `android.*`: the Android app of this service.

use std::fmt;

use toml::Value as Toml;

use super::Line;
use super::value::{Item, found, not};

/// Google's own units for tests: they pay nobody, and show what stands where.
const TEST_BANNER: &str = "ca-app-pub-3940256099942544/9214589741";
const TEST_FULL_SCREEN: &str = "ca-app-pub-3940256099942544/1033173712";

/// Often enough to pay for the service; AdMob's policy asks for no more than one in two actions.
const FULL_SCREEN_CALLS: u32 = 3;

/// Long calls are few, and an interruption in one is felt.
const FULL_SCREEN_MINUTES: u32 = 20;

/// Which app is this service's, and what is switched on in it. The units say nothing to an app of flavour `plain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndroidConfig {
    /// The app's `application.id`.
    pub application_id: Option<Line>,
    /// The certificates that it is signed with: the operator's, and Google Play's.
    pub certificates: Vec<Fingerprint>,
    /// The AdMob unit of the banner.
    pub banner: Option<Line>,
    /// The AdMob unit of full-screen advertising.
    pub full_screen: Option<Line>,
    /// It comes after so many ended calls; zero for never.
    pub full_screen_calls: u32,
    /// It comes in a call after so many minutes; zero for never.
    pub full_screen_minutes: u32,
}

impl Default for AndroidConfig {
    fn default() -> Self {
        Self {
            application_id: None,
            certificates: Vec::new(),
            banner: Some(Line::of(TEST_BANNER)),
            full_screen: Some(Line::of(TEST_FULL_SCREEN)),
            full_screen_calls: FULL_SCREEN_CALLS,
            full_screen_minutes: FULL_SCREEN_MINUTES,
        }
    }
}

/// The SHA-256 of a certificate, as `apksigner` and Google Play's console print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

/// In capitals, with colons: the form of `assetlinks.json`.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Item for Fingerprint {
    const EXPECTED: &'static str = "a SHA-256 in 64 hexadecimal digits, with or without colons";
    const EXPECTED_MANY: &'static str = "SHA-256 sums in 64 hexadecimal digits, with or without colons";

    fn from_text(text: &str) -> Result<Self, String> {
        let digits: Vec<char> = text.chars().filter(|c| *c != ':').map(|c| c.to_ascii_uppercase()).collect();
        if digits.len() != 64 || !digits.iter().all(char::is_ascii_hexdigit) {
            return Err(not(text));
        }
        let bytes: Vec<String> = digits.chunks(2).map(|byte| byte.iter().collect()).collect();
        Ok(Self(bytes.join(":")))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.0.clone())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_any_tool_prints_it() {
        let plain = "0a1b".repeat(16);
        let fingerprint = Fingerprint::from_text(&plain).unwrap();
        assert!(fingerprint.to_string().starts_with("0A:1B:0A:"));
        assert_eq!(Fingerprint::from_text(&fingerprint.to_string()), Ok(fingerprint));
        for wrong in ["", "0a:1b", &"zz".repeat(32), &"0a".repeat(33)] {
            assert!(Fingerprint::from_text(wrong).is_err(), "{wrong}");
        }
    }
}
