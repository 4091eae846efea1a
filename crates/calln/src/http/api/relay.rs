//! `GET /api/relay`: what a relay does for callers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use calln_wire::http::Relay;

use crate::http::NO_STORE;
use crate::service::Service;

pub(super) async fn relay(State(service): State<Arc<Service>>) -> impl IntoResponse {
    let relay = Relay { hiding: service.ice.hiding(), fallback: service.ice.falls_back() };
    ([NO_STORE], Json(relay))
}
