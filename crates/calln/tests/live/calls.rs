//! Calls through the real server: from two joins to every way that a call can end.

use crate::caller::{anyone, refusal, state};
use crate::server;
use calln_wire::client::{HangUp, Join, Leave, Next, Want};
use calln_wire::server::{FailureCode, JoinState, Matched, PartnerLeft, Role, Waiting, Why};
use serde_json::json;

fn from(country: &str, want: Want) -> Join {
    Join { country: Some(country.to_owned()), want, ..anyone() }
}

#[tokio::test]
async fn p01_the_first_waits_the_second_is_matched_and_each_learns_its_side() {
    let server = server::start(&[]);
    let (mut first, mut second) = (server.caller().await, server.caller().await);

    first.waits(&from("DE", anyone().want)).await;
    let newcomer = second.is_matched(&from("FR", anyone().want)).await;
    let waiter = first.hears::<Matched>().await;

    assert_eq!(waiter.call, newcomer.call);
    assert_eq!((waiter.role, newcomer.role), (Role::Waiter, Role::Newcomer));
    assert_eq!(waiter.partner.country.as_deref(), Some("FR"));
    assert_eq!(newcomer.partner.country.as_deref(), Some("DE"));
}

#[tokio::test]
async fn p03_a_signal_reaches_the_partner_as_it_is_and_in_order() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer, call) = server.call().await;

    // A field that the server doesn't know, the call id not in front, characters that could be re-escaped.
    let odd = json!({ "zeta": [1, { "ü": "\u{2028}\\/" }], "call": call, "candidate": null });
    waiter.says_raw("signal", &odd).await;
    assert_eq!(newcomer.hears_signal().await, odd);

    for n in 0..1_000 {
        newcomer.says_raw("signal", &json!({ "call": call, "n": n })).await;
    }
    for n in 0..1_000 {
        assert_eq!(waiter.hears_signal().await["n"], n);
    }
}

#[tokio::test]
async fn a_signal_of_another_call_goes_nowhere() {
    let server = server::start(&[]);
    let (mut a, mut b, first) = server.call().await;
    let (mut c, _d, second) = server.call().await;

    a.says_raw("signal", &json!({ "call": second, "forged": true })).await;
    c.says_raw("signal", &json!({ "call": first, "forged": true })).await;
    a.says_raw("signal", &json!({ "call": first, "n": 1 })).await;
    assert_eq!(b.hears_signal().await["n"], 1);

    a.says(&HangUp { call: first.clone() }).await;
    b.hears::<PartnerLeft>().await;
    a.says_raw("signal", &json!({ "call": first, "late": true })).await;
    a.waits(&Join { want: Want::Only(vec!["DE".to_owned()]), ..anyone() }).await;
    b.says(&Leave {}).await;
    b.waits(&Join { want: Want::Only(vec!["FR".to_owned()]), ..anyone() }).await;
}

#[tokio::test]
async fn hanging_up_frees_both_at_once() {
    let server = server::start(&[]);
    let (mut a, mut b, call) = server.call().await;

    a.says(&HangUp { call: call.clone() }).await;
    let left = b.hears::<PartnerLeft>().await;
    assert_eq!((left.call, left.why), (call, Why::HungUp));

    let mut c = server.caller().await;
    a.waits(&anyone()).await;
    c.is_matched(&anyone()).await;
}

#[tokio::test]
async fn next_ends_the_call_and_finds_another_as_one_step() {
    let server = server::start(&[]);
    let (mut a, mut b, call) = server.call().await;
    let mut c = server.caller().await;
    c.waits(&anyone()).await;

    assert_eq!(
        state(a.asks(&Next { call: Some(call.clone()), op_id: None, offer: None }).await),
        JoinState::Matched
    );
    assert_ne!(a.hears::<Matched>().await.call, call);
    c.hears::<Matched>().await;
    let left = b.hears::<PartnerLeft>().await;
    assert_eq!((left.call, left.why), (call, Why::Next));
}

#[tokio::test]
async fn a_partner_who_has_just_been_met_is_not_met_again_at_once() {
    let server = server::start(&[]);
    let (mut a, mut b, call) = server.call().await;
    assert_eq!(state(a.asks(&Next { call: Some(call), op_id: None, offer: None }).await), JoinState::Waiting);
    b.hears::<PartnerLeft>().await;
    b.waits(&anyone()).await;
}

#[tokio::test]
async fn p08_a_closed_connection_ends_the_call_at_once() {
    let server = server::start(&[]);
    let (a, mut b, call) = server.call().await;
    a.goes().await;
    let left = b.hears::<PartnerLeft>().await;
    assert_eq!((left.call, left.why), (call, Why::Disconnected));
}

#[tokio::test]
async fn p08_a_caller_who_goes_while_waiting_meets_nobody() {
    let server = server::start(&[]);
    let mut gone = server.caller().await;
    gone.waits(&anyone()).await;
    gone.goes().await;
    while !server.is_empty() {}
    // Asked through the lobby's own queue, behind the news of the closed connection.
    assert_eq!(server.get("/readyz").0, 200);
    server.caller().await.waits(&anyone()).await;
}

#[tokio::test]
async fn a_caller_who_leaves_meets_nobody() {
    let server = server::start(&[]);
    let mut left = server.caller().await;
    left.waits(&anyone()).await;
    left.says(&Leave {}).await;
    // Its refusal says that the server has read what came before it.
    let refused = refusal(left.asks(&from("Atlantis", anyone().want)).await);
    assert_eq!(refused.code, FailureCode::UnknownCountry);
    assert_eq!(server.get("/readyz").0, 200);
    server.caller().await.waits(&anyone()).await;
}

#[tokio::test]
async fn p04_callers_meet_only_whom_both_sides_want() {
    let server = server::start(&[]);
    let (mut german, mut french, mut brazilian) =
        (server.caller().await, server.caller().await, server.caller().await);
    german.waits(&from("DE", Want::Only(vec!["BR".to_owned()]))).await;
    french.waits(&from("FR", Want::Except { except: vec!["BR".to_owned()] })).await;
    let met = brazilian.is_matched(&from("BR", anyone().want)).await;
    assert_eq!(met.partner.country.as_deref(), Some("DE"));
}

#[tokio::test]
async fn a_withheld_country_is_neither_used_nor_shown() {
    let server = server::start(&[]);
    let (mut choosy, mut open, mut shy) =
        (server.caller().await, server.caller().await, server.caller().await);
    choosy.waits(&from("DE", Want::Only(vec!["FR".to_owned()]))).await;
    open.waits(&from("DE", Want::Only(vec!["DE".to_owned()]))).await;
    shy.waits(&Join { withhold_country: Some(true), ..from("FR", anyone().want) }).await;
    let mut anyone_will_do = server.caller().await;
    assert_eq!(anyone_will_do.is_matched(&anyone()).await.partner.country, None);
    shy.hears::<Matched>().await;
}

#[tokio::test]
async fn two_tabs_of_one_browser_never_meet() {
    let server = server::start(&[]);
    let (mut one, mut other) = (server.caller().await, server.caller().await);
    let tab = Join { session: Some("same browser".to_owned()), ..anyone() };
    one.waits(&tab).await;
    other.waits(&tab).await;
}

#[tokio::test]
async fn callers_of_one_network_meet_unless_the_operator_forbids_it() {
    let server = server::start(&["--matching-forbid-same-network", "true"]);
    let (mut one, mut other) = (server.caller().await, server.caller().await);
    one.waits(&anyone()).await;
    other.waits(&anyone()).await;
}

#[tokio::test]
async fn a_repeated_request_is_answered_and_not_carried_out_again() {
    let server = server::start(&[]);
    let (mut a, mut b) = (server.caller().await, server.caller().await);
    let join = Join { op_id: Some("1".to_owned()), ..anyone() };
    a.waits(&join).await;
    b.is_matched(&anyone()).await;
    a.hears::<Matched>().await;
    assert_eq!(state(a.asks(&join).await), JoinState::Matched);
    assert_eq!(refusal(a.asks(&anyone()).await).code, FailureCode::InCall);
}

#[tokio::test]
async fn p13_the_public_count_is_coarse() {
    let server = server::start(&[]);
    let stats = || server.get("/api/stats").1;
    assert!(stats().starts_with(r#"{"online":"none","#));
    let mut callers = Vec::new();
    for _ in 0..30 {
        callers.push(server.caller().await);
    }
    assert!(stats().starts_with(r#"{"online":"none","#), "a minute old, so that nobody is seen to come");
    assert_eq!(server.get("/healthz"), (200, "ok".to_owned()));
    assert_eq!(server.get("/readyz"), (200, "ready".to_owned()));
}

#[tokio::test]
async fn the_wait_says_how_many_there_are_to_hope_for() {
    let server = server::start(&[]);
    let (_a, _b, _call) = server.call().await;
    let mut c = server.caller().await;
    let waiting: Waiting = c.waits(&Join { want: Want::Only(vec!["DE".to_owned()]), ..anyone() }).await;
    assert_eq!(serde_json::to_value(waiting.supply).unwrap(), "none");
    assert_eq!(serde_json::to_value(waiting.widened).unwrap(), "few");
}

#[tokio::test]
async fn sigterm_lets_everybody_go_and_ends_well() {
    let server = server::start(&[]);
    let (a, b, _call) = server.call().await;
    let (status, _log) = server.stop();
    assert!(status.success());
    a.sees_the_end().await;
    b.sees_the_end().await;
}
