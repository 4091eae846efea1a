//! From a configuration to a running server and its clean stop.
//!
//! | file | what it starts |
//! |---|---|
//! | `bans` | the ban store |
//! | `limits` | the limits by address, and their sweeper |
//! | `lobby` | the lobby, and the enforcement of the bans that it orders |
//! | `metrics` | the listener of the metrics |
//! | `relay` | STUN and TURN |
//! | `service` | all of those that handlers share |
//! | `tokens` | the tokens with which callers come back, and their tidying |
//! | `totals` | the daily totals |
//! | `transport` | callers' connections and plain HTTP |
//!
//! Each gives a handle and leaves the task to the [`Runtime`], which knows the order in which subsystems stop.

mod bans;
mod limits;
mod lobby;
mod metrics;
mod relay;
mod service;
#[cfg(test)]
mod tests;
mod tokens;
mod totals;
mod transport;

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use calln_transport::Server;
use eyre::{Report, WrapErr as _, eyre};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[cfg(test)]
pub(crate) use self::service::{Started, start as start_service};
use crate::config::Config;
use crate::gateway::Gateway;
use crate::geo::Geo;
use crate::http::{self, Page};
use crate::runtime::{Runtime, Subsystem};
use crate::signals::Signals;
use crate::site::{self, Facts};
use crate::telemetry::Log;
use crate::{hardening, telemetry};

/// How long the end of the process waits for threads that are held up, after something has broken down.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// Serves as `config` says, until the process is told to stop. Then it drains: lets nobody in, asks all callers to
/// come back to the server that follows, and waits for them to go, a bounded time. Nothing that it started outlives
/// it.
///
/// Where it listens goes to standard output as soon as it serves, as `listening on http://ADDR`.
///
/// # Errors
/// Where the country database can't be read or the address can't be had, and where a subsystem has broken down. The
/// message says what to do, and names every subsystem that has failed.
pub fn run(config: &Config) -> eyre::Result<()> {
    let log = Arc::new(telemetry::init(&config.log).wrap_err("can't write the log")?);
    hardening::seal_memory().wrap_err("can't keep the process's memory from being dumped")?;
    raise_file_limit();
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    // What callers said is on a thread's stack until something else is: nothing is to be there while the thread waits.
    #[cfg(feature = "wipe")]
    threads.on_thread_park(calln_wipe::wipe_stack);
    let runtime = threads.enable_all().build().wrap_err("can't start the server's threads")?;
    // As a task of its own: what `block_on` runs itself runs beside the workers, and would have to wake one of them
    // for each thing that it hands on.
    let served =
        runtime.block_on(runtime.spawn(serve(config.clone(), log))).wrap_err("the server broke down");
    // Where all went well nothing is left to wait for.
    runtime.shutdown_timeout(SHUTDOWN);
    served?
}

async fn serve(config: Config, log: Arc<Log>) -> eyre::Result<()> {
    let mut runtime = Runtime::new();
    // When this returns, all handles to the subsystems are gone but those that subsystems hold.
    let ran = until_told(&config, log, &mut runtime).await;
    let mut errors = Vec::from_iter(ran.err());
    errors.extend(runtime.stop().await);
    if errors.is_empty() {
        tracing::info!("stopped");
    }
    one(errors)
}

/// Starts everything, and returns when it is to be stopped: the operator says so, or a vital subsystem has ended.
async fn until_told(config: &Config, log: Arc<Log>, runtime: &mut Runtime) -> eyre::Result<()> {
    let (server, mut signals, address) = start(config, log, runtime).await?;
    writeln!(std::io::stdout(), "listening on http://{address}")
        .wrap_err("can't say where the server listens")?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    tokio::select! {
        () = signals.stop() => tracing::info!("stopping; tell me again to stop at once"),
        () = runtime.broken() => return Ok(()),
    }
    tokio::select! {
        () = server.handler().drain() => {}
        () = tokio::time::sleep(config.drain_within) => {}
        () = signals.stop() => {}
        () = runtime.broken() => {}
    }
    Ok(())
}

/// Starts all subsystems. Gives what it takes to stop them: the transport, to drain it, and what the operator says.
async fn start(
    config: &Config,
    log: Arc<Log>,
    runtime: &mut Runtime,
) -> eyre::Result<(Server<Gateway>, Signals, SocketAddr)> {
    let geo = Arc::new(Geo::open(config.geo.database.clone())?);
    let facts = Facts::of(config)?;
    tracing::info!("{}", site::summary(&facts));
    if facts.contact.is_none() {
        tracing::warn!(
            "callers find nobody to write to about privacy, safety or a ban; set operator.contact"
        );
    }
    let (listener, address) = transport::listen(config).await?;
    let purged = Arc::clone(&log);
    runtime.start(Subsystem::LogPurge, |stop| stop.cut_short(telemetry::purge(purged)));
    let service::Started { service, sealer, apart, certificate } =
        service::start(config, log.errors(), runtime).await?;
    let signals = Signals::listen(Arc::clone(&geo), log, certificate).wrap_err("can't take signals")?;
    let app = http::router(Page::embedded(), facts, Arc::clone(&service));
    let app = http::strict_transport(app, config.trusted_proxies.clone());
    let (metrics, bans) = (Arc::clone(&service.metrics), service.bans.clone());
    let limits = Arc::clone(&service.limits);
    let gateway = Gateway::new(config, service, geo, sealer, apart);
    let server = transport::start(config, listener, gateway, app, runtime);
    metrics::start(config, metrics, server.clone(), bans, limits, runtime).await;
    Ok((server, signals, address))
}

/// All of these errors as one.
fn one(mut errors: Vec<Report>) -> eyre::Result<()> {
    match errors.len() {
        0 => Ok(()),
        1 => Err(errors.remove(0)),
        _ => {
            let said: Vec<_> = errors.iter().map(|error| format!("{error:#}")).collect();
            Err(eyre!("{}", said.join("; ")))
        }
    }
}

/// Each caller takes a file descriptor, and the usual soft limit is 1,024: takes what the hard limit allows.
fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::warn!(%error, "the limit on open files stays as it is, and with it the number of callers");
    }
}
