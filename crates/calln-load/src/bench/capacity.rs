//! What callers cost who don't talk: memory while they are idle, CPU time while they arrive.

use std::time::Duration;

use super::server::Server;
use super::{BenchError, WARM_UP_PAIRS, pairs};

/// How long a server is left alone before its memory or CPU time is read, for what it does afterwards.
const SETTLE: Duration = Duration::from_secs(2);

/// Memory for each connection that is idle, in KiB: what `count` of them add to a server that others have used.
pub(super) async fn idle_kib(server: &Server, count: usize) -> Result<f64, BenchError> {
    let mut warm = pairs::connected(&server.target, WARM_UP_PAIRS * 2).await?;
    tokio::time::sleep(SETTLE).await;
    let before = server.process.resident_kib()?;
    let mut idle = pairs::connected(&server.target, count).await?;
    tokio::time::sleep(SETTLE).await;
    let added = server.process.resident_kib()?.saturating_sub(before);
    // Figures of connections that the server has closed meanwhile would flatter it.
    for client in warm.iter_mut().chain(&mut idle) {
        while client.try_next()?.is_some() {}
    }
    Ok(added as f64 / count as f64)
}

/// CPU time for each caller that connects, joins and is matched, in microseconds.
pub(super) async fn arrival_us(server: &Server, count: usize) -> Result<f64, BenchError> {
    let _warm = pairs::matched(&server.target, WARM_UP_PAIRS).await?;
    tokio::time::sleep(SETTLE).await;
    let before = server.process.cpu_time()?;
    let _arrived = pairs::matched(&server.target, count).await?;
    tokio::time::sleep(SETTLE).await;
    let used = server.process.cpu_time()?.saturating_sub(before);
    Ok(used.as_secs_f64() * 1e6 / (count * 2) as f64)
}
