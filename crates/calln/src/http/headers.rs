//! Headers that every answer carries: what the page may do, and who may use it.

use axum::response::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use crate::site::Facts;

/// Scripts, styles, fonts and pictures come from this server alone, and the page talks to nobody else. Nothing
/// may frame it: a click on a hidden button would open the microphone.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; media-src 'self' blob:; \
     manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ";

/// What Firebase Analytics needs of a page, and what no page is given that isn't configured for it.
const FIREBASE: &str = "script-src 'self' https://www.googletagmanager.com; \
     img-src 'self' blob: data: https://*.google-analytics.com https://www.googletagmanager.com; \
     connect-src 'self' https://firebase.googleapis.com https://firebaseinstallations.googleapis.com \
     https://*.google-analytics.com https://*.analytics.google.com https://www.googletagmanager.com";

const NO_ANALYTICS: &str = "script-src 'self'; img-src 'self' blob: data:; connect-src 'self'";

/// The microphone is all that a call needs. What isn't named keeps the browser's own rule.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "microphone=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), \
     midi=(), accelerometer=(), gyroscope=(), magnetometer=()",
);

const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

/// The content policy of the page: nothing of others but what the operator has switched on.
pub(super) fn policy(facts: &Facts) -> HeaderValue {
    let sources = if facts.firebase.is_some() { FIREBASE } else { NO_ANALYTICS };
    let frames = if facts.ads.slots.is_empty() { "" } else { "; frame-src 'self'" };
    HeaderValue::try_from(format!("{POLICY}{sources}{frames}"))
        .unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Adds them. An answer with a content policy of its own keeps that.
pub(super) fn secure(mut response: Response, policy: &HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
    headers.extend([
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), SAME_ORIGIN),
        (X_CONTENT_TYPE_OPTIONS, NOSNIFF),
        (REFERRER_POLICY, NO_REFERRER),
    ]);
    response
}
