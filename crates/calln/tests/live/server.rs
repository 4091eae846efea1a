//! The real binary, started on a port of its own and gone with the test, and callers to try it with.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use calln_client::{Target, Transport};
use calln_wire::safety::Banned;
use calln_wire::server::Matched;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::caller::{Caller, anyone};

/// A running server.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    child: Child,
    /// What its callers come over.
    transport: Transport,
    /// All that it may write to, its log among that; gone with the test.
    files: TempDir,
}

/// What it writes to standard error. Not a pipe: nobody empties one while the test runs, and a full one would stop the
/// server.
const LOG: &str = "log";

/// Starts `calln serve` on a free port, with `arguments` besides. Told to stop, it does so at once.
pub(crate) fn start(arguments: &[&str]) -> Server {
    start_as(calln(), arguments)
}

/// Starts one that, told to stop, waits for its callers to go, for as long as a test may last.
pub(crate) fn start_patient() -> Server {
    start(&["--drain-within", "600"])
}

fn calln() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
    command.arg("serve");
    command
}

/// The same with another program, which takes its settings from `CALLN_…` variables.
pub(crate) fn start_as(command: Command, arguments: &[&str]) -> Server {
    spawn(command, tempfile::tempdir().unwrap(), arguments)
}

/// The same with a state directory that isn't there yet.
pub(crate) fn start_as_in(command: Command, state: &Path) -> Server {
    spawn_in(command, tempfile::tempdir().unwrap(), Some(state), &[])
}

fn spawn(command: Command, files: TempDir, arguments: &[&str]) -> Server {
    spawn_in(command, files, None, arguments)
}

fn spawn_in(mut command: Command, files: TempDir, state: Option<&Path>, arguments: &[&str]) -> Server {
    // Neither the operator's settings nor the test run's own variables are the server's.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CALLN_")) {
        command.env_remove(name);
    }
    command.env("CALLN_LOG_DIRECTORY", files.path().join("logs"));
    command.env("CALLN_METRICS_LISTEN", "127.0.0.1:0");
    // What the tests do at once from one address would be an attack from any other.
    let exempt = &["--limits-exempt", "127.0.0.0/8"][..];
    let usual = &["--listen", "127.0.0.1:0", "--turn-listen", "127.0.0.1:0", "--drain-within", "0"][..];
    for setting in [usual, exempt, arguments].concat().chunks(2) {
        let &[flag, value] = setting else { panic!("each flag has a value") };
        let name = flag.strip_prefix("--").unwrap().replace('-', "_").to_uppercase();
        command.env(format!("CALLN_{name}"), value);
    }
    let mut child = command
        .env("CALLN_STATE_DIRECTORY", state.unwrap_or(files.path()))
        .stdout(Stdio::piped())
        .stderr(File::create(files.path().join(LOG)).unwrap())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let says_where = |line: String| Some(line.split_once("listening on ")?.1.to_owned());
    let url = lines.find_map(says_where).expect("a line says where it listens");
    Server { url, child, transport: Transport::default(), files }
}

impl Server {
    /// The same server, whose callers come over this transport from now on.
    pub(crate) fn over(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// A new caller, connected and welcomed.
    pub(crate) async fn caller(&self) -> Caller {
        Caller::connect(&self.target().await).await
    }

    /// Two callers in a call: the waiter, the newcomer, the call.
    pub(crate) async fn call(&self) -> (Caller, Caller, String) {
        let (waiter, newcomer, matched) = self.matched_call().await;
        (waiter, newcomer, matched.0.call)
    }

    /// The same with what each of them was told.
    pub(crate) async fn matched_call(&self) -> (Caller, Caller, (Matched, Matched)) {
        let (mut waiter, mut newcomer) = (self.caller().await, self.caller().await);
        waiter.waits(&anyone()).await;
        let second = newcomer.is_matched(&anyone()).await;
        let first: Matched = waiter.hears().await;
        assert_eq!(first.call, second.call);
        (waiter, newcomer, (first, second))
    }

    /// A new caller whom a proxy reports as coming from `address`.
    pub(crate) async fn caller_from(&self, address: &str) -> Caller {
        Caller::connect(&self.target().await.forwarded_for(address.parse().unwrap())).await
    }

    /// Somebody from a banned address tries to come in: what it is told.
    pub(crate) async fn turns_away(&self, address: &str) -> Banned {
        Caller::is_turned_away(&self.target().await.forwarded_for(address.parse().unwrap())).await
    }

    /// The way to it.
    pub(crate) async fn target(&self) -> Target {
        Target::resolve(&self.url).await.unwrap().over(self.transport)
    }

    /// Its metrics, which have a port of their own.
    pub(crate) fn metrics(&self) -> String {
        let log = self.log();
        // In either form of the log.
        let url = log.split_once("/metrics").unwrap().0.rsplit_once("http://").unwrap().1;
        ask(url, "GET", "/metrics", "").1
    }

    /// Where it keeps what outlives it.
    pub(crate) fn state_directory(&self) -> &Path {
        self.files.path()
    }

    /// Whether nobody is connected.
    pub(crate) fn is_empty(&self) -> bool {
        self.metrics().contains("calln_connections 0\n")
    }

    /// Status code and body of a GET.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        self.ask("GET", path, "")
    }

    /// Status code and body of a request with these header lines besides, each with its end.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> (u16, String) {
        ask(self.url.strip_prefix("http://").unwrap(), method, path, headers)
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The folder with all that it may write to.
    pub(crate) fn files(&self) -> &Path {
        self.files.path()
    }

    /// What it has written to its log so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.files.path().join(LOG)).unwrap()
    }

    /// Whether any part of it has panicked: the panic hook writes this line, whoever catches the panic afterwards.
    pub(crate) fn has_panicked(&self) -> bool {
        self.log().contains("a part of the server broke down")
    }

    /// Memory that it has now, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        self.memory("VmRSS:")
    }

    /// The most that it ever had, in KiB.
    pub(crate) fn peak_kib(&self) -> u64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, line: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let value = status.lines().find_map(|text| text.strip_prefix(line)).unwrap();
        value.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Runs `calln bans` on the server's file: exit status, output, errors.
    pub(crate) fn bans(&self, arguments: &[&str]) -> (ExitStatus, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
        command.env_clear().env("CALLN_STATE_DIRECTORY", self.files.path());
        let output = command.arg("bans").args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status, text(output.stdout), text(output.stderr))
    }

    /// Sends a signal to the process.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Ends the server with `signal`, and starts another that finds what the first one left.
    pub(crate) fn restart(self, signal: Signal, arguments: &[&str]) -> Self {
        self.signal(signal);
        self.succeed(arguments)
    }

    /// Waits until the server has ended, and starts another that finds what the first one left.
    pub(crate) fn succeed(mut self, arguments: &[&str]) -> Self {
        self.child.wait().unwrap();
        let files = std::mem::replace(&mut self.files, tempfile::tempdir().unwrap());
        spawn(calln(), files, arguments).over(self.transport)
    }

    /// Waits until the server has ended by itself.
    pub(crate) fn ends(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// The key that the server seals its tokens with.
    pub(crate) fn token_key(&self) -> Vec<u8> {
        std::fs::read(self.files.path().join("resume.key")).unwrap()
    }

    /// Tells the server to stop, waits for it, and gives its exit status.
    pub(crate) fn terminate(&mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.child.wait().unwrap()
    }

    /// The same, and all that it wrote to its log.
    pub(crate) fn stop(mut self) -> (ExitStatus, String) {
        (self.terminate(), self.log())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Status code and body of a GET at a URL like `http://localhost:PORT`.
pub(crate) fn ask_at(url: &str, path: &str) -> (u16, String) {
    ask(url.strip_prefix("http://").unwrap(), "GET", path, "")
}

fn ask(host: &str, method: &str, path: &str, headers: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
