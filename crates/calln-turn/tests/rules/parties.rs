//! Who can be reached at all: those of the same call, or the same trial.

use calln_turn::{Credentials, Limits};

use crate::harness::{Bench, Caller, allow, credentials, pair, trial};

fn caller(bench: &mut Bench, port: u16, credentials: Credentials) -> Caller {
    let mut caller = Caller::admitted(bench, &format!("198.51.100.7:{port}"), credentials);
    assert_eq!(caller.allocate(bench).error(), None);
    caller
}

/// Whether the first reaches the second, in an indication and through a channel.
fn reaches(bench: &mut Bench, from: &mut Caller, to: &Caller) -> bool {
    assert_eq!(from.bind(bench, 0x4000, to.relayed()).error(), None);
    let ways = [from.send(bench, to.relayed(), b"hello"), from.send_channel(bench, 0x4000, b"hello")];
    assert_eq!(ways[0].is_some(), ways[1].is_some());
    ways[0].is_some()
}

#[test]
fn a_call_reaches_its_own_two_sides_and_no_other_call() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, mut b) = pair(&mut bench);
    let mut other = caller(&mut bench, 1, credentials("another.a"));
    allow(&mut bench, &mut a, &mut other);
    assert!(!reaches(&mut bench, &mut other, &a), "though it was permitted, and found by its port");
    assert!(!reaches(&mut bench, &mut a, &other));
    assert_eq!(bench.relay.stats().undeliverable_packets, 4);
    let mut b_elsewhere = caller(&mut bench, 2, credentials("call.b"));
    b_elsewhere.permit(&mut bench, a.relayed());
    assert!(reaches(&mut bench, &mut b, &a));
    assert!(reaches(&mut bench, &mut b_elsewhere, &b), "one side on two of its networks");
}

#[test]
fn a_trial_reaches_itself_and_neither_a_call_nor_another_trial() {
    let mut bench = Bench::new(Limits::default());
    let (mut in_call, _) = pair(&mut bench);
    let mut one = caller(&mut bench, 1, trial(60, "one"));
    let mut own = caller(&mut bench, 2, trial(60, "one"));
    let mut other = caller(&mut bench, 3, trial(60, "other"));
    // The mark is what tells them apart, whatever a call is named.
    let mut namesake = caller(&mut bench, 4, credentials("one"));
    allow(&mut bench, &mut one, &mut own);
    assert!(reaches(&mut bench, &mut one, &own));
    for stranger in [&mut in_call, &mut other, &mut namesake] {
        allow(&mut bench, &mut one, stranger);
        assert!(!reaches(&mut bench, stranger, &own));
        let mut from = caller(&mut bench, 5, trial(60, "one"));
        assert!(!reaches(&mut bench, &mut from, stranger));
        bench.relay.closed(from.client);
    }
}

#[test]
fn who_is_in_no_party_can_allocate_and_carry_nothing_not_even_to_itself() {
    let mut bench = Bench::new(Limits::default());
    let mut idle = |port: u16, id: &str| {
        bench.relay.admit(id);
        let mut caller = Caller::new(&format!("198.51.100.7:{port}"), credentials(id));
        assert_eq!(caller.allocate(&mut bench).error(), None);
        caller
    };
    let (mut a, mut own, mut b) = (idle(1, "a"), idle(2, "a"), idle(3, "b"));
    allow(&mut bench, &mut a, &mut own);
    allow(&mut bench, &mut a, &mut b);
    assert!(!reaches(&mut bench, &mut own, &a));
    assert!(!reaches(&mut bench, &mut b, &a));
    bench.relay.join("a", "call");
    assert!(!reaches(&mut bench, &mut b, &a), "one of two");
    bench.relay.join("b", "call");
    assert!(reaches(&mut bench, &mut b, &a), "what was allocated before is good in the call");
    bench.relay.dissolve("call");
    assert!(!reaches(&mut bench, &mut b, &a), "and not after it");
    assert!(bench.relay.has_allocation(a.client), "the next call finds it");
}

#[test]
fn a_caller_is_in_its_newest_call_alone() {
    let mut bench = Bench::new(Limits::default());
    let (mut a, mut b) = pair(&mut bench);
    let mut c = caller(&mut bench, 1, credentials("next.c"));
    bench.relay.join("call.a", "next");
    allow(&mut bench, &mut a, &mut c);
    assert!(reaches(&mut bench, &mut a, &c));
    assert!(!reaches(&mut bench, &mut b, &a));
}
