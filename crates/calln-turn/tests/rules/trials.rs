//! Credentials to try the relay with: little, and for a short time.

use std::time::Duration;

use calln_turn::stun::{Attribute, Class};
use calln_turn::{BadId, Credentials, Limits};

use crate::harness::{Bench, Caller, UNIX, allow, credentials, secret, trial};

#[test]
fn a_trial_has_a_name_that_no_call_can_have() {
    let minute = Duration::from_secs(60);
    assert_eq!(trial(60, "t").username, format!("{}:~t", UNIX + 60));
    assert_eq!(Credentials::issue(&secret(), UNIX, minute, "~t"), Err(BadId));
    for id in ["", "~t", &"x".repeat(64)] {
        assert_eq!(Credentials::trial(&secret(), UNIX, minute, id), Err(BadId), "{id:?}");
    }
}

#[test]
fn what_a_trial_allocates_ends_with_its_credentials() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::new("198.51.100.7:1", trial(60, "t"));
    let reply = caller.allocate(&mut bench);
    assert_eq!((reply.message().class(), reply.lifetime()), (Class::Success, Some(60)));
    bench.pass(Duration::from_secs(20));
    assert_eq!(caller.refresh(&mut bench, 3600).lifetime(), Some(40), "it can't be kept for longer");
    bench.pass(Duration::from_secs(39));
    assert_eq!(caller.refresh(&mut bench, 600).lifetime(), Some(1));
    bench.pass(Duration::from_secs(1));
    assert_eq!(caller.refresh(&mut bench, 600).error(), Some(401));
    assert_eq!(bench.relay.stats().allocations, 0);
    assert_eq!(caller.allocate(&mut bench).error(), Some(401));
}

#[test]
fn a_trial_is_over_even_where_the_calendar_was_set_forward() {
    let mut bench = Bench::new(Limits::default());
    let mut caller = Caller::new("198.51.100.7:1", trial(60, "t"));
    caller.allocate(&mut bench);
    bench.now.unix += 60;
    assert_eq!(caller.refresh(&mut bench, 600).error(), Some(401), "a call's would go on");
}

#[test]
fn trials_have_quotas_of_their_own_within_those_of_all() {
    let limits = Limits { trial_allocations: 3, trial_allocations_per_user: 2, ..Limits::default() };
    let mut bench = Bench::new(limits);
    let mut trying = |port: u16, id: &str| {
        let mut caller = Caller::new(&format!("198.51.100.7:{port}"), trial(60, id));
        (caller.allocate(&mut bench).error(), caller)
    };
    assert_eq!(trying(1, "one").0, None);
    let (outcome, mut second) = trying(2, "one");
    assert_eq!(outcome, None);
    assert_eq!(trying(3, "one").0, Some(486));
    assert_eq!(trying(4, "two").0, None);
    assert_eq!(trying(5, "two").0, Some(508), "that is enough of all trials");
    assert_eq!(second.refresh(&mut bench, 0).error(), None);
    let mut third = Caller::new("198.51.100.7:6", trial(60, "two"));
    assert_eq!(third.allocate(&mut bench).error(), None, "what is given back can be had again");
    // Calls have their room all the while.
    for port in 10..20 {
        Caller::allocated(&mut bench, &format!("198.51.100.7:{port}"), "call.a");
    }
    // And what trials have counts among all.
    let mut bench = Bench::new(Limits { allocations: 1, ..Limits::default() });
    assert_eq!(Caller::new("198.51.100.7:1", trial(60, "t")).allocate(&mut bench).error(), None);
    assert_eq!(
        Caller::admitted(&mut bench, "198.51.100.7:2", credentials("a")).allocate(&mut bench).error(),
        Some(508)
    );
}

#[test]
fn a_trial_may_send_less_than_a_call() {
    let mut bench = Bench::new(Limits { trial_bytes_per_second: 1_000, ..Limits::default() });
    let mut one = Caller::new("198.51.100.7:1", trial(60, "t"));
    let mut own = Caller::new("198.51.100.7:2", trial(60, "t"));
    for caller in [&mut one, &mut own] {
        assert!(caller.allocate(&mut bench).address(Attribute::XOR_RELAYED_ADDRESS).is_some());
    }
    allow(&mut bench, &mut one, &mut own);
    let to = own.relayed();
    let sent = (0..100).filter(|_| one.send(&mut bench, to, &[0; 60]).is_some()).count();
    assert_eq!(sent, 20, "two seconds' worth at once, forty bytes of headers each");
}
