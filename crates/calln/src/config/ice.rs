//! STUN and TURN servers as a setting.

use calln_wire::server::IceServer;
use toml::{Table, Value as Toml};

use super::value::{Item, found};

/// In text a URL of a STUN server; in TOML that or a table, which can carry what TURN needs.
impl Item for IceServer {
    const EXPECTED: &'static str =
        "a STUN URL, as stun:stun.example.org, or a table of urls, username and credential";
    const EXPECTED_MANY: &'static str =
        "STUN URLs, as stun:stun.example.org, or (in TOML) tables of urls, username and credential";

    fn from_text(text: &str) -> Result<Self, String> {
        checked(Self { urls: vec![text.to_owned()], username: None, credential: None })
    }

    fn from_toml(value: &Toml) -> Result<Self, String> {
        match value {
            Toml::String(url) => Self::from_text(url),
            // The reason is left out: it can quote the table, and with it a password.
            Toml::Table(_) => value
                .clone()
                .try_into()
                .map_err(|_| {
                    "a table has other keys than those, lacks `urls`, or `urls` isn't an array of strings"
                        .to_owned()
                })
                .and_then(checked),
            other => Err(found(other)),
        }
    }

    fn to_toml(&self) -> Toml {
        let string = |text: &String| Toml::String(text.clone());
        if let (None, None, [url]) = (&self.username, &self.credential, &*self.urls) {
            return string(url);
        }
        let mut table = Table::new();
        table.insert("urls".to_owned(), Toml::Array(self.urls.iter().map(string).collect()));
        for (key, value) in [("username", &self.username), ("credential", &self.credential)] {
            if let Some(value) = value {
                table.insert(key.to_owned(), string(value));
            }
        }
        Toml::Table(table)
    }
}

/// Refuses what makes `new RTCPeerConnection` throw in every caller's browser (RFC 7064, RFC 7065).
fn checked(server: IceServer) -> Result<IceServer, String> {
    if server.urls.is_empty() {
        return Err("`urls` is empty".to_owned());
    }
    for url in &server.urls {
        match url.split_once(':') {
            Some(("stun" | "stuns", host)) if usable(host) && !host.contains('?') => {}
            Some(("turn" | "turns", host)) if usable(host) => {
                if server.username.is_none() || server.credential.is_none() {
                    return Err(format!("`{url}` needs a table with username and credential"));
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

    fn read(toml: &str) -> Result<IceServer, String> {
        IceServer::from_toml(&toml.parse::<Table>().unwrap()["server"])
    }

    #[test]
    fn turn_comes_with_its_password_or_not_at_all() {
        assert!(read(r#"server = "stun:stun.example.org:3478""#).is_ok());
        assert!(read(r#"server = "turn:turn.example.org""#).is_err());
        let full = r#"server = { urls = ["turn:turn.example.org?transport=udp"], username = "u", credential = "c" }"#;
        let server = read(full).unwrap();
        assert_eq!(IceServer::from_toml(&server.to_toml()), Ok(server));
    }

    #[test]
    fn what_browsers_would_throw_at_is_refused() {
        for bad in
            ["stun.example.org", "stun://stun.example.org", "stun:", "http://example.org", "stun:a?b", ""]
        {
            assert!(IceServer::from_text(bad).is_err(), "{bad}");
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
            assert!(!read(bad).unwrap_err().contains("hunter2"), "{bad}");
        }
    }
}
