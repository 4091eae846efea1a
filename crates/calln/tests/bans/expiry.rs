//! What has expired is gone, from the files' bytes too.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use calln::bans::{Ban, Register, Whom};
use calln_core::moderation::Target;
use rusqlite::Connection;

use crate::world::{DAY, HOUR, World, contains, ip, noon, spam};

/// A ban and every byte string in the file that belongs to it alone.
struct Kept {
    ban: Ban,
    target: Target,
}

impl Kept {
    fn add(register: &mut Register, n: u32, lasts: Duration, now: SystemTime) -> Self {
        let target = register.seal(ip(n)).host();
        Self { ban: register.add(target, spam(lasts), now).unwrap(), target }
    }

    /// Whether reference and digest are to be found.
    fn traces(&self, found: &Found<'_>) -> [bool; 2] {
        let name = self.ban.reference.to_string();
        [found.names.contains(name.as_bytes()), found.digests.contains(&self.target.digest.as_bytes()[..])]
    }
}

/// Everything in the files that could be a reference or a digest: all strings of their lengths.
struct Found<'a> {
    names: HashSet<&'a [u8]>,
    digests: HashSet<&'a [u8]>,
}

impl<'a> Found<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { names: bytes.windows(9).collect(), digests: bytes.windows(16).collect() }
    }
}

fn keys(world: &World) -> Vec<Vec<u8>> {
    let connection = Connection::open(world.file()).unwrap();
    let mut statement = connection.prepare("SELECT key FROM days ORDER BY day").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn p11_no_byte_of_an_expired_ban_is_left_in_the_files() {
    let world = World::new();
    let mut register = world.open(noon());
    // Enough rows for many pages, and ends so mixed that rows move between pages as others go.
    let mut kept = (0..600)
        .map(|n| Kept::add(&mut register, n, Duration::from_secs(u64::from(n * 7_919 % 600 + 1)), noon()))
        .collect::<Vec<_>>();
    let bytes = world.bytes();
    let found = Found::new(&bytes);
    assert!(kept.iter().all(|kept| kept.traces(&found) == [true, true]), "the search finds what is there");

    let mut gone = Vec::new();
    for minute in 1..=10 {
        let now = noon() + Duration::from_secs(minute * 60);
        register.purge(now).unwrap();
        gone.extend(kept.extract_if(.., |kept| kept.ban.until <= now));
        kept.push(Kept::add(&mut register, 1_000 + minute as u32, HOUR, now));
        let bytes = world.bytes();
        let found = Found::new(&bytes);
        for kept in &kept {
            assert_eq!(kept.traces(&found), [true, true]);
        }
        for gone in &gone {
            assert_eq!(
                gone.traces(&found),
                [false, false],
                "ended {:?} before",
                now.duration_since(gone.ban.until)
            );
        }
    }
    assert_eq!((kept.len(), gone.len()), (10, 600));
}

#[test]
fn p11_a_days_key_and_its_records_are_destroyed_together_at_day_thirty() {
    let world = World::new();
    let mut register = world.open(noon());
    let first = Kept::add(&mut register, 1, 365 * DAY, noon());
    let next_day = noon() + DAY;
    register.purge(next_day).unwrap();
    let second = Kept::add(&mut register, 2, 365 * DAY, next_day);
    let keys = keys(&world);
    assert_eq!(keys.len(), 2);

    let midnight = noon() - 12 * HOUR + 30 * DAY;
    let before = midnight - Duration::from_secs(1);
    register.purge(before).unwrap();
    assert_eq!(register.lookup(ip(1), before), Some(first.ban));
    assert_eq!(register.lookup(ip(1), midnight), None, "over at midnight, purged or not");
    assert!(contains(&world.bytes(), &keys[0]));

    register.purge(midnight).unwrap();
    let bytes = world.bytes();
    assert!(!contains(&bytes, &keys[0]));
    assert_eq!(first.traces(&Found::new(&bytes)), [false, false]);
    assert!(contains(&bytes, &keys[1]));
    assert_eq!(second.traces(&Found::new(&bytes)), [true, true]);
    assert_eq!(register.lookup(ip(2), midnight), Some(second.ban));
}

#[test]
fn p11_what_expired_while_the_server_was_off_is_destroyed_when_it_starts() {
    let world = World::new();
    let kept = Kept::add(&mut world.open(noon()), 1, 7 * DAY, noon());
    let key = keys(&world).remove(0);
    assert!(contains(&world.bytes(), &key));

    let much_later = noon() + 40 * DAY;
    assert_eq!(world.open(much_later).list(much_later), []);
    let bytes = world.bytes();
    assert_eq!(kept.traces(&Found::new(&bytes)), [false, false]);
    assert!(!contains(&bytes, &key));
}

#[test]
fn p11_a_lifted_ban_leaves_no_byte_either() {
    let world = World::new();
    let mut register = world.open(noon());
    let kept = (0..50).map(|n| Kept::add(&mut register, n, DAY, noon())).collect::<Vec<_>>();
    for (n, kept) in (0..).zip(&kept) {
        register.remove(Whom::Address(ip(n)), noon()).unwrap();
        let bytes = world.bytes();
        assert_eq!(kept.traces(&Found::new(&bytes)), [false, false]);
    }
}

#[test]
fn p10_no_address_is_in_the_files() {
    let world = World::new();
    let mut register = world.open(noon());
    let address: std::net::IpAddr = "203.0.113.7".parse().unwrap();
    let target = register.seal(address).host();
    register.add(target, spam(DAY), noon()).unwrap();
    let bytes = world.bytes();
    assert!(!contains(&bytes, b"203.0.113") && !contains(&bytes, &[203, 0, 113, 7]));
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    drop(world.open(noon()));
    assert_eq!(std::fs::metadata(world.file()).unwrap().permissions().mode() & 0o777, 0o600);
}
