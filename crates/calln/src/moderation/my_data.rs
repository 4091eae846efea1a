//! What an address may learn of what is held about it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_core::moderation::Held;
use calln_wire::http::{Kept, MyData, What};
use calln_wire::safety::Banned;

/// Puts what is held in the wire's words. Each item is kept for a reason: what could be deleted without harm to others has
/// been, if the caller wanted that.
pub(crate) fn my_data(bans: Vec<Banned>, held: &Held, now: SystemTime, contact: Option<String>) -> MyData {
    let counts = [
        (What::Calls, held.calls),
        (What::ReportsFiled, held.filed),
        (What::ReportsReceived, u32::try_from(held.reports).unwrap_or(u32::MAX)),
        (What::Strikes, u32::try_from(held.strikes).unwrap_or(u32::MAX)),
    ];
    let until = seconds(now.checked_add(held.forgotten_in).unwrap_or(now));
    let kept =
        counts.into_iter().filter(|(_, count)| *count > 0).map(|(what, count)| Kept { what, count, until });
    MyData { bans, kept: kept.collect(), contact }
}

/// Whole seconds since 1970, rounded up: what is kept "until then" is gone by then.
fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() + u64::from(since > Duration::from_secs(since.as_secs()))
}
