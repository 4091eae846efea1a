//! Packets as text: Engine.IO v4's type digit, then Socket.IO v5's.

use std::ops::Range;

use calln_wire::Event;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_tungstenite::tungstenite::{Bytes, Utf8Bytes};

use super::ClientError;

/// Names a request on its connection, so that its acknowledgement can be told from others.
pub type AckId = u32;

/// Engine.IO: the handshake that opens a session.
pub(super) const OPEN: &str = "0";
/// Engine.IO: an answer to the server's heartbeat.
pub(super) const PONG: &str = "3";
/// Socket.IO: joins the main namespace; the server answers with the same type.
pub(super) const CONNECT: &str = "40";

/// Engine.IO: ends the session.
pub(super) const CLOSE: &str = "1";
/// Engine.IO: says nothing; what a poll is answered with that has to be.
pub(super) const NOOP: &str = "6";
const PING: &str = "2";
/// Socket.IO: leaves the main namespace.
pub(super) const DISCONNECT: &str = "41";
const EVENT: &str = "42[";
/// An event with one binary attachment, which follows as a message of its own.
const ATTACHED: &str = "451-[";
const ACK: &str = "43";

/// An event or an acknowledgement from the server, undecoded.
#[derive(Debug)]
pub enum Received {
    /// The server emitted an event.
    Event(EventPacket),
    /// The server acknowledged the request of that id.
    Ack(AckId, AckPacket),
}

/// An event packet: `42["name",payload]`, or `451-["name",payload]` with an attachment.
pub struct EventPacket {
    text: Utf8Bytes,
    name: Range<usize>,
    attachment: Option<Bytes>,
}

/// An acknowledgement packet: `43id[payload]`.
pub struct AckPacket {
    text: Utf8Bytes,
    payload_start: usize,
}

/// A payload wasn't of the shape that its event should have.
#[derive(Debug, thiserror::Error)]
#[error("the payload of `{name}` isn't of the expected shape ({category:?} error at column {column})")]
pub struct PayloadError {
    name: &'static str,
    // `serde_json`'s whole error can quote the payload; these two parts of it can't.
    category: serde_json::error::Category,
    column: usize,
}

impl EventPacket {
    /// The event's name.
    pub fn name(&self) -> &str {
        &self.text[self.name.clone()]
    }

    /// The event's binary attachment, if it has one.
    pub fn attachment(&self) -> Option<&Bytes> {
        self.attachment.as_ref()
    }

    pub(super) fn attach(self, attachment: Bytes) -> Self {
        Self { attachment: Some(attachment), ..self }
    }

    /// The event's first argument as JSON text; empty where there is none.
    pub fn json(&self) -> &str {
        self.text[self.name.end + 1..self.text.len() - 1].trim_start_matches(',')
    }

    /// The event's argument, decoded. Whether [`name`](Self::name) is `E`'s own is for the caller to have seen.
    ///
    /// # Errors
    /// When the argument doesn't have `E`'s shape.
    pub fn decode<E: Event + DeserializeOwned>(&self) -> Result<E, PayloadError> {
        decode(E::NAME, self.json())
    }
}

impl AckPacket {
    /// The acknowledgement's argument, decoded.
    ///
    /// # Errors
    /// When the argument doesn't have `T`'s shape.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, PayloadError> {
        decode("acknowledgement", &self.text[self.payload_start..self.text.len() - 1])
    }
}

// The payload may be connection set-up, which must not reach a log.
impl std::fmt::Debug for EventPacket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EventPacket({}, ..)", self.name())
    }
}

impl std::fmt::Debug for AckPacket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AckPacket(..)")
    }
}

fn decode<T: DeserializeOwned>(name: &'static str, json: &str) -> Result<T, PayloadError> {
    serde_json::from_str(json).map_err(|error| PayloadError {
        name,
        category: error.classify(),
        column: error.column(),
    })
}

/// The packet that emits an event, and asks for an acknowledgement if an id is given.
///
/// # Errors
/// When the payload can't be written as JSON.
pub fn event_packet<E: Event + Serialize>(
    event: &E,
    ack: Option<AckId>,
) -> Result<Utf8Bytes, serde_json::Error> {
    let payload = serde_json::to_string(event)?;
    let ack = ack.map(|id| id.to_string()).unwrap_or_default();
    Ok(format!("42{ack}[\"{}\",{payload}]", E::NAME).into())
}

/// The packet that emits an event with one attachment, which is to follow it.
///
/// # Errors
/// When the payload can't be written as JSON.
pub fn attached_packet<E: Event + Serialize>(event: &E) -> Result<Utf8Bytes, serde_json::Error> {
    let payload = serde_json::to_string(event)?;
    Ok(format!("451-[\"{}\",{payload}]", E::NAME).into())
}

/// What a text message on a connected session is.
pub(super) enum Read {
    /// All there is to it.
    Whole(Received),
    /// An event whose attachment is the next message.
    Head(EventPacket),
    /// A heartbeat that wants its answer.
    Heartbeat,
}

/// Reads a packet that comes on a connected session.
pub(super) fn read(text: Utf8Bytes) -> Result<Read, ClientError> {
    for (prefix, attached) in [(EVENT, false), (ATTACHED, true)] {
        if let Some(rest) = text.strip_prefix(prefix) {
            let name = rest.strip_prefix('"').filter(|_| rest.ends_with(']')).ok_or(ClientError::Protocol)?;
            let start = prefix.len() + 1;
            let name = start..start + name.find('"').ok_or(ClientError::Protocol)?;
            let event = EventPacket { text, name, attachment: None };
            return Ok(if attached { Read::Head(event) } else { Read::Whole(Received::Event(event)) });
        }
    }
    if let Some(rest) = text.strip_prefix(ACK) {
        let bracket = rest.find('[').filter(|_| rest.ends_with(']')).ok_or(ClientError::Protocol)?;
        let id = rest[..bracket].parse().map_err(|_| ClientError::Protocol)?;
        let payload_start = ACK.len() + bracket + 1;
        return Ok(Read::Whole(Received::Ack(id, AckPacket { text, payload_start })));
    }
    match text.as_str() {
        PING => Ok(Read::Heartbeat),
        CLOSE | DISCONNECT => Err(ClientError::Closed),
        _ => Err(ClientError::Protocol),
    }
}

#[cfg(test)]
mod tests {
    use calln_wire::client::{HangUp, Leave, Signal};
    use calln_wire::server::{JoinReply, JoinState, PartnerLeft};

    use super::*;

    fn read(text: &'static str) -> Result<Read, ClientError> {
        super::read(Utf8Bytes::from_static(text))
    }

    #[test]
    fn an_event_gives_its_name_and_payload() {
        let Ok(Read::Whole(Received::Event(event))) =
            read(r#"42["partner_left",{"call":"c]\"","why":"next"}]"#)
        else {
            panic!("not read as an event");
        };
        assert_eq!(event.name(), "partner_left");
        assert_eq!(event.decode::<PartnerLeft>().unwrap().call, r#"c]""#);
    }

    #[test]
    fn an_acknowledgement_gives_its_id_and_payload() {
        let Ok(Read::Whole(Received::Ack(17, ack))) = read(r#"4317[{"ok":true,"state":"waiting"}]"#) else {
            panic!("not read as an acknowledgement");
        };
        assert!(matches!(ack.decode::<JoinReply>(), Ok(JoinReply::Ok { state: JoinState::Waiting, .. })));
    }

    #[test]
    fn a_heartbeat_wants_its_answer_and_a_farewell_ends_the_session() {
        assert!(matches!(read("2"), Ok(Read::Heartbeat)));
        assert!(matches!(read("1"), Err(ClientError::Closed)));
        assert!(matches!(read("41"), Err(ClientError::Closed)));
    }

    #[test]
    fn what_is_no_packet_is_refused() {
        for text in
            ["", "4", "42", "42[", "42[]", r#"42["a"#, r#"42["]"#, "42[7]", "43[]", "43x[]", "431[", "45"]
        {
            assert!(matches!(read(text), Err(ClientError::Protocol)), "{text:?}");
        }
    }

    #[test]
    fn p03_neither_debug_nor_error_shows_a_payload() {
        let Ok(Read::Whole(Received::Event(event))) = read(r#"42["signal",{"call":["203.0.113.7"]}]"#) else {
            panic!("not read as an event");
        };
        let error = event.decode::<Signal>().unwrap_err();
        assert!(!format!("{event:?} {error:?} {error}").contains("203.0.113.7"));
    }

    #[test]
    fn packets_are_written_as_socket_io_v5_has_them() {
        assert_eq!(event_packet(&Leave {}, None).unwrap(), r#"42["leave",{}]"#);
        let hang_up = HangUp { call: "c".into() };
        assert_eq!(event_packet(&hang_up, Some(3)).unwrap(), r#"423["hang_up",{"call":"c"}]"#);
    }
}
