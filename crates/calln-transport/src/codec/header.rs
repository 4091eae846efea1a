//! The header of a frame (RFC 6455, section 5.2).

use crate::close::CloseReason;

/// Longest payload of a control frame (section 5.5).
pub(crate) const MAX_CONTROL: usize = 125;
/// Longest header that a client may send: two bytes, eight of length, four of mask.
pub(super) const MAX_HEADER: usize = 14;

/// What a frame is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opcode {
    Continuation,
    Text,
    Binary,
    Close,
    Ping,
    Pong,
}

impl Opcode {
    fn parse(bits: u8) -> Option<Self> {
        Some(match bits {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0,
            Self::Text => 1,
            Self::Binary => 2,
            Self::Close => 8,
            Self::Ping => 9,
            Self::Pong => 10,
        }
    }

    pub(crate) fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// The header of a client's frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Header {
    pub(super) last: bool,
    pub(super) opcode: Opcode,
    pub(super) len: u64,
    pub(super) mask: [u8; 4],
}

impl Header {
    /// The header that `bytes` begin with, and its length; nothing where it isn't complete.
    ///
    /// # Errors
    /// What the client does wrong, as soon as it is to be seen.
    pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, CloseReason> {
        let Some(&first) = bytes.first() else { return Ok(None) };
        if first & 0x70 != 0 {
            return Err(CloseReason::Protocol("a frame uses an extension that was not agreed on"));
        }
        let opcode = Opcode::parse(first & 0x0f).ok_or(CloseReason::Protocol("a frame of unknown kind"))?;
        let last = first & 0x80 != 0;
        if opcode.is_control() && !last {
            return Err(CloseReason::Protocol("a control frame is fragmented"));
        }
        let Some(&second) = bytes.get(1) else { return Ok(None) };
        if second & 0x80 == 0 {
            return Err(CloseReason::Protocol("a frame is not masked"));
        }
        let (len, end) = match (second & 0x7f, bytes) {
            (len, _) if opcode.is_control() && usize::from(len) > MAX_CONTROL => {
                return Err(CloseReason::Protocol("a control frame is too long"));
            }
            (126, &[_, _, a, b, ..]) => (u64::from(u16::from_be_bytes([a, b])), 4),
            (127, &[_, _, a, b, c, d, e, f, g, h, ..]) => (u64::from_be_bytes([a, b, c, d, e, f, g, h]), 10),
            (126 | 127, _) => return Ok(None),
            (len, _) => (u64::from(len), 2),
        };
        let Some(&[a, b, c, d]) = bytes.get(end..end + 4) else { return Ok(None) };
        Ok(Some((Self { last, opcode, len, mask: [a, b, c, d] }, end + 4)))
    }
}

/// The header of a frame that the server sends: whole, and not masked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerHeader {
    bytes: [u8; 10],
    len: u8,
}

impl ServerHeader {
    /// The header in front of a payload of `len` bytes.
    pub(crate) fn new(opcode: Opcode, len: usize) -> Self {
        let mut bytes = [0; 10];
        bytes[0] = 0x80 | opcode.bits();
        let end = if len <= MAX_CONTROL {
            #[expect(clippy::cast_possible_truncation, reason = "125 at most")]
            let len = len as u8;
            bytes[1] = len;
            2
        } else if let Ok(len) = u16::try_from(len) {
            bytes[1] = 126;
            bytes[2..4].copy_from_slice(&len.to_be_bytes());
            4
        } else {
            bytes[1] = 127;
            bytes[2..].copy_from_slice(&(len as u64).to_be_bytes());
            10
        };
        Self { bytes, len: end }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(bytes: &[u8]) -> CloseReason {
        Header::parse(bytes).unwrap_err()
    }

    #[test]
    fn what_no_client_may_send_is_refused_at_the_first_byte_that_shows_it() {
        for (bytes, why) in [
            (&[0xc1][..], "a frame uses an extension that was not agreed on"),
            (&[0x83], "a frame of unknown kind"),
            (&[0x8b], "a frame of unknown kind"),
            (&[0x09], "a control frame is fragmented"),
            (&[0x81, 0x05], "a frame is not masked"),
            (&[0x89, 0xfe], "a control frame is too long"),
            (&[0x88, 0xff], "a control frame is too long"),
        ] {
            assert_eq!(refusal(bytes), CloseReason::Protocol(why));
        }
    }

    proptest! {
        #[test]
        fn a_header_reads_the_same_however_much_follows_and_never_before_it_is_complete(
            last: bool, text: bool, len in prop_oneof![0u64..126, 126u64..65_536, 65_536u64..1 << 62], mask: [u8; 4]
        ) {
            let opcode = if text { Opcode::Text } else { Opcode::Binary };
            let server = ServerHeader::new(opcode, usize::try_from(len).unwrap());
            let mut bytes = server.as_bytes().to_vec();
            bytes[0] = opcode.bits() | u8::from(last) << 7;
            bytes[1] |= 0x80;
            bytes.extend(mask);
            for cut in 0..bytes.len() {
                prop_assert_eq!(Header::parse(&bytes[..cut]), Ok(None));
            }
            let end = bytes.len();
            bytes.extend(*b"more");
            prop_assert!(end <= MAX_HEADER);
            prop_assert_eq!(Header::parse(&bytes), Ok(Some((Header { last, opcode, len, mask }, end))));
        }
    }
}
