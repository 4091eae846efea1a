//! What ties messages together.

/// Ties a response to its request (RFC 8489, section 5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TransactionId(pub [u8; 12]);
