//! The TURN server's name and secret as settings.

use std::net::Ipv6Addr;

use toml::Value as Toml;

use super::value::{Item, not};

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

/// The empty string for none.
impl Item for Option<TurnSecret> {
    const EXPECTED: &'static str = "a secret of 16 characters or more, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        match text.chars().count() {
            0 => Ok(None),
            MIN_SECRET_CHARS.. => Ok(Some(TurnSecret(text.to_owned()))),
            chars => Err(format!("it has {chars}")),
        }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.as_ref().map_or_else(String::new, |secret| secret.0.clone()))
    }
}

/// The name or address of a host, or the empty string for none.
impl Item for Option<String> {
    const EXPECTED: &'static str = "a host's name or address, as turn.example.org, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-');
        let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        match bracketed.map(str::parse::<Ipv6Addr>) {
            _ if text.is_empty() => Ok(None),
            Some(Ok(_)) => Ok(Some(text.to_owned())),
            None if text.chars().all(is_name) => Ok(Some(text.to_owned())),
            _ => Err(format!("{} (no scheme, no port)", not(text))),
        }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.clone().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_secret_is_refused_without_being_quoted() {
        let refused = Option::<TurnSecret>::from_text("hunter2").err().unwrap();
        assert_eq!(refused, "it has 7");
        assert!(Option::<TurnSecret>::from_text("a long enough secret").is_ok_and(|secret| secret.is_some()));
        assert!(Option::<TurnSecret>::from_text("").is_ok_and(|secret| secret.is_none()));
    }

    #[test]
    fn a_host_has_no_scheme_and_no_port() {
        let host = Option::<String>::from_text;
        assert_eq!(host("turn.example.org"), Ok(Some("turn.example.org".to_owned())));
        assert_eq!(host("[2001:db8::1]"), Ok(Some("[2001:db8::1]".to_owned())));
        assert_eq!(host(""), Ok(None));
        for bad in ["turn.example.org:3478", "turn:example.org", "2001:db8::1", "[turn]", "a b", "a/b"] {
            assert!(host(bad).is_err(), "{bad}");
        }
    }
}
