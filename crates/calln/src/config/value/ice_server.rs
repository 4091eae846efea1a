//! STUN and TURN servers of others.

use serde::Deserialize;
use toml::{Table, Value as Toml};

use super::{Item, TurnSecret, found};

/// A STUN or TURN server of others. It can't be formatted: it holds a password.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServerConfig {
    /// `stun:`, `turn:` or `turns:` URIs (RFC 7064, RFC 7065).
    pub urls: Vec<String>,
    /// User name, for TURN.
    pub username: Option<String>,
    /// Password, for TURN.
    pub credential: Option<String>,
    /// In place of both: what credentials are made from for each caller, as TURN REST has it.
    pub secret: Option<TurnSecret>,
}

/// The same in TOML.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    urls: Vec<String>,
    username: Option<String>,
    credential: Option<String>,
    secret: Option<String>,
}

/// In text a URL of a STUN server; in TOML that or a table, which can carry what TURN needs.
impl Item for IceServerConfig {
    const EXPECTED: &'static str =
        "a STUN URL, as stun:stun.example.org, or a table of urls, and username and credential or secret";
    const EXPECTED_MANY: &'static str = "STUN URLs, as stun:stun.example.org, or (in TOML) tables of urls, and username and credential or secret";

    fn from_text(text: &str) -> Result<Self, String> {
        checked(Self { urls: vec![text.to_owned()], username: None, credential: None, secret: None })
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        match value {
            Toml::String(url) => Self::from_text(url),
            // The reason is left out: it can quote the table, and with it a password.
            Toml::Table(_) => {
                let Fields { urls, username, credential, secret } =
                    value.clone().try_into().map_err(|_| {
                        "a table has other keys than those, lacks `urls`, or `urls` isn't an array of strings"
                            .to_owned()
                    })?;
                let secret = secret.as_deref().map(TurnSecret::of).transpose()?;
                checked(Self { urls, username, credential, secret })
            }
            other => Err(found(other)),
        }
    }

    fn to_toml(&self) -> Toml {
        let string = |text: &String| Toml::String(text.clone());
        if let (None, None, None, [url]) = (&self.username, &self.credential, &self.secret, &*self.urls) {
            return string(url);
        }
        let mut table = Table::new();
        table.insert("urls".to_owned(), Toml::Array(self.urls.iter().map(string).collect()));
        for (key, value) in [("username", &self.username), ("credential", &self.credential)] {
            if let Some(value) = value {
                table.insert(key.to_owned(), string(value));
            }
        }
        if let Some(secret) = &self.secret {
            table.insert("secret".to_owned(), Toml::String(secret.text().to_owned()));
        }
        Toml::Table(table)
    }
}

/// Refuses what makes `new RTCPeerConnection` throw in every caller's browser (RFC 7064, RFC 7065).
fn checked(server: IceServerConfig) -> Result<IceServerConfig, String> {
    let has_password = server.username.is_some() && server.credential.is_some();
    if server.secret.is_some() && (server.username.is_some() || server.credential.is_some()) {
        return Err("`secret` takes the place of `username` and `credential`".to_owned());
    }
    if server.urls.is_empty() {
        return Err("`urls` is empty".to_owned());
    }
    for url in &server.urls {
        match url.split_once(':') {
            Some(("stun" | "stuns", host)) if usable(host) && !host.contains('?') => {}
            Some(("turn" | "turns", host)) if usable(host) => {
                if !has_password && server.secret.is_none() {
                    return Err(format!("`{url}` needs a table with username and credential, or secret"));
                }
            }
            _ => return Err(format!("`{url}` isn't a stun:, stuns:, turn: or turns: URL")),
        }
    }
    Ok(server)
}

fn usable(host: &str) -> bool {
    !host.is_empty() && !host.starts_with('/') && !host.contains([' ', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<IceServerConfig, String> {
        IceServerConfig::from_toml(&toml.parse::<Table>().unwrap()["server"])
    }

    #[test]
    fn turn_comes_with_its_password_or_not_at_all() {
        assert!(read(r#"server = "stun:stun.example.org:3478""#).is_ok());
        assert!(read(r#"server = "turn:turn.example.org""#).is_err());
        let full = r#"server = { urls = ["turn:turn.example.org?transport=udp"], username = "u", credential = "c" }"#;
        let made = r#"server = { urls = ["turn:turn.example.org"], secret = "a long enough secret" }"#;
        for toml in [full, made] {
            let server = read(toml).unwrap();
            assert!(IceServerConfig::from_toml(&server.to_toml()) == Ok(server));
        }
        assert!(read(r#"server = { urls = ["turn:x"], secret = "too short" }"#).is_err());
        assert!(
            read(r#"server = { urls = ["turn:x"], secret = "a long enough secret", username = "u" }"#)
                .is_err()
        );
    }

    #[test]
    fn what_browsers_would_throw_at_is_refused() {
        for bad in
            ["stun.example.org", "stun://stun.example.org", "stun:", "http://example.org", "stun:a?b", ""]
        {
            assert!(IceServerConfig::from_text(bad).is_err(), "{bad}");
        }
        assert!(read("server = { urls = [] }").is_err());
        assert!(read("server = 3478").is_err());
    }

    #[test]
    fn a_refusal_never_quotes_a_password() {
        for bad in [
            r#"server = { urls = "stun:x", username = "u", credential = "hunter2" }"#,
            r#"server = { urls = ["stun:x"], password = "hunter2" }"#,
            r#"server = { urls = ["stun:x"], credential = ["hunter2"] }"#,
        ] {
            assert!(!read(bad).err().unwrap().contains("hunter2"), "{bad}");
        }
    }
}
