//! Names for callers and calls, and opaque tags.

use std::{fmt, str::FromStr};

/// One connection's caller. Handed out by the server, and never reused while it runs.
///
/// The lower 32 bits are a *slot*, the upper ones its *generation*. Memory is set aside for every slot up to the
/// highest in use, so the owner of the ids uses slots again: with a higher generation, and after the `Disconnect` of
/// the id that had the slot before.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CallerId(pub u64);

impl CallerId {
    /// The id with this slot and generation.
    pub const fn new(slot: u32, generation: u32) -> Self {
        Self((generation as u64) << 32 | slot as u64)
    }

    /// The place in tables by caller.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is the generation")]
    pub const fn slot(self) -> u32 {
        self.0 as u32
    }

    /// Tells ids with the same slot apart; later ones have higher generations.
    pub const fn generation(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// A call's name: random, used once. Its text form is 22 characters of base64url (RFC 4648, section 5) without
/// padding.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CallId(pub u128);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// 128 bits in groups of six; the last character carries two bits and four zeros.
const CALL_ID_CHARS: usize = 22;

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; CALL_ID_CHARS];
        let mut rest = self.0;
        for char in &mut text {
            *char = ALPHABET[(rest >> 122) as usize];
            rest <<= 6;
        }
        f.pad(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallId({self})")
    }
}

impl FromStr for CallId {
    type Err = BadCallId;

    fn from_str(text: &str) -> Result<Self, BadCallId> {
        let chars: &[u8; CALL_ID_CHARS] = text.as_bytes().try_into().map_err(|_| BadCallId)?;
        let mut bits = 0_u128;
        for (i, char) in chars.iter().enumerate() {
            let value = match char {
                b'A'..=b'Z' => char - b'A',
                b'a'..=b'z' => char - b'a' + 26,
                b'0'..=b'9' => char - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return Err(BadCallId),
            };
            bits = if i + 1 < CALL_ID_CHARS {
                bits << 6 | u128::from(value)
            } else if value & 0b1111 == 0 {
                bits << 2 | u128::from(value >> 4)
            } else {
                return Err(BadCallId);
            };
        }
        Ok(Self(bits))
    }
}

/// A text that is no [`CallId`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a call's id is {CALL_ID_CHARS} characters of base64url")]
pub struct BadCallId;

/// Something the lobby compares and never looks into: the server's keyed hash of a browser session's tag, of a
/// network, of a request's id. Formats as `Tag(..)`.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Tag(pub u64);

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tag(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_id_reads_back_from_its_text() {
        for bits in [0, 1, u128::MAX, 0x0123_4567_89ab_cdef_0011_2233_4455_6677] {
            let text = CallId(bits).to_string();
            assert_eq!(text.len(), 22);
            assert_eq!(text.parse(), Ok(CallId(bits)));
        }
        // The bytes 00 01 … 0f, as any base64url encoder writes them.
        assert_eq!(CallId(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f).to_string(), "AAECAwQFBgcICQoLDA0ODw");
    }

    #[test]
    fn a_call_id_has_one_text_only() {
        for text in [
            "",
            "AAECAwQFBgcICQoLDA0OD",
            "AAECAwQFBgcICQoLDA0ODwA",
            "AAECAwQFBgcICQoLDA0ODx",
            "AAECAwQFBgcICQoLDA0O+w",
        ] {
            assert_eq!(text.parse::<CallId>(), Err(BadCallId), "{text}");
        }
    }

    #[test]
    fn p10_a_tag_cannot_be_read_from_a_log() {
        assert_eq!(format!("{:?}", Tag(77)), "Tag(..)");
    }
}
