//! Calln's relay beside a Node Socket.IO server of the same duties, in one run.
//!
//! Every round measures both servers, one after the other; each measurement gets a fresh process. The server has
//! one processor to itself and the callers another, where the machine has two. What counts is the ratio.

mod capacity;
mod image;
mod pairs;
mod relay;
mod report;
mod server;
mod signal;
mod talk;
mod wiping;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::measure::machine;
use crate::measure::order::Flaws;
use calln_client::{ClientError, ConnectError, PayloadError, TargetError};
use server::Server;

pub use image::{ImagePlan, ImageReport, image};
pub use report::{Figures, Report};
pub use server::Contender;
pub use wiping::{WipingPlan, WipingReport, wiping};

/// Pairs that connect and are matched before anything is measured, so that neither server's start counts.
const WARM_UP_PAIRS: usize = 250;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Calln's binary.
    pub calln: PathBuf,
    /// The Node server's script; its packages must be installed.
    pub node_peer: PathBuf,
    /// How often each server is measured. The report gives medians.
    pub rounds: usize,
    /// Pairs that talk while messages are measured.
    pub pairs: usize,
    /// Connections that stand idle while memory is measured; fewer where the limit of open files is lower.
    pub idle: usize,
    /// Pairs that connect and are matched while the cost of that is measured.
    pub arrivals: usize,
    /// Messages a second, all pairs together, while latency is measured. To be well below saturation.
    pub rate: f64,
    /// How long messages are measured, each time.
    pub window: Duration,
}

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The process couldn't be started.
    #[error("{0} can't be started")]
    Start(Contender, #[source] io::Error),
    /// The program doesn't tell its version; most likely it isn't complete.
    #[error("{0} does not tell its version (for Node: run `npm ci` in the script's folder)")]
    Version(Contender),
    /// The process started but named no address.
    #[error("{0} did not print `listening on http://ADDRESS` within {1:?}; what it complained of is above")]
    Silent(Contender, Duration),
    /// The address that it printed isn't one.
    #[error("{0} printed an address that can't be used")]
    Address(Contender, #[source] TargetError),
    /// A caller couldn't connect.
    #[error("a caller can't connect")]
    Connect(#[from] ConnectError),
    /// A caller lost its connection.
    #[error("a caller lost its connection")]
    Client(#[from] ClientError),
    /// A caller couldn't read what it got.
    #[error("a caller can't read what it got")]
    Payload(#[from] PayloadError),
    /// The server refused what a caller sent.
    #[error("the server refused: {0}")]
    Refused(String),
    /// Callers waited in vain.
    #[error("callers waited {1:?} for {0} in vain")]
    Stalled(&'static str, Duration),
    /// Messages went missing, overtook each other or reached the wrong caller.
    #[error("{0} did not relay faithfully: {1:?}")]
    Flawed(Contender, Flaws),
    /// The kernel didn't tell or grant something.
    #[error("the kernel refused a measurement")]
    Kernel(#[from] io::Error),
    /// A task of this process was cut off.
    #[error("a caller's task ended early")]
    Task(#[from] tokio::task::JoinError),
}

/// Runs the plan. `progress` gets a line before each measurement. Must run on a current-thread runtime: the
/// thread is bound to one processor, and other threads would not be.
///
/// No process is left behind, whether this ends, fails or is dropped.
///
/// # Errors
/// When a server can't be started or measured, or doesn't relay every message once and in order.
pub async fn run(plan: &Plan, mut progress: impl FnMut(&str)) -> Result<Report, BenchError> {
    let contenders = [Contender::Calln(plan.calln.clone()), Contender::Node(plan.node_peer.clone())];
    let setting = report::Setting::of(plan).await?;
    if let Some(cores) = setting.cores {
        machine::stay_on(cores.callers)?;
    }
    let mut figures = [const { Vec::new() }; 2];
    for round in 1..=plan.rounds {
        for (contender, figures) in contenders.iter().zip(&mut figures) {
            progress(&format!("round {round} of {}: {contender}", plan.rounds));
            figures.push(measure(plan, contender, &setting).await?);
        }
    }
    let [calln, node] = figures;
    Ok(Report::new(setting, calln, node))
}

/// One server, once, in every respect.
async fn measure(
    plan: &Plan,
    contender: &Contender,
    setting: &report::Setting,
) -> Result<Figures, BenchError> {
    let flawed = |flaws| BenchError::Flawed(contender.clone(), flaws);
    let start = || Server::start(contender, setting.cores);

    let server = start().await?;
    let saturated = relay::saturate(&server, plan.pairs, plan.window).await?;
    server.stop().await?;
    if saturated.flaws != Flaws::default() {
        return Err(flawed(saturated.flaws));
    }

    let server = start().await?;
    let paced = relay::pace(&server, plan.pairs, plan.rate, plan.window).await?;
    server.stop().await?;
    if paced.flaws != Flaws::default() {
        return Err(flawed(paced.flaws));
    }

    let server = start().await?;
    let idle_kib = capacity::idle_kib(&server, setting.idle).await?;
    server.stop().await?;

    let server = start().await?;
    let arrival_us = capacity::arrival_us(&server, plan.arrivals).await?;
    server.stop().await?;

    Ok(Figures {
        message_us: saturated.cpu_us,
        messages_per_s: saturated.per_s,
        busy: saturated.busy,
        p50_us: paced.p50_us,
        p99_us: paced.p99_us,
        idle_kib,
        arrival_us,
    })
}
