//! What runs on Engine.IO sessions. Socket.IO is one such application.

use std::net::SocketAddr;
use std::task::{Context, Poll};

use tokio::time::Instant;

use super::frame::Frame;
use crate::close::CloseReason;
use crate::outbox::Outbox;
use crate::refusal::Refusal;

/// Opens an [`Application`] for each session.
pub trait Handler: Send + Sync + 'static {
    /// What runs on one session.
    type Application: Application;

    /// Answers a handshake. `outbox` is the new session's.
    ///
    /// # Errors
    /// A [`Refusal`] becomes an HTTP response with status 403, or 429 ([`Refusal::too_often`]).
    fn open(
        &self,
        request: &http::request::Parts,
        peer: SocketAddr,
        outbox: Outbox,
    ) -> Result<Self::Application, Refusal>;
}

/// What runs on one session. Calls come one at a time, in the order of the client's packets.
pub trait Application: Send + 'static {
    /// Takes a message. In text form it still begins with its packet type, `4`, so that it can be sent on as it
    /// is.
    ///
    /// # Errors
    /// The reason for which the session is to be closed.
    fn receive(&mut self, frame: Frame) -> Result<(), CloseReason>;

    /// Whether the next message may be read. Until it may, the client is slowed down.
    fn poll_ready(&mut self, _cx: &Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    /// The time at which the session is to be closed, and the reason, unless something happens before.
    fn deadline(&self) -> Option<(Instant, CloseReason)> {
        None
    }

    /// The session is over. Called exactly once, and nothing is called after it.
    fn close(&mut self, _reason: CloseReason) {}
}
