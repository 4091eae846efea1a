//! The two servers, each a process of its own.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::Stdio;
use std::time::Duration;

use calln_turn::stun::{Class, Method, TransactionId, Writer};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// What both servers make credentials from.
pub(crate) const SECRET: &str = "only for measuring";
/// How long a server may take to begin.
const START: Duration = Duration::from_secs(10);

/// Who is measured.
#[derive(Clone, Copy)]
pub(crate) enum Contestant {
    Ours,
    Coturn,
}

/// A running server; it ends when this is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) process: u32,
    _child: Child,
}

impl Contestant {
    pub(crate) async fn start(self) -> Result<Running, Box<dyn Error>> {
        match self {
            Self::Ours => start_ours().await,
            Self::Coturn => start_coturn().await,
        }
    }
}

async fn start_ours() -> Result<Running, Box<dyn Error>> {
    let program = std::env::current_exe()?.with_file_name("turn_server");
    let mut child = Command::new(&program)
        .args(["127.0.0.1:0", "127.0.0.1", SECRET])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("build the examples first: can't start {}: {error}", program.display()))?;
    let output = child.stdout.take().ok_or("the server has no output")?;
    let line = timeout(START, BufReader::new(output).lines().next_line()).await??.unwrap_or_default();
    let address = line.strip_prefix("listening on ").ok_or("the server did not begin")?.parse()?;
    running(address, child)
}

async fn start_coturn() -> Result<Running, Box<dyn Error>> {
    // It prints no address, so it gets a port that was free a moment ago.
    let address = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let child = Command::new("turnserver")
        .args(["--no-cli", "--no-tls", "--no-dtls", "--no-tcp-relay", "--allow-loopback-peers"])
        .args(["--no-stdout-log", "--log-file=/dev/null", "--pidfile=", "--fingerprint"])
        .args(["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--realm=calln"])
        .arg(format!("--listening-port={}", address.port()))
        .args(["--use-auth-secret", &format!("--static-auth-secret={SECRET}")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("install Debian's package coturn: can't start turnserver: {error}"))?;
    timeout(START, answered(address)).await.map_err(|_| "coturn did not begin")??;
    running(address, child)
}

/// Returns once the server at `address` answers a Binding request.
async fn answered(address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let socket = tokio::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let mut request = Vec::new();
    Writer::new(&mut request, Class::Request, Method::BINDING, TransactionId([1; 12])).finish()?;
    loop {
        socket.send_to(&request, address).await?;
        if timeout(Duration::from_millis(100), socket.recv_from(&mut [0; 128])).await.is_ok() {
            return Ok(());
        }
    }
}

fn running(address: SocketAddr, child: Child) -> Result<Running, Box<dyn Error>> {
    let process = child.id().ok_or("the server has ended")?;
    Ok(Running { address, process, _child: child })
}
