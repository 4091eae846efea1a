//! The parsers, as the targets in `fuzz/` reach them. Compiled for those alone (`--cfg fuzzing`).

use std::sync::Arc;

use crate::budget::Budget;
use crate::codec::{Item, Reader};
use crate::engine::{self, Frame, Packet};
use crate::socket::{self, Event};

/// The packets in a payload of long polling; none where one of them is malformed.
pub fn decode(payload: &str) -> Option<Vec<Frame>> {
    engine::decode(payload).collect::<Result<_, _>>().ok()
}

/// The payload that holds these packets.
pub fn encode(packets: &[Frame]) -> String {
    engine::encode(packets)
}

/// The first event in these packets, with all of its attachments. None where something else comes first, or it isn't
/// one.
pub fn event(packets: &[Frame]) -> Option<Event> {
    let (Frame::Text(message), attachments) = packets.split_first()? else { return None };
    if Packet::parse(message) != Some(Packet::Message) {
        return None;
    }
    let head = socket::parse(message).ok()?;
    let mut event = Event::parse(message.clone(), head).ok()?;
    for attachment in attachments {
        let Frame::Binary(attachment) = attachment else { break };
        if event.is_complete() || event.attach(attachment.clone()) {
            break;
        }
    }
    event.is_complete().then_some(event)
}

/// What another client in this namespace gets of an event that is passed on.
pub fn relay(event: &Event, namespace: &str) -> Vec<Frame> {
    let (message, attachments) = event.relay().addressed(namespace);
    std::iter::once(Frame::Text(message)).chain(attachments.into_iter().map(Frame::Binary)).collect()
}

/// What a WebSocket client's bytes come to, read in pieces of `size` bytes: its messages, and whether the connection goes
/// on. Messages have 64 KiB at most.
pub fn frames(bytes: &[u8], size: usize) -> (Vec<Frame>, bool) {
    let budget = Arc::new(Budget::new(1 << 30));
    let mut reader = Reader::new(64 << 10, &budget);
    let mut messages = Vec::new();
    for mut piece in bytes.chunks(size.max(1)) {
        loop {
            match reader.read(&mut piece) {
                Ok(Some(Item::Message(message))) => messages.push(message),
                Ok(Some(Item::Ping(_) | Item::Pong)) => {}
                Ok(None) => break,
                Ok(Some(Item::Close(_))) | Err(_) => return (messages, false),
            }
        }
        assert!(budget.used() <= 64 << 10, "no more is charged than a message may have");
    }
    (messages, true)
}
