//! Files that can't be used are told apart, and left as they are.

use std::fs;

use calln::bans::{Fault, OpenError, SqliteStore};
use rusqlite::Connection;

use crate::world::{HOUR, World, ip, noon, spam};

fn refusal(world: &World) -> OpenError {
    SqliteStore::open(&world.file()).err().unwrap()
}

#[test]
fn a_file_that_is_no_database_is_damaged_and_stays_untouched() {
    let world = World::new();
    let garbage = b"not a database, but long enough to be looked at: ".repeat(100);
    fs::write(world.file(), &garbage).unwrap();
    assert!(matches!(refusal(&world), OpenError::Fault(Fault::Damaged)), "{:?}", refusal(&world));
    assert_eq!(fs::read(world.file()).unwrap(), garbage);
}

#[test]
fn a_file_with_a_broken_page_is_damaged() {
    let world = World::new();
    let mut register = world.open(noon());
    for n in 0..200 {
        let target = register.seal(ip(n)).host();
        register.add(target, spam(HOUR), noon()).unwrap();
    }
    drop(register);
    let mut bytes = fs::read(world.file()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xa5);
    fs::write(world.file(), bytes).unwrap();
    assert!(matches!(refusal(&world), OpenError::Fault(Fault::Damaged)), "{:?}", refusal(&world));
}

#[test]
fn another_programs_database_is_refused() {
    let world = World::new();
    Connection::open(world.file()).unwrap().execute_batch("CREATE TABLE notes (text TEXT)").unwrap();
    assert!(matches!(refusal(&world), OpenError::Foreign));
}

#[test]
fn a_store_of_a_later_release_is_refused() {
    let world = World::new();
    drop(world.open(noon()));
    Connection::open(world.file()).unwrap().execute_batch("PRAGMA user_version = 7").unwrap();
    assert!(matches!(refusal(&world), OpenError::Newer(7)));
}

#[test]
fn a_folder_that_is_not_there_cannot_be_opened() {
    let error = SqliteStore::open(&World::new().file().join("no/such/bans.db")).err().unwrap();
    assert!(matches!(error, OpenError::Fault(Fault::CannotOpen)), "{error:?}");
}

/// As a process that may not write the file: root may write any, so the test becomes somebody else.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_be_written_is_read_only() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    const CHILD: &str = "BANS_READ_ONLY";
    if let Some(path) = std::env::var_os(CHILD) {
        let error = SqliteStore::open(path.as_ref()).err().unwrap();
        assert!(matches!(error, OpenError::Fault(Fault::ReadOnly)), "{error:?}");
        return;
    }
    let world = World::new();
    drop(world.open(noon()));
    let (file, folder) = (world.file(), world.file().parent().unwrap().to_owned());
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    // Somebody else may not be able to run the test from where it was built.
    let exe = folder.with_extension("test");
    fs::copy(std::env::current_exe().unwrap(), &exe).unwrap();
    let mut child = std::process::Command::new(&exe);
    child.args(["trouble::a_file_that_may_not_be_written_is_read_only", "--exact"]).env(CHILD, file);
    if rustix::process::geteuid().is_root() {
        child.uid(65_534);
    }
    let output = child.current_dir("/").output().unwrap();
    fs::remove_file(exe).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
