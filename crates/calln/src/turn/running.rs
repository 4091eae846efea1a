//! The STUN and TURN server, from its port to its end.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;

use calln_turn::{BindError, Handle, Limits, Secret, Server, Settings};
use eyre::{WrapErr as _, eyre};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::address::{PublicAddress, Reach};
use super::key;
use super::tls::{self, Certificate, TlsError};
use crate::config::{Config, TurnTlsConfig};
use crate::random;

/// Names the server in challenges; credentials are made for it.
const REALM: &str = "calln";
/// How many networks it takes to have all allocations.
const NETWORKS_TO_FILL: usize = 8;
/// How many networks it takes to spend all that may be relayed in a second.
const NETWORKS_TO_SPEND: u32 = 4;

/// A running server, for whoever tells callers of it.
pub(crate) struct Running {
    local_addr: SocketAddr,
    public_address: PublicAddress,
    secret: Secret,
    tls: Option<(SocketAddr, Arc<Certificate>)>,
    handle: Handle,
}

/// The work of a running server. Dropped, it ends the server.
pub(crate) struct Serving {
    thread: JoinHandle<io::Result<()>>,
    /// Let go of, it ends the thread.
    stop: oneshot::Sender<()>,
    tls: Option<(TcpListener, Arc<Certificate>)>,
    handle: Handle,
}

/// Why there is no STUN and TURN server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// The port can't be had, or the settings can't work.
    #[error("can't serve STUN and TURN; turn.listen chooses another port, or none")]
    Bind(#[from] BindError),
    /// The system gives no thread.
    #[error("can't start the thread of STUN and TURN")]
    Thread(#[source] io::Error),
}

impl Running {
    /// Starts what `config` asks for; `None` where that is nothing. Says in the log where callers will look for it.
    ///
    /// # Errors
    /// The port or a thread can't be had.
    pub(super) async fn start(config: &Config) -> Result<Option<(Self, Serving)>, StartError> {
        let Some(listen) = config.turn.listen else { return Ok(None) };
        let secret = secret(config);
        let public_address = PublicAddress::find(config);
        let server = bind(listen, settings(config, public_address, secret.clone()))?;
        let (local_addr, handle) = (server.local_addr(), server.handle());
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = server.spawn(async { drop(stopped.await) }).map_err(StartError::Thread)?;
        let tls = open_tls(&config.turn.tls).await;
        let served = tls.as_ref().map(|(listener, certificate)| {
            (listener.local_addr().unwrap_or(config.turn.tls.listen), Arc::clone(certificate))
        });
        say_where(public_address, local_addr);
        let running = Self { local_addr, public_address, secret, tls: served, handle: handle.clone() };
        Ok(Some((running, Serving { thread, stop, tls, handle })))
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    pub(crate) fn public_address(&self) -> PublicAddress {
        self.public_address
    }

    /// The port of TURN over TLS, where that is served.
    pub(crate) fn tls_port(&self) -> Option<u16> {
        self.tls.as_ref().map(|(address, _)| address.port())
    }

    /// What TLS is served with, to be read again when the operator says so.
    pub(crate) fn certificate(&self) -> Option<Arc<Certificate>> {
        self.tls.as_ref().map(|(_, certificate)| Arc::clone(certificate))
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// A handle to the relay, to say who may use it.
    pub(super) fn handle(&self) -> Handle {
        self.handle.clone()
    }
}

impl Serving {
    /// Serves until `stop` resolves, then ends every allocation and connection.
    ///
    /// # Errors
    /// The server's thread has ended before that, or couldn't take the sockets on.
    pub(crate) async fn until(self, stop: impl Future<Output = ()>) -> eyre::Result<()> {
        let Self { thread, stop: ends, tls, handle } = self;
        let mut thread = tokio::task::spawn_blocking(|| thread.join());
        let over_tls = async {
            match tls {
                Some((listener, certificate)) => tls::serve(listener, certificate, handle).await,
                None => std::future::pending().await,
            }
        };
        let early = tokio::select! {
            () = stop => None,
            ended = &mut thread => Some(ended),
            () = over_tls => None,
        };
        drop(ends);
        let is_early = early.is_some();
        let ended = match early {
            Some(ended) => ended,
            None => thread.await,
        };
        match ended? {
            Ok(Ok(())) if is_early => Err(eyre!("its thread has ended by itself")),
            Ok(served) => served.wrap_err("its thread can't serve"),
            Err(_panicked) => Err(eyre!("its thread has panicked; the log says where")),
        }
    }
}

/// Takes the port, over IPv4 alone where the machine has no IPv6.
pub(crate) fn bind(listen: SocketAddr, settings: Settings) -> Result<Server, BindError> {
    let everywhere = listen.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED);
    match Server::bind(listen, settings.clone()) {
        Err(BindError::Listen { source, .. }) if everywhere && source.kind() != io::ErrorKind::AddrInUse => {
            Server::bind(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), listen.port()), settings)
        }
        bound => bound,
    }
}

/// The relay's own settings.
pub(crate) fn settings(config: &Config, public_address: PublicAddress, secret: Secret) -> Settings {
    let allocations = config.turn.allocations.get() as usize;
    let bytes_per_second = config.turn.bytes_per_second.get();
    let limits = Limits {
        allocations,
        allocations_per_network: (allocations / NETWORKS_TO_FILL).max(1),
        total_bytes_per_second: bytes_per_second,
        network_bytes_per_second: (bytes_per_second / NETWORKS_TO_SPEND).max(1),
        ..Limits::default()
    };
    Settings { advertised_ip: public_address.ip, realm: REALM.to_owned(), secret, limits }
}

/// The secret, kept for the next start where that is possible: a call goes on through a restart if its credentials do.
fn secret(config: &Config) -> Secret {
    match key::secret(config) {
        Ok(Some(secret)) => return secret,
        Ok(None) => {
            tracing::warn!("relayed calls won't survive a restart; name a directory in state.directory");
        }
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "relayed calls won't survive a restart of the server");
        }
    }
    Secret::new(random::bytes::<{ crate::state::KEY_BYTES }>())
}

/// What TURN over TLS needs, where the operator asks for it. Where that can't be had, TURN goes on without.
async fn open_tls(settings: &TurnTlsConfig) -> Option<(TcpListener, Arc<Certificate>)> {
    let opened = async {
        let Some(certificate) = Certificate::of(settings)? else { return Ok(None) };
        Ok::<_, TlsError>(Some((tls::listen(settings.listen).await?, Arc::new(certificate))))
    };
    opened.await.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "TURN is not offered over TLS");
        None
    })
}

fn say_where(public_address: PublicAddress, local_addr: SocketAddr) {
    let PublicAddress { ip, is_named, .. } = public_address;
    let port = local_addr.port();
    let where_from = match public_address.reach() {
        Reach::World => None,
        Reach::Network => Some("from its own network"),
        Reach::Machine => Some("on this machine"),
    };
    match where_from {
        Some(where_from) if !is_named => tracing::warn!(
            %ip,
            port,
            "no public address was found: STUN and TURN are offered at one that only callers {where_from} can reach; \
             set ice.public_address to the address that others see"
        ),
        _ => tracing::info!(%ip, port, "serving STUN and TURN"),
    }
}
