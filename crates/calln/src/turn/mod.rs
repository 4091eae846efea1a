//! STUN and TURN inside this server, and what callers are told of them.
//!
//! | file | what it holds |
//! |---|---|
//! | `address` | at which address callers reach this machine |
//! | `ice` | what callers are told: servers, whether they can hide, credentials for one call or self-test |
//! | `key` | what credentials are made from |
//! | `running` | the server itself, from its port to its end |
//! | `tls` | the same over TLS |

mod address;
mod ice;
mod key;
mod running;
mod tls;

pub(crate) use address::{PublicAddress, Reach};
pub(crate) use ice::{Ice, RelayUser, is_relay};
pub(crate) use key::kept as kept_secret;
pub(crate) use running::{Running, bind, settings};
pub(crate) use tls::{Certificate, chain};

use crate::config::{Config, RelayPolicy};
use crate::vital::Alarm;

/// Starts the server that `config` asks for, and gives what callers are to be told of it.
///
/// Where it can't run, that is said in the log, and everything else goes on: callers can reach each other without
/// it, though fewer of them, and can't hide.
///
/// The alarm is raised where it ends by itself.
///
/// # Errors
/// Where all callers are to be hidden and there is nothing to hide them with.
pub(crate) async fn open(config: &Config, alarm: &Alarm) -> eyre::Result<(Ice, Option<Running>)> {
    let running = match Running::start(config, alarm).await {
        Ok(running) => running,
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "callers are offered no STUN and no relay of this server's own; `calln doctor` says more"
            );
            None
        }
    };
    let ice = Ice::new(config, running.as_ref());
    if config.relay.policy == RelayPolicy::Always && !ice.can_hide() {
        eyre::bail!(
            "relay.policy is `always`, and there is no relay: no two callers could talk. The log says why there is \
             none; or name a TURN server in ice.servers"
        );
    }
    Ok((ice, running))
}
