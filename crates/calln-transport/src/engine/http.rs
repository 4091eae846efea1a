//! One TCP connection: the HTTP on it, and then perhaps a WebSocket.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::Instant;
use tower::{Service, ServiceExt as _};

use super::application::Handler;
use super::body::{BodyError, RequestBody};
use super::connections::Place;
use super::exchange::{Endpoint, Slot, Upgrade};
use super::phase::{Answer, Phase};
use super::timed_stream::TimedStream;
use super::upgrade;
use crate::config::Config;
use crate::rejection::Rejection;

/// Largest HTTP head, in bytes.
const MAX_HEAD_BYTES: usize = 16 << 10;
/// Bytes that the kernel may hold for a connection besides those on their way. A few writes ahead; no more is needed to
/// keep a link busy.
const MAX_UNSENT_BYTES: u32 = 64 << 10;
/// Bytes that the kernel may hold of what comes and isn't read yet; by itself it would grow to megabytes for a client that
/// isn't read from. Two of the largest messages: what a link of 10 Mbit/s and 100 ms has on its way.
const MAX_UNREAD_BYTES: usize = 128 << 10;
/// What a connection is told that is one too many of its address, of a network around it, or of all.
const CROWDED: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: text/plain; charset=UTF-8\r\n\
    Retry-After: 10\r\nConnection: close\r\nContent-Length: 57\r\n\r\ntoo many connections are open from you or around you now\n";

/// One TCP connection from beginning to end: HTTP, then perhaps a WebSocket. The parts are boxed, so that the
/// task is small and hyper's buffers are gone before the WebSocket begins.
pub(super) async fn connection<H, S, B>(
    endpoint: Arc<Endpoint<H>>,
    arrival: Arrival,
    app: S,
    stopping: watch::Receiver<()>,
) where
    H: Handler,
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Some((upgrade, place)) = Box::pin(http(endpoint.clone(), arrival, app, stopping)).await else {
        return;
    };
    let Some(session) = Box::pin(upgrade::begin(endpoint, upgrade)).await else { return };
    session.await;
    drop(place);
}

async fn http<H, S, B>(
    endpoint: Arc<Endpoint<H>>,
    Arrival { tcp, peer, mut place }: Arrival,
    app: S,
    mut stopping: watch::Receiver<()>,
) -> Option<(Upgrade<H::Application>, Option<Place>)>
where
    H: Handler,
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // Frames are small and written whole: waiting for more would only delay them.
    let _ = tcp.set_nodelay(true);
    // What the kernel takes for a slow reader is beyond every budget here, and can be megabytes for each.
    let _ = SockRef::from(&tcp).set_tcp_notsent_lowat(MAX_UNSENT_BYTES);
    let _ = SockRef::from(&tcp).set_recv_buffer_size(MAX_UNREAD_BYTES);
    let Config { write_timeout, head_timeout, idle_timeout, .. } = endpoint.config;
    let phase = Phase::new(head_timeout, idle_timeout, Instant::now(), Arc::clone(&endpoint.incoming));
    let stream = TokioIo::new(TimedStream::new(tcp, write_timeout, phase.clone()));
    let slot = Slot::default();
    let (endpoint, slot_of, place_of) = (&endpoint, &slot, &place);
    let answer = move |request: Request<Incoming>| {
        let (app, phase) = (app.clone(), phase.clone());
        phase.busy();
        // Begun before it is awaited: a client that has gone in the same breath is found here, and never waited for.
        let response = endpoint.answer(request, peer, app, slot_of);
        async move {
            let mut response = response.await;
            if place_of.as_ref().is_some_and(|place| !place.may_be_kept())
                && response.status() != StatusCode::SWITCHING_PROTOCOLS
            {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response.map(|body| Answer::new(body, phase)))
        }
    };
    {
        let mut connection = pin!(
            http1::Builder::new()
                // The stream has its own, which tells a head from the time between two requests.
                .header_read_timeout(None)
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
    }
    let upgrade = slot.take()?;
    if let Some(place) = &mut place {
        place.upgraded();
    }
    Some((upgrade, place))
}

/// A TCP connection that was accepted.
pub(super) struct Arrival {
    pub(super) tcp: TcpStream,
    pub(super) peer: SocketAddr,
    /// Its place among those of its address; none where those aren't counted.
    pub(super) place: Option<Place>,
}

/// An address, a network around it or all together have as many connections as they may.
pub(super) struct Crowded;

impl<H: Handler> Endpoint<H> {
    pub(super) fn admit(&self, peer: SocketAddr) -> Result<Option<Place>, Crowded> {
        if self.handler.is_unlimited(peer) {
            return Ok(None);
        }
        self.connections.enter(peer).map(Some).ok_or_else(|| {
            self.handler.rejected(Rejection::Crowded);
            Crowded
        })
    }

    /// Answers a request, whomever it is for.
    fn answer<S, B>(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        app: S,
        slot: &Slot<H::Application>,
    ) -> impl Future<Output = Response<Either<Full<Bytes>, B>>> + Send + use<H, S, B>
    where
        S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Send,
        S::Future: Send,
        B: Send,
    {
        let (head, body) = request.into_parts();
        let refusal = self.handler.check_host(&head, peer).err();
        if refusal.is_some() {
            self.handler.rejected(Rejection::Host);
        }
        let request = Request::from_parts(head, self.body(body));
        let is_endpoints = refusal.is_none() && self.config.is_endpoint(request.uri().path());
        let request = if is_endpoints {
            Either::Left(self.respond(request, peer, slot))
        } else {
            Either::Right(request)
        };
        async move {
            match (refusal, request) {
                (Some(refusal), _) => {
                    plain(StatusCode::MISDIRECTED_REQUEST, refusal.message().to_owned()).map(Either::Left)
                }
                (None, Either::Left(response)) => response.await.map(Either::Left),
                (None, Either::Right(request)) => elsewhere(request, peer, app).await,
            }
        }
    }
}

/// The application's answer to a request that isn't the endpoint's.
async fn elsewhere<S, B>(
    mut request: Request<RequestBody>,
    peer: SocketAddr,
    app: S,
) -> Response<Either<Full<Bytes>, B>>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>,
{
    let failure = request.body().failure();
    request.extensions_mut().insert(peer);
    let Ok(response) = app.oneshot(request).await;
    match failure.get() {
        None => response.map(Either::Right),
        // The application had to answer as if it were malformed.
        Some(error) => {
            let status = match error {
                BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                BodyError::OverBudget => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::REQUEST_TIMEOUT,
            };
            plain(status, error.to_string()).map(Either::Left)
        }
    }
}

/// An answer after which the connection is closed.
fn plain(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text + "\n"));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// Tells a connection too many why it is closed, if that can be done without waiting.
pub(super) fn turn_away(tcp: &TcpStream) {
    let told = tcp.try_write(CROWDED);
    // Closing with bytes unread would reset the connection, and a reset may overtake the answer.
    let read = tcp.try_read(&mut [0; 4 << 10]);
    drop((told, read));
}
