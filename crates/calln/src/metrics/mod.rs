//! What a monitoring system may know of the running server, in the Prometheus text format. docs/operations.md has a
//! line for each metric.
//!
//! Every label's values are a closed set that callers have no part in, and none tells one caller from another:
//! countries are counted only from ten callers up, and then in tens.

mod listener;
mod meter;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use calln_core::moderation::Due;
use calln_core::{Census, Country};
use calln_transport::CloseReason;
use calln_wire::server::FailureCode;
use parking_lot::Mutex;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::totals::{Total, Totals};

pub(crate) use listener::{listen, serve};
pub(crate) use meter::Meter;

/// Fewer callers than this from one country are not shown, more are rounded down to a multiple.
const COUNTRY_STEP: u32 = 10;

/// From "somebody was there already" to "nobody comes": the page offers to widen the wish after 15 s.
const WAIT_BUCKETS: [f64; 9] = [0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 300.0];

/// From a glance to an evening.
const CALL_BUCKETS: [f64; 9] = [5.0, 15.0, 60.0, 180.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0];

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
    callers: Family<Label, Gauge>,
    waiting: Gauge,
    in_call: Gauge,
    matches: Counter,
    wait: Histogram,
    call: Histogram,
    relayed_bytes: Counter,
    relayed_frames: Counter,
    refused: Family<[(&'static str, String); 1], Counter>,
    asked: Family<Label, Counter>,
    proved: Counter,
}

impl Metrics {
    pub(crate) fn new(totals: Arc<Totals>) -> Self {
        let mut registry = Registry::with_prefix("calln");
        let metrics = Self {
            registry: Registry::default(),
            totals,
            connections: Gauge::default(),
            connected: Counter::default(),
            closed: Family::default(),
            countries: Mutex::default(),
            callers: Family::default(),
            waiting: Gauge::default(),
            in_call: Gauge::default(),
            matches: Counter::default(),
            wait: Histogram::new(WAIT_BUCKETS),
            call: Histogram::new(CALL_BUCKETS),
            relayed_bytes: Counter::default(),
            relayed_frames: Counter::default(),
            refused: Family::default(),
            asked: Family::default(),
            proved: Counter::default(),
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
            "Callers connected now, by country, from 10 up and in tens",
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
        r.register(
            "proofs_asked",
            "Proofs of work asked for since the start, by reason",
            metrics.asked.clone(),
        );
        r.register("proofs", "Proofs of work that were good, since the start", metrics.proved.clone());
        Self { registry, ..metrics }
    }

    /// All of it, as Prometheus reads it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            // Writing to a string doesn't fail; half an answer would be taken for a whole one.
            text.clear();
            let _ = text.write_str("# EOF\n");
        }
        text
    }

    /// A caller was let in.
    pub(crate) fn connected(&self, country: Option<Country>) {
        self.connections.inc();
        self.connected.inc();
        self.totals.add(Total::Connections, 1);
        self.count_country(country, |count| count + 1);
    }

    /// A caller's connection ended.
    pub(crate) fn closed(&self, country: Option<Country>, reason: CloseReason) {
        self.connections.dec();
        self.closed.get_or_create(&[("reason", reason.label())]).inc();
        self.count_country(country, |count| count.saturating_sub(1));
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

    /// A frame went from one partner to the other.
    pub(crate) fn relayed(&self, bytes: usize) {
        self.relayed_frames.inc();
        self.relayed_bytes.inc_by(bytes as u64);
        self.totals.add(Total::RelayedBytes, bytes as u64);
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
        let metrics = Metrics::new(Arc::default());
        let france = Country::from_code("FR").ok();
        let shown = |metrics: &Metrics| {
            let text = metrics.text();
            text.lines()
                .find_map(|line| line.strip_prefix("calln_callers{country=\"FR\"} ").map(str::to_owned))
        };
        for count in 1..=25 {
            metrics.connected(france);
            let expected = (count >= 10).then(|| (count / 10 * 10).to_string());
            assert_eq!(shown(&metrics), expected, "{count}");
        }
        for count in (0..25).rev() {
            metrics.closed(france, CloseReason::ClientLeft);
            let expected = (count >= 10).then(|| (count / 10 * 10).to_string());
            assert_eq!(shown(&metrics), expected, "{count}");
        }
    }
}
