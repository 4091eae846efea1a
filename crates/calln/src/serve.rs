//! From a configuration to a running server and its clean stop.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use ::http::HeaderMap;
use calln_core::attendance::Attendance;
use calln_core::{CallId, Lobby, Settings};
use calln_transport::{Origins, Server};
use calln_wire::http::{CheckRelay, MyData, Relay, SeenAddress, Stats, VisitEvent};
use eyre::{WrapErr as _, bail, eyre};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

use crate::bans::Bans;
use crate::config::{Config, Contact};
use crate::defaults::BANS_TIDIED_EVERY;
use crate::doorman::{Doorman, Gate};
use crate::geo::Geo;
use crate::http::{self, Counter, Memory, Page, Trials, Unanswered, Vitals};
use crate::limits::{self, Limits};
use crate::metrics::{self, Levels, Meter, Metrics};
use crate::moderation::{Desk, Notices, Standings, bailiff};
use crate::signals::Signals;
use crate::site::Facts;
use crate::spent::{Spent, SpentLog};
use crate::state::{KEY_BYTES, Key};
use crate::telemetry::Log;
use crate::token::Sealer;
use crate::totals::{self, Total, Totals, TotalsFile};
use crate::{hardening, lobby, random, spent, state, telemetry, turn, vital};

/// Serves as `config` says, until the process is told to stop. Then it drains: lets nobody in, asks all callers to
/// come back to the server that follows, and waits for them to go, a bounded time. Nothing that it started outlives
/// it.
///
/// Where it listens goes to standard output as soon as it does, as `listening on http://ADDR`.
///
/// # Errors
/// Where the country database can't be read or the address can't be had. The message says what to do.
pub fn run(config: &Config) -> eyre::Result<()> {
    let log = Arc::new(telemetry::init(&config.log).wrap_err("can't write the log")?);
    hardening::seal_memory().wrap_err("can't keep the process's memory from being dumped")?;
    raise_file_limit();
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    // What callers said is on a thread's stack until something else is: nothing is to be there while the thread waits.
    #[cfg(feature = "wipe")]
    threads.on_thread_park(calln_wipe::wipe_stack);
    let runtime = threads.enable_all().build().wrap_err("can't start the server's threads")?;
    // As a task of its own: what `block_on` runs itself runs beside the workers, and every connection that it
    // accepted would have to wake one of them.
    let served =
        runtime.block_on(runtime.spawn(listen(config.clone(), log))).wrap_err("the server broke down");
    // Where all went well nothing is left to wait for.
    runtime.shutdown_timeout(SHUTDOWN);
    served?
}

/// How long the end of the process waits for threads that are held up, after something has broken down.
const SHUTDOWN: Duration = Duration::from_secs(5);

async fn listen(config: Config, log: Arc<Log>) -> eyre::Result<()> {
    let geo = Arc::new(Geo::open(config.geo.database.clone())?);
    let facts = Facts::of(&config)?;
    let listener = TcpListener::bind(config.listen).await.wrap_err_with(|| {
        format!("can't listen on {}; choose another address with --listen", config.listen)
    })?;
    let (alarm, mut watch) = vital::alarm();
    let (ice, relay) = turn::open(&config, &alarm).await?;
    let certificate = relay.as_ref().and_then(turn::Running::certificate);
    let monitor = match config.metrics.listen {
        Some(address) => metrics::listen(address).await,
        None => None,
    };
    let signals = Signals::listen(Arc::clone(&geo), Arc::clone(&log), certificate);
    let mut signals = signals.wrap_err("can't take signals")?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)
        .wrap_err("can't say where the server listens")?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");

    let totals = Arc::<Totals>::default();
    let metrics = Arc::new(Metrics::new(Arc::clone(&totals), log.errors()));
    let (stop_counting, counting_stops) = oneshot::channel();
    let counting = totals_file(&config)
        .map(|file| tokio::spawn(totals::keep(Arc::clone(&totals), file, counting_stops)));
    let mut attendance = Attendance::new(config.return_within);
    let spent = spent_log(&config, &mut attendance, &ice);
    let sealer = Arc::new(Sealer::new(&token_key(&config), spent));
    let settings = Settings {
        forbid_same_network: config.matching.forbid_same_network,
        waiting_per_site: config.limits.waiting.get() as usize,
        ..Settings::default()
    };
    let (bans, bans_thread) = open_bans(&config)?;
    let alive = alarm.alive("bans");
    let bans_thread = tokio::task::spawn_blocking(move || {
        let _alive = alive;
        bans_thread.join()
    });
    let notices = Notices::new(bans.clone(), config.operator.contact.as_ref().map(Contact::as_str));
    let (warrants, to_bailiff) = mpsc::unbounded_channel();
    let desk = Desk::new(config.moderation.settings(), warrants, Arc::clone(&metrics));
    let (ice, lobby) = (Arc::new(ice), Lobby::new(settings, random_call_id));
    let meter = Meter::new(Arc::clone(&metrics));
    let (handle, owner) =
        lobby::open(lobby, attendance, Arc::clone(&sealer), meter, desk, notices.clone(), Arc::clone(&ice));
    let bailiff = bailiff(bans.clone(), notices.clone(), handle.downgrade(), to_bailiff);
    let bailiff = tokio::spawn(alarm.clone().watch("bailiff", bailiff));
    let owner = tokio::spawn(alarm.watch("lobby", owner));

    let standings = Standings::new(bans.clone());
    let rates = Arc::new(Limits::new(&config.limits, Arc::clone(&metrics)));
    let sweeper = tokio::spawn(limits::sweep(Arc::clone(&rates)));
    let tidying = tokio::spawn(tidy(Arc::clone(&sealer)));
    let limits = Arc::clone(&rates);
    let gate = Gate { standings, notices, rates };
    let doorman = Doorman::new(&config, geo, gate, handle, sealer, ice, Arc::clone(&metrics));
    let server = Server::new(transport(&config), doorman);
    let pulse = Pulse { server: server.clone(), totals, bans: bans.clone(), metrics: Arc::clone(&metrics) };
    let app = http::router(Page::embedded(), facts, Arc::new(pulse));
    let app = http::strict_transport(app, config.trusted_proxies.clone());
    let (measured, banned) = (server.clone(), bans);
    let levels = move || Levels {
        outbox_bytes: measured.outbox_bytes(),
        inbox_bytes: measured.inbox_bytes(),
        offer_bytes: limits.offer_bytes(),
        bans: banned.count(),
    };
    let monitoring = monitor.map(|listener| tokio::spawn(metrics::serve(listener, metrics, levels)));
    let purging = tokio::spawn(purge(log));
    let draining = server.clone();
    let (breaks_down, mut broken) = oneshot::channel();
    let stop = async move {
        tokio::select! {
            () = signals.stop() => {}
            task = watch.ended() => {
                let _listening = breaks_down.send(task);
                return;
            }
        }
        tracing::info!("stopping; tell me again to stop at once");
        tokio::select! {
            () = draining.handler().drain() => {}
            () = tokio::time::sleep(config.drain_within) => {}
            () = signals.stop() => {}
        }
    };
    let served = server.serve(listener, app, stop).await;
    if let Ok(task) = broken.try_recv() {
        // What is left may wait for what is broken. The process's end is the end of it all.
        bail!("{task} broke down; the log says why");
    }
    sweeper.abort();
    tidying.abort();
    if let Some(monitoring) = monitoring {
        // It looks at server and bans, which end with the last who does.
        monitoring.abort();
        let _aborted = monitoring.await;
    }
    // With the transport the last way to the lobby is gone, and its owner ends; with that the last who could want
    // somebody banned; and then the last user of the bans.
    owner.await.wrap_err("the lobby broke down")?;
    bailiff.await.wrap_err("the task that makes bans broke down")?;
    let closed = bans_thread.await?;
    closed.map_err(|_| eyre!("the ban store broke down"))?;
    if let Some(relay) = relay {
        relay.stop().await;
    }
    purging.abort();
    drop(stop_counting);
    if let Some(counting) = counting {
        counting.await.wrap_err("writing the totals broke down")?;
    }
    tracing::info!("stopped");
    served.wrap_err("the listener broke down")
}

/// The bans, in the file that the configuration names or means. In trouble they live in memory, and it is said.
fn open_bans(config: &Config) -> eyre::Result<(Bans, JoinHandle<()>)> {
    let file = state::bans_file(config);
    match &file {
        Some(file) => {
            if let Err(error) = state::make_directory_of(file) {
                tracing::warn!(error = &error as &dyn std::error::Error, "the ban file has no directory");
            }
        }
        None => tracing::warn!("bans won't survive a restart of the server; name a file in bans.file"),
    }
    let random: crate::bans::Random = Arc::new(random::fill);
    let opened = Bans::open(file.as_deref(), &random, Arc::new(SystemTime::now), BANS_TIDIED_EVERY);
    let (bans, thread) = opened.wrap_err("can't start the thread that keeps the bans")?;
    if let Some(trouble) = bans.health().trouble {
        tracing::error!("{trouble}; until then bans live in memory and end with the server");
    }
    Ok((bans, thread))
}

/// Where what is spent is written down, where that is possible. Tells attendance and relay what was spent
/// before this start.
fn spent_log(config: &Config, attendance: &mut Attendance, ice: &turn::Ice) -> Option<SpentLog> {
    // Without one, no key outlives the process either.
    let directory = config.state.directory.clone().or_else(state::default_directory)?;
    match SpentLog::open(&directory) {
        Ok((log, kept)) => {
            let now = Instant::now();
            for (spent, ago) in kept {
                match spent {
                    Spent::Token { call, role, serial } => attendance.remember_used(now, call, role, serial),
                    Spent::Call(call) => {
                        attendance.remember_over(now, call, ago);
                        ice.end(call);
                    }
                }
            }
            Some(log)
        }
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "used tokens and ended calls of before may be good again, for minutes");
            None
        }
    }
}

/// Lets go of what is spent and no longer matters, for ever.
async fn tidy(sealer: Arc<Sealer>) {
    let mut lives = tokio::time::interval(spent::LIFE);
    loop {
        lives.tick().await;
        sealer.tidy();
    }
}

/// Deletes log files when they get too old, for ever.
async fn purge(log: Arc<Log>) {
    let mut hours = tokio::time::interval(telemetry::PURGE_EVERY);
    loop {
        hours.tick().await;
        let log = Arc::clone(&log);
        // It says in the log itself what goes wrong.
        let _said = tokio::task::spawn_blocking(move || log.purge()).await;
    }
}

/// Where the day's totals are kept, where that is possible.
fn totals_file(config: &Config) -> Option<TotalsFile> {
    let directory = config.state.directory.clone().or_else(state::default_directory)?;
    match TotalsFile::open(&directory) {
        Ok(file) => Some(file),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the days' totals are not kept");
            None
        }
    }
}

/// The key of the tokens, kept for the next start where that is possible.
fn token_key(config: &Config) -> Zeroizing<[u8; KEY_BYTES]> {
    let directory = config.state.directory.clone().or_else(state::default_directory);
    let kept = directory.map(|directory| state::key(&directory, Key::Resume));
    match kept {
        Some(Ok(key)) => return key,
        Some(Err(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "calls won't survive a restart of the server"
            );
        }
        None => {
            tracing::warn!("calls won't survive a restart of the server; name a directory in state.directory")
        }
    }
    Zeroizing::new(random::bytes())
}

fn transport(config: &Config) -> calln_transport::Config {
    calln_transport::Config {
        max_message_bytes: config.limits.message_bytes.get() as usize,
        outbox_bytes: config.limits.outbox_bytes.get() as usize,
        total_outbox_bytes: config.limits.total_outbox_bytes.get() as usize,
        total_inbox_bytes: config.limits.total_inbox_bytes.get() as usize,
        least_rate: config.limits.least_bytes_per_second.get(),
        connections_per_address: config.limits.connections_per_address.get() as usize,
        kept_per_address: config.limits.idle_connections_per_address.get() as usize,
        idle_timeout: config.limits.idle_within,
        origins: match &config.origins[..] {
            [] => Origins::SameHost,
            listed => Origins::Listed(listed.iter().map(ToString::to_string).collect()),
        },
        ..calln_transport::Config::default()
    }
}

/// The running server, as probes see it.
struct Pulse {
    server: Server<Doorman>,
    totals: Arc<Totals>,
    bans: Bans,
    metrics: Arc<Metrics>,
}

impl Vitals for Pulse {
    fn stats(&self) -> Stats {
        self.metrics.public(Instant::now())
    }

    fn trouble(&self) -> Option<String> {
        self.bans.health().trouble
    }

    fn relay(&self) -> Relay {
        self.server.handler().relay()
    }

    fn seen(&self, peer: SocketAddr, headers: &HeaderMap) -> SeenAddress {
        self.server.handler().seen(peer, headers)
    }

    async fn ready(&self) -> Result<(), String> {
        self.server.handler().probe_lobby().await.map_err(|gone| gone.to_string())
    }
}

impl Trials for Pulse {
    fn trial(&self, peer: SocketAddr, headers: &HeaderMap) -> Result<CheckRelay, u32> {
        self.server.handler().trial(peer, headers)
    }
}

impl Counter for Pulse {
    fn count(&self, peer: SocketAddr, headers: &HeaderMap, event: VisitEvent) -> Result<(), u32> {
        self.server.handler().may_tell(peer, headers)?;
        self.totals.add(Total::of(event), 1);
        Ok(())
    }
}

impl Memory for Pulse {
    async fn my_data(
        &self,
        peer: SocketAddr,
        headers: &HeaderMap,
        delete: bool,
    ) -> Result<MyData, Unanswered> {
        self.server.handler().my_data(peer, headers, delete).await
    }
}

/// A call's name: 128 bits that nobody can guess.
fn random_call_id() -> CallId {
    CallId(u128::from_ne_bytes(random::bytes()))
}

/// Each caller takes a file descriptor, and the usual soft limit is 1,024: takes what the hard limit allows.
fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::warn!(%error, "the limit on open files stays as it is, and with it the number of callers");
    }
}
