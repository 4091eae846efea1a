//! The log of a running server.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use calln::config::{Effective, Given};
use rustix::process::Signal;

use crate::server;

const WORDS: &str = "what a caller said";

/// The names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn p12_a_server_deletes_old_log_files_when_it_starts_and_writes_todays() {
    let folder = tempfile::tempdir().unwrap();
    for old in ["calln-2020-02-29.0.log", "calln-2026-01-01.3.log", "calln-9999-12-31.0.log"] {
        fs::write(folder.path().join(old), "old").unwrap();
    }
    let server = server::start(&["--log-directory", folder.path().to_str().unwrap()]);
    let (status, log) = server.stop();
    assert!(status.success());
    let [today] = &names(folder.path())[..] else { panic!("{:?}", names(folder.path())) };
    let today = fs::read_to_string(folder.path().join(today)).unwrap();
    for log in [log, today] {
        assert!(log.contains("started") && log.contains("stopping") && log.contains("stopped"), "{log}");
    }
}

#[tokio::test]
async fn p10_a_proxy_that_nobody_named_is_said_once_and_without_an_address() {
    let server = server::start(&["--log-level", "trace"]);
    for _ in 0..3 {
        server.caller_from("203.0.113.7").await;
    }
    let log = server.log();
    assert_eq!(log.matches("trusted_proxies").count(), 1, "{log}");
    assert!(!log.contains("203.0.113.7"), "{log}");

    let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]);
    server.caller_from("203.0.113.7").await;
    assert!(!server.log().contains("trusted_proxies"), "where the proxy is named");
}

#[test]
fn p10_what_keeps_callers_out_is_counted_and_said_with_what_to_do_and_without_a_name() {
    let server = server::start(&[]);
    let open = "/socket.io/?EIO=4&transport=polling";
    for _ in 0..3 {
        let (status, _) = server.ask("GET", open, "origin: https://calls.example.org\r\n");
        assert_eq!(status, 403);
    }
    let metrics = server.metrics();
    assert!(metrics.contains("calln_rejected_total{reason=\"origin\"} 3"), "{metrics}");
    let (_, log) = server.stop();
    assert_eq!(log.matches("proxy_set_header Host").count(), 1, "{log}");
    assert!(!log.contains("calls.example.org"), "{log}");
}

#[test]
fn the_log_is_turned_up_and_back_without_a_restart() {
    let server = server::start(&["--log-level", "info"]);
    for level in ["Debug", "Trace", "Info"] {
        server.signal(Signal::USR1);
        let line = format!("level={level}");
        while !server.log().contains(&line) {}
    }
}

#[test]
fn p05_a_panic_says_where_it_was_and_nothing_of_what_it_says() {
    let mut panicking = Command::new(std::env::current_exe().unwrap());
    panicking.args(["--exact", "log::a_program_that_panics", "--ignored", "--nocapture"]);
    let output = panicking.output().unwrap();
    assert!(output.status.success());
    let log = String::from_utf8(output.stderr).unwrap();
    let panics: Vec<_> =
        log.lines().filter(|line| line.contains("a part of the server broke down")).collect();
    assert_eq!(panics.len(), 2, "a line for each panic: {log}");
    assert!(panics.iter().all(|line| line.contains("tests/live/log.rs:")), "{log}");
    assert!(!log.contains(WORDS), "{log}");
}

#[test]
#[ignore = "not a test: it is what the one above starts"]
fn a_program_that_panics() {
    let _log = calln::telemetry::init(&Effective::load(Given::default()).unwrap().config.log).unwrap();
    // In a message of ours, and in one of the standard library's, which quotes what it couldn't cut.
    assert!(thread::spawn(|| panic!("{WORDS}")).join().is_err());
    assert!(thread::spawn(|| format!("{WORDS}é")[..WORDS.len() + 1].to_owned()).join().is_err());
}
