//! The real binary, started on a port of its own and gone with the test, and callers to try it with.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};

use calln_load::client::Target;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::caller::Caller;

/// A running server.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    child: Child,
    /// What it keeps across restarts; gone with the test.
    _state: TempDir,
}

/// Starts `calln serve` on a free port, with `arguments` besides.
pub(crate) fn start(arguments: &[&str]) -> Server {
    let state = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
    // Neither the operator's settings nor the test run's own variables are the server's.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CALLN_")) {
        command.env_remove(name);
    }
    let mut child = command
        .args(["serve", "--listen", "127.0.0.1:0", "--drain-within", "0", "--state-directory"])
        .arg(state.path())
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").expect("the first line says where").to_owned();
    Server { url, child, _state: state }
}

impl Server {
    /// A new caller, connected and welcomed.
    pub(crate) async fn caller(&self) -> Caller {
        Caller::connect(&self.target().await).await
    }

    /// A new caller whom a proxy reports as coming from `address`.
    pub(crate) async fn caller_from(&self, address: &str) -> Caller {
        Caller::connect(&self.target().await.forwarded_for(address.parse().unwrap())).await
    }

    async fn target(&self) -> Target {
        Target::resolve(&self.url).await.unwrap()
    }

    /// Status code and body of a GET.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let host = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Sends a signal to the process.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Tells the server to stop, waits for it, and gives its exit status and all that it wrote to its log.
    pub(crate) fn stop(mut self) -> (ExitStatus, String) {
        self.signal(Signal::TERM);
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap(), log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
