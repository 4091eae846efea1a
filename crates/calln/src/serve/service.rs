//! All that handlers share.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use calln_core::engine::Settings;
use calln_core::{CallId, Engine, lobby};
use prometheus_client::metrics::counter::Counter;

use super::{bans, limits, lobby as lobby_task, relay, tokens, totals};
use crate::apart::ApartLog;
use crate::config::{Config, Contact};
use crate::metrics::Metrics;
use crate::moderation::{Notices, Standings};
use crate::random;
use crate::runtime::Runtime;
use crate::service::Service;
use crate::state;
use crate::token::Sealer;
use crate::turn::Certificate;

/// The subsystems behind the gateway and plain HTTP.
pub(crate) struct Started {
    pub(crate) service: Arc<Service>,
    /// Makes and reads the tokens with which callers come back.
    pub(super) sealer: Arc<Sealer>,
    /// What callers are recognised by who are not to meet again.
    pub(super) apart: Arc<ApartLog>,
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
    let mut engine = engine(config);
    let apart = apart(config, &mut engine);
    let sealer = tokens::start(config, &mut engine, &ice, &apart, runtime);
    let uses = lobby_task::Uses {
        engine,
        sealer: Arc::clone(&sealer),
        ice: Arc::clone(&ice),
        metrics: Arc::clone(&metrics),
        bans: bans.clone(),
        notices: notices.clone(),
        apart: Arc::clone(&apart),
    };
    let lobby = lobby_task::start(uses, runtime);
    let standings = Standings::new(bans.clone());
    let trusted_proxies = config.trusted_proxies.clone();
    let service = Service { lobby, bans, standings, notices, limits, ice, metrics, totals, trusted_proxies };
    Ok(Started { service: Arc::new(service), sealer, apart, certificate })
}

/// What decides who meets whom, by the configuration.
fn engine(config: &Config) -> Engine {
    let settings = Settings {
        lobby: lobby::Settings {
            forbid_same_network: config.matching.forbid_same_network,
            waiting_per_site: config.limits.waiting.get() as usize,
            ..lobby::Settings::default()
        },
        grace: config.return_within,
        moderation: config.moderation.settings(),
    };
    Engine::new(settings, Instant::now(), random_call_id)
}

/// What callers are recognised by, kept for the next start where that is possible. Tells the engine who was kept apart
/// before this one.
fn apart(config: &Config, engine: &mut Engine) -> Arc<ApartLog> {
    let directory = config.state.directory.clone().or_else(state::default_directory);
    let (log, kept) = ApartLog::open(directory, SystemTime::now());
    kept.into_iter().for_each(|(pair, ago)| engine.remember_apart(pair, ago));
    Arc::new(log)
}

/// A call's name: 128 bits that nobody can guess.
fn random_call_id() -> CallId {
    CallId(u128::from_ne_bytes(random::bytes()))
}
