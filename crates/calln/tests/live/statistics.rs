//! What an operator can know of callers: how many, and how much of what.

use std::process::Command;

use calln_wire::client::HangUp;
use calln_wire::server::{FailureCode, Matched, PartnerLeft};
use serde_json::{Value, json};

use crate::caller::anyone;
use crate::server::{self, Server};

/// The value of a metric, labels and all.
fn metric(text: &str, name: &str) -> Option<f64> {
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
    let now = server.metrics();
    assert_eq!(metric(&now, "calln_connections"), Some(2.0), "{now}");
    assert_eq!(metric(&now, "calln_in_call"), Some(2.0));
    a.says_raw("dance", &json!({})).await;
    a.is_refused(FailureCode::UnknownEvent).await;
    a.says(&HangUp { call }).await;
    b.hears::<PartnerLeft>().await;
    a.goes().await;
    b.goes().await;
    while server.get("/api/stats").1 != r#"{"online":"none"}"# {}
}

#[tokio::test]
async fn p13_metrics_count_calls_and_no_label_singles_out_a_caller() {
    let server = server::start(&[]);
    one_call(&server).await;
    let text = server.metrics();
    for (name, value) in [
        ("calln_connections", 0.0),
        ("calln_connected_total", 2.0),
        ("calln_waiting", 0.0),
        ("calln_in_call", 0.0),
        ("calln_matches_total", 1.0),
        ("calln_wait_seconds_count", 2.0),
        ("calln_call_seconds_count", 1.0),
        ("calln_relayed_frames_total", 1.0),
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
            assert!(["code", "country", "le", "reason", "version"].contains(&key), "{key}");
        }
    }
    assert_eq!(server.get("/metrics").0, 404, "on a port of its own only");
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
    assert!(stats(&[]).contains('█'), "{}", stats(&[]));
}
