//! One connection to a Socket.IO v5 server (Engine.IO v4), over WebSocket or HTTP long polling: connect, emit, next event.
//!
//! It shares no code with the server but the wire types, so what it finds is what a stranger's client would find.

mod connect;
mod packet;
mod polling;
mod target;
mod tcp;

use calln_wire::Event;
use futures_util::{FutureExt, SinkExt, StreamExt};
use packet::Read;
use polling::Polling;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Bytes, Message, Utf8Bytes};

pub use packet::{AckId, AckPacket, EventPacket, PayloadError, Received, attached_packet, event_packet};
pub use target::{ConnectError, Target, TargetError, Transport};

/// A connected caller.
///
/// Keeps no queue of its own, but for the rest of a poll's answer: what isn't asked for with [`next`](Self::next) stays in
/// the socket, and TCP slows the server down. Heartbeats are answered inside `next`, so a client that is to stay connected must be polled.
/// Dropping it closes the TCP connection without a farewell; [`close`](Self::close) says one.
pub struct Client {
    line: Line,
    next_ack: AckId,
    /// A ping came whose answer isn't in the write buffer yet.
    pong_due: bool,
    /// The write buffer holds something that `next` put there.
    flush_due: bool,
    /// An event whose attachment is still to come.
    partial: Option<EventPacket>,
}

/// What carries the packets.
enum Line {
    WebSocket(Box<WebSocketStream<TcpStream>>),
    Polling(Box<Polling>),
}

impl Line {
    async fn feed(&mut self, message: Message) -> Result<(), ClientError> {
        match self {
            Self::WebSocket(socket) => Ok(socket.feed(message).await?),
            Self::Polling(polling) => {
                polling.feed(message);
                Ok(())
            }
        }
    }

    async fn flush(&mut self) -> Result<(), ClientError> {
        match self {
            Self::WebSocket(socket) => Ok(socket.flush().await?),
            Self::Polling(polling) => polling.flush().await,
        }
    }

    async fn next(&mut self) -> Result<Message, ClientError> {
        match self {
            Self::WebSocket(socket) => Ok(socket.next().await.ok_or(ClientError::Closed)??),
            Self::Polling(polling) => polling.next().await,
        }
    }
}

/// Why a standing connection is of no more use.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server closed the connection, or ended the Socket.IO session.
    #[error("the server closed the connection")]
    Closed,
    /// Something that Socket.IO v5 doesn't allow here.
    #[error("the server sent something that isn't a Socket.IO packet of the expected kind")]
    Protocol,
    /// The WebSocket failed.
    #[error("the WebSocket failed")]
    Socket(#[source] Box<tungstenite::Error>),
    /// An event's payload couldn't be written as JSON.
    #[error("the event can't be written as JSON")]
    Encode(#[source] serde_json::Error),
}

impl From<tungstenite::Error> for ClientError {
    fn from(error: tungstenite::Error) -> Self {
        match error {
            tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed => Self::Closed,
            error => Self::Socket(Box::new(error)),
        }
    }
}

impl Client {
    /// Sends an event and waits until it is in the kernel's hands or, over polling, the server's.
    ///
    /// # Errors
    /// When the connection is gone or the payload can't be encoded.
    pub async fn emit<E: Event + Serialize>(&mut self, event: &E) -> Result<(), ClientError> {
        self.feed(event_packet(event, None).map_err(ClientError::Encode)?).await?;
        self.flush().await
    }

    /// Sends an event that asks for an acknowledgement; the answer comes through [`next`](Self::next) as
    /// [`Received::Ack`] with the id returned here.
    ///
    /// # Errors
    /// As [`emit`](Self::emit).
    pub async fn request<E: Event + Serialize>(&mut self, event: &E) -> Result<AckId, ClientError> {
        let id = self.next_ack;
        self.next_ack += 1;
        self.feed(event_packet(event, Some(id)).map_err(ClientError::Encode)?).await?;
        self.flush().await?;
        Ok(id)
    }

    /// Puts a packet made by [`event_packet`] in the write buffer, without flushing: several can share a system
    /// call.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn feed(&mut self, packet: Utf8Bytes) -> Result<(), ClientError> {
        self.line.feed(Message::Text(packet)).await
    }

    /// Puts a packet made by [`attached_packet`] and its attachment in the write buffer.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn feed_attached(&mut self, packet: Utf8Bytes, attachment: Bytes) -> Result<(), ClientError> {
        self.line.feed(Message::Text(packet)).await?;
        self.line.feed(Message::Binary(attachment)).await
    }

    /// Writes out what [`feed`](Self::feed) has buffered.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn flush(&mut self) -> Result<(), ClientError> {
        self.line.flush().await
    }

    /// The next event or acknowledgement. Cancel safe.
    ///
    /// # Errors
    /// When the connection is gone or the server breaks the protocol.
    pub async fn next(&mut self) -> Result<Received, ClientError> {
        loop {
            if self.pong_due {
                self.line.feed(Message::Text(Utf8Bytes::from_static(packet::PONG))).await?;
                self.pong_due = false;
                self.flush_due = true;
            }
            if self.flush_due {
                self.line.flush().await?;
                self.flush_due = false;
            }
            match self.line.next().await? {
                Message::Text(text) => match packet::read(text)? {
                    Read::Whole(received) => return Ok(received),
                    Read::Head(event) => self.partial = Some(event),
                    Read::Heartbeat => self.pong_due = true,
                },
                Message::Binary(attachment) => {
                    let event = self.partial.take().ok_or(ClientError::Protocol)?;
                    return Ok(Received::Event(event.attach(attachment)));
                }
                // WebSocket's own pings; tungstenite answers them.
                Message::Ping(_) | Message::Pong(_) => self.flush_due = true,
                Message::Close(_) => return Err(ClientError::Closed),
                Message::Frame(_) => return Err(ClientError::Protocol),
            }
        }
    }

    /// What [`next`](Self::next) would return without waiting, or nothing.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn try_next(&mut self) -> Result<Option<Received>, ClientError> {
        self.next().now_or_never().transpose()
    }

    /// Says goodbye and closes.
    pub async fn close(mut self) {
        // The connection is given up either way; a failure means that it was gone already.
        let _ = self.feed(Utf8Bytes::from_static(packet::DISCONNECT)).await;
        match &mut self.line {
            Line::WebSocket(socket) => drop(socket.as_mut().close(None).await),
            Line::Polling(polling) => {
                polling.feed(Message::Text(Utf8Bytes::from_static(packet::CLOSE)));
                let _ = polling.flush().await;
            }
        }
    }

    /// Closes the connection (RFC 6455, section 7) without a goodbye, as browsers do when a network goes.
    pub async fn drop_connection(mut self) {
        if let Line::WebSocket(socket) = &mut self.line {
            let _ = socket.as_mut().close(None).await;
        }
    }
}
