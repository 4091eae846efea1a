//! What waits to be written to one connection, bounded in bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc;

/// What a waiting message costs on top of its bytes, so that small ones are not free.
const OVERHEAD_BYTES: usize = 64;

/// The owner's end.
pub(super) struct Outbox {
    messages: mpsc::UnboundedSender<Box<[u8]>>,
    waiting_bytes: Arc<AtomicUsize>,
    max_bytes: usize,
}

/// The connection's end. It ends when the [`Outbox`] is dropped.
pub(super) struct Outgoing {
    messages: mpsc::UnboundedReceiver<Box<[u8]>>,
    waiting_bytes: Arc<AtomicUsize>,
}

/// The client reads too slowly, or has gone.
pub(super) struct Overflow;

pub(super) fn outbox(max_bytes: usize) -> (Outbox, Outgoing) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let waiting_bytes = Arc::new(AtomicUsize::new(0));
    let outgoing = Outgoing { messages: receiver, waiting_bytes: Arc::clone(&waiting_bytes) };
    (Outbox { messages: sender, waiting_bytes, max_bytes }, outgoing)
}

impl Outbox {
    pub(super) fn push(&self, message: &[u8]) -> Result<(), Overflow> {
        let cost = message.len() + OVERHEAD_BYTES;
        // The owner alone adds, so nothing can come between the check and the sum.
        if self.waiting_bytes.load(Ordering::Relaxed) + cost > self.max_bytes {
            return Err(Overflow);
        }
        self.waiting_bytes.fetch_add(cost, Ordering::Relaxed);
        self.messages.send(message.into()).map_err(|_| Overflow)
    }
}

impl Outgoing {
    /// The next message; it counts as waiting until it is [written](Self::written).
    pub(super) async fn next(&mut self) -> Option<Box<[u8]>> {
        self.messages.recv().await
    }

    pub(super) fn written(&self, message: &[u8]) {
        self.waiting_bytes.fetch_sub(message.len() + OVERHEAD_BYTES, Ordering::Relaxed);
    }
}
