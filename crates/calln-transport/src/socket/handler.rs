//! What an application hands in.

use std::net::SocketAddr;

use http::request;
use serde_json::value::RawValue;

use super::event::Event;
use super::handle::Socket;
use crate::close::CloseReason;
use crate::refusal::Refusal;
use crate::rejection::Rejection;

/// What an application does with its clients.
///
/// The callbacks are synchronous and run where the client's packets are read, so order within a connection is
/// always kept and nothing queues up in between. A callback that takes long holds up its own client and, as it
/// occupies a runtime thread, others too: hand lengthy work over.
pub trait Handler: Send + Sync + 'static {
    /// What is kept of a client's HTTP request for as long as it is connected: something small.
    type Peer: Send + Sync + 'static;
    /// The state of one client in one namespace.
    type Session: Send + Sync + 'static;

    /// Answers an Engine.IO handshake. `peer` is the other end of the TCP connection, which may be a proxy.
    ///
    /// # Errors
    /// A [`Refusal`] becomes an HTTP response with status 403, or 429 ([`Refusal::too_often`]).
    fn accept(&self, request: &request::Parts, peer: SocketAddr) -> Result<Self::Peer, Refusal>;

    /// Looks at a further HTTP request of a connection that is polled, or is to be upgraded.
    ///
    /// # Errors
    /// A [`Refusal`] becomes an HTTP response with status 403, or 429 ([`Refusal::too_often`]). The connection goes on:
    /// who asks isn't its client.
    fn readmit(
        &self,
        _peer: &Self::Peer,
        _request: &request::Parts,
        _address: SocketAddr,
    ) -> Result<(), Refusal> {
        Ok(())
    }

    /// Looks at the `Host` of any HTTP request, to the endpoint or not.
    ///
    /// # Errors
    /// It isn't a name of this server. The message becomes an HTTP response with status 421.
    fn check_host(&self, _request: &request::Parts, _peer: SocketAddr) -> Result<(), Refusal> {
        Ok(())
    }

    /// Whether as many TCP connections may come from `peer` as it likes: a reverse proxy of one's own.
    fn is_unlimited(&self, _peer: SocketAddr) -> bool {
        false
    }

    /// Hears of a request or a connection that was answered with no without being asked about.
    fn rejected(&self, _why: Rejection) {}

    /// Answers a CONNECT. `auth` is the JSON object that the client sent along. What is emitted through `socket`
    /// reaches the client after the answer.
    ///
    /// # Errors
    /// A [`Refusal`] becomes a CONNECT_ERROR. The official servers word the one for a namespace that doesn't
    /// exist `Invalid namespace`.
    fn connect(
        &self,
        socket: Socket,
        peer: &Self::Peer,
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<Self::Session, Refusal>;

    /// Takes an event, and says when the client's next one is to be read.
    fn event(&self, session: &Self::Session, event: Event) -> Flow;

    /// The client is gone from the namespace. Called exactly once for each successful [`Handler::connect`], and
    /// nothing is called for that session after it.
    fn close(&self, session: &Self::Session, reason: CloseReason);
}

/// When a client's next event is read.
#[derive(Debug)]
pub enum Flow {
    /// As soon as it comes.
    On,
    /// Once another client is no longer congested, or gone. Until then nothing of this client's is read, and TCP slows
    /// it down: at most [`congestion_timeout`](crate::Config::congestion_timeout), since by then the other one is closed.
    After(Socket),
}
