//! A key that never leaves the relay, and what is computed with it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Random numbers and tags that nobody outside can predict.
pub(super) struct Keyed {
    mac: Hmac<Sha256>,
    drawn: u64,
}

impl Keyed {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mac = Hmac::new_from_slice(&seed).expect("any key will do");
        Self { mac, drawn: 0 }
    }

    /// A tag of `parts`, which mustn't be split in two ways. `purpose` keeps tags for one use from serving
    /// another.
    pub(super) fn tag(&self, purpose: u8, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(&[purpose]);
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }

    /// As [`tag`](Self::tag), compared in the same time for any wrong value.
    pub(super) fn verify(&self, purpose: u8, parts: &[&[u8]], tag: &[u8]) -> bool {
        let mut mac = self.mac.clone();
        mac.update(&[purpose]);
        parts.iter().for_each(|part| mac.update(part));
        mac.verify_truncated_left(tag).is_ok()
    }

    /// 32 fresh bytes.
    pub(super) fn random(&mut self) -> [u8; 32] {
        self.drawn += 1;
        self.tag(purpose::RANDOM, &[&self.drawn.to_be_bytes()])
    }
}

/// What a tag is for.
pub(super) mod purpose {
    pub(in crate::relay) const RANDOM: u8 = 0;
    pub(in crate::relay) const NONCE: u8 = 1;
    pub(in crate::relay) const NETWORK: u8 = 2;
}
