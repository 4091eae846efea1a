//! By which names the server is reached. A page of another site can have its own name point here (DNS rebinding); its
//! browser then takes this server for that site's, and lets the page read what it answers. The name gives it away:
//! browsers send it as `Host`, and no page can change it.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;
use ipnet::IpNet;

use crate::config::Config;

/// The names of this server.
pub(crate) struct Hosts {
    /// Those that the operator has given, in any setting.
    known: Vec<String>,
    /// The operator has listed them, so that a proxy's request must name one too.
    is_listed: bool,
    trusted_proxies: Vec<IpNet>,
}

/// The request is for another server.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this server isn't known by the name in the request's Host; its operator can name it in the setting `hosts`, or the \
     reverse proxy in `trusted_proxies`"
)]
pub(crate) struct Misdirected;

impl Hosts {
    pub(crate) fn of(config: &Config) -> Self {
        let listed = config.hosts.iter().map(|host| host.as_str().to_owned());
        let origins = config.origins.iter().filter_map(|origin| {
            let origin = origin.to_string();
            origin.split_once("://").map(|(_, authority)| name_of(authority).to_owned())
        });
        Self {
            known: listed.chain(origins).chain(config.turn.host.clone()).collect(),
            is_listed: !config.hosts.is_empty(),
            trusted_proxies: config.trusted_proxies.clone(),
        }
    }

    /// Whether the name is one that the server has been given, or nobody else can be reached by.
    pub(crate) fn knows(&self, authority: &str) -> bool {
        let name = name_of(authority);
        let name = name.strip_suffix('.').unwrap_or(name);
        is_nobody_elses(name) || self.known.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Looks at a request from `peer`.
    ///
    /// # Errors
    /// It names another host.
    pub(crate) fn check(&self, head: &Parts, peer: SocketAddr) -> Result<(), Misdirected> {
        let mut named = head.headers.get_all(HOST).iter().map(|host| host.to_str().ok());
        let in_line = head.uri.authority().map(Authority::as_str);
        let all_known = in_line.is_none_or(|host| self.knows(host))
            && named.all(|host| host.is_some_and(|host| self.knows(host)));
        if all_known || (!self.is_listed && self.is_forwarded(head, peer)) {
            return Ok(());
        }
        Err(Misdirected)
    }

    /// Whether one of the operator's proxies passes the request on. What hosts it answers for is for it to know. On this
    /// machine there may be a browser too, so a proxy here must say whom it speaks for; one elsewhere, and the health check
    /// of a platform behind it, need not.
    fn is_forwarded(&self, head: &Parts, peer: SocketAddr) -> bool {
        let peer = peer.ip().to_canonical();
        let says_so = !peer.is_loopback() || head.headers.contains_key("x-forwarded-for");
        says_so && self.trusted_proxies.iter().any(|net| net.contains(&peer))
    }
}

/// Names that no stranger can have point to this server: addresses, `localhost` and what is under it (RFC 6761), and
/// names without a dot, which the public DNS doesn't serve.
fn is_nobody_elses(name: &str) -> bool {
    let bracketed = || name.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok();
    name.parse::<Ipv4Addr>().is_ok()
        || bracketed().is_some()
        || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
        || name.to_ascii_lowercase().ends_with(".localhost")
}

/// The host in `host:port`.
fn name_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(arguments: &[(&str, &str)]) -> Hosts {
        let mut config = Config::default();
        for (key, value) in arguments {
            let setting = crate::config::settings().find(|setting| setting.key == *key).unwrap();
            (setting.field)(&mut config).read_text(value).unwrap();
        }
        Hosts::of(&config)
    }

    fn is_let_in(hosts: &Hosts, host: &str, forwarded: bool) -> bool {
        is_let_in_from([127, 0, 0, 1], hosts, host, forwarded)
    }

    fn is_let_in_from(peer: [u8; 4], hosts: &Hosts, host: &str, forwarded: bool) -> bool {
        let mut request = http::Request::builder().uri("/").header(HOST, host);
        if forwarded {
            request = request.header("x-forwarded-for", "203.0.113.7");
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        hosts.check(&head, SocketAddr::from((peer, 4711))).is_ok()
    }

    #[test]
    fn what_nobody_else_can_be_reached_by_needs_no_setting() {
        let hosts = hosts(&[]);
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "a.localhost:1",
            "127.0.0.1:8080",
            "192.168.1.2",
            "[::1]:80",
            "calln",
        ] {
            assert!(is_let_in(&hosts, host, false), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "",
            "[::1",
            "a b",
        ] {
            assert!(!is_let_in(&hosts, host, false), "{host}");
        }
    }

    #[test]
    fn a_named_proxy_is_believed_until_hosts_are_listed() {
        let proxied = hosts(&[("trusted_proxies", "127.0.0.1/32")]);
        assert!(is_let_in(&proxied, "your.host", true));
        assert!(!is_let_in(&proxied, "your.host", false), "nobody has passed that on");
        let stranger = hosts(&[]);
        assert!(!is_let_in(&stranger, "your.host", true));
        let listed = hosts(&[("trusted_proxies", "127.0.0.1/32"), ("hosts", "your.host")]);
        assert!(is_let_in(&listed, "your.host", true) && is_let_in(&listed, "Your.Host.:443", false));
        assert!(!is_let_in(&listed, "evil.example", true));
    }

    #[test]
    fn a_platforms_health_check_comes_from_its_proxies_and_names_the_public_host() {
        let platform = hosts(&[("trusted_proxies", "10.0.0.0/8")]);
        assert!(is_let_in_from([10, 1, 2, 3], &platform, "calln.platform.example", false));
        assert!(!is_let_in_from([192, 0, 2, 1], &platform, "calln.platform.example", true));
    }

    #[test]
    fn hosts_of_origins_are_known() {
        let hosts = hosts(&[("origins", "https://app.example.org:8443")]);
        assert!(is_let_in(&hosts, "app.example.org", false));
        assert!(!is_let_in(&hosts, "example.org", false));
    }
}
