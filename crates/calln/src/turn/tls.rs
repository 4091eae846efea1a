//! TURN over TLS: for callers whose network lets out nothing that doesn't look like the Web.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use calln_turn::Handle;
use parking_lot::RwLock;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::handshakes::Handshakes;
use crate::config::TurnTlsConfig;

/// A handshake takes two trips; who needs longer isn't setting up a call.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Pause after the system refuses to accept, so that a lasting fault doesn't take a whole core.
const PAUSE: Duration = Duration::from_millis(50);

/// A certificate with its key, as the operator's files have it.
pub(crate) struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
    served: RwLock<Arc<ServerConfig>>,
}

/// Why TURN can't be served over TLS.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// One of the two files isn't named.
    #[error("turn.tls.certificate and turn.tls.key must both be set, or neither")]
    Half,
    /// A file can't be read, or doesn't hold what it should.
    #[error("{} holds no {what} in PEM", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// What is wrong.
        source: pem::Error,
    },
    /// The two don't belong together, or can't be used.
    #[error("the certificate can't be used with that key")]
    Unusable(#[source] rustls::Error),
    /// The port can't be had.
    #[error("can't listen on {listen}; turn.tls.listen chooses another port")]
    Listen {
        /// The address asked for.
        listen: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

impl Certificate {
    /// What the settings name; `None` where they name nothing.
    pub(crate) fn of(settings: &TurnTlsConfig) -> Result<Option<Self>, TlsError> {
        match (&settings.certificate, &settings.key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                let served = RwLock::new(read(certificate, key)?);
                Ok(Some(Self { certificate: certificate.clone(), key: key.clone(), served }))
            }
            _ => Err(TlsError::Half),
        }
    }

    /// Reads the files again; connections made from now on see what they hold. Where they can't be used, what was
    /// read before stays.
    pub(crate) fn reload(&self) -> Result<(), TlsError> {
        let fresh = read(&self.certificate, &self.key)?;
        *self.served.write() = fresh;
        Ok(())
    }
}

/// The certificates in a file, the caller's own first.
pub(crate) fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let wrong = |source| TlsError::Pem { path: path.to_owned(), what: "certificate", source };
    let chain: Vec<_> =
        CertificateDer::pem_file_iter(path).map_err(wrong)?.collect::<Result<_, _>>().map_err(wrong)?;
    if chain.is_empty() { Err(wrong(pem::Error::NoItemsFound)) } else { Ok(chain) }
}

fn read(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = chain(certificate)?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|source| TlsError::Pem {
        path: key.to_owned(),
        what: "private key",
        source,
    })?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Unusable)?;
    Ok(Arc::new(config))
}

pub(super) async fn listen(listen: SocketAddr) -> Result<TcpListener, TlsError> {
    TcpListener::bind(listen).await.map_err(|source| TlsError::Listen { listen, source })
}

/// Shakes hands with whoever comes and hands them to the relay. Its connections' handshakes end with it.
pub(super) async fn serve(listener: TcpListener, certificate: Arc<Certificate>, relay: Handle) {
    let mut handshakes = Handshakes::new();
    loop {
        // Never waits for a handshake: however many stall, the next one begins.
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = handshakes.ended() => continue,
        };
        match accepted {
            Ok((stream, address)) => {
                let acceptor = TlsAcceptor::from(Arc::clone(&certificate.served.read()));
                handshakes.begin(address.ip(), shake_hands(acceptor, stream, address, relay.clone()));
            }
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "can't accept TURN over TLS; will try again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn shake_hands(acceptor: TlsAcceptor, stream: TcpStream, address: SocketAddr, relay: Handle) {
    // Where it fails, packets are merely later.
    let _ = stream.set_nodelay(true);
    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
        // A relay that has stopped takes this down next.
        let _stopping = relay.serve(stream, address).await;
    }
}
