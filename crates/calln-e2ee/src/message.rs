//! The three messages of an exchange, as JSON.

use serde::{Deserialize, Serialize};

use super::curve::{Curve, Curves};

/// Length of a nonce, in bytes.
pub(super) const NONCE_LEN: usize = 16;
/// Longest message that is read, in bytes of JSON. The longest that is written has about 250.
pub const MAX_MESSAGE_BYTES: usize = 1024;

/// What one side says to the other to agree on keys. Bytes are base64url without padding (RFC 4648 section 5).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Message {
    /// First, from the waiter: a hash that ties it to keys which it doesn't show yet.
    Commit {
        /// The curves that the waiter has a key for.
        curves: Curves,
        /// SHA-256 over the waiter's keys, fingerprint and nonce.
        #[serde(with = "base64url_array")]
        commitment: [u8; 32],
    },
    /// Second, from the newcomer, who now can't be told anything but what the waiter committed to.
    Answer {
        /// The curve that both have; the newcomer chooses.
        curve: Curve,
        /// The newcomer's public key on that curve.
        #[serde(with = "base64url")]
        key: Vec<u8>,
        /// The newcomer's nonce.
        #[serde(with = "base64url_array")]
        nonce: [u8; NONCE_LEN],
    },
    /// Third, from the waiter: what it committed to.
    Reveal {
        /// The waiter's public keys on all curves of its `commit`, in that order, one after the other.
        #[serde(with = "base64url")]
        keys: Vec<u8>,
        /// The waiter's nonce.
        #[serde(with = "base64url_array")]
        nonce: [u8; NONCE_LEN],
    },
}

mod base64url {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        BASE64_URL_SAFE_NO_PAD.decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

mod base64url_array {
    use serde::{Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        super::base64url::serialize(bytes, to)
    }

    pub(super) fn deserialize<'de, D, const N: usize>(from: D) -> Result<[u8; N], D::Error>
    where
        D: Deserializer<'de>,
    {
        super::base64url::deserialize(from)?.try_into().map_err(|_| D::Error::custom("wrong length"))
    }
}
