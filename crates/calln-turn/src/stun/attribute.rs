//! Attribute types, and the one value format that isn't plain bytes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{MAGIC_COOKIE, TransactionId};

/// The type of an attribute (RFC 8489, section 14; RFC 8656, section 18).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Attribute(pub u16);

impl Attribute {
    /// The name that credentials belong to.
    pub const USERNAME: Self = Self(0x0006);
    /// HMAC-SHA1 over the message up to here.
    pub const MESSAGE_INTEGRITY: Self = Self(0x0008);
    /// The number of an error response.
    pub const ERROR_CODE: Self = Self(0x0009);
    /// The attributes that a 420 response is about.
    pub const UNKNOWN_ATTRIBUTES: Self = Self(0x000A);
    /// The channel to bind.
    pub const CHANNEL_NUMBER: Self = Self(0x000C);
    /// Seconds that an allocation lives.
    pub const LIFETIME: Self = Self(0x000D);
    /// The other end of what is relayed.
    pub const XOR_PEER_ADDRESS: Self = Self(0x0012);
    /// The payload of a Send or Data indication.
    pub const DATA: Self = Self(0x0013);
    /// The realm of long-term credentials.
    pub const REALM: Self = Self(0x0014);
    /// The server's challenge.
    pub const NONCE: Self = Self(0x0015);
    /// The address that an allocation is reached at.
    pub const XOR_RELAYED_ADDRESS: Self = Self(0x0016);
    /// IPv4 or IPv6, for the relayed address.
    pub const REQUESTED_ADDRESS_FAMILY: Self = Self(0x0017);
    /// Asks for an even relayed port, and perhaps for the next one too.
    pub const EVEN_PORT: Self = Self(0x0018);
    /// UDP or TCP, between the server and the peer.
    pub const REQUESTED_TRANSPORT: Self = Self(0x0019);
    /// Asks that a relayed packet be not fragmented.
    pub const DONT_FRAGMENT: Self = Self(0x001A);
    /// The address that the request came from.
    pub const XOR_MAPPED_ADDRESS: Self = Self(0x0020);
    /// Names a port that an earlier EVEN-PORT reserved.
    pub const RESERVATION_TOKEN: Self = Self(0x0022);
    /// CRC-32 over the message up to here.
    pub const FINGERPRINT: Self = Self(0x8028);

    /// True where a receiver that doesn't know the attribute must refuse the message (RFC 8489, section 14).
    pub fn is_comprehension_required(self) -> bool {
        self.0 < 0x8000
    }
}

const IPV4: u8 = 1;
const IPV6: u8 = 2;

/// Reads an XOR-MAPPED-ADDRESS, XOR-PEER-ADDRESS or XOR-RELAYED-ADDRESS (RFC 8489, section 14.2). `None` where
/// the value isn't one.
pub fn decode_xor_address(value: &[u8], transaction: TransactionId) -> Option<SocketAddr> {
    let [_, family, port_high, port_low, ip @ ..] = value else { return None };
    let port = u16::from_be_bytes([*port_high, *port_low]) ^ (MAGIC_COOKIE >> 16) as u16;
    let ip = match *family {
        IPV4 => {
            let ip = u32::from_be_bytes(ip.try_into().ok()?);
            IpAddr::V4(Ipv4Addr::from_bits(ip ^ MAGIC_COOKIE))
        }
        IPV6 => {
            let ip = u128::from_be_bytes(ip.try_into().ok()?);
            IpAddr::V6(Ipv6Addr::from_bits(ip ^ ipv6_mask(transaction)))
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

/// Appends the value that [`decode_xor_address`] reads.
pub(super) fn encode_xor_address(out: &mut Vec<u8>, address: SocketAddr, transaction: TransactionId) {
    let port = address.port() ^ (MAGIC_COOKIE >> 16) as u16;
    out.extend([0, if address.is_ipv4() { IPV4 } else { IPV6 }]);
    out.extend(port.to_be_bytes());
    match address.ip() {
        IpAddr::V4(ip) => out.extend((ip.to_bits() ^ MAGIC_COOKIE).to_be_bytes()),
        IpAddr::V6(ip) => out.extend((ip.to_bits() ^ ipv6_mask(transaction)).to_be_bytes()),
    }
}

/// The cookie and the transaction id, which an IPv6 address is combined with.
fn ipv6_mask(TransactionId(id): TransactionId) -> u128 {
    let mut mask = [0; 16];
    mask[..4].copy_from_slice(&MAGIC_COOKIE.to_be_bytes());
    mask[4..].copy_from_slice(&id);
    u128::from_be_bytes(mask)
}
