//! All that handlers share.

use std::sync::Arc;

use calln_core::attendance::Attendance;
use prometheus_client::metrics::counter::Counter;

use super::{bans, limits, lobby, relay, tokens, totals};
use crate::config::{Config, Contact};
use crate::metrics::Metrics;
use crate::moderation::{Notices, Standings};
use crate::runtime::Runtime;
use crate::service::Service;
use crate::token::Sealer;
use crate::turn::Certificate;

/// The subsystems behind the gateway and plain HTTP.
pub(crate) struct Started {
    pub(crate) service: Arc<Service>,
    /// Makes and reads the tokens with which callers come back.
    pub(super) sealer: Arc<Sealer>,
    /// What TURN over TLS is served with.
    pub(super) certificate: Option<Arc<Certificate>>,
}

/// Starts them. `errors` counts what fails.
///
/// # Errors
/// One of them can't be started; those before it are the runtime's to stop.
pub(crate) async fn start(config: &Config, errors: Counter, runtime: &mut Runtime) -> eyre::Result<Started> {
    let (ice, certificate) = relay::start(config, runtime).await?;
    let totals = totals::start(config, runtime);
    let metrics = Arc::new(Metrics::new(Arc::clone(&totals), errors));
    let limits = limits::start(config, &metrics, runtime);
    let bans = bans::start(config, runtime)?;
    let notices = Notices::new(bans.clone(), config.operator.contact.as_ref().map(Contact::as_str));
    let mut attendance = Attendance::new(config.return_within);
    let sealer = tokens::start(config, &mut attendance, &ice, runtime);
    let uses = lobby::Uses {
        attendance,
        sealer: Arc::clone(&sealer),
        ice: Arc::clone(&ice),
        metrics: Arc::clone(&metrics),
        bans: bans.clone(),
        notices: notices.clone(),
    };
    let lobby = lobby::start(config, uses, runtime);
    let standings = Standings::new(bans.clone());
    let trusted_proxies = config.trusted_proxies.clone();
    let service = Service { lobby, bans, standings, notices, limits, ice, metrics, totals, trusted_proxies };
    Ok(Started { service: Arc::new(service), sealer, certificate })
}
