//! What callers are recognised by who are not to meet again, and the list of them for the next start.
//!
//! No address is kept. A host and a session are keyed hashes under a random key of the day. The key lies in a file of its
//! own, `apart-DAY.key`, beside the day's pairs, `apart-DAY`; both go when the day after is over, and with the key all that
//! could tell whom the hashes mean. Without a state directory everything is in memory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_core::moderation::{Day, Key};
use calln_core::pseudonyms::{DAYS, Pseudonym};
use calln_core::{ApartPair, Pseudonyms, Tag, defaults};
use parking_lot::Mutex;
use rustix::fs::OFlags;

use crate::client_ip::ClientIp;
use crate::{random, state};

const DAY_SECONDS: u64 = 24 * 60 * 60;
const PREFIX: &str = "apart-";
/// When, and the host and the session of both.
const RECORD: usize = 5 * 8;

/// Makes [`Pseudonyms`], and writes down who is kept apart.
pub(crate) struct ApartLog {
    directory: Option<PathBuf>,
    days: Mutex<Days>,
}

/// The keys of yesterday, today and tomorrow: somebody who connects today is recognised by tomorrow's key too.
struct Days {
    today: Day,
    keys: [Key; DAYS],
}

/// Who was kept apart before, and how long ago, oldest first.
pub(crate) type Kept = Vec<(ApartPair, Duration)>;

impl ApartLog {
    /// The log in `directory`, and what it has of earlier runs. In trouble, which is said, a restart forgets.
    pub(crate) fn open(directory: Option<PathBuf>, now: SystemTime) -> (Self, Kept) {
        let today = day(now);
        let keys = days_around(today).map(|day| key(directory.as_deref(), day));
        let mut kept = Kept::new();
        if let Some(directory) = &directory {
            say(remove_old(directory, today));
            for day in days_around(today) {
                match read(directory, day, now) {
                    Ok(pairs) => kept.extend(pairs),
                    Err(error) => say(Err(error)),
                }
            }
        }
        (Self { directory, days: Mutex::new(Days { today, keys }) }, kept)
    }

    /// What a connection from this address is recognised by. Of its session nothing is known yet.
    pub(crate) fn pseudonyms(&self, ip: ClientIp, now: SystemTime) -> Pseudonyms {
        self.turn(now);
        let days = self.days.lock();
        let hosts = days.keys.each_ref().map(|key| key.host_tag(ip.address()));
        Pseudonyms { day: days.today, hosts, sessions: [Tag::default(); DAYS] }
    }

    /// A browser session under the keys that its connection's host is known by; unknown where a key is gone.
    pub(crate) fn sessions(&self, connected: Day, session: &[u8]) -> [Tag; DAYS] {
        let days = self.days.lock();
        let around = days_around(days.today);
        days_around(connected).map(|day| {
            let key = around.iter().position(|kept| *kept == day).and_then(|at| days.keys.get(at));
            key.map_or_else(Tag::default, |key| key.session_tag(session))
        })
    }

    /// Writes a pair down, if it is under today's key: each is, among others.
    pub(crate) fn add(&self, pair: ApartPair, now: SystemTime) {
        self.turn(now);
        let Some(directory) = self.directory.as_deref().filter(|_| pair.day == day(now)) else { return };
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600);
        let written = open(&mut options, &pairs_file(directory, pair.day))
            .and_then(|mut file| file.write_all(&encoded(pair, now)));
        say(written);
    }

    /// Draws the key of a new day, and destroys what is older than a day. Cheap when the day is the same.
    pub(crate) fn turn(&self, now: SystemTime) {
        let today = day(now);
        let mut days = self.days.lock();
        // A clock that is set back changes no key: the days that are known stay in order.
        if today <= days.today {
            return;
        }
        let directory = self.directory.as_deref();
        while days.today < today {
            days.today = Day(days.today.0 + 1);
            let newest = key(directory, Day(days.today.0 + 1));
            days.keys.rotate_left(1);
            if let Some(last) = days.keys.last_mut() {
                *last = newest;
            }
        }
        if let Some(directory) = directory {
            say(remove_old(directory, today));
        }
    }
}

fn say(written: io::Result<()>) {
    if let Err(error) = written {
        let error = &error as &dyn std::error::Error;
        tracing::error!(error, "who is kept apart is not written down; a restart would forget it");
    }
}

fn day(now: SystemTime) -> Day {
    Day(u32::try_from(seconds(now) / DAY_SECONDS).unwrap_or(u32::MAX).max(1))
}

fn days_around(day: Day) -> [Day; DAYS] {
    [Day(day.0.saturating_sub(1)), day, Day(day.0.saturating_add(1))]
}

/// The key of a day: the one that is kept for it, else a new one, which is kept where that is possible.
fn key(directory: Option<&Path>, day: Day) -> Key {
    let kept = directory.map(|directory| state::key(directory, state::Key::Apart(day)));
    match kept {
        Some(Ok(key)) => return Key::new(*key),
        Some(Err(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "a restart would forget who is kept apart");
        }
        None => {}
    }
    Key::new(random::bytes())
}

fn pairs_file(directory: &Path, day: Day) -> PathBuf {
    directory.join(format!("{PREFIX}{}", day.0))
}

/// Removes keys and pairs of days before yesterday.
fn remove_old(directory: &Path, today: Day) -> io::Result<()> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let of = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('.').next()?.parse().ok());
        if of.is_some_and(|of: u32| of + 1 < today.0) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

fn encoded(pair: ApartPair, now: SystemTime) -> [u8; RECORD] {
    let [a, b] = pair.sides;
    let mut record = [0; RECORD];
    let words = [seconds(now), a.host.0, a.session.0, b.host.0, b.session.0];
    for (place, word) in record.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    record
}

/// The pairs of a day that still hold. One that was cut off in the writing is none.
fn read(directory: &Path, day: Day, now: SystemTime) -> io::Result<Kept> {
    let mut bytes = Vec::new();
    match open(OpenOptions::new().read(true), &pairs_file(directory, day)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Kept::new()),
        opened => opened?.read_to_end(&mut bytes)?,
    };
    let pairs = bytes.chunks_exact(RECORD).filter_map(|record| {
        let mut words =
            record.chunks_exact(8).filter_map(|word| Some(u64::from_be_bytes(word.try_into().ok()?)));
        let mut word = || words.next();
        let ago = Duration::from_secs(seconds(now).saturating_sub(word()?));
        let mut side = || Some(Pseudonym { host: Tag(word()?), session: Tag(word()?) });
        let sides = [side()?, side()?];
        (ago < defaults::APART_LIVES).then_some((ApartPair { day, sides }, ago))
    });
    Ok(pairs.collect())
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn noon() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(20_000 * DAY_SECONDS) + 12 * HOUR
    }

    fn ip(last: u8) -> ClientIp {
        ClientIp::new([203, 0, 113, last].into())
    }

    /// What two are recognised by who connect at this time, each in a session of its own.
    fn two(log: &ApartLog, now: SystemTime) -> [Pseudonyms; 2] {
        [1, 2].map(|n| {
            let known = log.pseudonyms(ip(n), now);
            Pseudonyms { sessions: log.sessions(known.day, &[n]), ..known }
        })
    }

    fn keep(log: &ApartLog, [a, b]: [Pseudonyms; 2], now: SystemTime) {
        Pseudonyms::pairs(&a, &b).for_each(|pair| log.add(pair, now));
    }

    #[test]
    fn p09_a_pair_is_known_to_the_next_run_for_a_day_whichever_day_they_come_back() {
        let directory = tempfile::tempdir().unwrap();
        let open = |now| ApartLog::open(Some(directory.path().to_owned()), now);
        let (log, kept) = open(noon());
        assert_eq!(kept, []);
        keep(&log, two(&log, noon()), noon());
        for (later, known) in
            [(HOUR, true), (13 * HOUR, true), (24 * HOUR - HOUR / 60, true), (24 * HOUR, false)]
        {
            let now = noon() + later;
            let (log, kept) = open(now);
            let [a, b] = two(&log, now);
            let again = Pseudonyms::pairs(&a, &b).any(|pair| kept.contains(&(pair, later)));
            assert_eq!((kept.len(), again), (usize::from(known), known), "after {later:?}");
        }
    }

    #[test]
    fn p09_who_stays_connected_over_midnight_is_recognised_by_the_new_days_key() {
        let (log, _) = ApartLog::open(None, noon());
        let before = two(&log, noon());
        let after = two(&log, noon() + 24 * HOUR);
        let pairs = |[a, b]: [Pseudonyms; 2]| Pseudonyms::pairs(&a, &b).collect::<Vec<_>>();
        let shared = pairs(after).into_iter().filter(|pair| pairs(before).contains(pair)).count();
        assert_eq!(shared, 2, "the key of the day before and that of the day itself");
    }

    #[test]
    fn p09_key_and_pairs_of_a_day_are_gone_from_the_disk_when_the_day_after_is_over() {
        let directory = tempfile::tempdir().unwrap();
        let files = || {
            let names = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name());
            let mut names = names.map(|name| name.into_string().unwrap()).collect::<Vec<_>>();
            names.sort();
            names
        };
        let (log, _) = ApartLog::open(Some(directory.path().to_owned()), noon());
        keep(&log, two(&log, noon()), noon());
        assert_eq!(files(), ["apart-19999.key", "apart-20000", "apart-20000.key", "apart-20001.key"]);
        log.turn(noon() + 36 * HOUR - Duration::from_secs(1));
        assert!(files().contains(&"apart-20000".to_owned()), "the day after isn't over");
        log.turn(noon() + 36 * HOUR);
        assert_eq!(files(), ["apart-20001.key", "apart-20002.key", "apart-20003.key"]);
        drop(log);
        // And by a server that was off meanwhile.
        ApartLog::open(Some(directory.path().to_owned()), noon() + 240 * HOUR);
        assert_eq!(files(), ["apart-20009.key", "apart-20010.key", "apart-20011.key"]);
    }

    #[test]
    fn p10_no_address_is_in_the_files_and_no_tag_is_the_same_under_another_key() {
        let directory = tempfile::tempdir().unwrap();
        let (log, _) = ApartLog::open(Some(directory.path().to_owned()), noon());
        keep(&log, two(&log, noon()), noon());
        for entry in fs::read_dir(directory.path()).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(3).any(|window| window == [203, 0, 113]));
        }
        let mut hosts = log.pseudonyms(ip(1), noon()).hosts.to_vec();
        hosts.sort_by_key(|tag| tag.0);
        hosts.dedup();
        assert_eq!(hosts.len(), DAYS);
    }
}
