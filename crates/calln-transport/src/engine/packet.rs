//! Engine.IO v4 packets in text form. Sans-IO.

/// Written when a session ends under a waiting poll.
pub(crate) const CLOSE: &str = "1";
/// The server's heartbeat.
pub(crate) const PING: &str = "2";
/// The server's answer to a probe.
pub(crate) const PROBED: &str = "3probe";
/// Written to release a waiting poll.
pub(crate) const NOOP: &str = "6";

/// A packet that a client may send.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Packet {
    /// `1`: goodbye.
    Close,
    /// `2probe`: the first packet of a WebSocket that is to replace polling.
    Probe,
    /// `3`: the answer to a heartbeat.
    Pong,
    /// `4…`: a message; what it says begins at the second byte.
    Message,
    /// `5`: the WebSocket replaces polling from here on.
    Upgrade,
    /// `6`: nothing.
    Noop,
}

impl Packet {
    /// Reads the packet in `text`, or nothing if no client may send it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [b'4', ..] => Some(Self::Message),
            b"3" => Some(Self::Pong),
            b"1" => Some(Self::Close),
            b"2probe" => Some(Self::Probe),
            b"5" => Some(Self::Upgrade),
            b"6" => Some(Self::Noop),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Packet;

    #[test]
    fn only_what_a_client_may_send_is_a_packet() {
        let table = [
            ("1", Some(Packet::Close)),
            ("2probe", Some(Packet::Probe)),
            ("3", Some(Packet::Pong)),
            ("4", Some(Packet::Message)),
            ("4hello", Some(Packet::Message)),
            ("5", Some(Packet::Upgrade)),
            ("6", Some(Packet::Noop)),
            ("", None),
            ("0{}", None),
            ("2", None),
            ("3probe", None),
            ("7", None),
            ("abc", None),
            ("11", None),
        ];
        for (text, packet) in table {
            assert_eq!(Packet::parse(text), packet, "{text:?}");
        }
    }
}
