//! A folder for the file, and registers on it.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln::bans::{MemoryStore, Random, Register, Sentence, SqliteStore};
use calln_core::moderation::Reason;
use tempfile::TempDir;

pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
pub(crate) const DAY: Duration = Duration::from_secs(86_400);

pub(crate) struct World {
    folder: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("bans.db")
    }

    /// Another user of the same file.
    pub(crate) fn open(&self, now: SystemTime) -> Register {
        let store = SqliteStore::open(&self.file()).unwrap();
        Register::open(Box::new(store), random(), now).unwrap()
    }

    /// The bytes of every file in the folder: the database's, and whatever lies beside it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let files = self.folder.path().read_dir().unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

pub(crate) fn in_memory(now: SystemTime) -> Register {
    Register::open(Box::new(MemoryStore), random(), now).unwrap()
}

pub(crate) fn random() -> Random {
    Arc::new(|bytes| getrandom::fill(bytes).unwrap())
}

/// Noon of some day.
pub(crate) fn noon() -> SystemTime {
    UNIX_EPOCH + 20_000 * DAY + 12 * HOUR
}

/// The `n`th of many addresses.
pub(crate) fn ip(n: u32) -> IpAddr {
    Ipv4Addr::from(0x0a00_0000 + n).into()
}

pub(crate) fn spam(lasts: Duration) -> Sentence {
    Sentence { lasts, reason: Reason::Spam, rung: 1 }
}

pub(crate) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}
