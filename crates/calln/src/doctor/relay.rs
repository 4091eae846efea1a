//! STUN and TURN: where they are served, at which address callers look for them, and whether a packet gets through.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_turn::{Credentials, Probe, ProbeError, Secret};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::page::reachable;
use super::report::{Report, reason};
use crate::config::{Config, RelayPolicy};
use crate::random;
use crate::state::KEY_BYTES;
use crate::turn::{self, Certificate, PublicAddress, Reach};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long the doctor's credentials are good.
const CREDENTIALS: Duration = Duration::from_secs(60);
/// Bytes a second that a call takes of the relay: 24 kB each way.
const RELAYED_CALL: u32 = 48_000;
/// What is sent through the relay, and must arrive.
const PAYLOAD: &[u8] = b"calln doctor";
const CHANNEL: u16 = 0x4000;

/// How clients reach the relay.
#[derive(Clone, Copy)]
enum Transport {
    Udp,
    Tcp,
}

/// The server that is examined.
struct Examined {
    secret: Secret,
    /// Where it listens, as seen from this machine.
    near: SocketAddr,
    /// Ends the doctor's own server, where there is one.
    _stop: Option<oneshot::Sender<()>>,
}

pub(super) async fn examine(config: &Config, report: &mut Report) {
    let Some(listen) = config.turn.listen else {
        return without(config, report);
    };
    let public = PublicAddress::find(config);
    examine_address(public, report);
    let Some(examined) = examined(config, listen, public, report).await else { return };

    let far = SocketAddr::new(public.ip, examined.near.port());
    for (check, transport) in [("relay over UDP", Transport::Udp), ("relay over TCP", Transport::Tcp)] {
        match relays(&examined, far, transport).await {
            Ok(()) => report.fine(check, format!("a packet went through the relay at {far}")),
            Err(error) => {
                let nearer = relays(&examined, examined.near, transport).await;
                unreached(check, far, &error, nearer.is_ok(), report);
            }
        }
    }
    report.fine("relayed calls", who_is_relayed(config));
    examine_tls(config, report).await;
}

/// Which calls the relay carries by the settings, and how many of them at a time.
fn who_is_relayed(config: &Config) -> String {
    let who = match (config.relay.policy, config.relay.fallback) {
        (RelayPolicy::Never, _) => {
            return "none, by relay.policy: calls between networks that let no direct way through fail".to_owned();
        }
        (RelayPolicy::Always, _) => "all calls, by relay.policy",
        (RelayPolicy::Caller, true) => "calls that find no direct way, and those of callers who hide their address",
        (RelayPolicy::Caller, false) => {
            "those of callers who hide their address; by relay.fallback, others that find no direct way fail"
        }
    };
    let room = config.turn.bytes_per_second.get() / RELAYED_CALL;
    format!("{who}. turn.bytes_per_second is enough for about {room} at a time")
}

/// No STUN and TURN of this server's own.
fn without(config: &Config, report: &mut Report) {
    let says = "turn.listen is empty: no STUN and no relay of this server's own";
    let has_other = config.ice.servers.iter().any(|server| turn::is_relay(&server.urls));
    match config.relay.policy {
        RelayPolicy::Never => report.fine("relay", says),
        _ if has_other => report.fine("relay", "the one in ice.servers; the doctor can't look into that"),
        RelayPolicy::Always => report.problem(
            "relay",
            "relay.policy is `always`, and there is no relay: the server won't start",
            "set turn.listen, or name a TURN server in ice.servers",
        ),
        RelayPolicy::Caller => {
            report.warn("relay", says, "set turn.listen, or name servers of others in ice.servers");
        }
    }
}

fn examine_address(public: PublicAddress, report: &mut Report) {
    let ip = public.ip;
    let remedy = "set ice.public_address to the address that others see";
    match (public.reach(), public.is_named) {
        (Reach::World, true) => report.fine("public address", format!("{ip}, as configured")),
        (Reach::World, false) => report.fine("public address", format!("{ip}, found on this machine")),
        (Reach::Network, _) => report.warn(
            "public address",
            format!("{ip} can be reached from its own network only: others can't use STUN or the relay"),
            remedy,
        ),
        (Reach::Machine, _) => report.warn(
            "public address",
            format!("{ip} can be reached from this machine only: nobody else can use STUN or the relay"),
            remedy,
        ),
    }
}

/// The running server, or one of the doctor's own in its place.
async fn examined(
    config: &Config,
    listen: SocketAddr,
    public: PublicAddress,
    report: &mut Report,
) -> Option<Examined> {
    let near = reachable(listen);
    if listen.port() != 0 && binding(near).await.is_ok() {
        return match turn::kept_secret(config) {
            Ok(Some(secret)) => {
                report.fine("STUN", format!("a server answers at {near}"));
                Some(Examined { secret, near, _stop: None })
            }
            _ => {
                report.problem(
                    "STUN",
                    format!("a server answers at {near}, and the key of its relay can't be read"),
                    "run the doctor as the server's user, with the server's settings",
                );
                None
            }
        };
    }
    let secret = Secret::new(random::bytes::<KEY_BYTES>());
    match turn::bind(listen, turn::settings(config, public, secret.clone())) {
        Ok(server) => {
            let near = reachable(server.local_addr());
            let (stop, stopped) = oneshot::channel::<()>();
            tokio::spawn(server.run(async { drop(stopped.await) }));
            report.fine("STUN", format!("{listen} is free; the doctor serves there while it looks"));
            Some(Examined { secret, near, _stop: Some(stop) })
        }
        Err(error) => {
            report.problem(
                "STUN",
                reason(&error),
                "stop what is there, or choose another port with turn.listen",
            );
            None
        }
    }
}

async fn binding(server: SocketAddr) -> Result<SocketAddr, ProbeError> {
    let nobody = Credentials { username: String::new(), password: String::new() };
    Probe::udp(server, nobody).await?.binding().await
}

/// Two clients, and a packet from one to the other.
async fn relays(examined: &Examined, server: SocketAddr, transport: Transport) -> Result<(), ProbeError> {
    let (mut one, mut two) =
        (client(examined, server, transport).await?, client(examined, server, transport).await?);
    let (of_one, of_two) = (one.allocate().await?, two.allocate().await?);
    one.bind_channel(CHANNEL, of_two).await?;
    two.bind_channel(CHANNEL, of_one).await?;
    one.send(CHANNEL, PAYLOAD).await?;
    let (_, received) = two.receive().await?;
    if received == PAYLOAD { Ok(()) } else { Err(ProbeError::Senseless) }
}

async fn client(examined: &Examined, server: SocketAddr, transport: Transport) -> Result<Probe, ProbeError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    // Fails only for an id that is empty or very long.
    let credentials = Credentials::trial(&examined.secret, now, CREDENTIALS, "doctor")
        .map_err(|_| ProbeError::Senseless)?;
    match transport {
        Transport::Udp => Probe::udp(server, credentials).await,
        Transport::Tcp => {
            let connected = timeout(CONNECT, TcpStream::connect(server)).await;
            Probe::stream(connected.map_err(|_| ProbeError::NoAnswer)??, credentials)
        }
    }
}

fn unreached(
    check: &'static str,
    far: SocketAddr,
    error: &ProbeError,
    works_near: bool,
    report: &mut Report,
) {
    let why = reason(error);
    match error {
        ProbeError::Refused(code) => report.problem(
            check,
            format!("the relay at {far} refused: error {code}"),
            "401: turn.secret differs from the server's, or a clock is wrong. 486, 508: its limits are reached",
        ),
        _ if !works_near => report.problem(
            check,
            format!("not even from this machine: {why}"),
            "read the server's log; a local firewall may be in the way",
        ),
        // A router that the address belongs to needn't send packets back in.
        _ if !is_own(far.ip()) => report.warn(
            check,
            format!("it works, but not by way of {far}: {why}. Many routers don't send packets back in"),
            "see that the port is forwarded, and test from another network as docs/nat.md says",
        ),
        _ => report.problem(
            check,
            format!("it works, but not at {far}: {why}"),
            "open the port in the firewall, and let turn.listen be that address or 0.0.0.0",
        ),
    }
}

/// Whether the address is one of this machine's.
fn is_own(ip: IpAddr) -> bool {
    UdpSocket::bind((ip, 0)).is_ok()
}

async fn examine_tls(config: &Config, report: &mut Report) {
    const CHECK: &str = "relay over TLS";
    let tls = &config.turn.tls;
    let usable = match Certificate::of(tls) {
        Ok(None) => {
            let says = "off: networks that let out nothing but TCP to port 443 can't call; docs/nat.md says how they can";
            return report.fine(CHECK, says);
        }
        Ok(Some(_)) => Ok(()),
        Err(error) => Err(reason(&error)),
    };
    let (Ok(()), Some(path)) = (&usable, &tls.certificate) else {
        let remedy = "set turn.tls.certificate and turn.tls.key to PEM files that belong together";
        return report.problem(CHECK, usable.err().unwrap_or_default(), remedy);
    };
    let Some(host) = &config.turn.host else {
        let says = "callers are told an address, and certificates are for names";
        return report.problem(CHECK, says, "set turn.host to the certificate's name");
    };
    match shake_hands(path, host, reachable(tls.listen)).await {
        Ok(()) => report.fine(CHECK, format!("the certificate is good for {host}")),
        Err(Handshake::Unreached) => report.warn(
            CHECK,
            format!("no server answers at {}, so the certificate was not tried", tls.listen),
            "start the server and run the doctor again",
        ),
        Err(Handshake::Refused(why)) => report.problem(
            CHECK,
            format!("the certificate is no good for {host}: {why}"),
            "renew it, or set turn.host to its name; a file needs the whole chain",
        ),
    }
}

enum Handshake {
    Unreached,
    Refused(String),
}

/// As a caller's browser would, but that the end of the chain in the file is trusted: date, name and key must be right.
async fn shake_hands(chain: &std::path::Path, host: &str, server: SocketAddr) -> Result<(), Handshake> {
    let refused = |error: &dyn std::error::Error| Handshake::Refused(reason(error));
    let chain = turn::chain(chain).map_err(|error| refused(&error))?;
    let mut roots = RootCertStore::empty();
    if let Some(last) = chain.into_iter().next_back() {
        roots.add(last).map_err(|error| refused(&error))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| refused(&error))?;
    let connected = timeout(CONNECT, TcpStream::connect(server)).await;
    let Ok(Ok(stream)) = connected else { return Err(Handshake::Unreached) };
    match timeout(CONNECT, TlsConnector::from(Arc::new(config)).connect(name, stream)).await {
        Ok(Ok(_stream)) => Ok(()),
        Ok(Err(error)) => Err(refused(&error)),
        Err(_) => Err(Handshake::Unreached),
    }
}
