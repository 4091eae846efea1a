//! The Socket.IO server: what an application hands in, and where it listens.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, request};
use hyper::body::Body;
use serde_json::value::RawValue;
use tokio::net::TcpListener;
use tower::Service;

use super::connection::Connection;
use super::event::Event;
use super::handle::Socket;
use crate::budget::Budget;
use crate::close::CloseReason;
use crate::config::Config;
use crate::engine::{self, Outbox, RequestBody};
use crate::refusal::Refusal;

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
    /// it down: at most [`Config::congestion_timeout`], since by then the other one is closed.
    After(Socket),
}

/// A Socket.IO server. Cloning shares it.
pub struct Server<H: Handler>(engine::Server<Arc<Layer<H>>>);

impl<H: Handler> Clone for Server<H> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<H: Handler> Server<H> {
    /// A server that isn't listening yet.
    pub fn new(config: Config, handler: H) -> Self {
        let Config { max_attachments, connect_timeout, .. } = config;
        let incoming = Arc::new(Budget::new(config.total_inbox_bytes));
        let event_timeout = config.rate().total;
        let layer = Layer {
            handler,
            max_attachments,
            connect_timeout,
            event_timeout,
            incoming: Arc::clone(&incoming),
        };
        Self(engine::Server::with_inbox(config, Arc::new(layer), incoming))
    }

    /// The application.
    pub fn handler(&self) -> &H {
        &self.0.handler().handler
    }

    /// How many connections are open, over any transport and in however many namespaces.
    pub fn connections(&self) -> usize {
        self.0.sessions()
    }

    /// How many connections can be referred to by polling requests.
    pub fn polled_connections(&self) -> usize {
        self.0.polled_sessions()
    }

    /// Bytes that wait to be written, of all connections together.
    pub fn outbox_bytes(&self) -> usize {
        self.0.outbox_bytes()
    }

    /// Bytes of messages, bodies and events that have begun to come, of all connections together.
    pub fn inbox_bytes(&self) -> usize {
        self.0.inbox_bytes()
    }

    /// Serves until `shutdown` completes. See [`engine::Server::serve`].
    ///
    /// # Errors
    /// As there.
    pub async fn serve<S, B>(
        self,
        listener: TcpListener,
        app: S,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()>
    where
        S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
        S::Future: Send,
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.0.serve(listener, app, shutdown).await
    }
}

/// What all connections share.
pub struct Layer<H> {
    pub(crate) handler: H,
    pub(crate) max_attachments: usize,
    pub(crate) connect_timeout: Duration,
    /// Longest time for an event's attachments, however fast they come.
    pub(crate) event_timeout: Duration,
    /// What events hold whose attachments are still to come.
    pub(crate) incoming: Arc<Budget>,
}

impl<H: Handler> engine::Handler for Arc<Layer<H>> {
    type Application = Connection<H>;

    fn open(
        &self,
        request: &request::Parts,
        peer: SocketAddr,
        outbox: Outbox,
    ) -> Result<Connection<H>, Refusal> {
        let peer = self.handler.accept(request, peer)?;
        Ok(Connection::new(Arc::clone(self), peer, outbox))
    }

    fn check_host(&self, request: &request::Parts, peer: SocketAddr) -> Result<(), Refusal> {
        self.handler.check_host(request, peer)
    }

    fn is_unlimited(&self, peer: SocketAddr) -> bool {
        self.handler.is_unlimited(peer)
    }
}
