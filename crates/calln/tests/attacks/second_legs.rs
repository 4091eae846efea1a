//! One connection shows the tokens of several legs: both sides of a call, or a second call. If it could take a second leg,
//! a call would end for whoever is on the other side without a word, and the relay would serve it after its end.

use std::time::Duration;

use calln_client::Transport;
use calln_turn::{Probe, ProbeError};
use calln_wire::client::HangUp;
use calln_wire::server::{FailureCode, PartnerLeft, Returned, Why};
use tokio::time::{Instant, sleep};

use crate::relay_elsewhere::way;
use crate::server;

/// How soon the relay must have let go of a call.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_connection_in_a_call_takes_no_second_leg() {
    for transport in Transport::ALL {
        let server = server::start(&[]).over(transport);
        let (_a, mut partner, (own, partners)) = server.matched_call().await;
        let (_c, _d, (other, _)) = server.matched_call().await;

        let mut attacker = server.caller().await;
        let resumed = attacker.resumes(&own.token).await;
        partner.hears::<Returned>().await;
        attacker.cannot_resume(&partners.token, FailureCode::InCall).await;
        attacker.cannot_resume(&other.token, FailureCode::InCall).await;
        // It may take its own leg once more: an answer that was lost.
        attacker.resumes(&resumed.token).await;
        partner.hears::<Returned>().await;

        attacker.says(&HangUp { call: own.call }).await;
        assert_eq!(partner.hears::<PartnerLeft>().await.why, Why::HungUp);
        let relay = attacker.welcome.ice_servers.iter().find(|server| server.username.is_some());
        let (address, credentials) = way(relay.unwrap().clone());
        attacker.breaks();
        let started = Instant::now();
        loop {
            let mut probe = Probe::udp(address, credentials.clone()).await.unwrap();
            match probe.allocate().await {
                Err(ProbeError::Refused(401)) => break,
                outcome => {
                    assert!(started.elapsed() < SOON, "the relay still serves who has left: {outcome:?}")
                }
            }
            sleep(Duration::from_millis(50)).await;
        }
        println!("2 legs of others refused; the relay let go of the attacker in {:?}", started.elapsed());
    }
}
