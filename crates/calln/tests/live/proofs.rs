//! Proofs of work: who is asked for one, and what a proof is good for.

use calln_wire::client::{HangUp, Join, Next};
use calln_wire::proof::{Challenge, Proof};
use calln_wire::server::{Failed, FailureCode, JoinReply, JoinState, Matched, PartnerLeft, Why};

use crate::caller::{Caller, anyone, refusal, solve, state};
use crate::server::{self, Server};

const SKIPPER: &str = "203.0.113.7";

/// A server behind a proxy, whose callers are limited as anywhere.
fn start(arguments: &[&str]) -> Server {
    server::start(&[&["--trusted-proxies", "127.0.0.0/8"], arguments].concat())
}

fn with(proof: Proof) -> Join {
    Join { proof: Some(Box::new(proof)), ..anyone() }
}

/// The puzzle in a refusal that must be about one.
fn puzzle(reply: JoinReply) -> Challenge {
    let Failed { code, challenge, .. } = refusal(reply);
    assert_eq!(code, FailureCode::ProveWork);
    *challenge.unwrap()
}

fn next(call: &str) -> Next {
    Next { call: Some(call.to_owned()), op_id: None, offer: None }
}

/// Somebody comes whom a waiting caller is matched with, and goes once that call is over.
async fn meets(server: &Server, caller: &mut Caller) -> (Caller, String) {
    let mut partner = server.caller_from("192.0.2.1").await;
    partner.is_matched(&anyone()).await;
    let call = caller.hears::<Matched>().await.call;
    (partner, call)
}

/// Skips everybody until asked to prove some work; the puzzle, and how many were skipped before.
async fn skip_until_asked(server: &Server, skipper: &mut Caller) -> (Challenge, u32) {
    for skipped in 0.. {
        let (mut partner, call) = meets(server, skipper).await;
        let reply: JoinReply = skipper.asks(&next(&call)).await;
        let left = partner.hears::<PartnerLeft>().await;
        assert_eq!(left.call, call, "the call is over in any case");
        if matches!(reply, JoinReply::Refused { .. }) {
            assert_eq!(left.why, Why::HungUp);
            return (puzzle(reply), skipped);
        }
        assert_eq!(state(reply), JoinState::Waiting);
    }
    unreachable!("it was never asked")
}

#[tokio::test]
async fn an_ordinary_caller_is_never_asked() {
    let server = start(&[]);
    let mut caller = server.caller_from(SKIPPER).await;
    // Moves on, hangs up and calls again, changes the wish: ten times, and each of the calls is a short one.
    caller.waits(&anyone()).await;
    for _ in 0..5 {
        let (mut partner, call) = meets(&server, &mut caller).await;
        assert_eq!(state(caller.asks(&next(&call)).await), JoinState::Waiting);
        partner.hears::<PartnerLeft>().await;
        partner.goes().await;
        let (mut partner, call) = meets(&server, &mut caller).await;
        caller.says(&HangUp { call }).await;
        partner.hears::<PartnerLeft>().await;
        partner.goes().await;
        caller.waits(&anyone()).await;
    }
    assert!(!server.metrics().contains("calln_proofs_asked_total{"));
}

#[tokio::test]
async fn who_skips_a_lot_is_asked_and_goes_on_after_one_proof() {
    let server = start(&["--moderation-skips", "2"]);
    let mut skipper = server.caller_from(SKIPPER).await;
    skipper.waits(&anyone()).await;
    let (challenge, skipped) = skip_until_asked(&server, &mut skipper).await;
    assert_eq!(skipped, 2);
    puzzle(skipper.asks(&anyone()).await);

    skipper.waits(&with(solve(&challenge))).await;
    let (_, skipped) = skip_until_asked(&server, &mut skipper).await;
    assert!((9..12).contains(&skipped), "{skipped} after a proof that pays for ten searches");
    // A new connection of the same address has skipped nobody.
    let mut other = server.caller_from(SKIPPER).await;
    other.waits(&anyone()).await;
    let metrics = server.metrics();
    assert!(metrics.contains("calln_proofs_total 1\n"), "{metrics}");
    assert!(metrics.contains("calln_proofs_asked_total{why=\"skips\"} 3\n"), "{metrics}");
}

#[tokio::test]
async fn a_proof_that_is_replayed_forged_or_anothers_is_refused() {
    let server = start(&["--moderation-skips", "1"]);
    let (mut skipper, mut other) = (server.caller_from(SKIPPER).await, server.caller_from(SKIPPER).await);
    skipper.waits(&anyone()).await;
    let (challenge, _) = skip_until_asked(&server, &mut skipper).await;
    let proof = solve(&challenge);
    assert_eq!(refusal(other.asks(&with(proof.clone())).await).code, FailureCode::BadProof, "of another");

    let mut forged = proof.clone();
    forged.challenge.parameters.key_prefix = String::new();
    assert_eq!(refusal(skipper.asks(&with(forged)).await).code, FailureCode::BadProof);
    // That was the one try at this puzzle. There is another.
    assert_eq!(refusal(skipper.asks(&with(proof)).await).code, FailureCode::BadProof);
    let proof = solve(&puzzle(skipper.asks(&anyone()).await));
    skipper.waits(&with(proof.clone())).await;
    assert_eq!(refusal(skipper.asks(&with(proof)).await).code, FailureCode::BadProof, "shown again");
    let metrics = server.metrics();
    assert!(metrics.contains("calln_proofs_total 1\n"), "{metrics}");
}

#[tokio::test]
async fn in_an_attack_everybody_is_asked() {
    let server = start(&["--moderation-searches-per-second", "1"]);
    let mut flood = server.caller_from("2001:db8::1").await;
    let mut honest = server.caller_from(SKIPPER).await;
    honest.waits(&anyone()).await;
    let mut asked = None;
    // Within what one connection may ask for, but with others of its kind more than the operator expects.
    let mut floods = [server.caller_from("2001:db8:1::1").await, server.caller_from("2001:db8:2::1").await];
    for n in 0..60 {
        let join = Join { want: calln_wire::client::Want::Only(vec!["NZ".to_owned()]), ..anyone() };
        if let JoinReply::Refused { error, .. } = floods[n % 2].asks(&join).await {
            asked = error.challenge;
            break;
        }
        floods[n % 2].hears::<calln_wire::server::Waiting>().await;
    }
    assert!(asked.is_some(), "the flood is asked");
    let challenge = puzzle(flood.asks(&anyone()).await);
    assert_eq!(flood.is_matched(&with(solve(&challenge))).await.call, honest.hears::<Matched>().await.call);
    assert!(server.log().contains("moderation.searches_per_second"), "the operator is told");
    assert!(server.metrics().contains("calln_proofs_asked_total{why=\"attack\"}"));
}
