//! Headers that every answer carries: what the page may do, and who may use it.

use axum::response::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

/// Scripts, styles, fonts and pictures come from this server alone, and the page talks to nobody else. Nothing
/// may frame it: a click on a hidden button would open the microphone.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; \
     media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

/// The microphone is all that a call needs. What isn't named keeps the browser's own rule.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "microphone=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), \
     midi=(), accelerometer=(), gyroscope=(), magnetometer=()",
);

const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

/// Adds them.
pub(super) async fn secure(mut response: Response) -> Response {
    response.headers_mut().extend([
        (CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), SAME_ORIGIN),
        (X_CONTENT_TYPE_OPTIONS, NOSNIFF),
        (REFERRER_POLICY, NO_REFERRER),
    ]);
    response
}
