//! `GET /status`: who is here and how long the server has run, for people.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::response::{Html, IntoResponse};
use http::HeaderMap;

use super::NO_STORE;
use crate::metrics::Metrics;
use crate::site::{self, Facts, Language};

/// What the page is written from.
#[derive(Clone)]
pub(super) struct Status {
    facts: Arc<Facts>,
    metrics: Arc<Metrics>,
    started: Instant,
}

impl Status {
    /// Of a server that has started just now.
    pub(super) fn new(facts: Arc<Facts>, metrics: Arc<Metrics>) -> Self {
        Self { facts, metrics, started: Instant::now() }
    }
}

pub(super) async fn status(State(status): State<Status>, headers: HeaderMap) -> impl IntoResponse {
    let Status { facts, metrics, started } = status;
    let online = metrics.public(Instant::now()).online;
    ([NO_STORE], Html(site::status(&facts, Language::of_request(&headers), online, started.elapsed())))
}
