//! A server that is told to stop: it begins nothing new, sends its callers to the next one, and goes when they have.

use crate::caller::{anyone, refusal, state};
use crate::server;
use calln_wire::client::{HangUp, Next};
use calln_wire::server::{FailureCode, JoinState, Matched, Moving, PartnerLeft, Why};
use rustix::process::Signal;
use serde_json::json;

#[tokio::test]
async fn callers_are_told_to_move_joins_are_refused_and_calls_go_on() {
    let server = server::start_patient();
    let (mut a, mut b, call) = server.call().await;
    let mut idle = server.caller().await;

    server.signal(Signal::TERM);
    for caller in [&mut a, &mut b, &mut idle] {
        assert!(caller.hears::<Moving>().await.jitter > 0);
    }
    assert_eq!(refusal(idle.asks(&anyone()).await).code, FailureCode::Moving);
    a.says_raw("signal", &json!({ "call": call, "n": 1 })).await;
    assert_eq!(b.hears_signal().await["n"], 1);
    a.renews(&call).await.unwrap();

    a.says(&HangUp { call }).await;
    assert_eq!(b.hears::<PartnerLeft>().await.why, Why::HungUp);
    for caller in [a, b, idle] {
        caller.goes().await;
    }
    assert!(server.ends().success(), "with its last caller the server goes, long before its time is up");
}

#[tokio::test]
async fn a_waiting_caller_is_told_and_keeps_its_place_until_it_moves() {
    let server = server::start_patient();
    let (mut a, mut b, call) = server.call().await;
    let mut waiter = server.caller().await;
    waiter.waits(&anyone()).await;

    server.signal(Signal::TERM);
    for caller in [&mut waiter, &mut a, &mut b] {
        caller.hears::<Moving>().await;
    }
    let next = Next { call: Some(call), op_id: None, offer: None };
    assert_eq!(state(a.asks(&next).await), JoinState::Matched);
    assert_eq!(a.hears::<Matched>().await.call, waiter.hears::<Matched>().await.call);
    b.hears::<PartnerLeft>().await;
}
