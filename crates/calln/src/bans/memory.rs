//! Nothing outlives the process.

use calln_core::moderation::{Day, Key};

use super::{BanStore, Contents, Fault, InsertError, Record, Reference};

/// A store that keeps nothing: bans live in the [`Register`](super::Register)'s memory alone and end with the
/// process. For servers that want it so, and for those whose file is in trouble.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryStore;

impl BanStore for MemoryStore {
    fn day_key(&mut self, _: Day, fresh: [u8; 32]) -> Result<Key, Fault> {
        Ok(Key::new(fresh))
    }

    fn insert(&mut self, _: &Record) -> Result<(), InsertError> {
        Ok(())
    }

    fn delete(&mut self, _: &[Reference]) -> Result<(), Fault> {
        Ok(())
    }

    fn purge(&mut self, _: u64, _: Day) -> Result<(), Fault> {
        Ok(())
    }

    fn load(&mut self) -> Result<Contents, Fault> {
        Ok(Contents::default())
    }

    fn changed(&mut self) -> Result<bool, Fault> {
        Ok(false)
    }
}
