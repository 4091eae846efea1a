//! The WebSocket transport: one task, one poll function over socket, outbox and timer.

use std::collections::VecDeque;
use std::future::{Future as _, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Sink as _, SinkExt as _, Stream as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::{
    Frame as WireFrame,
    coding::{Data, OpCode},
};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Message};

use super::application::Application;
use super::control::ControlFrames;
use super::frame::Frame;
use super::session::Session;
use crate::budget::Budget;
use crate::close::CloseReason;
use crate::outbox::{self, Outbox};
use crate::patient::Patient;

/// Allocated for each connection for as long as it lives. A small one costs CPU for each message under load, a
/// large one memory for each idle connection.
const READ_BUFFER: usize = 3 << 10;
/// Larger messages are written as fragments of this size, because the WebSocket's write buffer keeps for good
/// the size that it once grew to.
const FRAGMENT: usize = 8 << 10;
/// Most that the WebSocket keeps of what its reader doesn't take: a fragment in front of which another waits, and the
/// answers to some pings. Of further pings, the last alone is answered (RFC 6455, section 5.5.3).
const WRITE_BUFFER: usize = 2 * FRAGMENT + (4 << 10);

/// Bytes that are read and dropped while a client that was told to go still sends. A client that sends more is reset.
const DRAINED: usize = 256 << 10;

/// A WebSocket over a client's TCP stream.
pub(crate) struct Socket {
    stream: WebSocketStream<Patient>,
    control: ControlFrames,
}

impl Socket {
    /// The WebSocket on a stream whose opening handshake is done. `rest` is what came behind the handshake.
    pub(crate) async fn new(stream: Patient, rest: &[u8], max_message_bytes: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(FRAGMENT)
            .max_write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(max_message_bytes))
            .max_frame_size(Some(max_message_bytes));
        let stream =
            WebSocketStream::from_partially_read(stream, rest.to_vec(), Role::Server, Some(config)).await;
        Self { stream, control: ControlFrames::default() }
    }

    /// The next Engine.IO packet. An error ends the connection.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Frame, CloseReason>> {
        loop {
            let message = ready!(Pin::new(&mut self.stream).poll_next(cx));
            match received(message) {
                Ok(Some(frame)) => return Poll::Ready(Ok(frame)),
                Ok(None) => self.control.count(Instant::now())?,
                Err(reason) => return Poll::Ready(Err(reason)),
            }
        }
    }

    /// Writes one packet whole.
    pub(crate) async fn send(&mut self, message: Message) -> Result<(), CloseReason> {
        self.stream.send(message).await.map_err(|_| CloseReason::ConnectionLost)
    }
}

/// Carries the session until it ends, and says goodbye.
#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` keeps its arguments twice, which each connection would pay"
)]
pub(crate) fn run<A: Application>(
    mut socket: Socket,
    mut session: Session<A>,
    close_timeout: Duration,
) -> impl Future<Output = ()> + Send {
    async move {
        let mut outgoing = Outgoing::default();
        let reason = {
            let mut timer = pin!(tokio::time::sleep_until(session.deadline()));
            poll_fn(|cx| {
                loop {
                    if let Poll::Ready(reason) = poll_read(&mut socket, &mut session, cx) {
                        return Poll::Ready(reason);
                    }
                    if let Poll::Ready(reason) = outgoing.poll_write(&mut socket, &session.outbox, cx) {
                        return Poll::Ready(reason);
                    }
                    let deadline = session.deadline();
                    if deadline < timer.deadline() {
                        timer.as_mut().reset(deadline);
                    }
                    ready!(timer.as_mut().poll(cx));
                    // The timer is never pushed back before it fires: most deadlines move on long before.
                    if let Err(reason) = session.tick(Instant::now()) {
                        return Poll::Ready(reason);
                    }
                    timer.as_mut().reset(session.deadline());
                }
            })
            .await
        };
        let outbox = session.outbox.clone();
        session.close(reason);
        // Bounded: a client that takes nothing, or never says goodbye itself, is left.
        // Boxed: the room for parting is taken when it is needed, not for as long as the connection lives.
        let parting = Box::pin(part(socket, outgoing, &outbox, reason));
        let _ = tokio::time::timeout(close_timeout, parting).await;
        outbox.discard(reason);
    }
}

/// Says why and closes, within a time.
pub(crate) async fn refuse(socket: Socket, reason: CloseReason, close_timeout: Duration) {
    let outbox = Outbox::new(0, close_timeout, Arc::new(Budget::new(0)));
    outbox.end(reason);
    let _ = tokio::time::timeout(close_timeout, part(socket, Outgoing::default(), &outbox, reason)).await;
}

/// Hands everything that has come to the session. Ready when the session is over.
fn poll_read<A: Application>(
    socket: &mut Socket,
    session: &mut Session<A>,
    cx: &mut Context<'_>,
) -> Poll<CloseReason> {
    loop {
        ready!(session.poll_ready(cx));
        if let Err(reason) = ready!(socket.poll_next(cx)).and_then(|frame| session.receive(frame)) {
            return Poll::Ready(reason);
        }
    }
}

/// The Engine.IO packet in what the WebSocket yielded; nothing where it was a control frame.
fn received(message: Option<Result<Message, tungstenite::Error>>) -> Result<Option<Frame>, CloseReason> {
    use tungstenite::Error;
    use tungstenite::error::ProtocolError;
    match message {
        Some(Ok(Message::Text(text))) => Ok(Some(Frame::Text(text))),
        Some(Ok(Message::Binary(bytes))) => Ok(Some(Frame::Binary(bytes))),
        Some(Ok(Message::Close(_))) => Err(CloseReason::ClientClosed),
        Some(Ok(_)) => Ok(None),
        Some(Err(Error::Capacity(_))) => Err(CloseReason::TooLarge("the message is larger than allowed")),
        Some(Err(Error::Utf8(_))) => Err(CloseReason::Protocol("a text message is not UTF-8")),
        Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) | None => {
            Err(CloseReason::ConnectionLost)
        }
        Some(Err(Error::Protocol(_))) => Err(CloseReason::Protocol("not a WebSocket frame")),
        Some(Err(_)) => Err(CloseReason::ConnectionLost),
    }
}

/// What a failed write says about the connection. A client that takes no byte for a time is most likely out of reach;
/// one that also had more waiting than well-behaved partners send doesn't want it.
fn lost(error: &tungstenite::Error, outbox: &Outbox) -> CloseReason {
    match error {
        tungstenite::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut && outbox.is_congested() => {
            CloseReason::SlowReader
        }
        _ => CloseReason::ConnectionLost,
    }
}

/// What has left the outbox and is on its way into the socket.
#[derive(Default)]
struct Outgoing {
    frames: VecDeque<Frame>,
    /// How much of the first frame has been written as fragments.
    written: usize,
}

impl Outgoing {
    /// Writes what waits. Ready when the session is over; otherwise everything is written or the socket is full.
    fn poll_write(
        &mut self,
        socket: &mut Socket,
        outbox: &Outbox,
        cx: &mut Context<'_>,
    ) -> Poll<CloseReason> {
        let socket = &mut socket.stream;
        loop {
            match self.poll_frames(socket, outbox, cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(lost(&error, outbox)),
                Poll::Pending => return outbox.poll_ending(cx),
            }
            match outbox.poll_take(cx, &mut self.frames) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(reason)) => return Poll::Ready(reason),
                Poll::Pending => break,
            }
        }
        self.frames = VecDeque::new();
        match ready!(Pin::new(socket).poll_flush(cx)) {
            Ok(()) => Poll::Pending,
            Err(error) => Poll::Ready(lost(&error, outbox)),
        }
    }

    /// Moves the frames into the socket's buffer.
    fn poll_frames(
        &mut self,
        socket: &mut WebSocketStream<Patient>,
        outbox: &Outbox,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), tungstenite::Error>> {
        while let Some(frame) = self.frames.front() {
            if let Err(error) = ready!(Pin::new(&mut *socket).poll_ready(cx)) {
                return Poll::Ready(Err(error));
            }
            let (message, end) = piece(frame, self.written);
            match Pin::new(&mut *socket).start_send(message) {
                Ok(()) => {}
                // Answers to pings are in the way. The piece stays where it is until they are written.
                Err(tungstenite::Error::WriteBufferFull(_)) => {
                    match ready!(Pin::new(&mut *socket).poll_flush(cx)) {
                        Ok(()) => continue,
                        Err(error) => return Poll::Ready(Err(error)),
                    }
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
            if end {
                outbox.written(outbox::cost(frame));
                self.frames.pop_front();
                self.written = 0;
            } else {
                self.written += FRAGMENT;
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// The next WebSocket frame of a packet of which `written` bytes are written, and whether it is the last.
fn piece(frame: &Frame, written: usize) -> (Message, bool) {
    let rest = frame.len() - written;
    if written == 0 && rest <= FRAGMENT {
        let message = match frame {
            Frame::Text(text) => Message::Text(text.clone()),
            Frame::Binary(bytes) => Message::Binary(bytes.clone()),
        };
        return (message, true);
    }
    let data = match frame {
        _ if written > 0 => Data::Continue,
        Frame::Text(_) => Data::Text,
        Frame::Binary(_) => Data::Binary,
    };
    let part: Bytes = frame.bytes().slice(written..written + rest.min(FRAGMENT));
    (Message::Frame(WireFrame::message(part, OpCode::Data(data), rest <= FRAGMENT)), rest <= FRAGMENT)
}

/// Writes what the reason lets be written, then the close frame, then waits for the client to hang up.
async fn part(mut socket: Socket, mut outgoing: Outgoing, outbox: &Outbox, reason: CloseReason) {
    if reason == CloseReason::ConnectionLost {
        return;
    }
    // A message half written can't be left half written, unless its reader takes nothing anyway.
    if !reason.drains() {
        outgoing.frames.truncate(usize::from(outgoing.written > 0));
    }
    let socket = &mut socket.stream;
    if poll_fn(|cx| outgoing.poll_frames(socket, outbox, cx)).await.is_ok() {
        outgoing.frames = outbox.take_rest(usize::MAX);
        let _ = poll_fn(|cx| outgoing.poll_frames(socket, outbox, cx)).await;
    }
    // Sends our close frame, or flushes the answer to the client's.
    if socket.close(Some(reason.frame())).await.is_err() {
        let _ = socket.flush().await;
    }
    let tcp = socket.get_mut();
    // Closing with bytes unread would reset the connection, and a reset may overtake the close frame.
    if tcp.shutdown().await.is_ok() {
        let mut sink = [0; 4 << 10];
        let mut left = DRAINED;
        while let Ok(read @ 1..) = tcp.read(&mut sink).await
            && read < left
        {
            left -= read;
        }
    }
}
