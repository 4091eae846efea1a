//! Who sends and receives.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// A client as the server sees it: the 5-tuple of RFC 8656, section 3.2, less the server's own end, of which
/// there is one.
///
/// Formats without the address.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub enum Client {
    /// Packets from this address.
    Udp(SocketAddr),
    /// A connection over TCP, or TLS over TCP.
    Stream {
        /// The connection's far end.
        address: SocketAddr,
        /// A number that no other connection of this server has had.
        connection: u64,
    },
}

impl Client {
    /// The client's address, as the client would write it: an IPv4 address that an IPv6 socket shows in mapped
    /// form is unwrapped.
    pub fn address(&self) -> SocketAddr {
        let (Self::Udp(address) | Self::Stream { address, .. }) = self;
        SocketAddr::new(address.ip().to_canonical(), address.port())
    }

    /// True where messages must be padded to keep a stream in step.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::Stream { .. })
    }

    /// Address, port and kind of transport in a form to compute with.
    pub(crate) fn to_bytes(self) -> [u8; 19] {
        let mut bytes = [0; 19];
        bytes[..16].copy_from_slice(&ipv6(self.address().ip()));
        bytes[16..18].copy_from_slice(&self.address().port().to_be_bytes());
        bytes[18] = self.is_stream().into();
        bytes
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_stream() { "Client::Stream(..)" } else { "Client::Udp(..)" })
    }
}

/// What counts as one network where a limit is per network: an IPv4 address, which may be a carrier's gateway, or an
/// IPv6 /48, which is a site or 256 customers of a provider. Whoever has a /48 has 65,536 of its /64.
///
/// Formats without the address.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct Network([u8; 16]);

impl Network {
    pub(crate) fn of(ip: IpAddr) -> Self {
        let ip = ip.to_canonical();
        let mut bytes = ipv6(ip);
        if ip.is_ipv6() {
            bytes[6..].fill(0);
        }
        Self(bytes)
    }

    pub(crate) fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network(..)")
    }
}

/// What counts as one provider: an IPv4 /16, or an IPv6 /32. Whoever has many networks mostly has them of one.
///
/// Formats without the address.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct Provider([u8; 16]);

impl Provider {
    pub(crate) fn of(ip: IpAddr) -> Self {
        let ip = ip.to_canonical();
        let mut bytes = ipv6(ip);
        bytes[if ip.is_ipv6() { 4 } else { 14 }..].fill(0);
        Self(bytes)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Provider(..)")
    }
}

fn ipv6(ip: IpAddr) -> [u8; 16] {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
        IpAddr::V6(ip) => ip.octets(),
    }
}
