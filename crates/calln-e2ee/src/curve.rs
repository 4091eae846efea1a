//! The two curves, and how a side says which it can use.

use serde::{Deserialize, Serialize};

/// A curve for the Diffie-Hellman exchange.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Curve {
    /// RFC 7748. Public keys are 32 bytes.
    X25519,
    /// NIST P-256. Public keys are uncompressed SEC 1 points: 65 bytes, the first of them 4.
    #[serde(rename = "P-256")]
    P256,
}

/// The curves that a side can use, best first. P-256 is the one that everybody must have.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Curves {
    /// Both.
    #[serde(rename = "X25519,P-256")]
    Both,
    /// P-256 alone.
    #[serde(rename = "P-256")]
    P256,
}

impl Curve {
    /// The name in messages and in the transcript.
    pub fn name(self) -> &'static str {
        match self {
            Self::X25519 => "X25519",
            Self::P256 => "P-256",
        }
    }

    /// Length of a public key, in bytes.
    pub(super) fn key_len(self) -> usize {
        match self {
            Self::X25519 => 32,
            Self::P256 => 65,
        }
    }
}

impl Curves {
    /// The name in messages and in the transcript.
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "X25519,P-256",
            Self::P256 => "P-256",
        }
    }

    /// Each curve, in the order in which the public keys are written one after the other.
    pub(super) fn each(self) -> &'static [Curve] {
        match self {
            Self::Both => &[Curve::X25519, Curve::P256],
            Self::P256 => &[Curve::P256],
        }
    }

    /// The best curve that both sides have.
    pub(super) fn best(self, other: Self) -> Curve {
        match (self, other) {
            (Self::Both, Self::Both) => Curve::X25519,
            _ => Curve::P256,
        }
    }

    /// Finds the key for `curve` in `keys`, the public keys of a side that has these curves. `None` if `keys`
    /// hasn't the right length or the curve isn't among them.
    pub(super) fn key(self, keys: &[u8], curve: Curve) -> Option<&[u8]> {
        let mut rest = keys;
        let mut found = None;
        for &each in self.each() {
            let (key, after) = rest.split_at_checked(each.key_len())?;
            if each == curve {
                found = Some(key);
            }
            rest = after;
        }
        found.filter(|_| rest.is_empty())
    }
}
