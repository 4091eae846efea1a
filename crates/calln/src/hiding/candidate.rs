//! One candidate attribute (RFC 8839, section 5.1).

use std::net::IpAddr;

/// The candidate if it is a relay's, with nothing that says where it was made; `None` for every other.
///
/// The foundation goes too: browsers compute it from addresses, with a sum that can be searched through. One for all
/// costs nothing where all candidates lead to one relay.
pub(super) fn relayed(candidate: &str) -> Option<String> {
    let mut words = candidate.strip_prefix("candidate:")?.split_ascii_whitespace();
    let _foundation = words.next()?;
    let component: u16 = words.next()?.parse().ok()?;
    let transport = words.next().filter(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    let priority: u32 = words.next()?.parse().ok()?;
    let address: IpAddr = words.next()?.parse().ok()?;
    let port: u16 = words.next()?.parse().ok()?;
    (words.next()? == "typ" && words.next()? == "relay").then_some(())?;
    // RFC 8839 wants a related address; browsers that keep it to themselves write this one.
    let nowhere = if address.is_ipv4() { "0.0.0.0" } else { "::" };
    let mut kept = format!(
        "candidate:1 {component} {transport} {priority} {address} {port} typ relay raddr {nowhere} rport 0"
    );
    while let (Some(name), Some(value)) = (words.next(), words.next()) {
        // What ties it to a generation of ICE; the browsers' other additions are about the network it came from.
        if matches!(name, "generation" | "ufrag") {
            kept.extend([" ", name, " ", value]);
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p10_a_relays_candidate_loses_where_it_was_made_and_others_are_dropped() {
        let relay = "candidate:3511297121 1 udp 41885695 192.0.2.1 50000 typ relay raddr 203.0.113.7 rport 61234 \
                     generation 0 ufrag kD8P network-id 1 network-cost 10";
        let kept = "candidate:1 1 udp 41885695 192.0.2.1 50000 typ relay raddr 0.0.0.0 rport 0 generation 0 ufrag kD8P";
        assert_eq!(relayed(relay).as_deref(), Some(kept));
        for other in [
            "candidate:1 1 udp 2122260223 203.0.113.7 50000 typ host generation 0",
            "candidate:1 1 udp 2122260223 a2f0e1.local 50000 typ host",
            "candidate:1 1 udp 1686052607 203.0.113.7 50000 typ srflx raddr 10.0.0.7 rport 50000",
            "candidate:1 1 udp 1686052607 203.0.113.7 50000 typ prflx",
            "candidate:1 1 tcp 1518280447 203.0.113.7 9 typ host tcptype active",
            "candidate:203.0.113.7",
            "candidate:1 203.0.113.7 udp 1 192.0.2.1 50000 typ relay",
            "candidate:1 1 udp:203.0.113.7 1 192.0.2.1 50000 typ relay",
            "candidate:1 1 udp 1 caller.example.org 50000 typ relay",
            "203.0.113.7",
        ] {
            assert_eq!(relayed(other), None, "{other}");
        }
    }
}
