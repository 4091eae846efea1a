//! One Engine.IO packet as it travels: a WebSocket message, or one part of a polling payload.

use bytes::Bytes;
pub use tokio_tungstenite::tungstenite::Utf8Bytes;

/// One Engine.IO packet as it travels. Cloning shares the bytes.
#[derive(Clone, Eq, PartialEq)]
pub enum Frame {
    /// Any packet in text form: its first character is the packet type, `4` for a message.
    Text(Utf8Bytes),
    /// A binary message. It has no packet type in front.
    Binary(Bytes),
}

impl Frame {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// Whether there is no byte in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, shared.
    pub(crate) fn bytes(&self) -> &Bytes {
        match self {
            Self::Text(text) => text.as_ref(),
            Self::Binary(bytes) => bytes,
        }
    }
}

impl From<&'static str> for Frame {
    fn from(text: &'static str) -> Self {
        Self::Text(Utf8Bytes::from_static(text))
    }
}

/// Shows the size alone: content must not reach a log.
impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if matches!(self, Self::Text(_)) { "Text" } else { "Binary" };
        write!(f, "{kind}({} bytes)", self.len())
    }
}
