//! `GET /api/site`: what the operator has switched on for the page.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

use crate::http::NO_STORE;
use crate::site::Facts;

pub(super) async fn site(State(facts): State<Arc<Facts>>) -> impl IntoResponse {
    ([NO_STORE], Json(facts.site()))
}
