//! What relaying pictures costs, beside a Node Socket.IO server, in one run.

mod sharing;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout_at};

use self::sharing::{Clock, PIECE_BYTES, Sharing, WINDOW};
use super::server::{Contender, Server};
use super::{BenchError, pairs};
use crate::measure::machine::{self, Cores};
use crate::measure::order::Flaws;
use crate::measure::quantile::quantile;

/// Highest ratio of the costs that is good enough.
const TARGET: f64 = 1.0 / 3.0;

/// What to measure.
#[derive(Clone, Debug)]
pub struct ImagePlan {
    /// Calln's binary.
    pub calln: PathBuf,
    /// The Node server's script; its packages must be installed.
    pub node_peer: PathBuf,
    /// How often each server is measured. The report gives medians.
    pub rounds: usize,
    /// Pairs whose sides both send. With few of them a side needs more notes a second than the server passes on.
    pub pairs: usize,
    /// How long, each time.
    pub window: Duration,
}

/// What one server did in one round.
#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    /// CPU time for each MB of sealed pieces, in microseconds.
    us_per_mb: f64,
    mb_per_s: f64,
    /// Share of one processor that the server used.
    busy: f64,
}

/// The outcome. Its `Display` is a Markdown section.
#[derive(Clone, Debug, Serialize)]
pub struct ImageReport {
    machine: String,
    versions: [String; 2],
    cores: Option<Cores>,
    rounds: usize,
    pairs: usize,
    window_s: f64,
    calln: Vec<Figures>,
    node: Vec<Figures>,
}

/// Runs the plan, under the conditions of [`run`](super::run).
///
/// # Errors
/// As [`run`](super::run).
pub async fn image(plan: &ImagePlan, mut progress: impl FnMut(&str)) -> Result<ImageReport, BenchError> {
    let contenders = [Contender::Calln(plan.calln.clone()), Contender::Node(plan.node_peer.clone())];
    let versions = [contenders[0].version().await?, contenders[1].version().await?];
    let cores = Cores::choose()?;
    if let Some(cores) = cores {
        machine::stay_on(cores.callers)?;
    }
    let mut figures = [const { Vec::new() }; 2];
    for round in 1..=plan.rounds {
        for (contender, figures) in contenders.iter().zip(&mut figures) {
            progress(&format!("round {round} of {}: {contender}", plan.rounds));
            let server = Server::start(contender, cores).await?;
            let (measured, flaws) = measure(&server, plan).await?;
            server.stop().await?;
            if flaws != Flaws::default() {
                return Err(BenchError::Flawed(contender.clone(), flaws));
            }
            figures.push(measured);
        }
    }
    let [calln, node] = figures;
    Ok(ImageReport {
        machine: machine::describe(),
        versions,
        cores,
        rounds: plan.rounds,
        pairs: plan.pairs,
        window_s: plan.window.as_secs_f64(),
        calln,
        node,
    })
}

async fn measure(server: &Server, plan: &ImagePlan) -> Result<(Figures, Flaws), BenchError> {
    let sides = pairs::matched(&server.target, plan.pairs).await?;
    let clock = Clock::start(plan.window);
    let pieces = Arc::new(AtomicU64::new(0));
    let mut callers = JoinSet::new();
    for side in sides {
        let mut sharing = Sharing::new(side, clock.until)?;
        let pieces = Arc::clone(&pieces);
        callers.spawn(async move {
            let came = || {
                pieces.fetch_add(1, Ordering::Relaxed);
            };
            match timeout_at(clock.end.into(), sharing.run(came)).await {
                Ok(over) => over?,
                Err(_) => sharing.order.flaws.lost += 1,
            }
            Ok::<_, BenchError>(sharing)
        });
    }

    let sample = || -> Result<_, BenchError> {
        Ok((Instant::now(), pieces.load(Ordering::Relaxed), server.process.cpu_time()?))
    };
    sleep_until(clock.from.into()).await;
    let (from, pieces_before, cpu_before) = sample()?;
    sleep_until(clock.until.into()).await;
    let (until, pieces_after, cpu_after) = sample()?;

    // Nobody's connection is closed before all are through: that would end the partner's call.
    let mut over = Vec::new();
    while let Some(sharing) = callers.join_next().await {
        over.push(sharing??);
    }
    let mut flaws = Flaws::default();
    over.iter().for_each(|sharing| flaws += sharing.order.flaws);

    let seconds = (until - from).as_secs_f64();
    let cpu = cpu_after.saturating_sub(cpu_before).as_secs_f64();
    let megabytes = (pieces_after - pieces_before) as f64 * PIECE_BYTES as f64 / 1e6;
    let figures =
        Figures { us_per_mb: cpu * 1e6 / megabytes, mb_per_s: megabytes / seconds, busy: cpu / seconds };
    Ok((figures, flaws))
}

impl fmt::Display for ImageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { machine, versions: [calln, node], cores, rounds, pairs, window_s, .. } = self;
        writeln!(f, "| | Calln | Node socket.io | ratio | target |")?;
        writeln!(f, "|---|---:|---:|---:|---:|")?;
        let mut row = |what: &str, figure: fn(&Figures) -> f64, target: Option<f64>| {
            let median = |rounds: &[Figures]| {
                let mut values: Vec<f64> = rounds.iter().map(figure).collect();
                quantile(&mut values, 0.5).unwrap_or(f64::NAN)
            };
            let (ours, theirs) = (median(&self.calln), median(&self.node));
            let ratio = ours / theirs;
            let target = match target {
                Some(target) if ratio <= target => format!("≤ {target:.2}, met"),
                Some(target) => format!("≤ {target:.2}, **not met**"),
                None => String::new(),
            };
            writeln!(f, "| {what} | {ours:.2} | {theirs:.2} | {ratio:.2} | {target} |")
        };
        row("CPU µs per MB", |it| it.us_per_mb, Some(TARGET))?;
        row("MB/s", |it| it.mb_per_s, None)?;
        row("share of its processor used", |it| it.busy, None)?;
        writeln!(f)?;
        writeln!(f, "- Machine: {machine}. {calln}. {node}.")?;
        if let Some(Cores { server, callers }) = cores {
            writeln!(
                f,
                "- Either server has processor {server} to itself, the callers have processor {callers}."
            )?;
        }
        writeln!(f, "- Medians of {rounds} alternated rounds of {window_s} s, a fresh process for each.")?;
        writeln!(
            f,
            "- {pairs} pairs, both sides sending pieces of {PIECE_BYTES} bytes, {WINDOW} unacknowledged at the most. None \
             lost, out of order or misdelivered."
        )
    }
}
