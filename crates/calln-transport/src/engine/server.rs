//! Listening: TCP connections, the HTTP on them, and what becomes of them at the end.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Either;
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::{Service, ServiceExt as _};

use super::application::Handler;
use super::exchange::{Endpoint, Slot, Upgrade};
use super::live::Live;
use super::polling::Registry;
use super::upgrade;
use crate::budget::Budget;
use crate::config::Config;
use crate::patient::Patient;

/// Largest HTTP head, in bytes.
const MAX_HEAD_BYTES: usize = 16 << 10;
/// Bytes that the kernel may hold for a connection besides those on their way. A few writes ahead; no more is needed to
/// keep a link busy.
const MAX_UNSENT_BYTES: u32 = 64 << 10;
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
        let budget = Arc::new(Budget::new(config.total_outbox_bytes));
        let endpoint =
            Endpoint { config, handler, budget, polled: Registry::default(), live: Live::default() };
        Self { endpoint: Arc::new(endpoint) }
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
        self.endpoint.budget.used()
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
        S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
        S::Future: Send,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let endpoint = self.endpoint;
        let (stop, stopping) = watch::channel(());
        let mut connections = JoinSet::new();
        let mut sweep = tokio::time::interval(sweep_interval(&endpoint.config));
        let mut shutdown = pin!(shutdown);
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((tcp, peer)) => {
                        connections.spawn(connection(endpoint.clone(), tcp, peer, app.clone(), stopping.clone()));
                    }
                    Err(error) => {
                        tracing::warn!(kind = ?error.kind(), "a connection was not accepted");
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

/// One TCP connection from beginning to end: HTTP, then perhaps a WebSocket. The parts are boxed, so that the
/// task is small and hyper's buffers are gone before the WebSocket begins.
async fn connection<H, S, B>(
    endpoint: Arc<Endpoint<H>>,
    tcp: TcpStream,
    peer: SocketAddr,
    app: S,
    stopping: watch::Receiver<()>,
) where
    H: Handler,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Some(upgrade) = Box::pin(http(endpoint.clone(), tcp, peer, app, stopping)).await else { return };
    let Some(session) = Box::pin(upgrade::begin(endpoint, upgrade)).await else { return };
    session.await;
}

async fn http<H, S, B>(
    endpoint: Arc<Endpoint<H>>,
    tcp: TcpStream,
    peer: SocketAddr,
    app: S,
    mut stopping: watch::Receiver<()>,
) -> Option<Upgrade<H::Application>>
where
    H: Handler,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // Frames are small and written whole: waiting for more would only delay them.
    let _ = tcp.set_nodelay(true);
    // What the kernel takes for a slow reader is beyond every budget here, and can be megabytes for each.
    let _ = SockRef::from(&tcp).set_tcp_notsent_lowat(MAX_UNSENT_BYTES);
    let stream = TokioIo::new(Patient::new(tcp, endpoint.config.write_timeout));
    let slot = Slot::default();
    let (endpoint, slot_of) = (&endpoint, &slot);
    let answer = move |mut request: Request<Incoming>| {
        let app = app.clone();
        async move {
            if request.uri().path() == endpoint.config.path {
                return Ok::<_, Infallible>(endpoint.respond(request, peer, slot_of).await.map(Either::Left));
            }
            request.extensions_mut().insert(peer);
            let Ok(response) = app.oneshot(request).await;
            Ok(response.map(Either::Right))
        }
    };
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(endpoint.config.packet_timeout)
            .max_buf_size(MAX_HEAD_BYTES)
            .serve_connection(stream, service_fn(answer))
            .with_upgrades()
    );
    // How a connection fails tells nothing that its session has not been told.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
    slot.take()
}
