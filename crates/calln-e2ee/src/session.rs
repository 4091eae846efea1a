//! Sealed frames: AES-256-GCM (NIST SP 800-38D), one key for each direction.

use aes_gcm::{AeadInOut as _, Aes256Gcm, Nonce};
use serde::Serialize;
use zeroize::Zeroizing;

use super::padding::Kind;
use super::words::Words;

/// Bytes of the counter that a frame begins with.
const COUNTER: usize = 8;
/// Bytes of the authentication tag that it ends with.
const TAG: usize = 16;

/// Keys that two callers have agreed on. Dropping it wipes them.
pub struct Session {
    seal: Aes256Gcm,
    open: Aes256Gcm,
    /// The counter of the next frame; `None` once all have been used.
    next_sealed: Option<u64>,
    next_opened: Option<u64>,
    words: Words,
}

/// Why something isn't sealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SealError {
    /// It doesn't fit a frame of its kind; [`Kind::capacity`] does.
    #[error("the content is too large for one frame")]
    TooLarge,
    /// All counters have been used. The call must end.
    #[error("this session has sealed all the frames that it may")]
    Exhausted,
}

/// Why a frame isn't opened. A refused frame changes nothing: the one that was due is still due.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum OpenError {
    /// No frame of this kind has that length, or the partner padded it wrongly.
    #[error("that isn't a frame of this kind")]
    Malformed,
    /// A frame with this counter has been opened already.
    #[error("the frame came before")]
    Replayed,
    /// Frames that should have come before it haven't.
    #[error("a frame before this one is missing")]
    Missing,
    /// The partner didn't seal it, or not as this kind, or not with these keys.
    #[error("the frame isn't the partner's")]
    Forged,
}

impl Session {
    pub(super) fn new(seal: Aes256Gcm, open: Aes256Gcm, words: Words) -> Self {
        Self { seal, open, next_sealed: Some(0), next_opened: Some(0), words }
    }

    /// What the two callers compare by voice.
    pub fn words(&self) -> Words {
        self.words
    }

    /// Pads and encrypts `content`. Frames must reach the partner in the order in which they were sealed.
    ///
    /// # Errors
    /// When the content is too large or the counters have run out.
    pub fn seal(&mut self, kind: Kind, content: &[u8]) -> Result<Vec<u8>, SealError> {
        let counter = self.next_sealed.ok_or(SealError::Exhausted)?;
        let iv = iv(counter);
        let mut padded = Zeroizing::new(Vec::new());
        kind.pad(content, &mut padded).ok_or(SealError::TooLarge)?;
        let tag = self
            .seal
            .encrypt_inout_detached(&iv, &associated_data(kind, &iv), padded.as_mut_slice().into())
            .map_err(|_| SealError::TooLarge)?;
        self.next_sealed = counter.checked_add(1);
        Ok([&counter.to_be_bytes()[..], &padded, &tag].concat())
    }

    /// Decrypts the partner's next frame.
    ///
    /// # Errors
    /// When it isn't the partner's next frame, or not of this kind.
    pub fn open(&mut self, kind: Kind, frame: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (counter, sealed) = frame.split_first_chunk::<COUNTER>().ok_or(OpenError::Malformed)?;
        let (sealed, tag) = sealed.split_last_chunk::<TAG>().ok_or(OpenError::Malformed)?;
        if !kind.pads_to(sealed.len()) {
            return Err(OpenError::Malformed);
        }
        let counter = u64::from_be_bytes(*counter);
        match self.next_opened {
            Some(due) if counter > due => return Err(OpenError::Missing),
            Some(due) if counter == due => {}
            _ => return Err(OpenError::Replayed),
        }
        let iv = iv(counter);
        let mut padded = Zeroizing::new(sealed.to_vec());
        self.open
            .decrypt_inout_detached(
                &iv,
                &associated_data(kind, &iv),
                padded.as_mut_slice().into(),
                tag.into(),
            )
            .map_err(|_| OpenError::Forged)?;
        let content = kind.unpad(&padded).ok_or(OpenError::Malformed)?.to_vec();
        self.next_opened = counter.checked_add(1);
        Ok(content)
    }
}

/// Four zero bytes and the counter: no two frames under one key share it.
fn iv(counter: u64) -> Nonce<aes_gcm::aead::consts::U12> {
    let mut iv = Nonce::default();
    iv[4..].copy_from_slice(&counter.to_be_bytes());
    iv
}

fn associated_data(kind: Kind, iv: &[u8]) -> Vec<u8> {
    [kind.name().as_bytes(), iv].concat()
}

#[cfg(test)]
mod tests {
    use aes_gcm::KeyInit as _;

    use super::*;

    fn at(counter: Option<u64>) -> Session {
        let key = || Aes256Gcm::new(&[7; 32].into());
        let mut session = Session::new(key(), key(), Words::from_bits([0; 3]));
        (session.next_sealed, session.next_opened) = (counter, counter);
        session
    }

    #[test]
    fn no_counter_is_ever_used_twice() {
        let mut session = at(Some(u64::MAX));
        let last = session.seal(Kind::Chat, b"last").unwrap();
        assert_eq!(session.seal(Kind::Chat, b"one more"), Err(SealError::Exhausted));
        assert_eq!(session.open(Kind::Chat, &last).unwrap(), b"last");
        assert_eq!(session.open(Kind::Chat, &last), Err(OpenError::Replayed));
        assert_eq!(
            session.open(Kind::Chat, &at(Some(0)).seal(Kind::Chat, b"0").unwrap()),
            Err(OpenError::Replayed)
        );
    }

    #[test]
    fn what_the_partner_padded_otherwise_is_malformed() {
        // The partner's key seals it, but not by this protocol's rules.
        let frame = |padded: &[u8]| {
            let (mut sealed, iv) = (padded.to_vec(), iv(0));
            let tag = at(None)
                .seal
                .encrypt_inout_detached(&iv, &associated_data(Kind::Chat, &iv), sealed.as_mut_slice().into())
                .unwrap();
            [&[0; COUNTER][..], &sealed, &tag].concat()
        };
        let mut too_long_a_prefix = vec![0; 256];
        too_long_a_prefix[..4].copy_from_slice(&253_u32.to_be_bytes());
        let mut not_zeros = vec![0; 256];
        not_zeros[255] = 1;
        let more_than_needed = vec![0; 512];
        for padded in [too_long_a_prefix, not_zeros, more_than_needed] {
            assert_eq!(at(Some(0)).open(Kind::Chat, &frame(&padded)), Err(OpenError::Malformed));
        }
        assert_eq!(at(Some(0)).open(Kind::Chat, &frame(&[0; 256])).unwrap(), b"");
    }
}
