//! Addresses and networks.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use toml::Value as Toml;

use super::{Item, not};

impl Item for SocketAddr {
    const EXPECTED: &'static str = "an IP address and a port, as 127.0.0.1:8080 or [::]:8080";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| not(text))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string())
    }
}

impl Item for IpAddr {
    const EXPECTED: &'static str = "an IP address";
    const EXPECTED_MANY: &'static str = "IP addresses";

    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map(|address: IpAddr| address.to_canonical()).map_err(|_| not(text))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string())
    }
}

impl Item for IpNet {
    const EXPECTED: &'static str = "a network, as 10.0.0.0/8, or an IP address";
    const EXPECTED_MANY: &'static str = "networks, as 10.0.0.0/8, or IP addresses";

    fn from_text(text: &str) -> Result<Self, String> {
        let address = || text.parse().ok().map(|address: IpAddr| IpNet::from(address.to_canonical()));
        text.parse().ok().or_else(address).ok_or_else(|| not(text))
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_may_be_a_single_address() {
        for (given, kept) in [
            ("10.0.0.0/8", Some("10.0.0.0/8")),
            ("192.0.2.1", Some("192.0.2.1/32")),
            ("::ffff:192.0.2.1", Some("192.0.2.1/32")),
            ("2001:db8::/32", Some("2001:db8::/32")),
            ("10.0.0.0/33", None),
            ("proxy.example.org", None),
        ] {
            assert_eq!(IpNet::from_text(given).ok().map(|net| net.to_string()).as_deref(), kept, "{given}");
        }
    }
}
