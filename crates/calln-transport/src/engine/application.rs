//! What runs on Engine.IO sessions. Socket.IO is one such application.

use std::net::SocketAddr;
use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::close::CloseReason;
use crate::frame::Frame;
use crate::outbox::Outbox;
use crate::refusal::Refusal;
use crate::rejection::Rejection;

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

    /// Looks at the `Host` of any request, to the endpoint or not.
    ///
    /// # Errors
    /// It isn't a name of this server. The message becomes an HTTP response with status 421.
    fn check_host(&self, _request: &http::request::Parts, _peer: SocketAddr) -> Result<(), Refusal> {
        Ok(())
    }

    /// Whether as many TCP connections may come from `peer` as it likes: a reverse proxy of one's own.
    fn is_unlimited(&self, _peer: SocketAddr) -> bool {
        false
    }

    /// Hears of a request or a connection that was answered with no without being asked about.
    fn rejected(&self, _why: Rejection) {}
}

/// What runs on one session. Calls come one at a time, in the order of the client's packets.
pub trait Application: Send + 'static {
    /// Looks at a further request of the session's: a poll, a body, an upgrade.
    ///
    /// # Errors
    /// A [`Refusal`] becomes an HTTP response with status 403, or 429 ([`Refusal::too_often`]). The session goes on: who
    /// asks isn't its client.
    fn readmit(&mut self, _request: &http::request::Parts, _peer: SocketAddr) -> Result<(), Refusal> {
        Ok(())
    }

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

    /// Whether more of something that has begun must come. While it must, it has to come at the least rate
    /// ([`Config::least_rate`](crate::Config::least_rate)), or the session is closed.
    fn is_midway(&self) -> bool {
        false
    }

    /// The session is over. Called exactly once, and nothing is called after it.
    fn close(&mut self, _reason: CloseReason) {}
}
