//! How a setting's value is read from text and TOML, and written back.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use toml::Value as Toml;

use super::{AdSource, LogFormat, LogLevel, RelayPolicy};

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

/// A list: an array in TOML, separated by commas in text. Empty text is the empty list.
impl<T: Item> Value for Vec<T> {
    fn expected(&self) -> String {
        format!("a list of {}", T::EXPECTED_MANY)
    }

    fn read_text(&mut self, text: &str) -> Result<(), String> {
        let elements = text.split(',').map(str::trim).filter(|_| !text.trim().is_empty());
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

impl Item for SocketAddr {
    const EXPECTED: &'static str = "an IP address and a port, as 127.0.0.1:8080 or [::]:8080";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| not(text))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string())
    }
}

/// An address and a port, or the empty string for none.
impl Item for Option<SocketAddr> {
    const EXPECTED: &'static str = "an IP address and a port, as 0.0.0.0:3478 or [::]:3478, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { SocketAddr::from_text(text).map(Some) }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.map_or_else(String::new, |address| address.to_string()))
    }
}

impl Item for IpAddr {
    const EXPECTED: &'static str = "an IP address";
    const EXPECTED_MANY: &'static str = "IP addresses";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map(|address: IpAddr| address.to_canonical()).map_err(|_| not(text))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string())
    }
}

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

impl Item for IpNet {
    const EXPECTED: &'static str = "a network, as 10.0.0.0/8, or an IP address";
    const EXPECTED_MANY: &'static str = "networks, as 10.0.0.0/8, or IP addresses";

    fn from_text(text: &str) -> Result<Self, String> {
        let address = || text.parse().ok().map(|address: IpAddr| IpNet::from(address.to_canonical()));
        text.parse().ok().or_else(address).ok_or_else(|| not(text))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string())
    }
}

/// A host's name without a port, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host(String);

impl Host {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Item for Host {
    const EXPECTED: &'static str = "a host name, as calls.example.org";
    const EXPECTED_MANY: &'static str = "host names, as calls.example.org";

    fn from_text(text: &str) -> Result<Self, String> {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        if text.is_empty() || !text.bytes().all(is_name) {
            return Err(format!("`{text}` isn't that (no scheme, port or path)"));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.0.clone())
    }
}

/// A web origin (RFC 6454): scheme, host and, where it isn't the scheme's own, port. Lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// As browsers write it in the `Origin` header.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Item for Origin {
    const EXPECTED: &'static str = "an origin, as https://example.org";
    const EXPECTED_MANY: &'static str = "origins, as https://example.org";

    fn from_text(text: &str) -> Result<Self, String> {
        let uri: http::Uri = text.parse().map_err(|_| not(text))?;
        let bare = uri.path_and_query().is_none_or(|path| path == "/") && !text.ends_with('/');
        let (Some(scheme @ ("http" | "https")), Some(authority), true) =
            (uri.scheme_str(), uri.authority(), bare && !text.contains('@'))
        else {
            return Err(format!("`{text}` isn't that (no path, no final slash)"));
        };
        let authority = authority.as_str().to_lowercase();
        let own_port = if scheme == "https" { ":443" } else { ":80" };
        Ok(Self(format!("{scheme}://{}", authority.strip_suffix(own_port).unwrap_or(&authority))))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.0.clone())
    }
}

/// A path, or the empty string for none.
impl Item for Option<PathBuf> {
    const EXPECTED: &'static str = "the path of a file, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        Ok((!text.is_empty()).then(|| text.into()))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.as_ref().map_or_else(String::new, |path| path.display().to_string()))
    }
}

/// Where callers write to: an e-mail address or an https URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

impl Contact {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A contact, or the empty string for none.
impl Item for Option<Contact> {
    const EXPECTED: &'static str = "an e-mail address, or a URL that begins with https://, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let plain =
            !text.contains(|char: char| char.is_whitespace() || char.is_control() || "<>\"'".contains(char));
        let url = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
        let email = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !name.contains([':', '/']) && host.contains('.') && !host.contains('@')
        });
        if plain && (url || email) { Ok(Some(Contact(text.to_owned()))) } else { Err(not(text)) }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.as_ref().map_or_else(String::new, |contact| contact.0.clone()))
    }
}

/// Text of one line, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// One that is known to have no line break.
    pub(super) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A line, or the empty string for none.
impl Item for Option<Line> {
    const EXPECTED: &'static str = "one line of text, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.contains(char::is_control) {
            return Err("it has more than one line".to_owned());
        }
        Ok((!text.is_empty()).then(|| Line(text.to_owned())))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.as_ref().map_or_else(String::new, |line| line.0.clone()))
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

/// A day, or the empty string for none.
impl Item for Option<Day> {
    const EXPECTED: &'static str = "a day as 2026-11-24, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let day: toml::value::Datetime = text.parse().map_err(|_| not(text))?;
        let bare = day.date.is_some() && day.time.is_none() && day.offset.is_none();
        if bare { Ok(Some(Day(day.to_string()))) } else { Err(not(text)) }
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        match value {
            Toml::String(text) => Self::from_text(text),
            Toml::Datetime(day) => Self::from_text(&day.to_string()),
            other => Err(found(other)),
        }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.as_ref().map_or_else(String::new, |day| day.0.clone()))
    }
}

/// A file with HTML, `house`, or the empty string for nothing.
impl Item for AdSource {
    const EXPECTED: &'static str = "the path of a file with HTML, or house, or nothing";

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(match text {
            "" => Self::Nowhere,
            "house" => Self::House,
            path => Self::File(path.into()),
        })
    }

    fn to_toml(&self) -> Toml {
        Toml::String(match self {
            Self::Nowhere => String::new(),
            Self::House => "house".to_owned(),
            Self::File(path) => path.display().to_string(),
        })
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
    pub(super) const fn new(percent: u32) -> Option<Self> {
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

/// Values that are one of a few words.
macro_rules! words {
    ($type:ty, $expected:literal, { $($word:literal => $value:path),+ $(,)? }) => {
        impl Item for $type {
            const EXPECTED: &'static str = $expected;

            fn from_text(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok($value),)+
                    _ => Err(not(text)),
                }
            }

            fn to_toml(&self) -> Toml {
                Toml::String(match self { $($value => $word,)+ }.to_owned())
            }
        }
    };
}

words!(LogLevel, "off, error, warn, info, debug or trace", {
    "off" => LogLevel::Off,
    "error" => LogLevel::Error,
    "warn" => LogLevel::Warn,
    "info" => LogLevel::Info,
    "debug" => LogLevel::Debug,
    "trace" => LogLevel::Trace,
});

words!(RelayPolicy, "caller, always or never", {
    "caller" => RelayPolicy::Caller,
    "always" => RelayPolicy::Always,
    "never" => RelayPolicy::Never,
});

words!(LogFormat, "human or json", {
    "human" => LogFormat::Human,
    "json" => LogFormat::Json,
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (given, kept) in [
            ("https://example.org", Some("https://example.org")),
            ("HTTPS://Example.ORG:443", Some("https://example.org")),
            ("http://example.org:80", Some("http://example.org")),
            ("http://[::1]:5173", Some("http://[::1]:5173")),
            ("https://example.org/", None),
            ("https://example.org/call", None),
            ("https://me@example.org", None),
            ("example.org", None),
            ("ftp://example.org", None),
            ("null", None),
            ("*", None),
        ] {
            assert_eq!(
                Origin::from_text(given).ok().map(|origin| origin.to_string()).as_deref(),
                kept,
                "{given}"
            );
        }
    }

    #[test]
    fn a_contact_is_an_address_to_write_to() {
        for good in ["safety@example.org", "https://example.org/contact"] {
            let contact = <Option<Contact>>::from_text(good).unwrap().unwrap();
            assert_eq!(contact.as_str(), good);
        }
        for bad in ["safety", "http://example.org", "javascript:alert(1)@x.y", "a b@example.org", "https://"]
        {
            assert!(<Option<Contact>>::from_text(bad).is_err(), "{bad}");
        }
        assert_eq!(<Option<Contact>>::from_text(""), Ok(None));
    }

    #[test]
    fn a_day_is_written_as_iso_8601_has_it() {
        assert_eq!(<Option<Day>>::from_text("2026-11-24").unwrap().unwrap().to_string(), "2026-11-24");
        for bad in ["24.11.2026", "2026-13-01", "2026-11-24T10:00:00Z", "soon"] {
            assert!(<Option<Day>>::from_text(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_network_may_be_a_single_address() {
        for (given, kept) in [
            ("10.0.0.0/8", Some("10.0.0.0/8")),
            ("192.0.2.1", Some("192.0.2.1/32")),
            ("::ffff:192.0.2.1", Some("192.0.2.1/32")),
            ("2001:db8::/32", Some("2001:db8::/32")),
            ("10.0.0.0/33", None),
            ("proxy.example.org", None),
        ] {
            assert_eq!(IpNet::from_text(given).ok().map(|net| net.to_string()).as_deref(), kept, "{given}");
        }
    }

    #[test]
    fn a_list_in_text_is_separated_by_commas() {
        let mut list: Vec<IpNet> = Vec::new();
        list.read_text("10.0.0.0/8, 192.0.2.1").unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.read_text("10.0.0.0/8,").is_err(), "a comma too many is a mistake, not an element");
        list.read_text("").unwrap();
        assert!(list.is_empty());
    }
}
