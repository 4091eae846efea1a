//! What a caller can do wrong: it is told so, in a way that a program can act on, and nobody else notices.

use crate::caller::{anyone, refusal};
use crate::server;
use calln_wire::client::{HangUp, Join, Next, Want};
use calln_wire::server::{Acknowledgement, FailureCode};
use serde_json::{Value, json};

#[tokio::test]
async fn a_malformed_event_is_answered_and_the_call_goes_on() {
    let server = server::start(&[]);
    let (mut clumsy, mut partner, call) = server.call().await;
    for (event, payload) in [
        ("signal", json!({ "no": "call" })),
        ("signal", json!({ "call": 7 })),
        ("signal", json!("call")),
        ("signal", Value::Null),
        ("hang_up", json!({})),
        ("hang_up", json!({ "call": "not a call id" })),
        ("join", json!({ "want": "everyone" })),
        ("join", json!({ "want": { "except": "DE" } })),
        ("join", Value::Null),
        ("next", json!({ "call": "not a call id" })),
        ("renew", json!({ "call": 7 })),
        ("resume", json!({ "token": 7 })),
        ("report", json!({ "call": "not a call id", "reason": "spam" })),
    ] {
        clumsy.says_raw(event, &payload).await;
        clumsy.is_refused(FailureCode::Malformed).await;
    }
    clumsy.says_raw("dance", &json!({})).await;
    clumsy.is_refused(FailureCode::UnknownEvent).await;

    clumsy.says_raw("signal", &json!({ "call": call, "still": "here" })).await;
    assert_eq!(partner.hears_signal().await["still"], "here", "and the partner has heard nothing before");
}

#[tokio::test]
async fn refusals_without_an_acknowledgement_are_told_as_failed_and_counted() {
    let server = server::start(&[]);
    let (mut caller, _partner, _call) = server.call().await;
    let elsewhere = "AAAAAAAAAAAAAAAAAAAAAA";
    for (event, payload, code) in [
        ("renew", json!({ "call": elsewhere }), FailureCode::Over),
        ("resume", json!({ "token": "not a token" }), FailureCode::BadToken),
        ("report", json!({ "call": elsewhere, "reason": "other" }), FailureCode::Over),
    ] {
        caller.says_raw(event, &payload).await;
        caller.is_refused(code).await;
    }
    let metrics = server.metrics();
    for counted in [r#"calln_refused_total{code="over"} 2"#, r#"calln_refused_total{code="bad_token"} 1"#] {
        assert!(metrics.lines().any(|line| line == counted), "{counted} in {metrics}");
    }
}

#[tokio::test]
async fn whoever_asks_learns_whether_an_event_was_taken() {
    let server = server::start(&[]);
    let (mut caller, _partner, call) = server.call().await;
    for call in [call.as_str(), "AAAAAAAAAAAAAAAAAAAAAA"] {
        let hang_up = HangUp { call: call.to_owned() };
        assert!(
            matches!(caller.asks_for(&hang_up).await, Acknowledgement::Ok { .. }),
            "also one that is over"
        );
    }
    let hang_up = HangUp { call: "not a call id".to_owned() };
    let Acknowledgement::Refused { error, .. } = caller.asks_for(&hang_up).await else { panic!("taken") };
    assert_eq!(error.code, FailureCode::Malformed);
    assert!(server.metrics().lines().any(|line| line == r#"calln_refused_total{code="malformed"} 1"#));
}

#[tokio::test]
async fn a_signal_over_its_limit_is_refused_and_the_call_goes_on() {
    let server = server::start(&["--limits-signal-bytes", "2000"]);
    let (mut a, mut b, call) = server.call().await;
    assert_eq!(a.welcome.limits.signal_bytes, 2_000);
    a.says_raw("signal", &json!({ "call": call, "sdp": "x".repeat(2_000) })).await;
    a.is_refused(FailureCode::TooLarge).await;
    a.says_raw("signal", &json!({ "call": call, "sdp": "x".repeat(1_000) })).await;
    assert_eq!(b.hears_signal().await["sdp"].as_str().unwrap().len(), 1_000);
}

#[tokio::test]
async fn a_message_over_the_limit_closes_its_sender_only() {
    let server = server::start(&["--limits-message-bytes", "10000", "--limits-signal-bytes", "5000"]);
    let (mut a, mut b, call) = server.call().await;
    let mut other = server.caller().await;
    a.says_raw("signal", &json!({ "call": call, "sdp": "x".repeat(10_000) })).await;
    a.sees_the_end().await;
    b.hears::<calln_wire::server::PartnerLeft>().await;
    other.waits(&Join { want: Want::Only(vec!["DE".to_owned()]), ..anyone() }).await;
}

#[tokio::test]
async fn a_country_that_is_none_is_refused_by_its_name() {
    let server = server::start(&[]);
    let mut caller = server.caller().await;
    let only = |codes: &[&str]| Join {
        want: Want::Only(codes.iter().map(ToString::to_string).collect()),
        ..anyone()
    };
    let refused = refusal(caller.asks(&only(&["DE", "QQ"])).await);
    assert_eq!(refused.code, FailureCode::UnknownCountry);
    assert!(refused.message.contains("QQ"), "{}", refused.message);
    let refused = refusal(caller.asks(&Join { country: Some("Q1".to_owned()), ..anyone() }).await);
    assert_eq!(refused.code, FailureCode::UnknownCountry);
    assert!(refused.message.contains("Q1"), "{}", refused.message);

    assert_eq!(refusal(caller.asks(&only(&[])).await).code, FailureCode::BadWant);
    let nine = ["DE", "FR", "IT", "ES", "PT", "NL", "BE", "AT", "CH"];
    assert_eq!(refusal(caller.asks(&only(&nine)).await).code, FailureCode::BadWant);
    assert_eq!(refusal(caller.asks(&only(&["NZ"; 10_000])).await).code, FailureCode::BadWant);
    caller.waits(&only(&["NZ"; 250])).await;
}

#[tokio::test]
async fn tags_longer_than_allowed_are_refused() {
    let server = server::start(&[]);
    let mut caller = server.caller().await;
    let long = Some("x".repeat(65));
    let join = Join { session: long.clone(), ..anyone() };
    assert_eq!(refusal(caller.asks(&join).await).code, FailureCode::TooLarge);
    let join = Join { op_id: long, ..anyone() };
    assert_eq!(refusal(caller.asks(&join).await).code, FailureCode::TooLarge);
}

#[tokio::test]
async fn requests_out_of_turn_are_refused_or_harmless() {
    let server = server::start(&[]);
    let (mut a, mut b, call) = server.call().await;
    assert_eq!(refusal(a.asks(&anyone()).await).code, FailureCode::InCall);

    let mut stranger = server.caller().await;
    let next = Next { call: None, op_id: None, offer: None };
    assert_eq!(refusal(stranger.asks(&next).await).code, FailureCode::NotJoined);
    stranger.says(&HangUp { call: call.clone() }).await;
    stranger.waits(&Join { want: Want::Only(vec!["DE".to_owned()]), ..anyone() }).await;

    a.says_raw("signal", &json!({ "call": call, "n": 1 })).await;
    assert_eq!(b.hears_signal().await["n"], 1, "a stranger's hang_up ended nothing");
}
