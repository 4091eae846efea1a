//! Who has which address. All are for documentation and private use (RFC 5737, RFC 3849, RFC 1918, RFC 6598).

/// The interface that leads to the Internet, at every machine of the lab.
pub(super) const UPLINK: &str = "uplink";
/// The interface of a router that leads to those who are behind it.
pub(super) const INNER: &str = "inner";

/// The Internet's end of every cable to it, IPv4 and IPv6.
pub(super) const GATEWAYS: [&str; 2] = ["203.0.113.1", "2001:db8:113::1"];
/// What the server serves the page at.
pub(super) const PAGE: [&str; 2] = ["198.51.100.10", "2001:db8:100::10"];
/// What the server serves STUN and TURN at. A second address, so that TURN over TLS has port 443 too.
pub(super) const RELAY: [&str; 2] = ["198.51.100.11", "2001:db8:100::11"];
/// The server's networks.
pub(super) const SERVERS: [&str; 2] = ["198.51.100.0/24", "2001:db8:100::/64"];

/// Of the relay, which its certificate is for.
pub(super) const RELAY_NAME: &str = "relay.test";
/// Port 443, though without TLS, since that is what the strictest of networks lets out.
pub(super) const ORIGIN: &str = "http://calln.test:443";

/// What the origin calls the server.
pub(super) const PAGE_NAME: &str = "calln.test";

/// What names stand for. A caller's browser takes the family that it has. Chromium asks for the relay's with a dot at
/// the end.
pub(super) const HOSTS: &str = "\
127.0.0.1 localhost
::1 localhost
198.51.100.10 calln.test
2001:db8:100::10 calln.test
198.51.100.11 relay.test relay.test.
2001:db8:100::11 relay.test relay.test.
";

/// All of the lab's callers, as the server sees them.
pub(super) const CALLERS: &str = "203.0.113.0/24,2001:db8::/32";

/// A home and what is in front of it, by its number. Numbers are given once.
#[derive(Clone, Copy)]
pub(super) struct Plot(pub(super) u8);

impl Plot {
    /// The outermost address, which others see.
    pub(super) fn public_v4(self) -> String {
        format!("203.0.113.{}", 20 + self.0)
    }

    /// The router's address in the Internet.
    pub(super) fn public_v6(self) -> String {
        format!("2001:db8:113::a:{}", self.0)
    }

    /// An address of the home's network, behind the router. 1 is the router.
    pub(super) fn inner_v4(self, host: u8) -> String {
        format!("192.168.{}.{host}", self.0)
    }

    /// An address of the home's IPv6 network, which every router of the Internet knows.
    pub(super) fn inner_v6(self, host: &str) -> String {
        format!("2001:db8:a:{}::{host}", self.0)
    }

    /// An address between a home's router and its carrier's. 1 is the carrier's.
    pub(super) fn carrier(self, host: u8) -> String {
        format!("100.64.{}.{host}", self.0)
    }
}
