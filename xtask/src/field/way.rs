//! The ways that voices take.

use std::fmt;

use eyre::eyre;

/// One side's part of the way that the voices take, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    DirectIpv4,
    DirectIpv6,
    RelayUdp,
    RelayTcp,
    RelayTls,
}

impl Way {
    const ALL: [Self; 5] =
        [Self::DirectIpv4, Self::DirectIpv6, Self::RelayUdp, Self::RelayTcp, Self::RelayTls];

    /// Takes the words of a driver.
    pub(super) fn named(words: &str) -> eyre::Result<Self> {
        let named = Self::ALL.into_iter().find(|way| way.words() == words);
        named.ok_or_else(|| eyre!("no way that a call can take: `{words}`"))
    }

    /// As the drivers say it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::DirectIpv4 => "direct IPv4",
            Self::DirectIpv6 => "direct IPv6",
            Self::RelayUdp => "relay udp",
            Self::RelayTcp => "relay tcp",
            Self::RelayTls => "relay tls",
        }
    }

    /// Whether a call that could take the other way may take this one. Browsers look for no other way to the relay once
    /// they hear each other, and on a busy machine UDP's allocation can come after TCP's.
    pub(super) fn passes_for(self, best: Self) -> bool {
        match best {
            Self::DirectIpv4 | Self::DirectIpv6 | Self::RelayTls => self == best,
            Self::RelayTcp => matches!(self, Self::RelayTcp | Self::RelayTls),
            Self::RelayUdp => matches!(self, Self::RelayUdp | Self::RelayTcp | Self::RelayTls),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relay_never_passes_for_a_direct_way() {
        assert!(Way::RelayTcp.passes_for(Way::RelayUdp));
        assert!(!Way::RelayUdp.passes_for(Way::DirectIpv4));
        assert!(!Way::DirectIpv4.passes_for(Way::RelayUdp));
        assert!(!Way::RelayUdp.passes_for(Way::RelayTcp));
    }

    #[test]
    fn words_name_their_way() {
        for way in Way::ALL {
            assert_eq!(Way::named(way.words()).unwrap(), way);
        }
        assert!(Way::named("checking").is_err());
    }
}
