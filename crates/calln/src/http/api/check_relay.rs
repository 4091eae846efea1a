//! What a caller's self-test needs of the server besides what a call needs.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use calln_wire::http::CheckRelay;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::probes::NO_STORE;

/// The running server, as self-tests try it.
pub trait Trials: Send + Sync + 'static {
    /// What the self-test of who sent a request with these headers from `peer` tries the relay with.
    ///
    /// # Errors
    /// Where too many have been made from there: the seconds after which one may be made again.
    fn trial(&self, peer: SocketAddr, headers: &HeaderMap) -> Result<CheckRelay, u32>;
}

/// `POST /api/check/relay`. Not a GET: each answer opens the relay anew.
pub(super) async fn relay<T: Trials>(
    State(trials): State<Arc<T>>,
    peer: Option<Extension<SocketAddr>>,
    headers: HeaderMap,
) -> Response {
    let Some(Extension(peer)) = peer else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    match trials.trial(peer, &headers) {
        Ok(relay) => ([NO_STORE], Json(relay)).into_response(),
        Err(seconds) => {
            let headers = [NO_STORE, (RETRY_AFTER, HeaderValue::from(seconds))];
            (StatusCode::TOO_MANY_REQUESTS, headers, "too many tests from your network\n").into_response()
        }
    }
}
