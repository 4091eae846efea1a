//! Load, soak and benchmarks from the command line.

use std::io::{Write as _, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use calln_client::Target;
use calln_load::measure::machine::raise_file_limit;
use calln_load::measure::order::Flaws;
use calln_load::measure::quantile::quantile;
use calln_load::{bench, callers, census};
use clap::{Args, Parser, Subcommand, ValueEnum};
use eyre::{Context as _, bail};
use tokio::signal::unix::{SignalKind, signal};

/// Faults, and failures, that are listed one by one; when there are more, the rest is more of the same.
const SHOWN: usize = 10;

/// Simulated callers for a Calln server.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures, and prints a Markdown table
    #[command(subcommand)]
    Bench(Bench),
    /// Calls that simulated callers make to a running server; every match is checked
    Callers(Callers),
}

#[derive(Subcommand)]
enum Bench {
    /// Calln's relay beside a Node Socket.IO server
    Relay(Relay),
    /// The same for pictures
    Image(Image),
    /// What wiping memory costs: Calln's relay with and without
    Privacy(Privacy),
}

#[derive(Args)]
struct Image {
    /// Calln's binary, built in release mode
    #[arg(long, value_name = "PATH")]
    calln: PathBuf,
    /// The Node server's script; run `npm ci` in its folder first
    #[arg(long, value_name = "PATH", default_value = "bench/node-peer.js")]
    node_peer: PathBuf,
    /// How often each server is measured
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Pairs whose sides both send
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
    pairs: u16,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: u16,
}

#[derive(Args)]
struct Privacy {
    /// Calln's binary, built in release mode
    #[arg(long, value_name = "PATH")]
    wiping: PathBuf,
    /// The same, built with --no-default-features
    #[arg(long, value_name = "PATH")]
    plain: PathBuf,
    /// How often each is measured
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Pairs that talk
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..))]
    pairs: u16,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: u16,
}

#[derive(Args)]
struct Relay {
    /// Calln's binary, built in release mode
    #[arg(long, value_name = "PATH")]
    calln: PathBuf,
    /// The Node server's script; run `npm ci` in its folder first
    #[arg(long, value_name = "PATH", default_value = "bench/node-peer.js")]
    node_peer: PathBuf,
    /// How often each server is measured
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Pairs that talk while messages are measured
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..))]
    pairs: u16,
    /// Idle connections while memory is measured; fewer where the limit of open files is lower
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    idle: u32,
    /// Pairs that arrive while the cost of arriving is measured
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u16).range(1..))]
    arrivals: u16,
    /// Messages a second, all pairs together, while latency is measured
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// Seconds for each measurement of messages
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: u16,
    /// Prints JSON with every round's figures instead of Markdown
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Callers {
    /// The server
    #[arg(long, value_name = "http://HOST:PORT")]
    url: String,
    /// How many callers
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
    count: u16,
    /// Whom they would like to meet: anyone, or all kinds of wishes
    #[arg(long, value_enum, default_value_t = Want::Any)]
    want: Want,
    /// Calls that each caller makes
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    calls: u16,
    /// Signals that each side sends in a call
    #[arg(long, default_value_t = 4)]
    signals: u16,
    /// Seconds that a caller waits for a match before it gives up
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=600))]
    patience: u16,
}

#[derive(Clone, Copy, ValueEnum)]
enum Want {
    Any,
    Mixed,
}

fn main() -> ExitCode {
    match start(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when even this fails.
            let _ = writeln!(stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(command: Command) -> eyre::Result<()> {
    // One thread: callers are many and each does little, and the benchmark binds it to one processor.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        // Whichever way it ends, what is dropped here takes its connections and child processes along.
        tokio::select! {
            outcome = run(command) => outcome,
            _ = interrupt.recv() => bail!("interrupted"),
            _ = terminate.recv() => bail!("terminated"),
        }
    })
}

async fn run(command: Command) -> eyre::Result<()> {
    match command {
        Command::Bench(Bench::Relay(args)) => bench_relay(args).await,
        Command::Bench(Bench::Image(args)) => bench_image(args).await,
        Command::Bench(Bench::Privacy(args)) => bench_privacy(args).await,
        Command::Callers(args) => call(args).await,
    }
}

async fn bench_relay(args: Relay) -> eyre::Result<()> {
    let plan = bench::Plan {
        calln: args.calln,
        node_peer: args.node_peer,
        rounds: args.rounds.into(),
        pairs: args.pairs.into(),
        idle: args.idle.try_into()?,
        arrivals: args.arrivals.into(),
        rate: args.rate.into(),
        window: Duration::from_secs(args.seconds.into()),
    };
    let report = bench::run(&plan, |line| {
        // Progress is a courtesy; a closed terminal is no reason to stop.
        let _ = writeln!(stderr(), "{line}");
    });
    let report = report.await?;
    let text = if args.json { serde_json::to_string_pretty(&report)? } else { report.to_string() };
    writeln!(stdout(), "{}", text.trim_end())?;
    Ok(())
}

async fn bench_image(args: Image) -> eyre::Result<()> {
    raise_file_limit().wrap_err("can't raise the limit of open files")?;
    let plan = bench::ImagePlan {
        calln: args.calln,
        node_peer: args.node_peer,
        rounds: args.rounds.into(),
        pairs: args.pairs.into(),
        window: Duration::from_secs(args.seconds.into()),
    };
    let report = bench::image(&plan, |line| {
        // As above.
        let _ = writeln!(stderr(), "{line}");
    });
    writeln!(stdout(), "{}", report.await?.to_string().trim_end())?;
    Ok(())
}

async fn bench_privacy(args: Privacy) -> eyre::Result<()> {
    raise_file_limit().wrap_err("can't raise the limit of open files")?;
    let plan = bench::WipingPlan {
        wiping: args.wiping,
        plain: args.plain,
        rounds: args.rounds.into(),
        pairs: args.pairs.into(),
        window: Duration::from_secs(args.seconds.into()),
    };
    let report = bench::wiping(&plan, |line| {
        // As above.
        let _ = writeln!(stderr(), "{line}");
    });
    writeln!(stdout(), "{}", report.await?.to_string().trim_end())?;
    Ok(())
}

async fn call(args: Callers) -> eyre::Result<()> {
    raise_file_limit().wrap_err("can't raise the limit of open files")?;
    let plan = callers::Plan {
        count: args.count.into(),
        wishes: match args.want {
            Want::Any => callers::Wishes::Any,
            Want::Mixed => callers::Wishes::Mixed,
        },
        calls: args.calls.into(),
        signals: args.signals.into(),
        patience: Duration::from_secs(args.patience.into()),
        at_once: 200,
    };
    let target = Target::resolve(&args.url).await?;
    let mut outcome = callers::run(&target, &plan).await;
    let census = census::take(&outcome.witnesses);

    let mut wait_ms = |q| quantile(&mut outcome.waits, q).unwrap_or_default().as_secs_f64() * 1e3;
    let (p50, p99) = (wait_ms(0.5), wait_ms(0.99));
    let mut out = stdout().lock();
    writeln!(out, "{} callers, {} calls, {} signals", plan.count, census.calls, outcome.signals)?;
    writeln!(out, "wait for a match: p50 {p50:.1} ms, p99 {p99:.1} ms; {} gave up", outcome.gave_up)?;
    writeln!(out, "half seen: {}, met again: {}", census.half_seen, census.met_again)?;
    let Flaws { lost, out_of_order, .. } = outcome.flaws;
    writeln!(out, "signals lost: {lost}, out of order: {out_of_order}")?;
    for fault in census.faults.iter().take(SHOWN) {
        writeln!(out, "fault: {fault}")?;
    }
    let right = census.faults.is_empty() && outcome.failures.is_empty() && outcome.flaws == Flaws::default();
    for failure in outcome.failures.into_iter().take(SHOWN) {
        writeln!(out, "failure: {:#}", eyre::Report::new(failure))?;
    }
    if right { Ok(()) } else { bail!("the server did not do all that it should") }
}
