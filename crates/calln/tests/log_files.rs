//! Real log files under a clock that the test sets.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln::telemetry::{LogFiles, MAX_AGE, PURGE_EVERY};

const DAY: u64 = 24 * 60 * 60;
/// Some time on 24 November 2026.
const START: u64 = 1_795_554_000;
const ROOM: u64 = 1 << 20;

/// A clock that stands still until it is set.
#[derive(Clone)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn at(seconds: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seconds)))
    }

    fn now(&self) -> u64 {
        self.0.load(SeqCst)
    }

    fn set(&self, seconds: u64) {
        self.0.store(seconds, SeqCst);
    }

    fn open(&self, directory: &Path) -> LogFiles {
        let seconds = Arc::clone(&self.0);
        let now = move || -> SystemTime { UNIX_EPOCH + Duration::from_secs(seconds.load(SeqCst)) };
        LogFiles::open(directory, ROOM, Arc::new(now)).unwrap()
    }
}

/// Every line in every file of a directory.
fn lines(directory: &Path) -> Vec<String> {
    let files =
        fs::read_dir(directory).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    files.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn times(directory: &Path) -> Vec<u64> {
    lines(directory).iter().map(|line| line.parse().unwrap()).collect()
}

fn total(directory: &Path) -> u64 {
    fs::read_dir(directory).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

#[test]
fn p12_in_a_month_of_logging_no_line_gets_older_than_seven_days() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::at(START);
    let mut files = clock.open(directory.path());
    // A look comes some time within each hour, not when a line does.
    for minute in 0..30 * 24 * 60 {
        let now = START + minute * 60;
        clock.set(now);
        if minute % 20 == 0 {
            writeln!(files, "{now}").unwrap();
        }
        if minute % (PURGE_EVERY.as_secs() / 60) == 17 {
            files.purge().unwrap();
        }
        if minute % 60 == 16 {
            let kept = times(directory.path());
            let oldest = *kept.iter().min().unwrap();
            assert!(now - oldest <= MAX_AGE.as_secs(), "a line of {} hours", (now - oldest) / 3600);
            assert!(now - oldest > 5 * DAY || oldest == START, "five days are there to be read");
        }
    }
}

#[test]
fn p12_a_server_that_was_off_deletes_what_has_become_too_old_when_it_starts() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::at(START);
    writeln!(clock.open(directory.path()), "{START}").unwrap();
    fs::write(directory.path().join("calln-notes.log"), "0\n").unwrap();
    clock.set(START + 5 * DAY);
    drop(clock.open(directory.path()));
    assert!(times(directory.path()).contains(&START), "it may still be there");
    clock.set(START + 8 * DAY);
    drop(clock.open(directory.path()));
    assert_eq!(times(directory.path()), [0], "what isn't a log file of ours is left alone");
}

#[test]
fn p12_a_jump_of_the_clock_keeps_no_line_for_longer() {
    for (jump, back) in [(400 * DAY, 0), (START + 400 * DAY, START)] {
        let directory = tempfile::tempdir().unwrap();
        let clock = Clock::at(START.max(jump));
        let mut files = clock.open(directory.path());
        writeln!(files, "{}", clock.now()).unwrap();
        // Back: the line is from the future now. Forward: it is more than a year old.
        clock.set(if back == 0 { START + 2 * jump } else { back });
        files.purge().unwrap();
        assert_eq!(lines(directory.path()), [""; 0], "by a purge alone");
        writeln!(files, "{}", clock.now()).unwrap();
        assert_eq!(times(directory.path()), [clock.now()], "and it goes on under the new date");
    }
}

#[test]
fn p12_a_flood_cannot_fill_the_disk_and_the_newest_lines_stay() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::at(START);
    let mut files = clock.open(directory.path());
    let padding = "x".repeat(500);
    for number in 0..10_000 {
        writeln!(files, "{number} {padding}").unwrap();
    }
    writeln!(files, "long {}", "y".repeat(2 << 20)).unwrap();
    writeln!(files, "last").unwrap();
    assert!((ROOM / 2..=ROOM).contains(&total(directory.path())), "{}", total(directory.path()));
    let lines = lines(directory.path());
    assert!(lines.iter().any(|line| line == "last") && lines.iter().any(|line| line.starts_with("9999 ")));
    // And after a start on a full directory.
    writeln!(clock.open(directory.path()), "{padding}").unwrap();
    assert!(total(directory.path()) <= ROOM);
}
