//! Connections that the system doesn't hand over.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

/// Least time between two lines of the log. Once it has begun, accepting fails several times a second.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// The process has as many files open as it may, and the machine (errno(3), the same on Linux and the BSDs).
const EMFILE: i32 = 24;
const ENFILE: i32 = 23;

/// Says now and then what is wrong, and how often it was.
#[derive(Default)]
pub(super) struct AcceptErrors {
    said: Option<Instant>,
    since: u64,
}

impl AcceptErrors {
    /// What to log of an error at `now`, if it is time to.
    pub(super) fn note(&mut self, error: &io::Error, now: Instant) -> Option<String> {
        self.since += 1;
        if self.said.is_some_and(|said| now < said + SAID_EVERY) {
            return None;
        }
        self.said = Some(now);
        let times = std::mem::take(&mut self.since);
        let what = match error.raw_os_error() {
            Some(EMFILE) => {
                "too many open files; raise LimitNOFILE in systemd, --ulimit nofile in Docker".to_owned()
            }
            Some(ENFILE) => "too many open files on the whole machine; raise fs.file-max".to_owned(),
            _ => error.to_string(),
        };
        Some(format!("connections can't be accepted ({times} times since the last of these lines): {what}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_out_of_files_is_said_once_a_minute_with_what_to_do() {
        let mut errors = AcceptErrors::default();
        let (error, start) = (io::Error::from_raw_os_error(EMFILE), Instant::now());
        let first = errors.note(&error, start).unwrap();
        assert!(first.contains("raise LimitNOFILE") && first.contains("(1 times"), "{first}");
        for tenth in 1..600 {
            assert_eq!(errors.note(&error, start + Duration::from_millis(100 * tenth)), None);
        }
        let second = errors.note(&error, start + SAID_EVERY).unwrap();
        assert!(second.contains("(600 times"), "{second}");
    }
}
