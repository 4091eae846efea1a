//! `GET /api/stats`: how many are here, as anybody may know it.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

use crate::http::NO_STORE;
use crate::service::Service;

pub(super) async fn stats(State(service): State<Arc<Service>>) -> impl IntoResponse {
    ([NO_STORE], Json(service.metrics.public(Instant::now())))
}
