//! Somebody fills the queue with callers that say nothing.

use calln_client::Transport;
use calln_core::moderation::defaults;
use calln_wire::client::{Join, Next, Want};
use calln_wire::server::{FailureCode, JoinReply, JoinState, Matched, PartnerLeft};

use crate::caller::{Caller, anyone, refusal, state};
use crate::server;

const BOTS: &str = "203.0.113.7";
/// As many as were tried when this was found.
const MANY: usize = 60;
/// May wait at the same time.
const PLACES: usize = 8;

/// Somebody who waits, since nobody is there whom it wants.
fn in_session(session: &str) -> Join {
    Join { want: Want::Only(vec!["NZ".to_owned()]), session: Some(session.to_owned()), ..anyone() }
}

#[tokio::test]
async fn one_session_waits_once_and_the_older_caller_is_told() {
    for transport in Transport::ALL {
        let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]).over(transport);
        let mut waiting = Vec::<Caller>::new();
        for _ in 0..MANY {
            let mut caller = server.caller_from(BOTS).await;
            caller.waits(&in_session("one")).await;
            waiting.push(caller);
        }
        let metrics = server.metrics();
        assert!(metrics.contains("calln_waiting 1\n"), "{metrics}");
        for elder in &mut waiting[..MANY - 1] {
            elder.is_refused(FailureCode::Elsewhere).await;
        }
        println!("{MANY} callers of one session: 1 waits");
    }
}

#[tokio::test]
async fn one_site_waits_no_more_often_than_it_may() {
    for transport in Transport::ALL {
        let server =
            server::start(&["--trusted-proxies", "127.0.0.0/8", "--limits-waiting", &PLACES.to_string()])
                .over(transport);
        for site in ["IPv4", "IPv6"] {
            let (mut waiting, mut refused) = (Vec::new(), 0);
            for n in 0..MANY {
                // Every address of one /48 is one site.
                let address = if site == "IPv4" { BOTS.to_owned() } else { format!("2001:db8:1:{n:x}::1") };
                let mut caller = server.caller_from(&address).await;
                match caller.asks(&in_session(&format!("{site} {n}"))).await {
                    JoinReply::Ok { state, .. } => assert_eq!(state, JoinState::Waiting),
                    JoinReply::Refused { error, .. } => {
                        assert_eq!((error.code, error.retry_after), (FailureCode::SlowDown, Some(10)));
                        refused += 1;
                    }
                }
                waiting.push(caller);
            }
            assert_eq!(MANY - refused, PLACES);
            println!("{site}: {} of {MANY} callers of one site wait", MANY - refused);
            // Another has a place, and so has this one once another of its own is gone.
            server.caller_from("198.51.100.1").await.waits(&in_session("another's")).await;
            waiting.remove(0).goes().await;
            loop {
                let last = waiting.last_mut().unwrap();
                if let JoinReply::Ok { .. } = last.asks(&in_session(&format!("{site} again"))).await {
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn who_goes_on_from_partners_that_say_nothing_is_not_asked_to_work() {
    for transport in Transport::ALL {
        // With one skip free the second would have to be paid for.
        let server =
            server::start(&["--trusted-proxies", "127.0.0.0/8", "--moderation-skips", "1"]).over(transport);
        let mut honest = server.caller_from("198.51.100.1").await;
        honest.waits(&anyone()).await;
        let next = |call: String| Next { call: Some(call), op_id: None, offer: None };
        for n in 0..2 {
            let mut bot = server.caller_from(BOTS).await;
            bot.is_matched(&anyone()).await;
            let call = honest.hears::<Matched>().await.call;
            honest.says_raw("signal", &serde_json::json!({ "call": call, "n": 1 })).await;
            bot.hears_signal().await;
            // The passing of this time is what is tried.
            let passed = tokio::time::timeout(defaults::SILENCE, bot.stays()).await;
            assert!(passed.is_err());
            assert_eq!(state(honest.asks(&next(call)).await), JoinState::Waiting, "silent partner {n}");
            bot.hears::<PartnerLeft>().await;
            assert_eq!(refusal(bot.asks(&anyone()).await).code, FailureCode::ProveWork);
        }
        println!("2 silent partners left, with one skip free: nobody asked but they");
    }
}
