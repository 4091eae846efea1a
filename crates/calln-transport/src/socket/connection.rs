//! Socket.IO on one Engine.IO session: the namespaces that its client is connected to, and their events.

use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::request;
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::event::{Event, name_of};
use super::handle::Socket;
use super::handler::{Flow, Handler};
use super::layer::Layer;
use super::packet::{self, Head, Kind};
use crate::budget::Charge;
use crate::close::CloseReason;
use crate::engine::{Application, Frame, Outbox, Sid, Utf8Bytes};
use crate::refusal::Refusal;

/// Most namespaces that one client may be connected to at a time.
const MAX_NAMESPACES: usize = 16;

/// One client's connection.
pub struct Connection<H: Handler> {
    layer: Arc<Layer<H>>,
    peer: H::Peer,
    outbox: Outbox,
    namespaces: Vec<Namespace<H::Session>>,
    /// An event whose attachments are still to come, and what it holds.
    partial: Option<Box<(Event, Charge)>>,
    /// Nothing is read before this one has room.
    held_up_by: Option<Socket>,
    /// When the client must have connected to a namespace, or completed an event.
    deadline: Option<(Instant, CloseReason)>,
}

struct Namespace<S> {
    socket: Socket,
    session: S,
}

impl<H: Handler> Connection<H> {
    pub(crate) fn new(layer: Arc<Layer<H>>, peer: H::Peer, outbox: Outbox) -> Self {
        let mut connection = Self {
            layer,
            peer,
            outbox,
            namespaces: Vec::new(),
            partial: None,
            held_up_by: None,
            deadline: None,
        };
        connection.await_connect();
        connection
    }

    fn await_connect(&mut self) {
        self.deadline = Some((Instant::now() + self.layer.connect_timeout, CloseReason::ConnectTimeout));
    }

    fn find(&self, namespace: &str) -> Option<usize> {
        self.namespaces.iter().position(|it| it.socket.namespace() == namespace)
    }

    fn message(&mut self, message: Utf8Bytes) -> Result<(), CloseReason> {
        if self.partial.is_some() {
            return Err(CloseReason::Protocol("an attachment was to come"));
        }
        let head = packet::parse(&message).map_err(CloseReason::Protocol)?;
        match head.kind {
            Kind::Event | Kind::BinaryEvent => self.event(message, head),
            Kind::Connect => self.connect(&message, &head),
            Kind::Disconnect => self.disconnect(&message, &head),
            Kind::Ack | Kind::BinaryAck => {
                Err(CloseReason::Protocol("an acknowledgement that nobody asked for"))
            }
            Kind::ConnectError => Err(CloseReason::Protocol("a packet that only servers send")),
        }
    }

    fn event(&mut self, message: Utf8Bytes, head: Head) -> Result<(), CloseReason> {
        if head.attachments > self.layer.max_attachments {
            return Err(CloseReason::TooLarge("an event announces more attachments than allowed"));
        }
        if head.kind == Kind::BinaryEvent && head.attachments == 0 {
            return Err(CloseReason::Protocol("a binary event without attachments"));
        }
        let index =
            self.find(name_of(&message, &head)).ok_or(CloseReason::Protocol("not connected there"))?;
        let event = Event::parse(message, head).map_err(CloseReason::Protocol)?;
        if event.is_complete() {
            self.hand_on(index, event);
        } else {
            let mut charge = Charge::none(&self.layer.incoming);
            charge.raise_to(event.len())?;
            self.partial = Some(Box::new((event, charge)));
            self.deadline = Some((Instant::now() + self.layer.event_timeout, CloseReason::PacketTimeout));
        }
        Ok(())
    }

    fn attachment(&mut self, attachment: bytes::Bytes) -> Result<(), CloseReason> {
        let Some(mut partial) = self.partial.take() else {
            return Err(CloseReason::Protocol("an attachment that nothing announced"));
        };
        let (event, charge) = &mut *partial;
        if !event.attach(attachment) {
            charge.raise_to(event.len())?;
            self.partial = Some(partial);
            return Ok(());
        }
        self.deadline = None;
        let (event, _charge) = *partial;
        let index = self.find(event.namespace()).ok_or(CloseReason::Protocol("not connected there"))?;
        self.hand_on(index, event);
        Ok(())
    }

    fn hand_on(&mut self, index: usize, event: Event) {
        if let Flow::After(slow) = self.layer.handler.event(&self.namespaces[index].session, event) {
            self.held_up_by = Some(slow);
        }
    }

    fn connect(&mut self, message: &str, head: &Head) -> Result<(), CloseReason> {
        let namespace = name_of(message, head);
        let auth = match &message[head.json..] {
            "" => None,
            json => match serde_json::from_str::<&RawValue>(json) {
                Ok(auth) if json.starts_with('{') => Some(auth),
                _ => return Err(CloseReason::Protocol("a CONNECT packet's payload is not an object")),
            },
        };
        if self.find(namespace).is_some() {
            return Err(CloseReason::Protocol("connected to a namespace twice"));
        }
        if self.namespaces.len() == MAX_NAMESPACES {
            return Err(CloseReason::TooLarge("connected to too many namespaces"));
        }
        let sid = Sid::random().map_err(|_| CloseReason::Shutdown)?;
        let socket = Socket::new(self.outbox.clone(), namespace);
        // What the handler emits must come after the answer, which is not known before it has been asked.
        let place = self.outbox.cork();
        let answer = match self.layer.handler.connect(socket.clone(), &self.peer, namespace, auth) {
            Ok(session) => {
                self.namespaces.push(Namespace { socket, session });
                self.deadline = None;
                packet::write(Kind::Connect, 0, namespace, None) + &format!(r#"{{"sid":"{}"}}"#, sid.encode())
            }
            Err(refusal) => {
                socket.leave();
                let mut error = serde_json::json!({ "message": refusal.message() });
                if let Some(data) = refusal.data() {
                    error["data"] = serde_json::from_str(data.get()).unwrap_or_default();
                }
                packet::write(Kind::ConnectError, 0, namespace, None) + &error.to_string()
            }
        };
        // Full or closing: the outbox has told the transport already.
        let _ = self.outbox.uncork(place, Frame::Text(answer.into()));
        Ok(())
    }

    fn disconnect(&mut self, message: &str, head: &Head) -> Result<(), CloseReason> {
        let namespace = name_of(message, head);
        let index = self.find(namespace).ok_or(CloseReason::Protocol("not connected there"))?;
        let left = self.namespaces.swap_remove(index);
        left.socket.leave();
        self.layer.handler.close(&left.session, CloseReason::ClientLeft);
        if self.namespaces.is_empty() {
            self.await_connect();
        }
        Ok(())
    }
}

impl<H: Handler> Application for Connection<H> {
    fn readmit(&mut self, request: &request::Parts, address: SocketAddr) -> Result<(), Refusal> {
        self.layer.handler.readmit(&self.peer, request, address)
    }

    fn receive(&mut self, frame: Frame) -> Result<(), CloseReason> {
        match frame {
            Frame::Text(message) => self.message(message),
            Frame::Binary(attachment) => self.attachment(attachment),
        }
    }

    fn poll_ready(&mut self, cx: &Context<'_>) -> Poll<()> {
        if let Some(slow) = &self.held_up_by {
            ready!(slow.poll_room(cx));
            self.held_up_by = None;
        }
        // Who doesn't read the answers may not ask for more of them.
        self.outbox.poll_own_room(cx)
    }

    fn deadline(&self) -> Option<(Instant, CloseReason)> {
        self.deadline
    }

    fn is_midway(&self) -> bool {
        self.partial.is_some()
    }

    fn close(&mut self, reason: CloseReason) {
        self.partial = None;
        for Namespace { socket, session } in self.namespaces.drain(..) {
            socket.leave();
            self.layer.handler.close(&session, reason);
        }
    }
}
