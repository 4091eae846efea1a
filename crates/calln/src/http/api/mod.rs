//! `/api/…`: what the page, the app and other clients ask. One file for each endpoint.

mod address;
mod app;
mod check_relay;
mod client_ip;
mod my_data;
mod relay;
mod site;
mod stats;
mod too_many_requests;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::service::Service;
use crate::site::Facts;

/// The routes of [`crate::http::router`] below `/api`.
pub(super) fn routes(facts: &Arc<Facts>, service: Arc<Service>) -> Router {
    let visits = match facts.counts {
        true => Router::new().route("/api/visit", post(visit::visit)),
        false => Router::new(),
    };
    let of_operator = Router::new().route("/api/site", get(site::site)).route("/api/app", get(app::app));
    visits
        .layer(DefaultBodyLimit::max(visit::MAX_BODY))
        .route("/api/stats", get(stats::stats))
        .route("/api/my-data", get(my_data::get).delete(my_data::delete))
        .route("/api/relay", get(relay::relay))
        .route("/api/check/relay", post(check_relay::check_relay))
        .route("/api/address", get(address::address))
        .with_state(service)
        .merge(of_operator.with_state(Arc::clone(facts)))
}
