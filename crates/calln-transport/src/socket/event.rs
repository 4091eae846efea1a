//! An event that came from a client, and what it becomes when it is sent on.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use serde::Deserialize;

use super::packet::{self, AckId, Head, Kind};
use super::payload::{self, Name};
use crate::engine::Utf8Bytes;

/// An event from a client. Its JSON is well-formed, its name a permitted one, its placeholders fit its
/// attachments: it may be sent on to another client as it is. `Debug` shows sizes only.
pub struct Event {
    message: Utf8Bytes,
    head: Head,
    name: Name,
    argument: Option<Range<usize>>,
    attachments: Vec<Bytes>,
}

impl Event {
    /// Checks the event in an Engine.IO message. The attachments are still to come.
    pub(crate) fn parse(message: Utf8Bytes, head: Head) -> Result<Self, &'static str> {
        let offset = head.json;
        let checked = payload::check(&message[offset..], head.attachments)?;
        let shifted = |range: Range<usize>| range.start + offset..range.end + offset;
        let name = match checked.name {
            Name::At(range) => Name::At(shifted(range)),
            unescaped => unescaped,
        };
        let argument = checked.argument.map(shifted);
        Ok(Self { message, head, name, argument, attachments: Vec::new() })
    }

    /// Adds an attachment. True once it was the last one.
    pub(crate) fn attach(&mut self, attachment: Bytes) -> bool {
        self.attachments.push(attachment);
        self.is_complete()
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.attachments.len() == self.head.attachments
    }

    pub(crate) fn namespace(&self) -> &str {
        name_of(&self.message, &self.head)
    }

    /// The event's name.
    pub fn name(&self) -> &str {
        match &self.name {
            Name::At(range) => &self.message[range.clone()],
            Name::Unescaped(name) => name,
        }
    }

    /// The first argument. One that is absent is read as `null` or, where the type wants fields, as `{}`.
    ///
    /// # Errors
    /// If the argument is not of that type.
    pub fn argument<'a, T: Deserialize<'a>>(&'a self) -> Result<T, serde_json::Error> {
        let given = self.argument.as_ref().map_or("null", |range| &self.message[range.clone()]);
        match serde_json::from_str(given) {
            Err(error) if given == "null" => serde_json::from_str("{}").map_err(|_| error),
            read => read,
        }
    }

    /// The payload: a JSON array of the name and the arguments.
    pub fn raw(&self) -> &str {
        &self.message[self.head.json..]
    }

    /// What to acknowledge the event with, if the client asks for that.
    pub fn ack(&self) -> Option<AckId> {
        self.head.ack
    }

    /// The binary attachments, in order.
    pub fn attachments(&self) -> &[Bytes] {
        &self.attachments
    }

    /// Size in bytes: the message and its attachments.
    pub fn len(&self) -> usize {
        self.message.len() + self.attachments.iter().map(Bytes::len).sum::<usize>()
    }

    /// Always false; here because there is [`Event::len`].
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The event for another client. Nothing is copied, unless an acknowledgement was asked for: the relayed
    /// event asks for none, as the answer would have nowhere to go.
    pub fn relay(&self) -> Relay {
        if self.head.ack.is_none() {
            return Relay {
                message: self.message.clone(),
                head: self.head.clone(),
                attachments: self.attachments.clone(),
            };
        }
        self.rewritten(self.head.kind, None, self.raw())
    }

    /// The event for another client, under another name.
    ///
    /// # Errors
    /// Never for a name that is no more than text.
    pub fn relay_as(&self, name: &str) -> Result<Relay, serde_json::Error> {
        let name = serde_json::to_string(name)?;
        let arguments = self.arguments();
        let comma = if arguments.is_empty() { "" } else { "," };
        Ok(self.rewritten(self.head.kind, None, &format!("[{name}{comma}{arguments}]")))
    }

    /// The event's own arguments as its acknowledgement, if the client asks for one.
    pub fn echo(&self) -> Option<Relay> {
        let ack = self.head.ack?;
        let kind = if self.head.kind.is_binary() { Kind::BinaryAck } else { Kind::Ack };
        Some(self.rewritten(kind, Some(ack), &format!("[{}]", self.arguments())))
    }

    /// The JSON of all arguments, separated by commas.
    fn arguments(&self) -> &str {
        let last = self.message.trim_ascii_end().len() - 1;
        self.argument.as_ref().map_or("", |range| self.message[range.start..last].trim_ascii_end())
    }

    fn rewritten(&self, kind: Kind, ack: Option<AckId>, json: &str) -> Relay {
        let namespace = name_of(&self.message, &self.head);
        Relay::write(kind, namespace, ack, json, self.attachments.clone())
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("bytes", &self.len())
            .field("attachments", &self.attachments.len())
            .finish()
    }
}

/// An event or acknowledgement on its way to a client, ready to be written. Cloning shares the bytes.
#[derive(Clone)]
pub struct Relay {
    message: Utf8Bytes,
    head: Head,
    attachments: Vec<Bytes>,
}

impl Relay {
    fn write(kind: Kind, namespace: &str, ack: Option<AckId>, json: &str, attachments: Vec<Bytes>) -> Self {
        let mut message = packet::write(kind, attachments.len(), namespace, ack);
        let end = message.len();
        message.push_str(json);
        let range = match namespace {
            packet::MAIN => 0..0,
            _ => {
                let start = message.find('/').unwrap_or(0);
                start..start + namespace.len()
            }
        };
        let head = Head { kind, attachments: attachments.len(), namespace: range, ack, json: end };
        Self { message: message.into(), head, attachments }
    }

    /// Size in bytes: the message and its attachments.
    pub fn len(&self) -> usize {
        self.message.len() + self.attachments.iter().map(Bytes::len).sum::<usize>()
    }

    /// Always false; here because there is [`Relay::len`].
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Message and attachments for a client in this namespace.
    pub(crate) fn addressed(self, namespace: &str) -> (Utf8Bytes, Vec<Bytes>) {
        if name_of(&self.message, &self.head) == namespace {
            return (self.message, self.attachments);
        }
        let json = &self.message[self.head.json..];
        let readdressed = Self::write(self.head.kind, namespace, self.head.ack, json, self.attachments);
        (readdressed.message, readdressed.attachments)
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay")
            .field("bytes", &self.len())
            .field("attachments", &self.attachments.len())
            .finish()
    }
}

/// The namespace that a message is for.
pub(crate) fn name_of<'a>(message: &'a str, head: &Head) -> &'a str {
    if head.namespace.is_empty() { packet::MAIN } else { &message[head.namespace.clone()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(message: &'static str) -> Event {
        let head = packet::parse(message).unwrap();
        Event::parse(Utf8Bytes::from_static(message), head).unwrap()
    }

    #[test]
    fn the_first_argument_is_read_and_an_absent_one_is_nothing() {
        #[derive(Deserialize)]
        struct Fields {
            a: Option<u8>,
        }
        assert_eq!(event(r#"42["e",{"a":1}]"#).argument::<Fields>().unwrap().a, Some(1));
        assert_eq!(event(r#"42["e"]"#).argument::<Fields>().unwrap().a, None);
        assert_eq!(event(r#"42["e",null]"#).argument::<Fields>().unwrap().a, None);
        assert_eq!(event(r#"42["e"]"#).argument::<Option<u8>>().unwrap(), None);
        assert!(event(r#"42["e","text"]"#).argument::<Fields>().is_err());
    }

    #[test]
    fn a_relayed_event_is_the_same_without_the_request_to_acknowledge_it() {
        let (message, _) = event(r#"42["e", 1]"#).relay().addressed("/");
        assert_eq!(message, r#"42["e", 1]"#);
        let (message, _) = event(r#"427["e", 1]"#).relay().addressed("/");
        assert_eq!(message, r#"42["e", 1]"#);
        let (message, _) = event(r#"42/a,7["e"]"#).relay().addressed("/a");
        assert_eq!(message, r#"42/a,["e"]"#);
    }

    #[test]
    fn a_relayed_event_can_cross_namespaces() {
        let (message, _) = event(r#"42/a,["e"]"#).relay().addressed("/");
        assert_eq!(message, r#"42["e"]"#);
        let (message, _) = event(r#"42["e"]"#).relay().addressed("/b");
        assert_eq!(message, r#"42/b,["e"]"#);
    }

    #[test]
    fn arguments_can_be_sent_under_another_name_or_back() {
        let (message, _) = event(r#"42["e",1,"2",{"3":[true]} ]"#).relay_as("f").unwrap().addressed("/");
        assert_eq!(message, r#"42["f",1,"2",{"3":[true]}]"#);
        let (message, _) = event(r#"42["e"]"#).relay_as("f").unwrap().addressed("/");
        assert_eq!(message, r#"42["f"]"#);
        let (message, _) = event(r#"429["e",[1]]"#).echo().unwrap().addressed("/");
        assert_eq!(message, "439[[1]]");
        assert!(event(r#"42["e"]"#).echo().is_none());
    }

    #[test]
    fn p05_what_an_event_says_cannot_be_formatted() {
        let event = event(r#"42["secret",{"secret":"secret"}]"#);
        assert!(!format!("{event:?}{:?}", event.relay()).contains("secret"));
    }
}
