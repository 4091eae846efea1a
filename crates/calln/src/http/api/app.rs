//! `GET /api/app`: what the operator has switched on for the Android app.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

use crate::http::NO_STORE;
use crate::site::Facts;

pub(super) async fn app(State(facts): State<Arc<Facts>>) -> impl IntoResponse {
    ([NO_STORE], Json(facts.android.offers.clone()))
}
