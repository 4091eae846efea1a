//! One TCP connection: messages out of its stream to the owner, and what waits for it into its stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf, split};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::outbox::Outgoing;
use crate::{Client, MAX_PACKET_BYTES, framing};

/// Room made for each read: a packet of speech many times over.
const READ_BYTES: usize = 2048;
/// How long a client with an allocation may be silent. Longer than an allocation can live without a word.
const IDLE: Duration = Duration::from_secs(3660);

/// A message that a connection received.
pub(super) struct Received {
    pub(super) client: Client,
    pub(super) message: Box<[u8]>,
}

/// What a connection is told and tells.
pub(super) struct Connection {
    pub(super) client: Client,
    /// Kept up to date by the owner: a client without an allocation gets `setup` to make one.
    pub(super) has_allocation: Arc<AtomicBool>,
    pub(super) setup: Duration,
    pub(super) received: mpsc::Sender<Received>,
    pub(super) outgoing: Outgoing,
}

impl Connection {
    /// Carries `stream` until either side ends it, it carries no TURN, or the client is silent for too long.
    pub(super) async fn run(self, stream: impl AsyncRead + AsyncWrite) {
        let (reader, writer) = split(stream);
        let Self { client, has_allocation, setup, received, outgoing } = self;
        tokio::select! {
            () = read(reader, client, &has_allocation, setup, received) => {}
            () = write(writer, outgoing) => {}
        }
    }
}

async fn read(
    mut stream: ReadHalf<impl AsyncRead>,
    client: Client,
    has_allocation: &AtomicBool,
    setup: Duration,
    received: mpsc::Sender<Received>,
) {
    let mut buffer = Vec::new();
    let mut setup_by = Instant::now() + setup;
    loop {
        buffer.reserve(READ_BYTES);
        let deadline = if has_allocation.load(Ordering::Relaxed) { Instant::now() + IDLE } else { setup_by };
        match timeout_at(deadline, stream.read_buf(&mut buffer)).await {
            Ok(Ok(1..)) => {}
            // An allocation made while this waited gives the client more time.
            Err(_) if deadline == setup_by && has_allocation.load(Ordering::Relaxed) => {}
            _ => return,
        }
        if has_allocation.load(Ordering::Relaxed) {
            setup_by = Instant::now() + setup;
        }
        loop {
            let length = match framing::message_bytes(&buffer) {
                Ok(Some(length)) if length <= MAX_PACKET_BYTES => length,
                Ok(None) => break,
                _ => return,
            };
            let Some(message) = buffer.get(..length) else { break };
            // Waits while the owner is busy: the client's own stream slows down, nobody else's.
            if received.send(Received { client, message: message.into() }).await.is_err() {
                return;
            }
            buffer.drain(..length);
        }
    }
}

async fn write(mut stream: WriteHalf<impl AsyncWrite>, mut outgoing: Outgoing) {
    while let Some(message) = outgoing.next().await {
        if stream.write_all(&message).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        outgoing.written(&message);
    }
}
