//! A handle to one client in one namespace.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use serde::Serialize;

use super::event::Relay;
use super::packet::{self, AckId, Kind};
use crate::engine::{Frame, Outbox, Utf8Bytes};
use crate::outbox::SendError;

/// A handle to one client in one namespace. As cheap to clone as an [`Arc`], usable from any thread; it outlives
/// the connection, and then answers [`SendError::Closed`].
///
/// What is sent through it arrives in the order of the calls. Nothing waits: what can't be written yet is queued
/// up to [`Config::outbox_bytes`](crate::Config::outbox_bytes).
#[derive(Clone)]
pub struct Socket(Arc<Link>);

struct Link {
    outbox: Outbox,
    /// Nothing for the main namespace.
    namespace: Option<Box<str>>,
    open: AtomicBool,
}

impl Socket {
    pub(crate) fn new(outbox: Outbox, namespace: &str) -> Self {
        let namespace = (namespace != packet::MAIN).then(|| namespace.into());
        Self(Arc::new(Link { outbox, namespace, open: AtomicBool::new(true) }))
    }

    /// The namespace that the client is connected to.
    pub fn namespace(&self) -> &str {
        self.0.namespace.as_deref().unwrap_or(packet::MAIN)
    }

    /// Sends an event with one argument.
    ///
    /// # Errors
    /// See [`SendError`].
    pub fn emit<T: Serialize + ?Sized>(&self, name: &str, payload: &T) -> Result<(), SendError> {
        self.send(Kind::Event, None, &(name, payload))
    }

    /// Acknowledges an event with one argument.
    ///
    /// # Errors
    /// See [`SendError`].
    pub fn ack<T: Serialize + ?Sized>(&self, id: AckId, payload: &T) -> Result<(), SendError> {
        self.send(Kind::Ack, Some(id), &(payload,))
    }

    /// Sends an event of another client's on: all of it, or nothing. Its attachments follow it directly.
    ///
    /// # Errors
    /// See [`SendError`].
    pub fn relay(&self, frame: Relay) -> Result<(), SendError> {
        self.check()?;
        let (message, attachments) = frame.addressed(self.namespace());
        self.0.outbox.relay(Frame::Text(message), attachments.into_iter().map(Frame::Binary))
    }

    /// Whether more waits for the client than should: whoever sends to it should wait too ([`Flow::After`]). Counts
    /// what was relayed to it, and lasts until half of that has been written.
    ///
    /// [`Flow::After`]: crate::Flow::After
    pub fn is_congested(&self) -> bool {
        self.0.outbox.is_congested()
    }

    pub(crate) fn poll_room(&self, cx: &Context<'_>) -> Poll<()> {
        self.0.outbox.poll_room(cx)
    }

    /// Ends the client's connection, and with it every namespace on it, once what is queued has been written, or
    /// [`Config::close_timeout`](crate::Config::close_timeout) later. The client learns that the server meant
    /// it, and does not come back by itself. Its events are no longer read.
    pub fn close(&self) {
        if self.check().is_ok() {
            // If not even that fits, the connection is closed for being full.
            let goodbye = packet::write(Kind::Disconnect, 0, self.namespace(), None);
            let _ = self.0.outbox.push(Frame::Text(goodbye.into()));
            self.0.outbox.close();
        }
    }

    /// The client is no longer in this namespace.
    pub(crate) fn leave(&self) {
        self.0.open.store(false, Ordering::Release);
    }

    fn check(&self) -> Result<(), SendError> {
        if self.0.open.load(Ordering::Acquire) { Ok(()) } else { Err(SendError::Closed) }
    }

    fn send<T: Serialize>(&self, kind: Kind, ack: Option<AckId>, json: &T) -> Result<(), SendError> {
        self.check()?;
        let mut message = packet::write(kind, 0, self.namespace(), ack).into_bytes();
        serde_json::to_writer(&mut message, json)?;
        // What waits is charged by its length, so it may have no more memory than that.
        message.shrink_to_fit();
        // Serde writes nothing but UTF-8: the error has no way to happen, and a way to be told.
        let message =
            Utf8Bytes::try_from(message).map_err(serde::ser::Error::custom).map_err(SendError::Payload)?;
        self.0.outbox.push(Frame::Text(message))
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").field("outbox", &self.0.outbox).finish_non_exhaustive()
    }
}
