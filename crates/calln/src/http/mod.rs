//! Plain HTTP: the page, and what probes and pages ask. Socket.IO has the same port and is not here.
//!
//! | file | what it answers |
//! |---|---|
//! | `page` | the page's files, and the pages that [`crate::site`] writes |
//! | `api/…` | `/api/…`, one file for each endpoint |
//! | `status` | `/status`, for people |
//! | `health` | `/healthz` and `/readyz`, for probes |
//! | `ads` | advertisements, each a document of its own |
//! | `asset_links` | Android's question whose links the app may open |
//! | `headers`, `strict_transport` | nothing: the headers that every answer carries |

mod ads;
mod api;
mod asset_links;
mod headers;
mod health;
mod page;
mod status;
mod strict_transport;
#[cfg(test)]
mod tests;

use std::future::ready;
use std::sync::Arc;

use axum::Router;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, HeaderName};

use self::ads::AdDocuments;
pub(crate) use self::page::Page;
use self::status::Status;
pub(crate) use self::strict_transport::strict_transport;
use crate::service::Service;
use crate::site::{self, Facts, Language};

/// The header of answers that are about this moment.
const NO_STORE: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("no-store"));

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
/// They answer GET and HEAD, the page's files OPTIONS too; other methods get 405 but where it says so. Every answer carries the headers that keep the page to
/// itself.
pub(crate) fn router(page: Page, facts: Facts, service: Arc<Service>) -> Router {
    let page = Language::ALL.into_iter().fold(page, |page, language| {
        page.with(language, site::pages(&facts, language)).with_shared(&facts, language)
    });
    let policy = headers::policy(&facts);
    let ads = Arc::new(AdDocuments::of(&facts.ads));
    let facts = Arc::new(facts);
    let status = Status::new(Arc::clone(&facts), Arc::clone(&service.metrics));
    let health = Router::new().route("/healthz", get(health::healthz)).route("/readyz", get(health::readyz));
    Router::new()
        .merge(health.with_state(Arc::clone(&service)))
        .merge(api::routes(&facts, service))
        .route("/status", get(status::status).with_state(status))
        .route("/.well-known/assetlinks.json", get(asset_links::asset_links).with_state(facts))
        .route("/ad/{slot}", get(ads::ad).with_state(ads))
        .fallback(get(page::serve).options(health::options).with_state(Arc::new(page)))
        .layer(map_response(move |response: Response| ready(headers::secure(response, &policy))))
}
