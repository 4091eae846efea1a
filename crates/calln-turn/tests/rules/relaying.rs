//! Permissions, channels and data (RFC 8656, sections 9 to 12).

use std::time::Duration;

use crate::harness::{Bench, Caller, address, credentials, data_indication, pair};
use calln_turn::channel_data::ChannelData;
use calln_turn::stun::{Attribute, Class, Method, TransactionId, Writer};
use calln_turn::{Client, Limits, MAX_PACKET_BYTES};

fn channel_data(number: u16, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    assert!(ChannelData { number, payload }.write(&mut out, false));
    out
}

#[test]
fn data_goes_both_ways_in_indications() {
    let mut bench = Bench::new(Limits::default());
    let (a, b) = pair(&mut bench);
    let (to, bytes) = a.send(&mut bench, b.relayed(), b"hello").unwrap();
    assert!(to == b.client);
    assert_eq!(data_indication(&bytes), (a.relayed(), b"hello".to_vec()));
    let (to, bytes) = b.send(&mut bench, a.relayed(), b"").unwrap();
    assert!(to == a.client);
    assert_eq!(data_indication(&bytes), (b.relayed(), vec![]));
    assert_eq!((bench.relay.stats().relayed_packets, bench.relay.stats().relayed_bytes), (2, 5));
}

#[test]
fn payloads_of_every_size_arrive_as_they_were_sent() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, mut b) = pair(&mut bench);
    assert_eq!(a.bind(&mut bench, 0x4000, b.relayed()).error(), None);
    for size in (0..40).chain(1190..1210).chain([1500, 8000]) {
        bench.pass(Duration::from_millis(200));
        let payload: Vec<u8> = (0..size).map(|n| n as u8).collect();
        let (_, bytes) = a.send_channel(&mut bench, 0x4000, &payload).unwrap();
        assert_eq!(data_indication(&bytes).1, payload);
        let (_, bytes) = b.send(&mut bench, a.relayed(), &payload).unwrap();
        assert_eq!(bytes, channel_data(0x4000, &payload));
    }
    assert_eq!(b.bind(&mut bench, 0x4001, a.relayed()).error(), None);
    let (_, bytes) = a.send_channel(&mut bench, 0x4000, b"each has a number of its own").unwrap();
    assert_eq!(bytes, channel_data(0x4001, b"each has a number of its own"));
}

#[test]
fn an_oversize_packet_is_dropped_and_counted() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, b) = pair(&mut bench);
    a.bind(&mut bench, 0x4000, b.relayed());
    assert!(a.send_channel(&mut bench, 0x4000, &vec![0; MAX_PACKET_BYTES - 4]).is_some());
    assert!(a.send_channel(&mut bench, 0x4000, &vec![0; MAX_PACKET_BYTES - 3]).is_none());
    assert_eq!(bench.relay.stats().malformed_packets, 1);
}

#[test]
fn to_a_stream_channel_data_is_padded() {
    let mut bench = Bench::new(Limits::default());
    let stream = Client::Stream { address: address("198.51.100.7:1"), connection: 1 };
    bench.admit(&credentials("call.tcp"));
    bench.admit(&credentials("call.tcp"));
    let mut tcp = Caller::at(stream, credentials("call.tcp"));
    tcp.allocate(&mut bench);
    let mut udp = Caller::allocated(&mut bench, "198.51.100.8:1", "call.udp");
    tcp.bind(&mut bench, 0x4000, udp.relayed());
    udp.bind(&mut bench, 0x4000, tcp.relayed());
    let (_, bytes) = udp.send_channel(&mut bench, 0x4000, b"12345").unwrap();
    assert_eq!(bytes, b"\x40\x00\x00\x0512345\0\0\0");
    let (_, bytes) = tcp.send_channel(&mut bench, 0x4000, b"12345").unwrap();
    assert_eq!(bytes, b"\x40\x00\x00\x0512345");
}

#[test]
fn nothing_reaches_who_has_given_no_permission() {
    let mut bench = Bench::new(Limits::default());
    let mut a = Caller::allocated(&mut bench, "198.51.100.1:1000", "call.a");
    let b = Caller::allocated(&mut bench, "198.51.100.2:2000", "call.b");
    a.bind(&mut bench, 0x4000, b.relayed());
    assert!(a.send_channel(&mut bench, 0x4000, b"unasked").is_none());
    assert!(a.send(&mut bench, b.relayed(), b"unasked").is_none());
    // Nor may a client send that has given none.
    assert!(b.send(&mut bench, a.relayed(), b"unasked").is_none());
    assert_eq!(bench.relay.stats().undeliverable_packets, 3);
}

#[test]
fn a_permission_lasts_five_minutes_and_a_channel_ten() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, mut b) = pair(&mut bench);
    a.bind(&mut bench, 0x4000, b.relayed());
    bench.pass(Duration::from_secs(299));
    assert!(a.send_channel(&mut bench, 0x4000, b"in time").is_some());
    bench.pass(Duration::from_secs(1));
    assert!(a.send_channel(&mut bench, 0x4000, b"late").is_none(), "the receiver's permission is over");
    assert!(b.send(&mut bench, a.relayed(), b"late").is_none(), "the sender's permission is over");
    for caller in [&mut a, &mut b] {
        assert_eq!(caller.refresh(&mut bench, 3600).error(), None);
    }
    b.permit(&mut bench, a.relayed());
    bench.pass(Duration::from_secs(299));
    assert!(a.send_channel(&mut bench, 0x4000, b"in time").is_some());
    bench.pass(Duration::from_secs(1));
    b.permit(&mut bench, a.relayed());
    assert!(a.send_channel(&mut bench, 0x4000, b"late").is_none(), "the channel is over");
    // Its number is free again, for another peer too.
    assert_eq!(a.bind(&mut bench, 0x4000, address("203.0.113.1:50000")).error(), None);
}

#[test]
fn binding_a_channel_again_keeps_it_and_permits() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, mut b) = pair(&mut bench);
    a.bind(&mut bench, 0x4000, b.relayed());
    for _ in 0..10 {
        bench.pass(Duration::from_secs(290));
        assert_eq!(a.bind(&mut bench, 0x4000, b.relayed()).error(), None);
        assert_eq!(b.permit(&mut bench, a.relayed()).error(), None);
        assert_eq!(a.refresh(&mut bench, 600).error(), None);
        assert_eq!(b.refresh(&mut bench, 600).error(), None);
        assert!(a.send_channel(&mut bench, 0x4000, b"still").is_some());
        assert!(b.send(&mut bench, a.relayed(), b"still").is_some());
    }
}

#[test]
fn a_channel_has_one_peer_and_a_peer_one_channel() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, b) = pair(&mut bench);
    let c = Caller::allocated(&mut bench, "198.51.100.3:3000", "c");
    assert_eq!(a.bind(&mut bench, 0x4000, b.relayed()).error(), None);
    assert_eq!(a.bind(&mut bench, 0x4000, c.relayed()).error(), Some(400));
    assert_eq!(a.bind(&mut bench, 0x4001, b.relayed()).error(), Some(400));
    assert_eq!(a.bind(&mut bench, 0x4001, c.relayed()).error(), None);
}

#[test]
fn channel_numbers_have_a_range_and_an_allocation_has_so_many() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, b) = pair(&mut bench);
    for number in [0, 1, 0x3FFF, 0x7FFF, 0x8000, 0xFFFF] {
        assert_eq!(a.bind(&mut bench, number, b.relayed()).error(), Some(400), "{number:#x}");
    }
    for n in 0..32 {
        let peer = address(&format!("203.0.113.1:{}", 50_000 + n));
        assert_eq!(a.bind(&mut bench, 0x7FFE - n, peer).error(), None);
    }
    assert_eq!(a.bind(&mut bench, 0x4000, address("203.0.113.1:60000")).error(), Some(508));
}

#[test]
fn a_request_about_a_missing_allocation_or_without_its_attributes_is_refused() {
    let mut bench = Bench::new(Limits::default());
    let mut nobody = Caller::admitted(&mut bench, "198.51.100.9:1", credentials("n"));
    let peer = address("203.0.113.1:50000");
    assert_eq!(nobody.permit(&mut bench, peer).error(), Some(437));
    assert_eq!(nobody.bind(&mut bench, 0x4000, peer).error(), Some(437));
    assert_eq!(nobody.refresh(&mut bench, 600).error(), Some(437));
    let (mut a, _) = pair(&mut bench);
    let number = [0x40, 0, 0, 0];
    assert_eq!(a.ask(&mut bench, Method::CREATE_PERMISSION, |it| it).error(), Some(400));
    let no_peer =
        a.ask(&mut bench, Method::CHANNEL_BIND, |it| it.attribute(Attribute::CHANNEL_NUMBER, &number));
    assert_eq!(no_peer.error(), Some(400));
    let no_number =
        a.ask(&mut bench, Method::CHANNEL_BIND, |it| it.xor_address(Attribute::XOR_PEER_ADDRESS, peer));
    assert_eq!(no_number.error(), Some(400));
    for cut in [&[][..], &[0], &[0, 1, 0], &[0, 3, 0, 0, 1, 2, 3, 4], &[0, 2, 0, 0, 1, 2, 3, 4]] {
        let reply =
            a.ask(&mut bench, Method::CREATE_PERMISSION, |it| it.attribute(Attribute::XOR_PEER_ADDRESS, cut));
        assert_eq!(reply.error(), Some(400), "{cut:?}");
    }
}

#[test]
fn an_indication_that_is_not_understood_goes_nowhere() {
    let mut bench = Bench::new(Limits::default());
    let (a, b) = pair(&mut bench);
    let send = |extra: Attribute| {
        let mut packet = Vec::new();
        Writer::new(&mut packet, Class::Indication, Method::SEND, TransactionId([1; 12]))
            .xor_address(Attribute::XOR_PEER_ADDRESS, b.relayed())
            .attribute(extra, &[])
            .attribute(Attribute::DATA, b"data")
            .finish()
            .unwrap();
        packet
    };
    assert!(bench.packet(a.client, &send(Attribute::DONT_FRAGMENT)).is_some());
    assert!(bench.packet(a.client, &send(Attribute(0x8055))).is_some());
    assert!(bench.packet(a.client, &send(Attribute(0x7055))).is_none());
}

#[test]
fn an_allocation_may_send_so_much_a_second_and_all_together_so_much() {
    let limits =
        Limits { allocation_bytes_per_second: 1_000, total_bytes_per_second: 1_500, ..Limits::default() };
    let mut bench = Bench::new(limits);
    let (mut a, mut b) = pair(&mut bench);
    a.bind(&mut bench, 0x4000, b.relayed());
    b.bind(&mut bench, 0x4000, a.relayed());
    let count = |bench: &mut Bench, caller: &Caller| {
        (0..100).filter(|_| caller.send_channel(bench, 0x4000, &[0; 60]).is_some()).count()
    };
    assert_eq!(count(&mut bench, &a), 20, "two seconds' worth at once, forty bytes of headers each");
    assert_eq!(count(&mut bench, &b), 10, "what is left of the total");
    assert_eq!(bench.relay.stats().over_rate_packets, 170);
    bench.pass(Duration::from_millis(100));
    assert_eq!(count(&mut bench, &a), 1);
    bench.pass(Duration::from_secs(60));
    assert_eq!(count(&mut bench, &a), 20);
}

#[test]
fn empty_packets_are_not_free() {
    let mut bench = Bench::new(Limits { allocation_bytes_per_second: 1_000, ..Limits::default() });
    let (mut a, b) = pair(&mut bench);
    a.bind(&mut bench, 0x4000, b.relayed());
    let relayed = (0..1000).filter(|_| a.send_channel(&mut bench, 0x4000, b"").is_some()).count();
    assert_eq!(relayed, 50, "forty bytes each");
}
