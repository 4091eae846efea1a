//! `GET /.well-known/assetlinks.json`: the Android app may open this service's links without asking (Digital Asset
//! Links). Google's and the phones' verifiers follow no redirect and take no other content type.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use crate::site::Facts;

pub(super) async fn asset_links(State(facts): State<Arc<Facts>>) -> Response {
    let Some(application_id) = &facts.android.application_id else {
        return (StatusCode::NOT_FOUND, "There is no app of this service.\n").into_response();
    };
    Json(json!([{
        "relation": ["delegate_permission/common.handle_all_urls"],
        "target": {
            "namespace": "android_app",
            "package_name": application_id,
            "sha256_cert_fingerprints": facts.android.certificates,
        },
    }]))
    .into_response()
}
