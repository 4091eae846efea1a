//! All operations on bans.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use calln_core::moderation::{Reason, Sealed, Target};
use parking_lot::RwLock;

use super::index::Index;
use super::{Ban, BanStore, Fault, InsertError, Record, Reference, clock};

/// Most bans at one time. A table of this size takes some 40 MiB; an attack that fills it is better met with
/// other means.
pub const MAX_BANS: usize = 200_000;

/// Fills a slice with random bytes that nobody can guess.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// The bans: a store, and an index of it in memory. Calls that write block until the store has acknowledged.
pub struct Register {
    store: Box<dyn BanStore>,
    index: Arc<RwLock<Index>>,
    random: Random,
    /// Bans that hold though the store couldn't take them.
    unwritten: Vec<Record>,
    /// Something has expired that may still be in the store.
    purge_due: bool,
    /// Another process has written what the index doesn't show.
    reload_due: bool,
    /// How often that was taken over.
    reloads: u64,
}

/// What to ban somebody to.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// For so long from now, but not beyond the life of the key that the target was sealed under.
    pub lasts: Duration,
    /// Why.
    pub reason: Reason,
    /// Which rung, as in [`Ban::rung`].
    pub rung: u8,
}

/// Whose bans to lift.
#[derive(Clone, Copy)]
pub enum Whom {
    /// Those that hold for this address, its whole block's included.
    Address(IpAddr),
    /// The one that is called so.
    Reference(Reference),
}

/// Why somebody can't be banned.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The address was sealed so long ago that the key is gone.
    #[error(
        "the caller connected more than {} days ago; end the connection, and ban the next one",
        clock::KEY_DAYS
    )]
    KeyGone,
    /// There are too many bans.
    #[error("there are {MAX_BANS} bans already")]
    Full,
    /// The store is in trouble. Nothing has changed.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Register {
    /// Opens a store: removes what expired while nobody looked, and reads the rest.
    pub fn open(mut store: Box<dyn BanStore>, random: Random, now: SystemTime) -> Result<Self, Fault> {
        let seconds = clock::seconds(now);
        store.purge(seconds, clock::oldest_day(seconds))?;
        let index = Arc::new(RwLock::new(read(store.as_mut(), &random, seconds)?));
        Ok(Self {
            store,
            index,
            random,
            unwritten: Vec::new(),
            purge_due: false,
            reload_due: false,
            reloads: 0,
        })
    }

    /// The address's subject under the latest day's key, to [`add`](Self::add) a ban by later.
    pub fn seal(&self, address: IpAddr) -> Sealed {
        self.index.read().seal(address)
    }

    /// The ban that keeps an address out the longest.
    pub fn lookup(&self, address: IpAddr, now: SystemTime) -> Option<Ban> {
        self.index.read().of(address, now).max_by_key(|ban| ban.until)
    }

    /// All bans that hold for an address: everything that is held about it here.
    pub fn held(&self, address: IpAddr, now: SystemTime) -> Vec<Ban> {
        sorted(self.index.read().of(address, now))
    }

    /// All bans, the one that ends first in front. There are no addresses to list.
    pub fn list(&self, now: SystemTime) -> Vec<Ban> {
        sorted(self.index.read().all(now))
    }

    /// Bans a target. It is kept when this returns.
    pub fn add(&mut self, target: Target, sentence: Sentence, now: SystemTime) -> Result<Ban, AddError> {
        self.write(target, sentence, now).map_err(|(error, _)| error)
    }

    /// Bans a target though the store may be in trouble: then the ban holds as long as this process, and is
    /// written once the store takes it. The fault is returned beside the ban.
    pub fn add_or_hold(
        &mut self,
        target: Target,
        sentence: Sentence,
        now: SystemTime,
    ) -> Result<(Ban, Option<Fault>), AddError> {
        match self.write(target, sentence, now) {
            Ok(ban) => Ok((ban, None)),
            Err((AddError::Store(fault), Some(record))) => {
                self.index.write().insert(record);
                self.unwritten.push(record);
                Ok((record.ban, Some(fault)))
            }
            Err((error, _)) => Err(error),
        }
    }

    /// Lifts bans and destroys their records; which they were.
    pub fn remove(&mut self, whom: Whom, now: SystemTime) -> Result<Vec<Ban>, Fault> {
        let bans = match whom {
            Whom::Address(address) => self.held(address, now),
            Whom::Reference(name) => self.index.read().all(now).filter(|ban| ban.reference == name).collect(),
        };
        let references = bans.iter().map(|ban| ban.reference).collect::<Vec<_>>();
        if !references.is_empty() {
            let held = |name: &Reference| self.unwritten.iter().any(|record| record.ban.reference == *name);
            let kept = references.iter().copied().filter(|name| !held(name)).collect::<Vec<_>>();
            // What is in memory alone can be lifted though the store is in trouble.
            if !kept.is_empty() {
                self.store.delete(&kept)?;
            }
            self.unwritten.retain(|record| !references.contains(&record.ban.reference));
            self.index.write().remove(&references);
        }
        Ok(bans)
    }

    /// Removes what has expired, from memory whatever happens and then from the store, and draws a new day's key.
    /// Cheap when there is nothing to do.
    pub fn purge(&mut self, now: SystemTime) -> Result<(), Fault> {
        let seconds = clock::seconds(now);
        let (expired, newest) = {
            let mut index = self.index.write();
            (index.expire(seconds), index.newest())
        };
        self.unwritten.retain(|record| now < record.ban.until);
        let today = clock::day(seconds);
        self.purge_due |= expired || today > newest;
        if today > newest {
            let key = self.store.day_key(today, draw(&self.random))?;
            let mut index = self.index.write();
            index.add_day(today, key);
            index.expire(seconds); // the day that was the latest until now may be too old as well
        }
        if self.purge_due {
            self.store.purge(seconds, clock::oldest_day(seconds))?;
            self.purge_due = false;
        }
        Ok(())
    }

    /// Writes what couldn't be written before, and takes over what another process has changed.
    pub fn refresh(&mut self, now: SystemTime) -> Result<(), Fault> {
        while let Some(record) = self.unwritten.last() {
            match self.store.insert(record) {
                // Taken: it got there after all. Without its key, the ban holds in memory until it ends.
                Ok(()) | Err(InsertError::Taken | InsertError::KeyGone) => self.unwritten.pop(),
                Err(InsertError::Fault(fault)) => return Err(fault),
            };
        }
        self.reload_due |= self.store.changed()?;
        if self.reload_due {
            let index = read(self.store.as_mut(), &self.random, clock::seconds(now))?;
            *self.index.write() = index;
            self.reload_due = false;
            self.reloads += 1;
        }
        Ok(())
    }

    /// How often another process's changes have been taken over.
    pub fn reloads(&self) -> u64 {
        self.reloads
    }

    /// How many bans hold in memory alone because the store couldn't take them.
    pub fn unwritten(&self) -> usize {
        self.unwritten.len()
    }

    /// The index, for reading beside the owner of this register.
    pub(super) fn index(&self) -> Arc<RwLock<Index>> {
        Arc::clone(&self.index)
    }

    fn write(
        &mut self,
        target: Target,
        sentence: Sentence,
        now: SystemTime,
    ) -> Result<Ban, (AddError, Option<Record>)> {
        if self.index.read().len() >= MAX_BANS {
            return Err((AddError::Full, None));
        }
        let seconds = clock::seconds(now);
        let until = seconds.saturating_add(sentence.lasts.as_secs()).min(clock::end_of_key(target.day));
        if until <= seconds || !self.index.read().has(target.day) {
            return Err((AddError::KeyGone, None));
        }
        loop {
            let mut name = [0; 8];
            (self.random)(&mut name);
            let ban = Ban {
                reference: Reference::from_random(name),
                until: clock::time(until),
                reason: sentence.reason,
                rung: sentence.rung,
            };
            let record = Record { target, ban };
            return match self.store.insert(&record) {
                Ok(()) => {
                    self.index.write().insert(record);
                    Ok(ban)
                }
                // Drawn before, by somebody else: once in 2⁴⁰ / MAX_BANS at the most.
                Err(InsertError::Taken) => continue,
                Err(InsertError::KeyGone) => Err((AddError::KeyGone, None)),
                Err(InsertError::Fault(fault)) => Err((fault.into(), Some(record))),
            };
        }
    }
}

/// Reads a store, which gets a key for today where it has none.
fn read(store: &mut dyn BanStore, random: &Random, now: u64) -> Result<Index, Fault> {
    let today = clock::day(now);
    let key = store.day_key(today, draw(random))?;
    Ok(Index::new(today, key, store.load()?))
}

fn draw(random: &Random) -> [u8; 32] {
    let mut key = [0; 32];
    random(&mut key);
    key
}

fn sorted(bans: impl Iterator<Item = Ban>) -> Vec<Ban> {
    let mut bans = bans.collect::<Vec<_>>();
    bans.sort_by_key(|ban| ban.until);
    bans
}
