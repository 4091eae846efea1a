//! Reports, blocks and bans through the real server, with callers whom a proxy reports from many addresses.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::caller::{Caller, anyone};
use crate::server::{self, Server};
use calln_wire::client::{Join, Next};
use calln_wire::http::{MyData, What};
use calln_wire::safety::{Banned, Block, Reason, Report};
use calln_wire::server::{Acknowledgement, FailureCode, JoinReply, JoinState, Matched, PartnerLeft, Why};
use rustix::process::Signal;

const OFFENDER: &str = "203.0.113.7";
/// Three lines.
const REPORTERS: [&str; 3] = ["192.0.2.1", "198.51.100.1", "192.0.3.1"];

/// A server behind a proxy, where any talk is long enough to be reported.
fn start(arguments: &[&str]) -> Server {
    let behind_a_proxy = ["--trusted-proxies", "127.0.0.0/8", "--moderation-talk", "0"];
    server::start(&[&behind_a_proxy, arguments].concat())
}

/// The two in a call, the first of them waiting.
async fn call(first: &mut Caller, second: &mut Caller) -> String {
    first.waits_after_work(&anyone()).await;
    let call = second.is_matched(&anyone()).await.call;
    assert_eq!(first.hears::<Matched>().await.call, call);
    call
}

fn about(call: &str, reason: Reason) -> Report {
    Report { call: call.to_owned(), reason, end: Some(true) }
}

async fn is_refused(caller: &mut Caller, report: &Report) -> FailureCode {
    match caller.asks_for(report).await {
        Acknowledgement::Refused { error, .. } => error.code,
        Acknowledgement::Ok { .. } => panic!("it was accepted"),
    }
}

async fn is_accepted(caller: &mut Caller, report: &Report) {
    assert!(matches!(caller.asks_for(report).await, Acknowledgement::Ok { ok: true }));
}

/// Three callers of distinct networks talk to the offender and report it; it hears of the first two nothing.
async fn convict(server: &Server, offender: &mut Caller, reason: Reason) -> Banned {
    for (n, address) in REPORTERS.into_iter().enumerate() {
        let mut reporter = server.caller_from(address).await;
        let call = call(offender, &mut reporter).await;
        is_accepted(&mut reporter, &about(&call, reason)).await;
        assert_eq!(offender.hears::<PartnerLeft>().await.why, Why::HungUp, "after report {n}");
    }
    offender.hears().await
}

fn data_of(server: &Server, method: &str, address: &str) -> MyData {
    let (status, body) = server.ask(method, "/api/my-data", &format!("x-forwarded-for: {address}\r\n"));
    assert_eq!(status, 200);
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn p11_three_reports_from_distinct_networks_ban_every_socket_of_the_address() {
    let server = start(&["--operator-contact", "safety@example.org"]);
    let mut offender = server.caller_from(OFFENDER).await;
    let mut elsewhere = server.caller_from(OFFENDER).await;
    let mut neighbour = server.caller_from("203.0.113.8").await;

    let notice = convict(&server, &mut offender, Reason::Harassment).await;
    assert_eq!(notice.reason, Reason::Harassment);
    assert_eq!(notice.contact.as_deref(), Some("safety@example.org"));
    let hour = SystemTime::now() + Duration::from_secs(3_600);
    assert!(notice.until.abs_diff(hour.duration_since(UNIX_EPOCH).unwrap().as_secs()) < 60, "an hour");
    offender.sees_the_end().await;

    assert_eq!(elsewhere.hears::<Banned>().await, notice, "another tab is told as well");
    elsewhere.sees_the_end().await;
    assert_eq!(server.turns_away(OFFENDER).await, notice, "and so is a new socket, first thing");
    assert_eq!(server.turns_away("::ffff:203.0.113.7").await, notice, "however the address is written");
    neighbour.waits(&anyone()).await;
}

#[tokio::test]
async fn a_ban_outlives_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bans.db");
    let bans = ["--bans-file", file.to_str().unwrap()];
    let first = start(&bans);
    let mut offender = first.caller_from(OFFENDER).await;
    let notice = convict(&first, &mut offender, Reason::Scam).await;
    first.stop();
    assert_eq!(start(&bans).turns_away(OFFENDER).await, notice);
}

#[tokio::test]
async fn a_damaged_ban_file_is_told_and_left_alone_and_bans_hold() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bans.db");
    std::fs::write(&file, "not a database, and long enough to look like one".repeat(100)).unwrap();
    let before = std::fs::read(&file).unwrap();
    let server = start(&["--bans-file", file.to_str().unwrap()]);
    let (status, says) = server.get("/readyz");
    assert_eq!(status, 200, "callers can be matched");
    assert!(says.starts_with("ready, but the ban store is damaged"), "{says}");
    let mut offender = server.caller_from(OFFENDER).await;
    let notice = convict(&server, &mut offender, Reason::Hate).await;
    assert_eq!(server.turns_away(OFFENDER).await, notice);
    let (_, log) = server.stop();
    assert!(log.contains("damaged"), "{log}");
    assert_eq!(std::fs::read(file).unwrap(), before);
}

#[tokio::test]
async fn the_first_report_of_a_child_blocks_at_once_and_shortly() {
    let server = start(&[]);
    let mut offender = server.caller_from(OFFENDER).await;
    let mut reporter = server.caller_from(REPORTERS[0]).await;
    let call = call(&mut offender, &mut reporter).await;
    let report = Report { end: None, ..about(&call, Reason::Under18) };
    is_accepted(&mut reporter, &report).await;
    let notice = offender.hears::<Banned>().await;
    let half_an_hour = SystemTime::now() + Duration::from_secs(1_800);
    assert!(notice.until.abs_diff(half_an_hour.duration_since(UNIX_EPOCH).unwrap().as_secs()) < 60);
    assert_eq!(reporter.hears::<PartnerLeft>().await.why, Why::Disconnected, "the call ends with the ban");
}

#[tokio::test]
async fn a_report_that_does_not_count_says_why() {
    let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]);
    let (mut a, mut b) = (server.caller_from(OFFENDER).await, server.caller_from(REPORTERS[0]).await);
    let call = call(&mut a, &mut b).await;
    let report = about(&call, Reason::Spam);
    let mut stranger = server.caller_from(REPORTERS[1]).await;
    assert_eq!(is_refused(&mut stranger, &report).await, FailureCode::Over, "a call of others");
    assert_eq!(is_refused(&mut b, &report).await, FailureCode::TalkTooShort);
    a.hears::<PartnerLeft>().await;

    let server = start(&["--moderation-quota", "1"]);
    let (mut a, mut b) = (server.caller_from(OFFENDER).await, server.caller_from(REPORTERS[0]).await);
    let first = self::call(&mut a, &mut b).await;
    is_accepted(&mut b, &about(&first, Reason::Spam)).await;
    assert_eq!(is_refused(&mut b, &about(&first, Reason::Spam)).await, FailureCode::AlreadyReported);
    let mut c = server.caller_from(REPORTERS[1]).await;
    let second = self::call(&mut b, &mut c).await;
    assert_eq!(is_refused(&mut b, &about(&second, Reason::Spam)).await, FailureCode::QuotaSpent);
    b.says_raw("report", &serde_json::json!({ "call": second, "reason": "dislike" })).await;
    b.is_refused(FailureCode::Malformed).await;
}

#[tokio::test]
async fn behind_a_proxy_that_is_not_trusted_a_report_bans_nobody() {
    let server = server::start(&["--moderation-talk", "0", "--moderation-networks", "1"]);
    let (mut a, mut b) = (server.caller_from(OFFENDER).await, server.caller_from(REPORTERS[0]).await);
    let call = call(&mut a, &mut b).await;
    is_accepted(&mut b, &about(&call, Reason::Spam)).await;
    a.hears::<PartnerLeft>().await;
    a.waits(&anyone()).await;
    server.caller_from(OFFENDER).await;
}

/// Two look for a partner, each from an address and in a browser session, and don't meet. Others meet both.
async fn are_kept_apart(server: &Server, a: (&str, &str), b: (&str, &str)) {
    let session = |tag: &str| Join { session: Some(tag.to_owned()), ..anyone() };
    // On new connections, where the lobby's memory of recent partners doesn't reach.
    let (mut one, mut other) = (server.caller_from(a.0).await, server.caller_from(b.0).await);
    one.waits(&session(a.1)).await;
    other.waits(&session(b.1)).await;
    let mut third = server.caller_from(REPORTERS[1]).await;
    third.is_matched(&session("somebody else")).await;
    one.hears::<Matched>().await;
    let reply: JoinReply = other.asks(&Next { call: None, op_id: None, offer: None }).await;
    assert!(matches!(reply, JoinReply::Ok { state: JoinState::Waiting, .. }));
    other.goes().await;
    one.goes().await;
    third.goes().await;
    while !server.is_empty() {}
}

/// A call between two, which the first ends by a block or by a report that doesn't count.
async fn blocks(server: &Server, a: (&str, &str), b: (&str, &str), block: bool) {
    let session = |tag: &str| Join { session: Some(tag.to_owned()), ..anyone() };
    let (mut one, mut other) = (server.caller_from(a.0).await, server.caller_from(b.0).await);
    one.waits(&session(a.1)).await;
    let call = other.is_matched(&session(b.1)).await.call;
    one.hears::<Matched>().await;
    if block {
        let block = Block { call: call.clone() };
        assert!(matches!(one.asks_for(&block).await, Acknowledgement::Ok { .. }));
    } else {
        // Too short a talk to be reported; the wish counts all the same.
        assert_eq!(is_refused(&mut one, &about(&call, Reason::Other)).await, FailureCode::TalkTooShort);
    }
    assert_eq!(other.hears::<PartnerLeft>().await.why, Why::HungUp);
    drop((one, other));
    while !server.is_empty() {}
}

#[tokio::test]
async fn p09_two_of_whom_one_blocked_the_other_do_not_meet_again_reload_or_not() {
    let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]);
    let pairs =
        [(true, ("192.0.9.1", "a"), ("192.0.9.2", "b")), (false, ("192.0.9.3", "c"), ("192.0.9.4", "d"))];
    for (block, a, b) in pairs {
        blocks(&server, a, b, block).await;
        are_kept_apart(&server, a, b).await;
        // In another browser, and from another network.
        are_kept_apart(&server, a, (b.0, "a new one")).await;
        are_kept_apart(&server, (a.0, "a new one"), ("192.0.9.5", b.1)).await;
    }
    assert_eq!(server.get("/readyz").0, 200);
}

#[tokio::test]
async fn p09_two_who_are_kept_apart_do_not_meet_after_a_restart() {
    let behind_a_proxy = ["--trusted-proxies", "127.0.0.0/8"];
    let (a, b) = (("192.0.9.1", "a"), ("192.0.9.2", "b"));
    let server = server::start(&behind_a_proxy);
    blocks(&server, a, b, true).await;
    let server = server.restart(Signal::KILL, &behind_a_proxy);
    are_kept_apart(&server, a, (b.0, "a new one")).await;
    are_kept_apart(&server, ("192.0.9.5", a.1), b).await;
}

#[tokio::test]
async fn p16_an_address_learns_what_is_held_about_it_and_nobody_else_does() {
    let server = start(&[]);
    let mut offender = server.caller_from(OFFENDER).await;
    assert!(data_of(&server, "GET", OFFENDER).kept.is_empty(), "nothing, to begin with");
    let notice = convict(&server, &mut offender, Reason::Sexual).await;

    let held = data_of(&server, "GET", OFFENDER);
    assert_eq!(held.bans, [notice]);
    let strikes = held.kept.iter().find(|kept| kept.what == What::Strikes).unwrap();
    let month = SystemTime::now() + Duration::from_secs(30 * 86_400);
    assert_eq!(strikes.count, 1);
    assert!(strikes.until.abs_diff(month.duration_since(UNIX_EPOCH).unwrap().as_secs()) < 3_600);

    let reporter = data_of(&server, "GET", REPORTERS[0]);
    assert!(reporter.bans.is_empty());
    assert!(reporter.kept.iter().any(|kept| kept.what == What::ReportsFiled && kept.count == 1));

    let neighbour = data_of(&server, "GET", "203.0.113.8");
    assert!(neighbour.bans.is_empty() && neighbour.kept.is_empty());
}

#[tokio::test]
async fn p16_deleting_forgets_what_harms_nobody_and_keeps_what_protects_others() {
    let server = start(&[]);
    let (household, shared) = ("2001:db8:1::1", "192.0.2.44");
    let (mut a, mut b) = (server.caller_from(household).await, server.caller_from(shared).await);
    let call = call(&mut a, &mut b).await;
    a.says(&calln_wire::client::HangUp { call }).await;
    b.hears::<PartnerLeft>().await;
    let calls = |data: &MyData| data.kept.iter().filter(|kept| kept.what == What::Calls).count();
    for address in [household, shared] {
        assert_eq!(calls(&data_of(&server, "GET", address)), 1);
    }
    assert_eq!(calls(&data_of(&server, "DELETE", household)), 0);
    assert_eq!(calls(&data_of(&server, "GET", household)), 0);
    assert_eq!(calls(&data_of(&server, "DELETE", shared)), 1, "others may have the same address");

    let mut offender = server.caller_from(OFFENDER).await;
    let notice = convict(&server, &mut offender, Reason::Sexual).await;
    let kept = data_of(&server, "DELETE", OFFENDER);
    assert_eq!(kept.bans, [notice]);
    assert!(kept.kept.iter().any(|kept| kept.what == What::Strikes));
    server.turns_away(OFFENDER).await;
}

#[tokio::test]
async fn p10_nothing_of_a_banned_caller_is_in_the_log_or_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bans.db");
    let server = start(&["--bans-file", file.to_str().unwrap(), "--log-level", "trace"]);
    let mut offender = server.caller_from(OFFENDER).await;
    let notice = convict(&server, &mut offender, Reason::Spam).await;
    server.turns_away(OFFENDER).await;
    let (_, log) = server.stop();
    let file = std::fs::read(file).unwrap();
    let in_file = |needle: &[u8]| file.windows(needle.len()).any(|window| window == needle);
    assert!(in_file(notice.reference.as_bytes()), "the file was read");
    for address in [OFFENDER].iter().chain(&REPORTERS) {
        assert!(!log.contains(address), "in the log");
        assert!(!in_file(address.as_bytes()), "in the file");
    }
    assert!(!log.contains(&notice.reference), "a reference singles somebody out");
    assert!(!in_file(&[203, 0, 113, 7]) && !in_file(&[7, 113, 0, 203]), "in binary");
}
