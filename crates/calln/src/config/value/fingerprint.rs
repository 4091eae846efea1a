//! Certificates of an Android app.

use std::fmt;

use toml::Value as Toml;

use super::{Item, not};

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
