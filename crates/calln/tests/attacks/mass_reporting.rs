//! A mob reports somebody. Reports are weighed in the lobby, where nothing is known of transports; that they get there over both
//! is tried in `forged_calls_and_tokens`.

use calln_wire::safety::{Banned, Reason, Report};
use calln_wire::server::{Acknowledgement, Matched, PartnerLeft};

use crate::caller::{Caller, anyone};
use crate::server::{self, Server};

const VICTIM: &str = "203.0.113.7";
/// Each address of a /24 once: after a report the two don't meet again for a day.
const MOB: u32 = 256;

async fn is_reported(server: &Server, reported: &mut Caller, by: &str) {
    let mut reporter = server.caller_from(by).await;
    reported.waits(&anyone()).await;
    let call = reporter.is_matched(&anyone()).await.call;
    reported.hears::<Matched>().await;
    let report = Report { call, reason: Reason::Spam, end: Some(true) };
    assert!(matches!(reporter.asks_for(&report).await, Acknowledgement::Ok { .. }));
    reported.hears::<PartnerLeft>().await;
}

#[tokio::test]
async fn every_address_of_one_24_bans_nobody_and_three_networks_do() {
    // Faster than fingers: what is tried here is the policy, not the limits that would slow the mob down.
    let everybody = ["--limits-exempt", "0.0.0.0/0", "--moderation-talk", "0"];
    let server = server::start(&[&["--trusted-proxies", "127.0.0.0/8"], &everybody[..]].concat());
    let mut victim = server.caller_from(VICTIM).await;
    for n in 0..MOB {
        is_reported(&server, &mut victim, &format!("198.51.100.{n}")).await;
    }
    let mut elsewhere = server.caller_from(VICTIM).await;
    elsewhere.waits(&anyone()).await;
    elsewhere.goes().await;
    println!("{MOB} reports from the addresses of one /24: no ban");

    // The mob's own reports don't count against a real offender's share of calls either: these are other callers.
    let mut offender = server.caller_from("192.0.2.7").await;
    for by in ["198.51.100.1", "203.0.114.1", "192.0.3.1"] {
        is_reported(&server, &mut offender, by).await;
    }
    let notice = offender.hears::<Banned>().await;
    assert_eq!(server.turns_away("192.0.2.7").await, notice);
    println!("3 reports from distinct networks: banned");
}
