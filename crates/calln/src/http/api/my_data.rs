//! What is held about whoever asks.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use calln_wire::http::MyData;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::probes::NO_STORE;

/// The running server, as it remembers callers.
pub trait Memory: Send + Sync + 'static {
    /// What is held about who sent a request with these headers from `peer`, after deleting what may be deleted if
    /// `delete` says so.
    fn my_data(
        &self,
        peer: SocketAddr,
        headers: &HeaderMap,
        delete: bool,
    ) -> impl Future<Output = Result<MyData, Unanswered>> + Send;
}

/// Why nobody is told what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The server is going down.
    #[error("ask again in a moment")]
    GoingDown,
    /// Too many have asked from there; after so many seconds they may again.
    #[error("too many have asked from your network; ask again in {0} s")]
    SlowDown(u32),
}

/// `GET /api/my-data`
pub(super) async fn tell<M: Memory>(
    State(memory): State<Arc<M>>,
    peer: Option<Extension<SocketAddr>>,
    headers: HeaderMap,
) -> Response {
    answer(&*memory, peer, &headers, false).await
}

/// `DELETE /api/my-data`
pub(super) async fn delete<M: Memory>(
    State(memory): State<Arc<M>>,
    peer: Option<Extension<SocketAddr>>,
    headers: HeaderMap,
) -> Response {
    answer(&*memory, peer, &headers, true).await
}

async fn answer<M: Memory>(
    memory: &M,
    peer: Option<Extension<SocketAddr>>,
    headers: &HeaderMap,
    delete: bool,
) -> Response {
    let held = match peer {
        Some(Extension(peer)) => memory.my_data(peer, headers, delete).await,
        None => Err(Unanswered::GoingDown),
    };
    match held {
        Ok(held) => ([NO_STORE], Json(held)).into_response(),
        Err(why @ Unanswered::GoingDown) => {
            (StatusCode::SERVICE_UNAVAILABLE, [NO_STORE], why.to_string()).into_response()
        }
        Err(why @ Unanswered::SlowDown(seconds)) => {
            let headers = [NO_STORE, (RETRY_AFTER, HeaderValue::from(seconds))];
            (StatusCode::TOO_MANY_REQUESTS, headers, why.to_string()).into_response()
        }
    }
}
