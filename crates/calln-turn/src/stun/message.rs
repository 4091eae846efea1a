//! Reading.

use std::fmt;

use super::key::INTEGRITY_BYTES;
use super::{Attribute, HEADER_BYTES, LongTermKey, MAGIC_COOKIE, TransactionId};

/// What kind of message it is (RFC 8489, section 5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Class {
    /// Asks for a response.
    Request,
    /// Asks for nothing.
    Indication,
    /// Answers a request that was carried out.
    Success,
    /// Answers a request that was refused.
    Error,
}

/// What it is about (RFC 8489, section 18.2; RFC 8656, section 17). Twelve bits; higher ones are ignored.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Method(pub u16);

impl Method {
    /// Asks for the address that a request is seen from.
    pub const BINDING: Self = Self(0x001);
    /// Makes an allocation.
    pub const ALLOCATE: Self = Self(0x003);
    /// Keeps or ends an allocation.
    pub const REFRESH: Self = Self(0x004);
    /// Carries data to a peer.
    pub const SEND: Self = Self(0x006);
    /// Carries data from a peer.
    pub const DATA: Self = Self(0x007);
    /// Lets a peer reach the allocation.
    pub const CREATE_PERMISSION: Self = Self(0x008);
    /// Gives a peer a channel number.
    pub const CHANNEL_BIND: Self = Self(0x009);
}

/// Why bytes are not a STUN message.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ParseError {
    /// The first bits or the magic cookie are not STUN's.
    #[error("not a STUN message")]
    NotStun,
    /// The header's length is not the packet's.
    #[error("the length in the header is not that of the packet")]
    Length,
    /// An attribute ends after the message.
    #[error("an attribute does not fit into the message")]
    Attribute,
    /// The FINGERPRINT is wrong, or is not the last attribute.
    #[error("the fingerprint does not match")]
    Fingerprint,
}

/// A STUN message whose form has been checked. Formats without its attributes, which name addresses and users.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    bytes: &'a [u8],
    class: Class,
    method: Method,
    /// Where MESSAGE-INTEGRITY begins. What follows it is not protected and not looked at.
    integrity_at: Option<usize>,
}

impl<'a> Message<'a> {
    /// Reads a message that fills `bytes` (RFC 8489, section 6.3). A FINGERPRINT is checked; MESSAGE-INTEGRITY
    /// needs a key: [`is_signed_with`](Self::is_signed_with).
    ///
    /// # Errors
    /// Says in which way `bytes` are not a STUN message.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let (header, body) = bytes.split_at_checked(HEADER_BYTES).ok_or(ParseError::NotStun)?;
        let kind = u16::from_be_bytes([header[0], header[1]]);
        if kind >> 14 != 0 || header[4..8] != MAGIC_COOKIE.to_be_bytes() {
            return Err(ParseError::NotStun);
        }
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        if length != body.len() || !length.is_multiple_of(4) {
            return Err(ParseError::Length);
        }
        let (class, method) = split_type(kind);
        let mut message = Self { bytes, class, method, integrity_at: None };
        let mut at = HEADER_BYTES;
        while let Some((kind, value)) = message.attribute_at(at)? {
            match kind {
                Attribute::MESSAGE_INTEGRITY if message.integrity_at.is_none() => {
                    message.integrity_at = Some(at);
                }
                Attribute::FINGERPRINT => message.check_fingerprint(at, value)?,
                _ => {}
            }
            at = after(at, value);
        }
        Ok(message)
    }

    /// What kind of message it is.
    pub fn class(&self) -> Class {
        self.class
    }

    /// What it is about.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Ties a response to its request.
    pub fn transaction(&self) -> TransactionId {
        let mut id = [0; 12];
        id.copy_from_slice(&self.bytes[8..HEADER_BYTES]);
        TransactionId(id)
    }

    /// The attributes in their order, up to MESSAGE-INTEGRITY: what comes after it could have been added by
    /// anybody on the way (RFC 8489, section 14.5).
    pub fn attributes(&self) -> impl Iterator<Item = (Attribute, &'a [u8])> {
        let message = *self;
        let end = self.integrity_at.unwrap_or(self.bytes.len());
        let mut at = HEADER_BYTES;
        std::iter::from_fn(move || {
            let (kind, value) = message.attribute_at(at).ok().flatten().filter(|_| at < end)?;
            at = after(at, value);
            Some((kind, value))
        })
    }

    /// The first value of this type; repetitions are ignored (RFC 8489, section 14).
    pub fn attribute(&self, kind: Attribute) -> Option<&'a [u8]> {
        self.attributes().find_map(|(found, value)| (found == kind).then_some(value))
    }

    /// True where a MESSAGE-INTEGRITY is there, right or wrong.
    pub fn is_signed(&self) -> bool {
        self.integrity_at.is_some()
    }

    /// True where MESSAGE-INTEGRITY is there and made with `key` (RFC 8489, section 14.5).
    pub fn is_signed_with(&self, key: &LongTermKey) -> bool {
        let Some(at) = self.integrity_at else { return false };
        let Ok(Some((_, integrity))) = self.attribute_at(at) else { return false };
        let header = header_up_to(self.bytes, at + 4 + INTEGRITY_BYTES);
        key.verify([&header, &self.bytes[4..at]], integrity)
    }

    /// Type and value of the attribute that begins at `at`; `None` at the end.
    fn attribute_at(&self, at: usize) -> Result<Option<(Attribute, &'a [u8])>, ParseError> {
        let rest = self.bytes.get(at..).ok_or(ParseError::Attribute)?;
        if rest.is_empty() {
            return Ok(None);
        }
        let [kind_high, kind_low, length_high, length_low, value @ ..] = rest else {
            return Err(ParseError::Attribute);
        };
        let length = usize::from(u16::from_be_bytes([*length_high, *length_low]));
        let value = value.get(..length).ok_or(ParseError::Attribute)?;
        Ok(Some((Attribute(u16::from_be_bytes([*kind_high, *kind_low])), value)))
    }

    fn check_fingerprint(&self, at: usize, value: &[u8]) -> Result<(), ParseError> {
        let is_last = after(at, value) == self.bytes.len();
        if is_last && value == fingerprint(&self.bytes[..at]) { Ok(()) } else { Err(ParseError::Fingerprint) }
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("class", &self.class)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// FINGERPRINT of the message that `before` is the part in front of it of (RFC 8489, section 14.7).
pub(super) fn fingerprint(before: &[u8]) -> [u8; 4] {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&header_up_to(before, before.len() + 8));
    crc.update(&before[4..]);
    (crc.finalize() ^ 0x5354_554E).to_be_bytes()
}

/// The first four bytes of the header as if the message ended at `end`: what a check sum covers counts that
/// check sum, but nothing after it.
pub(super) fn header_up_to(bytes: &[u8], end: usize) -> [u8; 4] {
    let [high, low] = ((end - HEADER_BYTES) as u16).to_be_bytes();
    [bytes[0], bytes[1], high, low]
}

/// Where the attribute after the one at `at` begins; values are padded to four bytes.
fn after(at: usize, value: &[u8]) -> usize {
    at + 4 + value.len().next_multiple_of(4)
}

/// The bits of the message type: methods' and class's are interleaved (RFC 8489, section 5).
fn split_type(kind: u16) -> (Class, Method) {
    let class = match (kind >> 8 & 1, kind >> 4 & 1) {
        (0, 0) => Class::Request,
        (0, _) => Class::Indication,
        (_, 0) => Class::Success,
        _ => Class::Error,
    };
    (class, Method(kind & 0x000F | (kind & 0x00E0) >> 1 | (kind & 0x3E00) >> 2))
}

/// The reverse of [`split_type`].
pub(super) fn join_type(class: Class, Method(method): Method) -> u16 {
    let class = match class {
        Class::Request => 0x0000,
        Class::Indication => 0x0010,
        Class::Success => 0x0100,
        Class::Error => 0x0110,
    };
    class | method & 0x000F | (method & 0x0070) << 1 | (method & 0x0F80) << 2
}
