//! A server under measurement: a child process that never outlives its owner.

use std::fmt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use super::BenchError;
use crate::measure::machine::{Cores, stay_on};
use crate::measure::process::Process;
use calln_client::Target;

/// From start to `listening on`; a cold page cache included.
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// JavaScript whose value names both versions that matter.
const NODE_VERSIONS: &str =
    "`Node ${process.version}, socket.io ${require('socket.io/package.json').version}`";

/// Which server.
#[derive(Clone, Debug)]
pub enum Contender {
    /// Calln's binary.
    Calln(PathBuf),
    /// The Node server's script.
    Node(PathBuf),
}

impl Contender {
    fn command(&self) -> Command {
        match self {
            Self::Calln(binary) => {
                let mut command = Command::new(binary);
                command.args(["serve", "--listen", "127.0.0.1:0", "--turn-listen", "127.0.0.1:0"]);
                // Ten thousand callers from one address are what the limits are there to keep out.
                command.args(["--metrics-listen", "127.0.0.1:0", "--limits-exempt", "127.0.0.0/8"]);
                command.args(["--limits-image-bytes-per-second", "1000000000"]);
                command
            }
            Self::Node(script) => {
                let mut command = Command::new("node");
                command.arg(script).env("NODE_ENV", "production");
                command
            }
        }
    }

    /// What the program says of its version.
    pub(super) async fn version(&self) -> Result<String, BenchError> {
        let mut command = match self {
            Self::Calln(binary) => {
                let mut command = Command::new(binary);
                command.arg("--version");
                command
            }
            Self::Node(script) => {
                let mut command = Command::new("node");
                command.args(["--print", NODE_VERSIONS]);
                // Packages are looked up from the script's folder.
                if let Some(folder) = script.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    command.current_dir(folder);
                }
                command
            }
        };
        let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
        let output = output.map_err(|error| BenchError::Start(self.clone(), error))?;
        if !output.status.success() {
            return Err(BenchError::Version(self.clone()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

impl fmt::Display for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calln(binary) => write!(f, "Calln ({})", binary.display()),
            Self::Node(script) => write!(f, "Node ({})", script.display()),
        }
    }
}

/// A running server. Killed when dropped.
pub(super) struct Server {
    child: Child,
    pub(super) target: Target,
    pub(super) process: Process,
}

impl Server {
    /// Starts the server on a free port and waits until it listens.
    pub(super) async fn start(contender: &Contender, cores: Option<Cores>) -> Result<Self, BenchError> {
        let mut command = contender.command();
        // Standard input stays open as long as the child is owned; standard error is the operator's to read.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        if let Some(cores) = cores {
            stay_on(cores.server)?;
        }
        let spawned = command.spawn();
        if let Some(cores) = cores {
            stay_on(cores.callers)?;
        }
        let start = |error| BenchError::Start(contender.clone(), error);
        let mut child = spawned.map_err(start)?;
        let silent = || BenchError::Silent(contender.clone(), START_TIMEOUT);
        let output = child.stdout.take().ok_or_else(silent)?;
        let url = tokio::time::timeout(START_TIMEOUT, address(output)).await;
        let url = url.ok().flatten().ok_or_else(silent)?;
        let target =
            Target::resolve(&url).await.map_err(|error| BenchError::Address(contender.clone(), error))?;
        let process = Process::new(child.id().ok_or_else(silent)?);
        Ok(Self { child, target, process })
    }

    /// Ends the process and waits until it's gone.
    pub(super) async fn stop(mut self) -> Result<(), BenchError> {
        Ok(self.child.kill().await?)
    }
}

/// The address in the line `listening on ADDRESS`. What follows that line is read and dropped, so that the
/// server is never held up by a full pipe.
async fn address(output: impl AsyncRead + Send + Unpin + 'static) -> Option<String> {
    let mut output = BufReader::new(output);
    let mut line = String::new();
    while output.read_line(&mut line).await.ok()? > 0 {
        if let Some(url) = line.trim_end().strip_prefix("listening on ") {
            let url = url.to_owned();
            tokio::spawn(async move { tokio::io::copy(&mut output, &mut tokio::io::sink()).await });
            return Some(url);
        }
        line.clear();
    }
    None
}
