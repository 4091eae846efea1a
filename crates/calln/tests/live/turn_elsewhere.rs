//! A TURN server that isn't this one: coturn, with the secret of its REST credentials. Needs Debian's package `coturn`.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use calln_turn::{Credentials, Probe, ProbeError};
use calln_wire::server::IceServer;
use tokio::time::timeout;

use crate::caller::Caller;
use crate::server::{self, Server};

/// How long coturn may take to begin.
const START: Duration = Duration::from_secs(20);
const SECRET: &str = "a secret that both servers know";

/// A running coturn; it ends when this is dropped.
struct Coturn {
    address: SocketAddr,
    process: Child,
}

impl Coturn {
    fn start() -> Self {
        // It prints no address, so it gets a port that was free a moment ago.
        let address = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let process = Command::new("turnserver")
            .args(["--no-cli", "--no-tls", "--no-dtls", "--no-tcp-relay", "--allow-loopback-peers"])
            .args(["--no-stdout-log", "--log-file=/dev/null", "--pidfile=", "--fingerprint"])
            .args(["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--realm=elsewhere"])
            .arg(format!("--listening-port={}", address.port()))
            .args(["--use-auth-secret", &format!("--static-auth-secret={SECRET}")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { address, process }
    }

    /// A client that it has given an address to: the client and the address.
    async fn allocates(&self, credentials: &Credentials) -> Result<(Probe, SocketAddr), ProbeError> {
        let allocated = async {
            loop {
                let mut client = Probe::udp(self.address, credentials.clone()).await.unwrap();
                match client.allocate().await {
                    Ok(relayed) => return Ok((client, relayed)),
                    // It has not begun yet.
                    Err(ProbeError::NoAnswer | ProbeError::Io(_)) => {}
                    Err(refused) => return Err(refused),
                }
            }
        };
        timeout(START, allocated).await.expect("coturn answers")
    }
}

impl Drop for Coturn {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _status = self.process.wait();
    }
}

/// A server whose operator names that one, with this secret.
fn start(coturn: &Coturn, secret: &str) -> Server {
    let file = tempfile::NamedTempFile::new().unwrap();
    let url = format!("turn:{}?transport=udp", coturn.address);
    let toml = format!("ice.servers = [{{ urls = [\"{url}\"], secret = \"{secret}\" }}]\n");
    std::fs::write(&file, toml).unwrap();
    server::start(&["--config", file.path().to_str().unwrap()])
}

/// What a caller is to show there.
fn shown(coturn: &Coturn, caller: &Caller) -> Credentials {
    let is_it = |server: &&IceServer| server.urls.iter().any(|url| url.contains(&coturn.address.to_string()));
    let told = caller.welcome.ice_servers.iter().find(is_it).cloned().unwrap();
    Credentials { username: told.username.unwrap(), password: told.credential.unwrap() }
}

#[tokio::test]
async fn p02_a_turn_server_elsewhere_takes_the_credentials_that_are_made_for_each_caller() {
    let coturn = Coturn::start();
    let server = start(&coturn, SECRET);
    let (one, two, _) = server.call().await;
    let [of_one, of_two] = [&one, &two].map(|caller| shown(&coturn, caller));
    assert_ne!(of_one.username, of_two.username);
    let (mut one, at_one) = coturn.allocates(&of_one).await.unwrap();
    let (mut two, at_two) = coturn.allocates(&of_two).await.unwrap();
    one.bind_channel(0x4000, at_two).await.unwrap();
    two.bind_channel(0x4000, at_one).await.unwrap();
    one.send(0x4000, b"a voice").await.unwrap();
    assert_eq!(two.receive().await.unwrap(), (0x4000, b"a voice".to_vec()));

    let other = start(&coturn, "a secret that one of them knows");
    let caller = other.caller().await;
    let refused = coturn.allocates(&shown(&coturn, &caller)).await.err();
    assert!(matches!(refused, Some(ProbeError::Refused(401))), "{refused:?}");
}
