//! What an HTTP request to the endpoint asks for, judged by its head alone. Sans-IO.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode, request};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::{BodyError, Sid};
use crate::refusal::Refusal;

/// What is asked for.
pub(crate) enum Ask {
    /// A new session over polling.
    OpenPolling,
    /// A new session over a WebSocket, with the value of `Sec-WebSocket-Accept`.
    OpenWebSocket(HeaderValue),
    /// A poll of this session.
    Poll(Sid),
    /// Packets of this session's client.
    Post(Sid),
    /// A WebSocket for this session, with the value of `Sec-WebSocket-Accept`.
    Upgrade(Sid, HeaderValue),
}

/// A request that is refused. The codes and texts of the 400s are those of the reference server.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum BadRequest {
    #[error("Transport unknown")]
    UnknownTransport,
    #[error("Session ID unknown")]
    UnknownSession,
    #[error("Bad handshake method")]
    BadMethod,
    #[error("{0}")]
    Bad(&'static str),
    #[error("{0}")]
    Forbidden(String),
    /// With the seconds after which it may be tried again.
    #[error("{0}")]
    TooOften(String, u64),
    #[error("Unsupported protocol version")]
    UnsupportedVersion,
    #[error("The body is larger than allowed")]
    TooLarge,
    #[error("The body was not complete in time")]
    Timeout,
    #[error("Too much is being received at this moment; try again")]
    OverBudget,
    #[error("The server is stopping")]
    Stopping,
}

impl BadRequest {
    /// HTTP status and Engine.IO error code.
    pub(crate) fn codes(&self) -> (StatusCode, u8) {
        match self {
            Self::UnknownTransport => (StatusCode::BAD_REQUEST, 0),
            Self::UnknownSession => (StatusCode::BAD_REQUEST, 1),
            Self::BadMethod => (StatusCode::BAD_REQUEST, 2),
            Self::Bad(_) => (StatusCode::BAD_REQUEST, 3),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, 4),
            Self::TooOften(..) => (StatusCode::TOO_MANY_REQUESTS, 4),
            Self::UnsupportedVersion => (StatusCode::BAD_REQUEST, 5),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, 3),
            Self::Timeout => (StatusCode::REQUEST_TIMEOUT, 3),
            Self::OverBudget => (StatusCode::SERVICE_UNAVAILABLE, 3),
            Self::Stopping => (StatusCode::SERVICE_UNAVAILABLE, 3),
        }
    }
}

impl From<BodyError> for BadRequest {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooSlow => Self::Timeout,
            BodyError::TooLarge => Self::TooLarge,
            BodyError::OverBudget => Self::OverBudget,
            BodyError::Broken(_) => Self::Bad("The body broke off"),
        }
    }
}

impl From<Refusal> for BadRequest {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.message().to_owned();
        match refusal.retry_after() {
            Some(wait) => Self::TooOften(message, wait.as_millis().div_ceil(1_000) as u64),
            None => Self::Forbidden(message),
        }
    }
}

/// Reads what is asked for. Whether the session exists is for the caller to find out.
pub(crate) fn read(head: &request::Parts) -> Result<Ask, BadRequest> {
    let query = head.uri.query().unwrap_or("");
    let field = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    if field("EIO") != Some("4") {
        return Err(BadRequest::UnsupportedVersion);
    }
    let sid = match field("sid") {
        Some(text) => Some(Sid::parse(text).ok_or(BadRequest::UnknownSession)?),
        None => None,
    };
    match (field("transport"), sid) {
        (Some("polling"), None) if head.method == Method::GET => Ok(Ask::OpenPolling),
        (Some("polling"), Some(sid)) if head.method == Method::GET => Ok(Ask::Poll(sid)),
        (Some("polling"), Some(sid)) if head.method == Method::POST => Ok(Ask::Post(sid)),
        (Some("polling" | "websocket"), _) if head.method != Method::GET => Err(BadRequest::BadMethod),
        (Some("websocket"), None) => accept(&head.headers).map(Ask::OpenWebSocket),
        (Some("websocket"), Some(sid)) => accept(&head.headers).map(|accept| Ask::Upgrade(sid, accept)),
        _ => Err(BadRequest::UnknownTransport),
    }
}

/// The answer to a WebSocket opening handshake (RFC 6455, section 4.2.1).
fn accept(headers: &HeaderMap) -> Result<HeaderValue, BadRequest> {
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
    let version = headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    match key {
        Some(key)
            if version
                && has(headers, header::UPGRADE, "websocket")
                && has(headers, header::CONNECTION, "upgrade") =>
        {
            HeaderValue::try_from(derive_accept_key(key.as_bytes()))
                .map_err(|_| BadRequest::Bad("Not a WebSocket handshake"))
        }
        _ => Err(BadRequest::Bad("Not a WebSocket handshake")),
    }
}

fn has(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|it| it.trim().eq_ignore_ascii_case(token)))
}
