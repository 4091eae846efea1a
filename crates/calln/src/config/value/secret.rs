//! What TURN credentials are made from.

use toml::Value as Toml;

use super::Item;

/// Fewer characters than this could be guessed by somebody who holds credentials made from them.
const MIN_SECRET_CHARS: usize = 16;

/// What TURN credentials are made from. It can't be formatted.
#[derive(Clone, PartialEq, Eq)]
pub struct TurnSecret(String);

impl TurnSecret {
    /// The secret, for making credentials and nothing else.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// One that is long enough.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        match text.chars().count() {
            MIN_SECRET_CHARS.. => Ok(Self(text.to_owned())),
            chars => Err(format!("a secret has {MIN_SECRET_CHARS} characters or more; this one has {chars}")),
        }
    }

    /// The secret, for the configuration that holds it.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl Item for TurnSecret {
    const EXPECTED: &'static str = "a secret of 16 characters or more";

    fn from_text(text: &str) -> Result<Self, String> {
        match text.chars().count() {
            MIN_SECRET_CHARS.. => Ok(Self(text.to_owned())),
            chars => Err(format!("it has {chars}")),
        }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_secret_is_refused_without_being_quoted() {
        assert_eq!(TurnSecret::from_text("hunter2").err().unwrap(), "it has 7");
        assert!(TurnSecret::from_text("a long enough secret").is_ok());
    }
}
