//! Hosts and web origins.

use std::fmt;
use std::net::Ipv6Addr;

use toml::Value as Toml;

use super::{Item, not};

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

/// The name or address of a host, as it stands in a URL.
impl Item for String {
    const EXPECTED: &'static str = "a host's name or address, as turn.example.org";

    fn from_text(text: &str) -> Result<Self, String> {
        let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-');
        let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        match bracketed.map(str::parse::<Ipv6Addr>) {
            Some(Ok(_)) => Ok(text.to_owned()),
            None if text.chars().all(is_name) => Ok(text.to_owned()),
            _ => Err(format!("{} (no scheme, no port)", not(text))),
        }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.clone())
    }
}

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
    fn a_host_has_no_scheme_and_no_port() {
        for good in ["turn.example.org", "192.0.2.1", "[2001:db8::1]"] {
            assert_eq!(String::from_text(good).as_deref(), Ok(good));
        }
        for bad in ["turn.example.org:3478", "turn:example.org", "2001:db8::1", "[turn]", "a b", "a/b"] {
            assert!(String::from_text(bad).is_err(), "{bad}");
        }
    }
}
