//! What is held about whoever asks.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use calln_wire::http::MyData;
use http::{HeaderMap, StatusCode};

use super::probes::NO_STORE;

/// The running server, as it remembers callers.
pub trait Memory: Send + Sync + 'static {
    /// What is held about who sent a request with these headers from `peer`, after deleting what may be deleted if
    /// `delete` says so. None: the server is going down.
    fn my_data(
        &self,
        peer: SocketAddr,
        headers: &HeaderMap,
        delete: bool,
    ) -> impl Future<Output = Option<MyData>> + Send;
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
        None => None,
    };
    match held {
        Some(held) => ([NO_STORE], Json(held)).into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, [NO_STORE], "ask again in a moment\n").into_response(),
    }
}
