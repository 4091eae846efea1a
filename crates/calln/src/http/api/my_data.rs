//! `/api/my-data`: what is held about the address of whoever asks. GET tells it; DELETE first deletes what may be
//! deleted.

use std::sync::Arc;
use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::too_many_requests::TooManyRequests;
use crate::client_ip::ClientIp;
use crate::http::NO_STORE;
use crate::limits::Action;
use crate::moderation::my_data;
use crate::service::Service;

pub(super) async fn get(service: State<Arc<Service>>, ip: ClientIp) -> Result<Response, TooManyRequests> {
    answer(service, ip, false).await
}

pub(super) async fn delete(service: State<Arc<Service>>, ip: ClientIp) -> Result<Response, TooManyRequests> {
    answer(service, ip, true).await
}

async fn answer(
    State(service): State<Arc<Service>>,
    ip: ClientIp,
    delete: bool,
) -> Result<Response, TooManyRequests> {
    service.count(Action::Ask, ip)?;
    let Ok(held) = service.lobby.held(service.standings.of(ip).subject, delete).await else {
        let why = "the server is about to stop; ask again in a moment\n";
        return Ok((StatusCode::SERVICE_UNAVAILABLE, [NO_STORE], why).into_response());
    };
    let bans = service.notices.all_of_address(ip);
    let held = my_data(bans, &held, SystemTime::now(), service.notices.contact());
    Ok(([NO_STORE], Json(held)).into_response())
}
