//! What is looked up on every connection, in memory.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::time::SystemTime;

use calln_core::moderation::{Day, Digest, Key, Sealed};

use super::{Ban, Contents, Record, Reference, clock};

/// Every key and record that lives, by day and digest. A lookup hashes the address once (twice in IPv6) for each
/// day that has bans.
pub(super) struct Index {
    /// The latest day: what addresses are sealed under.
    newest: (Day, Book),
    /// The days before.
    older: BTreeMap<Day, Book>,
    /// No record ends before this second.
    earliest_end: u64,
}

/// A day.
struct Book {
    key: Key,
    bans: HashMap<Digest, Vec<Ban>>,
}

impl Index {
    /// An index of what a store holds, with `day` and its key.
    pub(super) fn new(day: Day, key: Key, contents: Contents) -> Self {
        let mut index =
            Self { newest: (day, Book::new(key)), older: BTreeMap::new(), earliest_end: u64::MAX };
        for (day, key) in contents.keys {
            index.add_day(day, key);
        }
        for record in contents.records {
            index.insert(record);
        }
        index
    }

    /// The latest day.
    pub(super) fn newest(&self) -> Day {
        self.newest.0
    }

    /// Adds a day; one that is there stays as it is.
    pub(super) fn add_day(&mut self, day: Day, key: Key) {
        if day > self.newest.0 {
            let (last, book) = std::mem::replace(&mut self.newest, (day, Book::new(key)));
            self.older.insert(last, book);
        } else if day < self.newest.0 {
            self.older.entry(day).or_insert_with(|| Book::new(key));
        }
    }

    /// Whether a day's key is there.
    pub(super) fn has(&self, day: Day) -> bool {
        day == self.newest.0 || self.older.contains_key(&day)
    }

    /// Adds a record, unless its day's key isn't there: then nobody could match it.
    pub(super) fn insert(&mut self, record: Record) {
        let book = match record.target.day {
            day if day == self.newest.0 => Some(&mut self.newest.1),
            day => self.older.get_mut(&day),
        };
        if let Some(book) = book {
            book.bans.entry(record.target.digest).or_default().push(record.ban);
            self.earliest_end = self.earliest_end.min(clock::seconds(record.ban.until));
        }
    }

    /// Removes records.
    pub(super) fn remove(&mut self, references: &[Reference]) {
        self.retain(|ban| !references.contains(&ban.reference));
    }

    /// Removes what has ended at `now` (seconds) and the days whose key's time is up; whether there was any.
    pub(super) fn expire(&mut self, now: u64) -> bool {
        let mut expired = false;
        if now >= self.earliest_end {
            expired = self.retain(|ban| now < clock::seconds(ban.until));
        }
        let oldest = clock::oldest_day(now);
        while let Some(day) = self.older.first_entry().filter(|day| *day.key() < oldest) {
            day.remove();
            expired = true;
        }
        expired
    }

    /// The address's subject under the latest key.
    pub(super) fn seal(&self, address: IpAddr) -> Sealed {
        let (day, book) = &self.newest;
        Sealed { day: *day, subject: book.key.subject(address) }
    }

    /// The bans that hold for an address at `now`.
    pub(super) fn of(&self, address: IpAddr, now: SystemTime) -> impl Iterator<Item = Ban> {
        self.books(now).map(|(_, book)| book).filter(|book| !book.bans.is_empty()).flat_map(move |book| {
            let subject = book.key.subject(address);
            let digests = [Some(subject.host), subject.block].into_iter().flatten();
            let bans = digests.filter_map(|digest| book.bans.get(&digest)).flatten();
            bans.copied().filter(move |ban| now < ban.until)
        })
    }

    /// The bans that hold at `now` for whoever was sealed so, among those under the key of that day.
    pub(super) fn of_sealed(&self, sealed: &Sealed, now: SystemTime) -> impl Iterator<Item = Ban> {
        let digests = [Some(sealed.subject.host), sealed.subject.block];
        let book = self.books(now).find(|(day, book)| *day == sealed.day && !book.bans.is_empty());
        let bans = book.into_iter().flat_map(move |(_, book)| {
            digests.into_iter().flatten().filter_map(|digest| book.bans.get(&digest)).flatten()
        });
        bans.copied().filter(move |ban| now < ban.until)
    }

    /// All bans that hold at `now`.
    pub(super) fn all(&self, now: SystemTime) -> impl Iterator<Item = Ban> {
        self.books(now)
            .flat_map(|(_, book)| book.bans.values().flatten())
            .copied()
            .filter(move |ban| now < ban.until)
    }

    /// How many records there are, ended ones that haven't been removed yet included.
    pub(super) fn len(&self) -> usize {
        self.older.values().chain([&self.newest.1]).flat_map(|book| book.bans.values()).map(Vec::len).sum()
    }

    /// The days whose keys may still be used. The latest one is judged too: the server may have slept.
    fn books(&self, now: SystemTime) -> impl Iterator<Item = (Day, &Book)> {
        let oldest = clock::oldest_day(clock::seconds(now));
        let (day, newest) = &self.newest;
        let older = self.older.range(oldest..).map(|(day, book)| (*day, book));
        older.chain((*day >= oldest).then_some((*day, newest)))
    }

    /// Keeps some; whether any had to go.
    fn retain(&mut self, mut keep: impl FnMut(&Ban) -> bool) -> bool {
        let (mut removed, mut earliest_end) = (false, u64::MAX);
        for book in self.older.values_mut().chain([&mut self.newest.1]) {
            book.bans.retain(|_, bans| {
                let had = bans.len();
                bans.retain(&mut keep);
                removed |= bans.len() < had;
                earliest_end = bans.iter().map(|ban| clock::seconds(ban.until)).fold(earliest_end, u64::min);
                !bans.is_empty()
            });
        }
        self.earliest_end = earliest_end;
        removed
    }
}

impl Book {
    fn new(key: Key) -> Self {
        Self { key, bans: HashMap::new() }
    }
}
