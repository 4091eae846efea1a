//! Log files that nobody has to look after: one a day, more where a day's is large, none older than a week, and all
//! together never larger than they may be.
//!
//! A file's age is told by the day in its name, not by what the file system remembers: a copy or a `touch` doesn't
//! make lines younger. What is dated in the future was written while the clock was wrong; how old it is nobody
//! knows, so it goes too.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use time::{Date, Month, OffsetDateTime};

/// What Calln promises: no line is older.
pub const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How often files are looked at for their age. One that would be too old by the next look goes now.
pub const PURGE_EVERY: Duration = Duration::from_secs(60 * 60);
/// A file has this part of the space that all may take: what goes when they take too much is a part of the oldest
/// day and not the whole log.
const PARTS: u64 = 8;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The log files in a directory. Other files there are left alone.
pub struct LogFiles {
    directory: PathBuf,
    max_bytes: u64,
    clock: Clock,
    open: Option<Open>,
}

/// The file that is written to.
struct Open {
    name: Name,
    file: File,
    bytes: u64,
}

/// `calln-2026-11-24.1.log`: the day of its lines (UTC), and which of that day's files it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    day: Date,
    part: u32,
}

impl Name {
    fn parse(name: &str) -> Option<Self> {
        let (day, part) = name.strip_prefix("calln-")?.strip_suffix(".log")?.split_once('.')?;
        let mut numbers = day.split('-').map(str::parse::<u16>);
        let mut next = || numbers.next()?.ok();
        let (year, month, day) = (next()?, next()?, next()?);
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let day = Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()?;
        Some(Self { day, part: part.parse().ok()? })
    }

    fn in_directory(self, directory: &Path) -> PathBuf {
        directory.join(format!("calln-{}.{}.log", self.day, self.part))
    }

    /// Whether a line of it can be older than it may be before the next look.
    fn is_too_old(self, now: SystemTime) -> bool {
        let first_line = SystemTime::from(self.day.midnight().assume_utc());
        match (now + PURGE_EVERY).duration_since(first_line) {
            Ok(age) => age >= MAX_AGE || self.day > date(now),
            Err(_) => true,
        }
    }
}

fn date(time: SystemTime) -> Date {
    OffsetDateTime::from(time).date()
}

impl LogFiles {
    /// Goes on with the files in a directory, which is made where there is none. All files together take
    /// `max_bytes` at most.
    ///
    /// # Errors
    /// Where the directory can't be made, read or written to.
    pub fn open(directory: &Path, max_bytes: u64, clock: Clock) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let mut files = Self { directory: directory.to_owned(), max_bytes, clock, open: None };
        files.purge()?;
        files.turn(0)?;
        Ok(files)
    }

    /// Deletes what is too old, and the oldest where all together are too large.
    ///
    /// # Errors
    /// Where the directory can't be read or a file not be deleted.
    pub fn purge(&mut self) -> io::Result<()> {
        let now = (self.clock)();
        if self.open.as_ref().is_some_and(|open| open.name.is_too_old(now)) {
            self.open = None;
        }
        // The next line may make the open file this large.
        let mut bytes = self.max_bytes / PARTS;
        let mut names = self.names()?;
        names.sort_unstable_by(|one, other| other.cmp(one));
        for name in names {
            let path = name.in_directory(&self.directory);
            if self.open.as_ref().is_some_and(|open| open.name == name) {
                continue;
            }
            bytes += fs::metadata(&path)?.len();
            if name.is_too_old(now) || bytes > self.max_bytes {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<Name>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            names.extend(entry?.file_name().to_str().and_then(Name::parse));
        }
        Ok(names)
    }

    /// Sees that the open file is of today and has room for a line.
    fn turn(&mut self, line: u64) -> io::Result<&mut Open> {
        let today = date((self.clock)());
        let room = self.max_bytes / PARTS;
        let fits = |open: &Open| open.name.day == today && (open.bytes == 0 || open.bytes + line <= room);
        if !self.open.as_ref().is_some_and(fits) {
            self.open = None;
            let last = self.names()?.into_iter().filter(|name| name.day == today).max();
            let mut open = self.append(last.unwrap_or(Name { day: today, part: 0 }))?;
            if !fits(&open) {
                open = self.append(Name { day: today, part: open.name.part + 1 })?;
            }
            self.open = Some(open);
            self.purge()?;
        }
        self.open.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn append(&self, name: Name) -> io::Result<Open> {
        let path = name.in_directory(&self.directory);
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Open { name, file, bytes })
    }
}

impl Write for LogFiles {
    /// Takes whole lines, one at a time.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // A line that no file has room for would break the bound: its end is left out.
        let room = usize::try_from(self.max_bytes / PARTS).unwrap_or(usize::MAX);
        let kept = &line[..line.len().min(room)];
        let open = self.turn(kept.len() as u64)?;
        open.file.write_all(kept)?;
        open.bytes += kept.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
