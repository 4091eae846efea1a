//! What somebody would try: other destinations, floods, rubbish.

use std::time::Duration;

use crate::harness::{Bench, Caller, address, credentials, pair, settings};
use calln_turn::stun::{Attribute, Class, Method, TransactionId, Writer};
use calln_turn::{Client, Limits, Settings, SettingsError};
use proptest::prelude::*;

/// Every kind of destination that a relay must not be talked into.
const FORBIDDEN: &[&str] = &[
    "127.0.0.1:80",
    "127.8.8.8:22",
    "10.0.0.1:80",
    "172.16.0.1:80",
    "192.168.1.1:53",
    "100.64.0.1:1",
    "169.254.169.254:80",
    "0.0.0.0:80",
    "255.255.255.255:9",
    "224.0.0.1:9",
    "203.0.113.2:50000",
    "8.8.8.8:53",
    "[::1]:80",
    "[::]:80",
    "[::ffff:127.0.0.1]:80",
    "[::ffff:10.0.0.1]:80",
    "[::ffff:203.0.113.1]:50000",
    "[::127.0.0.1]:80",
    "[64:ff9b::7f00:1]:80",
    "[fe80::1]:80",
    "[fc00::1]:80",
    "[2001:db8::1]:80",
];

#[test]
fn every_peer_but_the_relays_own_address_is_refused() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::allocated(&mut bench, "198.51.100.1:1", "a");
    for peer in FORBIDDEN {
        let peer = address(peer);
        assert_eq!(caller.permit(&mut bench, peer).error(), Some(403), "permission for {peer}");
        assert_eq!(caller.bind(&mut bench, 0x4000, peer).error(), Some(403), "channel to {peer}");
    }
    assert_eq!(bench.relay.stats().refused_requests, 2 * FORBIDDEN.len() as u64);
}

#[test]
fn with_an_ipv6_address_nothing_else_is_let_through_either() {
    let ipv6 = Settings { advertised_ip: "2001:db8::5".parse().unwrap(), ..settings(Limits::default()) };
    let mut bench = Bench::with(ipv6);
    let mut caller = Caller::allocated(&mut bench, "198.51.100.1:1", "a");
    for peer in FORBIDDEN {
        let peer = address(peer);
        assert_eq!(caller.permit(&mut bench, peer).error(), Some(403), "permission for {peer}");
        assert_eq!(caller.bind(&mut bench, 0x4000, peer).error(), Some(403), "channel to {peer}");
    }
    assert_eq!(caller.permit(&mut bench, address("[2001:db8::5]:50000")).error(), None);
}

#[test]
fn one_forbidden_peer_among_good_ones_spoils_the_request() {
    let mut bench = Bench::new(Limits::default());
    let mut a = Caller::allocated(&mut bench, "198.51.100.1:1", "call.a");
    let mut b = Caller::allocated(&mut bench, "198.51.100.2:1", "call.b");
    b.bind(&mut bench, 0x4000, a.relayed());
    let good = b.relayed();
    let reply = a.ask(&mut bench, Method::CREATE_PERMISSION, |it| {
        it.xor_address(Attribute::XOR_PEER_ADDRESS, good)
            .xor_address(Attribute::XOR_PEER_ADDRESS, address("127.0.0.1:80"))
    });
    assert_eq!(reply.error(), Some(403));
    assert!(b.send_channel(&mut bench, 0x4000, b"nothing was permitted").is_none());
}

#[test]
fn data_sent_to_a_forbidden_peer_goes_nowhere() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, b) = pair(&mut bench);
    for peer in FORBIDDEN {
        assert!(a.send(&mut bench, address(peer), b"data").is_none(), "{peer}");
        // Another host's address with the port of an allocation here.
        let same_port = std::net::SocketAddr::new(address(peer).ip(), b.relayed().port());
        assert!(a.send(&mut bench, same_port, b"data").is_none(), "{same_port}");
    }
    // The relay's own address where nobody is, the server's own port among them.
    for port in [1, 3478, 49_151, 65_535] {
        let nobody = std::net::SocketAddr::new(a.relayed().ip(), port);
        assert_eq!(a.bind(&mut bench, 0x4000, nobody).error(), None);
        assert!(a.send_channel(&mut bench, 0x4000, b"data").is_none());
        bench.pass(Duration::from_secs(599));
        assert_eq!(a.refresh(&mut bench, 3600).error(), None);
        bench.pass(Duration::from_secs(1));
    }
}

#[test]
fn a_mapped_address_to_advertise_is_unwrapped() {
    let mapped =
        Settings { advertised_ip: "::ffff:203.0.113.1".parse().unwrap(), ..settings(Limits::default()) };
    let mut bench = Bench::with(mapped);
    let (a, _) = pair(&mut bench);
    assert!(a.relayed().is_ipv4());
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let refused =
        |settings: Settings| calln_turn::Relay::new(settings, [0; 32], std::time::Instant::now()).err();
    for ip in ["0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "::ffff:0.0.0.0"] {
        let settings = Settings { advertised_ip: ip.parse().unwrap(), ..settings(Limits::default()) };
        assert_eq!(refused(settings), Some(SettingsError::AdvertisedIp), "{ip}");
    }
    for realm in ["", "with \"quotes\"", "ünicode", &"x".repeat(65)] {
        let settings = Settings { realm: realm.into(), ..settings(Limits::default()) };
        assert_eq!(refused(settings), Some(SettingsError::Realm), "{realm}");
    }
}

fn bare_allocate() -> Vec<u8> {
    let mut packet = Vec::new();
    Writer::new(&mut packet, Class::Request, Method::ALLOCATE, TransactionId([1; 12]))
        .attribute(Attribute::REQUESTED_TRANSPORT, &crate::harness::UDP)
        .finish()
        .unwrap();
    packet
}

#[test]
fn a_forged_sender_can_be_sent_only_a_little() {
    let mut bench = Bench::new(Limits { unproven_answers_per_second: 50, ..Limits::default() });
    let victim = |port| Client::Udp(address(&format!("198.51.100.1:{port}")));
    let packet = bare_allocate();
    let answers: Vec<usize> =
        (1..2000).filter_map(|port| bench.packet(victim(port), &packet)).map(|(_, out)| out.len()).collect();
    assert_eq!(answers.len(), 100, "two seconds' worth, whatever the port");
    // 28 bytes asked, 60 answered; with IP and UDP headers, 56 and 88.
    assert!(answers.iter().all(|length| *length <= 60), "{answers:?}");
    assert_eq!(bench.relay.stats().unanswered_requests, 1899);
    bench.pass(Duration::from_secs(1));
    assert!(bench.packet(victim(1), &packet).is_some());
    let neighbour = Client::Udp(address("198.51.100.2:1"));
    assert!(bench.packet(neighbour, &packet).is_some(), "others are answered all the while");
}

#[test]
fn who_has_returned_a_nonce_is_answered_through_a_flood_in_their_name() {
    let mut bench = Bench::new(Limits { unproven_answers_per_second: 5, ..Limits::default() });
    let mut caller = Caller::allocated(&mut bench, "198.51.100.1:1", "a");
    let packet = bare_allocate();
    for port in 1000..2000 {
        bench.packet(Client::Udp(address(&format!("198.51.100.1:{port}"))), &packet);
    }
    for _ in 0..100 {
        assert_eq!(caller.refresh(&mut bench, 600).error(), None);
    }
    let stream = Client::Stream { address: address("198.51.100.1:9"), connection: 1 };
    assert!(bench.packet(stream, &packet).is_some(), "a connection can't be forged");
}

#[test]
fn an_ipv6_network_counts_as_one() {
    let mut bench = Bench::new(Limits { unproven_answers_per_second: 5, ..Limits::default() });
    let packet = bare_allocate();
    let from = |host: u32| Client::Udp(address(&format!("[2001:db8:1:2::{host:x}]:1")));
    let answers = (1..100).filter(|host| bench.packet(from(*host), &packet).is_some()).count();
    assert_eq!(answers, 10);
}

#[test]
fn what_asks_for_nothing_gets_nothing() {
    let mut bench = Bench::new(Limits::default());
    let (a, _) = pair(&mut bench);
    for (class, method) in [
        (Class::Indication, Method::BINDING),
        (Class::Indication, Method::ALLOCATE),
        (Class::Success, Method::BINDING),
        (Class::Error, Method::ALLOCATE),
        (Class::Request, Method::SEND),
        (Class::Request, Method::DATA),
        (Class::Indication, Method::DATA),
        (Class::Request, Method(0xABC)),
    ] {
        let mut packet = Vec::new();
        Writer::new(&mut packet, class, method, TransactionId([1; 12])).finish().unwrap();
        assert!(bench.packet(a.client, &packet).is_none(), "{class:?} {method:?}");
    }
}

proptest! {
    #[test]
    fn no_packet_brings_the_relay_down(
        packets in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 0..300)), 1..20),
    ) {
        let mut bench = Bench::new(Limits::default());
        let (a, b) = pair(&mut bench);
        for (from_a, packet) in packets {
            bench.packet(if from_a { a.client } else { b.client }, &packet);
        }
        prop_assert!(a.send(&mut bench, b.relayed(), b"all is well").is_some());
    }

    /// Nearly right requests reach further in than random bytes.
    #[test]
    fn no_bent_request_brings_the_relay_down(
        method in prop::sample::select(vec![1_u16, 3, 4, 6, 8, 9]),
        attributes in prop::collection::vec(
            (prop::sample::select(vec![0x6_u16, 0xC, 0xD, 0x12, 0x13, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x22]),
             prop::collection::vec(any::<u8>(), 0..24)),
            0..6,
        ),
    ) {
        let mut bench = Bench::new(Limits::default());
        let (mut a, b) = pair(&mut bench);
        if method == 6 {
            let mut packet = Vec::new();
            let writer = Writer::new(&mut packet, Class::Indication, Method(method), TransactionId([1; 12]));
            let writer = attributes.iter().fold(writer, |it, (kind, value)| it.attribute(Attribute(*kind), value));
            writer.finish().unwrap();
            bench.packet(a.client, &packet);
        } else {
            // USERNAME among them makes it a second one, which is ignored or is the wrong one.
            a.ask(&mut bench, Method(method), |it| {
                attributes.iter().fold(it, |it, (kind, value)| it.attribute(Attribute(*kind), value))
            });
        }
        let mut fresh = Caller::admitted(&mut bench, "192.0.2.77:7", credentials("fresh"));
        prop_assert_eq!(fresh.allocate(&mut bench).error(), None);
        prop_assert_eq!(fresh.permit(&mut bench, b.relayed()).error(), None);
    }
}
