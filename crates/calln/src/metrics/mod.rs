//! What a monitoring system may know of the running server, in the Prometheus text format. docs/operations.md has a
//! line for each metric.
//!
//! Every label's values are a closed set that callers have no part in, and none tells one caller from another:
//! countries are counted only from ten callers up, and then in tens.

mod connectivity;
mod listener;
mod meter;
mod public;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use calln_core::moderation::{Due, Reason, Refusal};
use calln_core::{Census, Country};
use calln_transport::CloseReason;
use calln_wire::client::Way;
use calln_wire::http::Stats;
use calln_wire::server::{FailureCode, Headcount, Small};
use parking_lot::Mutex;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use self::connectivity::Connectivity;
use crate::totals::{Total, Totals};

pub(crate) use listener::{listen, serve};
pub(crate) use meter::Meter;
use public::{Exact, Published};

/// Fewer callers than this from one country are not shown, more are rounded down to a multiple.
const COUNTRY_STEP: u32 = 10;

/// From "somebody was there already" to "nobody comes": the page offers to widen the wish after 3 s or 15 s.
const WAIT_BUCKETS: [f64; 9] = [0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 300.0];

/// From a glance to an evening.
const CALL_BUCKETS: [f64; 9] = [5.0, 15.0, 60.0, 180.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0];

/// What isn't counted as it happens but looked up when somebody asks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Levels {
    /// Bytes that wait to be written.
    pub(crate) outbox_bytes: usize,
    /// What has begun to come of callers' messages and isn't complete.
    pub(crate) inbox_bytes: usize,
    /// Offers that are kept for whoever comes.
    pub(crate) offer_bytes: usize,
    /// Bans that hold.
    pub(crate) bans: usize,
}

/// The rungs of the ladder of bans; below the first is the short block on a first under-18 report.
const RUNGS: [&str; 5] = ["first_report", "1", "2", "3", "4"];

/// One label, of a closed set.
type Label = [(&'static str, &'static str); 1];

/// The metrics, and the day's totals, which count some of the same.
pub(crate) struct Metrics {
    registry: Registry,
    totals: Arc<Totals>,
    connections: Gauge,
    connected: Counter,
    closed: Family<Label, Counter>,
    countries: Mutex<HashMap<Country, u32>>,
    published: Mutex<Published>,
    callers: Family<Label, Gauge>,
    waiting: Gauge,
    in_call: Gauge,
    matches: Counter,
    wait: Histogram,
    call: Histogram,
    relayed_bytes: Counter,
    relayed_frames: Counter,
    refused: Family<[(&'static str, String); 1], Counter>,
    limited: Family<Label, Counter>,
    rejected: Family<Label, Counter>,
    outbox: Gauge,
    inbox: Gauge,
    offers: Gauge,
    bans: Gauge,
    peak: Gauge,
    given_up: Counter,
    reports: Family<[(&'static str, &'static str); 2], Counter>,
    bans_made: Family<Label, Counter>,
    asked: Family<Label, Counter>,
    proved: Counter,
    connectivity: Connectivity,
}

impl Metrics {
    /// `errors` counts what has failed.
    pub(crate) fn new(totals: Arc<Totals>, errors: Counter) -> Self {
        let mut registry = Registry::with_prefix("calln");
        let connectivity = Connectivity::register(&mut registry);
        let metrics = Self {
            registry: Registry::default(),
            totals,
            connections: Gauge::default(),
            connected: Counter::default(),
            closed: Family::default(),
            countries: Mutex::default(),
            published: Mutex::default(),
            callers: Family::default(),
            waiting: Gauge::default(),
            in_call: Gauge::default(),
            matches: Counter::default(),
            wait: Histogram::new(WAIT_BUCKETS),
            call: Histogram::new(CALL_BUCKETS),
            relayed_bytes: Counter::default(),
            relayed_frames: Counter::default(),
            refused: Family::default(),
            limited: Family::default(),
            rejected: Family::default(),
            outbox: Gauge::default(),
            inbox: Gauge::default(),
            offers: Gauge::default(),
            bans: Gauge::default(),
            peak: Gauge::default(),
            given_up: Counter::default(),
            reports: Family::default(),
            bans_made: Family::default(),
            asked: Family::default(),
            proved: Counter::default(),
            connectivity,
        };
        let build = Family::<Label, Gauge>::default();
        build.get_or_create(&[("version", env!("CARGO_PKG_VERSION"))]).set(1);
        let r = &mut registry;
        r.register("build", "Always 1; the version is its label", build);
        r.register("connections", "Callers connected now", metrics.connections.clone());
        r.register("connected", "Callers let in since the start", metrics.connected.clone());
        r.register("closed", "Connections ended since the start, by reason", metrics.closed.clone());
        r.register(
            "callers",
            "Callers here now who tell their country, by country, from 10 up and in tens",
            metrics.callers.clone(),
        );
        r.register("waiting", "Callers who wait for a partner now", metrics.waiting.clone());
        r.register("in_call", "Callers in a call now, two for each", metrics.in_call.clone());
        r.register("matches", "Calls begun since the start", metrics.matches.clone());
        r.register_with_unit("wait", "Time from asking to a match", Unit::Seconds, metrics.wait.clone());
        r.register_with_unit("call", "Length of calls that ended", Unit::Seconds, metrics.call.clone());
        r.register_with_unit("relayed", "Passed on to partners", Unit::Bytes, metrics.relayed_bytes.clone());
        r.register("relayed_frames", "Frames passed on to partners", metrics.relayed_frames.clone());
        r.register("refused", "Events refused since the start, by code", metrics.refused.clone());
        let limited =
            "Connections and events refused for coming too often from one address or network, by action";
        r.register("limited", limited, metrics.limited.clone());
        let rejected = "Requests and connections rejected before anybody looked at what they ask, by reason";
        r.register("rejected", rejected, metrics.rejected.clone());
        r.register_with_unit(
            "outbox",
            "Waiting to be written to callers",
            Unit::Bytes,
            metrics.outbox.clone(),
        );
        r.register_with_unit(
            "inbox",
            "Begun to come from callers and not complete",
            Unit::Bytes,
            metrics.inbox.clone(),
        );
        r.register_with_unit("offers", "Offers kept for whoever comes", Unit::Bytes, metrics.offers.clone());
        r.register("bans", "Bans that hold now", metrics.bans.clone());
        r.register(
            "connections_peak",
            "Most callers connected at once since the start",
            metrics.peak.clone(),
        );
        r.register(
            "waits_given_up",
            "Callers who stopped waiting for a partner, or went away, before one came",
            metrics.given_up.clone(),
        );
        r.register(
            "reports",
            "Reports since the start, by reason and by what came of them",
            metrics.reports.clone(),
        );
        r.register(
            "bans_made",
            "Bans that followed from reports, by rung of the ladder",
            metrics.bans_made.clone(),
        );
        r.register("errors", "What has failed since the start; the log says what", errors);
        r.register(
            "proofs_asked",
            "Proofs of work asked for since the start, by reason",
            metrics.asked.clone(),
        );
        r.register("proofs", "Proofs of work that were good, since the start", metrics.proved.clone());
        Self { registry, ..metrics }
    }

    /// All of it, as Prometheus reads it.
    pub(crate) fn text(&self, levels: Levels) -> String {
        let gauge = |level: usize| i64::try_from(level).unwrap_or(i64::MAX);
        self.outbox.set(gauge(levels.outbox_bytes));
        self.inbox.set(gauge(levels.inbox_bytes));
        self.offers.set(gauge(levels.offer_bytes));
        self.bans.set(gauge(levels.bans));
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            // Writing to a string doesn't fail; half an answer would be taken for a whole one.
            text.clear();
            let _ = text.write_str("# EOF\n");
        }
        text
    }

    /// A caller was let in.
    pub(crate) fn connected(&self) {
        let level = self.connections.inc() + 1;
        self.peak.inner().fetch_max(level, Relaxed);
        self.totals.reach(Total::PeakConnections, u64::try_from(level).unwrap_or_default());
        self.connected.inc();
        self.totals.add(Total::Connections, 1);
    }

    /// A caller's connection ended.
    pub(crate) fn closed(&self, reason: CloseReason) {
        self.connections.dec();
        self.closed.get_or_create(&[("reason", reason.label())]).inc();
    }

    /// A caller tells its partners another country than before, or one or none at all. What it doesn't tell them isn't
    /// counted.
    fn country_told(&self, before: Option<Country>, now: Option<Country>) {
        if before != now {
            self.count_country(before, |count| count.saturating_sub(1));
            self.count_country(now, |count| count + 1);
        }
    }

    fn count_country(&self, country: Option<Country>, change: impl Fn(u32) -> u32) {
        let Some(country) = country else { return };
        let mut countries = self.countries.lock();
        let count = change(countries.get(&country).copied().unwrap_or(0));
        countries.insert(country, count);
        let label = [("country", country.code())];
        match count - count % COUNTRY_STEP {
            0 => drop(self.callers.remove(&label)),
            shown => drop(self.callers.get_or_create(&label).set(shown.into())),
        }
    }

    /// How many there are in the lobby.
    fn census(&self, census: Census) {
        self.waiting.set(i64::try_from(census.waiting).unwrap_or(i64::MAX));
        self.in_call.set(i64::try_from(census.in_call).unwrap_or(i64::MAX));
    }

    fn matched(&self, waits: [Duration; 2]) {
        self.matches.inc();
        self.totals.add(Total::Matches, 1);
        waits.into_iter().for_each(|wait| self.wait.observe(wait.as_secs_f64()));
    }

    fn ended(&self, length: Duration) {
        self.call.observe(length.as_secs_f64());
        self.totals.add(Total::Calls, 1);
        self.totals.add(Total::CallSeconds, length.as_secs());
    }

    /// A caller who waited has stopped, and met nobody.
    fn gave_up(&self) {
        self.given_up.inc();
        self.totals.add(Total::WaitsGivenUp, 1);
    }

    fn reported(&self, reason: Reason, reply: Result<(), Refusal>) {
        let outcome = match reply {
            Ok(()) => "accepted",
            Err(Refusal::NoSuchCall) => "too_late",
            Err(Refusal::AlreadyReported) => "already_reported",
            Err(Refusal::TalkTooShort) => "talk_too_short",
            Err(Refusal::QuotaSpent) => "quota_spent",
        };
        self.reports.get_or_create(&[("reason", reason.name()), ("outcome", outcome)]).inc();
        self.totals.add(if reply.is_ok() { Total::ReportsAccepted } else { Total::ReportsRefused }, 1);
    }

    fn ban_ordered(&self, rung: u8) {
        let rung = RUNGS.get(usize::from(rung)).copied().unwrap_or("higher");
        self.bans_made.get_or_create(&[("rung", rung)]).inc();
        self.totals.add(Total::BansMade, 1);
    }

    /// A call has found this way, or none.
    pub(crate) fn connectivity(&self, way: Option<Way>, after: Duration) {
        self.connectivity.told(way, after);
        let total = match way {
            Some(Way::DirectIpv4) => Total::DirectIpv4Calls,
            Some(Way::DirectIpv6) => Total::DirectIpv6Calls,
            Some(Way::RelayUdp) => Total::RelayUdpCalls,
            Some(Way::RelayTcp) => Total::RelayTcpCalls,
            Some(Way::RelayTls) => Total::RelayTlsCalls,
            None => Total::UnconnectedCalls,
        };
        self.totals.add(total, 1);
        if way.is_some() {
            self.totals.add(Total::SetupMilliseconds, u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
        }
    }

    /// A call begins without a relay to fall back on.
    pub(crate) fn relay_declined(&self) {
        self.connectivity.declined();
    }

    /// A frame went from one partner to the other.
    pub(crate) fn relayed(&self, bytes: usize) {
        self.relayed_frames.inc();
        self.relayed_bytes.inc_by(bytes as u64);
        self.totals.add(Total::RelayedBytes, bytes as u64);
    }

    /// Somebody was refused for coming too often.
    pub(crate) fn limited(&self, action: &'static str) {
        self.limited.get_or_create(&[("action", action)]).inc();
    }

    /// A request or a connection was answered with no at once.
    pub(crate) fn rejected(&self, reason: &'static str) {
        self.rejected.get_or_create(&[("reason", reason)]).inc();
    }

    /// What anybody may know at `now`: no exact number, none of fewer than ten, and none of this very moment.
    pub(crate) fn public(&self, now: Instant) -> Stats {
        self.published.lock().at(now, || {
            let level = |gauge: &Gauge| usize::try_from(gauge.get()).unwrap_or_default();
            let (waiting, talking) = (level(&self.waiting), level(&self.in_call));
            Exact {
                // Those who are away from a call are in it, though not connected.
                online: level(&self.connections).max(waiting + talking),
                waiting,
                talking,
                countries: self.countries.lock().clone(),
            }
        })
    }

    /// How many are here, as somebody is told who is: never nobody.
    pub(crate) fn online(&self) -> Headcount {
        match self.public(Instant::now()).online {
            Headcount::Small(_) => Headcount::Small(Small::Few),
            about @ Headcount::About(_) => about,
        }
    }

    /// A caller has to prove some work.
    pub(crate) fn asked(&self, due: Due) {
        let why = match due {
            Due::Attack => "attack",
            Due::Skips => "skips",
            Due::Reports => "reports",
        };
        self.asked.get_or_create(&[("why", why)]).inc();
    }

    /// A caller has done so.
    pub(crate) fn proved(&self) {
        self.proved.inc();
    }

    /// A caller's event was refused.
    pub(crate) fn refused(&self, code: FailureCode) {
        // As clients read it.
        let code = serde_json::to_string(&code).unwrap_or_default();
        self.refused.get_or_create(&[("code", code.trim_matches('"').to_owned())]).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p13_a_country_is_shown_from_ten_callers_up_and_in_tens() {
        let metrics = Metrics::new(Arc::default(), Counter::default());
        let france = Country::from_code("FR").ok();
        let shown = |metrics: &Metrics| {
            let text = metrics.text(Levels::default());
            text.lines()
                .find_map(|line| line.strip_prefix("calln_callers{country=\"FR\"} ").map(str::to_owned))
        };
        for count in 1..=25 {
            metrics.country_told(None, france);
            let expected = (count >= 10).then(|| (count / 10 * 10).to_string());
            assert_eq!(shown(&metrics), expected, "{count}");
        }
        for count in (0..25).rev() {
            metrics.country_told(france, None);
            let expected = (count >= 10).then(|| (count / 10 * 10).to_string());
            assert_eq!(shown(&metrics), expected, "{count}");
        }
    }
    /// The names of all metrics, as a query has them.
    fn names() -> Vec<String> {
        let metrics = Metrics::new(Arc::default(), Counter::default());
        // A family that has counted nothing isn't shown.
        let france = Country::from_code("FR").ok();
        (0..COUNTRY_STEP).for_each(|_| metrics.country_told(None, france));
        metrics.closed(CloseReason::ClientLeft);
        metrics.refused(FailureCode::SlowDown);
        metrics.limited("join");
        metrics.rejected("origin");
        metrics.asked(Due::Attack);
        metrics.reported(Reason::Spam, Ok(()));
        metrics.ban_ordered(1);
        metrics.connectivity(None, Duration::ZERO);
        let text = metrics.text(Levels::default());
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        let mut names: Vec<_> =
            samples.filter_map(|line| Some(line.split(['{', ' ']).next()?.to_owned())).collect();
        names.dedup();
        names
    }

    #[test]
    fn the_dashboard_asks_for_nothing_that_there_is_not() {
        let dashboard = include_str!("../../../../deploy/grafana.json");
        let dashboard: serde_json::Value = serde_json::from_str(dashboard).unwrap();
        let panels = dashboard["panels"].as_array().unwrap();
        let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
        let queries: Vec<_> = targets.map(|target| target["expr"].as_str().unwrap()).collect();
        let names = names();
        let word = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let asked =
            queries.iter().flat_map(|query| query.split(word)).filter(|word| word.starts_with("calln_"));
        let unknown: Vec<_> = asked.filter(|asked| !names.iter().any(|name| name == asked)).collect();
        assert!(unknown.is_empty(), "{unknown:?} isn't among {names:?}");
        assert!(queries.len() > 10, "the queries were found");
    }

    #[test]
    fn every_metric_is_explained_to_operators_and_on_the_dashboard() {
        let explained = include_str!("../../../../docs/operations.md");
        let dashboard = include_str!("../../../../deploy/grafana.json");
        for name in names() {
            let whole = ["_bucket", "_sum", "_count"].iter().find_map(|part| name.strip_suffix(part));
            let name = whole.unwrap_or(&name);
            assert!(explained.contains(name), "{name} isn't in docs/operations.md");
            let shown = ["calln_connected_total", "calln_relayed_frames_total"].contains(&name);
            assert!(shown || dashboard.contains(name), "{name} isn't on the dashboard");
        }
    }

    #[test]
    fn p13_what_anybody_may_know_is_rounded_and_a_minute_old() {
        let (metrics, start) = (Metrics::new(Arc::default(), Counter::default()), Instant::now());
        let [france, chad] = ["FR", "TD"].map(|code| Country::from_code(code).ok());
        let public = |after| serde_json::to_string(&metrics.public(start + after)).unwrap();
        (0..38).for_each(|_| metrics.connected());
        (0..29).for_each(|_| metrics.country_told(None, france));
        (0..9).for_each(|_| metrics.country_told(None, chad));
        metrics.census(Census { callers: 38, waiting: 9, in_call: 16 });
        let first =
            r#"{"online":30,"waiting":"few","talking":10,"countries":[{"country":"FR","online":20}]}"#;
        assert_eq!(public(Duration::ZERO), first);
        metrics.census(Census { callers: 38, waiting: 0, in_call: 38 });
        (0..20).for_each(|_| metrics.country_told(france, None));
        assert_eq!(public(public::EVERY - Duration::from_millis(1)), first);
        let second = r#"{"online":30,"waiting":"none","talking":30,"countries":[]}"#;
        assert_eq!(public(public::EVERY), second);
    }

    #[test]
    fn nobody_talks_where_nobody_is() {
        let metrics = Metrics::new(Arc::default(), Counter::default());
        metrics.census(Census { callers: 2, waiting: 0, in_call: 2 });
        let public = serde_json::to_string(&metrics.public(Instant::now())).unwrap();
        assert_eq!(public, r#"{"online":"few","waiting":"none","talking":"few","countries":[]}"#);
    }
}
