//! STUN and TURN.

use std::sync::Arc;

use crate::config::Config;
use crate::runtime::{Runtime, Subsystem};
use crate::turn::{self, Certificate, Ice, Opened};

/// Starts the server that the configuration asks for. Gives what callers are told of it, and the certificate of TURN
/// over TLS where that is served.
///
/// # Errors
/// All callers are to be hidden, and there is nothing to hide them with.
pub(super) async fn start(
    config: &Config,
    runtime: &mut Runtime,
) -> eyre::Result<(Arc<Ice>, Option<Arc<Certificate>>)> {
    let Opened { ice, certificate, serving } = turn::open(config).await?;
    if let Some(serving) = serving {
        runtime.start(Subsystem::Relay, |stop| serving.until(stop.told()));
    }
    Ok((Arc::new(ice), certificate))
}
