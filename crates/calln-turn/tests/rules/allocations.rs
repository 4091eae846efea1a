//! Allocate, Refresh, lifetimes and quotas (RFC 8656, sections 7 and 8).

use std::time::Duration;

use crate::harness::{ADVERTISED, Bench, Caller, REALM, UDP, address, credentials, pair, secret};
use calln_turn::stun::{Attribute, Class, LongTermKey, Method, Writer};
use calln_turn::{Client, Credentials, Limits};

#[test]
fn binding_needs_no_credentials_and_tells_the_clients_address() {
    let mut bench = Bench::new(Limits::default());
    for (seen, told) in [
        ("198.51.100.7:4000", "198.51.100.7:4000"),
        ("[2001:db8::7]:4000", "[2001:db8::7]:4000"),
        ("[::ffff:198.51.100.7]:4000", "198.51.100.7:4000"),
    ] {
        let mut caller = Caller::new(seen, credentials("a"));
        let reply = caller.ask(&mut bench, Method::BINDING, |it| it);
        assert_eq!(reply.address(Attribute::XOR_MAPPED_ADDRESS), Some(address(told)));
    }
}

#[test]
fn an_allocation_is_at_the_advertised_address_and_a_port_of_its_own() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::admitted(&mut bench, "198.51.100.7:4000", credentials("a"));
    let reply = caller.allocate(&mut bench);
    assert_eq!(reply.message().class(), Class::Success);
    assert_eq!(reply.lifetime(), Some(600));
    assert_eq!(reply.address(Attribute::XOR_MAPPED_ADDRESS), Some(address("198.51.100.7:4000")));
    assert_eq!(caller.relayed().ip().to_string(), ADVERTISED);
    assert!(caller.relayed().port() >= 24_576);
    let other = Caller::allocated(&mut bench, "198.51.100.7:4001", "a");
    assert_ne!(other.relayed(), caller.relayed());
    assert_eq!(bench.relay.stats().allocations, 2);
}

#[test]
fn a_response_to_an_authenticated_request_is_signed() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::allocated(&mut bench, "198.51.100.7:4000", "a");
    let success = caller.refresh(&mut bench, 600);
    let refusal = caller.permit(&mut bench, address("10.0.0.1:1"));
    let given = credentials("a");
    let key = LongTermKey::new(&given.username, REALM, &given.password);
    assert!(success.message().is_signed_with(&key));
    assert!(refusal.message().is_signed_with(&key));
}

#[test]
fn a_retransmitted_allocate_gets_the_same_answer_and_another_one_is_refused() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::admitted(&mut bench, "198.51.100.7:4000", credentials("a"));
    let probe = caller.session.request(Method::ALLOCATE, |it| it).unwrap();
    let challenge = bench.answer(caller.client, &probe).unwrap();
    assert!(caller.session.is_challenged_by(&challenge.message()));
    let request = caller
        .session
        .request(Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &UDP))
        .unwrap();
    let first = bench.answer(caller.client, &request).unwrap();
    let again = bench.answer(caller.client, &request).unwrap();
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(bench.relay.stats().allocations, 1);
    assert_eq!(caller.allocate(&mut bench).error(), Some(437));
}

#[test]
fn what_allocate_cannot_give_is_refused_by_its_number() {
    fn even_pair(it: Writer<'_>) -> Writer<'_> {
        it.attribute(Attribute::EVEN_PORT, &[0x80])
    }
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::admitted(&mut bench, "198.51.100.7:4000", credentials("a"));
    assert_eq!(caller.ask(&mut bench, Method::ALLOCATE, |it| it).error(), Some(400), "no transport");
    let tcp = [6, 0, 0, 0];
    let tcp =
        caller.ask(&mut bench, Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &tcp));
    assert_eq!(tcp.error(), Some(442));
    assert_eq!(caller.allocate_with(&mut bench, even_pair).error(), Some(508));
    let reserved = caller.allocate_with(&mut bench, |it| it.attribute(Attribute::RESERVATION_TOKEN, &[0; 8]));
    assert_eq!(reserved.error(), Some(508));
    let both =
        caller.allocate_with(&mut bench, |it| even_pair(it).attribute(Attribute::RESERVATION_TOKEN, &[0; 8]));
    assert_eq!(both.error(), Some(400));
    let ipv6 = [2, 0, 0, 0];
    let ipv6 =
        caller.allocate_with(&mut bench, |it| it.attribute(Attribute::REQUESTED_ADDRESS_FAMILY, &ipv6));
    assert_eq!(ipv6.error(), Some(440));
    let unknown = caller.allocate_with(&mut bench, |it| it.attribute(Attribute(0x7ABC), &[1]));
    assert_eq!(unknown.error(), Some(420));
    assert_eq!(unknown.message().attribute(Attribute::UNKNOWN_ATTRIBUTES), Some(&[0x7A, 0xBC][..]));
    assert_eq!(bench.relay.stats().allocations, 0);
}

#[test]
fn what_allocate_can_give_is_given() {
    let mut bench = Bench::new(Limits::default());
    for port in 0..40 {
        let user = credentials(&format!("u{port}"));
        let mut caller = Caller::admitted(&mut bench, &format!("198.51.100.7:{}", 4000 + port), user);
        let reply = caller.allocate_with(&mut bench, |it| {
            it.attribute(Attribute::EVEN_PORT, &[0])
                .attribute(Attribute::DONT_FRAGMENT, &[])
                .attribute(Attribute::REQUESTED_ADDRESS_FAMILY, &[1, 0, 0, 0])
                .attribute(Attribute(0x8022), b"an optional attribute")
        });
        assert_eq!(reply.error(), None);
        assert_eq!(caller.relayed().port() % 2, 0);
    }
}

#[test]
fn lifetimes_are_kept_within_ten_minutes_and_an_hour() {
    let mut bench = Bench::new(Limits::default());
    for (port, asked, given) in [(1, 1, 600), (2, 0, 600), (3, 1200, 1200), (4, u32::MAX, 3600)] {
        let mut caller = Caller::admitted(&mut bench, &format!("198.51.100.7:{port}"), credentials("a"));
        let reply =
            caller.allocate_with(&mut bench, |it| it.attribute(Attribute::LIFETIME, &asked.to_be_bytes()));
        assert_eq!(reply.lifetime(), Some(given), "asked for {asked}");
    }
}

#[test]
fn an_allocation_ends_with_its_lifetime_unless_refreshed() {
    let mut bench = Bench::new(Limits::default());
    let mut kept = Caller::allocated(&mut bench, "198.51.100.7:1", "a");
    let left = Caller::allocated(&mut bench, "198.51.100.7:2", "b");
    bench.pass(Duration::from_secs(599));
    assert_eq!(kept.refresh(&mut bench, 600).lifetime(), Some(600));
    let deadline = bench.relay.deadline().unwrap();
    assert_eq!(deadline, bench.now.instant + Duration::from_secs(1));
    bench.pass(Duration::from_secs(1));
    bench.relay.expire(bench.now.instant);
    assert!(bench.relay.has_allocation(kept.client));
    assert!(!bench.relay.has_allocation(left.client));
    bench.pass(Duration::from_secs(599));
    bench.relay.expire(bench.now.instant);
    assert_eq!(bench.relay.deadline(), None);
    assert_eq!(kept.refresh(&mut bench, 600).error(), Some(437));
}

#[test]
fn a_refresh_to_zero_ends_the_allocation() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::allocated(&mut bench, "198.51.100.7:1", "a");
    assert_eq!(caller.refresh(&mut bench, 0).lifetime(), Some(0));
    assert!(!bench.relay.has_allocation(caller.client));
    assert_eq!(caller.allocate(&mut bench).error(), None, "the client may begin again");
}

#[test]
fn p08_the_end_of_a_call_ends_its_allocations_and_no_others() {
    let mut bench = Bench::new(Limits::default());
    let (a, b) = pair(&mut bench);
    let _second = Caller::allocated(&mut bench, "198.51.100.1:1001", "call.a");
    assert_eq!(bench.relay.leave("call.a"), 0, "not before the call is over");
    assert_eq!(bench.relay.dissolve("call"), 2);
    assert_eq!(bench.relay.dissolve("call"), 0);
    assert!(b.send(&mut bench, a.relayed(), b"into nothing").is_none());
    assert_eq!(bench.relay.stats().allocations, 1);
}

#[test]
fn a_closed_connection_takes_its_allocation_along() {
    let mut bench = Bench::new(Limits::default());
    let stream = Client::Stream { address: address("198.51.100.7:1"), connection: 1 };
    bench.admit(&credentials("a"));
    bench.relay.admit("a");
    let mut caller = Caller::at(stream, credentials("a"));
    assert_eq!(caller.allocate(&mut bench).error(), None);
    bench.relay.closed(stream);
    assert_eq!(bench.relay.stats().allocations, 0);
}

#[test]
fn quotas_bound_what_one_user_and_all_can_take() {
    let limits = Limits { allocations: 3, allocations_per_user: 2, ..Limits::default() };
    let mut bench = Bench::new(limits);
    let mut first = Caller::allocated(&mut bench, "198.51.100.7:1", "a");
    Caller::allocated(&mut bench, "198.51.100.7:2", "a");
    let mut third = Caller::admitted(&mut bench, "198.51.100.7:3", credentials("a"));
    assert_eq!(third.allocate(&mut bench).error(), Some(486));
    // Newer credentials of the same id are the same user.
    bench.pass(Duration::from_secs(1));
    let newer = Credentials::issue(&secret(), bench.now.unix, Duration::from_secs(60), "a");
    let mut fourth = Caller::new("198.51.100.7:4", newer.unwrap());
    assert_eq!(fourth.allocate(&mut bench).error(), Some(486));
    Caller::allocated(&mut bench, "198.51.100.7:5", "b");
    let mut sixth = Caller::admitted(&mut bench, "198.51.100.7:6", credentials("c"));
    assert_eq!(sixth.allocate(&mut bench).error(), Some(508));
    // What is given back can be had again.
    first.refresh(&mut bench, 0);
    assert_eq!(third.allocate(&mut bench).error(), None);
}
