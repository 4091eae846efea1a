//! The caller's address: how it is found, and how it is kept from sight.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use calln_wire::http::AddressKind;
use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::address_kind::address_kind;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A caller's address. It can't be displayed, and formats as `ClientIp(..)`: an address must not reach a log.
///
/// An IPv4 address mapped into IPv6 (RFC 4291, section 2.5.5.2) is the IPv4 address.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientIp(IpAddr);

impl ClientIp {
    /// The address as it is.
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// The address of who sent a request with these headers from `peer`.
    ///
    /// `peer` itself, unless it is in `trusted`. Then the addresses of all `X-Forwarded-For` lines are walked
    /// from the right, which is where the nearest proxy has written: the first that isn't trusted is the
    /// client. What stands left of it is the client's own claim and isn't looked at. Something that is no
    /// address ends the walk, and the last trusted hop counts.
    pub fn of_request(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let trusts = |ip: Self| trusted.iter().any(|net| net.contains(&ip.0));
        let mut client = Self::new(peer.ip());
        let lines = headers.get_all(X_FORWARDED_FOR).into_iter().collect::<Vec<_>>();
        let mut hops = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        while trusts(client)
            && let Some(hop) = hops.next().and_then(parse_hop)
        {
            client = Self::new(hop);
        }
        client
    }

    /// Whether somebody who isn't in `trusted` names other addresses: a proxy that the operator forgot to name, or a
    /// client that makes things up.
    pub(crate) fn is_forwarded_by_a_stranger(
        peer: SocketAddr,
        headers: &HeaderMap,
        trusted: &[IpNet],
    ) -> bool {
        let peer = peer.ip().to_canonical();
        headers.contains_key(X_FORWARDED_FOR) && !trusted.iter().any(|net| net.contains(&peer))
    }

    /// What one household or one carrier gateway has in common: the whole of an IPv4 address, the first 64
    /// bits of an IPv6 one. To be compared or hashed, not shown.
    pub fn network(self) -> [u8; 16] {
        match self.0 {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
            IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).octets(),
        }
    }

    /// Of what kind it is: all that may be told of it.
    pub(crate) fn kind(self) -> AddressKind {
        address_kind(self.0)
    }

    /// The address, for looking it up and nothing else.
    pub(crate) fn address(self) -> IpAddr {
        self.0
    }
}

impl fmt::Debug for ClientIp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientIp(..)")
    }
}

/// One element of `X-Forwarded-For`: an address, in brackets or not, with a port or not.
fn parse_hop(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    let bare = || hop.parse().ok();
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    bare().or_else(with_port).or_else(bracketed)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn client(peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "2001:db8:1::/48"].map(|net| net.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        ClientIp::of_request(peer, &headers, &trusted).address().to_string()
    }

    #[test]
    fn p10_the_address_is_taken_from_the_right_end_of_what_trusted_proxies_wrote() {
        for (peer, lines, expected) in [
            // nobody in between
            ("203.0.113.7", &[][..], "203.0.113.7"),
            ("2001:db8::7", &[], "2001:db8::7"),
            ("::ffff:203.0.113.7", &[], "203.0.113.7"),
            // an untrusted peer's header is its own claim
            ("203.0.113.7", &["198.51.100.1"], "203.0.113.7"),
            ("203.0.113.7", &["198.51.100.1, 10.0.0.1"], "203.0.113.7"),
            // one trusted proxy, also on an IPv6 socket
            ("10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
            ("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
            ("2001:db8:1::1", &["2001:db8::7"], "2001:db8::7"),
            // a chain of them
            ("10.0.0.1", &["203.0.113.7, 10.0.0.3, 10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["203.0.113.7, 2001:db8:1::3, ::ffff:10.0.0.2"], "203.0.113.7"),
            // forged on the left
            ("10.0.0.1", &["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["10.0.0.9, 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["rubbish, 203.0.113.7"], "203.0.113.7"),
            // several lines are one list
            ("10.0.0.1", &["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["203.0.113.7", "10.0.0.3", "10.0.0.2"], "203.0.113.7"),
            // ports and brackets
            ("10.0.0.1", &["203.0.113.7:50123"], "203.0.113.7"),
            ("10.0.0.1", &["[2001:db8::7]:50123"], "2001:db8::7"),
            ("10.0.0.1", &["[2001:db8::7]"], "2001:db8::7"),
            ("10.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["  203.0.113.7\t,10.0.0.2"], "203.0.113.7"),
            // what is no address ends the walk
            ("10.0.0.1", &["203.0.113.7, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.7, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["203.0.113.7,"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.7", "é"], "10.0.0.1"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &["fe80::1%eth0"], "10.0.0.1"),
            ("10.0.0.1", &["for=203.0.113.7"], "10.0.0.1"),
            // trusted all the way: the farthest
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ] {
            assert_eq!(client(peer, lines), expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn p10_an_address_cannot_be_formatted() {
        assert_eq!(format!("{:?}", ClientIp::new("203.0.113.7".parse().unwrap())), "ClientIp(..)");
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_an_ipv6_64() {
        let network = |ip: &str| ClientIp::new(ip.parse().unwrap()).network();
        assert_eq!(network("203.0.113.7"), network("::ffff:203.0.113.7"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    }

    proptest! {
        #[test]
        fn p10_a_header_from_an_untrusted_peer_changes_nothing(
            peer: IpAddr,
            lines in prop::collection::vec("[ -~]{0,60}|(10\\.0\\.0\\.[0-9]{1,2}, ){0,3}192\\.0\\.2\\.1", 0..4),
        ) {
            let trusted = "10.0.0.0/8".parse::<IpNet>().unwrap();
            prop_assume!(!trusted.contains(&peer.to_canonical()));
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let plain = ClientIp::new(peer).address().to_string();
            prop_assume!(!peer.to_string().starts_with("2001:db8:1:"));
            prop_assert_eq!(client(&peer.to_string(), &lines), plain);
        }

        #[test]
        fn p10_what_stands_left_of_the_client_changes_nothing(forged in "[ -~é]{0,80}") {
            prop_assert_eq!(client("10.0.0.1", &[&forged, "203.0.113.7, 10.0.0.2"]), "203.0.113.7");
            prop_assert_eq!(client("10.0.0.1", &[&format!("{forged},203.0.113.7")]), "203.0.113.7");
        }
    }
}
