//! STUN messages (RFC 8489): reading them without a copy, and writing them.
//!
//! Nothing here knows of TURN's rules or of sockets. A [`Message`] borrows the packet that it was read from; a
//! [`Writer`] fills a buffer that its caller keeps and uses again, so that a relayed packet costs no
//! allocation.

mod attribute;
mod error_code;
mod key;
mod message;
mod transaction;
mod writer;

pub use attribute::{Attribute, decode_xor_address};
pub use error_code::ErrorCode;
pub use key::LongTermKey;
pub use message::{Class, Message, Method, ParseError};
pub use transaction::TransactionId;
pub use writer::{TooLong, Writer};

/// Bytes of the header that every STUN message begins with (RFC 8489, section 5).
pub const HEADER_BYTES: usize = 20;
/// The fixed value in the header's second word (RFC 8489, section 5).
pub const MAGIC_COOKIE: u32 = 0x2112_A442;
