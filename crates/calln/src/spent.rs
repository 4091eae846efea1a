//! What must stay spent when the server is started anew: tokens that were used, and calls that are over.
//!
//! The keys of tokens and of the relay's credentials outlive a restart, so that calls do. Without this, what had been used or
//! ended before it would be good again after it. A record names a call, which is a random number and says nothing of
//! anybody, and is kept for as long as a token or credential could still be shown, and as long again at the most.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use calln_core::CallId;
use calln_core::calls::Role;
use parking_lot::Mutex;
use rustix::fs::OFlags;

/// How long a record matters: no token lives longer, and the relay takes the credentials of those alone
/// who are connected.
pub(crate) const LIFE: Duration = Duration::from_secs(300);

const FILES: [&str; 2] = ["spent", "spent.old"];
const RECORD: usize = 1 + 16 + 8 + 8;

/// What is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spent {
    /// The tokens for one side of a call, up to this serial.
    Token { call: CallId, role: Role, serial: u64 },
    /// A call.
    Call(CallId),
}

/// What was spent before, and how long ago.
pub(crate) type Kept = Vec<(Spent, Duration)>;

/// Writes down what is spent.
///
/// Each record is appended at once: that takes the system microseconds and waits for no disk, and outlives the process,
/// however it ends.
pub(crate) struct SpentLog(Mutex<Files>);

impl SpentLog {
    /// The log in `directory`, and what it has of earlier runs, oldest first.
    ///
    /// # Errors
    /// Where the files can't be read or made.
    pub(crate) fn open(directory: &Path) -> io::Result<(Self, Kept)> {
        let [current, old] = FILES.map(|file| directory.join(file));
        crate::state::make_directory(directory)?;
        let mut kept = Kept::new();
        for file in [&old, &current] {
            match open(OpenOptions::new().read(true), file).and_then(|mut file| read(&mut file)) {
                Ok(records) => kept.extend(records),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        // All that still matters goes into the present file, so that it outlives any number of starts.
        let draft = directory.join(format!("{}.{}", FILES[0], std::process::id()));
        remove(&draft)?;
        let mut file = open(OpenOptions::new().append(true).create_new(true).mode(0o600), &draft)?;
        let now = SystemTime::now();
        for (spent, ago) in &kept {
            file.write_all(&encoded(*spent, now.checked_sub(*ago).unwrap_or(now)))?;
        }
        fs::rename(&draft, &current)?;
        remove(&old)?;
        Ok((Self(Mutex::new(Files { current, old, file: Some(file), begun: Instant::now() })), kept))
    }

    /// Writes down what is spent from now on.
    pub(crate) fn add(&self, spent: Spent) {
        say(self.0.lock().write(spent));
    }

    /// Lets go of what no longer matters. To be called once in a [`LIFE`].
    pub(crate) fn tidy(&self) {
        say(self.0.lock().rotate());
    }
}

fn say(written: io::Result<()>) {
    if let Err(error) = written {
        let error = &error as &dyn std::error::Error;
        tracing::error!(
            error,
            "used tokens and ended calls are not written down; a restart would forget them"
        );
    }
}

struct Files {
    current: PathBuf,
    old: PathBuf,
    file: Option<File>,
    begun: Instant,
}

impl Files {
    fn write(&mut self, spent: Spent) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                none.insert(open(OpenOptions::new().append(true).create(true).mode(0o600), &self.current)?)
            }
        };
        file.write_all(&encoded(spent, SystemTime::now()))
    }

    /// Lets go of what is older than two lives.
    fn rotate(&mut self) -> io::Result<()> {
        if self.begun.elapsed() < LIFE {
            return Ok(());
        }
        self.file = None;
        self.begun = Instant::now();
        match fs::rename(&self.current, &self.old) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => remove(&self.old),
            renamed => renamed,
        }
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

fn encoded(spent: Spent, at: SystemTime) -> [u8; RECORD] {
    let (kind, call, serial) = match spent {
        Spent::Token { call, role: Role::Waiter, serial } => (0, call, serial),
        Spent::Token { call, role: Role::Newcomer, serial } => (1, call, serial),
        Spent::Call(call) => (2, call, 0),
    };
    let mut record = [kind; RECORD];
    record[1..17].copy_from_slice(&call.0.to_be_bytes());
    record[17..25].copy_from_slice(&serial.to_be_bytes());
    record[25..].copy_from_slice(&seconds(at).to_be_bytes());
    record
}

/// The records that still matter. One that was cut off in the writing is none.
fn read(file: &mut impl io::Read) -> io::Result<Kept> {
    let (mut bytes, now) = (Vec::new(), seconds(SystemTime::now()));
    file.read_to_end(&mut bytes)?;
    let records = bytes.chunks_exact(RECORD).filter_map(|record| {
        let (kind, rest) = record.split_first()?;
        let (call, rest) = rest.split_first_chunk()?;
        let (serial, at) = rest.split_first_chunk()?;
        let call = CallId(u128::from_be_bytes(*call));
        let token = |role| Spent::Token { call, role, serial: u64::from_be_bytes(*serial) };
        let spent = match kind {
            0 => token(Role::Waiter),
            1 => token(Role::Newcomer),
            2 => Spent::Call(call),
            _ => return None,
        };
        let ago = Duration::from_secs(now.saturating_sub(u64::from_be_bytes(at.try_into().ok()?)));
        (ago < LIFE).then_some((spent, ago))
    });
    Ok(records.collect())
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_known_to_the_next_run_and_a_torn_record_harms_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let token = |role, serial| Spent::Token { call: CallId(7), role, serial };
        let spent = [token(Role::Waiter, 3), token(Role::Newcomer, u64::MAX), Spent::Call(CallId(9))];
        let (log, kept) = SpentLog::open(directory.path()).unwrap();
        assert_eq!(kept, []);
        spent.into_iter().for_each(|spent| log.add(spent));
        let file = directory.path().join(FILES[0]);
        OpenOptions::new().append(true).open(&file).unwrap().write_all(&[2; RECORD - 1]).unwrap();

        // Killed and started again, and again.
        let known = |kept: Kept| kept.into_iter().map(|(spent, _)| spent).collect::<Vec<_>>();
        for _ in 0..3 {
            assert_eq!(known(SpentLog::open(directory.path()).unwrap().1), spent);
        }
        let (log, _) = SpentLog::open(directory.path()).unwrap();
        log.0.lock().begun -= LIFE;
        log.tidy();
        log.add(Spent::Call(CallId(10)));
        let all = [&spent[..], &[Spent::Call(CallId(10))]].concat();
        assert_eq!(known(SpentLog::open(directory.path()).unwrap().1), all, "and from both files");
    }

    #[test]
    fn what_no_longer_matters_is_not_read() {
        let old = SystemTime::now() - LIFE - Duration::from_secs(1);
        let record = encoded(Spent::Call(CallId(1)), old);
        assert_eq!(read(&mut &record[..]).unwrap(), []);
    }
}
