//! Somebody speaks in, ends, reports or takes over a call of others.

use calln_client::Transport;
use calln_wire::client::{HangUp, Renew, Resume};
use calln_wire::safety::{Block, Reason, Report};
use calln_wire::server::{Acknowledgement, FailureCode, Matched, RenewReply, ResumeReply};
use serde_json::json;

use crate::caller::anyone;
use crate::server;

/// Guesses of each kind; what a person could try by hand, and a program in a moment.
const GUESSES: usize = 200;

#[tokio::test]
async fn nothing_said_with_a_forged_name_or_token_reaches_a_call() {
    for transport in Transport::ALL {
        let server = server::start(&["--moderation-talk", "0", "--moderation-networks", "1"]).over(transport);
        let (mut a, mut b) = (server.caller().await, server.caller().await);
        a.waits(&anyone()).await;
        let Matched { call, token, .. } = b.is_matched(&anyone()).await;
        a.hears::<Matched>().await;

        let mut stranger = server.caller().await;
        for n in 0..GUESSES {
            // The true name of the call, from outside of it; then names and tokens that nearly are.
            let name = if n % 2 == 0 { call.clone() } else { nearly(&call, n) };
            stranger.says_raw("signal", &json!({ "call": name, "forged": n })).await;
            stranger.says(&HangUp { call: name.clone() }).await;
            let Acknowledgement::Refused { error, .. } =
                stranger.asks_for(&Block { call: name.clone() }).await
            else {
                panic!("a block in a call of others")
            };
            assert_eq!(error.code, FailureCode::Over);
            let report = Report { call: name.clone(), reason: Reason::Under18, end: Some(true) };
            let Acknowledgement::Refused { error, .. } = stranger.asks_for(&report).await else {
                panic!("accepted")
            };
            assert_eq!(error.code, FailureCode::Over);
            let RenewReply::Refused { error, .. } = stranger.asks_for(&Renew { call: name }).await else {
                panic!("a token for a call of others")
            };
            assert_eq!(error.code, FailureCode::Over);
            let resume = Resume { token: nearly(&token, n), op_id: None };
            let ResumeReply::Refused { error, .. } = stranger.asks_for(&resume).await else {
                panic!("a seat in a call of others")
            };
            assert_eq!(error.code, FailureCode::BadToken);
        }
        a.says_raw("signal", &json!({ "call": call, "n": 1 })).await;
        assert_eq!(b.hears_signal().await["n"], 1, "and nothing came before it");
        println!("{GUESSES} forged names and tokens, 6 uses each: none led anywhere");
    }
}

/// The same text with one of its first characters changed: of the form that it should have.
fn nearly(text: &str, n: usize) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let place = n % 20;
    chars[place] = if chars[place] == 'x' { 'y' } else { 'x' };
    chars.into_iter().collect()
}
