//! The message that is measured: a `signal` of 200 bytes that carries its number and when it was sent.

use std::fmt::Write as _;

use calln_wire::Event;
use calln_wire::client::{IceCandidate, Signal};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use calln_client::{ClientError, EventPacket, event_packet};

/// Length of the whole packet, from Engine.IO's type digit to the closing bracket.
pub(super) const SIGNAL_BYTES: usize = 200;

/// Digits of a number, leading zeroes included.
const DIGITS: usize = 16;
/// What stands before the candidate line in a packet's JSON.
const CANDIDATE: &str = "\"candidate\":\"";

/// What a message says of itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Stamp {
    /// Counts from 0 on each side of a call.
    pub(super) number: u64,
    /// When it was sent, in nanoseconds on the callers' clock.
    pub(super) sent_ns: u64,
    /// Nothing follows.
    pub(super) last: bool,
}

/// Writes messages of one call: the same text, with another stamp in its middle.
pub(super) struct SignalWriter {
    head: String,
    tail: String,
}

impl SignalWriter {
    pub(super) fn new(call: &str) -> Result<Self, ClientError> {
        let empty = packet(call, String::new())?;
        let (head, end) = empty.split_at(empty.rfind('"').ok_or(ClientError::Protocol)?);
        let padding = SIGNAL_BYTES.saturating_sub(empty.len() + STAMP_BYTES);
        Ok(Self { head: head.to_owned(), tail: "x".repeat(padding) + end })
    }

    pub(super) fn write(&self, stamp: Stamp) -> Utf8Bytes {
        let Stamp { number, sent_ns, last } = stamp;
        let last = if last { 'z' } else { 'a' };
        let mut text = String::with_capacity(SIGNAL_BYTES);
        text.push_str(&self.head);
        // Writing to a String can't fail.
        let _ = write!(text, "{number:0DIGITS$}{sent_ns:0DIGITS$}{last}");
        text.push_str(&self.tail);
        text.into()
    }
}

/// Both numbers and the mark of the last message.
const STAMP_BYTES: usize = 2 * DIGITS + 1;

fn packet(call: &str, candidate: String) -> Result<Utf8Bytes, ClientError> {
    let candidate =
        IceCandidate { candidate, sdp_mid: None, sdp_m_line_index: None, username_fragment: None };
    let signal = Signal { candidate: Some(candidate), ..Signal::of(call) };
    event_packet(&signal, None).map_err(ClientError::Encode)
}

/// The stamp of a `signal` that belongs to the call; nothing if the event is another.
///
/// The JSON isn't decoded: this runs for every message, and the callers must be cheaper than the server.
///
/// # Errors
/// `Err(Misdelivered)` if the signal belongs to another call, or isn't one of ours.
pub(super) fn read(event: &EventPacket, call: &str) -> Result<Option<Stamp>, Misdelivered> {
    if event.name() != Signal::NAME {
        return Ok(None);
    }
    let json = event.json();
    stamp(json).filter(|_| json.contains(call)).map(Some).ok_or(Misdelivered)
}

/// A `signal` reached somebody whom it wasn't for.
#[derive(Debug)]
pub(super) struct Misdelivered;

fn stamp(json: &str) -> Option<Stamp> {
    let stamp = &json[json.find(CANDIDATE)? + CANDIDATE.len()..];
    let number = stamp.get(..DIGITS)?.parse().ok()?;
    let sent_ns = stamp.get(DIGITS..2 * DIGITS)?.parse().ok()?;
    Some(Stamp { number, sent_ns, last: stamp.as_bytes().get(2 * DIGITS) == Some(&b'z') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_200_bytes_and_gives_its_stamp_back() {
        let writer = SignalWriter::new("0123456789abcdefghijkl").unwrap();
        let written = Stamp { number: 1_234_567, sent_ns: 98_765_432_101, last: true };
        let packet = writer.write(written);
        assert_eq!(packet.len(), SIGNAL_BYTES);
        let (_, json) = packet[..packet.len() - 1].split_once(',').unwrap();
        assert_eq!(stamp(json), Some(written));
        serde_json::from_str::<Signal>(json).unwrap();
    }
}
