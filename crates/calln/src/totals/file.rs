//! The days' totals in a SQLite file.

use std::collections::BTreeMap;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, params};
use time::{Date, OffsetDateTime};

use super::Total;

/// How many days are kept, today among them.
pub const DAYS_KEPT: u32 = 365;

const DAY: u64 = 24 * 60 * 60;
/// "CALT", so that no other program's database is taken for ours.
const APPLICATION_ID: i32 = 0x4341_4c54;
const SCHEMA: &str = "CREATE TABLE totals (day INTEGER, total TEXT, count INTEGER NOT NULL, PRIMARY KEY (day, total)) STRICT, WITHOUT ROWID";
/// How long to wait while another process (`calln stats`) reads: it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the totals can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file can't be made.
    #[error("can't make {}", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It is a database, but not of totals.
    #[error("{} is another program's database", .0.display())]
    Foreign(PathBuf),
    /// SQLite can't do what it should.
    #[error("the file of the totals is in trouble")]
    Sqlite(#[from] rusqlite::Error),
}

/// One day's totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day (UTC).
    pub date: Date,
    /// How much of what there was. Names that this release doesn't know are left out.
    pub totals: BTreeMap<&'static str, u64>,
}

/// The days.
pub struct TotalsFile(Connection);

impl TotalsFile {
    /// The file in a state directory. It is made, for its owner's eyes only, where there is none.
    ///
    /// # Errors
    /// Where it can't be made or read, or isn't a file of totals.
    pub fn open(directory: &Path) -> Result<Self, FileError> {
        let path = directory.join("totals.sqlite");
        let mut options = std::fs::OpenOptions::new();
        crate::state::make_directory(directory)
            .and_then(|()| options.append(true).create(true).mode(0o600).open(&path))
            .map_err(|source| FileError::Create { path: path.clone(), source })?;
        let connection = Connection::open(&path)?;
        connection.busy_timeout(PATIENCE)?;
        for (pragma, value) in
            [("secure_delete", "ON"), ("journal_mode", "TRUNCATE"), ("temp_store", "MEMORY")]
        {
            connection.pragma_update(None, pragma, value)?;
        }
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
        match number("PRAGMA application_id")? {
            APPLICATION_ID => {}
            0 if number("SELECT count(*) FROM sqlite_schema")? == 0 => {
                connection.execute_batch(SCHEMA)?;
                connection.pragma_update(None, "application_id", APPLICATION_ID)?;
            }
            _ => return Err(FileError::Foreign(path)),
        }
        Ok(Self(connection))
    }

    /// Adds to the totals of the day that `now` is in, and deletes the days that are over a year old.
    pub(super) fn add(&mut self, now: SystemTime, counts: &[(Total, u64)]) -> Result<(), FileError> {
        let today = day(now);
        let transaction = self.0.transaction()?;
        for (total, count) in counts.iter().filter(|(_, count)| *count > 0) {
            let both = if total.is_peak() { "max(count, excluded.count)" } else { "count + excluded.count" };
            transaction.execute(
                &format!("INSERT INTO totals VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET count = {both}"),
                params![today, total.name(), count.cast_signed()],
            )?;
        }
        // A day that is still to come was counted while the clock was wrong, and would stay for too long.
        let (oldest, newest) = (today.saturating_sub(DAYS_KEPT - 1), today);
        transaction.execute("DELETE FROM totals WHERE day NOT BETWEEN ?1 AND ?2", [oldest, newest])?;
        Ok(transaction.commit()?)
    }

    /// The days on which there was anything, oldest first.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn days(&self) -> Result<Vec<Day>, FileError> {
        let mut statement = self.0.prepare("SELECT day, total, count FROM totals ORDER BY day")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
        })?;
        let mut days: Vec<Day> = Vec::new();
        for row in rows {
            let (day, name, count) = row?;
            let Some(total) = Total::ALL.into_iter().find(|total| total.name() == name) else { continue };
            let date = OffsetDateTime::from(UNIX_EPOCH + Duration::from_secs(u64::from(day) * DAY)).date();
            if days.last().is_none_or(|last| last.date != date) {
                days.push(Day { date, totals: BTreeMap::new() });
            }
            if let Some(last) = days.last_mut() {
                last.totals.insert(total.name(), count.cast_unsigned());
            }
        }
        Ok(days)
    }
}

/// Days since 1970.
fn day(time: SystemTime) -> u32 {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    u32::try_from(seconds / DAY).unwrap_or(u32::MAX)
}
