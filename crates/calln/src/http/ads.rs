//! Advertisements, each a document of its own that may do next to nothing.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use calln_wire::http::AdSlot;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};
use http::{HeaderName, StatusCode};

use crate::site::Ads;

/// A click may open the advertiser's page, which is an ordinary page then.
const POPUPS: &str = "allow-popups allow-popups-to-escape-sandbox";

/// The advertisements by slot.
pub(super) struct AdDocuments(HashMap<&'static str, (String, HeaderValue)>);

impl AdDocuments {
    pub(super) fn of(ads: &Ads) -> Self {
        let documents = ads.slots.iter().map(|(slot, html)| {
            let (name, policy) = match slot {
                AdSlot::Start => ("start", scripted(&ads.hosts)),
                AdSlot::Waiting => ("waiting", scripted(&ads.hosts)),
                AdSlot::Ended => ("ended", scripted(&ads.hosts)),
                AdSlot::Call => ("call", scriptless(&ads.hosts)),
            };
            let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("sandbox"));
            (name, (html.clone(), policy))
        });
        Self(documents.collect())
    }
}

/// Scripts run, from the configured hosts, in an origin of their own: this server isn't among the hosts, so nothing
/// of the page, its storage or its interface can be reached, and what is opened as a document can't leave it either.
fn scripted(hosts: &[String]) -> String {
    let hosts = hosts.join(" ");
    format!(
        "sandbox allow-scripts {POPUPS}; default-src 'none'; script-src 'unsafe-inline' {hosts}; \
         style-src 'unsafe-inline' {hosts}; img-src data: {hosts}; font-src data: {hosts}; connect-src {hosts}; \
         frame-src {hosts}; media-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
}

/// Beside a call: pictures and style.
fn scriptless(hosts: &[String]) -> String {
    let hosts = hosts.join(" ");
    format!(
        "sandbox {POPUPS}; default-src 'none'; style-src 'unsafe-inline'; img-src data: {hosts}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'self'"
    )
}

/// `GET /ad/SLOT`
pub(super) async fn ad(State(ads): State<Arc<AdDocuments>>, Path(slot): Path<String>) -> Response {
    let Some((html, policy)) = ads.0.get(slot.as_str()) else {
        return (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response();
    };
    let headers: [(HeaderName, HeaderValue); 2] =
        [(CONTENT_SECURITY_POLICY, policy.clone()), (CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    (headers, Html(html.clone())).into_response()
}
