//! A setting or a state directory that somebody has prepared: before there is any connection.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use crate::server;

const TIMES: [&str; 4] =
    ["--drain-within", "--return-within", "--moderation-talk", "--moderation-first-report-block"];

fn calln(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_calln")).args(arguments).env_clear().output().unwrap()
}

#[test]
fn no_setting_is_a_time_that_no_clock_reaches() {
    for flag in TIMES {
        for seconds in ["9223372036854775807", "18446744073709551615", "2592001"] {
            let refused = calln(&["config", flag, seconds]);
            assert_eq!(refused.status.code(), Some(2), "{flag} {seconds}");
            let says = String::from_utf8(refused.stderr).unwrap();
            assert!(says.contains("2592000 (30 days) at the most"), "{says}");
        }
        assert!(calln(&["config", flag, "2592000"]).status.success());
    }
    println!("{} settings of time: 30 days at the most", TIMES.len());
}

#[test]
fn no_share_is_more_than_all() {
    for percent in ["0", "101", "4294967295"] {
        let refused = calln(&["config", "--moderation-share-percent", percent]);
        assert_eq!(refused.status.code(), Some(2), "{percent} % is no share of the calls");
        assert!(String::from_utf8(refused.stderr).unwrap().contains("from 1 to 100"));
    }
    assert!(calln(&["config", "--moderation-share-percent", "100"]).status.success());
}

#[tokio::test]
async fn the_longest_times_work() {
    let server = server::start(&TIMES.map(|flag| [flag, "2592000"]).concat());
    let (waiter, mut newcomer, _) = server.call().await;
    waiter.breaks();
    newcomer.hears::<calln_wire::server::Reconnecting>().await;
    assert_eq!(server.get("/readyz").0, 200);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_state_directory_is_its_owners_alone_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("some/state");
        let mut shell = Command::new("sh");
        let script =
            format!("umask {umask}; exec \"$0\" serve --listen 127.0.0.1:0 --turn-listen 127.0.0.1:0");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_calln")]);
        let server = server::start_as_in(shell, &state);
        assert_eq!(server.get("/healthz").0, 200, "all that it keeps is there");
        assert_eq!(mode(&state), 0o700, "umask {umask}");
        for key in ["resume.key", "turn.key"] {
            assert_eq!(mode(&state.join(key)) & 0o077, 0, "umask {umask}: {key}");
        }
        drop(server);
    }
}

#[tokio::test]
async fn a_key_that_is_a_link_or_everybodys_is_not_used_and_both_server_and_doctor_say_so() {
    let prepared: [fn(&Path); 2] = [
        |key| {
            let elsewhere = key.with_file_name("elsewhere");
            fs::rename(key, &elsewhere).unwrap();
            symlink(elsewhere, key).unwrap();
        },
        |key| fs::set_permissions(key, fs::Permissions::from_mode(0o644)).unwrap(),
    ];
    for prepare in prepared {
        let first = server::start(&[]);
        let (_waiter, _newcomer, (matched, _)) = first.matched_call().await;
        prepare(&first.state_directory().join("resume.key"));
        let doctor = Command::new(env!("CARGO_BIN_EXE_calln"))
            .args(["doctor", "--json", "--state-directory"])
            .arg(first.state_directory())
            .env_clear()
            .output()
            .unwrap();
        let says = String::from_utf8(doctor.stdout).unwrap();
        assert!(!doctor.status.success() && says.contains("resume.key"), "{says}");
        let second = first.restart(rustix::process::Signal::KILL, &[]);
        // Sealed with the key that somebody else may have.
        let refused = calln_wire::server::FailureCode::BadToken;
        second.caller().await.cannot_resume(&matched.token, refused).await;
        assert!(second.log().contains("resume.key"), "{}", second.log());
    }
}
