//! How long a frame's plaintext is made, so that its length says little of what is in it.

use serde::{Deserialize, Serialize};

/// What a frame carries. It is authenticated, so that a frame of one kind can't be passed off as the other.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text, and small notes such as delivery marks: padded to a power of two, 256 to 8,192 bytes.
    Chat,
    /// A piece of an image: always padded to 16,256 bytes, so that only the number of pieces shows.
    Image,
}

/// Bytes in front of the content that hold its length.
const PREFIX: usize = 4;
const CHAT_MIN: usize = 256;
const CHAT_MAX: usize = 8192;
/// 16 KiB less 128 bytes, in which counter, tag and the relay's own framing fit: relays keep their buffers small.
const IMAGE: usize = 16_256;

impl Kind {
    /// The name in the authenticated data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Image => "image",
        }
    }

    /// Most bytes that one frame carries.
    pub fn capacity(self) -> usize {
        match self {
            Self::Chat => CHAT_MAX - PREFIX,
            Self::Image => IMAGE - PREFIX,
        }
    }

    /// The length that content of `len` bytes, at most the capacity, is padded to.
    fn padded(self, len: usize) -> usize {
        match self {
            Self::Chat => (PREFIX + len).next_power_of_two().max(CHAT_MIN),
            Self::Image => IMAGE,
        }
    }

    /// Whether padding ever gives this length.
    pub(super) fn pads_to(self, len: usize) -> bool {
        match self {
            Self::Chat => (CHAT_MIN..=CHAT_MAX).contains(&len) && len.is_power_of_two(),
            Self::Image => len == IMAGE,
        }
    }

    /// Appends length, content and zeros to `out`. `None` beyond the capacity.
    pub(super) fn pad(self, content: &[u8], out: &mut Vec<u8>) -> Option<()> {
        if content.len() > self.capacity() {
            return None;
        }
        let end = out.len() + self.padded(content.len());
        out.extend_from_slice(&u32::try_from(content.len()).ok()?.to_be_bytes());
        out.extend_from_slice(content);
        out.resize(end, 0);
        Some(())
    }

    /// Takes the content out of what [`pad`](Self::pad) made. `None` if anything but `pad` made it.
    pub(super) fn unpad(self, padded: &[u8]) -> Option<&[u8]> {
        let (prefix, rest) = padded.split_first_chunk::<PREFIX>()?;
        let len = usize::try_from(u32::from_be_bytes(*prefix)).ok()?;
        let (content, zeros) = rest.split_at_checked(len)?;
        let exact = self.padded(len) == padded.len() && zeros.iter().all(|&zero| zero == 0);
        exact.then_some(content)
    }
}
