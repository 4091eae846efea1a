//! What one side keeps to itself during an exchange: its private keys and its nonce.

use zeroize::Zeroizing;

use super::curve::{Curve, Curves};
use super::message::NONCE_LEN;

/// Fresh private keys and a nonce. For one exchange only; wiped when dropped.
pub struct Secrets {
    x25519: x25519_dalek::StaticSecret,
    p256: p256::SecretKey,
    pub(super) nonce: [u8; NONCE_LEN],
}

impl Secrets {
    /// From the operating system's random source.
    ///
    /// # Errors
    /// When that source fails.
    pub fn random() -> Result<Self, getrandom::Error> {
        let (mut x25519, mut p256) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut *x25519)?;
        getrandom::fill(&mut nonce)?;
        loop {
            getrandom::fill(&mut *p256)?;
            // One draw in 2^32 isn't below the order of the curve.
            if let Some(secrets) = Self::fixed(&x25519, &p256, nonce) {
                return Ok(secrets);
            }
        }
    }

    /// From given bytes: for test vectors. `None` if `p256` is zero or not below the order of the curve.
    pub fn fixed(x25519: &[u8; 32], p256: &[u8; 32], nonce: [u8; NONCE_LEN]) -> Option<Self> {
        let p256 = p256::SecretKey::from_slice(p256).ok()?;
        Some(Self { x25519: x25519_dalek::StaticSecret::from(*x25519), p256, nonce })
    }

    /// The public key on one curve.
    pub(super) fn public(&self, curve: Curve) -> Vec<u8> {
        match curve {
            Curve::X25519 => x25519_dalek::PublicKey::from(&self.x25519).as_bytes().to_vec(),
            Curve::P256 => self.p256.public_key().to_sec1_bytes().into_vec(),
        }
    }

    /// The public keys on several curves, one after the other.
    pub(super) fn publics(&self, curves: Curves) -> Vec<u8> {
        curves.each().iter().flat_map(|&curve| self.public(curve)).collect()
    }

    /// The Diffie-Hellman secret shared with the owner of `key`, or `None` if `key` isn't a point of the curve,
    /// or is one that gives the same secret to everybody (RFC 7748 section 6.1).
    pub(super) fn agree(&self, curve: Curve, key: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        match curve {
            Curve::X25519 => {
                let key = x25519_dalek::PublicKey::from(<[u8; 32]>::try_from(key).ok()?);
                let shared = self.x25519.diffie_hellman(&key);
                shared.was_contributory().then(|| Zeroizing::new(shared.to_bytes()))
            }
            Curve::P256 => {
                // Uncompressed only: one way to write a key.
                let key = p256::PublicKey::from_sec1_bytes(key).ok().filter(|_| key.first() == Some(&4))?;
                let shared = self.p256.diffie_hellman(&key);
                Some(Zeroizing::new((*shared.raw_secret_bytes()).into()))
            }
        }
    }
}
