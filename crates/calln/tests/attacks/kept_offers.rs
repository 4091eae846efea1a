//! Callers who leave offers for whoever comes, as large as they may be, and meet nobody: somebody has to keep them.

use calln_wire::client::{Join, Offer, SessionDescription, Want};
use calln_wire::server::{Failed, FailureCode, Matched};

use crate::caller::{Caller, anyone};
use crate::server::{self, Server};

const CLIENTS: usize = 500;
/// The most that an offer may have, nearly.
const OFFER: usize = 16_000;
const BUDGET_KIB: u64 = 1024;
/// What the server's memory may grow by besides, in KiB: half of what would be there without a budget.
const GROWTH_KIB: u64 = 8 * 1024;
const ATTACKER: &str = "203.0.113.7";
/// What those who may wait behind one address can have of offers.
const SITE_KIB: u64 = 16 * PLACES;
const PLACES: u64 = 8;

fn offer() -> Offer {
    let description = SessionDescription { kind: "offer".to_owned(), sdp: "x".repeat(OFFER) };
    Offer { description, may_cross: None }
}

/// The server's own figure of what it keeps, in KiB.
fn kept_kib(server: &Server) -> u64 {
    let metrics = server.metrics();
    let bytes = metrics.lines().find_map(|line| line.strip_prefix("calln_offers_bytes ")).unwrap();
    bytes.parse::<u64>().unwrap().div_ceil(1024)
}

async fn connected(server: &Server, address: impl Fn(usize) -> String) -> Vec<Caller> {
    let mut callers = Vec::new();
    for n in 0..CLIENTS {
        callers.push(server.caller_from(&address(n)).await);
    }
    callers
}

/// All leave an offer, as they join or afterwards.
async fn leave_offers(callers: &mut [Caller]) {
    let nobody_here = || Want::Only(vec!["NZ".to_owned()]);
    for (n, caller) in callers.iter_mut().enumerate() {
        if n % 2 == 0 {
            caller.says(&Join { want: nobody_here(), offer: Some(Box::new(offer())), ..anyone() }).await;
        } else {
            caller.says(&Join { want: nobody_here(), ..anyone() }).await;
            caller.says(&offer()).await;
        }
    }
    // All has been read once a later event is answered.
    for caller in callers {
        caller.says_raw("read so far", &serde_json::json!({})).await;
        while caller.hears::<Failed>().await.code != FailureCode::UnknownEvent {}
    }
}

#[tokio::test]
async fn offers_stay_within_their_budget_and_one_address_has_a_part_of_it() {
    let places = PLACES.to_string();
    let budget = (BUDGET_KIB * 1024).to_string();
    let settings = ["--limits-total-offer-bytes", &budget, "--limits-waiting", &places];
    let server = server::start(&[&["--trusted-proxies", "127.0.0.0/8"], &settings[..]].concat());
    let mut of_one_address = connected(&server, |_| ATTACKER.to_owned()).await;
    let mut from_everywhere = connected(&server, |n| format!("198.{}.{}.1", n / 256, n % 256)).await;
    let before = server.resident_kib();

    leave_offers(&mut of_one_address).await;
    let of_one = kept_kib(&server);
    leave_offers(&mut from_everywhere).await;
    let of_all = kept_kib(&server);
    let grown = server.peak_kib().saturating_sub(before);
    assert!(grown <= BUDGET_KIB + GROWTH_KIB, "grew by {grown} KiB");
    assert!(of_one <= SITE_KIB, "{of_one} KiB of one address");
    assert!((SITE_KIB..=BUDGET_KIB).contains(&of_all), "{of_all} KiB");

    // Whose offer isn't kept is told so when it meets somebody, and has lost nothing else.
    let (mut waiter, mut newcomer) =
        (server.caller_from("192.0.2.1").await, server.caller_from("192.0.3.1").await);
    waiter.waits(&Join { offer: Some(Box::new(offer())), ..anyone() }).await;
    newcomer.is_matched(&anyone()).await;
    assert_eq!(waiter.hears::<Matched>().await.offered, Some(false));

    for attacker in of_one_address.into_iter().chain(from_everywhere) {
        attacker.goes().await;
    }
    while kept_kib(&server) > 0 {}
    println!(
        "{} offers of {OFFER} bytes: {of_one} KiB kept of one address, {of_all} KiB of all with a budget of {BUDGET_KIB} KiB; \
         memory grew by {grown} KiB",
        2 * CLIENTS
    );
}
