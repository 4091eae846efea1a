//! What probes and pages ask of the running server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use calln_wire::http::{Relay, SeenAddress, Stats};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// A lobby turns in microseconds; one that takes a second is stuck, and probes commonly give up after that.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) const NO_STORE: (header::HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// The running server, as seen from here.
pub trait Vitals: Send + Sync + 'static {
    /// How much is going on, as anybody may know it.
    fn stats(&self) -> Stats;

    /// What is wrong though callers can be matched, for the operator to mend; nothing is the rule.
    fn trouble(&self) -> Option<String> {
        None
    }

    /// What a relay does for callers.
    fn relay(&self) -> Relay;

    /// How the server sees the address of who sent a request with these headers from `peer`.
    fn seen(&self, peer: SocketAddr, headers: &HeaderMap) -> SeenAddress;

    /// Resolves once the server has shown that it can match callers, or knows that it can't and says why. It
    /// need not mind the time.
    fn ready(&self) -> impl Future<Output = Result<(), String>> + Send;
}

/// `GET /api/stats`
pub(super) async fn stats<V: Vitals>(State(vitals): State<Arc<V>>) -> impl IntoResponse {
    ([NO_STORE], Json(vitals.stats()))
}

/// `GET /api/relay`
pub(super) async fn relay<V: Vitals>(State(vitals): State<Arc<V>>) -> impl IntoResponse {
    ([NO_STORE], Json(vitals.relay()))
}

/// `GET /api/address`
pub(super) async fn address<V: Vitals>(
    State(vitals): State<Arc<V>>,
    peer: Option<Extension<SocketAddr>>,
    headers: HeaderMap,
) -> Response {
    match peer {
        Some(Extension(peer)) => ([NO_STORE], Json(vitals.seen(peer, &headers))).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /healthz`
pub(super) async fn healthz() -> impl IntoResponse {
    ([NO_STORE], "ok")
}

/// `GET /readyz`
pub(super) async fn readyz<V: Vitals>(State(vitals): State<Arc<V>>) -> impl IntoResponse {
    let (status, says) = match tokio::time::timeout(PATIENCE, vitals.ready()).await {
        Ok(Ok(())) => match vitals.trouble() {
            Some(trouble) => (StatusCode::OK, format!("ready, but {trouble}")),
            None => (StatusCode::OK, "ready".to_owned()),
        },
        Ok(Err(reason)) => (StatusCode::SERVICE_UNAVAILABLE, reason),
        Err(_) => {
            let reason = format!("the lobby has not answered within {PATIENCE:?}");
            (StatusCode::SERVICE_UNAVAILABLE, reason)
        }
    };
    (status, [NO_STORE], says)
}
