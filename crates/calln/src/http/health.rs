//! `GET /healthz` and `GET /readyz`: what probes ask of the running server.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use http::header::ALLOW;
use http::{HeaderValue, StatusCode};

use super::NO_STORE;
use crate::service::Service;

/// A lobby answers in microseconds; one that takes a second is stuck, and probes commonly give up after that.
const PATIENCE: Duration = Duration::from_secs(1);

/// The process is up.
pub(super) async fn healthz() -> impl IntoResponse {
    ([NO_STORE], "ok")
}

/// Whether the server can match callers. What is wrong though it can is said too, for the operator to mend.
pub(super) async fn readyz(State(service): State<Arc<Service>>) -> impl IntoResponse {
    let (status, says) = match tokio::time::timeout(PATIENCE, service.lobby.probe()).await {
        Ok(Ok(())) => match service.bans.health().trouble {
            Some(trouble) => (StatusCode::OK, format!("ready, but {trouble}")),
            None => (StatusCode::OK, "ready".to_owned()),
        },
        Ok(Err(gone)) => (StatusCode::SERVICE_UNAVAILABLE, gone.to_string()),
        Err(_) => {
            let reason = format!("the lobby has not answered within {PATIENCE:?}");
            (StatusCode::SERVICE_UNAVAILABLE, reason)
        }
    };
    (status, [NO_STORE], says)
}
/// What HAProxy asks by default to find out whether the server is up, and what tells which methods there are (RFC 9110,
/// section 9.3.7).
pub(super) async fn options() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(ALLOW, HeaderValue::from_static("GET,HEAD,OPTIONS"))])
}
