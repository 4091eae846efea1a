//! What travels: STUN, ChannelData, and both in a stream.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

use std::net::SocketAddr;

use calln_turn::channel_data::ChannelData;
use calln_turn::framing::{NotTurn, message_bytes};
use calln_turn::stun::{
    Attribute, Class, ErrorCode, LongTermKey, Message, Method, ParseError, TooLong, TransactionId, Writer,
    decode_xor_address,
};
use proptest::prelude::*;

const TRANSACTION: TransactionId = TransactionId([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// RFC 5769, section 2.4: a request with long-term credentials.
fn rfc_5769_long_term() -> Vec<u8> {
    hex("000100602112a442 78ad3433c6ad72c029da412e 00060012e3839ee38388e383aae38383
         e382af e382b90000 0015001c662f2f343939 6b39353464364f4c33346f4c39465354
         767936347341 0014000b6578616d706c652e6f7267 00 00080014f67024656dd64a3e02b8e071
         2e85c9a28ca89666")
}

#[test]
fn a_long_term_integrity_is_that_of_rfc_5769() {
    let packet = rfc_5769_long_term();
    let message = Message::parse(&packet).unwrap();
    assert_eq!((message.class(), message.method()), (Class::Request, Method::BINDING));
    let username = str::from_utf8(message.attribute(Attribute::USERNAME).unwrap()).unwrap();
    assert_eq!(username, "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}");
    assert_eq!(message.attribute(Attribute::NONCE), Some(&b"f//499k954d6OL34oL9FSTvy64sA"[..]));
    assert!(message.is_signed_with(&LongTermKey::new(username, "example.org", "TheMatrIX")));
    assert!(!message.is_signed_with(&LongTermKey::new(username, "example.org", "TheMatriX")));
}

#[test]
fn a_changed_byte_breaks_the_integrity() {
    let packet = rfc_5769_long_term();
    let key =
        LongTermKey::new("\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}", "example.org", "TheMatrIX");
    for at in 0..packet.len() {
        let mut bent = packet.clone();
        bent[at] ^= 1;
        let is_signed = Message::parse(&bent).is_ok_and(|message| message.is_signed_with(&key));
        assert!(!is_signed, "byte {at}");
    }
}

#[test]
fn xor_addresses_are_those_of_rfc_5769() {
    // Sections 2.2 and 2.3: the same transaction, an IPv4 and an IPv6 address.
    let transaction = TransactionId(hex("b7e7a701bc34d686fa87dfae").try_into().unwrap());
    assert_eq!(
        decode_xor_address(&hex("0001a147e112a643"), transaction),
        Some("192.0.2.1:32853".parse().unwrap())
    );
    assert_eq!(
        decode_xor_address(&hex("0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"), transaction),
        Some("[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap())
    );
}

#[test]
fn what_is_no_stun_message_is_told_apart() {
    let mut good = Vec::new();
    let writer = Writer::new(&mut good, Class::Request, Method::BINDING, TRANSACTION);
    writer.attribute(Attribute::DATA, b"12345").fingerprint().finish().unwrap();
    assert!(Message::parse(&good).is_ok());
    let bent = |at: usize, value: u8| {
        let mut packet = good.clone();
        packet[at] = value;
        Message::parse(&packet).map(|_| ())
    };
    assert_eq!(Message::parse(&good[..19]).map(|_| ()), Err(ParseError::NotStun));
    assert_eq!(Message::parse(&good[..20]).map(|_| ()), Err(ParseError::Length));
    assert_eq!(bent(0, 0x40), Err(ParseError::NotStun));
    assert_eq!(bent(4, 0x20), Err(ParseError::NotStun));
    assert_eq!(bent(3, 0), Err(ParseError::Length));
    assert_eq!(bent(22, 0xFF), Err(ParseError::Attribute));
    assert_eq!(bent(25, b'x'), Err(ParseError::Fingerprint));
    let mut after_fingerprint = good.clone();
    after_fingerprint.extend([0x80, 0x22, 0, 0]);
    after_fingerprint[3] += 4;
    assert_eq!(Message::parse(&after_fingerprint).map(|_| ()), Err(ParseError::Fingerprint));
}

#[test]
fn a_message_too_long_for_its_header_is_not_written() {
    let mut out = Vec::new();
    for (length, outcome) in [(65_528, Ok(())), (65_532, Err(TooLong)), (70_000, Err(TooLong))] {
        let writer = Writer::new(&mut out, Class::Indication, Method::DATA, TRANSACTION);
        assert_eq!(writer.attribute(Attribute::DATA, &vec![0; length]).finish(), outcome, "{length}");
    }
    assert!(!ChannelData { number: 0x4000, payload: &vec![0; 65_536] }.write(&mut out, false));
    assert!(ChannelData { number: 0x4000, payload: &vec![0; 65_535] }.write(&mut out, true));
    assert_eq!(out.len(), 65_540);
}

#[test]
fn a_stream_is_cut_into_messages() {
    let mut stun = Vec::new();
    let writer = Writer::new(&mut stun, Class::Request, Method::BINDING, TRANSACTION);
    writer.attribute(Attribute::DATA, b"12345").finish().unwrap();
    let mut channel = Vec::new();
    assert!(ChannelData { number: 0x7FFE, payload: b"12345" }.write(&mut channel, true));
    for message in [stun, channel] {
        for cut in 0..4 {
            assert_eq!(message_bytes(&message[..cut]), Ok(None));
        }
        for cut in 4..=message.len() {
            assert_eq!(message_bytes(&message[..cut]), Ok(Some(message.len())));
        }
    }
}

#[test]
fn a_stream_of_something_else_is_refused() {
    for begin in [
        &b"\x16\x03\x01\x02\x00\x01"[..],
        b"\x00\x01\x00\x01\x21\x12\xa4\x42",
        b"\x00\x01\x00\x00\x21\x12\xa4\x43",
        b"\x00\x01\x00\x00\x21\x13",
        b"\x7f\xff\x00\x00",
        b"\x80\x00\x00\x00",
    ] {
        assert_eq!(message_bytes(begin), Err(NotTurn), "{begin:?}");
    }
}

fn class() -> impl Strategy<Value = Class> {
    prop::sample::select(vec![Class::Request, Class::Indication, Class::Success, Class::Error])
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Message::parse(&bytes).map(|message| {
            message.attributes().count() + usize::from(message.is_signed_with(&LongTermKey::new("", "", "")))
        });
        let _ = ChannelData::parse(&bytes);
        let _ = message_bytes(&bytes);
        let _ = decode_xor_address(&bytes, TRANSACTION);
        let _ = ErrorCode::decode(&bytes);
    }

    /// As above, past the header.
    #[test]
    fn arbitrary_attributes_are_read_without_harm(body in prop::collection::vec(any::<[u8; 4]>(), 0..40)) {
        let mut bytes = hex("00030000 2112a442 0102030405060708090a0b0c");
        bytes[2..4].copy_from_slice(&(body.len() as u16 * 4).to_be_bytes());
        bytes.extend(body.concat());
        let _ = Message::parse(&bytes).map(|message| {
            message.attributes().count() + usize::from(message.is_signed_with(&LongTermKey::new("", "", "")))
        });
    }

    #[test]
    fn what_is_written_is_read_back(
        class in class(),
        method in 0_u16..0x1000,
        transaction in any::<[u8; 12]>(),
        attributes in prop::collection::vec((any::<u16>(), prop::collection::vec(any::<u8>(), 0..30)), 0..8),
        addresses in prop::collection::vec(any::<SocketAddr>(), 0..3),
        is_signed: bool,
    ) {
        let own = [Attribute::MESSAGE_INTEGRITY, Attribute::FINGERPRINT, Attribute::XOR_PEER_ADDRESS];
        let attributes: Vec<_> = attributes.into_iter().filter(|(kind, _)| !own.contains(&Attribute(*kind))).collect();
        // Only address and port travel.
        let addresses: Vec<_> = addresses.into_iter().map(|it| SocketAddr::new(it.ip(), it.port())).collect();
        let key = LongTermKey::new("user", "realm", "password");
        let transaction = TransactionId(transaction);
        let mut out = vec![1, 2, 3];
        let mut writer = Writer::new(&mut out, class, Method(method), transaction);
        for (kind, value) in &attributes {
            writer = writer.attribute(Attribute(*kind), value);
        }
        for address in &addresses {
            writer = writer.xor_address(Attribute::XOR_PEER_ADDRESS, *address);
        }
        if is_signed {
            writer = writer.integrity(&key);
        }
        writer.fingerprint().finish().unwrap();

        let message = Message::parse(&out).unwrap();
        prop_assert_eq!((message.class(), message.method()), (class, Method(method)));
        prop_assert_eq!(message.transaction(), transaction);
        prop_assert_eq!(message.is_signed_with(&key), is_signed);
        let read: Vec<_> = message
            .attributes()
            .filter(|(kind, _)| !own.contains(kind))
            .map(|(kind, value)| (kind.0, value.to_vec()))
            .collect();
        prop_assert_eq!(read, attributes);
        let read: Vec<_> = message
            .attributes()
            .filter(|(kind, _)| *kind == Attribute::XOR_PEER_ADDRESS)
            .filter_map(|(_, value)| decode_xor_address(value, transaction))
            .collect();
        prop_assert_eq!(read, addresses);
        prop_assert_eq!(message_bytes(&out), if out[0] >> 6 == 0 { Ok(Some(out.len())) } else { Err(NotTurn) });
    }

    /// Another implementation reads it the same, integrity and fingerprint included.
    #[test]
    fn stun_types_agrees(
        method in 1_u16..0x80,
        transaction in any::<[u8; 12]>(),
        values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..30), 0..5),
        address: SocketAddr,
    ) {
        use stun_types::attribute::XorMappedAddress;
        use stun_types::message as theirs;

        let address = SocketAddr::new(address.ip(), address.port());
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, Class::Success, Method(method), TransactionId(transaction))
            .xor_address(Attribute::XOR_MAPPED_ADDRESS, address);
        for value in &values {
            writer = writer.attribute(Attribute::DATA, value);
        }
        writer.integrity(&LongTermKey::new("user", "realm", "password")).fingerprint().finish().unwrap();

        let message = theirs::Message::from_bytes(&out).unwrap();
        prop_assert!(message.has_class(theirs::MessageClass::Success));
        prop_assert!(message.has_method(theirs::Method::new(method)));
        let mapped = message.attribute::<XorMappedAddress>().unwrap();
        prop_assert_eq!(mapped.addr(message.transaction_id()), address);
        let kind = stun_types::attribute::AttributeType::new(Attribute::DATA.0);
        for (n, value) in values.iter().enumerate() {
            prop_assert_eq!(&*message.nth_raw_attribute(kind, n).unwrap().value, &value[..]);
        }
        let key = theirs::LongTermKeyCredentials::new("user".into(), "password".into(), "realm".into());
        prop_assert!(message.validate_integrity(&key.into()).is_ok());
    }

    #[test]
    fn channel_data_is_read_back(
        number in 0x4000_u16..=0x7FFE,
        payload in prop::collection::vec(any::<u8>(), 0..2000),
        padded: bool,
    ) {
        let mut out = vec![1, 2, 3];
        let written = ChannelData { number, payload: &payload };
        prop_assert!(written.write(&mut out, padded));
        prop_assert_eq!(ChannelData::parse(&out), Some(written));
        prop_assert_eq!(message_bytes(&out), Ok(Some(out.len().next_multiple_of(4))));
        prop_assert_eq!(ChannelData::parse(&out[..payload.len() + 3]), None);
    }
}
