//! Plain HTTP: the page, and what probes and pages ask. Socket.IO has the same port and is not here.

mod ads;
mod android;
mod check;
mod headers;
mod my_data;
mod page;
mod probes;
mod strict_transport;
mod visit;

use std::future::ready;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::map_response;
use axum::response::{Html, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::HeaderMap;

pub use check::Trials;
pub use my_data::{Memory, Unanswered};
pub use page::Page;

use crate::site::{self, Facts, Language};
use ads::Shelf;
pub use probes::Vitals;
pub use strict_transport::strict_transport;
pub use visit::Counter;

/// Everything on the port but Socket.IO.
///
/// | path | answer |
/// |---|---|
/// | `/`, `/check`, `/assets/…`, … | the page's files |
/// | `/privacy`, `/terms`, `/rules`, `/promises`, `/about` | what [`crate::site`] has written |
/// | `/status` | who is here and how long the server has run, for people |
/// | `/ad/SLOT` | an advertisement, where there is one |
/// | `/api/site` | [`calln_wire::http::Site`] |
/// | `/api/app` | [`calln_wire::app::AppOffers`] |
/// | `/.well-known/assetlinks.json` | whose links the Android app may open |
/// | `/api/stats` | [`calln_wire::http::Stats`] |
/// | `/api/my-data` | [`calln_wire::http::MyData`]; also to DELETE |
/// | `/api/relay` | [`calln_wire::http::Relay`] |
/// | `/api/check/relay` | [`calln_wire::http::CheckRelay`], by POST |
/// | `/api/address` | [`calln_wire::http::SeenAddress`] |
/// | `/api/visit` | takes a [`calln_wire::http::VisitEvent`] by POST, where visits are counted |
/// | `/healthz` | 200: the process is up |
/// | `/readyz` | 200, or 503 with the reason: the server can or can't match callers |
///
/// They answer GET and HEAD; other methods get 405 but where it says so. Every answer carries the headers that keep the page to
/// itself.
pub fn router<V: Vitals + Memory + Counter + Trials>(page: Page, facts: Facts, vitals: Arc<V>) -> Router {
    let page = Language::ALL
        .into_iter()
        .fold(page, |page, language| page.with(language, site::pages(&facts, language)));
    let policy = headers::policy(&facts);
    let shelf = Arc::new(Shelf::of(&facts.ads));
    let site = Json(facts.site());
    let told = match facts.counts {
        true => Router::new().route("/api/visit", post(visit::visit::<V>)),
        false => Router::new(),
    };
    let (offers, links) = (Arc::new(facts.android.clone()), Arc::new(facts.android.clone()));
    let (facts, started) = (Arc::new(facts), Instant::now());
    let status = async move |State(vitals): State<Arc<V>>, headers: HeaderMap| {
        let (language, online) = (Language::of_request(&headers), vitals.stats().online);
        ([probes::NO_STORE], Html(site::status(&facts, language, online, started.elapsed())))
    };
    told.layer(DefaultBodyLimit::max(visit::MAX_BODY))
        .route("/status", get(status))
        .route("/api/site", get(async move || ([probes::NO_STORE], site.clone())))
        .route("/api/app", get(async move || android::offers(&offers)))
        .route("/.well-known/assetlinks.json", get(async move || android::asset_links(&links)))
        .route("/api/stats", get(probes::stats::<V>))
        .route("/api/my-data", get(my_data::tell::<V>).delete(my_data::delete::<V>))
        .route("/api/relay", get(probes::relay::<V>))
        .route("/api/check/relay", post(check::relay::<V>))
        .route("/api/address", get(probes::address::<V>))
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz::<V>))
        .with_state(vitals)
        .route("/ad/{slot}", get(ads::ad).with_state(shelf))
        .fallback(get(page::serve).with_state(Arc::new(page)))
        .layer(map_response(move |response: Response| ready(headers::secure(response, &policy))))
}
