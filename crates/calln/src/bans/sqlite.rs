//! Bans in a SQLite file.
//!
//! Two things are asked of the file at once: that `kill -9` loses nothing acknowledged, and that the bytes of
//! what has expired are nowhere. So the settings are:
//!
//! - `journal_mode=TRUNCATE`. A write-ahead log holds deleted rows until somebody checkpoints it, and a killed
//!   process leaves it behind; `PERSIST` keeps the old pages in the journal; `MEMORY` and `OFF` lose the database
//!   if the process dies in mid-write. `DELETE` would do as well, but after a power cut its journal may be back
//!   unless the directory is synced too; a truncated journal is synced by itself.
//! - `synchronous=FULL`: a commit that returned survives a power cut.
//! - `secure_delete=ON` overwrites deleted rows with zeros. That isn't enough: when SQLite moves rows between
//!   pages, copies stay in the gaps, and nobody deletes those (a few in thousands, but they are there). So
//!   deleting ends with `VACUUM`, which writes the file anew from its live rows; a file of bans is small.
//! - `temp_store=MEMORY`: no other file is ever written.
//!
//! What the disk keeps of freed blocks is out of reach here.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use calln_core::moderation::{Day, Digest, Key, Reason, Target};
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, TransactionBehavior, ffi, params};

use super::{Ban, BanStore, Contents, Fault, InsertError, Record, Reference, clock};

/// "CALN", so that no other program's database is taken for ours.
const APPLICATION_ID: i32 = 0x4341_4c4e;
/// Raised with every change of [`SCHEMA`].
const SCHEMA_VERSION: i32 = 1;
const SCHEMA: &str = "
    CREATE TABLE days (day INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT;
    CREATE TABLE bans (
        reference TEXT PRIMARY KEY,
        day INTEGER NOT NULL REFERENCES days ON DELETE CASCADE,
        digest BLOB NOT NULL,
        until INTEGER NOT NULL,
        reason TEXT NOT NULL,
        rung INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
";

/// How often, and how many times, to try while another process writes to the file: some ten seconds. Writes take
/// milliseconds; somebody who holds it for longer has stopped. SQLite's own way of waiting sleeps ever longer, so
/// that whoever has waited most gets in last.
const BUSY: (Duration, i32) = (Duration::from_millis(2), 5_000);

/// Bans in a SQLite file, which several processes may use at once.
pub struct SqliteStore {
    connection: Connection,
    data_version: i64,
    /// Rows have been deleted since the file was last rewritten.
    rewrite_due: bool,
}

/// Why a file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is a database, but not Calln's.
    #[error("the file is another program's database, not a ban store")]
    Foreign,
    /// It was written by a later release.
    #[error("the ban store is of version {0}, newer than this server; update Calln")]
    Newer(i32),
    /// It is in trouble.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl SqliteStore {
    /// Opens a file, which is made (readable by its owner alone) where there is none.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        create_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(fault)?;
        // SQLite opens a file that it can't write for reading, without a word.
        if connection.is_readonly("main").map_err(fault)? {
            return Err(Fault::ReadOnly.into());
        }
        let wait = |tries| {
            thread::sleep(BUSY.0);
            tries < BUSY.1
        };
        connection.busy_handler(Some(wait)).map_err(fault)?;
        for (pragma, value) in [
            ("secure_delete", "ON"),
            ("journal_mode", "TRUNCATE"),
            ("synchronous", "FULL"),
            ("temp_store", "MEMORY"),
            ("foreign_keys", "ON"),
            ("trusted_schema", "OFF"),
        ] {
            connection.pragma_update(None, pragma, value).map_err(fault)?;
        }
        let check = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        if check.map_err(fault)? != "ok" {
            return Err(Fault::Damaged.into());
        }
        prepare(&mut connection)?;
        let data_version = data_version(&connection)?;
        Ok(Self { connection, data_version, rewrite_due: true })
    }

    /// Writes the file anew from what is alive in it. `secure_delete` overwrites deleted rows where they stood,
    /// but copies that SQLite left behind when it moved rows between pages stay; only this removes them.
    fn rewrite(&mut self) -> Result<(), Fault> {
        if self.rewrite_due {
            self.connection.execute_batch("VACUUM").map_err(fault)?;
            self.rewrite_due = false;
        }
        Ok(())
    }
}

impl BanStore for SqliteStore {
    fn day_key(&mut self, day: Day, fresh: [u8; 32]) -> Result<Key, Fault> {
        let insert = "INSERT INTO days VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.connection.execute(insert, params![day.0, fresh]).map_err(fault)?;
        let select = "SELECT key FROM days WHERE day = ?1";
        self.connection.query_row(select, [day.0], |row| row.get(0).map(Key::new)).map_err(fault)
    }

    fn insert(&mut self, record: &Record) -> Result<(), InsertError> {
        let Record { target, ban } = record;
        let row = params![
            ban.reference.to_string(),
            target.day.0,
            target.digest.as_bytes(),
            clock::seconds(ban.until).cast_signed(),
            ban.reason.name(),
            ban.rung,
        ];
        match self.connection.execute("INSERT INTO bans VALUES (?1, ?2, ?3, ?4, ?5, ?6)", row) {
            Ok(_) => Ok(()),
            Err(rusqlite::Error::SqliteFailure(error, _))
                if error.extended_code == ffi::SQLITE_CONSTRAINT_PRIMARYKEY =>
            {
                Err(InsertError::Taken)
            }
            Err(rusqlite::Error::SqliteFailure(error, _))
                if error.extended_code == ffi::SQLITE_CONSTRAINT_FOREIGNKEY =>
            {
                Err(InsertError::KeyGone)
            }
            Err(error) => Err(fault(error).into()),
        }
    }

    fn delete(&mut self, references: &[Reference]) -> Result<(), Fault> {
        let behavior = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior).map_err(fault)?;
        for reference in references {
            let delete = "DELETE FROM bans WHERE reference = ?1";
            transaction.execute(delete, [reference.to_string()]).map_err(fault)?;
        }
        self.rewrite_due = true;
        transaction.commit().map_err(fault)?;
        self.rewrite()
    }

    fn purge(&mut self, now: u64, oldest: Day) -> Result<(), Fault> {
        let behavior = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior).map_err(fault)?;
        let bans =
            transaction.execute("DELETE FROM bans WHERE until <= ?1", [now.cast_signed()]).map_err(fault)?;
        let days = transaction.execute("DELETE FROM days WHERE day < ?1", [oldest.0]).map_err(fault)?;
        self.rewrite_due |= bans + days > 0;
        transaction.commit().map_err(fault)?;
        self.rewrite()
    }

    fn load(&mut self) -> Result<Contents, Fault> {
        // One transaction, so that no record is seen without its key.
        let transaction = self.connection.transaction().map_err(fault)?;
        let keys = collect(&transaction, "SELECT day, key FROM days", |row| {
            Ok((Day(row.get(0)?), Key::new(row.get(1)?)))
        })?;
        let records =
            collect(&transaction, "SELECT reference, day, digest, until, reason, rung FROM bans", record)?;
        transaction.commit().map_err(fault)?;
        Ok(Contents { keys, records })
    }

    fn changed(&mut self) -> Result<bool, Fault> {
        let version = data_version(&self.connection)?;
        Ok(std::mem::replace(&mut self.data_version, version) != version)
    }
}

/// Makes the file, for its owner's eyes only, unless it is there. SQLite gives its journal the same rights.
fn create_private(path: &Path) -> Result<(), Fault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Ok(()),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Err(Fault::ReadOnly),
            io::ErrorKind::StorageFull => Err(Fault::DiskFull),
            _ => Err(Fault::CannotOpen),
        },
    }
}

/// Makes the tables in an empty file, and refuses a file that isn't ours.
fn prepare(connection: &mut Connection) -> Result<(), OpenError> {
    // Takes the write lock first, so that two processes don't both make the tables.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
    let number = |sql: &str| transaction.query_row(sql, [], |row| row.get::<_, i32>(0)).map_err(fault);
    let (application, version) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
    match (application, version) {
        (APPLICATION_ID, SCHEMA_VERSION) => {}
        (APPLICATION_ID, newer) => return Err(OpenError::Newer(newer)),
        (0, 0) if number("SELECT count(*) FROM sqlite_schema")? == 0 => {
            transaction.execute_batch(SCHEMA).map_err(fault)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION).map_err(fault)?;
        }
        _ => return Err(OpenError::Foreign),
    }
    Ok(transaction.commit().map_err(fault)?)
}

fn data_version(connection: &Connection) -> Result<i64, Fault> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0)).map_err(fault)
}

fn collect<T>(
    connection: &Connection,
    sql: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Fault> {
    let mut statement = connection.prepare(sql).map_err(fault)?;
    let rows = statement.query_map([], read).map_err(fault)?;
    rows.collect::<rusqlite::Result<_>>().map_err(fault)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        target: Target { day: Day(row.get(1)?), digest: Digest::from_bytes(row.get(2)?) },
        ban: Ban {
            reference: word(row, 0)?,
            until: clock::time(row.get::<_, i64>(3)?.cast_unsigned()),
            reason: word::<Reason>(row, 4)?,
            rung: row.get(5)?,
        },
    })
}

/// A column that is the text form of something.
fn word<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// What SQLite's error means to an operator.
fn fault(error: rusqlite::Error) -> Fault {
    use rusqlite::Error as E;
    match &error {
        E::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Fault::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Fault::Damaged,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Fault::Busy,
            ErrorCode::DiskFull => Fault::DiskFull,
            ErrorCode::CannotOpen => Fault::CannotOpen,
            _ => Fault::Other(Box::new(error)),
        },
        // A value that our own writes can't have made.
        E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..) => {
            Fault::Damaged
        }
        _ => Fault::Other(Box::new(error)),
    }
}
