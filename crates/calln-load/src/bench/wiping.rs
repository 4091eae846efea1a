//! What wiping memory costs: the same server with and without, in one run.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::relay;
use super::server::{Contender, Server};
use super::{BenchError, signal};
use crate::measure::machine::{self, Cores};
use crate::measure::order::Flaws;
use crate::measure::quantile::quantile;

/// Highest ratio of the costs that is good enough.
const TARGET: f64 = 1.05;

/// What to measure.
#[derive(Clone, Debug)]
pub struct WipingPlan {
    /// Calln's binary.
    pub wiping: PathBuf,
    /// The same, built with `--no-default-features`.
    pub plain: PathBuf,
    /// How often each is measured. The report gives medians.
    pub rounds: usize,
    /// Pairs that talk.
    pub pairs: usize,
    /// How long, each time.
    pub window: Duration,
}

/// The outcome. Its `Display` is a Markdown section.
#[derive(Clone, Debug, Serialize)]
pub struct WipingReport {
    machine: String,
    rounds: usize,
    pairs: usize,
    window_s: f64,
    /// CPU time for each relayed message, in microseconds, of every round.
    wiping_us: Vec<f64>,
    /// The same without wiping.
    plain_us: Vec<f64>,
    /// The median of the rounds' own ratios: what a round's two measurements share, noise among it, cancels out.
    ratio: f64,
}

/// Runs the plan, under the conditions of [`run`](super::run).
///
/// # Errors
/// As [`run`](super::run).
pub async fn wiping(plan: &WipingPlan, mut progress: impl FnMut(&str)) -> Result<WipingReport, BenchError> {
    let machine = machine::describe();
    let cores = Cores::choose()?;
    if let Some(cores) = cores {
        machine::stay_on(cores.callers)?;
    }
    let (mut wiping_us, mut plain_us) = (Vec::new(), Vec::new());
    for round in 1..=plan.rounds {
        // Each goes first in every other round.
        let mut order = [(&plan.wiping, &mut wiping_us), (&plan.plain, &mut plain_us)];
        if round % 2 == 0 {
            order.reverse();
        }
        for (binary, figures) in order {
            let contender = Contender::Calln(binary.clone());
            progress(&format!("round {round} of {}: {contender}", plan.rounds));
            let server = Server::start(&contender, cores).await?;
            let saturated = relay::saturate(&server, plan.pairs, plan.window).await?;
            server.stop().await?;
            if saturated.flaws != Flaws::default() {
                return Err(BenchError::Flawed(contender, saturated.flaws));
            }
            figures.push(saturated.cpu_us);
        }
    }
    let mut ratios: Vec<f64> =
        wiping_us.iter().zip(&plain_us).map(|(wiping, plain)| wiping / plain).collect();
    Ok(WipingReport {
        machine,
        rounds: plan.rounds,
        pairs: plan.pairs,
        window_s: plan.window.as_secs_f64(),
        ratio: quantile(&mut ratios, 0.5).unwrap_or(f64::NAN),
        wiping_us,
        plain_us,
    })
}

impl fmt::Display for WipingReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let median = |figures: &[f64]| quantile(&mut figures.to_vec(), 0.5).unwrap_or(f64::NAN);
        let Self { machine, rounds, pairs, window_s, wiping_us, plain_us, ratio } = self;
        let met = if *ratio <= TARGET { "met" } else { "**not met**" };
        writeln!(f, "| | wiping | without | ratio | target | |")?;
        writeln!(f, "|---|---:|---:|---:|---:|---|")?;
        writeln!(
            f,
            "| CPU µs per relayed {}-byte message, saturated | {:.2} | {:.2} | {ratio:.3} | ≤ {TARGET} | {met} |",
            signal::SIGNAL_BYTES,
            median(wiping_us),
            median(plain_us),
        )?;
        writeln!(f)?;
        writeln!(f, "- Machine: {machine}.")?;
        writeln!(
            f,
            "- {rounds} alternated rounds of {window_s} s with {pairs} pairs; the ratio is the median of the rounds' ratios."
        )
    }
}
