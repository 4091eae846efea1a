//! Listening: TCP connections, the HTTP on them, and what becomes of them at the end.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Body;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tower::Service;

use super::accept_errors::AcceptErrors;
use super::application::Handler;
use super::body::RequestBody;
use super::connections::Connections;
use super::exchange::Endpoint;
use super::http::{Arrival, Crowded, connection, turn_away};
use super::live::Live;
use super::polling::Registry;
use crate::budget::Budget;
use crate::config::Config;

/// How long nothing is accepted after accepting failed, as it does when the process is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(250);

/// An Engine.IO server. Cloning shares it.
pub struct Server<H: Handler> {
    endpoint: Arc<Endpoint<H>>,
}

impl<H: Handler> Clone for Server<H> {
    fn clone(&self) -> Self {
        Self { endpoint: Arc::clone(&self.endpoint) }
    }
}

impl<H: Handler> Server<H> {
    /// A server that isn't listening yet.
    pub fn new(config: Config, handler: H) -> Self {
        let incoming = Arc::new(Budget::new(config.total_inbox_bytes));
        Self::with_inbox(config, handler, incoming)
    }

    /// The same with a budget for what comes in that others draw on too.
    pub(crate) fn with_inbox(config: Config, handler: H, incoming: Arc<Budget>) -> Self {
        let outgoing = Arc::new(Budget::new(config.total_outbox_bytes));
        let (polled, live) = (Registry::default(), Live::default());
        let connections = Arc::new(Connections::new(&config));
        Self {
            endpoint: Arc::new(Endpoint { config, handler, outgoing, incoming, polled, live, connections }),
        }
    }

    /// What sessions are opened by.
    pub fn handler(&self) -> &H {
        &self.endpoint.handler
    }

    /// How many sessions are open, over any transport.
    pub fn sessions(&self) -> usize {
        self.endpoint.live.len()
    }

    /// How many of them are polled. Never more than [`Server::sessions`], a moment's lag aside.
    pub fn polled_sessions(&self) -> usize {
        self.endpoint.polled.len()
    }

    /// Bytes that wait in all outboxes, of [`Config::total_outbox_bytes`] at most.
    pub fn outbox_bytes(&self) -> usize {
        self.endpoint.outgoing.used()
    }

    /// Bytes of what has begun to come, of [`Config::total_inbox_bytes`] and 8 KiB for each connection at most.
    pub fn inbox_bytes(&self) -> usize {
        self.endpoint.incoming.used()
    }

    /// Accepts connections until `shutdown` completes, then closes them: sessions are told, requests under way
    /// are answered, and what is not done within twice [`Config::close_timeout`] is dropped. No task outlives
    /// the returned future, even if it is dropped early.
    ///
    /// Requests outside [`Config::path`] go to `app`, with the peer's [`SocketAddr`] among their extensions.
    ///
    /// # Errors
    /// None at present: a connection that can't be accepted is not the end of the others.
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
        let endpoint = self.endpoint;
        let (stop, stopping) = watch::channel(());
        let mut connections = JoinSet::new();
        let mut sweep = tokio::time::interval(sweep_interval(&endpoint.config));
        let mut errors = AcceptErrors::default();
        let mut shutdown = pin!(shutdown);
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((tcp, peer)) => match endpoint.admit(peer) {
                        Ok(place) => {
                            let arrival = Arrival { tcp, peer, place };
                            connections.spawn(connection(endpoint.clone(), arrival, app.clone(), stopping.clone()));
                        }
                        Err(Crowded) => turn_away(&tcp),
                    },
                    Err(error) => {
                        if let Some(trouble) = errors.note(&error, Instant::now()) {
                            tracing::warn!("{trouble}");
                        }
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
                Some(ended) = connections.join_next() => report(ended),
                now = sweep.tick() => endpoint.polled.sweep(now, endpoint.config.close_timeout),
                () = &mut shutdown => break,
            }
        }
        drop(listener);
        endpoint.live.stop();
        endpoint.polled.stop();
        let _ = stop.send(());
        let all_ended = async {
            while let Some(ended) = connections.join_next().await {
                report(ended);
            }
        };
        if tokio::time::timeout(2 * endpoint.config.close_timeout, all_ended).await.is_err() {
            connections.shutdown().await;
        }
        Ok(())
    }
}

/// A panic is a defect in an application. It takes one connection down, and must not go unseen.
fn report(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("a connection's task panicked");
    }
}

/// Often enough that a client that stopped polling is missed soon after its deadline.
fn sweep_interval(config: &Config) -> Duration {
    (config.ping_timeout / 4).clamp(Duration::from_millis(50), Duration::from_secs(1))
}
