//! A handshake answered with no.

use std::time::Duration;

use serde::Serialize;
use serde_json::value::RawValue;

/// Why a client is not let in, in words for that client.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    message: String,
    data: Option<Box<RawValue>>,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// A refusal with a message for people.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), data: None, retry_after: None }
    }

    /// The same for a client that comes too often, with the time after which it may come again. Instead of HTTP 403 that
    /// is a 429 with `Retry-After` in whole seconds, rounded up, and the same number as `retry_after` in the body. A
    /// page can't read why a WebSocket was refused; it can where it then tries long polling.
    #[must_use]
    pub fn too_often(mut self, retry_after: Duration) -> Self {
        self.retry_after = Some(retry_after);
        self
    }

    /// The same with details for programs: `error.data` in the official clients. Sent with a CONNECT_ERROR; an
    /// HTTP response carries the message alone.
    ///
    /// # Errors
    /// If `data` has no JSON form.
    pub fn with_data<T: Serialize + ?Sized>(mut self, data: &T) -> Result<Self, serde_json::Error> {
        self.data = Some(serde_json::value::to_raw_value(data)?);
        Ok(self)
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    pub(crate) fn data(&self) -> Option<&RawValue> {
        self.data.as_deref()
    }
}
