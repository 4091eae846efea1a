//! One HTTP request to the endpoint and its response.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;
use tokio::time::Instant;

use super::application::{Application, Handler};
use super::body::{BodyError, RequestBody};
use super::connections::Connections;
use super::handshake::{self, Ask, BadRequest};
use super::heartbeat::Heartbeat;
use super::live::Live;
use super::origin::{self, Verdict};
use super::polling::{Polled, Registry, Waiting};
use super::session::Session;
use super::{Sid, payload};
use crate::budget::Budget;
use crate::close::CloseReason;
use crate::config::Config;
use crate::outbox::Outbox;
use crate::rejection::Rejection;

/// What all connections of a server share.
pub(crate) struct Endpoint<H: Handler> {
    pub(crate) config: Config,
    pub(crate) handler: H,
    /// What waits to be written, of all connections.
    pub(crate) outgoing: Arc<Budget>,
    /// What has begun to come, of all connections.
    pub(crate) incoming: Arc<Budget>,
    pub(crate) polled: Registry<H::Application>,
    pub(crate) live: Live,
    pub(crate) connections: Arc<Connections>,
}

/// A WebSocket that begins once its `101` response is written.
pub(crate) struct Upgrade<A: Application> {
    pub(crate) on: OnUpgrade,
    pub(crate) begin: Begin<A>,
}

/// What a WebSocket begins with.
pub(crate) enum Begin<A: Application> {
    /// A session of its own.
    Session(Session<A>),
    /// Taking over a session that is being polled.
    Probe(Sid, Arc<Polled<A>>),
    /// The session to be taken over is not polled, or not there. A page can read why a WebSocket was closed, but
    /// not why an opening handshake failed.
    Nothing,
}

/// Where a request leaves its WebSocket for the task of its connection.
pub(crate) struct Slot<A: Application>(Mutex<Option<Upgrade<A>>>);

impl<A: Application> Default for Slot<A> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<A: Application> Slot<A> {
    fn put(&self, upgrade: Upgrade<A>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(upgrade);
    }

    pub(crate) fn take(&self) -> Option<Upgrade<A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A request that was understood.
enum Begun<A: Application> {
    /// There is nothing to wait for.
    Done(Response<Full<Bytes>>),
    /// A poll, which waits for packets.
    Poll(Waiting<A>),
    /// Packets of this session's client, which may still be on their way.
    Post(Arc<Polled<A>>, RequestBody),
}

impl<H: Handler> Endpoint<H> {
    /// Answers a request to the endpoint's path. A poll is under way as soon as this returns, before it is awaited: its client
    /// may be gone by then, and only a poll that is dropped tells of that.
    pub(crate) fn respond(
        &self,
        mut request: Request<RequestBody>,
        peer: SocketAddr,
        slot: &Slot<H::Application>,
    ) -> impl Future<Output = Response<Full<Bytes>>> + Send + use<H> {
        let on = hyper::upgrade::on(&mut request);
        let (head, body) = request.into_parts();
        let (across, begun) = match origin::judge(&self.config.origins, &head.headers) {
            Verdict::Allowed => (None, self.begin((&head, peer), body, on, slot)),
            Verdict::AllowedAcross(origin) => {
                (Some(origin.clone()), self.begin((&head, peer), body, on, slot))
            }
            Verdict::Refused => {
                self.handler.rejected(Rejection::Origin);
                (None, Err(BadRequest::Forbidden("Origin not allowed".into())))
            }
        };
        async move {
            let answer = match begun {
                Ok(Begun::Done(response)) => Ok(response),
                Ok(Begun::Poll(waiting)) => Ok(payload_of(waiting.payload().await)),
                Ok(Begun::Post(polled, body)) => Self::post(&polled, body).await,
                Err(bad) => Err(bad),
            };
            let mut response = answer.unwrap_or_else(|bad| refused(&bad));
            if let Some(origin) = across {
                let headers = response.headers_mut();
                headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                headers.insert(header::VARY, HeaderValue::from_static("Origin"));
            }
            response
        }
    }

    fn begin(
        &self,
        (head, peer): (&http::request::Parts, SocketAddr),
        body: RequestBody,
        on: OnUpgrade,
        slot: &Slot<H::Application>,
    ) -> Result<Begun<H::Application>, BadRequest> {
        if head.method == Method::OPTIONS {
            return Ok(Begun::Done(preflight()));
        }
        let done = match handshake::read(head)? {
            Ask::Poll(sid) => return self.polled(sid, head, peer)?.begin_poll().map(Begun::Poll),
            Ask::Post(sid) => return Ok(Begun::Post(self.polled(sid, head, peer)?, body)),
            Ask::OpenPolling => self.open_polling(head, peer),
            Ask::OpenWebSocket(accept) => self.open_websocket(head, peer, accept, on, slot),
            Ask::Upgrade(sid, accept) => self.upgrade((sid, head, peer), accept, on, slot),
        };
        done.map(Begun::Done)
    }

    /// A request's body within its limits.
    pub(crate) fn body(&self, incoming: Incoming) -> RequestBody {
        RequestBody::new(incoming, self.config.max_message_bytes, self.config.rate(), &self.incoming)
    }

    /// A new session, and the packet that tells the client of it.
    fn open(
        &self,
        head: &http::request::Parts,
        peer: SocketAddr,
        upgrades: &str,
    ) -> Result<(Sid, Session<H::Application>, String), BadRequest> {
        let sid = Sid::random().map_err(|_| BadRequest::Stopping)?;
        let Config { outbox_bytes, congestion_timeout, .. } = self.config;
        let outbox = Outbox::new(outbox_bytes, congestion_timeout, Arc::clone(&self.outgoing));
        let ticket = self.live.enter(outbox.clone()).ok_or(BadRequest::Stopping)?;
        let application = self.handler.open(head, peer, outbox.clone())?;
        let Config { ping_interval, ping_timeout, max_message_bytes, .. } = &self.config;
        let heartbeat = Heartbeat::new(*ping_interval, *ping_timeout, Instant::now());
        let open = format!(
            r#"0{{"sid":"{}","upgrades":[{upgrades}],"pingInterval":{},"pingTimeout":{},"maxPayload":{max_message_bytes}}}"#,
            sid.encode(),
            ping_interval.as_millis(),
            ping_timeout.as_millis(),
        );
        Ok((sid, Session::new(application, heartbeat, self.config.rate(), outbox, ticket), open))
    }

    fn open_polling(
        &self,
        head: &http::request::Parts,
        peer: SocketAddr,
    ) -> Result<Response<Full<Bytes>>, BadRequest> {
        let (sid, session, open) = self.open(head, peer, r#""websocket""#)?;
        self.polled.open(sid, session);
        Ok(text(payload::encode(&[super::Frame::Text(open.into())])))
    }

    fn open_websocket(
        &self,
        head: &http::request::Parts,
        peer: SocketAddr,
        accept: HeaderValue,
        on: OnUpgrade,
        slot: &Slot<H::Application>,
    ) -> Result<Response<Full<Bytes>>, BadRequest> {
        let (_, session, open) = self.open(head, peer, "")?;
        // Can only fail where the outbox is smaller than this first packet; the session then ends for it.
        let _ = session.outbox.push(super::Frame::Text(open.into()));
        slot.put(Upgrade { on, begin: Begin::Session(session) });
        Ok(switching(accept))
    }

    /// The session that a request names, if the request is let in.
    fn polled(
        &self,
        sid: Sid,
        head: &http::request::Parts,
        peer: SocketAddr,
    ) -> Result<Arc<Polled<H::Application>>, BadRequest> {
        let polled = self.polled.get(sid)?;
        polled.readmit(head, peer)?;
        Ok(polled)
    }

    async fn post(
        polled: &Polled<H::Application>,
        mut body: RequestBody,
    ) -> Result<Response<Full<Bytes>>, BadRequest> {
        let posting = polled.begin_post()?;
        let bytes = match body.whole().await {
            Ok(bytes) => bytes,
            Err(error) => {
                posting.fail(match error {
                    BodyError::TooSlow => CloseReason::PacketTimeout,
                    BodyError::TooLarge => CloseReason::TooLarge("the body is larger than allowed"),
                    BodyError::OverBudget => CloseReason::OverBudget,
                    BodyError::Broken(_) => CloseReason::ConnectionLost,
                });
                return Err(error.into());
            }
        };
        match std::str::from_utf8(&bytes) {
            Ok(body) => posting.receive(body).await.map(|()| text("ok".to_owned())),
            Err(_) => {
                posting.fail(CloseReason::Protocol("a body is not UTF-8"));
                Err(BadRequest::Bad("The body is not UTF-8"))
            }
        }
    }

    fn upgrade(
        &self,
        (sid, head, peer): (Sid, &http::request::Parts, SocketAddr),
        accept: HeaderValue,
        on: OnUpgrade,
        slot: &Slot<H::Application>,
    ) -> Result<Response<Full<Bytes>>, BadRequest> {
        let begin = match self.polled(sid, head, peer) {
            Ok(polled) => Begin::Probe(sid, polled),
            Err(BadRequest::UnknownSession) => Begin::Nothing,
            Err(refused) => return Err(refused),
        };
        slot.put(Upgrade { on, begin });
        Ok(switching(accept))
    }
}

fn text(body: String) -> Response<Full<Bytes>> {
    payload_of(body.into())
}

fn payload_of(body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn switching(accept: HeaderValue) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    response
}

fn preflight() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Content-Type"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

fn refused(bad: &BadRequest) -> Response<Full<Bytes>> {
    let (status, code) = bad.codes();
    let mut body = serde_json::json!({ "code": code, "message": bad.to_string() });
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let BadRequest::TooOften(_, seconds) = bad {
        body["retry_after"] = (*seconds).into();
        headers.insert(header::RETRY_AFTER, (*seconds).into());
    }
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
