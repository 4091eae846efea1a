//! The waiting caller's offer: handed over with the match, and kept for nothing else.

use crate::caller::{Caller, anyone};
use crate::server;
use calln_wire::client::{HangUp, Leave, Offer, SessionDescription};
use calln_wire::server::{FailureCode, Matched, PartnerLeft};

const SDP: &str = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\n";

fn offer(sdp: &str) -> Offer {
    Offer { description: SessionDescription { kind: "offer".to_owned(), sdp: sdp.to_owned() } }
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
