//! What the operator tells the running process.

use std::sync::Arc;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::geo::Geo;
use crate::telemetry::Log;
use crate::turn::Certificate;

/// The operator's wishes, as far as they have come.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
    user: Signal,
    log: Arc<Log>,
    geo: Arc<Geo>,
    certificate: Option<Arc<Certificate>>,
}

impl Signals {
    pub(crate) fn listen(
        geo: Arc<Geo>,
        log: Arc<Log>,
        certificate: Option<Arc<Certificate>>,
    ) -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
            user: signal(SignalKind::user_defined1())?,
            log,
            geo,
            certificate,
        })
    }

    /// Resolves on the next SIGTERM or Ctrl-C. Until then, each SIGHUP reads the country database and the
    /// certificate again, and each SIGUSR1 turns the log up.
    pub(crate) async fn stop(&mut self) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.hang_up.recv() => {
                    reload(&self.geo).await;
                    if let Some(certificate) = &self.certificate {
                        reload_certificate(certificate);
                    }
                }
                _ = self.user.recv() => self.log.turn_up(),
            }
        }
    }
}

/// Reading a database takes a moment of disk and none of the connections' time.
async fn reload(geo: &Arc<Geo>) {
    let geo = Arc::clone(geo);
    match tokio::task::spawn_blocking(move || geo.reload()).await {
        Ok(Ok(())) => tracing::info!("the country database has been read again"),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the old country database stays in use"
            );
        }
        Err(error) => tracing::error!(%error, "reading the country database broke down; the old one stays"),
    }
}

/// Two small files.
fn reload_certificate(certificate: &Certificate) {
    match certificate.reload() {
        Ok(()) => tracing::info!("the certificate of TURN over TLS has been read again"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the old certificate stays in use");
        }
    }
}
