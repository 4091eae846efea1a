//! `calln doctor`, beside the real server and without one.

use std::collections::HashMap;
use std::net::{TcpListener, UdpSocket};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::server;
use crate::tls::{Files, port};

/// Exit code, and verdict by check.
fn examined(state: &Path, flags: &[&str]) -> (i32, HashMap<String, String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
    command.env_clear().args(["doctor", "--json", "--state-directory"]).arg(state).args(flags);
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
    let server = server::start(&flags);
    let caller = server.caller().await;
    let relay = format!("127.0.0.1:{}", port(&caller.welcome.ice_servers[0].urls, "stun:localhost:"));
    let page = server.url.strip_prefix("http://").unwrap();
    let beside = ["--listen", page, "--turn-listen", &relay, "--trusted-proxies", "127.0.0.1/32"];
    let (code, verdicts) = examined(server.state_directory(), &[&beside[..], &flags[..]].concat());
    assert_eq!(code, 0);
    for check in ["page", "proxies", "STUN", BOTH_WAYS[0], BOTH_WAYS[1], "relay over TLS", "state"] {
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
