//! What a refusal says.

/// The number in an error response (RFC 8489, section 14.8; RFC 8656, section 19).
///
/// The reason phrase is left empty: clients decide by the number, and a short answer is a poor tool for
/// somebody who sends requests in another's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ErrorCode(pub u16);

impl ErrorCode {
    /// The request is malformed.
    pub const BAD_REQUEST: Self = Self(400);
    /// Credentials are missing, wrong or expired.
    pub const UNAUTHENTICATED: Self = Self(401);
    /// The peer is not one that this server relays to.
    pub const FORBIDDEN: Self = Self(403);
    /// A comprehension-required attribute is not understood.
    pub const UNKNOWN_ATTRIBUTE: Self = Self(420);
    /// There is no allocation, or there is one already.
    pub const ALLOCATION_MISMATCH: Self = Self(437);
    /// The nonce is not valid any more; the response carries a new one.
    pub const STALE_NONCE: Self = Self(438);
    /// The address family of the relayed address is not one that the server has.
    pub const ADDRESS_FAMILY_NOT_SUPPORTED: Self = Self(440);
    /// The allocation belongs to other credentials.
    pub const WRONG_CREDENTIALS: Self = Self(441);
    /// The transport towards the peer is not one that the server has.
    pub const UNSUPPORTED_TRANSPORT: Self = Self(442);
    /// The peer's address is not of the relayed address's family.
    pub const PEER_ADDRESS_FAMILY_MISMATCH: Self = Self(443);
    /// This user has as many allocations as one may have.
    pub const ALLOCATION_QUOTA_REACHED: Self = Self(486);
    /// The server can't carry more, or doesn't offer what is asked for.
    pub const INSUFFICIENT_CAPACITY: Self = Self(508);

    /// Reads the value of an ERROR-CODE attribute. `None` where it isn't one.
    pub fn decode(value: &[u8]) -> Option<Self> {
        let [_, _, class, number, ..] = value else { return None };
        ((3..=6).contains(class) && *number < 100).then(|| Self(u16::from(*class) * 100 + u16::from(*number)))
    }

    /// The value of an ERROR-CODE attribute.
    pub(super) fn encode(self) -> [u8; 4] {
        [0, 0, (self.0 / 100) as u8, (self.0 % 100) as u8]
    }
}
