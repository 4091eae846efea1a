//! Several processes on one file, and their sudden death.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use calln::bans::{Reference, Whom};

use crate::world::{HOUR, World, ip, noon, spam};

const CHILD: &str = "BANS_CHILD";

/// Not a test: the process that the tests below start, and kill. It adds bans for ever and lifts every fourth;
/// `+` and `-` before a reference acknowledge what is done, `?` announces what is about to be.
#[test]
#[ignore = "a process of its own, started by other tests"]
fn child() {
    let Some(setup) = std::env::var_os(CHILD) else { return };
    let setup = setup.into_string().unwrap();
    let (first, path) = setup.split_once(' ').unwrap();
    let first: u32 = first.parse().unwrap();
    let store = calln::bans::SqliteStore::open(Path::new(path)).unwrap();
    let mut register = calln::bans::Register::open(Box::new(store), crate::world::random(), noon()).unwrap();
    let mut out = std::io::stdout();
    for n in first..first + 100_000 {
        let target = register.seal(ip(n)).host();
        let name = register.add(target, spam(HOUR), noon()).unwrap().reference;
        writeln!(out, "\n+{name}").unwrap();
        if n % 4 == 0 {
            writeln!(out, "?{name}").unwrap();
            register.remove(Whom::Reference(name), noon()).unwrap();
            writeln!(out, "-{name}").unwrap();
        }
    }
}

struct Writer {
    child: Child,
    out: BufReader<ChildStdout>,
    said: String,
}

impl Writer {
    fn start(world: &World, first: u32) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["processes::child", "--exact", "--ignored", "--nocapture"])
            .env(CHILD, format!("{first} {}", world.file().display()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out, said: String::new() }
    }

    /// Waits for so many acknowledged bans.
    fn wait_for(&mut self, bans: usize) {
        let mut seen = 0;
        while seen < bans {
            let before = self.said.len();
            assert!(self.out.read_line(&mut self.said).unwrap() > 0, "the writer ended:\n{}", self.said);
            seen += usize::from(self.said[before..].starts_with('+'));
        }
    }

    /// Kills it where it stands (SIGKILL); everything that it has said until then.
    fn kill(mut self) -> Said {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut rest = Vec::new();
        std::io::Read::read_to_end(&mut self.out, &mut rest).unwrap();
        self.said.push_str(&String::from_utf8(rest).unwrap());
        // The last line may be cut off.
        let whole = &self.said[..self.said.rfind('\n').unwrap()];
        let those = |sign| whole.lines().filter_map(|line| line.strip_prefix(sign)?.parse().ok()).collect();
        Said { added: those('+'), lifting: those('?'), lifted: those('-') }
    }
}

struct Said {
    added: HashSet<Reference>,
    lifting: HashSet<Reference>,
    lifted: HashSet<Reference>,
}

impl Said {
    /// What the file must hold, and must not.
    fn check(&self, listed: &HashSet<Reference>) {
        assert!(
            self.added.difference(&self.lifting).all(|name| listed.contains(name)),
            "an added ban is lost"
        );
        assert!(self.lifted.is_disjoint(listed), "a lifted ban is back");
    }
}

fn listed(world: &World) -> HashSet<Reference> {
    world.open(noon()).list(noon()).iter().map(|ban| ban.reference).collect()
}

#[test]
fn p11_kill_9_in_mid_write_loses_nothing_acknowledged() {
    let world = World::new();
    drop(world.open(noon()));
    let mut all = Vec::new();
    for round in 0..12 {
        let mut writer = Writer::start(&world, round * 100_000);
        writer.wait_for(1 + round as usize * 3);
        all.push(writer.kill());
        // A process killed while it writes leaves a journal, which the next one to open the file rolls back.
        let listed = listed(&world);
        all.iter().for_each(|said| said.check(&listed));
    }
    let acknowledged = all.iter().map(|said| said.added.len() + said.lifted.len()).sum::<usize>();
    println!("12 kills, {acknowledged} acknowledged writes, none lost");
}

#[test]
fn two_processes_write_to_one_file_and_a_third_reads_all_of_it() {
    let world = World::new();
    let mut ours = world.open(noon());
    let mut writers = [1, 2].map(|n| Writer::start(&world, n * 100_000));
    let mut mine = Vec::new();
    for n in 0..30 {
        let target = ours.seal(ip(n)).host();
        mine.push(ours.add(target, spam(HOUR), noon()).unwrap().reference);
    }
    writers.iter_mut().for_each(|writer| writer.wait_for(30));
    let said = writers.map(Writer::kill);

    ours.refresh(noon()).unwrap();
    let seen = ours.list(noon()).iter().map(|ban| ban.reference).collect::<HashSet<_>>();
    assert_eq!(seen, listed(&world));
    said.iter().for_each(|said| said.check(&seen));
    assert!(mine.iter().all(|name| seen.contains(name)));
}

#[test]
fn a_ban_from_the_command_line_reaches_a_running_server() {
    let world = World::new();
    let mut server = world.open(noon());
    let mut command_line = world.open(noon());
    let target = command_line.seal(ip(1)).host();
    let ban = command_line.add(target, spam(HOUR), noon()).unwrap();
    assert_eq!(server.lookup(ip(1), noon()), None);
    server.refresh(noon()).unwrap();
    assert_eq!(server.lookup(ip(1), noon()), Some(ban));
    command_line.remove(Whom::Address(ip(1)), noon()).unwrap();
    server.refresh(noon()).unwrap();
    assert_eq!(server.lookup(ip(1), noon()), None);
}
