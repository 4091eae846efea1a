//! Which pages may connect: `Origin` (RFC 6454) and `Sec-Fetch-Site` (W3C Fetch Metadata). Sans-IO.

use http::header::{HOST, HeaderMap, HeaderValue, ORIGIN};

use crate::config::Origins;

/// What the headers say of the page that a request comes from.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Verdict<'a> {
    /// Let in.
    Allowed,
    /// Let in, and the browser must be told so (CORS).
    AllowedAcross(&'a HeaderValue),
    /// Refused.
    Refused,
}

/// Judges a request by its headers.
pub(crate) fn judge<'a>(origins: &Origins, headers: &'a HeaderMap) -> Verdict<'a> {
    let Some(origin) = headers.get(ORIGIN) else { return without_origin(origins, headers) };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let Ok(text) = origin.to_str() else { return Verdict::Refused };
    if host.is_some_and(|host| is_same_host(text, host)) {
        return Verdict::Allowed;
    }
    match origins {
        Origins::Any => Verdict::AllowedAcross(origin),
        Origins::Listed(listed) if listed.iter().any(|it| is_same_origin(text, it)) => {
            Verdict::AllowedAcross(origin)
        }
        _ => Verdict::Refused,
    }
}

fn without_origin(origins: &Origins, headers: &HeaderMap) -> Verdict<'static> {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Verdict::Allowed,
        Some(_) if *origins == Origins::Any => Verdict::Allowed,
        Some(_) => Verdict::Refused,
    }
}

/// Clients that aren't browsers, Starscream among them, put the address of the WebSocket itself there.
fn is_same_origin(origin: &str, listed: &str) -> bool {
    let as_page = match origin.split_once("://") {
        Some(("ws", authority)) => &format!("http://{authority}"),
        Some(("wss", authority)) => &format!("https://{authority}"),
        _ => origin,
    };
    listed.eq_ignore_ascii_case(as_page)
}

fn is_same_host(origin: &str, host: &str) -> bool {
    let (scheme, authority) = match origin.split_once("://") {
        Some(parts) => parts,
        None => return false,
    };
    let default_port = match scheme {
        "http" | "ws" => ":80",
        "https" | "wss" => ":443",
        _ => return false,
    };
    let bare =
        |authority: &str| authority.strip_suffix(default_port).unwrap_or(authority).to_ascii_lowercase();
    bare(authority) == bare(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(origins: &Origins, headers: &[(&'static str, &str)]) -> &'static str {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        match judge(origins, &headers) {
            Verdict::Allowed => "allowed",
            Verdict::AllowedAcross(_) => "across",
            Verdict::Refused => "refused",
        }
    }

    #[test]
    fn only_pages_of_the_host_or_the_list_are_let_in() {
        let listed = Origins::Listed(vec!["https://app.example.org".into()]);
        let table = [
            ("http://calln.example", "calln.example", "allowed", "allowed", "allowed"),
            ("https://calln.example:443", "calln.example", "allowed", "allowed", "allowed"),
            ("https://CALLN.example", "calln.example:443", "allowed", "allowed", "allowed"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080", "allowed", "allowed", "allowed"),
            ("http://[::1]:8080", "[::1]:8080", "allowed", "allowed", "allowed"),
            ("https://calln.example:444", "calln.example", "refused", "refused", "across"),
            ("https://calln.example.evil.test", "calln.example", "refused", "refused", "across"),
            ("https://app.example.org", "calln.example", "refused", "across", "across"),
            ("http://app.example.org", "calln.example", "refused", "refused", "across"),
            ("wss://calln.example", "calln.example", "allowed", "allowed", "allowed"),
            ("ws://127.0.0.1:8080", "127.0.0.1:8080", "allowed", "allowed", "allowed"),
            ("wss://app.example.org", "calln.example", "refused", "across", "across"),
            ("ws://app.example.org", "calln.example", "refused", "refused", "across"),
            ("wss://evil.test", "calln.example", "refused", "refused", "across"),
            ("null", "calln.example", "refused", "refused", "across"),
            ("file://", "calln.example", "refused", "refused", "across"),
            ("", "", "refused", "refused", "across"),
        ];
        for (origin, host, same_host, in_list, any) in table {
            let headers = [("origin", origin), ("host", host)];
            assert_eq!(judged(&Origins::SameHost, &headers), same_host, "{origin} at {host}");
            assert_eq!(judged(&listed, &headers), in_list, "{origin} at {host}");
            assert_eq!(judged(&Origins::Any, &headers), any, "{origin} at {host}");
        }
    }

    #[test]
    fn without_an_origin_the_browser_must_not_say_that_another_site_asks() {
        let table = [
            ("same-origin", "allowed"),
            ("none", "allowed"),
            ("same-site", "refused"),
            ("cross-site", "refused"),
        ];
        for (site, verdict) in table {
            assert_eq!(judged(&Origins::SameHost, &[("sec-fetch-site", site)]), verdict, "{site}");
        }
        assert_eq!(judged(&Origins::SameHost, &[]), "allowed");
    }
}
