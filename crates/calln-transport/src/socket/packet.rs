//! Socket.IO v5 packets in text form:
//! `<type>[<attachments>-][<namespace>,][<ack id>][<JSON>]`, inside an Engine.IO message. Sans-IO.

use std::ops::Range;

/// The namespace that needs no name on the wire.
pub(crate) const MAIN: &str = "/";
/// Largest acknowledgement id: what a JavaScript number holds exactly.
const MAX_ACK: u64 = (1 << 53) - 1;
/// Longest namespace, in bytes.
const MAX_NAMESPACE: usize = 256;

/// Identifies the request that an acknowledgement answers, within one namespace connection.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct AckId(pub(crate) u64);

/// What a packet is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Connect,
    Disconnect,
    Event,
    Ack,
    ConnectError,
    BinaryEvent,
    BinaryAck,
}

impl Kind {
    fn parse(byte: u8) -> Option<Self> {
        Some(match byte {
            b'0' => Self::Connect,
            b'1' => Self::Disconnect,
            b'2' => Self::Event,
            b'3' => Self::Ack,
            b'4' => Self::ConnectError,
            b'5' => Self::BinaryEvent,
            b'6' => Self::BinaryAck,
            _ => return None,
        })
    }

    fn digit(self) -> char {
        match self {
            Self::Connect => '0',
            Self::Disconnect => '1',
            Self::Event => '2',
            Self::Ack => '3',
            Self::ConnectError => '4',
            Self::BinaryEvent => '5',
            Self::BinaryAck => '6',
        }
    }

    pub(crate) fn is_binary(self) -> bool {
        matches!(self, Self::BinaryEvent | Self::BinaryAck)
    }
}

/// All of a packet but its JSON.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Head {
    pub(crate) kind: Kind,
    /// How many binary frames follow. Zero unless the kind is binary.
    pub(crate) attachments: usize,
    /// Where the namespace stands in the message; empty for the main one.
    pub(crate) namespace: Range<usize>,
    pub(crate) ack: Option<AckId>,
    /// Where the JSON begins in the message.
    pub(crate) json: usize,
}

/// Reads the head of the packet in an Engine.IO message, which begins with `4`.
pub(crate) fn parse(message: &str) -> Result<Head, &'static str> {
    let bytes = message.as_bytes();
    let kind = bytes.get(1).and_then(|byte| Kind::parse(*byte)).ok_or("unknown packet type")?;
    let mut at = 2;
    let mut attachments = 0;
    if kind.is_binary() {
        let (count, end) = number(bytes, at).ok_or("an attachment count is missing or too large")?;
        if bytes.get(end) != Some(&b'-') {
            return Err("an attachment count does not end");
        }
        attachments = usize::try_from(count).map_err(|_| "an attachment count is too large")?;
        at = end + 1;
    }
    let mut namespace = at..at;
    if bytes.get(at) == Some(&b'/') {
        let end = bytes[at..].iter().position(|byte| *byte == b',').map_or(bytes.len(), |comma| at + comma);
        if end - at > MAX_NAMESPACE {
            return Err("a namespace is too long");
        }
        if &bytes[at..end] != MAIN.as_bytes() {
            namespace = at..end;
        }
        at = (end + 1).min(bytes.len());
    }
    let mut ack = None;
    if bytes.get(at).is_some_and(u8::is_ascii_digit) {
        let (id, end) = number(bytes, at).ok_or("an acknowledgement id is too large")?;
        ack = Some(AckId(id));
        at = end;
    }
    Ok(Head { kind, attachments, namespace, ack, json: at })
}

/// The decimal number at `at`, up to [`MAX_ACK`], and where it ends.
fn number(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = at + digits;
    let value = std::str::from_utf8(&bytes[at..end]).ok()?.parse().ok()?;
    (value <= MAX_ACK).then_some((value, end))
}

/// Writes a head, Engine.IO's `4` included, to be followed by JSON.
pub(crate) fn write(kind: Kind, attachments: usize, namespace: &str, ack: Option<AckId>) -> String {
    let mut head = String::with_capacity(64);
    head.push('4');
    head.push(kind.digit());
    if kind.is_binary() {
        head.push_str(&attachments.to_string());
        head.push('-');
    }
    if namespace != MAIN {
        head.push_str(namespace);
        head.push(',');
    }
    if let Some(AckId(id)) = ack {
        head.push_str(&id.to_string());
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(message: &str) -> Option<(Kind, usize, &str, Option<u64>, &str)> {
        let head = parse(message).ok()?;
        let ack = head.ack.map(|AckId(id)| id);
        Some((head.kind, head.attachments, &message[head.namespace], ack, &message[head.json..]))
    }

    #[test]
    fn heads_of_every_kind_are_read() {
        let table = [
            ("40", (Kind::Connect, 0, "", None, "")),
            ("40{\"a\":1}", (Kind::Connect, 0, "", None, "{\"a\":1}")),
            ("40/custom", (Kind::Connect, 0, "/custom", None, "")),
            ("40/custom,{}", (Kind::Connect, 0, "/custom", None, "{}")),
            ("41", (Kind::Disconnect, 0, "", None, "")),
            ("41/custom,", (Kind::Disconnect, 0, "/custom", None, "")),
            ("42[\"a\"]", (Kind::Event, 0, "", None, "[\"a\"]")),
            ("42/,[\"a\"]", (Kind::Event, 0, "", None, "[\"a\"]")),
            ("42/x,7[\"a\"]", (Kind::Event, 0, "/x", Some(7), "[\"a\"]")),
            ("4312[]", (Kind::Ack, 0, "", Some(12), "[]")),
            ("451-[\"a\"]", (Kind::BinaryEvent, 1, "", None, "[\"a\"]")),
            ("452-/x,12[\"a\"]", (Kind::BinaryEvent, 2, "/x", Some(12), "[\"a\"]")),
            ("461-/x,12[]", (Kind::BinaryAck, 1, "/x", Some(12), "[]")),
        ];
        for (message, head) in table {
            assert_eq!(parsed(message), Some(head), "{message}");
        }
    }

    #[test]
    fn what_is_not_a_head_is_refused() {
        let long = format!("40/{},", "n".repeat(MAX_NAMESPACE));
        let bad = [
            "4",
            "47[]",
            "4a",
            "45",
            "45[]",
            "451",
            "451[]",
            "45-[]",
            "4299999999999999999999[]",
            long.as_str(),
        ];
        for message in bad {
            assert_eq!(parsed(message), None, "{message}");
        }
    }

    proptest! {
        #[test]
        fn any_message_is_read_or_refused(message in "4.{0,60}") {
            let _ = parse(&message);
        }

        #[test]
        fn what_is_written_reads_the_same(
            binary: bool, attachments in 0usize..10, named: bool, id in prop::option::of(0..=MAX_ACK)
        ) {
            let kind = if binary { Kind::BinaryEvent } else { Kind::Event };
            let namespace = if named { "/some" } else { "/" };
            let message = write(kind, attachments, namespace, id.map(AckId)) + "[]";
            let expected = (kind, if binary { attachments } else { 0 }, if named { namespace } else { "" }, id, "[]");
            prop_assert_eq!(parsed(&message), Some(expected));
        }
    }
}
