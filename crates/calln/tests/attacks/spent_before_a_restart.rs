//! Somebody shows after a restart what was used or ended before it.

use calln_client::Transport;
use calln_wire::client::HangUp;
use calln_wire::server::{FailureCode, PartnerLeft, Reconnecting, Returned};
use rustix::process::Signal;

use crate::server;

#[tokio::test]
async fn a_used_token_stays_used_though_the_server_was_killed_and_its_successor_is_good() {
    for transport in Transport::ALL {
        let server = server::start(&[]).over(transport);
        let (waiter, mut newcomer, (first, second)) = server.matched_call().await;
        waiter.breaks();
        newcomer.hears::<Reconnecting>().await;
        let successor = server.caller().await.resumes(&first.token).await.token;
        newcomer.hears::<Returned>().await;

        let mut server = server.restart(Signal::KILL, &[]);
        // Twice, since what is known must be known to the one after the next as well.
        for restart in 0..2 {
            server.caller().await.cannot_resume(&first.token, FailureCode::BadToken).await;
            println!("after restart {}: the used token leads nowhere", restart + 1);
            if restart == 0 {
                server = server.restart(Signal::KILL, &[]);
            }
        }
        let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
        assert!(!waiter.resumes(&successor).await.partner_present);
        assert!(newcomer.resumes(&second.token).await.partner_present);
        waiter.hears::<Returned>().await;
    }
}

#[tokio::test]
async fn a_call_that_is_over_stays_over_though_the_server_was_killed() {
    for transport in Transport::ALL {
        let server = server::start(&[]).over(transport);
        let (mut waiter, mut newcomer, (first, second)) = server.matched_call().await;
        waiter.says(&HangUp { call: first.call.clone() }).await;
        newcomer.hears::<PartnerLeft>().await;
        let server = server.restart(Signal::KILL, &[]);
        for token in [&first.token, &second.token] {
            server.caller().await.cannot_resume(token, FailureCode::Over).await;
        }
        println!("2 tokens of an ended call lead nowhere after a restart");
    }
}
