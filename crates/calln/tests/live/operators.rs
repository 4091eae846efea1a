//! `calln bans` on the file of a running server.

use crate::caller::anyone;
use crate::server::{self, Server};
use calln_wire::http::MyData;
use calln_wire::safety::{Banned, Reason};
use serde_json::Value;

const ADDRESS: &str = "203.0.113.7";

fn start() -> Server {
    server::start(&["--trusted-proxies", "127.0.0.0/8", "--limits-exempt", "0.0.0.0/0"])
}

fn json(server: &Server, arguments: &[&str]) -> Vec<Value> {
    let (status, out, error) = server.bans(&[arguments, &["--json"]].concat());
    assert!(status.success(), "{error}");
    serde_json::from_str(&out).unwrap()
}

fn held(server: &Server) -> MyData {
    let (_, body) = server.ask("GET", "/api/my-data", &format!("x-forwarded-for: {ADDRESS}\r\n"));
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn a_ban_that_an_operator_makes_meets_those_who_are_connected_and_can_be_lifted() {
    let server = start();
    let mut caller = server.caller_from(ADDRESS).await;
    caller.waits(&anyone()).await;

    let added = json(&server, &["add", ADDRESS, "--for", "24h", "--reason", "harassment"]);
    let notice = caller.hears::<Banned>().await;
    assert_eq!(added[0]["reference"], notice.reference.as_str());
    assert_eq!((notice.reason, added[0]["until"].as_u64()), (Reason::Harassment, Some(notice.until)));
    caller.sees_the_end().await;
    assert_eq!(server.turns_away(ADDRESS).await, notice);

    assert_eq!(json(&server, &["list"]), added);
    let (_, table, _) = server.bans(&["list"]);
    assert!(table.contains(&notice.reference) && table.contains("harassment"), "{table}");
    assert!(!table.contains(ADDRESS), "{table}");

    assert_eq!(json(&server, &["remove", &notice.reference.to_lowercase()]), added);
    while !held(&server).bans.is_empty() {}
    server.caller_from(ADDRESS).await.waits(&anyone()).await;
    assert!(json(&server, &["list"]).is_empty());
}

#[tokio::test]
async fn bans_are_lifted_by_address_and_purged_by_the_clock() {
    let server = start();
    for reason in ["spam", "scam"] {
        json(&server, &["add", ADDRESS, "--for", "7d", "--reason", reason]);
    }
    json(&server, &["add", "2001:db8::7", "--for", "1s", "--reason", "other"]);
    assert_eq!(json(&server, &["remove", "::ffff:203.0.113.7"]).len(), 2);
    while !json(&server, &["list"]).is_empty() {}
    let (status, says, _) = server.bans(&["purge"]);
    assert!(status.success() && says.contains("nobody is banned"), "{says}");
}

#[test]
fn a_mistake_is_told_and_changes_nothing() {
    let server = start();
    for (arguments, says) in [
        (&["add", "203.0.113", "--for", "24h", "--reason", "spam"][..], "203.0.113"),
        (&["add", ADDRESS, "--for", "soon", "--reason", "spam"], "soon"),
        (&["add", ADDRESS, "--for", "24h", "--reason", "dislike"], "under_18, sexual"),
        (&["add", ADDRESS, "--for", "24h"], "--reason"),
        (&["remove", "whoever it was"], "7K3M-9QXA"),
        (&["list", "--bans-file", "/nowhere/bans.db"], "there is no ban file at /nowhere/bans.db"),
    ] {
        let (status, _, error) = server.bans(arguments);
        assert!(!status.success());
        assert!(error.contains(says), "{error}");
    }
    assert!(json(&server, &["list"]).is_empty());
}
