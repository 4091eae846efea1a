//! At which address callers reach this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::address_kind::is_local;
use crate::config::Config;

/// Addresses for documentation (RFC 5737, RFC 3849), far away from everywhere. Nothing is ever sent to them: the
/// system is only asked which way it would go.
const FAR_V4: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
const FAR_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
/// Any will do, as nothing is sent.
const ANY_PORT: u16 = 9;

/// The address, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PublicAddress {
    /// The address. Relayed addresses have it too.
    pub(crate) ip: IpAddr,
    /// That of the other family, for callers who have no way to the first.
    pub(crate) other: Option<IpAddr>,
    /// Whether the operator named it: in `ice.public_address`, or as the one to listen on.
    pub(crate) is_named: bool,
}

/// From where an address can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// From everywhere.
    World,
    /// From within a network of one's own.
    Network,
    /// From this machine.
    Machine,
}

impl PublicAddress {
    /// What the operator named; else the address that this machine's packets go out from; else, on a machine
    /// without any network, its own for itself.
    pub(crate) fn find(config: &Config) -> Self {
        let listen = config.turn.listen.map(|listen| listen.ip().to_canonical());
        let named = &config.ice.public_address;
        let first = named.first().copied().or(listen.filter(|ip| !ip.is_unspecified()));
        if let Some(ip) = first {
            let other = named.iter().copied().find(|other| other.is_ipv4() != ip.is_ipv4());
            return Self { ip, other, is_named: true };
        }
        let (v4, v6) = (way_out(FAR_V4.into()), way_out(FAR_V6.into()));
        // What listens on IPv6 is reached over IPv4 too, and not the other way round.
        let v6 = v6.filter(|_| listen.is_some_and(|ip| ip.is_ipv6()));
        match (v4, v6) {
            (Some(ip), other) | (None, other @ Some(ip)) => {
                Self { ip, other: other.filter(|other| *other != ip), is_named: false }
            }
            (None, None) => Self { ip: Ipv4Addr::LOCALHOST.into(), other: None, is_named: false },
        }
    }

    /// The addresses under which callers look for the server.
    pub(crate) fn all(self) -> impl Iterator<Item = IpAddr> {
        std::iter::once(self.ip).chain(self.other)
    }

    pub(crate) fn reach(self) -> Reach {
        if self.ip.is_loopback() {
            Reach::Machine
        } else if is_local(self.ip) {
            Reach::Network
        } else {
            Reach::World
        }
    }
}

/// The address that a packet to `far` would have as its sender.
fn way_out(far: IpAddr) -> Option<IpAddr> {
    let any: IpAddr = if far.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
    socket.connect(SocketAddr::new(far, ANY_PORT)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_unspecified()).then_some(ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(listen: &str, public: Option<&str>) -> PublicAddress {
        let mut config = Config::default();
        config.turn.listen = Some(listen.parse().unwrap());
        config.ice.public_address = public.map(|public| public.parse().unwrap()).into_iter().collect();
        PublicAddress::find(&config)
    }

    #[test]
    fn what_the_operator_says_goes_before_what_is_found() {
        let address = found("0.0.0.0:3478", Some("203.0.113.7"));
        assert_eq!(
            address,
            PublicAddress { ip: "203.0.113.7".parse().unwrap(), other: None, is_named: true }
        );
        let address = found("192.0.2.7:3478", None);
        assert_eq!(address, PublicAddress { ip: "192.0.2.7".parse().unwrap(), other: None, is_named: true });
        assert!(!found("[::]:3478", None).is_named);
        assert!(!found("0.0.0.0:3478", None).ip.is_unspecified());
    }

    #[test]
    fn an_address_says_from_where_it_can_be_reached() {
        for (ip, reach) in [
            ("203.0.113.7", Reach::World),
            ("2001:db8::7", Reach::World),
            ("10.0.0.7", Reach::Network),
            ("172.17.0.2", Reach::Network),
            ("100.64.0.7", Reach::Network),
            ("fd00::7", Reach::Network),
            ("127.0.0.1", Reach::Machine),
            ("::1", Reach::Machine),
        ] {
            let address = PublicAddress { ip: ip.parse().unwrap(), other: None, is_named: true };
            assert_eq!(address.reach(), reach, "{ip}");
        }
    }
}
