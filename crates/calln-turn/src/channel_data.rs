//! ChannelData messages (RFC 8656, section 12.4): four bytes in front of the payload.

/// Bytes in front of the payload.
pub const HEADER_BYTES: usize = 4;

/// Channel numbers that may be bound.
///
/// RFC 8656 ends them at 0x4FFF, RFC 5766 at 0x7FFE. Clients that pick from the older range are in use, and
/// nothing else on this port begins with those bytes.
pub const CHANNEL_NUMBERS: std::ops::RangeInclusive<u16> = 0x4000..=0x7FFE;

/// A ChannelData message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ChannelData<'a> {
    /// The channel.
    pub number: u16,
    /// The application's data.
    pub payload: &'a [u8],
}

impl<'a> ChannelData<'a> {
    /// Reads a message from the beginning of `bytes`; padding after it is ignored. `None` where it isn't one,
    /// or is cut short.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let [number_high, number_low, length_high, length_low, rest @ ..] = bytes else { return None };
        let number = u16::from_be_bytes([*number_high, *number_low]);
        let length = usize::from(u16::from_be_bytes([*length_high, *length_low]));
        let payload = CHANNEL_NUMBERS.contains(&number).then(|| rest.get(..length))??;
        Some(Self { number, payload })
    }

    /// Writes the message into `out`, which is emptied first; `padded` to four bytes, as a stream needs it.
    /// False, with `out` left empty, where the payload is longer than 65,535 bytes.
    #[must_use]
    pub fn write(self, out: &mut Vec<u8>, padded: bool) -> bool {
        out.clear();
        let Ok(length) = u16::try_from(self.payload.len()) else { return false };
        out.extend(self.number.to_be_bytes());
        out.extend(length.to_be_bytes());
        out.extend(self.payload);
        if padded {
            out.resize(out.len().next_multiple_of(4), 0);
        }
        true
    }
}
