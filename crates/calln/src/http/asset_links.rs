//! What the Android app asks, and what Android asks about it.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use super::probes::NO_STORE;
use crate::site::Android;

/// `GET /api/app`
pub(super) fn offers(android: &Android) -> Response {
    ([NO_STORE], Json(&android.offers)).into_response()
}

/// `GET /.well-known/assetlinks.json`: the app may open this service's links without asking (Digital Asset Links).
/// Google's and the phones' verifiers follow no redirect and take no other content type.
pub(super) fn asset_links(android: &Android) -> Response {
    let Some(application_id) = &android.application_id else {
        return (StatusCode::NOT_FOUND, "There is no app of this service.\n").into_response();
    };
    Json(json!([{
        "relation": ["delegate_permission/common.handle_all_urls"],
        "target": {
            "namespace": "android_app",
            "package_name": application_id,
            "sha256_cert_fingerprints": android.certificates,
        },
    }]))
    .into_response()
}
