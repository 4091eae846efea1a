//! The Socket.IO server: it listens, and opens a connection for each client.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, request};
use hyper::body::Body;
use tokio::net::TcpListener;
use tower::Service;

use super::connection::Connection;
use super::handler::Handler;
use super::layer::Layer;
use crate::budget::Budget;
use crate::config::Config;
use crate::engine::{self, Outbox, RequestBody};
use crate::refusal::Refusal;
use crate::rejection::Rejection;

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

    fn rejected(&self, why: Rejection) {
        self.handler.rejected(why);
    }
}
