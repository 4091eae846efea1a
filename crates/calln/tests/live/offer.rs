//! The waiting caller's offer: handed over with the match, and kept for nothing else.

use crate::caller::{Caller, anyone};
use crate::server;
use calln_wire::client::{HangUp, Join, Leave, Next, Offer, SessionDescription};
use calln_wire::server::{FailureCode, JoinReply, Matched, PartnerLeft};

const SDP: &str = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\n";

fn offer(sdp: &str) -> Offer {
    Offer { description: description(sdp), may_cross: None }
}

fn description(sdp: &str) -> SessionDescription {
    SessionDescription { kind: "offer".to_owned(), sdp: sdp.to_owned() }
}

/// A search that brings an offer, which may cross with the partner's.
fn bringing(sdp: &str) -> Join {
    Join { offer: Some(Box::new(crossing(sdp))), ..anyone() }
}

fn crossing(sdp: &str) -> Offer {
    Offer { may_cross: Some(true), ..offer(sdp) }
}

/// Whose offer this side was handed, and whether its own was handed over.
fn handed(told: Matched) -> (Option<String>, Option<bool>) {
    (told.offer.map(|offer| offer.sdp), told.offered)
}

/// Returns once the server has read all that `caller` said before.
async fn read_so_far(caller: &mut Caller) {
    assert_eq!(caller.renews("no call").await.err(), Some(FailureCode::Over));
}

#[tokio::test]
async fn p03_the_newest_offer_reaches_the_newcomer_inside_the_match() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
    waiter.waits(&anyone()).await;
    waiter.says(&offer("older")).await;
    waiter.says(&offer(SDP)).await;
    read_so_far(&mut waiter).await;

    let told = newcomer.is_matched(&anyone()).await;
    let handed = told.offer.unwrap();
    assert_eq!((handed.kind.as_str(), handed.sdp.as_str(), told.offered), ("offer", SDP, None));
    let told = waiter.hears::<Matched>().await;
    assert_eq!((told.offered, told.offer.is_some()), (Some(true), false));
}

#[tokio::test]
async fn p08_an_offer_goes_with_the_search_it_was_made_for() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
    // Before any search; then one that is given up; then one during a call.
    waiter.says(&offer(SDP)).await;
    waiter.waits(&anyone()).await;
    waiter.says(&offer(SDP)).await;
    waiter.says(&Leave {}).await;
    waiter.waits(&anyone()).await;
    let told = newcomer.is_matched(&anyone()).await;
    assert!(told.offer.is_none());
    assert_eq!(waiter.hears::<Matched>().await.offered, Some(false));
    waiter.says(&offer(SDP)).await;
    waiter.says(&HangUp { call: told.call }).await;
    newcomer.hears::<PartnerLeft>().await;

    waiter.waits(&anyone()).await;
    assert!(server.caller().await.is_matched(&anyone()).await.offer.is_none());
}

#[tokio::test]
async fn an_offer_that_is_too_large_is_refused_and_the_search_goes_on() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
    waiter.waits(&anyone()).await;
    waiter.says(&offer(&"x".repeat(16 * 1024))).await;
    waiter.is_refused(FailureCode::TooLarge).await;
    assert!(newcomer.is_matched(&anyone()).await.offer.is_none());
}

#[tokio::test]
async fn p03_two_offers_cross_with_the_match_whenever_they_came() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
    waiter.waits(&bringing("first")).await;
    let told = newcomer.is_matched(&bringing("second")).await;
    let call = told.call.clone();
    assert_eq!(handed(told), (Some("first".to_owned()), Some(true)));
    assert_eq!(handed(waiter.hears().await), (Some("second".to_owned()), Some(true)));

    // One that was left while waiting crosses with one that goes with `next`, and is handed over once.
    let mut third = server.caller().await;
    third.waits(&anyone()).await;
    third.says(&crossing("third")).await;
    read_so_far(&mut third).await;
    let next = Next { call: Some(call), op_id: None, offer: Some(Box::new(crossing("fourth"))) };
    assert!(matches!(waiter.asks(&next).await, JoinReply::Ok { .. }));
    assert_eq!(handed(waiter.hears().await), (Some("third".to_owned()), Some(true)));
    assert_eq!(handed(third.hears().await), (Some("fourth".to_owned()), Some(true)));
}

#[tokio::test]
async fn an_offer_crosses_with_none_that_its_maker_would_have_to_be_answered() {
    let server = server::start(&[]);
    // Of the waiter, then of the newcomer, it isn't known that an offer will do for an answer.
    for (waits, comes) in [
        (Join { offer: Some(Box::new(offer("first"))), ..anyone() }, bringing("second")),
        (bringing("first"), Join { offer: Some(Box::new(offer("second"))), ..anyone() }),
        (bringing("first"), anyone()),
    ] {
        let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
        waiter.waits(&waits).await;
        let told = newcomer.is_matched(&comes).await;
        assert_eq!(handed(told), (Some("first".to_owned()), None));
        assert_eq!(handed(waiter.hears().await), (None, Some(true)));
    }
    let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
    waiter.waits(&anyone()).await;
    assert_eq!(handed(newcomer.is_matched(&bringing("second")).await), (None, None));
    assert_eq!(handed(waiter.hears().await), (None, Some(false)));
}

#[tokio::test]
async fn p10_no_offer_reaches_a_partner_where_either_hides() {
    let server = server::start(&[]);
    for (waits, comes) in [
        (Join { hide_address: Some(true), ..bringing("first") }, bringing("second")),
        (bringing("first"), Join { hide_address: Some(true), ..bringing("second") }),
    ] {
        let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
        waiter.waits(&waits).await;
        assert_eq!(handed(newcomer.is_matched(&comes).await), (None, None));
        assert_eq!(handed(waiter.hears().await), (None, Some(false)));
    }
}

#[tokio::test]
async fn p08_an_offer_that_a_refused_request_brought_is_forgotten() {
    let server = server::start(&[]);
    let (mut one, mut other) = (server.caller().await, server.caller().await);
    one.waits(&anyone()).await;
    let call = other.is_matched(&anyone()).await.call;
    one.hears::<Matched>().await;
    let refused: JoinReply = one.asks(&bringing("kept from before")).await;
    assert!(matches!(refused, JoinReply::Refused { error, .. } if error.code == FailureCode::InCall));
    let mut stranger = server.caller().await;
    let next = Next { call: None, op_id: None, offer: Some(Box::new(crossing("kept from before"))) };
    let refused: JoinReply = stranger.asks(&next).await;
    assert!(matches!(refused, JoinReply::Refused { error, .. } if error.code == FailureCode::NotJoined));

    let next = Next { call: Some(call), op_id: None, offer: None };
    assert!(matches!(one.asks(&next).await, JoinReply::Ok { .. }));
    assert_eq!(handed(stranger.is_matched(&anyone()).await), (None, None));
    assert_eq!(handed(one.hears().await), (None, Some(false)));
}

#[tokio::test]
async fn a_request_whose_offer_is_too_large_is_refused_whole() {
    let server = server::start(&[]);
    let mut caller = server.caller().await;
    let refused: JoinReply = caller.asks(&bringing(&"x".repeat(16 * 1024))).await;
    assert!(matches!(refused, JoinReply::Refused { error, .. } if error.code == FailureCode::TooLarge));
    assert!(server.caller().await.waits(&anyone()).await.supply == calln_wire::server::Headcount::of(0));
}

#[tokio::test]
async fn p02_an_offer_that_may_name_a_relay_is_not_handed_to_who_refuses_relays_nor_exchanged_with_theirs() {
    let server = server::start(&[]);
    let direct = |join: Join| Join { direct_only: Some(true), ..join };
    for (waits, comes, handed_over) in [
        (bringing("any's"), direct(bringing("direct's")), [(None, Some(false)), (None, None)]),
        (direct(bringing("direct's")), bringing("any's"), [(None, Some(true)), (Some("direct's"), None)]),
        (
            direct(bringing("one's")),
            direct(bringing("other's")),
            [(Some("other's"), Some(true)), (Some("one's"), Some(true))],
        ),
    ] {
        let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
        waiter.waits(&waits).await;
        let to_newcomer = newcomer.is_matched(&comes).await;
        let told = [waiter.hears::<Matched>().await, to_newcomer];
        assert!(told.iter().all(|told| told.direct_only == Some(true)));
        let handed_over = handed_over.map(|(offer, offered)| (offer.map(str::to_owned), offered));
        assert_eq!(told.map(handed), handed_over);
    }
}
