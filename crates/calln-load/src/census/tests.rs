//! Histories that are right, and one wrong one for every fault.

use calln_wire::client::Any;

use super::*;

fn caller(want: Want, country: Option<&str>, sightings: Vec<Sighting>) -> Witness {
    let profile = Profile { country: country.map(str::to_owned), want, session: None };
    Witness { profile, sightings, left_waiting: false }
}

fn anyone(sightings: Vec<Sighting>) -> Witness {
    caller(Want::Any(Any::Any), None, sightings)
}

fn matched(call: &str, role: Role) -> Sighting {
    Sighting::Matched { call: call.into(), role, partner_country: None }
}

fn waiter(call: &str) -> Sighting {
    matched(call, Role::Waiter)
}

fn newcomer(call: &str) -> Sighting {
    matched(call, Role::Newcomer)
}

fn over(call: &str) -> Sighting {
    Sighting::Over { call: call.into() }
}

fn signal(call: &str, from: usize) -> Sighting {
    Sighting::Signal { call: call.into(), from }
}

#[test]
fn right_histories_have_no_fault() {
    let census = take(&[
        anyone(vec![waiter("a"), signal("a", 1), over("a"), waiter("b"), over("b")]),
        anyone(vec![newcomer("a"), over("a"), signal("a", 0)]),
        anyone(vec![newcomer("b"), over("b")]),
        anyone(vec![]),
    ]);
    assert_eq!(census.faults, []);
    assert_eq!((census.calls, census.half_seen, census.met_again), (2, 0, 0));
}

#[test]
fn p04_a_caller_in_two_calls_is_a_fault() {
    let census = take(&[
        anyone(vec![waiter("a"), waiter("b")]),
        anyone(vec![newcomer("a")]),
        anyone(vec![newcomer("b")]),
    ]);
    assert_eq!(census.faults, [Fault::TwoCalls { caller: 0, first: "a".into(), second: "b".into() }]);
}

#[test]
fn the_end_of_an_earlier_call_does_not_end_the_present_one() {
    let census = take(&[
        anyone(vec![waiter("a"), over("a"), waiter("b"), over("a"), waiter("c")]),
        anyone(vec![newcomer("a"), over("a")]),
        anyone(vec![newcomer("b")]),
        anyone(vec![newcomer("c")]),
    ]);
    assert_eq!(census.faults, [Fault::TwoCalls { caller: 0, first: "b".into(), second: "c".into() }]);
}

#[test]
fn a_call_that_begins_twice_is_a_fault() {
    let census = take(&[anyone(vec![waiter("a"), over("a"), waiter("a")]), anyone(vec![newcomer("a")])]);
    assert_eq!(census.faults, [Fault::Twice { caller: 0, call: "a".into() }]);
}

#[test]
fn p04_a_call_of_three_is_a_fault() {
    let census = take(&[anyone(vec![waiter("a")]), anyone(vec![newcomer("a")]), anyone(vec![newcomer("a")])]);
    assert_eq!(census.faults, [Fault::Crowd { call: "a".into(), sides: 3 }]);
}

#[test]
fn a_call_of_one_is_a_fault_unless_somebody_left_who_can_be_the_other() {
    let alone = [anyone(vec![waiter("a"), over("a"), waiter("b")])];
    assert_eq!(take(&alone).faults.len(), 2);

    let [alone] = alone;
    let left = Witness { left_waiting: true, ..anyone(vec![]) };
    let census = take(&[alone, left]);
    assert_eq!((census.half_seen, census.faults.len()), (1, 1), "one departure excuses one call");
}

#[test]
fn two_waiters_in_a_call_are_a_fault() {
    let census = take(&[anyone(vec![waiter("a")]), anyone(vec![waiter("a")])]);
    assert_eq!(census.faults, [Fault::SameRole { call: "a".into() }]);
}

#[test]
fn two_tabs_of_a_browser_in_a_call_are_a_fault() {
    let mut tabs = [anyone(vec![waiter("a")]), anyone(vec![newcomer("a")])];
    for tab in &mut tabs {
        tab.profile.session = Some("s".into());
    }
    assert_eq!(take(&tabs).faults, [Fault::SameSession { call: "a".into() }]);
}

#[test]
fn p04_a_partner_outside_the_wish_is_a_fault_for_either_side() {
    let meets = |call: &str, role, country: &str| Sighting::Matched {
        call: call.into(),
        role,
        partner_country: Some(country.into()),
    };
    let only = |code: &str| Want::Only(vec![code.into()]);
    let census = take(&[
        caller(only("DE"), Some("FR"), vec![meets("a", Role::Waiter, "US")]),
        caller(only("FR"), Some("US"), vec![meets("a", Role::Newcomer, "FR")]),
    ]);
    assert_eq!(census.faults, [Fault::Unwanted { caller: 0, call: "a".into() }]);
}

#[test]
fn a_wrong_country_is_a_fault() {
    let census = take(&[
        caller(Want::Any(Any::Any), Some("FR"), vec![waiter("a")]),
        caller(Want::Any(Any::Any), None, vec![newcomer("a")]),
    ]);
    assert_eq!(census.faults, [Fault::WrongCountry { caller: 1, call: "a".into() }]);
}

#[test]
fn p03_a_signal_of_a_stranger_is_a_fault() {
    let stray = |caller, call: &str| Fault::Stray { caller, call: call.into() };
    let census = take(&[
        // A signal that names the right call, but was written by somebody outside.
        anyone(vec![waiter("a"), signal("a", 2)]),
        anyone(vec![newcomer("a")]),
        // A signal and an end of a call that the caller was never in.
        anyone(vec![waiter("b"), signal("a", 0), over("a")]),
        // One's own words back.
        anyone(vec![newcomer("b"), signal("b", 3)]),
    ]);
    assert_eq!(census.faults, [stray(0, "a"), stray(2, "a"), stray(2, "a"), stray(3, "b")]);
}

#[test]
fn meeting_a_recent_partner_is_counted_on_both_sides() {
    let census = take(&[
        anyone(vec![waiter("a"), over("a"), newcomer("b")]),
        anyone(vec![newcomer("a"), over("a"), waiter("b")]),
    ]);
    assert_eq!((census.met_again, census.faults.len()), (2, 0));
}

#[test]
fn a_wish_for_certain_countries_excludes_the_unknown() {
    let only = Want::Only(vec!["DE".into(), "FR".into()]);
    let except = Want::Except { except: vec!["DE".into()] };
    assert!(allows(&Want::Any(Any::Any), None));
    assert!(allows(&only, Some("FR")) && !allows(&only, Some("US")) && !allows(&only, None));
    assert!(allows(&except, Some("FR")) && !allows(&except, Some("DE")) && !allows(&except, None));
}
