//! A session description (RFC 8866).

use super::candidate;

/// Addresses that stand for none, as browsers write before they know one.
const CONNECTION: &str = "c=IN IP4 0.0.0.0";
const RTCP: &str = "a=rtcp:9 IN IP4 0.0.0.0";
/// The discard port, which stands for none.
const PORT: &str = "9";

/// The description with the relay's candidates and no other address.
pub(super) fn without_addresses(sdp: &str) -> String {
    let mut out = String::with_capacity(sdp.len());
    // As readers of SDP do: either character ends a line.
    for line in sdp.split(['\r', '\n']).filter(|line| !line.is_empty()) {
        if let Some(kept) = kept(line) {
            out.push_str(&kept);
            out.push_str("\r\n");
        }
    }
    out
}

/// The line as it may be passed on, if it may.
fn kept(line: &str) -> Option<String> {
    let (kind, value) = line.split_once('=')?;
    match kind {
        "o" => origin(value),
        "c" => Some(CONNECTION.to_owned()),
        "m" => media(value),
        "a" if value.starts_with("candidate:") => Some(format!("a={}", candidate::relayed(value)?)),
        "a" if value.starts_with("rtcp:") => Some(RTCP.to_owned()),
        // Both are lists of addresses (RFC 8839, RFC 4570).
        "a" if value.starts_with("remote-candidates:") || value.starts_with("source-filter:") => None,
        "v" | "s" | "t" | "b" | "a" => Some(line.to_owned()),
        // Free text, links, mail addresses, telephone numbers, and what SDP doesn't know.
        _ => None,
    }
}

/// `o=<user> <session> <version> IN IP4 <address>`
fn origin(value: &str) -> Option<String> {
    let mut words = value.split(' ');
    let [user, session, version] = [words.next()?, words.next()?, words.next()?];
    Some(format!("o={user} {session} {version} IN IP4 0.0.0.0"))
}

/// `m=<media> <port> <protocol> …`: a port of zero says that the media is refused, and stays.
fn media(value: &str) -> Option<String> {
    let mut words = value.splitn(3, ' ');
    let [media, port, rest] = [words.next()?, words.next()?, words.next()?];
    let port = if port == "0" { port } else { PORT };
    Some(format!("m={media} {port} {rest}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CANARY: &str = "203.0.113.7";

    /// What a browser writes that hides nothing, with the caller's address wherever one can stand.
    fn open(newline: &str) -> String {
        [
            &format!("v=0{newline}o=- 4611731400430051336 2 IN IP4 {CANARY}"),
            "s=-",
            &format!("i={CANARY}"),
            &format!("u=http://{CANARY}/"),
            "t=0 0",
            "a=group:BUNDLE 0",
            "m=audio 54400 UDP/TLS/RTP/SAVPF 111 63",
            &format!("c=IN IP4 {CANARY}"),
            &format!("a=rtcp:54401 IN IP4 {CANARY}"),
            &format!("a=candidate:1467250027 1 udp 2122260223 {CANARY} 54400 typ host generation 0"),
            &format!("a=candidate:2 1 udp 1686052607 {CANARY} 54400 typ srflx raddr 10.0.0.7 rport 1"),
            &format!("a=candidate:3 1 udp 41885439 192.0.2.1 50001 typ relay raddr {CANARY} rport 54400"),
            &format!("a=remote-candidates:1 {CANARY} 54400"),
            &format!("a=source-filter: incl IN IP4 * {CANARY}"),
            "a=ice-ufrag:kD8P",
            "a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35",
            "a=setup:actpass",
            "a=mid:0",
            "a=rtpmap:111 opus/48000/2",
        ]
        .join(newline)
            + newline
    }

    const HIDDEN: &[&str] = &[
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=candidate:1 1 udp 41885439 192.0.2.1 50001 typ relay raddr 0.0.0.0 rport 0",
        "a=ice-ufrag:kD8P",
        "a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35",
        "a=setup:actpass",
        "a=mid:0",
        "a=rtpmap:111 opus/48000/2",
    ];

    #[test]
    fn p10_no_address_but_the_relays_is_left_and_the_rest_stays() {
        for newline in ["\r\n", "\n", "\r"] {
            let hidden = without_addresses(&open(newline));
            assert_eq!(hidden, HIDDEN.join("\r\n") + "\r\n");
        }
    }

    #[test]
    fn what_hides_already_stays_as_it_is() {
        let hidden = HIDDEN.join("\r\n") + "\r\n";
        assert_eq!(without_addresses(&hidden), hidden);
        let refused = "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n";
        assert_eq!(without_addresses(refused), refused);
    }

    proptest! {
        #[test]
        fn p10_an_address_in_any_line_that_names_one_is_gone(
            kind in "[ociuepkrz]=|a=candidate:|a=rtcp:|a=remote-candidates:",
            before in "[a-z0-9 ]{0,20}",
            after in "[a-z0-9 ]{0,20}",
        ) {
            // In the first words of a line stand names and numbers; an address comes after them.
            let line = format!("{kind}x 1 1 {before} {CANARY} {after}");
            prop_assert!(!without_addresses(&line).contains(CANARY));
        }

        #[test]
        fn any_text_is_survived(sdp in "(?s).{0,300}") {
            without_addresses(&sdp);
        }
    }
}
