//! The WebSocket transport: one task, one poll function over socket, outbox and timer.

use std::future::{Future as _, poll_fn};
use std::mem::MaybeUninit;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead as _, AsyncReadExt as _, AsyncWriteExt as _, ReadBuf};
use tokio::time::Instant;

use super::application::Application;
use super::control::ControlFrames;
use super::outgoing::Outgoing;
use super::session::Session;
use super::timed_stream::TimedStream;
use crate::budget::{Budget, Charge};
use crate::close::CloseReason;
use crate::codec::{self, Item, Opcode, Reader, ServerHeader};
use crate::frame::Frame;
use crate::outbox::Outbox;

/// Bytes read by one system call, onto the stack: nothing is kept for a connection that is idle.
const READ: usize = 8 << 10;
/// Reads in a row after which others have their turn, and what waits for this client is written.
const READS: usize = 16;
/// Bytes that are read and dropped while a client that was told to go still sends. A client that sends more is reset.
const DRAINED: usize = 256 << 10;

/// A WebSocket over a client's TCP stream.
pub(crate) struct Socket {
    stream: TimedStream,
    reader: Reader,
    /// What was read and is not handed on, because whom it is for isn't ready. At most [`READ`] bytes, or what came with
    /// the opening handshake.
    rest: Option<(Vec<u8>, Charge)>,
    incoming: Arc<Budget>,
    control: ControlFrames,
    /// The payload of a ping to be answered.
    ping: Option<Vec<u8>>,
}

/// Who takes what a WebSocket brings.
pub(crate) trait Sink {
    /// Whether the next packet may be handed on.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Takes a packet.
    fn take(&mut self, frame: Frame) -> Result<(), CloseReason>;

    /// See [`Session::came`].
    fn came(&mut self, _bytes: usize, _midway: bool) {}

    /// See [`Session::hold_up`].
    fn hold_up(&mut self) {}
}

impl<A: Application> Sink for Session<A> {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Self::poll_ready(self, cx)
    }

    fn take(&mut self, frame: Frame) -> Result<(), CloseReason> {
        self.receive(frame)
    }

    fn came(&mut self, bytes: usize, midway: bool) {
        Self::came(self, bytes, midway);
    }

    fn hold_up(&mut self) {
        Self::hold_up(self);
    }
}

/// Takes a single packet.
#[derive(Default)]
struct One(Option<Frame>);

impl Sink for One {
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<()> {
        if self.0.is_none() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn take(&mut self, frame: Frame) -> Result<(), CloseReason> {
        self.0 = Some(frame);
        Ok(())
    }
}

impl Socket {
    /// The WebSocket on a stream whose opening handshake is done. `rest` is what came behind the handshake.
    pub(crate) fn new(
        stream: TimedStream,
        rest: &[u8],
        max_message_bytes: usize,
        incoming: &Arc<Budget>,
    ) -> Self {
        let mut socket = Self {
            stream,
            reader: Reader::new(max_message_bytes, incoming),
            rest: None,
            incoming: Arc::clone(incoming),
            control: ControlFrames::default(),
            ping: None,
        };
        socket.keep(rest);
        socket
    }

    /// The next Engine.IO packet. An error ends the connection.
    pub(crate) async fn next(&mut self) -> Result<Frame, CloseReason> {
        let mut one = One::default();
        poll_fn(|cx| match self.poll_read(&mut one, cx) {
            Poll::Ready(reason) => Poll::Ready(Err(reason)),
            Poll::Pending => one.0.take().map_or(Poll::Pending, |frame| Poll::Ready(Ok(frame))),
        })
        .await
    }

    /// Writes one packet whole.
    pub(crate) async fn send(&mut self, packet: &'static str) -> Result<(), CloseReason> {
        let header = ServerHeader::new(Opcode::Text, packet.len());
        let frame = [header.as_bytes(), packet.as_bytes()].concat();
        self.stream.write_all(&frame).await.map_err(|_| CloseReason::ConnectionLost)
    }

    /// Hands on everything that has come, as long as the sink is ready. Ready when the connection is over.
    fn poll_read(&mut self, sink: &mut impl Sink, cx: &mut Context<'_>) -> Poll<CloseReason> {
        for _ in 0..READS {
            if sink.poll_ready(cx).is_pending() {
                sink.hold_up();
                return Poll::Pending;
            }
            sink.came(0, self.reader.is_midway());
            if let Some((rest, _charge)) = self.rest.take() {
                if let Err(reason) = self.feed(&rest, sink, cx) {
                    return Poll::Ready(reason);
                }
                continue;
            }
            let mut scratch = [MaybeUninit::uninit(); READ];
            let mut read = ReadBuf::uninit(&mut scratch);
            match ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read)) {
                Ok(()) if !read.filled().is_empty() => {
                    if let Err(reason) = self.feed(read.filled(), sink, cx) {
                        return Poll::Ready(reason);
                    }
                }
                _ => return Poll::Ready(CloseReason::ConnectionLost),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn feed(
        &mut self,
        mut input: &[u8],
        sink: &mut impl Sink,
        cx: &mut Context<'_>,
    ) -> Result<(), CloseReason> {
        while let Some(item) = self.reader.read(&mut input)? {
            match item {
                Item::Message(frame) => {
                    sink.take(frame)?;
                    if sink.poll_ready(cx).is_pending() {
                        self.keep(input);
                        return Ok(());
                    }
                }
                Item::Ping(payload) => {
                    self.control.count(Instant::now())?;
                    self.ping = Some(payload);
                }
                Item::Pong => self.control.count(Instant::now())?,
                Item::Close(payload) => {
                    return Err(match codec::code_of(&payload)? {
                        Some(1000) => CloseReason::ClientEnded,
                        _ => CloseReason::ClientClosed,
                    });
                }
            }
        }
        sink.came(self.reader.take_progress(), self.reader.is_midway());
        Ok(())
    }

    /// Keeps what can't be handed on yet. It is here already, so it is charged whatever the budget says.
    fn keep(&mut self, rest: &[u8]) {
        self.rest = (!rest.is_empty()).then(|| (rest.to_vec(), Charge::of(&self.incoming, rest.len())));
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
                    if let Poll::Ready(reason) = socket.poll_read(&mut session, cx) {
                        return Poll::Ready(reason);
                    }
                    if let Some(payload) = socket.ping.take() {
                        outgoing.pong(&payload);
                    }
                    let written = outgoing.poll_write(&mut socket.stream, &session.outbox, cx);
                    if let Poll::Ready(reason) = written {
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

/// Writes what the reason lets be written, then the close frame, then waits for the client to hang up.
async fn part(socket: Socket, mut outgoing: Outgoing, outbox: &Outbox, reason: CloseReason) {
    if reason == CloseReason::ConnectionLost {
        return;
    }
    // What had begun to come is dropped here.
    let Socket { mut stream, .. } = socket;
    if !reason.drains() {
        outgoing.keep_begun();
    }
    if poll_fn(|cx| outgoing.poll_frames(&mut stream, outbox, cx)).await.is_err() {
        return;
    }
    outgoing.extend(outbox.take_rest(usize::MAX));
    if poll_fn(|cx| outgoing.poll_frames(&mut stream, outbox, cx)).await.is_err()
        || stream.write_all(&codec::close_frame(reason)).await.is_err()
    {
        return;
    }
    // Closing with bytes unread would reset the connection, and a reset may overtake the close frame.
    if stream.shutdown().await.is_ok() {
        let mut sink = [0; 4 << 10];
        let mut left = DRAINED;
        while let Ok(read @ 1..) = stream.read(&mut sink).await
            && read < left
        {
            left -= read;
        }
    }
}
