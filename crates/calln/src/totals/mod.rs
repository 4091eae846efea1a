//! Anonymous totals: how much of what there was on a day, for a year. A number for a day, and nothing else: no row
//! is about a caller, and none can be told from another's.
//!
//! | type | what it is |
//! |---|---|
//! | [`Total`] | what is counted |
//! | [`Totals`] | counts, in memory, from anywhere in the server |
//! | [`TotalsFile`] | the days, in a SQLite file |
//!
//! Counts go to the file every minute and when the server stops. To count something more, give it a name in
//! [`Total`] and call [`Totals::add`] where it happens.

mod file;
mod plot;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use calln_wire::http::{LengthBucket, VisitEvent};
use eyre::{OptionExt as _, WrapErr as _};

use crate::config::Config;
use crate::state;

pub use file::{DAYS_KEPT, Day, FileError, TotalsFile};
pub use plot::table;

/// How often counts go to the file: what a crash can lose, and what a day's count can be late by.
const EVERY: Duration = Duration::from_secs(60);

/// Something that is counted by the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Total {
    /// Connections that were let in.
    Connections,
    /// Calls that began.
    Matches,
    /// Calls that ended.
    Calls,
    /// How long those lasted, together.
    CallSeconds,
    /// Bytes passed from one partner to the other.
    RelayedBytes,
    /// Views of the page, as pages say, like what follows.
    PageViews,
    /// Searches for a partner that began.
    CallStarts,
    /// Partners who were met: two for each call.
    CallMatches,
    /// Calls that lasted less than a minute: two for each call, as in the lengths that follow.
    SessionsUnder1Min,
    /// Less than five minutes.
    Sessions1To5Min,
    /// Less than twenty.
    Sessions5To20Min,
    /// Less than an hour.
    Sessions20To60Min,
    /// An hour and more.
    SessionsOver60Min,
    /// Calls whose voices went straight from one device to the other over IPv4, as the newcomer's client says.
    DirectIpv4Calls,
    /// The same over IPv6.
    DirectIpv6Calls,
    /// Calls whose voices went through a relay that was reached over UDP.
    RelayUdpCalls,
    /// Over TCP.
    RelayTcpCalls,
    /// Over TLS.
    RelayTlsCalls,
    /// Calls that found no way.
    UnconnectedCalls,
    /// Milliseconds from the match until the voices met, of all calls that found a way together.
    SetupMilliseconds,
    /// Most callers connected at once. Not a sum: the largest.
    PeakConnections,
    /// Callers who stopped waiting before a partner came.
    WaitsGivenUp,
    /// Reports that counted.
    ReportsAccepted,
    /// Reports that didn't.
    ReportsRefused,
    /// Bans that followed from reports, first blocks among them.
    BansMade,
}

impl Total {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::Connections,
        Self::Matches,
        Self::Calls,
        Self::CallSeconds,
        Self::RelayedBytes,
        Self::PageViews,
        Self::CallStarts,
        Self::CallMatches,
        Self::SessionsUnder1Min,
        Self::Sessions1To5Min,
        Self::Sessions5To20Min,
        Self::Sessions20To60Min,
        Self::SessionsOver60Min,
        Self::DirectIpv4Calls,
        Self::DirectIpv6Calls,
        Self::RelayUdpCalls,
        Self::RelayTcpCalls,
        Self::RelayTlsCalls,
        Self::UnconnectedCalls,
        Self::SetupMilliseconds,
        Self::PeakConnections,
        Self::WaitsGivenUp,
        Self::ReportsAccepted,
        Self::ReportsRefused,
        Self::BansMade,
    ];

    /// What is counted where a page tells this.
    pub fn of(event: VisitEvent) -> Self {
        match event {
            VisitEvent::PageView {} => Self::PageViews,
            VisitEvent::CallStart {} => Self::CallStarts,
            VisitEvent::CallMatch {} => Self::CallMatches,
            VisitEvent::SessionLength { bucket } => match bucket {
                LengthBucket::UnderOneMinute => Self::SessionsUnder1Min,
                LengthBucket::OneToFive => Self::Sessions1To5Min,
                LengthBucket::FiveToTwenty => Self::Sessions5To20Min,
                LengthBucket::TwentyToSixty => Self::Sessions20To60Min,
                LengthBucket::OverAnHour => Self::SessionsOver60Min,
            },
        }
    }

    /// The calls that have found a way, by which.
    pub const WAYS: [Self; 5] = [
        Self::DirectIpv4Calls,
        Self::DirectIpv6Calls,
        Self::RelayUdpCalls,
        Self::RelayTcpCalls,
        Self::RelayTlsCalls,
    ];

    /// Whether a day has the largest count, and not the sum.
    fn is_peak(self) -> bool {
        self == Self::PeakConnections
    }

    /// Its name in the file and in `calln stats --json`. Never to be given to anything else.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Matches => "matches",
            Self::Calls => "calls",
            Self::CallSeconds => "call_seconds",
            Self::RelayedBytes => "relayed_bytes",
            Self::PageViews => "page_views",
            Self::CallStarts => "call_starts",
            Self::CallMatches => "call_matches",
            Self::SessionsUnder1Min => "sessions_under_1_min",
            Self::Sessions1To5Min => "sessions_1_to_5_min",
            Self::Sessions5To20Min => "sessions_5_to_20_min",
            Self::Sessions20To60Min => "sessions_20_to_60_min",
            Self::SessionsOver60Min => "sessions_over_60_min",
            Self::DirectIpv4Calls => "direct_ipv4_calls",
            Self::DirectIpv6Calls => "direct_ipv6_calls",
            Self::RelayUdpCalls => "relay_udp_calls",
            Self::RelayTcpCalls => "relay_tcp_calls",
            Self::RelayTlsCalls => "relay_tls_calls",
            Self::UnconnectedCalls => "unconnected_calls",
            Self::SetupMilliseconds => "setup_milliseconds",
            Self::PeakConnections => "peak_connections",
            Self::WaitsGivenUp => "waits_given_up",
            Self::ReportsAccepted => "reports_accepted",
            Self::ReportsRefused => "reports_refused",
            Self::BansMade => "bans_made",
        }
    }
}

/// What has been counted since the file was last written.
#[derive(Debug, Default)]
pub struct Totals([AtomicU64; Total::ALL.len()]);

impl Totals {
    /// Counts.
    pub fn add(&self, total: Total, count: u64) {
        self.0[total as usize].fetch_add(count, Relaxed);
    }

    /// A level that a peak is the largest of.
    pub fn reach(&self, total: Total, level: u64) {
        self.0[total as usize].fetch_max(level, Relaxed);
    }

    /// Adds what has been counted to a day of the file. What can't be written is counted again next time.
    ///
    /// # Errors
    /// Where the file can't be written.
    pub fn write_to(&self, file: &mut TotalsFile, now: SystemTime) -> Result<(), FileError> {
        let taken = Total::ALL.map(|total| (total, self.0[total as usize].swap(0, Relaxed)));
        let written = file.add(now, &taken);
        if written.is_err() {
            taken.into_iter().for_each(|(total, count)| match total.is_peak() {
                true => self.reach(total, count),
                false => self.add(total, count),
            });
        }
        written
    }
}

/// What `calln stats` prints.
///
/// # Errors
/// Where there is no state directory, or the file in it can't be read.
pub fn shown(config: &Config, json: bool) -> eyre::Result<String> {
    let directory = config.state.directory.clone().or_else(state::default_directory);
    let directory = directory.ok_or_eyre("name the server's directory with --state-directory")?;
    let days = TotalsFile::open(&directory)?.days()?;
    if !json {
        return Ok(table(&days));
    }
    let day = |day: &Day| serde_json::json!({ "day": day.date.to_string(), "totals": day.totals });
    Ok(serde_json::to_string(&days.iter().map(day).collect::<Vec<_>>())? + "\n")
}

/// Writes what is counted to the file until `stop` resolves, and once more then.
///
/// # Errors
/// The last of it can't be written, or writing has broken down. Before that, what can't be written is said in the log
/// and counted again.
pub(crate) async fn keep(
    totals: Arc<Totals>,
    mut file: TotalsFile,
    stop: impl Future<Output = ()>,
) -> eyre::Result<()> {
    let mut stop = pin!(stop);
    loop {
        let last = tokio::time::timeout(EVERY, &mut stop).await.is_ok();
        let totals = Arc::clone(&totals);
        let written = tokio::task::spawn_blocking(move || {
            let written = totals.write_to(&mut file, SystemTime::now());
            (file, written)
        });
        let (kept, written) = written.await.wrap_err("writing the totals broke down")?;
        file = kept;
        if last {
            return written.wrap_err("the last of the day's totals can't be written");
        }
        if let Err(error) = written {
            tracing::error!(error = &error as &dyn std::error::Error, "the day's totals can't be written");
        }
    }
}
