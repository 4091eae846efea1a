//! Payloads of HTTP long polling: packets joined by the record separator, binary ones in base64. Sans-IO.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;

use crate::frame::Frame;

const SEPARATOR: char = '\x1e';

/// A binary packet that isn't base64.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[error("a binary packet is not base64")]
pub(crate) struct Malformed;

/// The packets of a payload, in order.
pub(crate) fn decode(payload: &str) -> impl Iterator<Item = Result<Frame, Malformed>> {
    payload.split(SEPARATOR).map(|packet| match packet.strip_prefix('b') {
        Some(encoded) => {
            STANDARD.decode(encoded).map(|raw| Frame::Binary(Bytes::from(raw))).map_err(|_| Malformed)
        }
        None => Ok(Frame::Text(packet.into())),
    })
}

/// The payload that holds these packets.
pub(crate) fn encode<'a>(frames: impl IntoIterator<Item = &'a Frame>) -> String {
    let mut payload = String::new();
    for (index, frame) in frames.into_iter().enumerate() {
        if index > 0 {
            payload.push(SEPARATOR);
        }
        match frame {
            Frame::Text(text) => payload.push_str(text),
            Frame::Binary(bytes) => {
                payload.push('b');
                STANDARD.encode_string(bytes, &mut payload);
            }
        }
    }
    payload
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frames(payload: &str) -> Vec<Frame> {
        decode(payload).map(Result::unwrap).collect()
    }

    #[test]
    fn a_payload_is_split_at_the_separator() {
        assert_eq!(frames("4a"), ["4a".into()]);
        assert_eq!(frames("4a\x1e4b\x1e3"), ["4a".into(), "4b".into(), "3".into()]);
        assert_eq!(
            frames("4hello\x1ebAQIDBA=="),
            ["4hello".into(), Frame::Binary(Bytes::from_static(&[1, 2, 3, 4]))]
        );
        assert_eq!(decode("b!").next(), Some(Err(Malformed)));
    }

    prop_compose! {
        fn frame()(text in "4[^\x1e]{0,40}", binary in prop::collection::vec(any::<u8>(), 0..40), which: bool) -> Frame {
            if which { Frame::Text(text.into()) } else { Frame::Binary(binary.into()) }
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_the_same(sent in prop::collection::vec(frame(), 1..8)) {
            prop_assert_eq!(frames(&encode(&sent)), sent);
        }

        #[test]
        fn any_text_is_decoded_or_refused(payload: String) {
            decode(&payload).for_each(drop);
        }
    }
}
