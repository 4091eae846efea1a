//! `calln doctor`, beside the real server and without one.

use std::collections::HashMap;
use std::net::{TcpListener, UdpSocket};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::certificate::{Files, port};
use crate::proxy::{self, Forwarded};
use crate::server::{self, Server};

/// Exit code, and verdict by check.
fn examined(state: &Path, flags: &[&str]) -> (i32, HashMap<String, String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
    judged(command.env_clear().args(["doctor", "--json", "--state-directory"]).arg(state).args(flags))
}

fn judged(command: &mut Command) -> (i32, HashMap<String, String>) {
    let output = command.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    for finding in findings {
        assert_eq!(
            finding["verdict"] == "fine",
            finding["remedy"].is_null(),
            "a remedy for each trouble: {finding}"
        );
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let verdicts =
        findings.iter().map(|finding| (text(&finding["check"]), text(&finding["verdict"]))).collect();
    (output.status.code().unwrap(), verdicts)
}

const BOTH_WAYS: [&str; 2] = ["relay over UDP", "relay over TCP"];

#[tokio::test]
async fn a_server_in_order_is_found_to_be_so() {
    let files = Files::of("localhost", 2200);
    let tls = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut flags = files.flags();
    flags[1] = &tls;
    let server = server::start(&[&flags[..], &["--trusted-proxies", "127.0.0.1/32"]].concat());
    let caller = server.caller().await;
    let relay = format!("127.0.0.1:{}", port(&caller.welcome.ice_servers[0].urls, "stun:localhost:"));
    let page = server.url.strip_prefix("http://").unwrap();
    let beside = ["--listen", page, "--turn-listen", &relay, "--trusted-proxies", "127.0.0.1/32"];
    let (code, verdicts) = examined(server.state_directory(), &[&beside[..], &flags[..]].concat());
    assert_eq!(code, 0);
    for check in [
        "page",
        "proxies",
        "STUN",
        BOTH_WAYS[0],
        BOTH_WAYS[1],
        "relay over TLS",
        "state",
        "bans",
        "countries",
    ] {
        assert_eq!(verdicts[check], "fine", "{check}: {verdicts:?}");
    }
    // Loopback is no public address.
    assert_eq!(verdicts["public address"], "warning");

    // With another secret than the server's.
    let other = [&beside[..], &["--turn-secret", "another secret than that"]].concat();
    let (code, verdicts) = examined(server.state_directory(), &other);
    assert_eq!((code, &*verdicts["STUN"], &*verdicts[BOTH_WAYS[0]]), (1, "fine", "problem"));
}

#[test]
fn without_a_server_the_doctor_serves_for_itself() {
    let state = tempfile::tempdir().unwrap();
    let flags = ["--listen", "127.0.0.1:0", "--turn-listen", "127.0.0.1:0"];
    let (code, verdicts) = examined(state.path(), &flags);
    assert_eq!(code, 0, "{verdicts:?}");
    assert!(BOTH_WAYS.iter().all(|way| verdicts[*way] == "fine"), "{verdicts:?}");
    assert_eq!(std::fs::read_dir(state.path()).unwrap().count(), 0, "it has left something behind");
}

#[test]
fn the_doctor_says_which_calls_are_relayed_and_what_is_left_out() {
    let says = |flags: &[&str], check: &str| {
        let state = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
        command.env_clear().args(["doctor", "--json", "--turn-listen", "127.0.0.1:0", "--state-directory"]);
        let output = command.arg(state.path()).args(flags).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap();
        findings.iter().find(|finding| finding["check"] == check).unwrap()["says"].to_string()
    };
    let relayed = |flags: &[&str]| says(flags, "relayed calls");
    assert!(relayed(&[]).contains("calls that find no direct way, and those"));
    assert!(relayed(&["--turn-bytes-per-second", "480000"]).contains("about 10 at a time"));
    assert!(relayed(&["--relay-fallback", "false"]).contains("by relay.fallback"));
    assert!(relayed(&["--relay-policy", "always"]).contains("all calls"));
    assert!(relayed(&["--relay-policy", "never"]).contains("none, by relay.policy"));
    assert!(says(&[], "relay over TLS").contains("TCP to port 443"));
}

#[test]
fn what_is_wrong_is_found_and_the_exit_code_says_so() {
    let state = tempfile::tempdir().unwrap();
    let page = TcpListener::bind("127.0.0.1:0").unwrap();
    let (page_address, silent) =
        (page.local_addr().unwrap().to_string(), UdpSocket::bind("127.0.0.1:0").unwrap());
    // Something that isn't Calln.
    std::thread::spawn(move || {
        for stream in page.incoming().flatten() {
            drop(stream)
        }
    });
    let taken = silent.local_addr().unwrap().to_string();
    let flags = ["--listen", &page_address, "--turn-listen", &taken];
    let (code, verdicts) = examined(state.path(), &flags);
    assert_eq!((code, &*verdicts["page"], &*verdicts["STUN"]), (1, "problem", "problem"));

    std::fs::write(state.path().join("a file"), "").unwrap();
    let free = ["--listen", "127.0.0.1:0", "--turn-listen", "127.0.0.1:0"];
    let (code, verdicts) = examined(&state.path().join("a file"), &free);
    assert_eq!((code, &*verdicts["state"]), (1, "problem"));

    let (code, verdicts) = examined(state.path(), &[&free[..], &["--turn-tls-key", "/nowhere"]].concat());
    assert_eq!((code, &*verdicts["relay over TLS"]), (1, "problem"));
}

#[tokio::test]
async fn a_certificate_that_has_ended_or_is_for_another_name_is_a_problem() {
    for files in [Files::of("localhost", 2020), Files::of("elsewhere.example.org", 2200)] {
        let tls = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut flags = files.flags();
        flags[1] = &tls;
        let server = server::start(&flags);
        let usual = ["--listen", "127.0.0.1:0", "--turn-listen", "127.0.0.1:0"];
        let (code, verdicts) = examined(server.state_directory(), &[&usual[..], &flags[..]].concat());
        assert_eq!((code, &*verdicts["relay over TLS"]), (1, "problem"), "{verdicts:?}");
    }
}

/// What the doctor finds about proxies, beside the server and with these settings.
fn of_proxies(server: &Server, flags: &[&str]) -> (i32, String) {
    let page = server.url.strip_prefix("http://").unwrap();
    let beside = ["--listen", page, "--turn-listen", "127.0.0.1:0"];
    let (code, verdicts) = examined(server.state_directory(), &[&beside[..], flags].concat());
    (code, verdicts["proxies"].clone())
}

#[tokio::test]
async fn the_running_server_is_asked_whom_it_believes() {
    const THIS_MACHINE: [&str; 2] = ["--trusted-proxies", "127.0.0.1/32"];
    const ELSEWHERE: [&str; 2] = ["--trusted-proxies", "10.0.0.0/8"];
    for (has, says, (code, verdict)) in [
        (&[][..], &[][..], (0, "warning")),
        (&THIS_MACHINE, &THIS_MACHINE, (0, "fine")),
        (&ELSEWHERE, &ELSEWHERE, (0, "warning")),
        // It was started with other settings than the file has now.
        (&[], &THIS_MACHINE, (1, "problem")),
        (&THIS_MACHINE, &ELSEWHERE, (1, "problem")),
    ] {
        let server = server::start(has);
        assert_eq!(of_proxies(&server, says), (code, verdict.to_owned()), "{has:?} {says:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn through_the_proxy_the_doctor_sees_who_is_believed() {
    let files = Files::of("localhost", 2200);
    for (trusted, forwarded, expected) in [
        (proxy::NETWORK, Forwarded::Appended, (0, "fine", "fine")),
        // Callers could say that they are anybody.
        (proxy::NETWORK, Forwarded::PassedOn, (1, "problem", "fine")),
        // All callers would be the proxy.
        ("10.0.0.0/8", Forwarded::Appended, (1, "problem", "warning")),
        // The doctor itself is trusted, and can't try to deceive anybody.
        ("127.0.0.0/8", Forwarded::Appended, (0, "warning", "fine")),
    ] {
        let trusting = ["--trusted-proxies", trusted];
        let server = server::start(&trusting);
        let page = server.url.strip_prefix("http://").unwrap();
        let url = proxy::secured(page.parse().unwrap(), forwarded, &files).await;
        let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
        command.env_clear().env("SSL_CERT_FILE", &files.certificate);
        command.args(["doctor", "--json", "--url", &url, "--listen", page, "--turn-listen", "127.0.0.1:0"]);
        command.arg("--state-directory").arg(server.state_directory()).args(trusting);
        let (code, verdicts) = judged(&mut command);
        let https = verdicts.get("HTTPS").map_or("fine", |verdict| verdict);
        assert_eq!(verdicts["public page"], "fine");
        assert_eq!((code, &*verdicts["proxies"], https), expected, "{trusted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_address_that_leads_nowhere_or_cannot_be_trusted_is_a_problem() {
    let files = Files::of("elsewhere.example.org", 2200);
    let server = server::start(&[]);
    let page = server.url.strip_prefix("http://").unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let misnamed = proxy::secured(page.parse().unwrap(), Forwarded::Appended, &files).await;
    for url in [format!("http://{free}"), misnamed] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
        command.env_clear().env("SSL_CERT_FILE", &files.certificate);
        command.args(["doctor", "--json", "--url", &url, "--listen", page, "--turn-listen", "127.0.0.1:0"]);
        let (code, verdicts) = judged(command.arg("--state-directory").arg(server.state_directory()));
        assert_eq!((code, &*verdicts["public page"]), (1, "problem"), "{url}");
    }
}

#[test]
fn a_ban_store_that_cannot_be_used_is_a_problem_and_one_that_can_is_left_as_it_is() {
    let state = tempfile::tempdir().unwrap();
    let usual = ["--listen", "127.0.0.1:0", "--turn-listen", "127.0.0.1:0"];
    let file = state.path().join("bans.db");
    let mut add = Command::new(env!("CARGO_BIN_EXE_calln"));
    add.env_clear().args(["bans", "add", "192.0.2.7", "--for", "1h", "--reason", "spam"]);
    assert!(add.arg("--state-directory").arg(state.path()).status().unwrap().success());
    let kept = std::fs::read(&file).unwrap();
    let (code, verdicts) = examined(state.path(), &usual);
    assert_eq!((code, &*verdicts["bans"]), (0, "fine"));
    assert_eq!(std::fs::read(&file).unwrap(), kept);

    for bytes in [&b"no database at all"[..], &kept[..kept.len() / 2]] {
        std::fs::write(&file, bytes).unwrap();
        let (code, verdicts) = examined(state.path(), &usual);
        assert_eq!((code, &*verdicts["bans"]), (1, "problem"), "{} bytes", bytes.len());
    }
}

#[test]
fn who_wants_all_hidden_without_a_relay_is_told_before_the_server_is() {
    let state = tempfile::tempdir().unwrap();
    let without = ["--listen", "127.0.0.1:0", "--turn-listen", ""];
    for (policy, expected) in [("always", (1, "problem")), ("caller", (0, "warning")), ("never", (0, "fine"))]
    {
        let (code, verdicts) = examined(state.path(), &[&without[..], &["--relay-policy", policy]].concat());
        assert_eq!((code, &*verdicts["relay"]), expected, "{policy}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
    let misconfigured = command.env_clear().args(["doctor", "--relay-policy", "sometimes"]).output().unwrap();
    assert_eq!(misconfigured.status.code(), Some(2), "settings that can't be read are no finding");
}
