//! What an operator can know of callers: how many, and how much of what.

use std::process::Command;

use calln_wire::client::{Connectivity, HangUp, Leave, Way};
use calln_wire::safety::{Reason, Report};
use calln_wire::server::{Acknowledgement, FailureCode, Matched, PartnerLeft};
use serde_json::{Value, json};

use crate::caller::anyone;
use crate::server::{self, Server};

/// The value of a metric, labels and all.
pub(crate) fn metric(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

/// Two callers talk; one is clumsy, then hangs up, and both go.
async fn one_call(server: &Server) {
    let (mut a, mut b) = (server.caller().await, server.caller().await);
    a.waits(&anyone()).await;
    let call = b.is_matched(&anyone()).await.call;
    a.hears::<Matched>().await;
    a.says_raw("signal", &json!({ "call": call, "n": 1 })).await;
    b.hears_signal().await;
    // Of both sides, and of one side twice, a call counts once.
    let told = |way, milliseconds| Connectivity { call: call.clone(), way, milliseconds };
    a.says(&told(Some(Way::RelayUdp), 900)).await;
    b.says(&told(Some(Way::RelayUdp), 900)).await;
    b.says(&told(None, 900)).await;
    b.says(&told(Some(Way::DirectIpv4), 1)).await;
    let now = server.metrics();
    assert_eq!(metric(&now, "calln_connections"), Some(2.0), "{now}");
    assert_eq!(metric(&now, "calln_in_call"), Some(2.0));
    a.says_raw("dance", &json!({})).await;
    a.is_refused(FailureCode::UnknownEvent).await;
    a.says(&HangUp { call }).await;
    b.hears::<PartnerLeft>().await;
    a.goes().await;
    b.goes().await;
    while !server.is_empty() {}
}

#[tokio::test]
async fn p13_metrics_count_calls_and_no_label_singles_out_a_caller() {
    let server = server::start(&[]);
    one_call(&server).await;
    let text = server.metrics();
    for (name, value) in [
        ("calln_connections", 0.0),
        ("calln_connected_total", 2.0),
        ("calln_connections_peak", 2.0),
        ("calln_waits_given_up_total", 0.0),
        ("calln_waiting", 0.0),
        ("calln_in_call", 0.0),
        ("calln_matches_total", 1.0),
        ("calln_wait_seconds_count", 2.0),
        ("calln_call_seconds_count", 1.0),
        ("calln_relayed_frames_total", 1.0),
        (r#"calln_call_ways_total{way="relay_udp"}"#, 1.0),
        ("calln_call_setup_seconds_count", 1.0),
        ("calln_call_setup_seconds_sum", 0.9),
        ("calln_relay_declined_total", 0.0),
        (r#"calln_refused_total{code="unknown_event"}"#, 1.0),
        (r#"calln_closed_total{reason="client_left"}"#, 2.0),
    ] {
        assert_eq!(metric(&text, name), Some(value), "{name} in {text}");
    }
    assert!(metric(&text, "calln_relayed_bytes_total").is_some_and(|bytes| bytes > 20.0), "{text}");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let labels = line.split_once('{').map_or("", |(_, rest)| rest.split_once('}').unwrap().0);
        for label in labels.split(',').filter(|label| !label.is_empty()) {
            let key = label.split_once('=').unwrap().0;
            assert!(
                ["action", "code", "country", "le", "outcome", "reason", "rung", "version", "way", "why"]
                    .contains(&key),
                "{key}"
            );
        }
    }
    assert_eq!(server.get("/metrics").0, 404, "on a port of its own only");
}

#[tokio::test]
async fn reports_and_waits_given_up_are_counted() {
    let server = server::start(&[]);
    let (mut a, _b, call) = server.call().await;
    let report = Report { call, reason: Reason::Spam, end: Some(true) };
    assert!(matches!(a.asks_for(&report).await, Acknowledgement::Refused { .. }));
    let refused = r#"calln_reports_total{reason="spam",outcome="talk_too_short"}"#;
    let text = server.metrics();
    assert_eq!(metric(&text, refused), Some(1.0), "{text}");
    a.waits(&anyone()).await;
    a.says(&Leave {}).await;
    while metric(&server.metrics(), "calln_waits_given_up_total") != Some(1.0) {}
}

#[tokio::test]
async fn a_call_without_a_way_counts_once_whichever_side_gives_up_first() {
    let server = server::start(&[]);
    let (mut waiter, newcomer, call) = server.call().await;
    let nothing = Connectivity { call: call.clone(), way: None, milliseconds: 9_000 };
    for caller in [&mut waiter, &mut { newcomer }] {
        caller.says(&nothing).await;
        caller.says_raw("dance", &json!({})).await;
        caller.is_refused(FailureCode::UnknownEvent).await;
    }
    let counted = metric(&server.metrics(), r#"calln_call_ways_total{way="none"}"#);
    assert_eq!(counted, Some(1.0));
}

#[tokio::test]
async fn bans_errors_limits_and_what_waits_to_be_written_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bans.db");
    std::fs::write(&file, "not a database, and long enough to look like one".repeat(100)).unwrap();
    let damaged = server::start(&["--bans-file", file.to_str().unwrap()]);
    assert_eq!(metric(&damaged.metrics(), "calln_errors_total"), Some(1.0), "{}", damaged.log());

    let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]);
    let quiet = server.metrics();
    for name in ["calln_errors_total", "calln_bans", "calln_outbox_bytes"] {
        assert_eq!(metric(&quiet, name), Some(0.0), "{name} in {quiet}");
    }
    assert!(server.bans(&["add", "203.0.113.7", "--for", "1h", "--reason", "spam"]).0.success());
    while metric(&server.metrics(), "calln_bans") != Some(1.0) {}

    let ask = || server.ask("GET", "/api/my-data", "x-forwarded-for: 2001:db8::1\r\n").0;
    while ask() != 429 {}
    let limited = metric(&server.metrics(), r#"calln_limited_total{action="ask"}"#);
    assert!(limited.is_some_and(|limited| limited >= 1.0));

    // A reader who takes nothing: what it is sent waits.
    let (mut sender, reader, call) = server.call().await;
    let piece = bytes::Bytes::from(vec![7; 15 * 1024]);
    let image = calln_wire::client::Image { call, frame: calln_wire::client::Attachment::FIRST };
    while metric(&server.metrics(), "calln_outbox_bytes") == Some(0.0) {
        sender.sends(&image, piece.clone()).await;
    }
    drop(reader);
}

#[tokio::test]
async fn the_days_totals_are_kept_and_shown() {
    let mut server = server::start(&[]);
    one_call(&server).await;
    assert!(server.terminate().success());
    let stats = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
        command.env_clear().arg("stats").args(arguments).arg("--state-directory").arg(server.files());
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let days: Value = serde_json::from_str(&stats(&["--json"])).unwrap();
    let counted: Vec<&Value> = days.as_array().unwrap().iter().map(|day| &day["totals"]).collect();
    let sum = |name: &str| counted.iter().map(|totals| totals[name].as_u64().unwrap_or(0)).sum::<u64>();
    assert_eq!([sum("connections"), sum("matches"), sum("calls")], [2, 1, 1]);
    let ways = ["direct_ipv4", "direct_ipv6", "relay_udp", "relay_tcp", "relay_tls", "unconnected"];
    assert_eq!(ways.map(|way| sum(&format!("{way}_calls"))), [0, 0, 1, 0, 0, 0]);
    assert_eq!(sum("setup_milliseconds"), 900);
    assert!(stats(&[]).contains('█'), "{}", stats(&[]));
}
