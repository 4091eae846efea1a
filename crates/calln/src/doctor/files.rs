//! Files: the state directory, the bans, the countries, how many may be open; and what else the system grants.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use calln_turn::UDP_BUFFER_BYTES;
use rustix::process::{Resource, getrlimit};

use super::report::{Report, reason};
use crate::bans::{BanStore as _, SqliteStore};
use crate::config::Config;
use crate::geo::Geo;
use crate::state;

/// Below this many open files a busy evening fills the server: each caller takes one.
const FEW_FILES: u64 = 4096;
/// How large a receive buffer Linux gives to who asks for one.
const RECEIVE_BUFFER: &str = "/proc/sys/net/core/rmem_max";

pub(super) fn examine(config: &Config, report: &mut Report) {
    match config.state.directory.clone().or_else(state::default_directory) {
        Some(directory) => {
            writable(&directory, "state", report);
            if let Err(error) = state::examine_keys(&directory) {
                report.problem(
                    "keys",
                    reason(&error),
                    "delete that file; calls that are on will not survive the next start",
                );
            }
        }
        None => report.warn(
            "state",
            "there is no directory for it: bans, calls and relayed calls don't survive a restart",
            "name one in state.directory",
        ),
    }
    if let Some(file) = state::bans_file(config) {
        examine_bans(&file, report);
    }
    match getrlimit(Resource::Nofile).maximum {
        Some(files) if files < FEW_FILES => report.warn(
            "open files",
            format!("at most {files}, and each caller takes one"),
            "raise the limit: LimitNOFILE in systemd, --ulimit nofile in Docker",
        ),
        Some(files) => {
            report.fine("open files", format!("at most {files}, three quarters of them for callers"))
        }
        None => report.fine("open files", "without a limit"),
    }
    examine_countries(config, report);
    if config.turn.listen.is_some() {
        examine_receive_buffer(report);
    }
}

/// Elsewhere than on Linux nothing is said: there is nothing to read.
fn examine_receive_buffer(report: &mut Report) {
    const CHECK: &str = "UDP buffer";
    let said = std::fs::read_to_string(RECEIVE_BUFFER).ok();
    let granted = said.and_then(|text| text.trim().parse::<usize>().ok());
    match granted {
        Some(bytes) if bytes < UDP_BUFFER_BYTES => report.warn(
            CHECK,
            format!("{bytes} bytes at most: a relay that is held up for a moment loses packets"),
            format!("sysctl -w net.core.rmem_max={UDP_BUFFER_BYTES}, and the same in /etc/sysctl.d"),
        ),
        Some(bytes) => report.fine(CHECK, format!("{bytes} bytes, if need be")),
        None => {}
    }
}

/// Addresses change hands: after a year many a caller is taken for one of another country.
fn examine_countries(config: &Config, report: &mut Report) {
    const CHECK: &str = "countries";
    const OLD: u64 = 365;

    match Geo::open(config.geo.database.clone()).map(|geo| geo.built()) {
        Ok(None) => report.fine(CHECK, "from the database in the program, which is as old as its release"),
        Ok(Some(built)) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
            let days = now.saturating_sub(built) / (24 * 60 * 60);
            let says = format!("from a database that is {days} days old");
            if days > OLD {
                report.warn(CHECK, says, "get a newer one, and let SIGHUP have it read");
            } else {
                report.fine(CHECK, says);
            }
        }
        Err(error) => report.problem(CHECK, reason(&error), "name another file in geo.database"),
    }
}

/// The file is opened for writing and read through, as the server does at its start. Where there is none, none is made:
/// it would be the doctor's, and perhaps out of the server's reach.
fn examine_bans(file: &Path, report: &mut Report) {
    const CHECK: &str = "bans";
    if !file.exists() {
        return match file.parent() {
            Some(directory) if !directory.as_os_str().is_empty() => writable(directory, CHECK, report),
            _ => report.fine(CHECK, format!("{} is made at the first start", file.display())),
        };
    }
    let read = SqliteStore::open(file).map_err(|error| reason(&error));
    match read.and_then(|mut store| store.load().map_err(|error| reason(&error))) {
        Ok(kept) => report.fine(CHECK, format!("{} in {}", kept.records.len(), file.display())),
        Err(why) => report.problem(
            CHECK,
            format!("{}: {why}", file.display()),
            "mend that; until then bans live in the server's memory and end with it",
        ),
    }
}

fn writable(directory: &Path, check: &'static str, report: &mut Report) {
    let probe = directory.join(format!("doctor.{}", std::process::id()));
    let is_there = directory.exists();
    let outcome = std::fs::create_dir_all(directory)
        .and_then(|()| std::fs::write(&probe, []))
        .and_then(|()| std::fs::remove_file(&probe));
    if !is_there {
        // Made by another user than the server's it would be in the server's way. Where it couldn't be made: well.
        let _not_made = std::fs::remove_dir(directory);
    }
    match outcome {
        Ok(()) => report.fine(check, format!("{} can be written to", directory.display())),
        Err(error) => report.problem(
            check,
            format!("{} can't be written to: {}", directory.display(), reason(&error)),
            "give it to the user that the server runs as, and run the doctor as that user",
        ),
    }
}
