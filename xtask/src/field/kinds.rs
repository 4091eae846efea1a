//! The kinds of network that callers have, and which way a call between two of them takes.

use eyre::eyre;

use super::way::Way;

/// A kind of network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A public address, and no filter.
    Open,
    /// A home router that keeps a caller's port for every partner, and lets in who was sent something first.
    PortRestricted,
    /// A router that takes another port for every partner, as mobile networks and offices have.
    Symmetric,
    /// A home router behind the carrier's NAT. Both keep the port, as RFC 6888 wants it.
    CarrierNat,
    /// A router that lets no UDP out.
    NoUdp,
    /// A router that lets nothing out but TCP to port 443.
    Tcp443,
    /// No IPv4. A router that lets in who was sent something first, and replaces no address.
    Ipv6,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Open,
        Self::PortRestricted,
        Self::CarrierNat,
        Self::Symmetric,
        Self::NoUdp,
        Self::Tcp443,
        Self::Ipv6,
    ];

    /// As it is said on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::PortRestricted => "port-restricted",
            Self::Symmetric => "symmetric",
            Self::CarrierNat => "carrier-nat",
            Self::NoUdp => "no-udp",
            Self::Tcp443 => "tcp-443",
            Self::Ipv6 => "ipv6",
        }
    }

    /// As it is said to people.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::PortRestricted => "port-restricted",
            Self::Symmetric => "symmetric",
            Self::CarrierNat => "carrier NAT",
            Self::NoUdp => "no UDP",
            Self::Tcp443 => "TCP 443 only",
            Self::Ipv6 => "IPv6 only",
        }
    }

    pub(super) fn named(name: &str) -> eyre::Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
            let all: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            eyre!("there is no kind of network `{name}`; there are {}", all.join(", "))
        })
    }

    /// Every kind with every kind, itself included.
    pub(super) fn pairs() -> Vec<[Self; 2]> {
        let mut pairs = Vec::new();
        for (at, one) in Self::ALL.into_iter().enumerate() {
            pairs.extend(Self::ALL.into_iter().skip(at).map(|other| [one, other]));
        }
        pairs
    }

    /// The best ways that the two sides of a call between such networks can take.
    pub(super) fn ways(kinds: [Self; 2]) -> [Way; 2] {
        let [one, other] = kinds;
        one.direct(other).map_or_else(|| Self::relayed(kinds), |way| [way; 2])
    }

    /// The same where a caller hides.
    pub(super) fn relayed(kinds: [Self; 2]) -> [Way; 2] {
        kinds.map(Self::to_relay)
    }

    /// How packets of the two come through to each other, if they do. Between two NATs it takes that each side can tell
    /// where the other's packets will come from.
    fn direct(self, other: Self) -> Option<Way> {
        let both = |what: fn(Self) -> bool| what(self) && what(other);
        let is_told_from_outside = |kind| kind != Self::Symmetric;
        if both(|kind| kind == Self::Ipv6) {
            return Some(Way::DirectIpv6);
        }
        let has_udp = |kind| !matches!(kind, Self::NoUdp | Self::Tcp443 | Self::Ipv6);
        let meets = both(is_told_from_outside) || self == Self::Open || other == Self::Open;
        (both(has_udp) && meets).then_some(Way::DirectIpv4)
    }

    fn to_relay(self) -> Way {
        match self {
            Self::NoUdp => Way::RelayTcp,
            Self::Tcp443 => Way::RelayTls,
            _ => Way::RelayUdp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_kinds_make_twenty_eight_pairs() {
        let pairs = Kind::pairs();
        assert_eq!(pairs.len(), 28);
        assert!(pairs.iter().enumerate().all(|(at, pair)| !pairs[..at].contains(pair)));
    }

    #[test]
    fn a_symmetric_nat_reaches_an_open_network_and_no_other_nat() {
        let direct = [Way::DirectIpv4; 2];
        let relayed = [Way::RelayUdp; 2];
        assert_eq!(Kind::ways([Kind::Symmetric, Kind::Open]), direct);
        assert_eq!(Kind::ways([Kind::PortRestricted, Kind::CarrierNat]), direct);
        assert_eq!(Kind::ways([Kind::Symmetric, Kind::PortRestricted]), relayed);
        assert_eq!(Kind::ways([Kind::Symmetric, Kind::Symmetric]), relayed);
    }

    #[test]
    fn nobody_reaches_another_family_or_a_network_without_udp() {
        for kind in Kind::ALL {
            assert_eq!(Kind::ways([Kind::NoUdp, kind])[0], Way::RelayTcp);
            assert_eq!(Kind::ways([Kind::Tcp443, kind])[0], Way::RelayTls);
            let way = if kind == Kind::Ipv6 { Way::DirectIpv6 } else { Way::RelayUdp };
            assert_eq!(Kind::ways([Kind::Ipv6, kind])[0], way);
        }
    }
}
