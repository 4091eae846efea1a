//! The server goes in the middle of calls and another takes its place: it knows no calls, but its own tokens.

use crate::caller::{anyone, refusal, state};
use crate::server;
use calln_wire::client::{HangUp, Next};
use calln_wire::server::{FailureCode, JoinState, Matched, Moving, PartnerLeft, Returned, Role, Why};
use rustix::process::Signal;
use serde_json::json;

/// Both callers of a call come back to the server that follows one which ended by `signal`.
async fn both_come_back(signal: Signal) {
    let server = server::start(&[]);
    let (mut waiter, newcomer, (first, second)) = server.matched_call().await;
    let renewed = waiter.renews(&first.call).await.unwrap().token;
    let server = server.restart(signal, &[]);
    waiter.sees_the_end().await;
    newcomer.sees_the_end().await;

    let mut newcomer = server.caller().await;
    let back = newcomer.resumes(&second.token).await;
    assert_eq!((&back.call, back.role, back.partner_present), (&first.call, Role::Newcomer, false));
    let mut waiter = server.caller().await;
    let back = waiter.resumes(&renewed).await;
    assert_eq!((&back.call, back.role, back.partner_present), (&first.call, Role::Waiter, true));
    assert_eq!(newcomer.hears::<Returned>().await.call, first.call);

    // The call is a call again, in everything.
    newcomer.says_raw("signal", &json!({ "call": first.call, "n": 1 })).await;
    assert_eq!(waiter.hears_signal().await["n"], 1);
    assert_eq!(refusal(waiter.asks(&anyone()).await).code, FailureCode::InCall);
    let token = newcomer.renews(&first.call).await.unwrap().token;
    newcomer.breaks();
    waiter.hears::<calln_wire::server::Reconnecting>().await;
    let mut newcomer = server.caller().await;
    newcomer.resumes(&token).await;
    waiter.hears::<Returned>().await;
    waiter.says(&HangUp { call: first.call.clone() }).await;
    assert_eq!(newcomer.hears::<PartnerLeft>().await.why, Why::HungUp);
}

#[tokio::test]
async fn both_callers_come_back_after_the_server_was_told_to_stop() {
    both_come_back(Signal::TERM).await;
}

#[tokio::test]
async fn both_callers_come_back_after_the_server_was_killed() {
    both_come_back(Signal::KILL).await;
}

#[tokio::test]
async fn if_only_one_comes_back_the_call_ends_with_the_grace() {
    let server = server::start(&[]);
    let (_waiter, _newcomer, (first, second)) = server.matched_call().await;
    let server = server.restart(Signal::KILL, &["--return-within", "1"]);
    let mut newcomer = server.caller().await;
    assert!(!newcomer.resumes(&second.token).await.partner_present);
    let left = newcomer.hears::<PartnerLeft>().await;
    assert_eq!((left.call, left.why), (first.call, Why::Lost));
    server.caller().await.cannot_resume(&first.token, FailureCode::Over).await;
    newcomer.waits(&anyone()).await;
}

#[tokio::test]
async fn who_goes_on_after_a_restart_leaves_a_call_that_is_over() {
    let server = server::start(&[]);
    let (_waiter, _newcomer, (first, second)) = server.matched_call().await;
    let server = server.restart(Signal::KILL, &[]);
    let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
    waiter.resumes(&first.token).await;
    newcomer.resumes(&second.token).await;
    waiter.hears::<Returned>().await;
    waiter.says(&HangUp { call: first.call.clone() }).await;
    newcomer.hears::<PartnerLeft>().await;
    waiter.waits(&anyone()).await;
    assert_eq!(
        state(newcomer.asks(&anyone()).await),
        JoinState::Matched,
        "the lobby never knew of their call"
    );
    newcomer.hears::<Matched>().await;
}

#[tokio::test]
async fn a_wish_does_not_outlive_the_server() {
    let server = server::start(&[]);
    let (_waiter, _newcomer, (first, _)) = server.matched_call().await;
    let server = server.restart(Signal::KILL, &[]);
    let mut waiter = server.caller().await;
    waiter.resumes(&first.token).await;
    let next = Next { call: Some(first.call.clone()), op_id: None, offer: None };
    assert_eq!(refusal(waiter.asks(&next).await).code, FailureCode::NotJoined);
    server.caller().await.cannot_resume(&first.token, FailureCode::Over).await;
    waiter.waits(&anyone()).await;
}

#[tokio::test]
async fn a_call_survives_a_clean_move_from_one_server_to_the_next() {
    let server = server::start_patient();
    let (mut waiter, mut newcomer, (first, second)) = server.matched_call().await;
    server.signal(Signal::TERM);
    waiter.hears::<Moving>().await;
    newcomer.hears::<Moving>().await;
    waiter.breaks();
    newcomer.hears::<calln_wire::server::Reconnecting>().await;
    newcomer.breaks();
    let server = server.succeed(&[]);
    let mut waiter = server.caller().await;
    waiter.resumes(&first.token).await;
    let mut newcomer = server.caller().await;
    assert!(newcomer.resumes(&second.token).await.partner_present);
    waiter.hears::<Returned>().await;
}
