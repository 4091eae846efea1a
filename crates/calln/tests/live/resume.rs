//! A connection breaks and the call doesn't: who comes back with a token, and who can't.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::caller::{Caller, anyone, state};
use crate::server;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use calln_wire::client::{HangUp, Next, TOKEN_LIFE};
use calln_wire::server::{FailureCode, JoinState, Matched, PartnerLeft, Reconnecting, Returned, Role, Why};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde_json::json;

/// What `from` says in `call` reaches `to`, and is the next thing that `to` hears.
async fn reaches(call: &str, from: &mut Caller, to: &mut Caller) {
    from.says_raw("signal", &json!({ "call": call, "said": "now" })).await;
    assert_eq!(to.hears_signal().await["said"], "now");
}

#[tokio::test]
async fn a_broken_connection_is_no_end_and_its_caller_comes_back_to_the_same_call() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    let call = matched.call;

    waiter.breaks();
    assert_eq!(newcomer.hears::<Reconnecting>().await.call, call);
    let mut waiter = server.caller().await;
    let resumed = waiter.resumes(&matched.token).await;
    assert_eq!((&resumed.call, resumed.role, resumed.partner_present), (&call, Role::Waiter, true));
    assert_ne!(resumed.token, matched.token);
    assert_eq!(newcomer.hears::<Returned>().await.call, call);

    reaches(&call, &mut waiter, &mut newcomer).await;
    reaches(&call, &mut newcomer, &mut waiter).await;
    waiter.says(&HangUp { call: call.clone() }).await;
    let left = newcomer.hears::<PartnerLeft>().await;
    assert_eq!((left.call, left.why), (call, Why::HungUp));
}

#[tokio::test]
async fn a_connection_that_is_closed_without_a_goodbye_is_a_broken_one() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    waiter.closes().await;
    newcomer.hears::<Reconnecting>().await;
    server.caller().await.resumes(&matched.token).await;
    newcomer.hears::<Returned>().await;
}

#[tokio::test]
async fn both_can_be_away_at_once() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (first, second)) = server.matched_call().await;
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    newcomer.breaks();

    let mut newcomer = server.caller().await;
    newcomer.resumes(&second.token).await;
    let mut waiter = server.caller().await;
    assert!(waiter.resumes(&first.token).await.partner_present);
    newcomer.hears::<Returned>().await;
    reaches(&first.call, &mut waiter, &mut newcomer).await;
}

#[tokio::test]
async fn who_comes_back_before_the_break_was_noticed_takes_over_from_the_old_connection() {
    let server = server::start(&[]);
    let (old, mut newcomer, (matched, _)) = server.matched_call().await;
    let mut anew = server.caller().await;
    assert!(anew.resumes(&matched.token).await.partner_present);
    newcomer.hears::<Returned>().await;
    old.sees_the_end().await;
    reaches(&matched.call, &mut newcomer, &mut anew).await;
}

#[tokio::test]
async fn signals_of_while_the_partner_is_away_are_not_kept_and_those_said_again_arrive_once() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    let call = matched.call;
    let number = |n: u32| json!({ "call": call, "n": n, "got": 0 });

    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    for n in 1..=3 {
        newcomer.says_raw("signal", &number(n)).await;
    }
    // Answered behind the three: all were read while the partner was away.
    newcomer.renews(&call).await.unwrap();

    let mut waiter = server.caller().await;
    waiter.resumes(&matched.token).await;
    newcomer.hears::<Returned>().await;
    for n in 1..=4 {
        newcomer.says_raw("signal", &number(n)).await;
    }
    for n in 1..=4 {
        assert_eq!(waiter.hears_signal().await["n"], n);
    }
}

#[tokio::test]
async fn a_token_is_good_once_and_its_successor_takes_its_place() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    let mut waiter = server.caller().await;
    let second = waiter.resumes(&matched.token).await.token;
    newcomer.hears::<Returned>().await;

    let mut thief = server.caller().await;
    thief.cannot_resume(&matched.token, FailureCode::BadToken).await;
    reaches(&matched.call, &mut waiter, &mut newcomer).await;

    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    assert_eq!(server.caller().await.resumes(&second).await.call, matched.call);
}

#[tokio::test]
async fn who_had_no_answer_comes_back_with_the_same_token_and_nobody_else_does() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    let (token, op) = (matched.token.as_str(), Some("an operation of the tab's own"));
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    let mut unanswered = server.caller().await;
    unanswered.tries_to_resume(token, op).await.unwrap();
    newcomer.hears::<Returned>().await;

    for foreign in [None, Some("another's")] {
        let refused = server.caller().await.tries_to_resume(token, foreign).await;
        assert_eq!(refused.unwrap_err(), FailureCode::BadToken);
    }
    let mut waiter = server.caller().await;
    let second = waiter.tries_to_resume(token, op).await.unwrap();
    unanswered.sees_the_end().await;
    newcomer.hears::<Returned>().await;
    reaches(&matched.call, &mut newcomer, &mut waiter).await;

    // The answer arrived, or its token would not have come.
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    server.caller().await.tries_to_resume(&second.token, Some("the next one")).await.unwrap();
    newcomer.hears::<Returned>().await;
    let refused = server.caller().await.tries_to_resume(token, op).await;
    assert_eq!(refused.unwrap_err(), FailureCode::BadToken);
}

#[tokio::test]
async fn a_renewed_token_makes_the_older_ones_worthless_once_it_is_used() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    let renewed = waiter.renews(&matched.call).await.unwrap().token;
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    let mut waiter = server.caller().await;
    waiter.resumes(&renewed).await;
    newcomer.hears::<Returned>().await;
    server.caller().await.cannot_resume(&matched.token, FailureCode::BadToken).await;
    reaches(&matched.call, &mut waiter, &mut newcomer).await;
}

#[tokio::test]
async fn tokens_that_are_not_this_servers_lead_nowhere() {
    let (server, other) = (server::start(&[]), server::start(&[]));
    let (_a, _b, (foreign, _)) = other.matched_call().await;
    let (mut waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    let mut stranger = server.caller().await;
    let mut changed = matched.token.clone();
    changed.replace_range(20..21, if &changed[20..21] == "A" { "B" } else { "A" });
    for token in [foreign.token.as_str(), &changed, "", "rubbish"] {
        stranger.cannot_resume(token, FailureCode::BadToken).await;
    }
    reaches(&matched.call, &mut newcomer, &mut waiter).await;
}

/// A token as the server makes it, `age` ago.
fn token_of_age(key: &[u8], call: &str, age: Duration) -> String {
    let made = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - age;
    let mut claim = call.parse::<calln_core::CallId>().unwrap().0.to_be_bytes().to_vec();
    claim.push(0);
    claim.extend(9_u64.to_be_bytes());
    claim.extend(u64::try_from(made.as_millis()).unwrap().to_be_bytes());
    let (nonce, payload) = ([7; 24], Payload { msg: &claim, aad: b"calln resume 1" });
    let sealed = XChaCha20Poly1305::new_from_slice(key).unwrap().encrypt(&XNonce::from(nonce), payload);
    BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed.unwrap()].concat())
}

#[tokio::test]
async fn a_token_that_is_too_old_leads_nowhere() {
    let server = server::start(&[]);
    let (_waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    let key = server.token_key();
    let old = token_of_age(&key, &matched.call, TOKEN_LIFE);
    server.caller().await.cannot_resume(&old, FailureCode::BadToken).await;
    let young = token_of_age(&key, &matched.call, TOKEN_LIFE / 2);
    server.caller().await.resumes(&young).await;
    newcomer.hears::<Returned>().await;
}

#[tokio::test]
async fn a_call_that_is_over_can_be_neither_resumed_nor_renewed() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer, (first, second)) = server.matched_call().await;
    waiter.says(&HangUp { call: first.call.clone() }).await;
    newcomer.hears::<PartnerLeft>().await;
    for token in [&first.token, &second.token] {
        server.caller().await.cannot_resume(token, FailureCode::Over).await;
    }
    assert_eq!(newcomer.renews(&first.call).await.err(), Some(FailureCode::Over));
    assert_eq!(waiter.renews(&first.call).await.err(), Some(FailureCode::Over));
}

#[tokio::test]
async fn a_partner_who_hangs_up_or_goes_on_leaves_nothing_to_come_back_to() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    let next = Next { call: Some(matched.call.clone()), op_id: None, offer: None };
    assert_eq!(state(newcomer.asks(&next).await), JoinState::Waiting);
    let mut waiter = server.caller().await;
    waiter.cannot_resume(&matched.token, FailureCode::Over).await;
    // As somebody new, it is free to look for another.
    let mut third = server.caller().await;
    third.is_matched(&anyone()).await;
    newcomer.hears::<Matched>().await;
    waiter.waits(&anyone()).await;
}

#[tokio::test]
async fn who_does_not_come_back_ends_the_call_with_the_grace() {
    let server = server::start(&["--return-within", "1"]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    let left = newcomer.hears::<PartnerLeft>().await;
    assert_eq!((left.call, left.why), (matched.call, Why::Lost));
    server.caller().await.cannot_resume(&matched.token, FailureCode::Over).await;
    newcomer.waits(&anyone()).await;
}

#[tokio::test]
async fn a_caller_in_a_search_can_still_come_back_to_its_call() {
    let server = server::start(&[]);
    let (waiter, mut newcomer, (matched, _)) = server.matched_call().await;
    waiter.breaks();
    newcomer.hears::<Reconnecting>().await;
    let mut waiter = server.caller().await;
    waiter.waits(&anyone()).await;
    waiter.resumes(&matched.token).await;
    newcomer.hears::<Returned>().await;
    // Its search went with its new name: nobody finds it any more.
    server.caller().await.waits(&anyone()).await;
    reaches(&matched.call, &mut newcomer, &mut waiter).await;
}
