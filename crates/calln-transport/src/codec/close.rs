//! Close frames (RFC 6455, sections 5.5.1 and 7.4).

use super::header::{MAX_CONTROL, Opcode, ServerHeader};
use crate::close::CloseReason;

/// The status code in a close frame's payload; none where it has none.
///
/// # Errors
/// It isn't a close frame's payload.
pub(crate) fn code_of(payload: &[u8]) -> Result<Option<u16>, CloseReason> {
    let bad = CloseReason::Protocol("a close frame is malformed");
    let (code, reason) = match payload {
        [] => return Ok(None),
        [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), reason),
        _ => return Err(bad),
    };
    // Section 7.4.2, and what IANA has registered since; 1004 to 1006 and 1015 never travel.
    let travels = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
    if travels && std::str::from_utf8(reason).is_ok() { Ok(Some(code)) } else { Err(bad) }
}

/// The frame that says goodbye for this reason.
pub(crate) fn close_frame(reason: CloseReason) -> Vec<u8> {
    let mut payload = Vec::new();
    if let Some(code) = reason.code() {
        payload.extend(code.to_be_bytes());
        payload.extend(reason.to_string().bytes());
        // All reasons are ASCII and shorter; were one not, its end is cut rather than the frame malformed.
        payload.truncate(MAX_CONTROL);
    }
    let header = ServerHeader::new(Opcode::Close, payload.len());
    [header.as_bytes(), &payload].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_that_may_travel_are_read() {
        assert_eq!(code_of(&[]), Ok(None));
        assert_eq!(code_of(&[3, 232]), Ok(Some(1000)));
        assert_eq!(code_of(b"\x03\xe9going"), Ok(Some(1001)));
        assert_eq!(code_of(b"\x0f\xa0"), Ok(Some(4000)));
        for bad in [&b"\x03"[..], b"\x03\xed", b"\x03\xee", b"\x00\x00", b"\xff\xff", b"\x03\xe8\xff"] {
            assert!(code_of(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_reason_fits_and_says_its_code() {
        assert_eq!(close_frame(CloseReason::ClientClosed), [0x88, 0]);
        let frame = close_frame(CloseReason::TooLarge("the message is larger than allowed"));
        assert_eq!(frame[..4], [0x88, 36, 3, 241]);
        assert_eq!(code_of(&frame[2..]), Ok(Some(1009)));
    }
}
