//! The STUN and TURN server, from its port to its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use calln_turn::{BindError, Handle, Limits, Secret, Server, Settings};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::address::{PublicAddress, Reach};
use super::ice::CREDENTIALS;
use super::key;
use super::tls::{self, Certificate, TlsError};
use crate::config::{Config, TurnTlsConfig};
use crate::random;

/// Names the server in challenges; credentials are made for it.
const REALM: &str = "calln";
/// Credentials end by the calendar, which may be set back a little while a call's are refused.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// A running server. It ends with [`stop`](Self::stop), or when this is dropped.
pub(crate) struct Running {
    local_addr: SocketAddr,
    public_address: PublicAddress,
    secret: Secret,
    tls: Option<(SocketAddr, Arc<Certificate>)>,
    ended: mpsc::UnboundedSender<String>,
    tasks: JoinSet<()>,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<io::Result<()>>,
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
    pub(crate) async fn start(config: &Config) -> Result<Option<Self>, StartError> {
        let Some(listen) = config.turn.listen else { return Ok(None) };
        let secret = secret(config);
        let public_address = PublicAddress::find(config);
        let server = Server::bind(listen, settings(config, public_address, secret.clone()))?;
        let (local_addr, handle) = (server.local_addr(), server.handle());
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = server.spawn(async { drop(stopped.await) }).map_err(StartError::Thread)?;

        let mut tasks = JoinSet::new();
        let (ended, ends) = mpsc::unbounded_channel();
        tasks.spawn(end_allocations(handle.clone(), ends));
        let tls = open_tls(&config.turn.tls).await.map(|(listener, certificate)| {
            let address = listener.local_addr().unwrap_or(config.turn.tls.listen);
            tasks.spawn(tls::serve(listener, Arc::clone(&certificate), handle));
            (address, certificate)
        });
        say_where(public_address, local_addr);
        Ok(Some(Self { local_addr, public_address, secret, tls, ended, tasks, stop, thread }))
    }

    /// Ends every allocation and connection.
    pub(crate) async fn stop(self) {
        let Self { stop, thread, mut tasks, .. } = self;
        tasks.shutdown().await;
        drop(stop);
        if let Ok(Ok(Err(error))) = tokio::task::spawn_blocking(|| thread.join()).await {
            tracing::error!(%error, "the STUN and TURN server broke down");
        }
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

    /// Takes the ids whose allocations are to be ended.
    pub(super) fn ended(&self) -> mpsc::UnboundedSender<String> {
        self.ended.clone()
    }
}

/// The relay's own settings.
pub(crate) fn settings(config: &Config, public_address: PublicAddress, secret: Secret) -> Settings {
    let limits = Limits {
        allocations: config.turn.allocations.get() as usize,
        total_bytes_per_second: config.turn.bytes_per_second.get(),
        refuse_ended: CREDENTIALS + CLOCK_SKEW,
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

async fn end_allocations(handle: Handle, mut ends: mpsc::UnboundedReceiver<String>) {
    while let Some(id) = ends.recv().await {
        if handle.end(&id).await.is_err() {
            return;
        }
    }
}

fn say_where(public_address: PublicAddress, local_addr: SocketAddr) {
    let PublicAddress { ip, is_named } = public_address;
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
