//! What kind an address is of: public, for local use, or for documentation.

use std::net::IpAddr;

use calln_wire::http::AddressKind;

/// The kind of an address.
pub(crate) fn address_kind(address: IpAddr) -> AddressKind {
    let is_documentation = match address {
        IpAddr::V4(v4) => v4.is_documentation(),
        IpAddr::V6(v6) => matches!(v6.segments(), [0x2001, 0xdb8, ..]),
    };
    match is_documentation {
        true => AddressKind::Documentation,
        false if is_local(address) => AddressKind::Local,
        false => AddressKind::Public,
    }
}

/// Whether an address is nowhere in particular, whatever a database says: this host, private and shared networks
/// (RFC 1918, RFC 6598, RFC 4193) and links.
pub(crate) fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0b1100_0000 == 64;
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || shared
        }
        IpAddr::V6(v6) => {
            v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_kind() {
        for (ip, kind) in [
            ("127.0.0.1", AddressKind::Local),
            ("10.0.0.7", AddressKind::Local),
            ("100.64.0.7", AddressKind::Local),
            ("fd00::7", AddressKind::Local),
            ("203.0.113.7", AddressKind::Documentation),
            ("2001:db8::7", AddressKind::Documentation),
            ("198.41.0.4", AddressKind::Public),
            ("2001:dc3::35", AddressKind::Public),
        ] {
            assert_eq!(address_kind(ip.parse().unwrap()), kind, "{ip}");
        }
    }
}
