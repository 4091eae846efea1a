//! How a setting's value is read from text and TOML, and written back; the types that have rules of their own, a file each.

mod address;
mod choice;
mod fingerprint;
mod host;
mod ice_server;
mod number;
mod path;
mod secret;
mod text;

use toml::Value as Toml;

pub use choice::{AdSource, LogFormat, LogLevel, RelayPolicy};
pub use fingerprint::Fingerprint;
pub use host::{Host, Origin};
pub use ice_server::IceServerConfig;
pub use number::Percent;
pub use secret::TurnSecret;
pub use text::{Contact, Day, Line, Link};

pub(super) use number::{count, kib, percent, small};

/// A setting's value, whatever its type.
///
/// The readers say in a few words what is wrong with what they were given; [`expected`](Value::expected) says
/// what would have been right.
pub(crate) trait Value {
    fn expected(&self) -> String;
    fn read_text(&mut self, text: &str) -> Result<(), String>;
    fn read_toml(&mut self, value: &Toml) -> Result<(), String>;
    fn to_toml(&self) -> Toml;
}

/// A value that stands alone or as an element of a list.
pub(super) trait Item: Sized {
    const EXPECTED: &'static str;
    /// The same for several of them.
    const EXPECTED_MANY: &'static str = Self::EXPECTED;

    fn from_text(text: &str) -> Result<Self, String>;

    /// Most are strings in TOML.
    fn from_toml(value: &Toml) -> Result<Self, String> {
        match value {
            Toml::String(text) => Self::from_text(text),
            other => Err(found(other)),
        }
    }

    fn to_toml(&self) -> Toml;
}

/// What TOML gave in place of what was expected: its type only, for a value can be a secret in a wrong place.
pub(super) fn found(value: &Toml) -> String {
    format!(
        "found {} {}",
        if matches!(value, Toml::Integer(_) | Toml::Array(_)) { "an" } else { "a" },
        value.type_str()
    )
}

pub(super) fn not(text: &str) -> String {
    format!("`{text}` isn't that")
}

impl<T: Item> Value for T {
    fn expected(&self) -> String {
        T::EXPECTED.to_owned()
    }

    fn read_text(&mut self, text: &str) -> Result<(), String> {
        *self = T::from_text(text)?;
        Ok(())
    }

    fn read_toml(&mut self, value: &Toml) -> Result<(), String> {
        *self = T::from_toml(value)?;
        Ok(())
    }

    fn to_toml(&self) -> Toml {
        Item::to_toml(self)
    }
}

/// The word for no value, where there can be none: an environment variable that is empty isn't set.
const NONE: &str = "none";

fn is_none(text: &str) -> bool {
    matches!(text.trim(), "" | NONE)
}

/// A list: an array in TOML, separated by commas in text. Empty text is the empty list, and so is `none`.
impl<T: Item> Value for Vec<T> {
    fn expected(&self) -> String {
        format!("a list of {}", T::EXPECTED_MANY)
    }

    fn read_text(&mut self, text: &str) -> Result<(), String> {
        let elements = text.split(',').map(str::trim).filter(|_| !is_none(text));
        *self = elements.map(T::from_text).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn read_toml(&mut self, value: &Toml) -> Result<(), String> {
        let elements = match value {
            Toml::Array(elements) => elements,
            // A list of one, or the same text as on the command line.
            Toml::String(text) => return self.read_text(text),
            other => return Err(found(other)),
        };
        *self = elements.iter().map(T::from_toml).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn to_toml(&self) -> Toml {
        Toml::Array(self.iter().map(Item::to_toml).collect())
    }
}

/// A value or none, which is the empty string or `none`.
impl<T: Item> Value for Option<T> {
    fn expected(&self) -> String {
        format!("{}, or {NONE}", T::EXPECTED)
    }

    fn read_text(&mut self, text: &str) -> Result<(), String> {
        *self = if is_none(text) { None } else { Some(T::from_text(text)?) };
        Ok(())
    }

    fn read_toml(&mut self, value: &Toml) -> Result<(), String> {
        match value {
            Toml::String(text) => return self.read_text(text),
            other => *self = Some(T::from_toml(other)?),
        }
        Ok(())
    }

    fn to_toml(&self) -> Toml {
        self.as_ref().map_or_else(|| Toml::String(String::new()), Item::to_toml)
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use ipnet::IpNet;

    use super::*;

    #[test]
    fn a_list_in_text_is_separated_by_commas() {
        let mut list: Vec<IpNet> = Vec::new();
        list.read_text("10.0.0.0/8, 192.0.2.1").unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.read_text("10.0.0.0/8,").is_err(), "a comma too many is a mistake, not an element");
        for none in ["", "none"] {
            list.read_text("10.0.0.0/8").unwrap();
            list.read_text(none).unwrap();
            assert!(list.is_empty());
        }
    }

    #[test]
    fn nothing_is_the_empty_text_or_none() {
        let mut listen: Option<SocketAddr> = None;
        listen.read_text("127.0.0.1:1").unwrap();
        assert_eq!(listen, Some(SocketAddr::from(([127, 0, 0, 1], 1))));
        assert!(listen.read_text("127.0.0.1").is_err());
        assert!(listen.is_some(), "what is wrong changes nothing");
        for none in [String::new(), "none".to_owned()] {
            listen.read_text("127.0.0.1:1").unwrap();
            listen.read_toml(&Toml::String(none)).unwrap();
            assert_eq!(listen, None);
        }
        assert_eq!(listen.to_toml(), Toml::String(String::new()));
    }
}
