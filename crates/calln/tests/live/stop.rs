//! However a run ends, and however far a start came: what was started is stopped, in its order, and what failed is said.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::server;

/// The subsystems in the order in which docs/architecture.md has them.
fn declared() -> Vec<String> {
    let document = include_str!("../../../../docs/architecture.md");
    let (_, table) = document.split_once("| subsystem | vital | stops when |\n|---|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split('|').nth(1).unwrap().trim().to_owned()).collect()
}

/// The subsystems of which the log says so, in the order in which it does.
fn logged(log: &str, what: &str) -> Vec<String> {
    let says = format!(" calln::runtime: {what} subsystem=\"");
    let subsystems = log.lines().filter_map(|line| line.split_once(&says)?.1.strip_suffix('"'));
    subsystems.map(str::to_owned).collect()
}

/// `calln serve` with debug lines in its log, on ports of its own but for `arguments`, with files in `files`.
fn serve(files: &TempDir, arguments: &[&str], stdout: Stdio) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
    command.env_clear().arg("serve").args(["--log-level", "debug", "--metrics-listen", "127.0.0.1:0"]);
    let usual = ["--listen", "127.0.0.1:0", "--turn-listen", "127.0.0.1:0"];
    for setting in usual.chunks(2).filter(|setting| !arguments.contains(&setting[0])) {
        command.args(setting);
    }
    command.args(arguments).arg("--state-directory").arg(files.path());
    command.stdout(stdout).stderr(Stdio::piped()).output().unwrap()
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_stops_every_subsystem_in_the_declared_order() {
    let server = server::start(&["--log-level", "debug"]);
    server.call().await;
    let (status, log) = server.stop();
    assert!(status.success());
    assert_eq!(logged(&log, "stopped"), declared(), "{log}");
    let (mut started, mut all) = (logged(&log, "started"), declared());
    started.sort();
    all.sort();
    assert_eq!(started, all);
}

#[test]
fn a_start_that_fails_in_its_last_step_stops_all_that_it_had_started() {
    let (nobody_reads, stdout) = std::io::pipe().unwrap();
    drop(nobody_reads);
    let files = tempfile::tempdir().unwrap();
    let output = serve(&files, &[], stdout.into());
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{log}");
    assert!(log.contains("calln: can't say where the server listens: Broken pipe"), "{log}");
    assert_eq!(logged(&log, "stopped"), declared(), "{log}");
}

#[test]
fn a_start_that_fails_half_way_stops_what_it_had_started_and_starts_nothing_more() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (arguments, says, started) in [
        (&["--listen", &address][..], "can't listen on", &[][..]),
        (&["--turn-listen", &address, "--relay-policy", "always"], "there is no relay", &["log purge"]),
    ] {
        let files = tempfile::tempdir().unwrap();
        let output = serve(&files, arguments, Stdio::piped());
        let log = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{log}");
        assert!(log.contains(says), "{log}");
        assert!(output.stdout.is_empty(), "it never says that it listens");
        assert_eq!(logged(&log, "started"), started, "{log}");
        assert_eq!(logged(&log, "stopped"), started, "{log}");
    }
}

#[tokio::test]
async fn a_subsystem_that_fails_while_it_stops_is_reported_and_the_others_stop() {
    let server = server::start(&["--log-level", "debug"]);
    let totals = Connection::open(server.state_directory().join("totals.sqlite")).unwrap();
    totals.execute_batch("DROP TABLE totals").unwrap();
    let (status, log) = server.stop();
    assert_eq!(status.code(), Some(1), "{log}");
    let says = "calln: the daily totals broke down: the last of the day's totals can't be written";
    assert!(log.contains(says), "{log}");
    let mut others = declared();
    others.retain(|subsystem| subsystem != "daily totals");
    assert_eq!(logged(&log, "stopped"), others, "{log}");
}
