//! From the shared secret to keys and words: HKDF-SHA256 (RFC 5869), salted with the transcript.

use aes_gcm::{Aes256Gcm, KeyInit as _};
use calln_wire::server::Role;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::session::Session;
use super::words::Words;

/// Turns a Diffie-Hellman secret into one side's session.
pub(super) fn session(role: Role, secret: &[u8; 32], transcript: &[u8; 32]) -> Session {
    let hkdf = Hkdf::<Sha256>::new(Some(transcript), secret);
    let a_to_b = key(&hkdf, b"A->B");
    let b_to_a = key(&hkdf, b"B->A");
    let words = Words::from_bits(*expand(&hkdf, b"sas"));
    match role {
        Role::Waiter => Session::new(a_to_b, b_to_a, words),
        Role::Newcomer => Session::new(b_to_a, a_to_b, words),
    }
}

fn key(hkdf: &Hkdf<Sha256>, info: &[u8]) -> Aes256Gcm {
    let key: Zeroizing<[u8; 32]> = expand(hkdf, info);
    Aes256Gcm::new((&*key).into())
}

fn expand<const N: usize>(hkdf: &Hkdf<Sha256>, info: &[u8]) -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    #[expect(clippy::expect_used, reason = "HKDF fails beyond 8,160 bytes only; at most 32 are asked for")]
    hkdf.expand(info, &mut *bytes).expect("N is at most 32");
    bytes
}
