//! Messages in a stream: STUN over TCP (RFC 8489, section 6.2.2) and ChannelData, padded (RFC 8656, section
//! 12.5).

use crate::channel_data::{self, CHANNEL_NUMBERS};
use crate::stun::{HEADER_BYTES, MAGIC_COOKIE};

/// What a stream carries is not TURN; where a next message would begin can't be known.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the stream does not carry STUN or ChannelData")]
pub struct NotTurn;

/// Bytes of the message that `stream` begins with, padding included; `None` until enough of it is there to
/// tell. The message itself may still be incomplete.
///
/// # Errors
/// Where no message can begin like this.
pub fn message_bytes(stream: &[u8]) -> Result<Option<usize>, NotTurn> {
    let [first, second, length_high, length_low, rest @ ..] = stream else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes([*length_high, *length_low]));
    match first >> 6 {
        0 => {
            let cookie = MAGIC_COOKIE.to_be_bytes();
            let seen = rest.len().min(cookie.len());
            if rest[..seen] != cookie[..seen] || !length.is_multiple_of(4) {
                return Err(NotTurn);
            }
            Ok(Some(HEADER_BYTES + length))
        }
        1 if CHANNEL_NUMBERS.contains(&u16::from_be_bytes([*first, *second])) => {
            Ok(Some(channel_data::HEADER_BYTES + length.next_multiple_of(4)))
        }
        _ => Err(NotTurn),
    }
}
