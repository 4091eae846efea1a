//! Tokens with which a caller comes back to its call: a claim, sealed so that only this server can make or read one.
//!
//! The seal is XChaCha20-Poly1305 with a random nonce. Its key outlives a restart (see [`crate::state`]), so that a
//! server that knows no calls any more still knows its own tokens. A token names a call and a leg of it, and nothing
//! of the caller.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use calln_core::CallId;
use calln_core::calls::{Hiding, ResumeClaim, Role};
use calln_wire::client::TOKEN_LIFE;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::spent::{Spent, SpentLog};
use crate::state::KEY_BYTES;

const NONCE_BYTES: usize = 24;
/// Call, role and who hides, serial, time of making.
const CLAIM_BYTES: usize = 16 + 1 + 8 + 8;
/// Binds a token to this use of the key.
const PURPOSE: &[u8] = b"calln resume 1";
/// A token from a clock that runs ahead of ours is of now, up to this much.
const CLOCK_SKEW: Duration = Duration::from_secs(5);

/// Makes and reads tokens, and has written down what is spent.
pub(crate) struct Sealer {
    cipher: XChaCha20Poly1305,
    spent: Option<SpentLog>,
}

/// Why a token leads to nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    /// Not made with this key, or changed since.
    #[error("this token isn't one of this server's")]
    Foreign,
    /// Older than [`TOKEN_LIFE`].
    #[error("this token is too old")]
    Expired,
}

impl Sealer {
    /// `spent` is where the next run finds what was spent in this one; none where its key will be another.
    pub(crate) fn new(key: &[u8; KEY_BYTES], spent: Option<SpentLog>) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), spent }
    }

    /// A claim was used, and with it all older ones of its side.
    pub(crate) fn used(&self, ResumeClaim { call, role, serial, .. }: ResumeClaim) {
        if let Some(log) = &self.spent {
            log.add(Spent::Token { call, role, serial });
        }
    }

    /// A call is over.
    pub(crate) fn over(&self, call: CallId) {
        if let Some(log) = &self.spent {
            log.add(Spent::Call(call));
        }
    }

    /// Lets go of what was spent so long ago that it doesn't matter any more.
    pub(crate) fn tidy(&self) {
        if let Some(log) = &self.spent {
            log.tidy();
        }
    }

    /// A token for `claim`, made at `now`. `nonce` must be random.
    #[expect(clippy::expect_used, reason = "the cipher fails only on messages of more than 256 GiB")]
    pub(crate) fn seal(&self, claim: ResumeClaim, now: SystemTime, nonce: [u8; NONCE_BYTES]) -> String {
        let mut plain = Vec::with_capacity(CLAIM_BYTES);
        plain.extend(claim.call.0.to_be_bytes());
        plain.push(flags(claim));
        plain.extend(claim.serial.to_be_bytes());
        plain.extend(millis(now).to_be_bytes());
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: PURPOSE })
            .expect("a claim is a few bytes");
        BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
    }

    /// The claim in a token that is shown at `now`.
    pub(crate) fn open(&self, token: &str, now: SystemTime) -> Result<ResumeClaim, TokenError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenError::Foreign)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(TokenError::Foreign)?;
        let plain = self
            .cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: PURPOSE })
            .map_err(|_| TokenError::Foreign)?;
        let (claim, made) = read(&plain).ok_or(TokenError::Foreign)?;
        let (now, skew, life) = (millis(now), as_millis(CLOCK_SKEW), as_millis(TOKEN_LIFE));
        if made > now.saturating_add(skew) || now.saturating_sub(made) >= life {
            return Err(TokenError::Expired);
        }
        Ok(claim)
    }
}

fn read(plain: &[u8]) -> Option<(ResumeClaim, u64)> {
    let (call, rest) = plain.split_first_chunk()?;
    let (flags, rest) = rest.split_first()?;
    let (serial, made) = rest.split_first_chunk()?;
    let has = |flag| flags & flag != 0;
    let claim = ResumeClaim {
        call: CallId(u128::from_be_bytes(*call)),
        role: if has(NEWCOMER) { Role::Newcomer } else { Role::Waiter },
        serial: u64::from_be_bytes(*serial),
        hiding: Hiding { own: has(OWN_HIDES), partner: has(PARTNER_HIDES) },
        direct_only: has(DIRECT_ONLY),
    };
    Some((claim, u64::from_be_bytes(made.try_into().ok()?)))
}

const NEWCOMER: u8 = 1;
const OWN_HIDES: u8 = 2;
const PARTNER_HIDES: u8 = 4;
const DIRECT_ONLY: u8 = 8;

fn flags(ResumeClaim { role, hiding, direct_only, .. }: ResumeClaim) -> u8 {
    let flag = |flag, set| if set { flag } else { 0 };
    let hides = flag(OWN_HIDES, hiding.own) | flag(PARTNER_HIDES, hiding.partner);
    flag(NEWCOMER, role == Role::Newcomer) | hides | flag(DIRECT_ONLY, direct_only)
}

/// Milliseconds since 1970; a clock before that counts as 1970.
fn millis(time: SystemTime) -> u64 {
    as_millis(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn as_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: ResumeClaim = ResumeClaim {
        call: CallId(0x1234_5678),
        role: Role::Newcomer,
        serial: 7,
        hiding: Hiding { own: true, partner: false },
        direct_only: true,
    };

    fn made() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000)
    }

    fn token(sealer: &Sealer) -> String {
        sealer.seal(CLAIM, made(), [9; NONCE_BYTES])
    }

    #[test]
    fn a_token_gives_its_claim_back_for_as_long_as_it_lives() {
        let sealer = Sealer::new(&[1; KEY_BYTES], None);
        let last = made() + TOKEN_LIFE - Duration::from_millis(1);
        for shown in [made() - CLOCK_SKEW, made(), last] {
            let claim = sealer.open(&token(&sealer), shown).unwrap();
            assert_eq!((claim.call, claim.role, claim.serial), (CLAIM.call, CLAIM.role, CLAIM.serial));
            assert_eq!((claim.hiding, claim.direct_only), (CLAIM.hiding, CLAIM.direct_only));
        }
        for shown in [made() + TOKEN_LIFE, made() - 2 * CLOCK_SKEW] {
            assert_eq!(sealer.open(&token(&sealer), shown).unwrap_err(), TokenError::Expired);
        }
    }

    #[test]
    fn a_token_of_another_key_or_with_one_bit_changed_is_foreign() {
        let sealer = Sealer::new(&[1; KEY_BYTES], None);
        let foreign = token(&Sealer::new(&[2; KEY_BYTES], None));
        assert_eq!(sealer.open(&foreign, made()).unwrap_err(), TokenError::Foreign);
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token(&sealer)).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let changed = BASE64_URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(sealer.open(&changed, made()).unwrap_err(), TokenError::Foreign);
        }
        for rubbish in ["", "x", "é", "AAAA"] {
            assert_eq!(sealer.open(rubbish, made()).unwrap_err(), TokenError::Foreign);
        }
    }
}
