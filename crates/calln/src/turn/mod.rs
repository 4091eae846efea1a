//! STUN and TURN inside this server, and what callers are told of them.
//!
//! | file | what it holds |
//! |---|---|
//! | `address` | at which address callers reach this machine |
//! | `handshakes` | TLS handshakes under way |
//! | `ice` | what callers are told: servers, whether they can hide, credentials for one call or self-test |
//! | `key` | what credentials are made from |
//! | `running` | the server itself, from its port to its end |
//! | `tls` | the same over TLS |

mod address;
mod handshakes;
mod ice;
mod key;
mod running;
mod tls;

pub(crate) use address::{PublicAddress, Reach};
pub(crate) use ice::{Ice, RelayUser, hiding, is_relay};
pub(crate) use key::kept as kept_secret;
use running::Running;
pub(crate) use running::{Serving, bind, settings};
pub(crate) use tls::{Certificate, chain};

use std::sync::Arc;

use crate::config::{Config, RelayPolicy};

/// What has been started, and what callers are to be told of it.
pub(crate) struct Opened {
    pub(crate) ice: Ice,
    /// What TURN over TLS is served with, to be read again when the operator says so.
    pub(crate) certificate: Option<Arc<Certificate>>,
    /// The server's work, where there is a server.
    pub(crate) serving: Option<Serving>,
}

/// Starts the server that `config` asks for.
///
/// Where it can't run, that is said in the log, and everything else goes on: callers can reach each other without
/// it, though fewer of them, and can't hide.
///
/// # Errors
/// Where all callers are to be hidden and there is nothing to hide them with.
pub(crate) async fn open(config: &Config) -> eyre::Result<Opened> {
    let started = match Running::start(config).await {
        Ok(started) => started,
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "callers are offered no STUN and no relay of this server's own; `calln doctor` says more"
            );
            None
        }
    };
    let (running, serving) = started.unzip();
    let ice = Ice::new(config, running.as_ref());
    if config.relay.policy == RelayPolicy::Always && !ice.can_hide() {
        eyre::bail!(
            "relay.policy is `always`, and there is no relay: no two callers could talk. The log says why there is \
             none; or name a TURN server in ice.servers"
        );
    }
    Ok(Opened { ice, certificate: running.as_ref().and_then(Running::certificate), serving })
}
