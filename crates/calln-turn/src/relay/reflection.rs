//! Answers to senders that may not be who they say.
//!
//! A UDP source address is easily forged, and an answer can be longer than the request. So answers to one
//! network are bounded until the client returns a nonce, which only who receives the answers can do.

use std::time::Instant;

use super::bucket::Bucket;
use super::keyed::{Keyed, purpose};
use crate::client::Network;

/// How many networks are told apart. A fixed number, so that a flood costs no memory; which networks share a
/// bucket can't be known from outside.
const BUCKETS: usize = 4096;

/// Bounds answers per network.
pub(super) struct Reflection {
    buckets: Box<[Bucket]>,
    per_second: u32,
}

impl Reflection {
    pub(super) fn new(per_second: u32, now: Instant) -> Self {
        Self { buckets: vec![Bucket::full(per_second, now); BUCKETS].into(), per_second }
    }

    /// True where one more answer to `network` is within the bound.
    pub(super) fn admit(&mut self, keyed: &Keyed, now: Instant, network: Network) -> bool {
        let [high, low, ..] = keyed.tag(purpose::NETWORK, &[&network.to_bytes()]);
        let bucket = usize::from(u16::from_be_bytes([high, low])) % BUCKETS;
        self.buckets[bucket].take(self.per_second, now, 1)
    }
}
