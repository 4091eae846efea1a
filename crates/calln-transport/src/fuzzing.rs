//! The parsers, as the targets in `fuzz/` reach them. Compiled for those alone (`--cfg fuzzing`).

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
