//! What relaying messages costs: CPU time at saturation, latency at a fixed rate.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{interval_at, sleep_until, timeout_at};

use super::server::Server;
use super::talk::{Clock, Talk};
use super::{BenchError, pairs};
use crate::measure::order::Flaws;
use crate::measure::quantile::quantile;

/// Messages under way in each direction of a call, at saturation.
pub(super) const IN_FLIGHT: usize = 8;

/// The relay as busy as the callers can make it.
pub(super) struct Saturated {
    /// CPU time for each message, in microseconds.
    pub(super) cpu_us: f64,
    pub(super) per_s: f64,
    /// Share of one processor that the server used.
    pub(super) busy: f64,
    pub(super) flaws: Flaws,
}

/// The relay at a fixed rate.
pub(super) struct Paced {
    pub(super) p50_us: f64,
    pub(super) p99_us: f64,
    pub(super) flaws: Flaws,
}

/// Every caller keeps eight messages under way and sends the next when one of its partner's comes.
pub(super) async fn saturate(
    server: &Server,
    pairs: usize,
    window: Duration,
) -> Result<Saturated, BenchError> {
    let sides = pairs::matched(&server.target, pairs).await?;
    let clock = Clock::start(window);
    let heard = Arc::new(AtomicU64::new(0));
    let mut talks = JoinSet::new();
    for side in sides {
        let mut talk = Talk::new(side, clock)?;
        let heard = Arc::clone(&heard);
        talks.spawn(async move {
            let ending = timeout_at(clock.end.into(), answer(&mut talk, &heard)).await;
            talk.conclude(ending)
        });
    }

    let sample = || -> Result<_, BenchError> {
        Ok((Instant::now(), heard.load(Ordering::Relaxed), server.process.cpu_time()?))
    };
    sleep_until(clock.from.into()).await;
    let (from, heard_before, cpu_before) = sample()?;
    sleep_until(clock.until.into()).await;
    let (until, heard_after, cpu_after) = sample()?;

    let seconds = (until - from).as_secs_f64();
    let cpu = cpu_after.saturating_sub(cpu_before).as_secs_f64();
    let messages = (heard_after - heard_before) as f64;
    Ok(Saturated {
        cpu_us: cpu * 1e6 / messages,
        per_s: messages / seconds,
        busy: cpu / seconds,
        flaws: flaws(&finished(talks).await?),
    })
}

/// Every caller sends by the clock, whatever comes back. Latency counts from the moment when a message is handed
/// to the socket; both ends are in this process.
pub(super) async fn pace(
    server: &Server,
    pairs: usize,
    rate: f64,
    window: Duration,
) -> Result<Paced, BenchError> {
    let sides = pairs::matched(&server.target, pairs).await?;
    let clock = Clock::start(window);
    let count = sides.len() as f64;
    let period = Duration::from_secs_f64(count / rate);
    let mut talks = JoinSet::new();
    for (index, side) in sides.into_iter().enumerate() {
        // Spread over the period, or all would send at once.
        let first = clock.epoch + period.mul_f64(index as f64 / count);
        let mut talk = Talk::new(side, clock)?;
        talks.spawn(async move {
            let ending = timeout_at(clock.end.into(), tick(&mut talk, first, period)).await;
            talk.conclude(ending)
        });
    }
    let talks = finished(talks).await?;
    let mut latencies: Vec<u64> = talks.iter().flat_map(|talk| &talk.latencies_ns).copied().collect();
    let mut at = |q| quantile(&mut latencies, q).map_or(f64::NAN, |ns| ns as f64 / 1e3);
    Ok(Paced { p50_us: at(0.5), p99_us: at(0.99), flaws: flaws(&talks) })
}

async fn answer(talk: &mut Talk, heard: &AtomicU64) -> Result<(), BenchError> {
    for _ in 0..IN_FLIGHT {
        talk.say().await?;
    }
    talk.client.flush().await?;
    while !talk.is_over() {
        let mut next = Some(talk.client.next().await?);
        // Answer all that is there already, then write once.
        while let Some(received) = next {
            if talk.hear(&received).is_some() {
                heard.fetch_add(1, Ordering::Relaxed);
                talk.say().await?;
            }
            next = talk.client.try_next()?;
        }
        talk.client.flush().await?;
    }
    Ok(())
}

async fn tick(talk: &mut Talk, first: Instant, period: Duration) -> Result<(), BenchError> {
    let mut due = interval_at(first.into(), period);
    while !talk.is_over() {
        tokio::select! {
            biased;
            received = talk.client.next() => {
                if let Some(stamp) = talk.hear(&received?) {
                    talk.time(stamp);
                }
            }
            _ = due.tick() => {
                talk.say().await?;
                talk.client.flush().await?;
            }
        }
    }
    Ok(())
}

/// The talks, once all are over. Nobody's connection is closed before: that would end the partner's call.
async fn finished(mut talks: JoinSet<Result<Talk, BenchError>>) -> Result<Vec<Talk>, BenchError> {
    let mut over = Vec::with_capacity(talks.len());
    while let Some(talk) = talks.join_next().await {
        over.push(talk??);
    }
    Ok(over)
}

fn flaws(talks: &[Talk]) -> Flaws {
    let mut sum = Flaws::default();
    for talk in talks {
        sum += talk.order.flaws;
    }
    sum
}
