//! What pages tell of visits, for the day's totals.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use calln_wire::http::VisitEvent;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::probes::NO_STORE;

/// The longest event has 52 bytes.
pub(super) const MAX_BODY: usize = 128;

/// The running server, as it counts.
pub trait Counter: Send + Sync + 'static {
    /// Counts one more event, told in a request with these headers from `peer`.
    ///
    /// # Errors
    /// Where too many come from there: the seconds after which it may tell again.
    fn count(&self, peer: SocketAddr, headers: &HeaderMap, event: VisitEvent) -> Result<(), u32>;
}

/// `POST /api/visit`. A page of another site can't: its JSON takes a permission that nobody gives it.
pub(super) async fn visit<C: Counter>(
    State(counter): State<Arc<C>>,
    peer: Option<Extension<SocketAddr>>,
    headers: HeaderMap,
    event: Result<Json<VisitEvent>, JsonRejection>,
) -> Response {
    let Ok(Json(event)) = event else {
        let why = "this isn’t an event; docs/protocol.md names them\n";
        return (StatusCode::BAD_REQUEST, [NO_STORE], why).into_response();
    };
    let Some(Extension(peer)) = peer else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    match counter.count(peer, &headers, event) {
        Ok(()) => (StatusCode::NO_CONTENT, [NO_STORE]).into_response(),
        Err(seconds) => {
            let headers = [NO_STORE, (RETRY_AFTER, HeaderValue::from(seconds))];
            (StatusCode::TOO_MANY_REQUESTS, headers, "too many from your network\n").into_response()
        }
    }
}
