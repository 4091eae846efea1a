//! What outlives the process.

use calln_core::moderation::{Day, Key, Target};

use super::{Ban, Reference};

/// A ban and whom it is about.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// The keyed hash that is kept out, and the day of its key.
    pub target: Target,
    /// The ban.
    pub ban: Ban,
}

/// All that a store holds.
#[derive(Default)]
pub struct Contents {
    /// The keys that live.
    pub keys: Vec<(Day, Key)>,
    /// The records under them.
    pub records: Vec<Record>,
}

/// Where keys and records are kept. Calls block; what is acknowledged is kept, whatever happens to the process.
///
/// The store only keeps. Hashing, expiry at lookup and the choice of references are the
/// [`Register`](super::Register)'s.
pub trait BanStore: Send {
    /// The key of a day: the one that is kept for it, else one of `fresh` bytes, which is kept from now on.
    fn day_key(&mut self, day: Day, fresh: [u8; 32]) -> Result<Key, Fault>;

    /// Keeps a record.
    fn insert(&mut self, record: &Record) -> Result<(), InsertError>;

    /// Destroys records; those that aren't there are no error.
    fn delete(&mut self, references: &[Reference]) -> Result<(), Fault>;

    /// Destroys the records that end at `now` (seconds since 1970) or before, and the keys of days before
    /// `oldest` with all that is under them. When this returns, nothing of it is left in any file.
    fn purge(&mut self, now: u64, oldest: Day) -> Result<(), Fault>;

    /// Everything that is kept.
    fn load(&mut self) -> Result<Contents, Fault>;

    /// Whether somebody else has written since this was last asked, or since the store was opened.
    fn changed(&mut self) -> Result<bool, Fault>;
}

/// Why a record isn't kept.
#[derive(Debug, thiserror::Error)]
pub enum InsertError {
    /// The reference is in use.
    #[error("the reference is in use")]
    Taken,
    /// The day's key has been destroyed.
    #[error("the day's key has been destroyed")]
    KeyGone,
    /// The store is in trouble.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What can be wrong with a store, and what an operator can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file or its directory can't be written.
    #[error("the ban store is read-only; give the server write access to the file and its directory")]
    ReadOnly,
    /// The file isn't what it should be.
    #[error("the ban store is damaged; move the file away, and bans start afresh at the next start")]
    Damaged,
    /// Somebody else holds the file for too long.
    #[error("the ban store is in use by another program for too long")]
    Busy,
    /// There is no room.
    #[error("no room is left for the ban store")]
    DiskFull,
    /// The file can't be opened or created.
    #[error("the ban store can't be opened; check that its directory exists and may be entered")]
    CannotOpen,
    /// The thread that writes has ended, which it does with the server.
    #[error("the ban store is closed")]
    Closed,
    /// Anything else.
    #[error("the ban store failed")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}
