//! Who is served: challenges, nonces, credentials that end (RFC 8489, section 9.2).

use std::time::Duration;

use crate::harness::{Bench, Caller, REALM, UDP, UNIX, address, credentials, secret};
use calln_turn::stun::Class::Request;
use calln_turn::stun::{Attribute, ErrorCode, LongTermKey, Message, Method, TransactionId, Writer};
use calln_turn::{BadId, Client, Credentials, Limits, Secret};

fn issued(secret: &Secret, unix: u64, ttl: u64) -> Credentials {
    Credentials::issue(secret, unix, Duration::from_secs(ttl), "a").unwrap()
}

/// The outcome of a first Allocate with these credentials.
fn outcome(bench: &mut Bench, credentials: Credentials) -> Option<u16> {
    bench.relay.admit("a");
    Caller::new("198.51.100.7:1", credentials).allocate(bench).error()
}

#[test]
fn credentials_are_in_the_turn_rest_form() {
    let credentials = Credentials::issue(&Secret::new(*b"s3cret"), 1_000, Duration::from_secs(234), "u1");
    let credentials = credentials.unwrap();
    assert_eq!(credentials.username, "1234:u1");
    // printf 1234:u1 | openssl dgst -sha1 -hmac s3cret -binary | base64
    assert_eq!(credentials.password, "OMwoT30iLpQUzdoZ6ESVF6xzAM4=");
}

#[test]
fn an_id_must_fit() {
    for id in ["", &"x".repeat(65)] {
        assert_eq!(Credentials::issue(&secret(), UNIX, Duration::from_secs(1), id), Err(BadId));
    }
    assert!(Credentials::issue(&secret(), UNIX, Duration::from_secs(1), &"x".repeat(64)).is_ok());
}

#[test]
fn a_request_without_credentials_is_challenged() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::admitted(&mut bench, "198.51.100.7:1", credentials("a"));
    for method in [Method::ALLOCATE, Method::REFRESH, Method::CREATE_PERMISSION, Method::CHANNEL_BIND] {
        let request = caller.session.request(method, |it| it).unwrap();
        let reply = bench.answer(caller.client, &request).unwrap();
        assert_eq!(reply.error(), Some(401));
        assert_eq!(reply.message().attribute(Attribute::REALM), Some(REALM.as_bytes()));
        assert!(reply.message().attribute(Attribute::NONCE).is_some());
    }
    assert_eq!(bench.relay.stats().refused_requests, 0, "a first challenge is no refusal");
}

#[test]
fn good_credentials_are_served_until_they_end() {
    let mut bench = Bench::new(Limits::default());
    assert_eq!(outcome(&mut bench, issued(&secret(), UNIX, 1)), None);
}

#[test]
fn expired_credentials_are_refused() {
    let mut bench = Bench::new(Limits::default());
    assert_eq!(outcome(&mut bench, issued(&secret(), UNIX, 0)), Some(401));
    assert_eq!(outcome(&mut bench, issued(&secret(), UNIX - 100, 99)), Some(401));
    assert_eq!(bench.relay.stats().allocations, 0);
}

#[test]
fn forged_credentials_are_refused() {
    let mut bench = Bench::new(Limits::default());
    assert_eq!(outcome(&mut bench, issued(&Secret::new(*b"another secret"), UNIX, 60)), Some(401));
    let good = issued(&secret(), UNIX, 60);
    let later = Credentials { username: format!("{}:a", UNIX + 999), ..good.clone() };
    assert_eq!(outcome(&mut bench, later), Some(401), "the end can't be moved");
    let other = Credentials { username: format!("{}:b", UNIX + 60), ..good.clone() };
    assert_eq!(outcome(&mut bench, other), Some(401), "the id can't be changed");
    for username in ["", ":", "a", "a:b", "1900000060:", "-1:a", &format!("{}:{}", UNIX + 60, "x".repeat(65))]
    {
        let shapeless = Credentials { username: username.into(), ..good.clone() };
        assert_eq!(outcome(&mut bench, shapeless), Some(401), "{username:?}");
    }
    assert_eq!(bench.relay.stats().allocations, 0);
}

#[test]
fn a_request_replayed_from_another_address_is_refused() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::admitted(&mut bench, "198.51.100.7:1", credentials("a"));
    caller.ask(&mut bench, Method::REFRESH, |it| it);
    let request = caller
        .session
        .request(Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &UDP))
        .unwrap();
    let elsewhere = [
        Client::Udp(address("198.51.100.7:2")),
        Client::Udp(address("198.51.100.8:1")),
        Client::Stream { address: address("198.51.100.7:1"), connection: 1 },
    ];
    for thief in elsewhere {
        assert_eq!(bench.answer(thief, &request).unwrap().error(), Some(438));
    }
    assert_eq!(bench.relay.stats().allocations, 0);
    assert_eq!(bench.answer(caller.client, &request).unwrap().error(), None, "from its own it is good");
}

#[test]
fn a_nonce_ends_after_an_hour_and_the_client_goes_on_with_a_new_one() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::admitted(&mut bench, "198.51.100.7:1", credentials("a"));
    let hour =
        caller.allocate_with(&mut bench, |it| it.attribute(Attribute::LIFETIME, &3600_u32.to_be_bytes()));
    assert_eq!(hour.error(), None);
    bench.pass(Duration::from_secs(3599));
    let request = caller.session.request(Method::REFRESH, |it| it).unwrap();
    assert_eq!(bench.answer(caller.client, &request).unwrap().error(), None);
    bench.pass(Duration::from_secs(1));
    let request = caller.session.request(Method::REFRESH, |it| it).unwrap();
    assert_eq!(bench.answer(caller.client, &request).unwrap().error(), Some(438));
    assert_eq!(caller.refresh(&mut bench, 600).error(), None);
}

#[test]
fn a_nonce_that_was_not_issued_is_stale() {
    let mut bench = Bench::new(Limits::default());
    let given = credentials("a");
    let key = LongTermKey::new(&given.username, REALM, &given.password);
    for nonce in [&b""[..], b"AAAAAAAAAAAAAAAA", b"not base64 at all", &[0xFF; 16], &[b'A'; 4000]] {
        let mut packet = Vec::new();
        Writer::new(&mut packet, Request, Method::ALLOCATE, TransactionId([3; 12]))
            .attribute(Attribute::USERNAME, given.username.as_bytes())
            .attribute(Attribute::REALM, REALM.as_bytes())
            .attribute(Attribute::NONCE, nonce)
            .integrity(&key)
            .finish()
            .unwrap();
        let reply = bench.answer(Client::Udp(address("198.51.100.7:1")), &packet).unwrap();
        assert_eq!(reply.error(), Some(438));
    }
}

#[test]
fn a_signed_request_without_a_name_is_malformed() {
    let mut bench = Bench::new(Limits::default());
    let key = LongTermKey::new("", "", "");
    let mut packet = Vec::new();
    let request = Writer::new(&mut packet, Request, Method::ALLOCATE, TransactionId([3; 12]));
    request.integrity(&key).finish().unwrap();
    let reply = bench.answer(Client::Udp(address("198.51.100.7:1")), &packet).unwrap();
    assert_eq!(reply.error(), Some(400));
}

#[test]
fn a_call_that_outlasts_its_credentials_goes_on_but_nothing_new_begins() {
    let mut bench = Bench::new(Limits::default());
    let short = issued(&secret(), UNIX, 60);
    let mut caller = Caller::admitted(&mut bench, "198.51.100.7:1", short.clone());
    assert_eq!(caller.allocate(&mut bench).error(), None);
    bench.pass(Duration::from_secs(300));
    assert_eq!(caller.refresh(&mut bench, 600).error(), None);
    assert_eq!(Caller::new("198.51.100.7:2", short).allocate(&mut bench).error(), Some(401));
}

#[test]
fn nobody_is_served_who_is_not_admitted_though_the_credentials_are_good() {
    let mut bench = Bench::new(Limits::default());
    let mut early = Caller::new("198.51.100.7:1", credentials("a"));
    assert_eq!(early.allocate(&mut bench).error(), Some(401));
    bench.relay.admit("a");
    assert_eq!(early.allocate(&mut bench).error(), None);
    // As after a restart: the secret is the same, and who it was good for is not known any more.
    let mut restarted = Bench::new(Limits::default());
    assert_eq!(early.refresh(&mut restarted, 600).error(), Some(401));
}

#[test]
fn who_has_left_is_refused_though_the_credentials_time_is_not_over() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::allocated(&mut bench, "198.51.100.7:1", "over");
    let other = Caller::allocated(&mut bench, "198.51.100.7:2", "another");
    assert_eq!(bench.relay.leave("over"), 0, "its party goes on");
    assert_eq!(caller.refresh(&mut bench, 600).error(), None);
    assert_eq!(bench.relay.dissolve("over"), 1);
    assert_eq!(caller.refresh(&mut bench, 600).error(), Some(401));
    assert_eq!(caller.allocate(&mut bench).error(), Some(401));
    let renewed = Credentials::issue(&secret(), UNIX + 1, Duration::from_secs(60), "over").unwrap();
    assert_eq!(Caller::new("198.51.100.7:3", renewed).allocate(&mut bench).error(), Some(401));
    assert!(bench.relay.has_allocation(other.client));
}

#[test]
fn an_allocation_listens_to_its_own_user_only() {
    let mut bench = Bench::new(Limits::default());
    let owner = Caller::allocated(&mut bench, "198.51.100.7:1", "a");
    bench.relay.admit("b");
    let mut other = Caller::at(owner.client, credentials("b"));
    assert_eq!(other.refresh(&mut bench, 0).error(), Some(441));
    assert_eq!(other.permit(&mut bench, owner.relayed()).error(), Some(441));
    assert_eq!(other.bind(&mut bench, 0x4000, owner.relayed()).error(), Some(441));
    assert!(bench.relay.has_allocation(owner.client));
}

#[test]
fn what_follows_the_integrity_is_not_believed() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::allocated(&mut bench, "198.51.100.7:1", "a");
    let mut request = caller.session.request(Method::REFRESH, |it| it).unwrap();
    // In the fingerprint's place, somebody on the way puts LIFETIME: 0.
    let end = request.len();
    request[end - 8..].copy_from_slice(&[0, 0x0D, 0, 4, 0, 0, 0, 0]);
    assert_eq!(bench.answer(caller.client, &request).unwrap().lifetime(), Some(600));
    assert!(bench.relay.has_allocation(caller.client));
}

#[test]
fn nothing_secret_can_be_formatted() {
    let given = credentials("somebody");
    let session = calln_turn::Session::new(given.clone(), [0; 12]);
    let key = LongTermKey::new("somebody", REALM, "password");
    let client = Client::Udp(address("198.51.100.7:1"));
    let mut packet = Vec::new();
    let message = Writer::new(&mut packet, Request, Method::ALLOCATE, TransactionId([3; 12]));
    message.attribute(Attribute::USERNAME, b"somebody").error_code(ErrorCode(401)).finish().unwrap();
    let message = Message::parse(&packet).unwrap();
    let bench = Bench::new(Limits::default());
    let text =
        format!("{given:?} {:?} {session:?} {key:?} {client:?} {message:?} {:?}", secret(), bench.relay);
    for kept in ["somebody", "password", "198.51", "a secret", &given.password] {
        assert!(!text.contains(kept), "{text}");
    }
}
