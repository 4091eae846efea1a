//! Bans for the server's tasks: nothing here blocks.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};
use std::{io, thread};

use calln_core::moderation::{Sealed, Target};
use parking_lot::RwLock;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::index::Index;
use super::register::{Random, Sentence, Whom};
use super::{AddError, Ban, Fault, MemoryStore, OpenError, Register, SqliteStore};

/// Writes that may wait at one time; who comes next waits for a place. A write takes milliseconds, so these are
/// done within a second or two.
const WAITING_WRITES: usize = 256;

/// Tells the time of day.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Bans for the server's tasks. Reads look into memory; writes are done by one thread, which also removes what
/// has expired and takes over what other processes write to the file.
///
/// The thread ends when the last clone is gone and all that was asked is done.
#[derive(Clone)]
pub struct Bans {
    index: Arc<RwLock<Index>>,
    health: Arc<RwLock<Health>>,
    clock: Clock,
    changes: watch::Receiver<u64>,
    places: Arc<Semaphore>,
    requests: Sender<(Request, OwnedSemaphorePermit)>,
}

/// Whether bans outlive the process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// What is wrong with the store, and what to do about it. Bans are made and hold all the same.
    pub trouble: Option<String>,
    /// Bans that hold in memory alone and are written once the store takes them.
    pub unwritten: usize,
}

enum Request {
    Add(Target, Sentence, oneshot::Sender<Result<Ban, AddError>>),
    Remove(Whom, oneshot::Sender<Result<Vec<Ban>, Fault>>),
    Tidy(oneshot::Sender<Result<(), Fault>>),
}

impl Bans {
    /// Opens the store at `path` and starts its thread, which tidies up `every` so often. Without a path bans live
    /// in memory alone; and so they do if the file is in trouble, which [`health`](Self::health) then tells.
    ///
    /// The join handle tells when the thread has ended. Errors: no thread could be started.
    pub fn open(
        path: Option<&Path>,
        random: &Random,
        clock: Clock,
        every: Duration,
    ) -> io::Result<(Self, JoinHandle<()>)> {
        let now = clock();
        let open_file = |path| -> Result<Register, OpenError> {
            let store = Box::new(SqliteStore::open(path)?);
            Ok(Register::open(store, Arc::clone(random), now)?)
        };
        let memory =
            || Register::open(Box::new(MemoryStore), Arc::clone(random), now).map_err(io::Error::other);
        let (register, trouble) = match path.map(open_file) {
            Some(Ok(register)) => (register, None),
            Some(Err(error)) => (memory()?, Some(error.to_string())),
            None => (memory()?, None),
        };
        Self::start(register, trouble, clock, every)
    }

    /// The ban that keeps an address out the longest.
    pub fn lookup(&self, address: IpAddr) -> Option<Ban> {
        self.index.read().of(address, (self.clock)()).max_by_key(|ban| ban.until)
    }

    /// The address's subject under today's key, for a ban later on.
    pub fn seal(&self, address: IpAddr) -> Sealed {
        self.index.read().seal(address)
    }

    /// The same for whoever was sealed so, among the bans of the day of the sealing.
    pub fn lookup_sealed(&self, sealed: &Sealed) -> Option<Ban> {
        self.index.read().of_sealed(sealed, (self.clock)()).max_by_key(|ban| ban.until)
    }

    /// Changes whenever what another process has written was taken over.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// All bans that hold for an address: everything that is held about it here.
    pub fn held(&self, address: IpAddr) -> Vec<Ban> {
        self.index.read().of(address, (self.clock)()).collect()
    }

    /// All bans, the one that ends first in front.
    pub fn list(&self) -> Vec<Ban> {
        let mut bans = self.index.read().all((self.clock)()).collect::<Vec<_>>();
        bans.sort_by_key(|ban| ban.until);
        bans
    }

    /// How many bans hold.
    pub fn count(&self) -> usize {
        self.index.read().all((self.clock)()).count()
    }

    /// Whether bans outlive the process.
    pub fn health(&self) -> Health {
        self.health.read().clone()
    }

    /// Bans a target. It holds when this returns, and is kept unless [`health`](Self::health) says otherwise.
    pub async fn add(&self, target: Target, sentence: Sentence) -> Result<Ban, AddError> {
        self.ask(|reply| Request::Add(target, sentence, reply)).await?
    }

    /// Lifts bans and destroys their records; which they were.
    pub async fn remove(&self, whom: Whom) -> Result<Vec<Ban>, Fault> {
        self.ask(|reply| Request::Remove(whom, reply)).await?
    }

    /// Does at once what the thread does every so often: removes what has expired, and takes over what another
    /// process has written.
    pub async fn tidy(&self) -> Result<(), Fault> {
        self.ask(Request::Tidy).await?
    }

    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Result<T, Fault> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Fault::Closed)?;
        let (reply, answer) = oneshot::channel();
        self.requests.send((request(reply), place)).map_err(|_| Fault::Closed)?;
        answer.await.map_err(|_| Fault::Closed)
    }

    fn start(
        register: Register,
        trouble: Option<String>,
        clock: Clock,
        every: Duration,
    ) -> io::Result<(Self, JoinHandle<()>)> {
        let (requests, inbox) = channel();
        let (changed, changes) = watch::channel(0);
        let health = Arc::new(RwLock::new(Health { trouble: trouble.clone(), unwritten: 0 }));
        let bans = Self {
            index: register.index(),
            health: Arc::clone(&health),
            clock: Arc::clone(&clock),
            changes,
            places: Arc::new(Semaphore::new(WAITING_WRITES)),
            requests,
        };
        let owner = Owner { register, health, lasting: trouble, clock, changed };
        let thread =
            thread::Builder::new().name("bans".to_owned()).spawn(move || owner.run(&inbox, every))?;
        Ok((bans, thread))
    }
}

/// The thread that writes.
struct Owner {
    register: Register,
    health: Arc<RwLock<Health>>,
    /// Trouble that lasts as long as the process: the file couldn't be used from the start.
    lasting: Option<String>,
    clock: Clock,
    /// How often another process's changes have been taken over.
    changed: watch::Sender<u64>,
}

impl Owner {
    fn run(mut self, inbox: &Receiver<(Request, OwnedSemaphorePermit)>, every: Duration) {
        let mut tidied = Instant::now();
        loop {
            if tidied.elapsed() >= every {
                let _noted = self.tidy();
                tidied = Instant::now();
            }
            // Who asked may have gone meanwhile; what was asked is done all the same.
            match inbox.recv_timeout(every.saturating_sub(tidied.elapsed())) {
                Ok((Request::Add(target, sentence, reply), _place)) => {
                    let _gone = reply.send(self.add(target, sentence));
                }
                Ok((Request::Remove(whom, reply), _place)) => {
                    let removed = self.register.remove(whom, (self.clock)());
                    self.note(removed.as_ref().err());
                    let _gone = reply.send(removed);
                }
                Ok((Request::Tidy(reply), _place)) => {
                    let _gone = reply.send(self.tidy());
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn add(&mut self, target: Target, sentence: Sentence) -> Result<Ban, AddError> {
        let (ban, fault) = self.register.add_or_hold(target, sentence, (self.clock)())?;
        self.note(fault.as_ref());
        Ok(ban)
    }

    fn tidy(&mut self) -> Result<(), Fault> {
        let now = (self.clock)();
        // Both are tried: what can't be read may still be purged.
        let refreshed = self.register.refresh(now);
        let reloads = self.register.reloads();
        self.changed.send_if_modified(|known| std::mem::replace(known, reloads) != reloads);
        let tidied = self.register.purge(now).and(refreshed);
        self.note(tidied.as_ref().err());
        tidied
    }

    /// Keeps the health up to date, and says so once when it changes.
    fn note(&self, fault: Option<&Fault>) {
        let trouble = self.lasting.clone().or_else(|| fault.map(Fault::to_string));
        let mut health = self.health.write();
        match &trouble {
            Some(trouble) if health.trouble.is_none() => tracing::error!("{trouble}; bans hold in memory"),
            None if health.trouble.is_some() => tracing::info!("the ban store works again"),
            _ => {}
        }
        *health = Health { trouble, unwritten: self.register.unwritten() };
    }
}
