//! `POST /api/check/relay`: what a caller's self-test tries the relay with. Not a GET: each answer opens the relay anew.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use calln_wire::http::CheckRelay;

use super::too_many_requests::TooManyRequests;
use crate::client_ip::ClientIp;
use crate::http::NO_STORE;
use crate::limits::Action;
use crate::service::Service;

pub(super) async fn check_relay(
    State(service): State<Arc<Service>>,
    ip: ClientIp,
) -> Result<impl IntoResponse, TooManyRequests> {
    service.count(Action::Try, ip)?;
    Ok(([NO_STORE], Json(CheckRelay { relay: service.ice.trial() })))
}
