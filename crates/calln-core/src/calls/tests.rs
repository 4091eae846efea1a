//! Who may come back to which call, by example.

use super::*;
use crate::defaults::{GRACE, OVER_KEPT, YOUNG_CALL, YOUNG_GRACE};
use crate::moderation::{self, Day, Key, Sealed};

const CALL: CallId = CallId(7);
const WAITER: CallerId = CallerId(1);
const NEWCOMER: CallerId = CallerId(2);
const ANEW: CallerId = CallerId(3);
const REPORTABLE: Duration = moderation::defaults::AFTER_CALL;

fn claim(role: Role, serial: u64) -> ResumeClaim {
    ResumeClaim { call: CALL, role, serial, hiding: Hiding::default(), direct_only: false }
}

fn party(caller: CallerId) -> Party {
    let key = Key::new([7; 32]);
    let address = std::net::IpAddr::from([192, 0, 2, 1]);
    let (subject, network) = (key.subject(address), key.network(address));
    Party {
        caller,
        subject,
        network,
        sealed: Sealed { day: Day(0), subject },
        pseudonyms: Pseudonyms::default(),
    }
}

fn no_calls() -> Calls {
    Calls::new(Settings { grace: GRACE, reportable: REPORTABLE, ended_kept: 10 })
}

/// A call that isn't young any more.
fn call() -> (Calls, Instant) {
    let (mut calls, began) = (no_calls(), Instant::now());
    calls.begin(began, CALL, party(WAITER), party(NEWCOMER));
    (calls, began + YOUNG_CALL)
}

fn resumed(caller: CallerId, partner: Option<CallerId>, restored: bool) -> Result<Resumed, ResumeError> {
    Ok(Resumed { caller, partner, restored })
}

fn lapsed(calls: &mut Calls, now: Instant) -> Vec<(CallId, Role)> {
    std::iter::from_fn(|| calls.lapse(now)).collect()
}

/// Who was away from a call that ends.
fn end(calls: &mut Calls, now: Instant) -> Vec<CallerId> {
    let call = calls.end(now, CALL).copied().into_iter();
    let legs = call.flat_map(|call| Role::BOTH.map(|role| *call.leg(role)));
    legs.filter(|leg| !leg.is_present()).filter_map(|leg| leg.caller()).collect()
}

fn nothing_left(mut calls: Calls, now: Instant) {
    calls.end(now, CALL);
    let end = now + GRACE + OVER_KEPT + REPORTABLE;
    calls.expire(end);
    assert_eq!(lapsed(&mut calls, end), []);
    assert_eq!(calls.next_wake(), None);
    assert!(calls.is_empty() && calls.legs.is_empty() && calls.ended.is_empty() && calls.spent.is_empty());
}

#[test]
fn who_comes_back_within_the_grace_has_the_same_leg_under_the_same_name() {
    let (mut calls, now) = call();
    assert_eq!(calls.lose(now, WAITER), Some((CALL, Some(NEWCOMER))));
    let back = calls.resume(now + GRACE / 2, claim(Role::Waiter, 1), None, party(ANEW));
    assert_eq!(back, resumed(WAITER, Some(NEWCOMER), false));
    assert_eq!(lapsed(&mut calls, now + GRACE), []);
    nothing_left(calls, now + GRACE);
}

#[test]
fn who_claims_before_the_loss_was_noticed_takes_over_too() {
    let (mut calls, now) = call();
    let back = calls.resume(now, claim(Role::Newcomer, 1), None, party(ANEW));
    assert_eq!(back, resumed(NEWCOMER, Some(WAITER), false));
}

#[test]
fn who_stays_away_for_the_whole_grace_ends_the_call() {
    let (mut calls, now) = call();
    calls.lose(now, WAITER);
    assert_eq!(calls.next_wake(), Some(now + GRACE));
    assert_eq!(lapsed(&mut calls, now + GRACE - Duration::from_millis(1)), []);
    assert_eq!(lapsed(&mut calls, now + GRACE), [(CALL, Role::Waiter)]);
    assert_eq!(end(&mut calls, now + GRACE), [WAITER]);
    nothing_left(calls, now + GRACE);
}

#[test]
fn a_young_call_does_not_wait_for_long_and_keeps_no_other_waiting() {
    let (mut calls, now) = call();
    let (young, partner, dropper) = (CallId(8), CallerId(8), CallerId(9));
    calls.lose(now, WAITER);
    calls.begin(now, young, party(partner), party(dropper));
    calls.lose(now + YOUNG_CALL / 2, dropper);
    let due = now + YOUNG_CALL / 2 + YOUNG_GRACE;
    assert_eq!(calls.next_wake(), Some(due));
    assert_eq!(lapsed(&mut calls, due), [(young, Role::Newcomer)]);
    calls.end(due, young);
    assert_eq!(lapsed(&mut calls, now + GRACE), [(CALL, Role::Waiter)]);
    assert!(YOUNG_GRACE < GRACE / 2);
}

#[test]
fn each_absence_has_a_grace_of_its_own() {
    let (mut calls, now) = call();
    calls.lose(now, WAITER);
    calls.resume(now + GRACE / 2, claim(Role::Waiter, 1), None, party(ANEW)).unwrap();
    calls.lose(now + GRACE / 2, WAITER);
    assert_eq!(lapsed(&mut calls, now + GRACE), []);
    assert_eq!(lapsed(&mut calls, now + GRACE + GRACE / 2).len(), 1);
}

#[test]
fn a_claim_is_good_once_and_makes_older_ones_worthless() {
    let (mut calls, now) = call();
    calls.resume(now, claim(Role::Waiter, 5), None, party(ANEW)).unwrap();
    for serial in [5, 4, 1] {
        let used = calls.resume(now, claim(Role::Waiter, serial), None, party(ANEW));
        assert_eq!(used, Err(ResumeError::Used));
    }
    let other = calls.resume(now, claim(Role::Newcomer, 5), None, party(ANEW));
    assert!(other.is_ok(), "the other leg has its own");
    assert!(calls.resume(now, claim(Role::Waiter, 6), None, party(ANEW)).is_ok());
}

#[test]
fn a_claim_whose_answer_was_lost_is_good_again_for_who_made_it() {
    let (mut calls, now) = call();
    let (own, others) = (Some(Tag(1)), Some(Tag(2)));
    let claims =
        |calls: &mut Calls, now, serial, op| calls.resume(now, claim(Role::Waiter, serial), op, party(ANEW));
    let first = claims(&mut calls, now, 5, own);
    calls.lose(now, WAITER);
    for foreign in [None, others] {
        assert_eq!(claims(&mut calls, now, 5, foreign), Err(ResumeError::Used));
    }
    assert_eq!(claims(&mut calls, now, 4, own), Err(ResumeError::Used));
    assert_eq!(claims(&mut calls, now + GRACE - Duration::from_millis(1), 5, own), first);
    assert_eq!(claims(&mut calls, now + GRACE, 5, own), Err(ResumeError::Used));
}

#[test]
fn a_claim_is_not_good_again_once_its_successor_was_shown() {
    let (mut calls, now) = call();
    let op = Some(Tag(1));
    calls.resume(now, claim(Role::Waiter, 5), op, party(ANEW)).unwrap();
    calls.resume(now, claim(Role::Waiter, 6), Some(Tag(2)), party(ANEW)).unwrap();
    assert_eq!(calls.resume(now, claim(Role::Waiter, 5), op, party(ANEW)), Err(ResumeError::Used));
}

#[test]
fn who_is_in_a_call_takes_no_other_leg() {
    let (mut calls, now) = call();
    let other = CallId(8);
    calls.begin(now, other, party(CallerId(8)), party(CallerId(9)));
    for elsewhere in [claim(Role::Newcomer, 1), ResumeClaim { call: other, ..claim(Role::Waiter, 1) }] {
        assert_eq!(calls.resume(now, elsewhere, None, party(WAITER)), Err(ResumeError::InCall));
    }
    assert!(calls.resume(now, claim(Role::Waiter, 1), None, party(WAITER)).is_ok(), "but its own once more");
}

#[test]
fn a_call_that_is_over_cannot_be_claimed_while_a_claim_to_it_lives() {
    let (mut calls, now) = call();
    calls.lose(now, WAITER);
    assert_eq!(end(&mut calls, now), [WAITER]);
    assert_eq!(calls.resume(now, claim(Role::Waiter, 1), None, party(ANEW)), Err(ResumeError::Over));
    calls.expire(now + OVER_KEPT - Duration::from_millis(1));
    assert!(calls.get(CALL).is_none(), "no more than its name is left");
    assert_eq!(calls.resume(now, claim(Role::Waiter, 1), None, party(ANEW)), Err(ResumeError::Over));
    nothing_left(calls, now);
}

#[test]
fn after_a_restart_two_claims_make_the_call_again() {
    let (mut calls, now) = (no_calls(), Instant::now());
    let first = calls.resume(now, claim(Role::Newcomer, 9), None, party(NEWCOMER));
    assert_eq!(first, resumed(NEWCOMER, None, true));
    assert_eq!(calls.leg_of(NEWCOMER), Some((CALL, Role::Newcomer)));
    assert!(!calls.get(CALL).unwrap().has_met());
    let second = calls.resume(now + GRACE / 2, claim(Role::Waiter, 3), None, party(WAITER));
    assert_eq!(second, resumed(WAITER, Some(NEWCOMER), true));
    assert_eq!(lapsed(&mut calls, now + GRACE), []);
    let ended = calls.end(now + GRACE, CALL).unwrap();
    assert_eq!(ended.talk(), GRACE / 2, "from when both were there");
    nothing_left(calls, now + GRACE);
}

#[test]
fn what_was_spent_before_a_restart_stays_spent() {
    let (mut calls, now) = (no_calls(), Instant::now());
    calls.remember_used(now, CALL, Role::Waiter, 5);
    calls.remember_used(now, CALL, Role::Waiter, 4);
    let over = CallId(8);
    calls.remember_over(now, over, OVER_KEPT / 2);
    let late = ResumeClaim { call: over, ..claim(Role::Waiter, 9) };
    assert_eq!(calls.resume(now, late, None, party(ANEW)), Err(ResumeError::Over));
    assert_eq!(calls.resume(now, claim(Role::Waiter, 5), None, party(ANEW)), Err(ResumeError::Used));
    assert_eq!(calls.leg_of(ANEW), None, "and opens nothing");
    assert_eq!(calls.resume(now, claim(Role::Waiter, 6), None, party(ANEW)), resumed(ANEW, None, true));
    nothing_left(calls, now);
}

#[test]
fn after_a_restart_one_claim_alone_ends_with_the_grace() {
    let (mut calls, now) = (no_calls(), Instant::now());
    calls.resume(now, claim(Role::Waiter, 1), None, party(WAITER)).unwrap();
    assert_eq!(lapsed(&mut calls, now + GRACE), [(CALL, Role::Newcomer)]);
    assert_eq!(end(&mut calls, now + GRACE), []);
    nothing_left(calls, now + GRACE);
}

#[test]
fn a_caller_in_no_call_is_simply_gone() {
    assert_eq!(no_calls().lose(Instant::now(), WAITER), None);
    assert_eq!(no_calls().leave(Instant::now(), WAITER), None);
}

#[test]
fn when_both_are_away_the_first_grace_ends_it_for_both() {
    let (mut calls, now) = call();
    calls.lose(now, WAITER);
    assert_eq!(calls.lose(now + GRACE / 2, NEWCOMER), Some((CALL, None)));
    assert_eq!(lapsed(&mut calls, now + GRACE).len(), 1);
    assert_eq!(end(&mut calls, now + GRACE), [WAITER, NEWCOMER]);
    assert_eq!(lapsed(&mut calls, now + 2 * GRACE), []);
    nothing_left(calls, now + 2 * GRACE);
}

#[test]
fn one_side_is_silent_while_it_has_said_nothing_and_the_other_has() {
    let (mut calls, now) = call();
    let silent = |calls: &Calls, by| calls.get(CALL).unwrap().silent(by);
    assert_eq!(Role::BOTH.map(|by| silent(&calls, by)), [None, None], "neither waited for the other");
    calls.spoke(CALL, NEWCOMER);
    assert_eq!(Role::BOTH.map(|by| silent(&calls, by)), [Some(WAITER), Some(WAITER)]);
    calls.leave(now, WAITER);
    assert_eq!(silent(&calls, Role::Waiter), None, "of one who is gone it isn't known any more");
}
