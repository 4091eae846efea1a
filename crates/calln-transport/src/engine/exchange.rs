//! One HTTP request to the endpoint and its response.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::upgrade::OnUpgrade;
use tokio::time::Instant;

use super::application::{Application, Handler};
use super::handshake::{self, Ask, BadRequest};
use super::heartbeat::Heartbeat;
use super::live::Live;
use super::origin::{self, Verdict};
use super::polling::{Polled, Registry};
use super::session::Session;
use super::{Sid, payload};
use crate::budget::Budget;
use crate::close::CloseReason;
use crate::config::Config;
use crate::outbox::Outbox;

/// What all connections of a server share.
pub(crate) struct Endpoint<H: Handler> {
    pub(crate) config: Config,
    pub(crate) handler: H,
    pub(crate) budget: Arc<Budget>,
    pub(crate) polled: Registry<H::Application>,
    pub(crate) live: Live,
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

impl<H: Handler> Endpoint<H> {
    /// Answers a request to the endpoint's path.
    pub(crate) async fn respond(
        &self,
        mut request: Request<Incoming>,
        peer: SocketAddr,
        slot: &Slot<H::Application>,
    ) -> Response<Full<Bytes>> {
        let on = hyper::upgrade::on(&mut request);
        let (head, body) = request.into_parts();
        let across = match origin::judge(&self.config.origins, &head.headers) {
            Verdict::Allowed => None,
            Verdict::AllowedAcross(origin) => Some(origin.clone()),
            Verdict::Refused => return refused(&BadRequest::Forbidden("Origin not allowed".into())),
        };
        let mut response = if head.method == Method::OPTIONS {
            preflight()
        } else {
            let answer = match handshake::read(&head) {
                Ok(Ask::OpenPolling) => self.open_polling(&head, peer),
                Ok(Ask::OpenWebSocket(accept)) => self.open_websocket(&head, peer, accept, on, slot),
                Ok(Ask::Poll(sid)) => self.poll(sid).await,
                Ok(Ask::Post(sid)) => self.post(sid, body).await,
                Ok(Ask::Upgrade(sid, accept)) => Ok(self.upgrade(sid, accept, on, slot)),
                Err(bad) => Err(bad),
            };
            answer.unwrap_or_else(|bad| refused(&bad))
        };
        if let Some(origin) = across {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        }
        response
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
        let outbox = Outbox::new(outbox_bytes, congestion_timeout, Arc::clone(&self.budget));
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
        Ok((sid, Session::new(application, heartbeat, outbox, ticket), open))
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

    async fn poll(&self, sid: Sid) -> Result<Response<Full<Bytes>>, BadRequest> {
        self.polled.get(sid)?.poll().await.map(text)
    }

    async fn post(&self, sid: Sid, body: Incoming) -> Result<Response<Full<Bytes>>, BadRequest> {
        let polled = self.polled.get(sid)?;
        let posting = polled.begin_post()?;
        let limit = self.config.max_message_bytes;
        if body.size_hint().lower() > limit as u64 {
            posting.fail(CloseReason::TooLarge("the body is larger than allowed"));
            return Err(BadRequest::TooLarge);
        }
        let collecting = Limited::new(body, limit).collect();
        let bytes = match tokio::time::timeout(self.config.packet_timeout, collecting).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                posting.fail(CloseReason::TooLarge("the body is larger than allowed"));
                return Err(BadRequest::TooLarge);
            }
            Ok(Err(_)) => {
                posting.fail(CloseReason::ConnectionLost);
                return Err(BadRequest::Bad("The body broke off"));
            }
            Err(_) => {
                posting.fail(CloseReason::PacketTimeout);
                return Err(BadRequest::Timeout);
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
        sid: Sid,
        accept: HeaderValue,
        on: OnUpgrade,
        slot: &Slot<H::Application>,
    ) -> Response<Full<Bytes>> {
        let begin = self.polled.get(sid).map_or(Begin::Nothing, |polled| Begin::Probe(sid, polled));
        slot.put(Upgrade { on, begin });
        switching(accept)
    }
}

fn text(body: String) -> Response<Full<Bytes>> {
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
