//! Writing.

use std::net::SocketAddr;

use super::attribute::encode_xor_address;
use super::key::INTEGRITY_BYTES;
use super::message::{fingerprint, header_up_to, join_type};
use super::{Attribute, Class, ErrorCode, HEADER_BYTES, LongTermKey, MAGIC_COOKIE, Method, TransactionId};

/// The message is longer than STUN's 16 bits of length can say.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the message is longer than 65,535 bytes")]
pub struct TooLong;

/// Writes one message into a buffer, which is emptied first.
///
/// ```
/// use calln_turn::stun::{Class, Message, Method, TransactionId, Writer};
///
/// let mut buffer = Vec::new();
/// Writer::new(&mut buffer, Class::Request, Method::BINDING, TransactionId([7; 12])).finish()?;
/// assert_eq!(Message::parse(&buffer).map(|message| message.method()), Ok(Method::BINDING));
/// # Ok::<(), calln_turn::stun::TooLong>(())
/// ```
#[derive(Debug)]
pub struct Writer<'a> {
    out: &'a mut Vec<u8>,
    transaction: TransactionId,
}

impl<'a> Writer<'a> {
    /// Begins a message.
    pub fn new(out: &'a mut Vec<u8>, class: Class, method: Method, transaction: TransactionId) -> Self {
        out.clear();
        out.extend(join_type(class, method).to_be_bytes());
        out.extend([0, 0]);
        out.extend(MAGIC_COOKIE.to_be_bytes());
        out.extend(transaction.0);
        Self { out, transaction }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(self, kind: Attribute, value: &[u8]) -> Self {
        self.out.extend(kind.0.to_be_bytes());
        // A value that doesn't fit here makes the message too long as well, which `finish` finds.
        self.out.extend((value.len() as u16).to_be_bytes());
        self.out.extend(value);
        self.pad()
    }

    /// Adds an address in the form of [`decode_xor_address`](super::decode_xor_address).
    #[must_use]
    pub fn xor_address(self, kind: Attribute, address: SocketAddr) -> Self {
        let length: u16 = if address.is_ipv4() { 8 } else { 20 };
        self.out.extend(kind.0.to_be_bytes());
        self.out.extend(length.to_be_bytes());
        encode_xor_address(self.out, address, self.transaction);
        self
    }

    /// Adds ERROR-CODE.
    #[must_use]
    pub fn error_code(self, code: ErrorCode) -> Self {
        self.attribute(Attribute::ERROR_CODE, &code.encode())
    }

    /// Adds MESSAGE-INTEGRITY. Nothing but [`fingerprint`](Self::fingerprint) may follow.
    #[must_use]
    pub fn integrity(self, key: &LongTermKey) -> Self {
        let header = header_up_to(self.out, self.out.len() + 4 + INTEGRITY_BYTES);
        let integrity = key.sign([&header, &self.out[4..]]);
        self.attribute(Attribute::MESSAGE_INTEGRITY, &integrity)
    }

    /// Adds FINGERPRINT. Nothing may follow.
    #[must_use]
    pub fn fingerprint(self) -> Self {
        let value = fingerprint(self.out);
        self.attribute(Attribute::FINGERPRINT, &value)
    }

    /// Completes the header.
    ///
    /// # Errors
    /// Where the attributes are longer than 65,535 bytes in all.
    pub fn finish(self) -> Result<(), TooLong> {
        let length = u16::try_from(self.out.len() - HEADER_BYTES).map_err(|_| TooLong)?;
        self.out[2..4].copy_from_slice(&length.to_be_bytes());
        Ok(())
    }

    fn pad(self) -> Self {
        self.out.resize(self.out.len().next_multiple_of(4), 0);
        self
    }
}
