//! Nonces that the server need not remember.
//!
//! A nonce is the time it was made at and a tag over that time and the client's address, so that a flood of
//! requests costs no memory, and a nonce is of no use to anybody else.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::keyed::{Keyed, purpose};
use crate::Client;

/// How long a nonce is good for. Clients ask anew when it ends, without the caller noticing.
const LIFETIME: Duration = Duration::from_secs(3600);
/// 64 bits: an attacker has one guess a packet, and a right one still lacks the password.
const TAG_BYTES: usize = 8;
const TIME_BYTES: usize = 4;

/// Makes and checks nonces.
pub(super) struct Nonces {
    begin: Instant,
}

impl Nonces {
    /// `begin` is the time that nonces count from.
    pub(super) fn new(begin: Instant) -> Self {
        Self { begin }
    }

    /// A nonce for `client`: 16 characters.
    pub(super) fn issue(&self, keyed: &Keyed, now: Instant, client: Client) -> String {
        let time = self.seconds(now).to_be_bytes();
        let tag = keyed.tag(purpose::NONCE, &[&time, &client.to_bytes()]);
        let mut nonce = [0; TIME_BYTES + TAG_BYTES];
        nonce[..TIME_BYTES].copy_from_slice(&time);
        nonce[TIME_BYTES..].copy_from_slice(&tag[..TAG_BYTES]);
        BASE64_URL_SAFE_NO_PAD.encode(nonce)
    }

    /// True where `nonce` was issued to `client` within the last hour.
    pub(super) fn is_valid(&self, keyed: &Keyed, now: Instant, client: Client, nonce: &[u8]) -> bool {
        let mut bytes = [0; TIME_BYTES + TAG_BYTES];
        if BASE64_URL_SAFE_NO_PAD.decode_slice(nonce, &mut bytes) != Ok(bytes.len()) {
            return false;
        }
        let ([a, b, c, d, tag @ ..], client) = (bytes, client.to_bytes());
        let time = [a, b, c, d];
        keyed.verify(purpose::NONCE, &[&time, &client], &tag)
            && self
                .seconds(now)
                .checked_sub(u32::from_be_bytes(time))
                .is_some_and(|age| u64::from(age) < LIFETIME.as_secs())
    }

    fn seconds(&self, now: Instant) -> u32 {
        // Wraps after 136 years.
        now.saturating_duration_since(self.begin).as_secs() as u32
    }
}
