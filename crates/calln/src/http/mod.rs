//! Plain HTTP: the page, and what probes and pages ask. Socket.IO has the same port and is not here.

mod headers;
mod my_data;
mod page;
mod probes;

use std::sync::Arc;

use axum::Router;
use axum::middleware::map_response;
use axum::routing::get;

pub use my_data::Memory;
pub use page::Page;
pub use probes::Vitals;

/// Everything on the port but Socket.IO.
///
/// | path | answer |
/// |---|---|
/// | `/`, `/assets/…`, … | the page's files |
/// | `/api/stats` | [`calln_wire::http::Stats`] |
/// | `/api/my-data` | [`calln_wire::http::MyData`]; also to DELETE |
/// | `/api/relay` | [`calln_wire::http::Relay`] |
/// | `/healthz` | 200: the process is up |
/// | `/readyz` | 200, or 503 with the reason: the server can or can't match callers |
///
/// They answer GET and HEAD; other methods get 405 but where it says so. Every answer carries the headers that keep the page to
/// itself.
pub fn router<V: Vitals + Memory>(page: Page, vitals: Arc<V>) -> Router {
    Router::new()
        .route("/api/stats", get(probes::stats::<V>))
        .route("/api/my-data", get(my_data::tell::<V>).delete(my_data::delete::<V>))
        .route("/api/relay", get(probes::relay::<V>))
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz::<V>))
        .with_state(vitals)
        .fallback(get(page::serve).with_state(Arc::new(page)))
        .layer(map_response(headers::secure))
}
