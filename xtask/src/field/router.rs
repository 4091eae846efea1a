//! Routers: what is behind one, and which packets it lets through.

use super::addresses::{INNER, UPLINK};
use super::namespace::Namespace;

/// How a router treats the packets of those behind it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Rules {
    /// Keeps the port where it is free, whoever the packets go to.
    KeepsPort,
    /// Takes a random port for every partner.
    RandomPort,
    /// Keeps the port, and drops UDP.
    NoUdp,
    /// Keeps the port, and drops all but TCP to port 443.
    Tcp443,
}

/// Makes the machine a router from its inner interface to its uplink. IPv4 addresses are replaced, IPv6 addresses
/// never.
pub(super) fn route(router: &Namespace, rules: Rules) -> eyre::Result<()> {
    router.forward()?;
    let (random, dropped) = match rules {
        Rules::KeepsPort => ("", ""),
        Rules::RandomPort => ("fully-random", ""),
        Rules::NoUdp => ("", "meta l4proto udp drop"),
        Rules::Tcp443 => ("", "meta l4proto != tcp drop; tcp dport != 443 drop"),
    };
    // What comes unasked is dropped. To reject it, the kernel would remember it as a connection, and would give its
    // port to that one instead of to the caller behind, whose next packet is meant to open the way.
    router.filter(&format!(
        "table inet router {{
            chain nat {{
                type nat hook postrouting priority srcnat;
                meta nfproto ipv4 oifname {UPLINK} masquerade {random}
            }}
            chain forward {{
                type filter hook forward priority filter; policy drop;
                ct state established,related accept
                iifname {INNER} jump outward
            }}
            chain outward {{
                {dropped}
                accept
            }}
            chain input {{
                type filter hook input priority filter; policy drop;
                icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }} accept
                ct state established,related accept
            }}
        }}"
    ))
}

/// From now on no IPv4 packet is passed on.
pub(super) fn drop_ipv4(router: &Namespace) -> eyre::Result<()> {
    router.filter(
        "table inet outage {
            chain forward {
                type filter hook forward priority filter - 1;
                meta nfproto ipv4 drop
            }
        }",
    )
}
