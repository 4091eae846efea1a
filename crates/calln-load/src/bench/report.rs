//! What the benchmark says: medians, ratios, targets, and the circumstances.

use std::fmt;

use serde::Serialize;

use super::server::Contender;
use super::{BenchError, Plan, WARM_UP_PAIRS, relay, signal};
use crate::measure::machine::{self, Cores};
use crate::measure::quantile::quantile;

/// Files that a process holds open besides its callers' connections.
const OTHER_FILES: usize = 100;

/// What one server did in one round.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Figures {
    /// CPU time for each relayed message at saturation, in microseconds.
    pub message_us: f64,
    /// Messages relayed each second at saturation.
    pub messages_per_s: f64,
    /// Share of one processor that the server used at saturation. Well below 1, the callers were the bottleneck.
    pub busy: f64,
    /// Median latency at the fixed rate, in microseconds.
    pub p50_us: f64,
    /// 99th percentile of latency at the fixed rate, in microseconds.
    pub p99_us: f64,
    /// Resident memory for each idle connection, in KiB.
    pub idle_kib: f64,
    /// CPU time for each caller that connects, joins and is matched, in microseconds.
    pub arrival_us: f64,
}

/// The circumstances of a run.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Setting {
    machine: String,
    calln: String,
    node: String,
    pub(super) cores: Option<Cores>,
    file_limit: u64,
    /// Idle connections, as many as the file limit allows.
    pub(super) idle: usize,
    rounds: usize,
    pairs: usize,
    arrivals: usize,
    rate: f64,
    window_s: f64,
}

impl Setting {
    pub(super) async fn of(plan: &Plan) -> Result<Self, BenchError> {
        let file_limit = machine::raise_file_limit()?;
        let room = usize::try_from(file_limit).unwrap_or(usize::MAX);
        Ok(Self {
            machine: machine::describe(),
            calln: Contender::Calln(plan.calln.clone()).version().await?,
            node: Contender::Node(plan.node_peer.clone()).version().await?,
            cores: Cores::choose()?,
            file_limit,
            idle: plan.idle.min(room.saturating_sub(WARM_UP_PAIRS * 2 + OTHER_FILES)),
            rounds: plan.rounds,
            pairs: plan.pairs,
            arrivals: plan.arrivals,
            rate: plan.rate,
            window_s: plan.window.as_secs_f64(),
        })
    }
}

/// The outcome of a run. Its `Display` is a Markdown section.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    setting: Setting,
    calln: Vec<Figures>,
    node: Vec<Figures>,
    rows: Vec<Row>,
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
struct Row {
    what: String,
    calln: f64,
    node: f64,
    ratio: f64,
    /// The highest ratio that is good enough.
    target: Option<f64>,
    met: Option<bool>,
}

impl Report {
    pub(super) fn new(setting: Setting, calln: Vec<Figures>, node: Vec<Figures>) -> Self {
        let row = |what: String, figure: fn(&Figures) -> f64, target: Option<f64>| {
            let median = |rounds: &[Figures]| {
                let mut values: Vec<f64> = rounds.iter().map(figure).collect();
                quantile(&mut values, 0.5).unwrap_or(f64::NAN)
            };
            let (calln, node) = (median(&calln), median(&node));
            let ratio = calln / node;
            Row { what, calln, node, ratio, target, met: target.map(|target| ratio <= target) }
        };
        let bytes = signal::SIGNAL_BYTES;
        let rate = setting.rate;
        let rows = vec![
            row(format!("CPU µs per relayed {bytes}-byte message, saturated"), |f| f.message_us, Some(0.08)),
            row("messages/s, saturated".into(), |f| f.messages_per_s, None),
            row("share of its processor used, saturated".into(), |f| f.busy, None),
            row(format!("latency p50 at {rate} messages/s, µs"), |f| f.p50_us, None),
            row(format!("latency p99 at {rate} messages/s, µs"), |f| f.p99_us, None),
            row(format!("RSS KiB per idle connection ({})", setting.idle), |f| f.idle_kib, Some(0.45)),
            row("CPU µs per caller, connect + join + match".into(), |f| f.arrival_us, Some(0.16)),
        ];
        Self { setting, calln, node, rows }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Setting { machine, calln, node, file_limit, rounds, pairs, arrivals, window_s, .. } =
            &self.setting;
        writeln!(f, "| | Calln | Node socket.io | ratio | target | |")?;
        writeln!(f, "|---|---:|---:|---:|---:|---|")?;
        for Row { what, calln, node, ratio, target, met } in &self.rows {
            write!(f, "| {what} | {} | {} | {ratio:.3} | ", Figure(*calln), Figure(*node))?;
            match (target, met) {
                (Some(target), Some(true)) => writeln!(f, "≤ {target} | met |")?,
                (Some(target), _) => writeln!(f, "≤ {target} | **not met** |")?,
                (None, _) => writeln!(f, "– | |")?,
            }
        }
        writeln!(f)?;
        writeln!(f, "- Machine: {machine}. {calln}. {node}.")?;
        match self.setting.cores {
            Some(Cores { server, callers }) => {
                writeln!(
                    f,
                    "- Either server has processor {server} to itself, the callers have processor {callers}."
                )?;
            }
            None => writeln!(f, "- One processor for server and callers together.")?,
        }
        let in_flight = relay::IN_FLIGHT;
        writeln!(f, "- Medians of {rounds} alternated rounds, a fresh process for each measurement.")?;
        writeln!(
            f,
            "- Messages: {pairs} pairs, {window_s} s; at saturation {in_flight} under way in each direction. None lost, out of order or misdelivered."
        )?;
        writeln!(f, "- Arrivals: {} callers. Limit of open files: {file_limit}.", arrivals * 2)
    }
}

/// Three significant digits, or all of a large number.
struct Figure(f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = match self.0 {
            100.0.. => 0,
            10.0.. => 1,
            _ => 2,
        };
        write!(f, "{:.decimals$}", self.0)
    }
}
