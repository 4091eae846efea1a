//! The one answer to an address that asks too often.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};

use crate::http::NO_STORE;
use crate::limits::whole_seconds;

/// An address or its network sends too many requests of a kind. HTTP 429 (RFC 6585, section 4).
pub(super) struct TooManyRequests {
    /// After this time it may send one more.
    wait: Duration,
}

impl From<Duration> for TooManyRequests {
    fn from(wait: Duration) -> Self {
        Self { wait }
    }
}

impl IntoResponse for TooManyRequests {
    fn into_response(self) -> Response {
        let seconds = whole_seconds(self.wait);
        let headers = [NO_STORE, (RETRY_AFTER, HeaderValue::from(seconds))];
        let text = format!("too many requests from your network; try again in {seconds} s\n");
        (StatusCode::TOO_MANY_REQUESTS, headers, text).into_response()
    }
}
