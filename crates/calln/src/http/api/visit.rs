//! `POST /api/visit`: what pages tell of visits, for the daily totals.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use calln_wire::http::VisitEvent;
use http::StatusCode;

use super::too_many_requests::TooManyRequests;
use crate::client_ip::ClientIp;
use crate::http::NO_STORE;
use crate::limits::Action;
use crate::service::Service;
use crate::totals::Total;

/// Largest body, in bytes. The longest event has 52.
pub(super) const MAX_BODY: usize = 128;

/// A page of another site can't send one: its JSON takes a permission that nobody gives it.
pub(super) async fn visit(
    State(service): State<Arc<Service>>,
    ip: ClientIp,
    event: Result<Json<VisitEvent>, JsonRejection>,
) -> Result<Response, TooManyRequests> {
    let Ok(Json(event)) = event else {
        let why = "this isn’t an event; docs/protocol.md names them\n";
        return Ok((StatusCode::BAD_REQUEST, [NO_STORE], why).into_response());
    };
    service.count(Action::Tell, ip)?;
    service.totals.add(Total::of(event), 1);
    Ok((StatusCode::NO_CONTENT, [NO_STORE]).into_response())
}
