//! A handshake answered with no.

use serde::Serialize;
use serde_json::value::RawValue;

/// Why a client is not let in, in words for that client.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    message: String,
    data: Option<Box<RawValue>>,
}

impl Refusal {
    /// A refusal with a message for people.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), data: None }
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

    pub(crate) fn data(&self) -> Option<&RawValue> {
        self.data.as_deref()
    }
}
