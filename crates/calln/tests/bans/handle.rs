//! Bans as the server's tasks use them.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use calln::bans::{Bans, Clock, Health, Whom};
use rusqlite::Connection;

use crate::world::{HOUR, World, contains, ip, noon, random, spam};

/// Longer than any test: what is tidied is tidied because the test asks for it.
const NEVER: Duration = Duration::from_secs(3_600);

fn open(path: Option<&Path>, every: Duration) -> (Bans, JoinHandle<()>, Arc<Mutex<SystemTime>>) {
    let time = Arc::new(Mutex::new(noon()));
    let read = Arc::clone(&time);
    let clock: Clock = Arc::new(move || *read.lock().unwrap());
    let (bans, thread) = Bans::open(path, &random(), clock, every).unwrap();
    (bans, thread, time)
}

async fn ban(bans: &Bans, n: u32) -> calln::bans::Ban {
    bans.add(bans.seal(ip(n)).host(), spam(HOUR)).await.unwrap()
}

#[tokio::test]
async fn what_is_added_holds_at_once_and_is_there_after_a_restart() {
    let world = World::new();
    let (bans, thread, _) = open(Some(&world.file()), NEVER);
    let added = ban(&bans, 1).await;
    assert_eq!(bans.lookup(ip(1)), Some(added));
    assert_eq!(bans.health(), Health::default());
    drop(bans);
    thread.join().unwrap();

    let (bans, _, _) = open(Some(&world.file()), NEVER);
    assert_eq!(bans.list(), [added]);
    assert_eq!(bans.remove(Whom::Reference(added.reference)).await.unwrap(), [added]);
    assert_eq!(bans.lookup(ip(1)), None);
}

#[tokio::test]
async fn p11_an_expired_ban_leaves_the_file_without_anybody_asking() {
    let world = World::new();
    let (bans, _, time) = open(Some(&world.file()), Duration::from_millis(5));
    let added = ban(&bans, 1).await;
    let name = added.reference.to_string();
    assert!(contains(&world.bytes(), name.as_bytes()));
    *time.lock().unwrap() += HOUR;
    assert_eq!(bans.lookup(ip(1)), None, "over by the clock alone");
    let gone = async {
        while contains(&world.bytes(), name.as_bytes()) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.unwrap();
}

#[tokio::test]
async fn a_thousand_bans_at_once_are_all_taken() {
    let (bans, _, _) = open(None, NEVER);
    let adding = (0..1_000).map(|n| {
        let bans = bans.clone();
        tokio::spawn(async move { ban(&bans, n).await })
    });
    for added in adding.collect::<Vec<_>>() {
        added.await.unwrap();
    }
    assert_eq!(bans.list().len(), 1_000);
}

#[tokio::test]
async fn a_damaged_file_is_told_and_bans_hold_in_memory() {
    let world = World::new();
    std::fs::write(world.file(), b"broken".repeat(1_000)).unwrap();
    let (bans, _, _) = open(Some(&world.file()), NEVER);
    assert!(bans.health().trouble.unwrap().contains("damaged"));
    let added = ban(&bans, 1).await;
    assert_eq!(bans.lookup(ip(1)), Some(added));
    bans.tidy().await.unwrap();
    assert!(bans.health().trouble.is_some(), "as long as the process runs");
    assert_eq!(
        std::fs::read(world.file()).unwrap(),
        b"broken".repeat(1_000),
        "the file is left to its owner"
    );
}

#[tokio::test]
async fn a_ban_made_while_the_file_takes_nothing_is_written_later() {
    let world = World::new();
    let (bans, thread, _) = open(Some(&world.file()), NEVER);
    let spoiler = Connection::open(world.file()).unwrap();
    spoiler
        .execute_batch("CREATE TRIGGER no BEFORE INSERT ON bans BEGIN SELECT RAISE(FAIL, 'no'); END")
        .unwrap();
    let added = ban(&bans, 1).await;
    assert_eq!(bans.lookup(ip(1)), Some(added), "it holds all the same");
    let health = bans.health();
    assert!(health.trouble.is_some() && health.unwritten == 1, "{health:?}");
    assert!(bans.tidy().await.is_err());
    assert_eq!(bans.lookup(ip(1)), Some(added));

    spoiler.execute_batch("DROP TRIGGER no").unwrap();
    bans.tidy().await.unwrap();
    assert_eq!(bans.health(), Health::default());
    drop(bans);
    thread.join().unwrap();
    assert_eq!(world.open(noon()).list(noon()), [added]);
}
