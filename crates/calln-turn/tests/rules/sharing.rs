//! What one network can take of the relay, and what is left for others.

use calln_turn::{Client, Limits};

use crate::harness::{Bench, Caller, address, allow, credentials};

/// A caller who waits: admitted, with an allocation, in no party.
fn idle(bench: &mut Bench, from: &str, id: &str) -> Caller {
    bench.relay.admit(id);
    let mut caller = Caller::new(from, credentials(id));
    assert_eq!(caller.allocate(bench).error(), None, "{from}");
    caller
}

#[test]
fn a_network_with_its_share_loses_its_own_oldest_idle_allocation() {
    let mut bench = Bench::new(Limits { allocations_per_network: 3, ..Limits::default() });
    let first = idle(&mut bench, "198.51.100.7:1", "a");
    let in_call = Caller::allocated(&mut bench, "198.51.100.7:2", "call.b");
    let third = idle(&mut bench, "198.51.100.7:3", "c");
    let elsewhere = idle(&mut bench, "198.51.100.8:1", "d");
    let newest = idle(&mut bench, "198.51.100.7:4", "e");
    let has = |caller: &Caller| bench.relay.has_allocation(caller.client);
    assert!(!has(&first), "the oldest that carried nothing");
    assert!([&in_call, &third, &elsewhere, &newest].into_iter().all(has));
    assert_eq!(bench.relay.stats().evicted_allocations, 1);
}

#[test]
fn a_network_whose_share_is_all_in_calls_is_refused_and_others_are_not() {
    let mut bench = Bench::new(Limits { allocations_per_network: 2, ..Limits::default() });
    Caller::allocated(&mut bench, "198.51.100.7:1", "one.a");
    Caller::allocated(&mut bench, "198.51.100.7:2", "one.b");
    let mut third = Caller::admitted(&mut bench, "198.51.100.7:3", credentials("two.a"));
    assert_eq!(third.allocate(&mut bench).error(), Some(508));
    Caller::allocated(&mut bench, "198.51.100.8:1", "two.b");
}

#[test]
fn an_ipv6_site_is_one_network_however_many_households_it_has() {
    let mut bench = Bench::new(Limits { allocations_per_network: 2, ..Limits::default() });
    Caller::allocated(&mut bench, "[2001:db8:1:1::7]:1", "one.a");
    Caller::allocated(&mut bench, "[2001:db8:1:2::7]:1", "one.b");
    let mut third = Caller::admitted(&mut bench, "[2001:db8:1:3::7]:1", credentials("two.a"));
    assert_eq!(third.allocate(&mut bench).error(), Some(508));
    Caller::allocated(&mut bench, "[2001:db8:2:1::7]:1", "two.b");
}

#[test]
fn where_all_is_taken_the_largest_network_gives_way() {
    let mut bench = Bench::new(Limits { allocations: 4, ..Limits::default() });
    let crowd: Vec<_> =
        (1..4).map(|n| idle(&mut bench, &format!("198.51.100.7:{n}"), &format!("u{n}"))).collect();
    let single = idle(&mut bench, "203.0.113.8:1", "single");
    idle(&mut bench, "192.0.2.9:1", "new");
    assert!(bench.relay.has_allocation(single.client));
    let left = crowd.iter().filter(|caller| bench.relay.has_allocation(caller.client)).count();
    assert_eq!(left, 2);
}

#[test]
fn the_calls_of_one_provider_leave_a_part_of_the_relay_to_others() {
    let mut bench = Bench::new(Limits { allocations: 400, ..Limits::default() });
    let mut calls = |from: &dyn Fn(usize) -> String| {
        let is_served = |n: &usize| {
            let credentials = credentials(&format!("call{n}.a"));
            let mut caller = Caller::admitted(&mut bench, &from(*n), credentials);
            caller.allocate(&mut bench).error().is_none()
        };
        (0..400).take_while(is_served).count()
    };
    assert_eq!(calls(&|n| format!("198.51.{}.{}:1", n / 200, n % 200)), 300);
    assert_eq!(calls(&|n| format!("[2001:db8:{n:x}::7]:1")), 75);
    Caller::allocated(&mut bench, "192.0.2.1:1", "last.a");
}

#[test]
fn an_evicted_stream_is_named_so_that_it_can_be_closed() {
    let mut bench = Bench::new(Limits { allocations_per_network: 1, ..Limits::default() });
    let stream = Client::Stream { address: address("198.51.100.7:1"), connection: 1 };
    bench.relay.admit("a");
    assert_eq!(Caller::at(stream, credentials("a")).allocate(&mut bench).error(), None);
    idle(&mut bench, "198.51.100.7:2", "b");
    assert_eq!(bench.relay.take_freed(), [stream]);
    assert!(bench.relay.take_freed().is_empty());
}

#[test]
fn one_network_cannot_spend_what_all_may_relay() {
    let limits =
        Limits { network_bytes_per_second: 1_000, total_bytes_per_second: 4_000, ..Limits::default() };
    let mut bench = Bench::new(limits);
    let sent_by = |bench: &mut Bench, host: u8| {
        let mut pairs = Vec::new();
        for n in 0..4 {
            let [a, b] = ["a", "b"].map(|side| format!("call{host}{n}.{side}"));
            let mut one = Caller::allocated(bench, &format!("198.51.100.{host}:{}", 10 + n), &a);
            let mut two = Caller::allocated(bench, &format!("198.51.100.{host}:{}", 20 + n), &b);
            allow(bench, &mut one, &mut two);
            pairs.push((one, two));
        }
        let send = |(one, two): &(Caller, Caller)| {
            (0..100).filter(|_| one.send(bench, two.relayed(), &[0; 60]).is_some()).count()
        };
        pairs.iter().map(send).sum::<usize>()
    };
    assert_eq!(sent_by(&mut bench, 1), 20, "two seconds' worth of one network, from eight allocations");
    assert!(!bench.relay.is_spent(bench.now.instant));
    for host in 2..5 {
        assert_eq!(sent_by(&mut bench, host), 20);
    }
    assert_eq!(sent_by(&mut bench, 5), 0, "that was two seconds' worth of all");
    assert!(bench.relay.is_spent(bench.now.instant));
    bench.pass(std::time::Duration::from_secs(10));
    assert!(!bench.relay.is_spent(bench.now.instant));
}

#[test]
fn packets_that_reach_nobody_take_nothing_from_what_all_may_relay() {
    let limits =
        Limits { network_bytes_per_second: 4_000, total_bytes_per_second: 4_000, ..Limits::default() };
    let mut bench = Bench::new(limits);
    // All of one network.
    let mut idle = Caller::allocated(&mut bench, "198.51.100.2:10", "idle");
    let [mut one, mut two] = ["a", "b"].map(|side| {
        Caller::allocated(
            &mut bench,
            &format!("198.51.100.2:{}", side.as_bytes()[0]),
            &format!("call.{side}"),
        )
    });
    allow(&mut bench, &mut one, &mut two);
    allow(&mut bench, &mut idle, &mut two);
    for _ in 0..1_000 {
        assert!(idle.send(&mut bench, two.relayed(), &[0; 60]).is_none());
    }
    assert!(!bench.relay.is_spent(bench.now.instant));
    assert!(one.send(&mut bench, two.relayed(), &[0; 60]).is_some());
}
