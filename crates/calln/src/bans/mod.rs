//! Who is kept out, for how long, and how that is forgotten.
//!
//! No address is kept. A ban is about the keyed hash of an address or block under a key that was drawn for one
//! day; looking an address up means hashing it under each day's key, thirty at the most. A day's key and
//! everything under it is destroyed [`KEY_DAYS`] days after the day began, whatever the records say.
//!
//! | type | what it is |
//! |---|---|
//! | [`Bans`] | for the server's tasks: reads in memory, writes through a thread of their own |
//! | [`Register`] | all operations, blocking: for the command line, and inside that thread |
//! | [`BanStore`] | what outlives the process: a [`SqliteStore`], or a [`MemoryStore`] that keeps nothing |
//!
//! A connection's address is [sealed](Bans::seal) when it is accepted, so that it can be banned later, when the
//! address itself is no longer there.

mod clock;
mod handle;
mod index;
mod memory;
mod reference;
mod register;
mod sqlite;
mod store;

use std::time::SystemTime;

use calln_core::moderation::Reason;
pub use clock::KEY_DAYS;
pub use handle::{Bans, Clock, Health};
pub use memory::MemoryStore;
pub use reference::{BadReference, Reference};
pub use register::{AddError, MAX_BANS, Random, Register, Sentence, Whom};
pub use sqlite::{OpenError, SqliteStore};
pub use store::{BanStore, Contents, Fault, InsertError, Record};

/// A ban, as its subject and the operator may know it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ban {
    /// What to quote in an appeal. Random; says nothing of the address.
    pub reference: Reference,
    /// When it ends, in whole seconds. At this instant it is over.
    pub until: SystemTime,
    /// Why.
    pub reason: Reason,
    /// Which rung of the ladder, from 1; 0 for what isn't on it: a first report's short block, or an operator's
    /// ban.
    pub rung: u8,
}
