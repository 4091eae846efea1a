//! What people read: contacts, lines, days.

use std::fmt;

use toml::Value as Toml;

use super::{Item, found, not};

/// Where callers write to: an e-mail address or an https URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

impl Contact {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Item for Contact {
    const EXPECTED: &'static str = "an e-mail address, or a URL that begins with https://";

    fn from_text(text: &str) -> Result<Self, String> {
        let url = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
        let email = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !name.contains([':', '/']) && host.contains('.') && !host.contains('@')
        });
        if is_plain(text) && (url || email) { Ok(Self(text.to_owned())) } else { Err(not(text)) }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.0.clone())
    }
}

/// A page to read: a URL with https.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Item for Link {
    const EXPECTED: &'static str = "a URL that begins with https://";

    fn from_text(text: &str) -> Result<Self, String> {
        let url = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
        if url && is_plain(text) { Ok(Self(text.to_owned())) } else { Err(not(text)) }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.0.clone())
    }
}

/// Whether a link can be written with it as it is.
fn is_plain(text: &str) -> bool {
    !text.contains(|char: char| char.is_whitespace() || char.is_control() || "<>\"'".contains(char))
}

/// Text of one line, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// One that is known to have no line break.
    pub(in crate::config) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Item for Line {
    const EXPECTED: &'static str = "one line of text";

    fn from_text(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.contains(char::is_control) {
            return Err("it has more than one line".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.0.clone())
    }
}

/// A day (ISO 8601), as `2026-11-24`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day(String);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Item for Day {
    const EXPECTED: &'static str = "a day as 2026-11-24";

    fn from_text(text: &str) -> Result<Self, String> {
        let day: toml::value::Datetime = text.parse().map_err(|_| not(text))?;
        let bare = day.date.is_some() && day.time.is_none() && day.offset.is_none();
        if bare { Ok(Self(day.to_string())) } else { Err(not(text)) }
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        match value {
            Toml::String(text) => Self::from_text(text),
            Toml::Datetime(day) => Self::from_text(&day.to_string()),
            other => Err(found(other)),
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
    fn a_contact_is_an_address_to_write_to() {
        for good in ["safety@example.org", "https://example.org/contact"] {
            let contact = Contact::from_text(good).unwrap();
            assert_eq!(contact.as_str(), good);
        }
        for bad in ["safety", "http://example.org", "javascript:alert(1)@x.y", "a b@example.org", "https://"]
        {
            assert!(Contact::from_text(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_is_written_as_iso_8601_has_it() {
        assert_eq!(Day::from_text("2026-11-24").unwrap().to_string(), "2026-11-24");
        for bad in ["24.11.2026", "2026-13-01", "2026-11-24T10:00:00Z", "soon"] {
            assert!(Day::from_text(bad).is_err(), "{bad}");
        }
    }
}
