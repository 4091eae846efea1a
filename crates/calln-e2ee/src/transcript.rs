//! The two hashes that an exchange stands on.

use sha2::{Digest as _, Sha256};

use super::curve::{Curve, Curves};
use super::fingerprint::Fingerprint;
use super::message::NONCE_LEN;

/// What one side brings into an exchange.
pub(super) struct Side<'a> {
    /// Its public key, or its public keys one after the other.
    pub(super) keys: &'a [u8],
    pub(super) fingerprint: &'a Fingerprint,
    pub(super) nonce: &'a [u8; NONCE_LEN],
}

/// What the waiter shows first.
pub(super) fn commitment(call: &str, curves: Curves, waiter: &Side<'_>) -> [u8; 32] {
    hash(&[
        b"calln/1 commit",
        call.as_bytes(),
        curves.name().as_bytes(),
        waiter.keys,
        waiter.fingerprint.as_bytes(),
        waiter.nonce,
    ])
}

/// All that the two sides must agree on; the salt of every key.
pub(super) fn transcript(
    call: &str,
    curves: Curves,
    curve: Curve,
    waiter: &Side<'_>,
    newcomer: &Side<'_>,
) -> [u8; 32] {
    hash(&[
        b"calln/1 transcript",
        call.as_bytes(),
        curves.name().as_bytes(),
        curve.name().as_bytes(),
        waiter.keys,
        waiter.fingerprint.as_bytes(),
        waiter.nonce,
        newcomer.keys,
        newcomer.fingerprint.as_bytes(),
        newcomer.nonce,
    ])
}

/// SHA-256 over the fields, each after its length, so that no two lists of fields give the same bytes.
fn hash(fields: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}
