//! MESSAGE-INTEGRITY with long-term credentials.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha1::Sha1;

/// Bytes of a MESSAGE-INTEGRITY value.
pub(super) const INTEGRITY_BYTES: usize = 20;

/// The key of the long-term credential mechanism: MD5 over user name, realm and password (RFC 8489, section
/// 9.2.2). All three are taken as they are; `OpaqueString` preparation leaves ASCII unchanged.
///
/// Formats as `LongTermKey(..)`: who has it can act as the user.
#[derive(Clone)]
pub struct LongTermKey([u8; 16]);

impl LongTermKey {
    /// The key of these credentials.
    pub fn new(username: &str, realm: &str, password: &str) -> Self {
        let mut hash = Md5::new();
        hash.update(username);
        hash.update(":");
        hash.update(realm);
        hash.update(":");
        hash.update(password);
        Self(hash.finalize().into())
    }

    /// MESSAGE-INTEGRITY over `parts`.
    pub(super) fn sign(&self, parts: [&[u8]; 2]) -> [u8; INTEGRITY_BYTES] {
        self.mac(parts).finalize().into_bytes().into()
    }

    /// True where `integrity` is MESSAGE-INTEGRITY over `parts`. Takes the same time for any wrong value.
    pub(super) fn verify(&self, parts: [&[u8]; 2], integrity: &[u8]) -> bool {
        self.mac(parts).verify_slice(integrity).is_ok()
    }

    fn mac(&self, parts: [&[u8]; 2]) -> Hmac<Sha1> {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("any key will do");
        parts.iter().for_each(|part| mac.update(part));
        mac
    }
}

impl fmt::Debug for LongTermKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LongTermKey(..)")
    }
}
