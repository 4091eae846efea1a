//! Somebody leaves each call by cutting the line: without a goodbye, so that the server keeps the place for a while.

use std::time::{Duration, Instant};

use calln_client::Transport;
use calln_core::moderation::defaults;
use calln_wire::client::Next;
use calln_wire::server::{FailureCode, JoinReply, JoinState, Matched, PartnerLeft, Reconnecting, Why};

use crate::caller::{anyone, state};
use crate::server;

const DROPPER: &str = "203.0.113.7";
const VICTIM: &str = "198.51.100.1";
/// How many skips are free here: fewer than by default, since the victim must not run into its own limit on requests.
const FREE: u32 = 10;
const DROPS: u32 = 25;

#[tokio::test]
async fn cutting_the_line_costs_what_a_skip_costs_and_costs_the_victim_nothing() {
    for transport in Transport::ALL {
        let free = FREE.to_string();
        let server =
            server::start(&["--trusted-proxies", "127.0.0.0/8", "--moderation-skips", &free]).over(transport);
        let mut victim = server.caller_from(VICTIM).await;
        victim.waits(&anyone()).await;
        let (begun, mut asked_after) = (Instant::now(), None);
        for dropped in 0..DROPS {
            let mut dropper = server.caller_from(DROPPER).await;
            match dropper.asks(&anyone()).await {
                JoinReply::Ok { state, .. } => {
                    assert_eq!(state, JoinState::Matched);
                    // Who polls waits for more after that, as a page does.
                    dropper.hears::<Matched>().await;
                }
                JoinReply::Refused { error, .. } => {
                    assert_eq!(error.code, FailureCode::ProveWork);
                    asked_after = Some(dropped);
                    break;
                }
            }
            let call = victim.hears::<Matched>().await.call;
            dropper.breaks();
            victim.hears::<Reconnecting>().await;
            // Goes on at once, and isn't the one who skips.
            let next = Next { call: Some(call), op_id: None, offer: None };
            assert_eq!(state(victim.asks(&next).await), JoinState::Waiting, "after {dropped} drops");
        }
        println!("{} lines cut before a proof of work was asked for", asked_after.unwrap_or(DROPS));
        // A part of one has grown back as soon as half a second has passed, and all of one in this time.
        let grown_back = 1 + begun.elapsed().as_secs() / defaults::SKIP_EVERY.as_secs();
        let asked_after = asked_after.expect("a proof of work was asked for");
        assert!((FREE..=FREE + grown_back as u32).contains(&asked_after), "{asked_after}");
    }
}

#[tokio::test]
async fn nobody_sits_long_before_somebody_who_cut_the_line_at_once() {
    for transport in Transport::ALL {
        // What a call of some age waits for its callers.
        let server =
            server::start(&["--trusted-proxies", "127.0.0.0/8", "--return-within", "600"]).over(transport);
        let mut victim = server.caller_from(VICTIM).await;
        victim.waits(&anyone()).await;
        let mut dropper = server.caller_from(DROPPER).await;
        dropper.is_matched(&anyone()).await;
        victim.hears::<Matched>().await;
        dropper.breaks();
        victim.hears::<Reconnecting>().await;
        let left = tokio::time::timeout(Duration::from_secs(60), victim.hears::<PartnerLeft>()).await;
        assert_eq!(left.expect("let go long before").why, Why::Lost);
        println!("let go in less than a minute, where an older call waits for ten");
    }
}
